"""Sitting down, steps and lying down, of motions that are written down here."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Cycle, CycleKind, Cycles, Phase
from hipspine.domain.units import radians
from hipspine.measure.gait.angle_measures import angle_curves, angle_measures
from hipspine.measure.gait.heading import heading_of
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.lying import is_lying
from hipspine.measure.other_movements import other_movement_measures

TIMES_S = np.arange(0, 8, 0.01)


def eased(at_s, lasts_s=1.0):
    share = np.clip((TIMES_S - at_s) / lasts_s, 0, 1)
    return (1 - np.cos(np.pi * share)) / 2


def tipped(forward_rad):
    """A segment tipped forward by an angle: (T, 3, 3), turned about the axis to the right."""
    turn = np.tile(np.eye(3), (len(forward_rad), 1, 1))
    turn[:, 0, 0] = turn[:, 1, 1] = np.cos(forward_rad)
    turn[:, 0, 1], turn[:, 1, 0] = np.sin(forward_rad), -np.sin(forward_rad)
    return turn


def motion(kind, *, trunk=None, pelvis=None, heels=None, hips=None, cycles=(), phases=()):
    zero = 0 * TIMES_S
    level = np.stack([zero, zero + 0.05, zero], axis=1)
    heels = heels or dict.fromkeys(Side, level)
    hips = zero if hips is None else hips
    trunk = zero if trunk is None else trunk
    return RecordedMotion(
        times_s=TIMES_S,
        orientations={
            BodyPart.TRUNK: tipped(trunk),
            BodyPart.PELVIS: tipped(trunk if pelvis is None else pelvis),
            BodyPart.RIGHT_FOOT: tipped(zero),
            BodyPart.LEFT_FOOT: tipped(zero),
        },
        origins_m={BodyPart.PELVIS: level, BodyPart.TRUNK: level}
        | {BodyPart.foot(side): heels[side] for side in Side},
        angles_rad={"hip_flexion_r": hips, "hip_flexion_l": hips, "lumbar_extension": -0.5 * trunk},
        moments_Nm={},
        cycles=Cycles(kind, cycles, phases, (), "made up"),
        mass_kg=70.0,
    )


def told(of):
    curves = angle_curves(of, heading_of(of))
    return {(one.name, one.side): one for one in other_movement_measures(of, curves)}


def test_sitting_down_is_told_apart_from_rising():
    leaning = radians(40) * (eased(1.0) - eased(2.0)) + radians(10) * (eased(4.0) - eased(5.0))
    down = Phase("sitting_down", None, 1.0, 3.0)
    rise = Cycle(CycleKind.SIT_TO_STAND, None, 4.0, 6.0)
    sitting = motion(CycleKind.SIT_TO_STAND, trunk=leaning, cycles=(rise,), phases=(down,))
    found = told(sitting)
    lean = found["sitting_down_trunk_forward_lean_peak", None]
    assert lean.value == pytest.approx(radians(40), abs=radians(0.1))  # points at each percent
    # The lumbar angle is half the lean, backward.
    lumbar = found["sitting_down_lumbar_extension_range", None]
    assert lumbar.value == pytest.approx(radians(20), abs=radians(0.1))


def test_rising_alone_has_no_sitting_down():
    found = told(motion(CycleKind.SIT_TO_STAND))
    assert all(one.value is None for one in found.values())
    assert "no whole way" in found["sitting_down_trunk_forward_lean_peak", None].absent_because


def climbing(first, height_m=0.18, *, then_down=False):
    """One foot goes up, the other beside it; later, perhaps, down again in the same order."""
    heels = {}
    for side, at_s in ((first, 1.0), (first.other, 2.0)):
        share = eased(at_s, 0.4) - (eased(at_s + 3.0, 0.4) if then_down else 0)
        x = 0.3 * (eased(at_s, 0.4) + (eased(at_s + 3.0, 0.4) if then_down else 0))
        heels[side] = np.stack([x, 0.05 + height_m * share, 0 * TIMES_S], axis=1)
    return motion(CycleKind.STEP, heels=heels)


@pytest.mark.parametrize("first", Side)
def test_the_foot_that_lands_first_on_the_step_leads(first):
    found = told(climbing(first))
    assert found["step_height", None].value == pytest.approx(0.18, abs=1e-3)  # the filter's ends
    assert found["steps_up", None].value == 1
    assert found["steps_down", None].value == 0
    assert found["steps_led", first].value == 1
    assert found["steps_led", first.other].value == 0


def test_up_and_down_again_are_two_steps():
    found = told(climbing(Side.LEFT, then_down=True))
    assert (found["steps_up", None].value, found["steps_down", None].value) == (1, 1)
    assert found["step_height", None].repetitions == 2
    assert found["steps_led", Side.LEFT].value == 2


def test_foot_over_foot_on_a_stair_both_lead_in_turn():
    heels = {}
    for side, times in ((Side.RIGHT, (1.0, 3.0)), (Side.LEFT, (2.0, 4.0))):
        rises = (0.17, 0.34) if side is Side.RIGHT else (0.34, 0.34)
        height = sum(rise * eased(at_s, 0.4) for at_s, rise in zip(times, rises, strict=True))
        x = sum(0.5 * eased(at_s, 0.4) for at_s in times)
        heels[side] = np.stack([x, 0.05 + height, 0 * TIMES_S], axis=1)
    found = told(motion(CycleKind.STEP, heels=heels))
    assert found["step_height", None].value == pytest.approx(0.17, abs=1e-3)
    assert found["steps_up", None].value == 4
    assert [found["steps_led", side].value for side in Side] == [2, 2]


def test_a_step_too_low_to_tell_is_absent():
    found = told(climbing(Side.LEFT, height_m=0.05))
    assert all(one.value is None for one in found.values())
    assert "8 cm" in found["step_height", None].absent_because


def test_lying_down_and_getting_up_are_timed():
    back = -radians(90) * (eased(1.0, 2.0) - eased(5.0, 2.0))
    found = told(motion(CycleKind.UNKNOWN, trunk=back))
    # 90° eased over 2 s passes 30° at 2 acos(1/3) / pi = 0.784 s and 60° at 1.216 s.
    for name in ("lying_down_duration", "lying_to_upright_duration"):
        assert found[name, None].value == pytest.approx(0.432, abs=0.021)  # two frames
    # From 2.216 s to 5 s + 0.784 s.
    assert found["lying_time", None].value == pytest.approx(3.568, abs=0.02)
    assert "no loads" in found["lying_time", None].cautions[0]


def test_whoever_lies_throughout_has_no_way_down():
    found = told(motion(CycleKind.UNKNOWN, trunk=0 * TIMES_S - radians(88)))
    assert found["lying_time", None].value == pytest.approx(8.0, abs=0.011)
    assert "from upright to lying" in found["lying_down_duration", None].absent_because


def test_bending_forward_on_the_feet_is_not_lying_but_lying_face_down_is():
    forward = 0 * TIMES_S + radians(85)
    bent = motion(CycleKind.UNKNOWN, trunk=forward, hips=0 * TIMES_S + radians(80))
    assert not is_lying(bent).any()
    assert "nobody lies" in told(bent)["lying_time", None].absent_because
    assert is_lying(replace(bent, angles_rad={"hip_flexion_r": 0 * TIMES_S})).all()


def test_a_trunk_that_leans_back_in_a_chair_does_not_lie():
    assert not is_lying(motion(CycleKind.UNKNOWN, trunk=0 * TIMES_S - radians(50))).any()


def test_angles_of_an_unknown_movement_are_told_over_the_whole_recording():
    window = Phase("recorded_window", None, 0.0, 7.99)
    swaying = motion(CycleKind.UNKNOWN, trunk=radians(10) * eased(1.0), phases=(window,))
    measures = angle_measures(swaying, angle_curves(swaying, heading_of(swaying)))
    (lean,) = [m for m in measures if (m.name, m.side) == ("trunk_forward_lean_range", Side.LEFT)]
    assert lean.value == pytest.approx(radians(10), abs=radians(0.1))
    assert "whole recording" in lean.method
    assert "One repetition only" in lean.cautions[-1]


@pytest.mark.parametrize("kind", [CycleKind.GAIT, CycleKind.SQUAT])
def test_walks_and_squats_have_nothing_of_this(kind):
    assert told(motion(kind)) == {}
