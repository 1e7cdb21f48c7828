import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hipspine.content.exercise_library import exercise_library
from hipspine.content.library import screening_library
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement, NormRange, Repeatability
from hipspine.domain.person import Sex
from hipspine.records.fhir.person_bundle import (
    Libraries,
    MeasuredVisit,
    PersonForecast,
    PersonRecord,
    person_bundle,
)
from hipspine.records.fhir.programmes import PersonGoal
from hipspine.records.fhir.training import ForecastBand

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIBRARIES = Libraries(questionnaire_library(), screening_library(), exercise_library())
MEASURED = MeasuredVisit(
    NOW,
    (
        Measurement(
            "gait_speed",
            "m/s",
            1.234567891,
            repeatability=Repeatability(0.05, "a source", "people"),
            norm=NormRange(1.1, 1.5, "a table", "adults"),
        ),
        Measurement.absent("step_length", "m", "one step only", side=Side.LEFT),
    ),
)


@pytest.fixture
def record(programme, session, check_in):
    return PersonRecord(
        "p1",
        name="Alex",
        sex=Sex.FEMALE,
        birth_year=1980,
        programmes=(programme,),
        goals=(PersonGoal("Walk to the market", "pain_scale.average", 2.0),),
        sessions=(session,),
        check_ins=(check_in,),
        measured=(MEASURED,),
        forecasts=(PersonForecast(NOW, "trajectory model 1", (ForecastBand(6, 1.5, 4, 0.8),)),),
    )


def resources(record, **options):
    bundle = person_bundle(record, LIBRARIES, at=NOW, **options)
    entries = json.loads(bundle.model_dump_json())["entry"]
    found = {}
    for entry in entries:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found, {entry["fullUrl"] for entry in entries}


def references(value):
    if isinstance(value, dict):
        if "reference" in value and isinstance(value["reference"], str):
            yield value["reference"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_kind_of_entry_is_there_and_every_reference_resolves(record):
    found, urls = resources(record)
    assert set(found) == {
        "Patient", "Goal", "ActivityDefinition", "CarePlan", "Procedure", "Observation",
        "AdverseEvent", "DiagnosticReport", "RiskAssessment", "Device", "Provenance",
    }  # fmt: skip
    assert set(references(found)) <= urls


def test_a_plan_is_a_draft_until_it_is_signed(record, signature):
    assert resources(record)[0]["CarePlan"][0]["status"] == "draft"
    signed = replace(record, programmes=(replace(record.programmes[0], signature=signature),))
    plan = resources(signed)[0]["CarePlan"][0]
    assert (plan["status"], plan["author"]["display"]) == ("active", signature.by)


def test_an_activity_names_exercise_days_and_dose(record):
    found, _ = resources(record)
    detail = found["CarePlan"][0]["activity"][0]["detail"]
    assert detail["scheduledTiming"]["repeat"]["dayOfWeek"] == ["mon", "wed", "fri"]
    assert "2 sets of 10" in detail["description"]
    urls = {f"{each['url']}|{each['version']}" for each in found["ActivityDefinition"]}
    assert set(detail["instantiatesCanonical"]) <= urls


def test_a_measurement_carries_error_range_and_ucum_unit(record):
    speed, step, *_ = [
        each
        for each in resources(record)[0]["Observation"]
        if each["code"]["coding"][0]["system"] == "urn:hipspine:measurement"
    ]
    assert speed["valueQuantity"] == {
        "value": 1.23457,
        "unit": "m/s",
        "system": "http://unitsofmeasure.org",
        "code": "m/s",
    }
    # MDC95 = 1.96 x sqrt(2) x 0.05 = 0.1386
    assert "MDC95 0.1386 m/s" in speed["note"][0]["text"]
    assert speed["referenceRange"][0]["low"]["value"] == 1.1
    assert "valueQuantity" not in step
    assert step["dataAbsentReason"]["text"] == "one step only"


def test_a_forecast_is_a_range_with_a_probability_and_no_date(record):
    (prediction,) = resources(record)[0]["RiskAssessment"][0]["prediction"]
    assert prediction["probabilityDecimal"] == 0.8
    assert "whenPeriod" not in prediction
    assert prediction["whenRange"]["low"]["value"] == 6


def test_the_same_record_gives_the_same_bundle(record):
    made = [person_bundle(record, LIBRARIES, at=NOW).model_dump_json() for _ in range(2)]
    assert made[0] == made[1]


def test_a_person_without_anything_is_a_patient_and_where_it_comes_from():
    found, _ = resources(PersonRecord("p2"))
    assert set(found) == {"Patient", "Device", "Provenance"}
    assert "name" not in found["Patient"][0]


def test_german_bundle_is_in_german(record):
    found, _ = resources(record, language="de")
    assert "Sätze" in found["CarePlan"][0]["activity"][0]["detail"]["description"]
    assert "Keine Diagnose" in found["DiagnosticReport"][0]["conclusion"]
