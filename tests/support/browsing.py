"""What people do in a browser on more than one journey.

A browser tells that a button was pressed, not that what it leads to is there. Whoever presses one
therefore says what comes: another page (`follow`), or the next part of this one (`go_on`).
"""

import pytest

from household import CALM, NUMBERS

expect = pytest.importorskip("playwright.sync_api").expect

PATIENCE_MS = 30_000
"""How long to wait for what comes in the end: many times what a slow machine takes."""


def follow(target):
    """Click what leads to another page; that page is there, with its scripts, afterwards."""
    with target.page.expect_navigation():
        target.click()


def go_on(page, *, press=lambda button: button.click()):
    """Press Next in a session; the next step is on the screen afterwards."""
    place = page.locator("#session-place")
    before = place.inner_text()
    press(page.get_by_role("button", name="Next"))
    expect(place).not_to_have_text(before)


def questions(page):
    """Give the name of each safety question until none is left.

    Whoever is given one answers it and waits for the page that follows.
    """
    asked = page.locator('[name="question"]')
    expect(asked).to_be_attached()
    seen = set()
    while asked.count():
        name = asked.get_attribute("value")
        assert name not in seen, f"{name} is asked again"
        seen.add(name)
        yield name


def usual_answer(page, name):
    """Return what somebody answers to the question on the page who has no sign of danger."""
    if name in NUMBERS:
        return NUMBERS[name]
    field = page.locator('[name="answer"]')
    if field.first.get_attribute("type") == "number":
        return "40"
    offered = [each.get_attribute("value") for each in field.all()]
    return next((one for one in CALM if one in offered), offered[0])


def answer_questions(page, answers=None):
    """Click through the safety questions."""
    for name in questions(page):
        answer = (answers or {}).get(name) or usual_answer(page, name)
        field = page.locator('[name="answer"]')
        if field.first.get_attribute("type") == "number":
            field.fill(answer)
        else:
            page.locator(f'[name="answer"][value="{answer}"]').check()
        follow(page.get_by_role("button", name="Next"))


MOST_TABS = 120


def reach(target):
    """Press Tab until the target has the focus, which must be visible there."""
    page = target.page
    for _ in range(MOST_TABS):
        if target.evaluate("(element) => element === document.activeElement"):
            outline = target.evaluate("(element) => getComputedStyle(element).outlineStyle")
            assert outline != "none", "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")
