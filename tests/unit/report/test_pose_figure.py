"""Where the joints of a drawn figure lie."""

import numpy as np
import pytest

from hipspine.content.poses import COLLECTIONS, ArmPose, Frame, LegPose, Words, pose_pictures
from hipspine.report.pose_figure import HEAD_RADIUS, posed

STRAIGHT = LegPose.model_validate({"thigh": -90, "shank": -90, "foot": 0})
HANGING = ArmPose.model_validate({"upper": -90, "fore": -90})
STANDING_PICTURES = {
    f"{collection}/{name}": picture
    for collection in COLLECTIONS
    for name, picture in pose_pictures(collection).items()
    if picture.floor
}
LABEL = Words(en="Start", de="Beginn")


def standing(**changes: object) -> Frame:
    pose = {
        "label": LABEL,
        "trunk": 90,
        "legs": {"near": STRAIGHT},
        "arms": {"near": HANGING},
    }
    return Frame.model_validate({**pose, **changes})


def test_a_standing_figure_is_one_body_height_tall() -> None:
    figure = posed(standing(), "side")
    # Drillis and Contini: 0.039 + 0.246 + 0.245 + 0.288 + 0.182 = 1.000
    assert figure.points["head"][1] + HEAD_RADIUS == pytest.approx(1.0, abs=1e-9)


def test_the_sole_of_a_standing_figure_lies_on_the_floor() -> None:
    figure = posed(standing(), "side")
    breadth = 0.034  # of the foot's stroke
    assert figure.points["near_heel"][1] - breadth / 2 == pytest.approx(0.0, abs=1e-9)
    assert figure.points["near_toe"][0] > figure.points["near_heel"][0]


def test_a_named_point_lies_where_the_frame_places_it() -> None:
    figure = posed(standing(anchor="near_ankle", place=(0.3, 0.1), trunk=40), "side")
    np.testing.assert_allclose(figure.points["near_ankle"], [0.3, 0.1], atol=1e-12)


@pytest.mark.parametrize("elbow", ["left", "right"])
def test_a_hand_reaches_its_goal_with_arms_of_full_length(elbow: str) -> None:
    arm = {"reaches": (0.15, 0.7), "elbow": elbow}
    points = posed(standing(arms={"near": arm}), "side").points
    np.testing.assert_allclose(points["near_hand"], [0.15, 0.7], atol=1e-12)
    upper = np.linalg.norm(points["near_elbow"] - points["near_shoulder"])
    fore = np.linalg.norm(points["near_hand"] - points["near_elbow"])
    assert (upper, fore) == (pytest.approx(0.186), pytest.approx(0.200))


def test_the_elbow_lies_on_the_side_that_is_named() -> None:
    heights = {}
    for elbow in ("left", "right"):
        arm = {"reaches": (0.3, 0.8), "elbow": elbow}
        heights[elbow] = posed(standing(arms={"near": arm}), "side").points["near_elbow"][1]
    # The goal lies to the right of the shoulder, so left of the line is above it.
    assert heights["left"] > heights["right"]


def test_a_goal_out_of_reach_leaves_the_arm_straight() -> None:
    points = posed(standing(arms={"near": {"reaches": (3.0, 0.8)}}), "side").points
    length = np.linalg.norm(points["near_hand"] - points["near_shoulder"])
    assert length == pytest.approx(0.186 + 0.200)


def test_from_the_front_the_left_is_on_the_right_of_the_page() -> None:
    frame = standing(legs={"left": STRAIGHT}, arms={"left": HANGING})
    points = posed(frame, "front").points
    assert points["left_hip"][0] > 0 > points["right_hip"][0]


def test_a_thigh_that_points_at_the_viewer_lies_before_the_trunk() -> None:
    bent = LegPose.model_validate({"thigh": [150, 0.4], "shank": -60, "foot": -60})
    frame = standing(legs={"left": bent, "right": STRAIGHT}, arms={"left": HANGING})
    assert posed(frame, "front").legs_in_front == {"left"}


@pytest.mark.parametrize("name", sorted(STANDING_PICTURES))
def test_no_figure_sinks_into_the_floor(name: str) -> None:
    picture = STANDING_PICTURES[name]
    for frame in picture.frames:
        points = posed(frame, picture.view).points
        # A foot seen from the front points down the page; it may dip by its own breadth.
        assert min(point[1] for point in points.values()) > -0.035, frame.label.en


@pytest.mark.parametrize("name", sorted(pose_pictures("movement_tests")))
def test_the_foot_that_carries_stays_in_place_between_frames(name: str) -> None:
    picture = pose_pictures("movement_tests")[name]
    anchors = {(frame.anchor, frame.place) for frame in picture.frames}
    assert len(anchors) == 1
