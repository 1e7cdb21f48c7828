"""The timer of a remedy in a real browser: it asks about the skin first, then counts."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.slow


def test_the_timer_of_heat_counts_once_the_skin_is_said_to_be_well(first_visit):
    page = first_visit.page()
    page.clock.install()
    page.goto("/learn/heat")
    start = page.get_by_role("button", name="Start the timer")
    expect(start).to_be_disabled()
    page.get_by_label("Yes", exact=True).check()
    expect(page.get_by_text("This is not for you today.")).to_be_visible()
    expect(start).to_be_disabled()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Minutes", exact=True).fill("21")
    expect(start).to_be_disabled()
    page.get_by_label("Minutes", exact=True).fill("15")
    start.click()
    page.clock.fast_forward("05:00")
    # The page's own clock goes on meanwhile: ten minutes are left, or a little less.
    shown = page.locator("[data-clock]")
    expect(shown).to_have_text(re.compile(r"10:00|9:\d\d"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    left = shown.inner_text()
    page.clock.fast_forward("30:00")
    expect(shown).to_have_text(left)
    page.get_by_role("button", name="Go on").click()
    page.clock.fast_forward("10:01")
    expect(page.locator("[data-phase]")).to_contain_text("The time is over")


def test_without_scripts_a_remedy_says_what_the_timer_needs(first_visit):
    page = first_visit.page(java_script_enabled=False)
    page.goto("/learn/cold")
    expect(page.get_by_text("The timer needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("button", name="Start the timer")).to_be_hidden()
