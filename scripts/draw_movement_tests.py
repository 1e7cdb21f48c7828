"""Draw the movement tests for the documentation: docs/images/movement-tests/*.svg.

Run ``python scripts/draw_movement_tests.py`` after a pose has changed; a test holds the files to
what this gives.
"""

from pathlib import Path

from hipspine.content.poses import pose_pictures
from hipspine.report.pose_drawing import pose_picture

FOLDER = Path(__file__).parents[1] / "docs" / "images" / "movement-tests"


def drawn_pictures() -> dict[str, str]:
    """Return each picture's file name and SVG text."""
    pictures = pose_pictures("movement_tests")
    return {f"{name}.svg": f"{pose_picture(each)}\n" for name, each in pictures.items()}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, svg in drawn_pictures().items():
        (FOLDER / name).write_text(svg, encoding="utf-8")
