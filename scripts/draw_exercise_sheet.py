"""Lay all pictures of exercises on one HTML page, to be looked over side by side.

Run ``python scripts/draw_exercise_sheet.py sheet.html`` after a pose has changed, open the page and
hold each picture against its words: limbs, floor, direction, equipment. With chromium the page
becomes one image: ``chromium --headless --screenshot=sheet.png --window-size=1500,6400 sheet.html``.
"""

import sys
from pathlib import Path

from markupsafe import Markup, escape

from hipspine.content.exercise_library import exercise_library
from hipspine.content.poses import pose_pictures
from hipspine.report.pose_drawing import pose_picture

PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Exercises</title><style>'
    "body {{ font: 13px/1.35 sans-serif; display: grid; margin: 12px; gap: 12px;"
    " grid-template-columns: repeat(4, 1fr); }} svg {{ width: 100%; height: 190px; }}"
    " article {{ border: 1px solid #c6cfd6; padding: 8px; }} p {{ margin: 2px 0; }}"
    "</style>{cards}</html>"
)
CARD = Markup("<article><b>{id}</b> {name}{picture}<p>{start}</p><p>{move}</p></article>")


def contact_sheet(*, language: str = "en", start: str = "") -> str:
    """Return a page with every exercise's picture beside what its text asks for.

    Parameters
    ----------
    start : str
        Only exercises whose id begins so; all where empty.
    """
    pictures = pose_pictures("exercises")
    cards = []
    for name, exercise in exercise_library().exercises.items():
        if not name.startswith(start):
            continue
        words = exercise.words[language]
        drawn = pictures.get(name)
        picture = pose_picture(drawn, language=language) if drawn else escape("(no picture)")
        card = CARD.format(
            id=name, name=words.name, picture=picture, start=words.start, move=words.move
        )
        cards.append(card)
    return PAGE.format(cards=Markup("").join(cards))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(contact_sheet(), encoding="utf-8")
