"""Reserve strengths are fixed by one table."""

import pytest

from hipspine.simulate.reserves import RESERVE_RULES, reserve_rule


@pytest.mark.parametrize(
    "coordinate",
    ["hip_flexion_r", "knee_angle_l", "mtp_angle_r", "L5_S1_extension", "T12_L1_bending"],
)
def test_legs_and_lumbar_levels_have_one_newton_metre(coordinate):
    rule = reserve_rule(coordinate)
    assert rule.strength_Nm == 1.0
    assert not rule.is_loose


@pytest.mark.parametrize("coordinate", ["arm_flex_r", "elbow_flex_l", "pro_sup_r"])
def test_arms_are_loose(coordinate):
    assert reserve_rule(coordinate).is_loose
    assert reserve_rule(coordinate).strength_Nm == 10.0


def test_the_pelvis_takes_no_part():
    assert reserve_rule("pelvis_ty").strength_Nm is None


def test_every_rule_states_its_reason():
    assert all(rule.reason.endswith(".") for rule in RESERVE_RULES)


def test_a_table_without_a_rule_for_a_coordinate_is_an_error():
    with pytest.raises(KeyError, match="hip_flexion_r"):
        reserve_rule("hip_flexion_r", RESERVE_RULES[:2])
