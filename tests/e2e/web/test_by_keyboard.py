"""A flare that stops at a red flag, and a clinician's signature: by keyboard alone."""

import pytest

from household import Clock, served
from practice import PASSWORD, Practice, clinic_settings

pytest.importorskip("playwright.sync_api")

from browsing import expect, questions, reach, usual_answer
from hipspine.records.logins import AccountRole

pytestmark = pytest.mark.slow


def enter(target):
    """Press Enter on what leads to another page."""
    reach(target)
    with target.page.expect_navigation():
        target.page.keyboard.press("Enter")


def choose(radios, place):
    """Choose a radio button by its place, with the arrows."""
    reach(radios.first)
    radios.page.keyboard.press("Space")
    for _ in range(place):
        radios.page.keyboard.press("ArrowDown")
    expect(radios.nth(place)).to_be_checked()


def test_a_flare_with_an_alarming_answer_stops(planned_visit):
    page = planned_visit.page(viewport={"width": 1360, "height": 900})
    page.goto("/today")
    enter(page.get_by_role("link", name="My pain flared up"))
    choose(page.locator('[name="pain_average"]'), 8)
    enter(page.get_by_role("button", name="Save"))
    for name in questions(page):
        field = page.locator('[name="answer"]')
        offered = [each.get_attribute("value") for each in field.all()]
        answer = "yes" if name == "saddle_numbness" else usual_answer(page, name)
        kind = field.first.get_attribute("type")
        if kind == "number":
            reach(field.first)
            page.keyboard.type(answer)
        elif kind == "radio":
            choose(field, offered.index(answer))
        else:
            reach(page.locator(f'[name="answer"][value="{answer}"]'))
            page.keyboard.press("Space")
        enter(page.get_by_role("button", name="Next"))
    expect(page.get_by_role("heading", name="Get emergency help now")).to_be_visible()
    enter(page.get_by_role("link", name="My plan"))
    expect(page.locator("main")).to_contain_text("Get emergency help now")
    expect(page.get_by_role("link", name="Start today's exercises")).to_have_count(0)


@pytest.fixture
def clinic(tmp_path):
    """The address of a clinic with one clinician and one patient whose plan is not signed."""
    clock = Clock()
    settings = clinic_settings(tmp_path, clock)
    with Practice(settings) as practice:
        bea = practice.account("bea", "Bea Clinician", AccountRole.CLINICIAN)
        patient = practice.patient("Paula Patient", bea)
        practice.screen(patient, clock.now)
        practice.plan(patient, clock.now)
    with served(settings) as address:
        yield address


def test_a_clinician_logs_in_and_signs_a_plan(chromium, clinic):
    context = chromium.new_context(
        base_url=clinic, locale="en-GB", viewport={"width": 1360, "height": 900}
    )
    page = context.new_page()
    page.goto("/login")
    for field, typed in (("#login", "bea"), ("#password", PASSWORD)):
        reach(page.locator(field))
        page.keyboard.type(typed)
    enter(page.locator("main button"))
    enter(page.get_by_role("link", name="Paula Patient"))
    enter(page.get_by_role("button", name="Sign version 1"))
    expect(page.locator("#plan")).not_to_contain_text("Not signed")
    reach(page.locator("#text"))
    page.keyboard.type("Start gently.")
    enter(page.locator("#notes").get_by_role("button", name="Save"))
    expect(page.locator("#notes")).to_contain_text("Start gently.")
    enter(page.get_by_role("button", name="Log out"))
    expect(page.locator("#login")).to_be_visible()
    context.close()
