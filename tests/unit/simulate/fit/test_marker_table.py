"""The landmarks' table mirrors left and right, and knows every landmark."""

import numpy as np

from hipspine.domain.landmarks import Landmark
from hipspine.simulate.fit.marker_table import fixed_landmarks, landmark_markers


def test_every_landmark_has_a_place() -> None:
    assert {marker.name for marker in landmark_markers()} == set(Landmark)


def test_left_mirrors_right() -> None:
    places = {Landmark(marker.name): marker for marker in landmark_markers()}
    for landmark, marker in places.items():
        other = places[landmark.mirrored]
        np.testing.assert_array_equal(other.location_m, marker.location_m * [1, 1, -1])
        swapped = {"_r": "_l", "_l": "_r"}.get(marker.body[-2:], marker.body[-2:])
        assert other.body == marker.body[:-2] + swapped


def test_only_hip_centres_are_fixed_to_the_bone() -> None:
    assert fixed_landmarks() == {Landmark.RIGHT_HIP_CENTRE, Landmark.LEFT_HIP_CENTRE}
