"""Draw the exercises for the documentation: docs/images/exercises/*.svg, and a page to check them.

Run ``python scripts/draw_exercises.py`` after a pose has changed; a test holds the files to what
this gives. With a file name it writes a contact sheet as well, on which every picture stands beside
what its exercise asks for: ``python scripts/draw_exercises.py sheet.html``. Hold each picture
against its words there: limbs, floor, direction, equipment, which leg works. A browser makes one
image of it: ``chromium --headless --screenshot=sheet.png --window-size=1500,6900 sheet.html``.
"""

import sys
from pathlib import Path

from markupsafe import Markup

from hipspine.content.exercise_library import exercise_library
from hipspine.content.poses import pose_pictures
from hipspine.report.pose_drawing import pose_picture

FOLDER = Path(__file__).parents[1] / "docs" / "images" / "exercises"
PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Exercises</title><style>'
    "body {{ font: 13px/1.35 sans-serif; display: grid; margin: 12px; gap: 12px;"
    " grid-template-columns: repeat(4, 1fr); }} svg {{ width: 100%; height: 190px; }}"
    " article {{ border: 1px solid #c6cfd6; padding: 8px; }} p {{ margin: 2px 0; }}"
    "</style>{cards}</html>"
)
CARD = Markup("<article><b>{id}</b> {name}{picture}<p>{start}</p><p>{move}</p></article>")


def drawn_pictures() -> dict[str, str]:
    """Return each picture's file name and SVG text."""
    pictures = pose_pictures("exercises")
    return {f"{name}.svg": f"{pose_picture(each)}\n" for name, each in pictures.items()}


def contact_sheet(*, language: str = "en") -> str:
    """Return a page with every exercise's picture beside what its text asks for."""
    pictures = pose_pictures("exercises")
    cards = []
    for name, exercise in exercise_library().exercises.items():
        words = exercise.words[language]
        picture = pose_picture(pictures[name], language=language)
        card = CARD.format(
            id=name, name=words.name, picture=picture, start=words.start, move=words.move
        )
        cards.append(card)
    return PAGE.format(cards=Markup("").join(cards))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, svg in drawn_pictures().items():
        (FOLDER / name).write_text(svg, encoding="utf-8")
    for file in sys.argv[1:]:
        Path(file).write_text(contact_sheet(), encoding="utf-8")
