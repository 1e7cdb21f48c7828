"""The exercises' pictures in the documentation are the ones that the program draws."""

import runpy
from pathlib import Path

import pytest

from hipspine.content.poses import pose_pictures
from hipspine.report.pose_drawing import pose_picture

ROOT = Path(__file__).parents[2]
PICTURES = pose_pictures("exercises")


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_the_documented_picture_is_the_drawn_one(name: str) -> None:
    file = ROOT / "docs" / "images" / "exercises" / f"{name}.svg"
    run = "run: python scripts/draw_exercises.py"
    assert file.read_text("utf-8") == f"{pose_picture(PICTURES[name])}\n", run


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_the_reference_shows_every_picture(name: str) -> None:
    page = (ROOT / "docs" / "reference" / "exercises.md").read_text("utf-8")
    assert f"images/exercises/{name}.svg" in page


def test_the_contact_sheet_shows_every_picture_in_both_languages() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "draw_exercises.py"))
    for language in ("en", "de"):
        sheet = script["contact_sheet"](language=language)
        for picture in PICTURES.values():
            assert picture.describes(language) in sheet
