"""From drawn poses to the body model: angles, supports, and poses that cannot be held."""

from pathlib import Path

import pytest

from hipspine.clinic.request import Workshop
from hipspine.content.exercise_estimates import (
    HeldPose,
    exercise_estimates,
    exercise_postures,
)
from hipspine.content.poses import pose_pictures, read_pose_picture
from hipspine.content.validation.schema import Posture, disc_pressure
from hipspine.study.exercise_loads import angles_deg, estimate, leaned, postures_of
from hipspine.study.posed_body import pose_body, posed_model

BENT = """
id = "bent"
view = "side"
describes = { en = "Bent.", de = "Gebeugt." }
[[frames]]
label = { en = "Bent", de = "Gebeugt" }
trunk = 60
chest = 50
legs.near = { thigh = -60, shank = -100, foot = 0 }
legs.far = { thigh = -90, shank = -90, foot = 0 }
arms.near = { upper = -90, fore = -50 }
"""


def test_a_drawn_pose_gives_the_angles_of_the_models_joints():
    angles = angles_deg(read_pose_picture(BENT, where="bent"), 0, right="near")
    # Trunk 30 degrees before upright; the chest 10 more. A thigh in line with the trunk points to
    # 60 + 180 = 240 = -120, so one at -60 is flexed by 60. Shank -100 behind thigh -60: knee 40; a
    # foot at 0 where -100 + 90 = -10 is neutral: 10 of dorsiflexion. An arm along the chest points
    # to 50 + 180 = -130: one at -90 is raised by 40; its forearm is 40 further.
    right = {
        "pelvis_tilt": -30.0, "lumbar_extension": -10.0, "hip_flexion_r": 60.0,
        "knee_angle_r": 40.0, "ankle_angle_r": 10.0, "arm_flex_r": 40.0, "elbow_flex_r": 40.0,
        "hip_flexion_l": 30.0, "knee_angle_l": 0.0, "ankle_angle_l": 0.0,
    }  # fmt: skip
    assert {name: angles[name] for name in right} == pytest.approx(right)


def test_the_leg_that_bears_becomes_the_right_one():
    picture = read_pose_picture(BENT, where="bent")
    assert angles_deg(picture, 0, right="far")["hip_flexion_r"] == pytest.approx(30.0)


def test_a_figure_lying_on_its_front_is_tilted_forward():
    angles = angles_deg(pose_pictures("exercises")["prone_leg_lift"], 1, right="near")
    # The trunk's line is within 10 degrees of level; the straight leg is lifted behind the body.
    assert angles["pelvis_tilt"] == pytest.approx(-90.0, abs=10.0)
    assert -20.0 < angles["hip_flexion_r"] < 0.0


def test_leaning_turns_the_trunk_and_leaves_the_legs():
    posture = Posture(
        id="p", name="P", feet="both",
        angles_deg={"pelvis_tilt": -30.0, "hip_flexion_r": 60.0, "hip_flexion_l": 50.0},
    )  # fmt: skip
    angles = leaned(posture, 5.0).angles_deg
    assert angles == {"pelvis_tilt": -35.0, "hip_flexion_r": 65.0, "hip_flexion_l": 55.0}


@pytest.mark.parametrize("pose", exercise_postures().held, ids=lambda pose: pose.exercise)
def test_every_pose_to_hold_is_drawn_from_the_side_with_legs_seen_whole(pose):
    picture = pose_pictures("exercises")[pose.exercise]
    assert picture.view == "side"
    for number in pose.frames:
        legs = picture.frames[number - 1].legs.values()
        assert all(leg.thigh[1] == leg.shank[1] == 1.0 for leg in legs)
    assert [number for number, _ in postures_of(pose, picture)] == list(pose.frames)


def workshop(folder: Path) -> tuple[Workshop, Path]:
    made = Workshop(folder, workers=1)
    table = disc_pressure()
    return made, posed_model(table.body_mass_kg, table.body_height_m, made)


@pytest.mark.slow
@pytest.mark.opensim
def test_the_kept_estimate_is_what_the_model_gives(tmp_path):
    made, model = workshop(tmp_path)
    (pose,) = (each for each in exercise_postures().held if each.exercise == "prone_leg_lift")
    picture = pose_pictures("exercises")[pose.exercise]

    def hold(posture, load_kg):
        return pose_body(posture, model, made, crate_kg=load_kg)

    (found,) = estimate(pose, picture, hold, level=disc_pressure().level)
    (kept,) = exercise_estimates().of(pose.exercise)
    # Kept with three digits; the solver repeats to six.
    assert found.compression == pytest.approx(kept.compression, rel=0.01)
    assert (found.low, found.high) == pytest.approx((kept.low, kept.high), rel=0.01)


@pytest.mark.slow
@pytest.mark.opensim
def test_a_pose_that_falls_over_has_no_load(tmp_path):
    made, model = workshop(tmp_path)
    falling = BENT.replace("trunk = 60", "trunk = 20").replace("chest = 50", "chest = 20")
    picture = read_pose_picture(falling.replace("shank = -100", "shank = -40"), where="falling")
    pose = HeldPose(exercise="squat", frames=(1,), stands="one_foot")

    def hold(posture, load_kg):
        return pose_body(posture, model, made, crate_kg=load_kg)

    (found,) = estimate(pose, picture, hold, level="L4_L5")
    assert found.compression is None
    assert found.absent is not None
    assert "off the sole" in found.absent
