"""The reference page of exercises says what the content files say."""

import runpy
from pathlib import Path

from hipspine.content.exercise_library import exercise_library

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "exercises.md"


def test_the_page_is_what_the_content_gives():
    script = runpy.run_path(str(ROOT / "scripts" / "render_exercise_reference.py"))
    run = "run: python scripts/render_exercise_reference.py"
    assert PAGE.read_text("utf-8") == script["reference"](), run


def test_the_page_names_every_exercise_gate_and_remedy():
    page = PAGE.read_text("utf-8")
    library = exercise_library()
    for name in (*library.exercises, *library.gates, *library.remedies):
        assert f"| `{name}` |" in page
