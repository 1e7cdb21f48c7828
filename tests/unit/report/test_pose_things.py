"""Things beside the body: where they hang, which way a chair faces, how frames are arranged."""

import re

import numpy as np
import pytest

from hipspine.content.poses import Object, PosePicture, pose_pictures
from hipspine.domain.arrays import FloatArray
from hipspine.report.pose_drawing import pose_picture
from hipspine.report.pose_figure import THICKNESS, Figure, posed
from hipspine.report.pose_things import CHAIR_BACK, drawn_thing

SQUAT = pose_pictures("exercises")["squat"]
SCALE = 100.0


def figure() -> Figure:
    return posed(SQUAT.frames[0], "side")


def plain(point: FloatArray) -> tuple[float, float]:
    return float(point[0]) * SCALE, float(-point[1]) * SCALE


def drawn(**thing: object) -> str:
    return str(drawn_thing(Object.model_validate(thing), figure(), plain, scale=SCALE))


def numbers(pattern: str, svg: str) -> list[float]:
    found = re.search(pattern, svg)
    assert found is not None
    return [float(each) for each in found.groups()]


def test_a_loop_of_band_goes_round_the_thigh_above_the_knee() -> None:
    x, y, x2, y2 = numbers(
        r"M([-\d.]+) ([-\d.]+)L([-\d.]+) ([-\d.]+)", drawn(kind="band", at="near_knee")
    )
    hip, knee = (figure().points[f"near_{joint}"] for joint in ("hip", "knee"))
    # The standing thigh hangs straight down: the loop lies level across it, between hip and knee.
    assert y == pytest.approx(y2)
    assert -hip[1] * SCALE < y < -knee[1] * SCALE
    assert abs(x2 - x) == pytest.approx(THICKNESS["thigh"] * SCALE, abs=0.2)  # printed to 0.1


def test_a_thing_may_lie_beside_the_point_it_moves_with() -> None:
    ball = drawn(kind="ball", at="waist", offset=[-0.2, 0.0])
    waist = figure().points["waist"]
    (x,) = numbers(r'cx="([-\d.]+)"', ball)
    assert x == pytest.approx((waist[0] - 0.2) * SCALE)


@pytest.mark.parametrize(("turned", "side"), [(False, "left"), (True, "right")])
def test_a_chair_has_its_back_at_the_end_that_is_told(*, turned: bool, side: str) -> None:
    chair = drawn(kind="chair", at=[0.0, 0.0], size=[0.26, 0.245], turned=turned)
    corners = {
        float(height): float(x)
        for x, height in re.findall(
            r'<rect x="([-\d.]+)" y="[-\d.]+" width="[\d.]+" height="([\d.]+)"', chair
        )
    }
    back = next(x for height, x in corners.items() if height == pytest.approx(CHAIR_BACK * SCALE))
    assert (back < 0.13 * SCALE) == (side == "left")


def size(picture: PosePicture) -> tuple[float, float]:
    width, height = numbers(r'viewBox="0 0 (\d+) (\d+)"', str(pose_picture(picture)))
    return width, height


def test_frames_stand_side_by_side_and_lie_below_each_other() -> None:
    standing, lying = size(SQUAT), size(pose_pictures("exercises")["bridge"])
    alone = size(SQUAT.model_copy(update={"frames": SQUAT.frames[:1]}))
    assert standing[0] > 1.5 * alone[0]
    one = pose_pictures("exercises")["bridge"]
    one = one.model_copy(update={"frames": one.frames[1:]})
    assert lying[1] == pytest.approx(2 * size(one)[1], abs=2)  # printed to whole pixels


def test_letters_of_a_wide_picture_grow_as_far_as_they_fit() -> None:
    sizes = {
        name: numbers(r'font-size="(\d+)"', str(pose_picture(picture)))[0]
        for name, picture in pose_pictures("exercises").items()
    }
    assert np.min(list(sizes.values())) == 15
    assert sizes["lunge_side"] > sizes["squat"]
    assert np.max(list(sizes.values())) <= 20
