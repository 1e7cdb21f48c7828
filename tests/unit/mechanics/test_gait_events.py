import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import EventKind
from hipspine.mechanics.contact_assignment import FootPaths
from hipspine.mechanics.gait_events import events_from_force, events_from_motion, progression

TIMES_S = np.arange(0, 2, 0.01)


def _force(*stances):
    force = np.zeros(len(TIMES_S))
    for start, end in stances:
        force[(start - 1e-9 <= TIMES_S) & (end - 1e-9 > TIMES_S)] = 700.0
    return force


def _times(events, kind):
    return [event.time_s for event in events if event.kind is kind]


def test_a_stance_gives_a_heel_strike_and_a_toe_off():
    events = events_from_force(TIMES_S, _force((0.5, 1.1)), Side.LEFT)
    assert [event.side for event in events] == [Side.LEFT, Side.LEFT]
    # 0 N at 0.49 s, 700 N at 0.50 s: 20 N is reached 20/700 of a frame after 0.49 s.
    assert _times(events, EventKind.HEEL_STRIKE) == [pytest.approx(0.49 + 0.01 * 20 / 700)]
    assert _times(events, EventKind.TOE_OFF) == [pytest.approx(1.10 - 0.01 * 20 / 700)]


def test_a_contact_at_the_edge_of_the_recording_has_no_event_there():
    events = events_from_force(TIMES_S, _force((0.0, 0.4), (1.2, 5.0)), Side.RIGHT)
    assert len(_times(events, EventKind.TOE_OFF)) == 1
    assert len(_times(events, EventKind.HEEL_STRIKE)) == 1


def test_a_contact_beside_a_gap_has_no_event_there():
    force = _force((0.5, 1.1))
    force[40:50] = np.nan  # until just before 0.5 s
    events = events_from_force(TIMES_S, force, Side.RIGHT)
    assert [event.kind for event in events] == [EventKind.TOE_OFF]


def test_a_short_touch_is_no_step_and_a_short_dip_does_not_end_one():
    force = _force((0.2, 0.23), (0.5, 1.1))
    force[80:82] = 5.0
    events = events_from_force(TIMES_S, force, Side.RIGHT)
    assert len(events) == 2


def test_the_threshold_is_what_counts():
    ramp = np.clip(TIMES_S - 0.5, 0, None) * 100  # 20 N at 0.7 s, 50 N at 1.0 s
    for threshold_N, expected_s in ((20.0, 0.7), (50.0, 1.0)):
        (strike,) = events_from_force(TIMES_S, ramp, Side.LEFT, threshold_N=threshold_N)
        assert strike.time_s == pytest.approx(expected_s)


def _feet(velocity_m_s):
    middle = np.outer(TIMES_S, velocity_m_s) + np.array([0.0, 0.05, 0.0])
    return FootPaths(
        TIMES_S,
        dict.fromkeys(Side, middle),
        {side: middle + np.array([0.2, 0, 0]) for side in Side},
    )


def test_progression_is_where_the_pelvis_goes_over_the_ground():
    still = _feet(np.zeros(3))
    pelvis = np.outer(TIMES_S, [0.6, 0.1, -0.8])
    assert progression(still, pelvis) == pytest.approx([0.6, 0.0, -0.8])


def test_progression_on_a_treadmill_is_against_the_belt():
    belt = _feet(np.array([0.0, 0.0, 1.2]))
    assert progression(belt, np.zeros((len(TIMES_S), 3))) == pytest.approx([0.0, 0.0, -1.0])


def test_someone_who_stands_is_taken_to_face_forward():
    still = _feet(np.zeros(3))
    assert progression(still, np.zeros((len(TIMES_S), 3))) == pytest.approx([1, 0, 0])
    assert progression(still, np.full((len(TIMES_S), 3), np.nan)) == pytest.approx([1, 0, 0])


def test_feet_that_do_not_step_give_no_events():
    still = _feet(np.zeros(3))
    assert events_from_motion(still, np.zeros((len(TIMES_S), 3)), Side.LEFT) == ()
    unseen = {side: np.full((len(TIMES_S), 3), np.nan) for side in Side}
    assert events_from_motion(FootPaths(TIMES_S, unseen, unseen), 0 * still.heel_m[Side.LEFT],
                              Side.LEFT) == ()  # fmt: skip
