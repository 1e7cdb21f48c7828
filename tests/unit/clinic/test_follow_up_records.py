"""What the records hold about a course: log, duration, what slows recovery, and care first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from hipspine.clinic.follow_up import follow_up_from_records
from hipspine.clinic.screen_person import screen_person
from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.forecast import Duration
from hipspine.domain.outcome import FollowUp
from hipspine.domain.record import KeptScreening, Person
from hipspine.domain.training import CheckIn
from hipspine.domain.triage import TriageLevel
from hipspine.records.open_store import open_store, records_place
from hipspine.records.sql_store import SqlStore

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
PERSON = "5f0d2c1e-0000-4000-8000-000000000001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(records_place(tmp_path, None), lambda: NOON)
    opened.add_person(Person(PERSON, "Ada"))
    yield opened
    opened.close()


def screened(
    days: int, duration: str, *, level: TriageLevel = TriageLevel.SELF_CARE
) -> KeptScreening:
    answers = Answers(
        {"pain_duration": duration, "expects_lasting_pain": 8.0, "low_mood": Reply.YES}
    )
    at = NOON + timedelta(days=days)
    triage = screen_person(answers, screening_library(), screened_on=at.date()).triage
    return KeptScreening(str(uuid4()), at, answers, replace(triage, level=level), "done")


def check_in(days: int) -> CheckIn:
    return CheckIn(str(uuid4()), (NOON + timedelta(days=days)).date(), 5.0)


def kept(store: SqlStore) -> FollowUp:
    return follow_up_from_records(store, PERSON, screening_library())


def test_without_a_screening_nothing_is_known_of_the_duration(store):
    store.add(PERSON, check_in(1))
    found = kept(store)
    assert (found.duration, found.screened_on, found.needs_care) == (None, None, False)
    assert len(found.log.check_ins) == 1


def test_the_duration_is_that_before_the_first_check_in_and_flags_are_the_latest(store):
    for entry in (screened(0, "3_to_6_weeks"), check_in(2), screened(60, "over_3_months")):
        store.add(PERSON, entry)
    found = kept(store)
    assert found.duration is Duration.ACUTE
    assert found.screened_on == (NOON + timedelta(days=60)).date()
    assert {"expects_lasting_pain", "low_mood"} <= found.flags


def test_a_first_check_in_before_any_screening_takes_the_first_one(store):
    for entry in (check_in(0), screened(1, "over_3_months")):
        store.add(PERSON, entry)
    assert kept(store).duration is Duration.PERSISTENT


@pytest.mark.parametrize(
    ("level", "needs_care"),
    [
        (TriageLevel.SELF_CARE, False),
        (TriageLevel.CLINICIAN_SOON, False),
        (TriageLevel.SAME_DAY, True),
        (TriageLevel.EMERGENCY, True),
    ],
)
def test_care_comes_first_where_the_last_screening_asks_for_it(store, level, needs_care):
    store.add(PERSON, screened(0, "3_to_6_weeks"))
    store.add(PERSON, screened(1, "3_to_6_weeks", level=level))
    assert kept(store).needs_care is needs_care
