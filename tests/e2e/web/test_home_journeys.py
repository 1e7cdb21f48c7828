"""The main journeys of a person at home, in a real browser."""

from datetime import timedelta

import pytest

from browsing import answer_questions, expect, follow, go_on, questions, reach, usual_answer
from hipspine.domain.anatomy import Side
from hipspine.domain.programme import Stage
from hipspine.domain.training import Session

pytestmark = pytest.mark.slow

ALARMING = {"saddle_numbness": "yes", "bladder_change": "yes"}


def test_first_visit_to_plan(first_visit):
    page = first_visit.page()
    page.goto("/")
    follow(page.get_by_role("link", name="Start the safety questions"))
    answer_questions(page)
    follow(page.get_by_role("link", name="To my plan"))
    page.get_by_label("Climb stairs").check()
    page.get_by_label("30 minutes").check()
    page.get_by_label("Mat", exact=True).check()
    for group in page.locator("fieldset.yes-no").all():
        group.get_by_label("No").check()
    follow(page.get_by_role("button", name="Make my plan"))
    expect(page.get_by_role("heading", name="Your week")).to_be_visible()
    follow(page.locator(".week a").first)
    expect(page.get_by_role("heading", name="Why it is in your plan")).to_be_visible()


def test_a_red_flag_stops_everything(planned_visit):
    page = planned_visit.page()
    page.goto("/safety")
    answer_questions(page, ALARMING)
    expect(page.get_by_role("heading", name="Get emergency help now")).to_be_visible()
    for path in ("/today", "/plan", "/session", "/exercise/bridge"):
        page.goto(path)
        expect(page.get_by_text("Get emergency help now")).to_be_visible()
        expect(page.locator('a[href^="/exercise/"]')).to_have_count(0)


def test_a_guided_session_is_logged_for_each_side(planned_visit):
    # The clock of the page is moved on by hand, which the policy of the app would not allow.
    page = planned_visit.page(bypass_csp=True, service_workers="block")
    now = planned_visit.clock.now
    page.clock.install(time=now)
    page.goto("/session")
    page.clock.pause_at(now + timedelta(hours=1))
    page.get_by_label("Pain now").select_option("2")
    go_on(page)
    while page.get_by_role("button", name="Save the session").is_hidden():
        for side in page.locator("fieldset.side:visible").all():
            _do_with_timer(page, side)
        page.locator('[name$=".effort"]:visible').select_option("4")
        go_on(page)
    follow(page.get_by_role("button", name="Save the session"))
    expect(page.get_by_role("heading", name="Well done")).to_be_visible()
    with planned_visit.records() as records:
        (session,) = records.store.entries(records.person.id, Session)
        planned = records.programme.on(1)
    both = {e.exercise for e in session.entries if e.side is Side.LEFT} & {
        e.exercise for e in session.entries if e.side is Side.RIGHT
    }
    assert both == {item.exercise for item in planned if len(item.sides) == 2}
    assert both
    assert {(e.pain_during, e.effort) for e in session.entries} == {(1.0, 4.0)}


def _do_with_timer(page, side):
    """Start the timer, see it get ready and go, and let it run to its end."""
    done = side.get_by_label("I did it")
    expect(done).not_to_be_checked()
    side.get_by_role("button", name="Start the timer").click()
    expect(side.locator("[data-phase]")).to_have_text("Get ready")
    page.clock.run_for(6_000)
    expect(side.locator("[data-phase]")).to_have_text("Go")
    side.get_by_role("button", name="Pause").click()
    expect(side.get_by_role("button", name="Go on")).to_be_visible()
    standing = side.locator("[data-clock]").inner_text()
    page.clock.run_for(3_000)
    expect(side.locator("[data-clock]")).to_have_text(standing)
    while side.get_by_role("button", name="Skip").is_visible():
        side.get_by_role("button", name="Skip").click()
    expect(done).to_be_checked()
    side.get_by_label("Pain in it").select_option("1")


def test_a_flare_screens_again_and_makes_the_plan_gentle(planned_visit):
    page = planned_visit.page()
    page.goto("/today")
    follow(page.get_by_role("link", name="My pain flared up"))
    page.get_by_role("radio", name="8", exact=True).check()
    follow(page.get_by_role("button", name="Save"))
    answer_questions(page, {"pain_today": "7"})
    follow(page.get_by_role("link", name="To my plan"))
    page.get_by_text("Why this plan").click()
    expect(page.get_by_text("this week is gentle")).to_be_visible()
    with planned_visit.records() as records:
        assert records.programme.stage is Stage.SETTLE
        assert records.programme.resume_stage is Stage.ACTIVATE


def test_the_keyboard_alone_leads_from_the_first_visit_to_a_logged_session(first_visit):
    page = first_visit.page(viewport={"width": 1360, "height": 900})
    page.goto("/")
    _follow_by_keyboard(page, page.get_by_role("link", name="Start the safety questions"))
    _answer_by_keyboard(page)
    _follow_by_keyboard(page, page.get_by_role("link", name="To my plan"))
    _follow_by_keyboard(page, page.get_by_role("button", name="Make my plan"))
    _follow_by_keyboard(page, page.get_by_role("link", name="Start today's exercises"))
    go_on(page, press=_press)
    reach(page.locator('[name$=".done"]:visible').first)
    page.keyboard.press("Space")
    while page.get_by_role("button", name="Save the session").is_hidden():
        go_on(page, press=_press)
    _follow_by_keyboard(page, page.get_by_role("button", name="Save the session"))
    expect(page.get_by_role("heading", name="Well done")).to_be_visible()


def _follow_by_keyboard(page, target):
    reach(target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _press(target):
    reach(target)
    target.page.keyboard.press("Enter")


def _answer_by_keyboard(page):
    for name in questions(page):
        field, answer = page.locator('[name="answer"]'), usual_answer(page, name)
        kind = field.first.get_attribute("type")
        reach(field.first)
        if kind == "number":
            page.keyboard.type(answer)
        else:
            offered = [each.get_attribute("value") for each in field.all()]
            _choose(page, kind, offered.index(answer))
        _follow_by_keyboard(page, page.get_by_role("button", name="Next"))


def _choose(page, kind, place):
    """Tick the choice at a place, from the first on: arrows move between radio buttons."""
    if kind == "checkbox":
        for _ in range(place):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        return
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")


def test_without_a_connection_the_plan_is_there_and_a_log_waits(planned_visit):
    page = planned_visit.page()
    page.goto("/today")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/session")
    page.goto("/today")
    page.context.set_offline(True)
    page.goto("/session")
    expect(page.get_by_role("heading", name="Your session")).to_be_visible()
    go_on(page)
    page.locator('[name$=".done"]:visible').first.check()
    while page.get_by_role("button", name="Save the session").is_hidden():
        go_on(page)
    page.get_by_role("button", name="Save the session").click()
    expect(page.get_by_text("1 of your logs wait")).to_be_visible()
    with planned_visit.records() as records:
        assert records.store.entries(records.person.id, Session) == ()
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    page.complaints.clear()  # the browser logs that it was offline
    with planned_visit.records() as records:
        assert len(records.store.entries(records.person.id, Session)) == 1


def test_a_red_flag_empties_the_copy_for_offline_use(planned_visit):
    page = planned_visit.page()
    page.goto("/today")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/plan")
    page.goto("/safety")
    answer_questions(page, ALARMING)
    page.goto("/today")
    page.context.set_offline(True)
    for path in ("/plan", "/session"):
        with pytest.raises(Exception, match="ERR_"):
            page.goto(path)
    page.complaints.clear()  # the browser logs that it was offline
