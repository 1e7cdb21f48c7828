"""The drawn pictures: safe, complete, the same in both languages but for the words."""

import re
from xml.etree import ElementTree

import pytest

from hipspine.content.poses import COLLECTIONS, pose_pictures
from hipspine.report.pose_drawing import pose_picture

PICTURES = {
    name: picture
    for collection in COLLECTIONS
    for name, picture in pose_pictures(collection).items()
}


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_is_well_formed_and_says_what_it_shows(name: str) -> None:
    drawn = pose_picture(PICTURES[name], language="de")
    root = ElementTree.fromstring(drawn)
    assert root.get("aria-label") == PICTURES[name].describes.de
    for frame in PICTURES[name].frames:
        assert frame.label.de in drawn


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_picture_holds_no_style_or_script_that_a_strict_policy_refuses(name: str) -> None:
    drawn = pose_picture(PICTURES[name])
    assert " style=" not in drawn
    assert "<style" not in drawn
    assert "<script" not in drawn


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_everything_drawn_lies_within_the_picture(name: str) -> None:
    drawn = pose_picture(PICTURES[name])
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawn)
    assert size is not None
    width, height = float(size[1]), float(size[2])
    for path in re.findall(r' d="([^"]+)"', drawn):
        pairs = [tuple(map(float, pair.split())) for pair in re.split("[MLZ]+", path) if pair]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in pairs)


def test_languages_differ_in_words_only() -> None:
    shapes = []
    for language in ("en", "de"):
        drawn = pose_picture(PICTURES["chair_stand_30s"], language=language)
        # Both labels are narrower than the figure, so the page is laid out alike.
        shapes.append(re.findall(r' d="([^"]+)"', drawn))
    assert shapes[0] == shapes[1]


def test_the_far_leg_is_drawn_before_the_near_one_and_paler() -> None:
    drawn = pose_picture(PICTURES["prone_hip_extension"])
    assert drawn.index("pose-far") < drawn.index("pose-accent")


def test_what_is_tested_is_coloured() -> None:
    drawn = pose_picture(PICTURES["sorensen"])
    assert 'class="pose-accent"' in drawn
