import numpy as np
import pytest

from hipspine.domain.loads import JointLoad
from hipspine.domain.units import body_weight_N, degrees, radians


def test_degrees_and_radians_undo_each_other():
    angles = np.array([-180.0, 0.0, 57.29577951308232])
    np.testing.assert_allclose(degrees(radians(angles)), angles, rtol=1e-15)
    assert radians(180.0) == pytest.approx(np.pi)
    assert degrees(np.pi) == pytest.approx(180.0)


def test_body_weight_of_a_kilogram_is_standard_gravity():
    assert body_weight_N(1.0) == 9.80665


def test_disc_is_compressed_when_the_lower_vertebra_pushes_up():
    load = JointLoad("L5_S1", np.zeros(1), np.array([[10.0, 800.0, -5.0]]))
    assert load.compression_N == pytest.approx([800.0])
    # The disc pushes the upper vertebra forward and left: that one would slide back and right.
    assert load.anterior_shear_N == pytest.approx([-10.0])
    assert load.lateral_shear_N == pytest.approx([5.0])


def test_shear_in_the_legs_is_what_the_thigh_feels():
    load = JointLoad("hip_right", np.zeros(1), np.array([[10.0, -800.0, -5.0]]))
    assert load.anterior_shear_N == pytest.approx([10.0])
    assert load.lateral_shear_N == pytest.approx([-5.0])


@pytest.mark.parametrize("joint", ["hip_right", "hip_left", "knee_right", "knee_left"])
def test_leg_joint_is_compressed_when_the_upper_bone_pushes_down(joint):
    load = JointLoad(joint, np.zeros(1), np.array([[3.0, -4.0, 12.0]]))
    assert load.compression_N == pytest.approx([4.0])
    # 3-4-12 is a Pythagorean quadruple: 9 + 16 + 144 = 169.
    assert load.resultant_N == pytest.approx([13.0])
