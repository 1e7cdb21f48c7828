"""What is kept about a person in the forms that other programs and people read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from hipspine.clinic.follow_up import follow_up_from_records
from hipspine.clinic.forecast import follow_up_forecast
from hipspine.clinic.kept_tests import latest_measurements, tests_by_moment
from hipspine.clinic.local_time import local_day
from hipspine.clinic.self_check import measured_at_home, self_checks
from hipspine.clinic.standing import Standing
from hipspine.content.exercise_library import exercise_library
from hipspine.content.forecast import forecast_content
from hipspine.content.library import screening_library
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.answers import Answers
from hipspine.domain.programme import Programme
from hipspine.domain.record import KeptScore, KeptScreening, Person
from hipspine.domain.training import CheckIn, MorningAfter, Session
from hipspine.plan.words import plan_texts
from hipspine.records.calendar import CalendarWishes, programme_calendar
from hipspine.records.csv_tables import (
    check_ins_csv,
    measurements_csv,
    mornings_csv,
    scores_csv,
    sessions_csv,
)
from hipspine.records.sql_store import SqlStore

if TYPE_CHECKING:
    from hipspine.records.fhir.person_bundle import PersonForecast

PAIN_STEP = 10.0
"""Pain is forecast from 0 to 100 and exchanged from 0 to 10."""


def person_csv(store: SqlStore, person: Person, *, at: datetime) -> dict[str, str]:
    """Return tidy tables by file name: sessions, mornings, check-ins, scores, measurements."""
    check_ins = store.entries(person.id, CheckIn)
    measured = latest_measurements(store, person, local_day(person, at))
    return {
        "sessions.csv": sessions_csv(store.entries(person.id, Session)),
        "mornings.csv": mornings_csv(store.entries(person.id, MorningAfter)),
        "check_ins.csv": check_ins_csv(check_ins),
        "scores.csv": scores_csv(check_ins),
        "measurements.csv": measurements_csv(measured),
    }


def plan_calendar(
    programme: Programme,
    standing: Standing,
    *,
    zone: str | None = None,
    weeks: int = 4,
    session_at: time = time(18, 0),
    breaks: tuple[time, time] | None = None,
    language: str = "en",
) -> bytes:
    """Return the calendar of a plan, from today, in the person's own time zone or another.

    Raises
    ------
    UserError
        If the time zone is not known or the breaks end before they begin.
    """
    wishes = CalendarWishes(
        first_day=standing.today,
        zone=zone or standing.person.zone,
        owner=standing.person.id,
        weeks=weeks,
        session_at=session_at,
        language=language,
    )
    if breaks is not None:
        wishes = replace(wishes, breaks_from=breaks[0], breaks_to=breaks[1])
    return programme_calendar(programme, exercise_library(), wishes)


def person_fhir(store: SqlStore, person: Person, *, at: datetime, language: str) -> str:
    """Return everything that FHIR can say of a person as the JSON text of a bundle.

    Raises
    ------
    UserError
        If the ``fhir`` extra is not installed.
    """
    from hipspine.records.fhir.bundle import VisitRecord
    from hipspine.records.fhir.person_bundle import (
        Libraries,
        MeasuredVisit,
        PersonRecord,
        person_bundle,
    )
    from hipspine.records.fhir.programmes import PersonGoal

    questionnaires, screening = questionnaire_library(), screening_library()
    screenings = store.entries(person.id, KeptScreening)
    programmes = store.programmes(person.id)
    say = plan_texts(language)
    record = PersonRecord(
        person.id,
        name=person.name,
        sex=person.sex,
        birth_year=person.birth_year,
        visits=(
            *(VisitRecord(one.answers, (), (), one.triage, one.at) for one in screenings),
            *(
                VisitRecord(Answers(), (), (one.score,), None, one.at)
                for one in store.entries(person.id, KeptScore)
            ),
        ),
        programmes=programmes,
        goals=tuple(PersonGoal(say.sentence(f"goal.{name}")) for name in _goals(programmes)),
        sessions=store.entries(person.id, Session),
        check_ins=store.entries(person.id, CheckIn),
        measured=(
            *(
                MeasuredVisit(moment, measured_at_home(check, person, local_day(person, moment)))
                for moment, check in self_checks(store, person)
            ),
            *(MeasuredVisit(at, measured) for at, measured in tests_by_moment(store, person)),
        ),
        forecasts=tuple(_forecasts(store, person, at)),
    )
    libraries = Libraries(questionnaires, screening, exercise_library())
    return person_bundle(record, libraries, at=at, language=language).model_dump_json(indent=1)


def _goals(programmes: tuple[Programme, ...]) -> list[str]:
    wishes = programmes[-1].wishes if programmes else None
    return [] if wishes is None else sorted(wishes.goals)


def _forecasts(store: SqlStore, person: Person, at: datetime) -> "Iterator[PersonForecast]":
    """Give the forecast of pain from now on, if there is one."""
    from hipspine.records.fhir.person_bundle import PersonForecast
    from hipspine.records.fhir.training import ForecastBand

    today = local_day(person, at)
    known = follow_up_from_records(store, person.id, screening_library())
    found = follow_up_forecast(known, forecast_content(), today=today)
    if isinstance(found, str):
        return
    last = found.reports[-1].weeks if found.reports else 0.0
    bands = tuple(
        ForecastBand(
            round(point.weeks - last, 2), band.low / PAIN_STEP, band.high / PAIN_STEP, band.share
        )
        for point in found.points
        if point.weeks > last
        for band in point.bands
    )
    yield PersonForecast(at, f"hipspine course model, {found.group}", bands)
