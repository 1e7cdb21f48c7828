"""Pictures as poses: what ships is complete, and what is wrong is named."""

import pytest

from hipspine.content.exercise_library import exercise_library
from hipspine.content.movement_tests import movement_tests
from hipspine.content.poses import pose_pictures, read_pose_picture
from hipspine.domain.errors import ContentError

STANDING = """
id = "standing"
view = "side"
describes = { en = "Standing.", de = "Stehen." }
[[frames]]
label = { en = "Start", de = "Beginn" }
trunk = 90
legs.near = { thigh = -90, shank = [-90, 0.8], foot = 0 }
arms.near = { upper = -90, fore = -90 }
[[frames]]
label = { en = "Lean", de = "Beugen" }
trunk = 60
legs.near = { thigh = -80 }
arms.near = { reaches = "near_knee" }
"""


def test_every_movement_test_has_a_picture_and_every_picture_a_test() -> None:
    assert set(pose_pictures("movement_tests")) == set(movement_tests())


def test_every_picture_of_an_exercise_has_its_exercise() -> None:
    assert set(pose_pictures("exercises")) <= set(exercise_library().exercises)


def test_a_frame_keeps_what_it_does_not_change() -> None:
    first, second = read_pose_picture(STANDING, where="standing").frames
    assert second.trunk == (60, 1.0)
    assert second.legs["near"].thigh == (-80, 1.0)
    assert second.legs["near"].shank == first.legs["near"].shank == (-90, 0.8)


def test_a_hand_that_reaches_forgets_the_directions_before() -> None:
    second = read_pose_picture(STANDING, where="standing").frames[1]
    assert second.arms["near"].upper is None
    assert second.arms["near"].reaches == "near_knee"


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("arms.left = { upper = 0,", "arms.near = { upper = -90,", "a side view has arms near"),
        ('reaches = "near_kne"', 'reaches = "near_knee"', "no such point or part: near_kne"),
        (
            "arms.near = { upper = -90 }",
            "arms.near = { upper = -90, fore = -90 }",
            "upper and fore",
        ),
        ("kneel = 1", "trunk = 60", "frames.1.kneel"),
    ],
)
def test_a_mistake_in_a_picture_is_named(wrong: str, right: str, says: str) -> None:
    with pytest.raises(ContentError, match=says):
        read_pose_picture(STANDING.replace(right, wrong, 1), where="standing")
