from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Cycle, CycleKind
from hipspine.domain.units import radians
from hipspine.measure.gait.angle_measures import angle_curves, angle_measures, stance_measures
from hipspine.measure.gait.heading import Heading, heading_of
from hipspine.measure.gait.motion import BodyPart
from hipspine.measure.gait.push_off import push_off_measures
from hipspine.measure.gait.segment_angles import pointing_to_left_rad, space_angles

AHEAD = Heading(np.array([1.0, 0, 0]), travels=True, is_straight=True, source="test")


def all_measures(motion):
    curves = angle_curves(motion, heading_of(motion))
    return (
        *angle_measures(motion, curves),
        *stance_measures(motion, curves),
        *push_off_measures(motion, curves),
    )


@pytest.mark.parametrize("name", ["forward", "right_up", "to_left"])
def test_a_segment_turned_in_one_direction_has_that_angle_alone(name, make_segment):
    turned = {"forward": 0.0, "right_up": 0.0, "to_left": 0.0} | {name: 0.3}
    angles = space_angles(make_segment(**{k: np.array([v]) for k, v in turned.items()}), AHEAD)
    for each in turned:
        assert getattr(angles, each)[0] == pytest.approx(turned[each], abs=1e-12)


def test_forward_tilt_brings_the_front_down_and_right_up_the_right_up(make_segment):
    zero = np.zeros(1)
    tilted = make_segment(forward=np.array([0.2]), right_up=zero, to_left=zero)[0]
    assert (tilted @ [1, 0, 0])[1] < 0  # the front points down
    listed = make_segment(forward=zero, right_up=np.array([0.2]), to_left=zero)[0]
    assert (listed @ [0, 0, 1])[1] > 0  # the right side points up
    turned = make_segment(forward=zero, right_up=zero, to_left=np.array([0.2]))[0]
    assert (turned @ [1, 0, 0])[2] < 0  # forward points to the left


def test_a_foot_points_left_when_its_toes_do():
    toes_left = np.array([[[np.cos(0.2), 0, 0], [0, 1, 0], [-np.sin(0.2), 0, 0]]])
    assert pointing_to_left_rad(toes_left, AHEAD)[0] == pytest.approx(0.2)


def test_pelvis_angles_are_those_of_the_plan(plan, make_walk, found):
    measures = all_measures(make_walk(plan))
    for side in Side:
        tilt = found(measures, "pelvis_anterior_tilt_mean", side)
        # Mean over 101 points counts both ends of the cycle: 1 degree / 101 off.
        assert tilt.value == pytest.approx(plan.tilt, abs=radians(0.02))
        assert tilt.positive == "front tipped down"
        # Peaks fall between the samples at 0, 1, ... 100 %: below 0.2 % of the amplitude.
        hike = found(measures, "pelvis_hike_peak", side)
        assert hike.value == pytest.approx(plan.list_amplitude, rel=3e-3)
        turn = found(measures, "pelvis_forward_rotation_range", side)
        assert turn.value == pytest.approx(2 * plan.turn_amplitude, rel=3e-3)


def test_the_pelvis_drops_on_the_lifted_side(plan, make_walk, found):
    measures = all_measures(make_walk(plan))
    # The right side is up during the right foot's support: the left, lifted one is lower.
    for side in Side:
        drop = found(measures, "pelvis_drop_in_single_support", side)
        assert drop.value == pytest.approx(plan.list_amplitude, rel=3e-3)
        # The trunk leans to the right by 2 degrees then: towards the standing leg.
        lean = found(measures, "trunk_lean_to_stance_side", side)
        assert lean.value == pytest.approx(radians(2.0), rel=3e-3)
    forward = found(measures, "trunk_forward_lean_in_stance", Side.RIGHT)
    assert forward.value == pytest.approx(radians(3.0), rel=1e-3)


def test_hip_and_lumbar_extension_are_read_at_the_other_foots_strike(make_walk, found):
    measures = all_measures(make_walk())
    for side in Side:
        # Half a cycle after its own strike: flexion 10 - 20, lumbar extension 4 + 2 degrees.
        hip = found(measures, "hip_extension_at_push_off", side)
        assert hip.value == pytest.approx(radians(10.0), rel=1e-3)
        lumbar = found(measures, "lumbar_extension_at_push_off", side)
        assert lumbar.value == pytest.approx(radians(6.0), rel=2e-3)
        ratio = found(measures, "lumbar_per_hip_extension_at_push_off", side)
        assert ratio.value == pytest.approx(0.6, rel=3e-3)


def test_no_ratio_to_a_hip_that_hardly_extends(make_walk, found):
    motion = make_walk()
    stiff = {
        name: angle + radians(8) if name.startswith("hip_flexion") else angle
        for name, angle in motion.angles_rad.items()
    }
    measures = all_measures(replace(motion, angles_rad=stiff))
    ratio = found(measures, "lumbar_per_hip_extension_at_push_off", Side.LEFT)
    assert "less than 5 degrees" in ratio.absent_because
    assert found(measures, "hip_extension_at_push_off", Side.LEFT).value is not None


def test_a_model_without_lumbar_angle_has_no_lumbar_measure(make_walk, found):
    motion = make_walk()
    legs = {k: v for k, v in motion.angles_rad.items() if not k.startswith("lumbar")}
    measures = all_measures(replace(motion, angles_rad=legs))
    lumbar = found(measures, "lumbar_extension_range", Side.LEFT)
    assert lumbar.absent_because == "the model has no such joint angle"


def test_descriptors_say_that_they_are(make_walk, found):
    measures = all_measures(make_walk())
    tilt = found(measures, "pelvis_anterior_tilt_mean", Side.LEFT)
    assert any("Laird 2014" in caution for caution in tilt.cautions)
    # 5 degrees is what two sessions tell apart.
    assert tilt.repeatability.mdc95 == pytest.approx(radians(5.0))


def test_a_gap_in_the_trunk_takes_only_what_needs_it(make_walk, found):
    motion = make_walk()
    trunk = motion.orientations[BodyPart.TRUNK].copy()
    trunk[:] = np.nan
    measures = all_measures(
        replace(motion, orientations={**motion.orientations, BodyPart.TRUNK: trunk})
    )
    assert found(measures, "trunk_forward_lean_mean", Side.LEFT).value is None
    assert found(measures, "pelvis_anterior_tilt_mean", Side.LEFT).value is not None


def test_angles_of_squats_are_told_over_every_repetition_on_both_sides(make_walk, found):
    motion = make_walk()
    squats = tuple(Cycle(CycleKind.SQUAT, None, start, start + 1.0) for start in (0.2, 1.4))
    cycles = replace(motion.cycles, kind=CycleKind.SQUAT, cycles=squats, phases=(), events=())
    still = replace(motion, cycles=cycles)
    measures = angle_measures(still, angle_curves(still, heading_of(still)))
    for side in Side:
        tilt = found(measures, "pelvis_anterior_tilt_range", side)
        assert tilt.repetitions == 2
        assert tilt.repeatability is None  # published for walking only
        # One degree to either side of the mean, twice a stride of 1.1 s.
        assert tilt.value == pytest.approx(radians(2.0), rel=5e-3)
