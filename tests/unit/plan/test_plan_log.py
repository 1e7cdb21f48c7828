"""What a log counts, and that nothing in it counts twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hipspine.domain.anatomy import Side
from hipspine.domain.programme import Stage
from hipspine.domain.training import CheckIn, ExerciseEntry, Session, TrainingLog
from hipspine.plan.log import largest_side_difference
from hipspine.plan.planner import make_programme
from hipspine.plan.stages import missing_for_next
from plan_people import KNOWLEDGE, request_of

MONDAY = date(2026, 3, 2)


def one_leg(number, *, left, right):
    """A session of the day with that number, an exercise with repetitions of each side."""
    entries = tuple(
        ExerciseEntry("side_bridge", 1, side=side, reps=reps)
        for side, reps in ((Side.LEFT, left), (Side.RIGHT, right))
    )
    done_at = datetime(2026, 3, 2, 18, tzinfo=UTC) + timedelta(days=number)
    return Session(f"s-{number}", done_at, 1, entries)


def test_the_last_six_days_of_an_exercise_tell_how_far_the_sides_differ():
    sessions = [one_leg(0, left=12, right=2), *(one_leg(n, left=9, right=8) for n in range(1, 6))]
    assert largest_side_difference(TrainingLog(tuple(sessions)), since=MONDAY) == 10
    sessions.append(one_leg(6, left=9, right=8))
    assert largest_side_difference(TrainingLog(tuple(sessions)), since=MONDAY) == 1


def test_a_session_written_down_twice_does_not_hide_an_older_difference_of_the_sides():
    sessions = [one_leg(0, left=12, right=2), *(one_leg(n, left=9, right=8) for n in range(1, 6))]
    again = replace(sessions[-1], id="again")
    assert largest_side_difference(TrainingLog((*sessions, again)), since=MONDAY) == 10


def missing_after(*check_ins):
    request = request_of(3.0, on=MONDAY)
    programme = make_programme(request, today=MONDAY, knowledge=KNOWLEDGE)
    last_but_one = replace(programme, stage=Stage.FUNCTION)
    log = TrainingLog(check_ins=check_ins)
    today = MONDAY + timedelta(days=60)
    found = missing_for_next(last_but_one, log, request, today=today, rules=KNOWLEDGE.rules)
    return {one.rule for one in found}


def test_a_calm_week_told_twice_is_one_calm_week():
    first, second = CheckIn("1", MONDAY, 1.0), CheckIn("2", MONDAY + timedelta(days=7), 1.0)
    assert "gate.calm_weeks" not in missing_after(first, second)
    assert "gate.calm_weeks" in missing_after(first)
    assert "gate.calm_weeks" in missing_after(first, first)
    assert "gate.calm_weeks" in missing_after(first, replace(first, id="again"))


def test_of_two_check_ins_of_one_day_the_worse_counts():
    first, second = CheckIn("1", MONDAY, 1.0), CheckIn("2", MONDAY + timedelta(days=7), 1.0)
    worse = replace(second, id="0", pain_average=9.0)
    assert "gate.calm_weeks" in missing_after(first, second, worse)
