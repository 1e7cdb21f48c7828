"""Left and right; and the day beside exercise."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.training import CheckIn, ExerciseEntry, NoticeKind, Session
from hipspine.track.daily_life import (
    daily_life_series,
    distinct_check_ins,
    pain_series,
    score_series,
)
from hipspine.track.notices import human_check_in
from hipspine.track.sides import side_differences

TODAY = date(2026, 11, 20)


def session(days_ago: int, *entries: ExerciseEntry) -> Session:
    day = TODAY - timedelta(days=days_ago)
    at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return Session(f"{days_ago}", at, 1, entries)


def side(which: Side, reps: int, **more: float) -> ExerciseEntry:
    return ExerciseEntry("clam", 2, side=which, reps=reps, **more)


def test_the_side_with_more_work_is_found():
    sessions = [
        session(days, side(Side.LEFT, 8, pain_during=3), side(Side.RIGHT, 10)) for days in (1, 3)
    ]
    (found,) = side_differences(sessions, today=TODAY)
    assert (found.left, found.right, found.unit, found.sessions) == (16, 20, "reps", 2)
    assert found.difference == pytest.approx(4 / 20)
    assert (found.pain_left, found.pain_right) == (3, None)


def test_left_and_right_exchanged_change_the_sign_alone():
    one = [session(d, side(Side.LEFT, 8), side(Side.RIGHT, 10)) for d in (1, 3)]
    other = [session(d, side(Side.RIGHT, 8), side(Side.LEFT, 10)) for d in (1, 3)]
    (a,), (b,) = side_differences(one, today=TODAY), side_differences(other, today=TODAY)
    assert a.difference == -b.difference


def test_a_side_that_was_not_logged_did_not_do_nothing():
    sessions = [session(days, side(Side.LEFT, 8)) for days in (1, 3, 5)]
    assert side_differences(sessions, today=TODAY) == ()


def test_one_session_tells_nothing_and_old_ones_do_not_count():
    pair = (side(Side.LEFT, 8), side(Side.RIGHT, 10))
    assert side_differences([session(1, *pair)], today=TODAY) == ()
    assert side_differences([session(1, *pair), session(40, *pair)], today=TODAY) == ()


def test_load_makes_another_unit_and_different_units_are_not_mixed():
    loaded = (side(Side.LEFT, 8, load_kg=2), side(Side.RIGHT, 8, load_kg=4))
    (found,) = side_differences([session(1, *loaded), session(3, *loaded)], today=TODAY)
    assert (found.left, found.right, found.unit) == (32, 64, "reps kg")
    plain = (side(Side.LEFT, 8), side(Side.RIGHT, 8))
    assert side_differences([session(1, *loaded), session(3, *plain)], today=TODAY) == ()


def check_in(days_ago: int, pain: float, **more: object) -> CheckIn:
    return CheckIn(f"{days_ago}-{pain}", TODAY - timedelta(days=days_ago), pain, **more)


def test_check_ins_come_in_order_once_and_not_from_the_future():
    late, early = check_in(1, 3), check_in(8, 5)
    found = distinct_check_ins([late, early, early, check_in(-2, 1)], today=TODAY)
    assert found == (early, late)


def test_of_two_check_ins_on_one_day_one_counts():
    found = distinct_check_ins([check_in(1, 3), check_in(1, 5)], today=TODAY)
    assert len(found) == 1


def test_what_was_never_said_has_no_series():
    found = daily_life_series([check_in(8, 5, sitting_hours_per_day=8), check_in(1, 4)])
    assert [series.name for series in found] == ["sitting_hours_per_day"]
    assert [one.value for one in found[0].values] == [8]
    assert pain_series([]) is None


def test_scores_are_followed_by_name():
    first = check_in(8, 5, scores={"roland_morris.total": 12})
    (found,) = score_series(
        [first, check_in(4, 5), check_in(1, 4, scores={"roland_morris.total": 8})]
    )
    assert [one.value for one in found.values] == [12, 8]


@pytest.mark.parametrize(
    ("week", "is_due"), [(5, False), (6, True), (7, True), (10, True), (11, False)]
)
def test_a_talk_with_a_human_is_due_around_week_seven(week, is_due):
    found = human_check_in(TODAY, today=TODAY + timedelta(weeks=week))
    assert bool(found) is is_due
    assert all(notice.kind is NoticeKind.TALK_TO_SOMEONE for notice in found)
