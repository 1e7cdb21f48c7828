"""Joint names of different models, and lumbar angles from one model to another."""

import numpy as np
import pytest

from hipspine.simulate.joint_names import lumbar_level, standard_joint_name
from hipspine.simulate.lumbar_angles import (
    LevelRhythm,
    leader_from_total,
    lumbar_direction,
    total_from_levels,
)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("L5_S1_IVDjnt", "L5_S1"),
        ("L2_L3_IVD_jnt", "L2_L3"),
        ("L1_T12_IVD_jnt", "T12_L1"),
        ("T12_L1", "T12_L1"),
        ("hip_r", "hip_right"),
        ("walker_knee_l", "knee_left"),
        ("knee_r", "knee_right"),
        ("patellofemoral_r", None),
        ("back", None),
        ("L5_S10", None),
    ],
)
def test_joints_carry_our_names(theirs: str, ours: str | None) -> None:
    assert standard_joint_name(theirs) == ours


def test_only_discs_are_lumbar_levels() -> None:
    assert lumbar_level("L4_L5_IVDjnt") == "L4_L5"
    assert lumbar_level("hip_r") is None


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("L5_S1_Flex_Ext", "extension"),
        ("lumbar_bending", "bending"),
        ("L3_L4_axial_rotation", "rotation"),
        ("hip_flexion_r", None),
    ],
)
def test_direction_is_read_from_the_name(name: str, direction: str | None) -> None:
    assert lumbar_direction(name) == direction


def test_leader_makes_the_levels_add_up_to_the_total() -> None:
    rhythm = LevelRhythm("L5_S1_extension", (0.0, 0.01), (1.0, 3.0))
    total = np.array([0.0, 0.41])
    leader = leader_from_total(total, rhythm)
    np.testing.assert_allclose(leader + (0.01 + 3.0 * leader), total, atol=1e-15)


def test_total_is_the_sum_of_six_levels() -> None:
    levels = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
    angles = {f"{level}_extension": np.array([0.1 * (k + 1)]) for k, level in enumerate(levels)}
    total = total_from_levels(tuple(angles), angles, "extension")
    # 0.1 + 0.2 + ... + 0.6
    np.testing.assert_allclose(total, [2.1], atol=1e-12)


def test_total_is_absent_when_a_level_is_missing() -> None:
    angles = {"L5_S1_extension": np.array([0.1])}
    assert total_from_levels(tuple(angles), angles, "extension") is None
