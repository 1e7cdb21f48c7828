from datetime import UTC, date, datetime

import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme, Signature, Stage
from hipspine.domain.training import CheckIn, ExerciseEntry, LegSymptoms, Session

SATURDAY = date(2026, 11, 21)


@pytest.fixture
def programme():
    """A clam on Monday, Wednesday and Friday, and a walk every day."""
    clam = PlannedExercise(
        "clam",
        PlannedDose(2, reps=10, seconds_per_rep=4, rest_s=60),
        frozenset({0, 2, 4}),
        (Side.LEFT, Side.RIGHT),
    )
    walk = PlannedExercise("walk_easy", PlannedDose(1, minutes=10, effort=3), frozenset(range(7)))
    return Programme("combined", Stage.ACTIVATE, 1, SATURDAY, SATURDAY, 20, (clam, walk))


@pytest.fixture
def signature():
    return Signature("A. Berg, physiotherapist", SATURDAY)


@pytest.fixture
def session():
    entries = (
        ExerciseEntry("clam", 2, Side.LEFT, reps=10, effort=4, pain_during=2),
        ExerciseEntry("clam", 2, Side.RIGHT, reps=9, leg_symptoms=LegSymptoms.EASED),
    )
    at = datetime(2026, 11, 23, 18, 5, tzinfo=UTC)
    return Session("5b1e", at, 1, entries, pain_before=3.0, note="=SUM(A1)")


@pytest.fixture
def check_in():
    return CheckIn("c1", date(2026, 11, 28), 4.5, is_flare=True, scores={"psfs.mean": 5.0})
