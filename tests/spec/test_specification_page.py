import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_specification_page_is_what_the_content_and_the_cases_give():
    script = runpy.run_path(str(ROOT / "scripts" / "render_specification.py"))
    page = (ROOT / "docs" / "specification.md").read_text("utf-8")
    assert page == script["specification"](), "run: python scripts/render_specification.py"
