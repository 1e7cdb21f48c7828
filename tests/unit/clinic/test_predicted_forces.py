"""Stances and sitting, as motion shows them."""

import numpy as np
import pytest

from hipspine.clinic.predicted_forces import (
    RUNNING,
    notices_of,
    require_nobody_lies,
    seated_frames,
    walking_stances,
)
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import CycleKind, Cycles, Event, EventKind, JointAngles, Phase
from hipspine.domain.units import radians
from hipspine.mechanics.contact_assignment import FootPaths

TIMES = np.linspace(0.0, 2.0, 201)
STILL = {
    Side.RIGHT: np.tile([0.0, 0.03, 0.1], (201, 1)),
    Side.LEFT: np.tile([0.0, 0.03, -0.1], (201, 1)),
}
TOES = {side: path + np.array([0.2, 0.0, 0.0]) for side, path in STILL.items()}
FEET = FootPaths(TIMES, STILL, TOES)


def strike(side: Side, time_s: float) -> Event:
    return Event(EventKind.HEEL_STRIKE, side, time_s)


def lift(side: Side, time_s: float) -> Event:
    return Event(EventKind.TOE_OFF, side, time_s)


def spans(events, side: Side) -> list[tuple[float, float]]:
    stances = walking_stances(events, FEET, ground_height_m=0.0)
    return sorted((each.start_s, each.end_s) for each in stances if each.side is side)


def test_a_stance_lasts_from_heel_strike_to_toe_off():
    events = [lift(Side.RIGHT, 0.1), strike(Side.RIGHT, 0.5), lift(Side.RIGHT, 1.1)]
    assert (0.5, 1.1) in spans(events, Side.RIGHT)


def test_a_stance_that_began_before_the_trial_begins_outside_of_it():
    [(start, end)] = spans([lift(Side.RIGHT, 0.4)], Side.RIGHT)
    assert start < TIMES[0]
    assert end == 0.4


def test_of_two_stances_begun_before_the_trial_the_later_lift_off_landed_later():
    events = [lift(Side.LEFT, 0.1), lift(Side.RIGHT, 0.6)]
    [(left, _)], [(right, _)] = (spans(events, side) for side in (Side.LEFT, Side.RIGHT))
    assert left < right < TIMES[0]


def test_a_stance_that_does_not_end_in_the_trial_ends_outside_of_it():
    [_, (start, end)] = spans([lift(Side.RIGHT, 0.1), strike(Side.RIGHT, 1.5)], Side.RIGHT)
    assert start == 1.5
    assert end > TIMES[-1]


def test_the_sole_lies_around_the_foot_on_the_ground():
    [stance] = walking_stances([lift(Side.RIGHT, 0.4)], FEET, ground_height_m=0.0)
    # 2 cm behind the heel's origin and 5 cm before that of the toes.
    assert stance.heel_m == pytest.approx([-0.02, 0.0, 0.1])
    assert stance.toe_m == pytest.approx([0.25, 0.0, 0.1])


def test_who_stays_low_sits_until_the_pelvis_has_risen():
    height = np.concatenate([np.full(100, 0.5), np.linspace(0.5, 0.9, 50), np.full(50, 0.9)])
    seated = seated_frames(height)
    assert seated[:100].all()
    # 3 cm of the 40 cm rise are 3.75 of its 50 frames.
    assert seated.sum() == 104
    assert not seated[110:].any()


def test_who_squats_without_a_pause_does_not_sit():
    height = 0.9 - 0.4 * np.sin(np.linspace(0.0, np.pi, 200))
    assert not seated_frames(height).any()


def tipped(*, tilt_deg: float = 0.0, list_deg: float = 0.0) -> JointAngles:
    values = np.tile([radians(tilt_deg), radians(list_deg)], (201, 1))
    values[:100] = 0.0
    return JointAngles(("pelvis_tilt", "pelvis_list"), TIMES, values)


@pytest.mark.parametrize("angles", [{"tilt_deg": 90}, {"tilt_deg": -85}, {"list_deg": 80}])
def test_who_lies_on_back_front_or_side_has_no_predicted_forces(angles):
    with pytest.raises(RecordingError, match="lies in 50% of the frames"):
        require_nobody_lies(tipped(**angles))


@pytest.mark.parametrize("angles", [{}, {"tilt_deg": -65}, {"tilt_deg": -40, "list_deg": 20}])
def test_who_stands_or_bends_down_does_not_lie(angles):
    require_nobody_lies(tipped(**angles))


def test_a_run_is_told_that_nobody_has_checked_its_predicted_forces():
    flight = Phase("flight", Side.LEFT, 0.5, 0.6)
    both = Phase("double_support", Side.LEFT, 0.8, 0.9)
    for phases, warned in (((flight,), True), ((flight, both), False), ((both,), False)):
        notices = notices_of(Cycles(CycleKind.GAIT, (), phases, (), "made up"))
        assert (RUNNING in notices) is warned
