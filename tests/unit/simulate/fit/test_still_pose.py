"""The posture that scaling starts from."""

import numpy as np
import pytest

from hipspine.content.marker_sets import MarkerSet
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.landmarks import Landmark
from hipspine.domain.motion import Markers
from hipspine.simulate.fit.marker_mapping import MappedMarkers, map_markers
from hipspine.simulate.fit.still_pose import most_typical_pose, stillest_pose

PLACES = {
    "right_asis": (0.0, 1.0, 0.12),
    "left_asis": (0.0, 1.0, -0.12),
    "right_psis": (-0.16, 1.0, 0.05),
    "left_psis": (-0.16, 1.0, -0.05),
    "right_acromion": (-0.05, 1.45, 0.18),
    "right_elbow_lateral": (-0.05, 1.15, 0.2),
}
SET = MarkerSet.model_validate(
    {
        "id": "ours",
        "title": "Ours",
        "source": "made up",
        "landmarks": {name: {"landmark": name} for name in PLACES},
    }
)


def trial(shift_m: FloatArray, places: dict[str, tuple[float, float, float]]) -> MappedMarkers:
    still = np.array([places[name] for name in places])
    times = np.arange(len(shift_m)) * 0.01
    return map_markers(Markers(tuple(places), times, still + shift_m[:, None, None]), SET)


def test_the_stillest_half_second_is_taken() -> None:
    shift = np.concatenate([np.linspace(1, 0, 100), np.zeros(60), np.linspace(0, 1, 100)])
    pose = stillest_pose(trial(shift, PLACES))
    np.testing.assert_allclose(pose.markers_m["right_asis"], PLACES["right_asis"], atol=1e-12)
    assert 1.0 <= pose.time_s <= 1.6


def test_a_trial_shorter_than_the_window_is_taken_whole() -> None:
    pose = stillest_pose(trial(np.array([0.0, 0.02]), PLACES))
    np.testing.assert_allclose(pose.markers_m["left_asis"], [0.01, 1.01, -0.11])


def test_a_gap_does_not_spoil_the_mean() -> None:
    mapped = trial(np.zeros(60), PLACES)
    mapped.landmarks_m[Landmark.RIGHT_ASIS][10:20] = np.nan
    pose = stillest_pose(mapped)
    np.testing.assert_allclose(pose.markers_m["right_asis"], PLACES["right_asis"])


def test_hip_centres_come_with_the_pelvis() -> None:
    pose = stillest_pose(trial(np.zeros(60), PLACES))
    # Harrington 2007 for a pelvis 240 mm wide and 160 mm deep: 86.5 mm from the midline.
    assert pose.landmarks_m[Landmark.RIGHT_HIP_CENTRE][2] == pytest.approx(0.0865)


def test_a_hanging_arm_keeps_its_acromion_and_a_raised_one_does_not() -> None:
    hanging = stillest_pose(trial(np.zeros(60), PLACES))
    assert hanging.raised_arms == ()
    assert Landmark.RIGHT_ACROMION in hanging.landmarks_m
    raised = stillest_pose(
        trial(np.zeros(60), {**PLACES, "right_elbow_lateral": (-0.05, 1.45, 0.48)})
    )
    assert raised.raised_arms == (Side.RIGHT,)
    assert Landmark.RIGHT_ACROMION not in raised.landmarks_m


def test_a_moving_trial_gives_the_frame_of_typical_distances() -> None:
    mapped = trial(np.zeros(5), PLACES)
    elbow = mapped.landmarks_m[Landmark.RIGHT_ELBOW_LATERAL]
    elbow[:, 1] += np.array([0.3, 0.2, 0.0, -0.1, -0.2])
    assert most_typical_pose(mapped).time_s == pytest.approx(0.02)


def test_a_moving_trial_without_a_complete_frame_uses_the_fullest() -> None:
    mapped = trial(np.zeros(4), PLACES)
    mapped.landmarks_m[Landmark.RIGHT_ELBOW_LATERAL][:] = np.nan
    mapped.landmarks_m[Landmark.RIGHT_ACROMION][[0, 1, 3]] = np.nan
    assert most_typical_pose(mapped).time_s == pytest.approx(0.02)
