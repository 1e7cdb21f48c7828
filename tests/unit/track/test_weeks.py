"""Planned and done, week by week."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme, Stage
from hipspine.domain.training import ExerciseEntry, MorningAfter, Session, TrainingLog
from hipspine.track.weeks import adherence, distinct_sessions, fast_growth, training_weeks

MONDAY = date(2026, 10, 5)
BRIDGE = PlannedExercise("bridge", PlannedDose(3, 10), frozenset({0, 2, 4}))
CLAM = PlannedExercise("clam", PlannedDose(2, 10), frozenset({0}), sides=(Side.LEFT, Side.RIGHT))
PLAN = Programme("combined", Stage.ACTIVATE, 1, MONDAY, MONDAY, 20, (BRIDGE, CLAM))


def session(day: date, *, sets: int = 3, name: str = "", **more: float) -> Session:
    at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    entry = ExerciseEntry("bridge", sets, reps=10, **more)
    return Session(name or day.isoformat(), at, 1, (entry,))


def log(*sessions: Session, mornings: tuple[MorningAfter, ...] = ()) -> TrainingLog:
    return TrainingLog(sessions, mornings)


def test_a_week_counts_planned_days_and_sets_on_both_sides():
    (week,) = training_weeks([PLAN], log(), today=MONDAY + timedelta(days=6))
    # Three days with bridges, three sets each, and on Monday two sets of clams on each side.
    assert (week.planned_sessions, week.planned_sets) == (3, 3 * 3 + 2 * 2)


def test_days_to_come_are_not_yet_planned():
    (week,) = training_weeks([PLAN], log(), today=MONDAY)
    assert (week.planned_sessions, week.planned_sets) == (1, 3 + 4)


def test_without_a_programme_nothing_is_planned_rather_than_zero():
    (week,) = training_weeks([], log(session(MONDAY)), today=MONDAY)
    assert week.planned_sessions is None
    assert week.done_sessions == 1


def test_a_new_version_is_in_force_from_its_day():
    rest = replace(PLAN, version=2, planned_on=MONDAY + timedelta(days=2), exercises=())
    (week,) = training_weeks([PLAN, rest], log(), today=MONDAY + timedelta(days=6))
    assert week.planned_sessions == 1


def test_what_was_done_is_added_up():
    heavy = session(MONDAY, load_kg=5, pain_during=2, effort=6)
    light = session(MONDAY + timedelta(days=2), pain_during=4)
    (week,) = training_weeks([PLAN], log(heavy, light), today=MONDAY + timedelta(days=6))
    assert (week.done_sessions, week.sets, week.repetitions) == (2, 6, 60)
    assert week.lifted_kg == pytest.approx(3 * 10 * 5)
    assert week.pain_during == pytest.approx(3)
    assert week.effort == pytest.approx(6)  # the second session does not say


def test_a_hold_counts_its_time_for_every_repetition():
    entry = ExerciseEntry("plank", 2, reps=3, seconds=10)
    held = replace(session(MONDAY), entries=(entry,))
    (week,) = training_weeks([], log(held), today=MONDAY)
    assert week.held_s == pytest.approx(60)


def test_pain_next_morning_is_told_from_pain_on_other_mornings():
    mornings = (
        MorningAfter(MONDAY + timedelta(days=1), 4),
        MorningAfter(MONDAY + timedelta(days=4), 1),
    )
    today = MONDAY + timedelta(days=6)
    (week,) = training_weeks([], log(session(MONDAY), mornings=mornings), today=today)
    assert week.pain_next_morning == pytest.approx(4)
    assert week.pain_mornings == pytest.approx(2.5)


def test_the_morning_after_a_sunday_belongs_to_the_session_it_followed():
    sunday = MONDAY + timedelta(days=6)
    mornings = (MorningAfter(sunday + timedelta(days=1), 5),)
    weeks = training_weeks([], log(session(sunday), mornings=mornings), today=sunday + timedelta(3))
    assert weeks[0].pain_next_morning == pytest.approx(5)


def test_a_second_submission_changes_nothing():
    once = log(session(MONDAY, name="a"))
    twice = log(session(MONDAY, name="a"), session(MONDAY, name="a"))
    assert training_weeks([], once, today=MONDAY) == training_weeks([], twice, today=MONDAY)
    assert len(distinct_sessions(twice)) == 1


def test_weeks_without_anything_stay_in_the_row():
    far = session(MONDAY + timedelta(weeks=3))
    weeks = training_weeks([], log(session(MONDAY), far), today=MONDAY + timedelta(weeks=3))
    assert [week.done_sessions for week in weeks] == [1, 0, 0, 1]


def test_adherence_counts_whole_weeks_and_a_busy_one_does_not_make_up_for_an_idle_one():
    busy = [session(MONDAY + timedelta(days=day), sets=9) for day in range(5)]
    weeks = training_weeks([PLAN], log(*busy), today=MONDAY + timedelta(weeks=2))
    found = adherence(weeks, today=MONDAY + timedelta(weeks=2))
    assert found is not None
    assert (found.weeks, found.planned_sessions, found.done_sessions) == (2, 6, 3)
    assert found.sessions_share == pytest.approx(0.5)
    assert found.sets_share == pytest.approx(0.5)


def test_there_is_no_adherence_before_the_first_week_is_over():
    weeks = training_weeks([PLAN], log(), today=MONDAY + timedelta(days=6))
    assert adherence(weeks, today=MONDAY + timedelta(days=6)) is None


def test_nothing_at_all_gives_no_weeks():
    assert training_weeks([], log(), today=MONDAY) == ()


def test_a_jump_over_the_usual_weeks_is_told_and_catching_up_is_not():
    counts = (6, 6, 3, 6, 12)
    sessions = [session(MONDAY + timedelta(weeks=k), sets=n) for k, n in enumerate(counts)]
    weeks = training_weeks([], log(*sessions), today=MONDAY + timedelta(weeks=4))
    # Week 4: 6 against a mean of 5 is exactly a fifth; week 5: 12 against 5.25.
    assert [week.number for week in fast_growth(weeks)] == [5]
    assert weeks[4].more_sets == pytest.approx(12 / 5.25 - 1)
