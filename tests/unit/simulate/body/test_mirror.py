"""The left side is the right side seen in a mirror."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from hipspine.simulate.body import mirror
from hipspine.simulate.body.tables import Segment, WrapSurface

SAGITTAL = np.diag([1.0, 1.0, -1.0])


@pytest.mark.parametrize(
    ("right", "left"),
    [
        ("femur_r", "femur_l"),
        ("knee_angle_r_beta", "knee_angle_l_beta"),
        ("pelvis", "pelvis"),
        ("Ps_L1_L2_IVD_r", "Ps_L1_L2_IVD_l"),
    ],
)
def test_names_change_side_at_their_end_only(right, left):
    assert mirror.left_name(right) == left
    assert mirror.is_paired(right) == (right != left)


def test_mirrored_angles_give_the_reflected_rotation():
    angles = (-1.64157, 1.44618, 1.5708)
    right = Rotation.from_euler("XYZ", angles).as_matrix()
    left = Rotation.from_euler("XYZ", mirror.mirrored_rotation(angles)).as_matrix()
    # Reflection S turns a rotation R into S R S; both sides are exact up to rounding.
    np.testing.assert_allclose(left, SAGITTAL @ right @ SAGITTAL, atol=1e-12)


def test_mirroring_twice_gives_the_right_side_back():
    point, angles = (0.1, -0.2, 0.3), (0.4, 0.0, -0.6)
    assert mirror.mirrored_position(mirror.mirrored_position(point)) == point
    assert mirror.mirrored_rotation(mirror.mirrored_rotation(angles)) == angles


def test_products_of_inertia_with_z_change_sign():
    segment = Segment("femur_r", 9.0, (0.0, -0.17, 0.01), (0.13, 0.03, 0.14, 0.001, 0.002, 0.003))
    left = mirror.left_segment(segment)
    assert left.name == "femur_l"
    assert left.center_m == (0.0, -0.17, -0.01)
    assert left.inertia_kg_m2 == (0.13, 0.03, 0.14, 0.001, -0.002, -0.003)


@pytest.mark.parametrize(
    ("right", "left"), [("z", "-z"), ("-z", "z"), ("-x", "-x"), ("all", "all")]
)
def test_only_a_sideways_quadrant_changes(right, left):
    surface = WrapSurface(
        "Chest_r", "torso", "ellipsoid", (0, 0.2, 0.01), (0, 0, 0), (0.1,) * 3, right
    )
    assert mirror.left_surface(surface).quadrant == left


def test_zero_never_becomes_minus_zero():
    assert str(mirror.mirrored_position((0.0, 0.0, 0.0))[2]) == "0.0"
