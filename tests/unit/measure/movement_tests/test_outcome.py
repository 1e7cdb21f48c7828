import math

import pytest

from hipspine.content.movement_tests import movement_tests
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import AnswersError
from hipspine.domain.person import Sex
from hipspine.domain.units import radians
from hipspine.measure.movement_tests.entered import entered_values
from hipspine.measure.movement_tests.formulas import thigh_drop_rad
from hipspine.measure.movement_tests.outcome import PersonTested, movement_test_outcome
from hipspine.measure.movement_tests.side_comparison import SideVerdict


def outcome(test, *entries, **person):
    found = movement_tests()[test]
    return movement_test_outcome(found, entered_values(found, entries), PersonTested(**person))


def of(found, name, side=None):
    (one,) = [m for m in found.measurements if m.name == name and m.side is side]
    return one


@pytest.mark.parametrize(
    ("right_s", "verdict"),
    [
        (45 + 19, SideVerdict.NOISE),
        (45 - 19, SideVerdict.NOISE),
        (45 + 22, SideVerdict.UNSURE),  # above 20 s, below the 24.8 s of the poorest agreement
        (45 + 26, SideVerdict.BEYOND),
    ],
)
def test_a_bridge_difference_below_20_seconds_is_noise(right_s, verdict):
    found = outcome("single_leg_bridge", f"right.hold_s={right_s}", "left.hold_s=45")
    (sides,) = found.sides
    assert sides.verdict is verdict
    assert sides.difference == right_s - 45


def test_the_error_of_a_hold_is_worked_out_from_sd_and_icc():
    found = outcome("single_leg_bridge", "right.hold_s=60", age=30)
    hold = of(found, "single_leg_bridge_hold", Side.RIGHT)
    assert hold.repeatability.sem == pytest.approx(24.8 * math.sqrt(0.13))
    assert (hold.norm.low, hold.norm.high) == (56.2, 105.8)
    assert any("17 to 25 s" in caution for caution in hold.cautions)
    left = of(found, "single_leg_bridge_hold", Side.LEFT)
    assert left.absent_because == "this side was not tested"
    assert found.sides == ()


def test_a_norm_of_the_young_is_not_held_against_the_old():
    found = outcome("single_leg_bridge", "right.hold_s=60", age=62)
    hold = of(found, "single_leg_bridge_hold", Side.RIGHT)
    assert hold.norm is None
    assert "No norm: the published ranges are for other people." in hold.cautions


def test_strength_is_force_times_lever_over_mass():
    found = outcome(
        "hip_abduction_strength",
        "right.force_N=150",
        "right.lever_cm=40",
        "left.force_N=135",
        "left.lever_cm=40",
        mass_kg=60,
        sex=Sex.FEMALE,
    )
    right = of(found, "hip_abduction_strength", Side.RIGHT)
    assert right.value == pytest.approx(150 * 0.4 / 60)
    assert right.unit == "N·m/kg"
    assert right.repeatability.sem == pytest.approx(0.05 * right.value)
    # 10 % between sides lies within the 15 % of noise.
    assert found.sides[0].verdict is SideVerdict.NOISE


def test_without_a_mass_there_is_no_strength():
    found = outcome("hip_extension_strength", "right.force_N=150", "right.lever_cm=40")
    strength = of(found, "hip_extension_strength", Side.RIGHT)
    assert strength.absent_because == "the body mass was not given"


def test_a_device_held_by_hand_has_no_belt_norm_and_says_so():
    found = outcome(
        "hip_abduction_strength",
        "right.force_N=150",
        "right.lever_cm=40",
        "held_by_hand=yes",
        mass_kg=60,
        sex=Sex.MALE,
    )
    assert of(found, "hip_abduction_strength", Side.RIGHT).norm is None
    assert any("Held by hand" in sentence for sentence in found.says)


THOMAS = (
    "right.thigh_length_cm=40",
    "right.hip_height_cm=80",
    "right.knee_height_cm=60",
    "right.knee_flexion_deg=60",
)


def test_the_thomas_angle_is_that_of_the_triangle():
    # Knee 20 cm below the hip at the end of a 40 cm thigh: 30 degrees below level.
    found = outcome("modified_thomas", *THOMAS)
    drop = of(found, "modified_thomas_thigh_drop", Side.RIGHT)
    assert drop.value == pytest.approx(radians(30.0))
    # sin is odd: a knee above the hip points above level by as much.
    above = thigh_drop_rad(thigh_length_m=0.4, hip_height_m=0.6, knee_height_m=0.8)
    assert above == pytest.approx(-radians(30.0))


def test_hip_extension_needs_the_pelvis_tilt():
    without = of(outcome("modified_thomas", *THOMAS), "modified_thomas_hip_extension", Side.RIGHT)
    assert "tilt was not measured" in without.absent_because
    # A pelvis tipped forward by 10 degrees took a third of the thigh's drop.
    tilted = outcome("modified_thomas", *THOMAS, "right.pelvis_posterior_tilt_deg=-10")
    extension = of(tilted, "modified_thomas_hip_extension", Side.RIGHT)
    assert extension.value == pytest.approx(radians(20.0))


def test_impossible_heights_are_absent_with_the_reason():
    entries = [e if "knee_height" not in e else "right.knee_height_cm=10" for e in THOMAS]
    drop = of(outcome("modified_thomas", *entries), "modified_thomas_thigh_drop", Side.RIGHT)
    assert "measure again" in drop.absent_because
    with pytest.raises(ValueError, match="more than the thigh"):
        thigh_drop_rad(thigh_length_m=0.4, hip_height_m=1.0, knee_height_m=0.1)


@pytest.mark.parametrize("test", ["fadir", "fair"])
def test_groin_pain_leaves_the_pigeon_out(test):
    entries = ["left.groin_pain=yes"] + (["left.buttock_pain=no"] if test == "fair" else [])
    assert any("pigeon" in sentence for sentence in outcome(test, *entries).says)
    entries = [entry.replace("groin_pain=yes", "groin_pain=no") for entry in entries]
    assert outcome(test, *entries).says == ()


def test_the_leg_raise_is_the_sum_of_both_sides():
    both = outcome("active_straight_leg_raise", "left.effort=2", "right.effort=3")
    total = of(both, "active_straight_leg_raise_sum")
    assert (total.value, total.norm.high) == (5, 0)
    one = outcome("active_straight_leg_raise", "left.effort=2")
    assert of(one, "active_straight_leg_raise_sum").absent_because == "it takes both sides"


def test_new_weakness_leads_back_to_screening():
    found = outcome("active_straight_leg_raise", "left.effort=2", "new_weakness=yes")
    assert any("screening" in sentence for sentence in found.says)


def test_the_chair_stand_has_no_norm_on_another_seat_or_below_60():
    usual = outcome("chair_stand_30s", "stands=14", age=67, sex=Sex.FEMALE)
    assert of(usual, "chair_stands_in_30_s").norm.low == 11
    low = outcome("chair_stand_30s", "stands=14", "seat_height_cm=38", age=67, sex=Sex.FEMALE)
    assert any("43 cm" in c for c in of(low, "chair_stands_in_30_s").cautions)
    assert of(low, "chair_stands_in_30_s").norm is None
    young = outcome("chair_stand_30s", "stands=14", age=40, sex=Sex.FEMALE)
    assert any("below 60" in c for c in of(young, "chair_stands_in_30_s").cautions)


def test_prone_hip_extension_compares_no_sides():
    found = outcome(
        "prone_hip_extension", "left.lumbar_extension_deg=3", "right.lumbar_extension_deg=20"
    )
    assert found.sides == ()
    assert all("research" in " ".join(m.cautions).lower() for m in found.measurements)


def test_a_drop_without_a_published_error_cannot_be_told_from_chance():
    found = outcome("trendelenburg", "left.drop_deg=9", "right.drop_deg=2", "device_error_deg=4")
    assert found.sides[0].verdict is SideVerdict.UNKNOWN
    drop = of(found, "trendelenburg_pelvis_drop", Side.LEFT)
    assert "The device's own error is 4.0 degrees." in drop.cautions


def test_the_sorensen_hold_is_left_out_where_it_is_not_safe():
    found = outcome("sorensen", "not_safe=yes")
    assert of(found, "sorensen_hold").absent_because == "it was not entered"
    assert any("not for you now" in sentence for sentence in found.says)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (["hold_s=40"], "give left. or right."),
        (["up.hold_s=40"], "give left. or right."),
        (["left.hold=40"], "no such entry"),
        (["left.hold_s"], "no such entry"),
        (["left.hold_s=long"], "not 0..600 s"),
        (["left.hold_s=-3"], "not 0..600 s"),
        (["left.hold_s=nan"], "not 0..600 s"),
        (["left.hold_s=3", "left.hold_s=4"], "given twice"),
        ([], "hold_s: not given"),
    ],
)
def test_wrong_entries_are_refused_with_the_reason(entries, said):
    with pytest.raises(AnswersError) as refused:
        entered_values(movement_tests()["single_leg_bridge"], entries)
    assert said in refused.value.got


def test_half_a_stand_and_a_side_where_there_is_none_are_refused():
    for entry in ("stands=3.5", "left.stands=3"):
        with pytest.raises(AnswersError):
            entered_values(movement_tests()["chair_stand_30s"], [entry])


def test_a_side_needs_all_its_entries():
    with pytest.raises(AnswersError) as refused:
        entered_values(movement_tests()["modified_thomas"], THOMAS[:2])
    assert "right.knee_height_cm: not given" in refused.value.got
