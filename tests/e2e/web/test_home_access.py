"""Every page of a person at home: no violation of axe's rules, nothing sideways, plain words."""

import hashlib
import re
from pathlib import Path

import pytest

from reading import reading_grade

pytestmark = pytest.mark.slow

VENDOR = Path(__file__).parent / "vendor"
AXE = VENDOR / "axe-4.14.1.min.js"
PAGES = (
    "/today",
    "/safety",
    "/safety/result",
    "/self-check",
    "/understand",
    "/plan",
    "/exercise/bridge",
    "/session",
    "/session/done",
    "/check-in",
    "/progress",
    "/learn",
    "/learn/hips_and_back",
    "/learn/heat",
    "/settings",
    "/nowhere",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOR_CLINICIANS = "details, .references, .source, footer, nav, table, svg, .groups"
"""Parts whose words are names, sources, or told to clinicians."""


@pytest.fixture(scope="module")
def axe():
    """The rules of axe-core, as published."""
    text = AXE.read_text("utf-8")
    named = (VENDOR / "axe.sha256").read_text("ascii").split()[0]
    assert hashlib.sha256(text.encode()).hexdigest() == named
    return text


def go_to(page, path):
    page.goto(path)
    # What scripts change once the page is there has changed by now.
    page.locator("html.has-script").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")


@pytest.mark.parametrize(
    ("theme", "rules"),
    [
        ("light", {"type": "tag", "values": TAGS}),
        # In the dark only colours differ.
        ("dark", {"type": "rule", "values": ["color-contrast"]}),
    ],
)
def test_no_page_violates_a_rule_of_axe(planned_visit, axe, theme, rules):
    page = planned_visit.page(bypass_csp=True, color_scheme=theme, service_workers="block")
    found = {}
    for path in PAGES:
        go_to(page, path)
        page.complaints.clear()  # one page is not there on purpose
        page.evaluate(axe)
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        answer = page.evaluate("(options) => axe.run(document, options)", options)
        found |= {
            f"{path} {one['id']}": [node["html"][:160] for node in one["nodes"]]
            for one in answer["violations"]
        }
    assert found == {}


def test_no_page_scrolls_sideways_on_the_narrowest_screen(planned_visit):
    page = planned_visit.page(viewport={"width": 320, "height": 700}, service_workers="block")
    wide = []
    for path in PAGES:
        go_to(page, path)
        page.complaints.clear()
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    assert wide == []


def test_everything_to_click_is_large_enough(planned_visit):
    page = planned_visit.page(service_workers="block")
    small = []
    for path in PAGES:
        go_to(page, path)
        page.complaints.clear()
        # WCAG 2.2, 2.5.8: 24 px, links within a sentence excepted.
        small += page.evaluate(
            """(path) => [...document.querySelectorAll("button, select, input, summary, .button")]
            .filter((one) => one.offsetParent !== null && one.type !== "hidden")
            .map((one) => (one.closest("label") ?? one).getBoundingClientRect())
            .filter((box) => box.width < 24 || box.height < 24)
            .map((box) => `${path} ${box.width} x ${box.height}`)""",
            path,
        )
    assert small == []


def test_pages_for_people_read_at_sixth_grade_or_below(planned_visit):
    page = planned_visit.page(service_workers="block")
    grades = {}
    for path in PAGES:
        page.goto(path)
        page.complaints.clear()
        page.evaluate(
            "(parts) => document.querySelectorAll(parts).forEach((each) => each.remove())",
            FOR_CLINICIANS,
        )
        texts = page.locator("main").evaluate(
            "(main) => [...main.querySelectorAll('h1, h2, h3, p, li, legend, label')]"
            ".map((each) => each.innerText)"
        )
        sentences = [text for text in texts if len(re.findall(r"[A-Za-z]+", text)) > 2]
        grades[path] = reading_grade(sentences)
    # Reading age 9 to 11; grade 6 is the limit.
    assert {path: round(grade, 1) for path, grade in grades.items() if grade > 6} == {}
