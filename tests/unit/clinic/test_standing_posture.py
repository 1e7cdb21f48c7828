import numpy as np

from hipspine.clinic.standing_posture import lumbar_posture_rad, standing_sample
from hipspine.domain.motion import JointAngles, Markers


def test_the_sample_lies_in_the_middle_half_of_the_trial():
    times = np.arange(401) / 100.0
    sample = standing_sample(Markers(("a",), times, np.zeros((401, 1, 3))))
    assert len(sample.times_s) == 9
    # A quarter of 4 s after the start, and a quarter before the end, to one frame.
    assert abs(sample.times_s[0] - 1.0) <= 0.01
    assert abs(sample.times_s[-1] - 3.0) <= 0.01


def test_a_single_frame_is_a_standing_trial_too():
    sample = standing_sample(Markers(("a",), np.zeros(1), np.zeros((1, 1, 3))))
    assert len(sample.times_s) == 1


def test_lumbar_coordinates_are_averaged_and_others_left_out():
    names = ("hip_flexion_r", "L4_L5_extension", "L1_L2_bending")
    angles = JointAngles(names, np.arange(2.0), np.array([[0.5, -0.1, 0.0], [0.7, -0.3, 0.02]]))
    posture = lumbar_posture_rad(angles)
    assert set(posture) == {"L4_L5_extension", "L1_L2_bending"}
    assert np.isclose(posture["L4_L5_extension"], -0.2)
    assert np.isclose(posture["L1_L2_bending"], 0.01)
