from dataclasses import replace

import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import CycleKind, EventKind
from hipspine.measure.gait.heading import heading_of
from hipspine.measure.gait.motion import BodyPart
from hipspine.measure.gait.spatiotemporal import spatiotemporal_measures
from hipspine.measure.gait_cycles import gait_phases


def measured(motion):
    return spatiotemporal_measures(motion, heading_of(motion))


def test_speed_cadence_and_lengths_are_those_of_the_plan(plan, make_walk, found):
    measures = measured(make_walk(plan))
    stride = plan.speed_m_s * plan.stride_s
    # Events fall between frames: paths are read by straight lines, exact for steady motion and to
    # under 1 mm where a foot has just landed.
    assert found(measures, "walking_speed").value == pytest.approx(plan.speed_m_s, abs=1e-3)
    assert found(measures, "cadence").value == pytest.approx(2 / plan.stride_s)
    for side, more in ((Side.LEFT, plan.left_ahead_m), (Side.RIGHT, -plan.left_ahead_m)):
        assert found(measures, "stride_length", side).value == pytest.approx(stride, abs=2e-3)
        step = found(measures, "step_length", side).value
        assert step == pytest.approx(stride / 2 + more, abs=2e-3)
        assert found(measures, "step_time", side).value == pytest.approx(plan.stride_s / 2)


def test_the_side_difference_of_steps_follows_from_their_lengths(plan, make_walk, found):
    index = found(measured(make_walk(plan)), "step_length_side_difference")
    # (0.56 - 0.76) / 0.66, with strides of 1.32 m.
    assert index.value == pytest.approx(-0.2 / 0.66, abs=5e-3)
    assert index.positive == "more on the right"


def test_stance_and_single_support_shares_are_planned_ones(plan, make_walk, found):
    measures = measured(make_walk(plan))
    for side in Side:
        assert found(measures, "stance_share", side).value == pytest.approx(plan.stance)
        share = found(measures, "single_support_share", side).value
        assert share == pytest.approx(1 - plan.stance)  # the other foot's swing


def test_on_a_treadmill_there_is_cadence_but_no_speed_or_length(make_walk, found):
    motion = make_walk()
    on_belt = {
        part: path - motion.origins_m[BodyPart.PELVIS] * [1.0, 0.0, 0.0]
        for part, path in motion.origins_m.items()
    }
    measures = measured(replace(motion, origins_m=on_belt))
    assert found(measures, "cadence").value is not None
    for name, side in (("walking_speed", None), ("step_length", Side.LEFT)):
        assert "belt's speed" in found(measures, name, side).absent_because


def test_a_recording_of_less_than_a_stride_says_what_is_missing(make_walk, found):
    motion = make_walk()
    few = motion.cycles.events[:2]
    short = replace(motion.cycles, cycles=(), events=few, phases=gait_phases(few))
    measures = measured(replace(motion, cycles=short))
    assert found(measures, "walking_speed").absent_because == (
        "the recording holds no complete stride"
    )
    assert found(measures, "stance_share", Side.LEFT).value is None


def test_one_stride_says_that_it_is_alone(make_walk, make_plan, found):
    measures = measured(make_walk(make_plan(lasts_s=1.6)))
    stride = found(measures, "stride_length", Side.RIGHT)
    assert (stride.repetitions, stride.spread) == (1, None)
    assert any("One repetition only" in caution for caution in stride.cautions)


def test_a_stride_without_heel_strikes_at_both_ends_is_taken_from_toe_off(make_walk, found):
    motion = make_walk()
    # From the first left toe off to the second: no foot strikes twice.
    offs = [
        e.time_s for e in motion.cycles.events if (e.side, e.kind) == (Side.LEFT, EventKind.TOE_OFF)
    ]
    part = tuple(e for e in motion.cycles.events if offs[0] <= e.time_s <= offs[1])
    cycles = replace(motion.cycles, cycles=(), events=part, phases=gait_phases(part))
    measures = measured(replace(motion, cycles=cycles))
    assert found(measures, "walking_speed").value == pytest.approx(1.2, abs=1e-3)
    assert found(measures, "stride_length", Side.LEFT).value == pytest.approx(1.32, abs=2e-3)
    assert found(measures, "stride_length", Side.RIGHT).value is None


def test_a_turn_has_no_step_length(make_walk, found):
    motion = make_walk()
    path = motion.origins_m[BodyPart.PELVIS].copy()
    later = motion.times_s > 1.7
    path[later, 2] += 1.2 * (motion.times_s[later] - 1.7)  # 45 degrees to the right
    origins = {**motion.origins_m, BodyPart.PELVIS: path}
    measures = measured(replace(motion, origins_m=origins))
    assert "turns" in found(measures, "step_length", Side.RIGHT).absent_because


def test_squats_have_no_gait_phases(make_walk):
    motion = make_walk()
    squats = replace(motion.cycles, kind=CycleKind.SQUAT)
    measures = measured(replace(motion, cycles=replace(squats, cycles=(), phases=(), events=())))
    assert all(one.value is None for one in measures)
