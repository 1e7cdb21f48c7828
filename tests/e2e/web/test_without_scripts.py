"""Every form works without JavaScript, and pages say what needs it."""

import pytest

from browsing import answer_questions, expect, follow
from hipspine.domain.training import CheckIn, MorningAfter, Session

pytestmark = pytest.mark.slow


def plain_page(visit):
    return visit.page(java_script_enabled=False)


def test_from_the_first_visit_to_the_plan_without_scripts(first_visit):
    page = plain_page(first_visit)
    page.goto("/")
    follow(page.get_by_role("link", name="Start the safety questions"))
    # A wrong turn: back, and on again.
    page.get_by_label("How old are you?").fill("44")
    follow(page.get_by_role("button", name="Next"))
    follow(page.get_by_role("button", name="Back"))
    answer_questions(page)
    follow(page.get_by_role("link", name="To my plan"))
    page.get_by_label("Climb stairs").check()
    page.get_by_label("Mat", exact=True).check()
    follow(page.get_by_role("button", name="Make my plan"))
    expect(page.get_by_role("heading", name="Your week")).to_be_visible()
    # What only a script can do is not offered.
    expect(page.get_by_role("button", name="Print")).to_have_count(0)


def test_answers_are_forgotten_only_after_a_second_look(first_visit):
    page = plain_page(first_visit)
    page.goto("/safety")
    page.get_by_label("How old are you?").fill("44")
    follow(page.get_by_role("button", name="Next"))
    forget = page.get_by_role("button", name="Forget them and start again")
    expect(forget).to_be_hidden()
    page.get_by_text("Start again", exact=True).click()
    follow(forget)
    expect(page.get_by_label("How old are you?")).to_be_visible()


def test_a_day_is_lived_without_scripts(planned_visit):
    page = plain_page(planned_visit)
    page.goto("/today")
    page.get_by_role("radio", name="2", exact=True).check()
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("You logged 2 of 10 this morning.")).to_be_visible()
    follow(page.get_by_role("link", name="Start", exact=True))
    expect(page.get_by_text("Timers and sound need JavaScript.")).to_be_visible()
    expect(page.get_by_role("button", name="Start the timer")).to_have_count(0)
    page.get_by_label("I did it").first.check()
    follow(page.get_by_role("button", name="Save the session"))
    expect(page.get_by_role("heading", name="Well done")).to_be_visible()
    page.goto("/check-in")
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_label("No, it is much the same or better").check()
    follow(page.get_by_role("button", name="Save"))
    with planned_visit.records() as records:
        for kind in (MorningAfter, Session, CheckIn):
            assert len(records.store.entries(records.person.id, kind)) == 1


def test_settings_change_the_language_without_scripts(planned_visit):
    page = plain_page(planned_visit)
    page.goto("/settings")
    page.get_by_label("Language").select_option("de")
    follow(page.locator('form[action="/settings/look"] button'))
    expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()
