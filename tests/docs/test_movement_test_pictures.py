"""The pictures in the documentation are the ones that the program draws."""

from pathlib import Path

import pytest

from hipspine.content.poses import pose_pictures
from hipspine.report.pose_drawing import pose_picture

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = pose_pictures("movement_tests")


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_the_documented_picture_is_the_drawn_one(name: str) -> None:
    file = DOCS / "images" / "movement-tests" / f"{name}.svg"
    assert file.read_text("utf-8") == f"{pose_picture(PICTURES[name])}\n"


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_the_how_to_shows_every_picture(name: str) -> None:
    page = (DOCS / "how-to" / "movement-tests.md").read_text("utf-8")
    assert f"images/movement-tests/{name}.svg" in page
