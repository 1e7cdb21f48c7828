"""What bears a body held still: forces and moments of the supports against weights."""

import numpy as np
import pytest

from hipspine.content.validation.schema import Posture
from hipspine.domain.motion import Contact
from hipspine.domain.units import radians
from hipspine.study.posed_body import Support, WeighedSegment, posture_angles, supports_of

LEGS = {"femur": 80.0, "tibia": 30.0, "calcn": 10.0}


def body() -> dict[str, WeighedSegment]:
    """A body of 800 N: trunk ahead of the feet, pelvis behind, a symmetric pair of limbs."""
    placed = [("torso", 360.0, 0.10, 0.0), ("pelvis", 120.0, -0.05, 0.0)]
    for suffix, z in (("_r", 0.1), ("_l", -0.1)):
        placed += [(f"{name}{suffix}", weight, 0.02, z) for name, weight in LEGS.items()]
        placed.append((f"hand{suffix}", 40.0, 0.30, 2 * z))
    return {
        name: WeighedSegment(name, weight, np.array([x, 1.0, z])) for name, weight, x, z in placed
    }


def sums(supports: list[Support]) -> np.ndarray:
    """Total force and its first moments fore-aft and sideways."""
    return np.array(
        [[each.force_N, each.force_N * each.x_m, each.force_N * each.z_m] for each in supports]
    ).sum(axis=0)


def weights() -> np.ndarray:
    return np.array(
        [
            [each.weight_N, each.weight_N * each.centre_m[0], each.weight_N * each.centre_m[2]]
            for each in body().values()
        ]
    ).sum(axis=0)


POSTURES = {
    "standing": Posture(id="a", name="Standing", feet="both", angles_deg={}),
    "one leg": Posture(id="b", name="One leg", feet="right", angles_deg={}),
    "sitting": Posture(
        id="c", name="Sitting", feet="both", feet_share=0.2, seat=True, angles_deg={}
    ),
    "crate": Posture(id="d", name="Crate", feet="both", crate=True, angles_deg={}),
    "bridge": Posture(id="h", name="Bridge", feet="both", shoulders=True, angles_deg={}),
    "bridge on one": Posture(id="i", name="Bridge", feet="right", shoulders=True, angles_deg={}),
    "lying": Posture(id="e", name="Lying", rests=True, angles_deg={}),
    "leg in the air": Posture(
        id="f", name="Leg raise", rests=True, unsupported=("right_leg",), angles_deg={}
    ),
}


@pytest.mark.parametrize("name", POSTURES)
def test_supports_balance_weight_and_load(name):
    supports = supports_of(POSTURES[name], body(), load_N=200.0 if name == "crate" else 0.0)
    np.testing.assert_allclose(sums(supports), weights(), atol=1e-9)


def test_two_feet_share_evenly():
    right, left = supports_of(POSTURES["standing"], body(), load_N=0.0)
    assert {right.contact, left.contact} == {Contact.RIGHT_FOOT, Contact.LEFT_FOOT}
    # 360 + 120 + 2 (120 + 40) = 800 N in all.
    assert right.force_N == left.force_N == pytest.approx(400.0)
    assert sorted([right.z_m, left.z_m]) == pytest.approx([-0.1, 0.1])


def test_a_seat_bears_what_the_feet_do_not():
    supports = {each.contact: each for each in supports_of(POSTURES["sitting"], body(), load_N=0)}
    assert supports[Contact.RIGHT_FOOT].force_N == pytest.approx(80.0)
    assert supports[Contact.SEAT].force_N == pytest.approx(640.0)


def test_a_crate_pulls_both_hands_down_and_the_feet_bear_it():
    supports = supports_of(POSTURES["crate"], body(), load_N=200.0)
    by_contact = {each.contact: each.force_N for each in supports}
    assert by_contact[Contact.RIGHT_HAND] == by_contact[Contact.LEFT_HAND] == -100.0
    assert by_contact[Contact.RIGHT_FOOT] == pytest.approx(500.0)


def test_in_a_bridge_the_upper_back_bears_what_the_feet_do_not():
    supports = {each.contact: each for each in supports_of(POSTURES["bridge"], body(), load_N=0.0)}
    assert supports[Contact.RIGHT_HAND].force_N == pytest.approx(40.0)
    assert supports[Contact.TRUNK].x_m == pytest.approx(0.10)  # below the trunk's mass centre
    # Without arms: 720 N whose moments are 36 - 6 + 4.8 N m, at 0.04833 m; the feet are at 0.02 m.
    on_feet = 720.0 * (0.0483333 - 0.10) / (0.02 - 0.10)
    assert supports[Contact.LEFT_FOOT].force_N == pytest.approx(on_feet / 2, rel=1e-5)
    assert supports[Contact.TRUNK].force_N == pytest.approx(720.0 - on_feet, rel=1e-5)


def test_what_lies_is_borne_where_it_lies():
    supports = {each.contact: each for each in supports_of(POSTURES["lying"], body(), load_N=0.0)}
    assert supports[Contact.TRUNK] == Support(Contact.TRUNK, 360.0, 0.10, 0.0)
    assert supports[Contact.LEFT_SHANK].force_N == pytest.approx(40.0)


def test_a_leg_in_the_air_hangs_from_the_pelvis():
    supports = {
        each.contact: each for each in supports_of(POSTURES["leg in the air"], body(), load_N=0.0)
    }
    assert Contact.RIGHT_THIGH not in supports
    # Pelvis 120 N and a leg of 120 N.
    assert supports[Contact.SEAT].force_N == pytest.approx(240.0)


def test_a_limbs_angle_without_side_means_both_sides():
    posture = Posture(
        id="p",
        name="P",
        feet="both",
        angles_deg={"hip_flexion": 30, "knee_angle_l": 90, "lumbar_extension": -10},
    )
    angles = posture_angles(posture)
    assert angles.of("hip_flexion_r")[0] == angles.of("hip_flexion_l")[0] == radians(30.0)
    assert angles.of("lumbar_extension")[0] == radians(-10.0)
    assert "knee_angle_r" not in angles.names
    assert angles.of("pelvis_tilt")[0] == 0.0
