"""The pictures of exercises: one for each, no two alike, bodies that bend as bodies do."""

import numpy as np
import pytest

from hipspine.content.exercise_library import exercise_library
from hipspine.content.poses import LIMBS, Frame, Limb, Object, PosePicture, pose_pictures
from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import degrees
from hipspine.report.pose_figure import HEAD_RADIUS, THICKNESS, posed

PICTURES = pose_pictures("exercises")
FROM_THE_SIDE = sorted(name for name, picture in PICTURES.items() if picture.view == "side")
ON_A_FLOOR = sorted(name for name, picture in PICTURES.items() if picture.floor)

# Active ranges of healthy adults with room for what the ground or a hand pushes further [deg]:
# Roaas A, Andersson GBJ (1982), doi:10.3109/17453678208992202: hip flexion 120 (SD 8), extension
# 9 (5), knee flexion 144 (7); a hip bent by the hands or by sitting on the heels goes further.
HIP_FLEXION = (-25.0, 145.0)
KNEE_FLEXION = (-5.0, 165.0)
"""165: sitting on the heels."""
ELBOW_FLEXION = (-5.0, 150.0)
BACK = 62.0
"""Between the lines pelvis to waist and waist to neck; they stand for the whole lumbar spine and
the lower chest, of which flexion is largest."""

TOUCHES = 0.03
"""Body heights (5 cm): strokes are drawn thinner or thicker than the body there."""


def degrees_between(first: FloatArray, second: FloatArray) -> float:
    """Turn from the first to the second, positive counter-clockwise, -180 to 180 [deg]."""
    across = first[0] * second[1] - first[1] * second[0]
    return float(degrees(np.arctan2(across, first @ second)))


def seen_whole(frame: Frame, limb: Limb) -> bool:
    leg = frame.legs.get(limb, frame.legs["near"])
    return bool(leg.thigh[1] == leg.shank[1] == 1.0)


@pytest.mark.parametrize("name", sorted(exercise_library().exercises))
def test_every_exercise_has_a_picture_of_its_own(name: str) -> None:
    assert PICTURES[name].id == name


def test_no_two_exercises_share_a_picture() -> None:
    drawn: dict[str, str] = {}
    for name, picture in PICTURES.items():
        poses = [frame.model_dump(exclude={"label", "arrows"}) for frame in picture.frames]
        key = str((picture.view, picture.objects, poses))
        assert drawn.setdefault(key, name) == name


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_movement_has_a_start_and_an_end(name: str) -> None:
    rests = name.startswith("rest_")
    assert len(PICTURES[name].frames) == (1 if rests else 2)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_the_limb_or_trunk_that_works_is_coloured(name: str) -> None:
    assert PICTURES[name].coloured


@pytest.mark.parametrize("name", FROM_THE_SIDE)
def test_joints_bend_no_further_than_bodies_do(name: str) -> None:
    picture = PICTURES[name]
    turn = 1.0 if picture.faces == "right" else -1.0
    for frame in picture.frames:
        points = posed(frame, "side").points
        trunk = points["waist"] - points["pelvis"]
        chest = points["neck"] - points["waist"]
        assert abs(degrees_between(trunk, chest)) <= BACK, frame.label.en
        for limb in LIMBS["side"]:
            at = {key: points[f"{limb}_{key}"] for key in ("hip", "knee", "ankle")}
            thigh, shank = at["knee"] - at["hip"], at["ankle"] - at["knee"]
            if seen_whole(frame, limb):
                # Straight, a thigh points away from the trunk.
                hip = turn * degrees_between(-trunk, thigh)
                knee = turn * degrees_between(shank, thigh) % 360.0
                knee = knee - 360.0 if knee > 270.0 else knee
                assert HIP_FLEXION[0] <= hip <= HIP_FLEXION[1], (frame.label.en, limb)
                assert KNEE_FLEXION[0] <= knee <= KNEE_FLEXION[1], (frame.label.en, limb)


@pytest.mark.parametrize("name", FROM_THE_SIDE)
def test_elbows_bend_the_way_elbows_do(name: str) -> None:
    picture = PICTURES[name]
    turn = 1.0 if picture.faces == "right" else -1.0
    for frame in picture.frames:
        points = posed(frame, "side").points
        for limb, arm in frame.arms.items():
            if arm.upper is not None and arm.fore is not None and arm.upper[1] * arm.fore[1] < 1:
                continue  # turned to the viewer: the page does not show the joint's angle
            upper = points[f"{limb}_elbow"] - points[f"{limb}_shoulder"]
            fore = points[f"{limb}_hand"] - points[f"{limb}_elbow"]
            elbow = turn * degrees_between(upper, fore)
            assert ELBOW_FLEXION[0] <= elbow <= ELBOW_FLEXION[1], (frame.label.en, limb)


def half_breadth(point: str) -> float:
    if point == "head":
        return HEAD_RADIUS
    if point in ("pelvis", "waist", "neck"):
        return THICKNESS["trunk"] / 2
    by_joint = {"hip": "thigh", "knee": "thigh", "ankle": "shank", "heel": "foot", "toe": "foot"}
    return THICKNESS[by_joint.get(point.split("_")[1], "arm")] / 2


def tops(things: tuple[Object, ...]) -> list[tuple[float, float, float]]:
    """Left, right and top of the furniture that can bear a body."""
    found = []
    for thing in things:
        if thing.size is not None and not isinstance(thing.at, str) and thing.kind != "wall":
            (x, y), (width, height) = thing.at, thing.size
            found.append((x, x + width, y + height))
    return found


@pytest.mark.parametrize("name", ON_A_FLOOR)
def test_nothing_lies_below_the_floor_and_nothing_floats(name: str) -> None:
    picture = PICTURES[name]
    # Seen from the front a foot points down the page and may dip by its own breadth.
    dip = 0.035 if picture.view == "front" else 0.012
    for frame in picture.frames:
        points = posed(frame, picture.view).points
        undersides = {key: float(at[1]) - half_breadth(key) for key, at in points.items()}
        lowest = min(undersides, key=undersides.__getitem__)
        assert undersides[lowest] >= -dip, (frame.label.en, lowest)
        on_floor = undersides[lowest] <= TOUCHES
        on_furniture = any(
            left <= points[key][0] <= right and abs(under - top) <= TOUCHES
            for key, under in undersides.items()
            for left, right, top in tops(picture.objects)
        )
        assert on_floor or on_furniture, frame.label.en


def feet_that_stand(picture: PosePicture) -> dict[str, list[FloatArray]]:
    """Return where the toes are, frame by frame, of the feet that stand when it starts."""
    figures = [posed(frame, picture.view).points for frame in picture.frames]
    limbs = ("near", "far") if picture.view == "side" else ("left", "right")
    places = {limb: [points[f"{limb}_toe"] for points in figures] for limb in limbs}
    heights = [0.0, *(top for _, _, top in tops(picture.objects))]
    return {
        limb: at
        for limb, at in places.items()
        if any(abs(at[0][1] - height) <= 2 * TOUCHES for height in heights)
    }


MOVES_ON = {
    "walk_easy", "walk_brisk", "walking_lunge", "suitcase_carry", "break_stand_and_walk",
    "march_on_the_spot", "lunge_forward", "lunge_weight", "stretch_pigeon", "plank",
}  # fmt: skip
"""The whole body moves on, or the feet change."""
STAND = sorted(name for name in set(ON_A_FLOOR) - MOVES_ON if feet_that_stand(PICTURES[name]))


@pytest.mark.parametrize("name", STAND)
def test_a_foot_that_carries_stays_in_place(name: str) -> None:
    moved = [
        max(float(np.linalg.norm(at - places[0])) for at in places)
        for places in feet_that_stand(PICTURES[name]).values()
    ]
    assert min(moved) <= TOUCHES
