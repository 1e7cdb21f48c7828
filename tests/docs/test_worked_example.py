"""The worked example is what the program decides today, and it reaches every stage."""

import runpy
from pathlib import Path

from hipspine.plan.words import plan_texts

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "worked-example.md"


def test_the_page_is_what_the_rules_give():
    script = runpy.run_path(str(ROOT / "scripts" / "render_worked_example.py"))
    run = "run: python scripts/render_worked_example.py"
    assert PAGE.read_text("utf-8") == script["worked_example"](), run


def test_the_page_goes_from_first_pain_to_maintenance_through_every_stage_and_a_flare():
    page = PAGE.read_text("utf-8")
    for stage in plan_texts("en").under("stage").values():
        assert stage in page
    assert "You reported a flare." in page
