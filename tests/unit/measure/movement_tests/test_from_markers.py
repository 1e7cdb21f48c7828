import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import RecordingError
from hipspine.domain.landmarks import Landmark
from hipspine.domain.units import radians
from hipspine.measure.movement_tests.from_markers import one_leg_angles


def standing_on_the_right(*, drop_deg=0.0, lean_deg=0.0, knee_m=0.0, turned_deg=0.0):
    """Ten frames of a person; in the last five the left foot is lifted and the angles are there."""
    held = np.repeat([0.0, 1.0], 5)

    def at(x, y, z):
        return np.stack([x + 0 * held, y + 0 * held, z + 0 * held], axis=1)

    half, drop = 0.12, radians(drop_deg) * held
    lean = radians(lean_deg) * held
    paths = {
        "right_asis": at(0, 1 + half * np.sin(drop), half * np.cos(drop)),
        "left_asis": at(0, 1 - half * np.sin(drop), -half * np.cos(drop)),
        "right_acromion": at(0, 1 + 0.45 * np.cos(lean), 0.18 + 0.45 * np.sin(lean)),
        "left_acromion": at(0, 1 + 0.45 * np.cos(lean), -0.18 + 0.45 * np.sin(lean)),
        "right_knee_lateral": at(0, 0.5, half - knee_m * held),
        "right_ankle_lateral": at(0, 0.0, half),
        "right_heel": at(0, 0.03, half),
        "left_heel": at(0, 0.03 + 0.3 * held, -half),
    }
    turn = radians(turned_deg)
    rotation = np.array(
        [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]]
    )
    return {Landmark(name): path @ rotation.T for name, path in paths.items()}


@pytest.mark.parametrize("turned_deg", [0, 90, -130])
def test_the_pelvis_drops_on_the_lifted_side_wherever_the_person_faces(turned_deg):
    angles = one_leg_angles(standing_on_the_right(drop_deg=6, turned_deg=turned_deg), Side.RIGHT)
    assert angles.pelvis_drop == pytest.approx(radians(6.0))


def test_a_pelvis_held_up_is_a_negative_drop():
    angles = one_leg_angles(standing_on_the_right(drop_deg=-4), Side.RIGHT)
    assert angles.pelvis_drop == pytest.approx(radians(-4.0))


def test_leaning_over_the_standing_leg_is_positive():
    angles = one_leg_angles(standing_on_the_right(lean_deg=10), Side.RIGHT)
    assert angles.trunk_lean == pytest.approx(radians(10.0))


def test_a_knee_inward_bends_thigh_and_shank_by_the_triangles_angles():
    angles = one_leg_angles(standing_on_the_right(knee_m=0.05), Side.RIGHT)
    # 5 cm inward, half a metre from hip height and from the ankle: atan(0.1) twice.
    assert angles.knee_inward == pytest.approx(2 * np.arctan(0.1))


def test_the_mirror_gives_the_same_angles_on_the_other_leg():
    right = standing_on_the_right(drop_deg=6, lean_deg=10, knee_m=0.05)
    left = {
        Landmark(
            name.replace("right", "LEFT").replace("left", "right").replace("LEFT", "left")
        ): path * [1, 1, -1]
        for name, path in right.items()
    }
    one, other = one_leg_angles(right, Side.RIGHT), one_leg_angles(left, Side.LEFT)
    assert other.pelvis_drop == pytest.approx(one.pelvis_drop)
    assert other.trunk_lean == pytest.approx(one.trunk_lean)
    assert other.knee_inward == pytest.approx(one.knee_inward)


def test_standing_on_the_other_leg_is_refused():
    with pytest.raises(RecordingError, match="right foot lifted"):
        one_leg_angles(standing_on_the_right(), Side.LEFT)


def test_a_missing_landmark_is_named():
    paths = standing_on_the_right()
    del paths[Landmark.RIGHT_ASIS]
    with pytest.raises(RecordingError, match="right_asis"):
        one_leg_angles(paths, Side.RIGHT)


def test_without_shoulders_and_knee_there_is_still_the_pelvis():
    paths = standing_on_the_right(drop_deg=6)
    for landmark in (Landmark.LEFT_ACROMION, Landmark.RIGHT_KNEE_LATERAL):
        del paths[landmark]
    angles = one_leg_angles(paths, Side.RIGHT)
    assert (angles.trunk_lean, angles.knee_inward) == (None, None)
    assert angles.pelvis_drop == pytest.approx(radians(6.0))
