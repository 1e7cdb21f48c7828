"""One person's whole record as a FHIR Bundle: who, what was planned, done, measured, forecast."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.device import Device
from fhir.resources.R4B.patient import Patient
from fhir.resources.R4B.provenance import Provenance

from hipspine import __version__
from hipspine.content.exercise_library import ExerciseLibrary
from hipspine.content.library import Library
from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.domain.measurement import Measurement
from hipspine.domain.person import Sex
from hipspine.domain.programme import Programme
from hipspine.domain.training import CheckIn, Session
from hipspine.records.fhir.bundle import VisitRecord, visit_bundle
from hipspine.records.fhir.codes import OURS, ExportStyle, PublicCodes
from hipspine.records.fhir.measurements import diagnostic_report, measurement_observation
from hipspine.records.fhir.programmes import (
    PersonGoal,
    activity_definition,
    care_plan,
    goal_resource,
)
from hipspine.records.fhir.screening import screening_response
from hipspine.records.fhir.training import (
    ForecastBand,
    flare_event,
    forecast_assessment,
    pain_observation,
    session_procedure,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class MeasuredVisit:
    """The measurements of one recording or one set of tests."""

    taken: datetime
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True)
class PersonForecast:
    """A forecast as it was made."""

    made: datetime
    method: str
    bands: tuple[ForecastBand, ...]


@dataclass(frozen=True)
class PersonRecord:
    """Everything about one person that other systems can take."""

    id: str
    name: str | None = None
    sex: Sex | None = None
    birth_year: int | None = None
    visits: tuple[VisitRecord, ...] = ()
    programmes: tuple[Programme, ...] = ()
    goals: tuple[PersonGoal, ...] = ()
    sessions: tuple[Session, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    measured: tuple[MeasuredVisit, ...] = ()
    forecasts: tuple[PersonForecast, ...] = ()


@dataclass(frozen=True)
class Libraries:
    """The content that a record refers to."""

    questionnaires: QuestionnaireLibrary
    screening: Library
    exercises: ExerciseLibrary


def person_bundle(
    record: PersonRecord,
    libraries: Libraries,
    *,
    at: datetime,
    language: str = "en",
    codes: PublicCodes = PublicCodes.CHECKED,
) -> Bundle:
    """Return a person's record as a collection; the same record gives the same bundle.

    Parameters
    ----------
    at : datetime
        When the bundle is made, with a time zone.
    """
    patient = _entry(_patient(record), f"patient:{record.id}")
    style = ExportStyle(language=language, codes=codes, subject=patient["fullUrl"])
    entries = [patient, *_record_entries(record, libraries, style)]
    entries += _origin_entries(entries, at)
    return Bundle.model_validate(
        {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": at.isoformat(),
            "entry": _each_once(entries),
        }
    )


def _record_entries(
    record: PersonRecord, libraries: Libraries, style: ExportStyle
) -> Iterator[Json]:
    for visit in record.visits:
        bundle = visit_bundle(visit, libraries.questionnaires, libraries.screening, style=style)
        yield from json.loads(bundle.model_dump_json()).get("entry", ())
        if visit.triage is not None and visit.answers:
            response = screening_response(
                visit.answers, libraries.screening, authored=visit.at, style=style
            )
            yield _entry(response)
    yield from _plan_entries(record, libraries.exercises, style)
    yield from _training_entries(record, libraries.exercises, style)
    yield from _measured_entries(record, style)
    for forecast in record.forecasts:
        assessment = forecast_assessment(
            forecast.bands,
            subject=_subject(style),
            made=forecast.made,
            method=forecast.method,
            language=style.language,
        )
        yield _entry(assessment)


def _plan_entries(
    record: PersonRecord, library: ExerciseLibrary, style: ExportStyle
) -> Iterator[Json]:
    subject = _subject(style)
    goals = [_entry(goal_resource(goal, subject=subject)) for goal in record.goals]
    yield from goals
    used = {item.exercise for programme in record.programmes for item in programme.exercises}
    for name in sorted(used):
        yield _entry(activity_definition(library.exercise(name), style.language))
    for programme in record.programmes:
        yield _entry(
            care_plan(
                programme,
                library,
                subject=subject,
                language=style.language,
                goals=[goal["fullUrl"] for goal in goals],
            )
        )


def _training_entries(
    record: PersonRecord, library: ExerciseLibrary, style: ExportStyle
) -> Iterator[Json]:
    subject = _subject(style)
    for session in record.sessions:
        yield _entry(session_procedure(session, library, subject=subject, language=style.language))
    for check_in in record.check_ins:
        yield _entry(pain_observation(check_in, subject=subject))
        if check_in.is_flare:
            yield _entry(flare_event(check_in, subject=subject, language=style.language))


def _measured_entries(record: PersonRecord, style: ExportStyle) -> Iterator[Json]:
    subject = _subject(style)
    for visit in record.measured:
        observations = [
            _entry(
                measurement_observation(
                    each, subject=subject, taken=visit.taken, language=style.language
                )
            )
            for each in visit.measurements
        ]
        yield from observations
        yield _entry(
            diagnostic_report(
                [each["fullUrl"] for each in observations],
                subject=subject,
                taken=visit.taken,
                language=style.language,
            )
        )


def _patient(record: PersonRecord) -> Patient:
    resource: Json = {
        "resourceType": "Patient",
        "identifier": [{"system": f"{OURS}:person", "value": record.id}],
    }
    if record.name is not None:
        resource["name"] = [{"text": record.name}]
    if record.sex is not None:
        resource["gender"] = record.sex.value
    if record.birth_year is not None:
        resource["birthDate"] = f"{record.birth_year:04d}"
    return Patient.model_validate(resource)


def _origin_entries(entries: list[Json], at: datetime) -> list[Json]:
    """Return the program as a Device, and the Provenance that it assembled everything."""
    device = _entry(
        Device.model_validate(
            {
                "resourceType": "Device",
                "deviceName": [{"name": "hipspine", "type": "model-name"}],
                "version": [{"value": __version__}],
            }
        )
    )
    provenance = Provenance.model_validate(
        {
            "resourceType": "Provenance",
            "target": [{"reference": entry["fullUrl"]} for entry in _each_once(entries)],
            "recorded": at.isoformat(),
            "agent": [{"who": {"reference": device["fullUrl"]}}],
        }
    )
    return [device, _entry(provenance)]


def _subject(style: ExportStyle) -> str:
    return style.subject or ""


def _entry(resource: Any, name: str | None = None) -> Json:
    """Return an entry named by its content, or by ``name`` where content may change."""
    text = resource.model_dump_json()
    return {
        "fullUrl": f"urn:uuid:{uuid5(NAMESPACE_URL, name or text)}",
        "resource": json.loads(text),
    }


def _each_once(entries: list[Json]) -> list[Json]:
    return list({entry["fullUrl"]: entry for entry in entries}.values())
