"""Every form works without JavaScript, and pages say what needs it."""

import pytest

from browsing import answer_questions, follow
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
    page.get_by_role("link", name="To my plan").click()
    page.get_by_label("Climb stairs").check()
    page.get_by_label("Mat", exact=True).check()
    page.get_by_role("button", name="Make my plan").click()
    assert page.get_by_role("heading", name="Your week").is_visible()
    # What only a script can do is not offered.
    assert page.get_by_role("button", name="Print").count() == 0


def test_answers_are_forgotten_only_after_a_second_look(first_visit):
    page = plain_page(first_visit)
    page.goto("/safety")
    page.get_by_label("How old are you?").fill("44")
    page.get_by_role("button", name="Next").click()
    forget = page.get_by_role("button", name="Forget them and start again")
    assert not forget.is_visible()
    page.get_by_text("Start again", exact=True).click()
    forget.click()
    assert page.get_by_label("How old are you?").is_visible()


def test_a_day_is_lived_without_scripts(planned_visit):
    page = plain_page(planned_visit)
    page.goto("/today")
    page.get_by_role("radio", name="2", exact=True).check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("You logged 2 of 10 this morning.").is_visible()
    page.get_by_role("link", name="Start", exact=True).click()
    assert page.get_by_text("Timers and sound need JavaScript.").is_visible()
    assert page.get_by_role("button", name="Start the timer").count() == 0
    page.get_by_label("I did it").first.check()
    page.get_by_role("button", name="Save the session").click()
    assert page.get_by_role("heading", name="Well done").is_visible()
    page.goto("/check-in")
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_label("No, it is much the same or better").check()
    page.get_by_role("button", name="Save").click()
    with planned_visit.records() as records:
        for kind in (MorningAfter, Session, CheckIn):
            assert len(records.store.entries(records.person.id, kind)) == 1


def test_settings_change_the_language_without_scripts(planned_visit):
    page = plain_page(planned_visit)
    page.goto("/settings")
    page.get_by_label("Language").select_option("de")
    page.locator('form[action="/settings/look"] button').click()
    assert page.get_by_role("heading", name="Einstellungen").is_visible()
