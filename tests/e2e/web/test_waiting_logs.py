"""Logs that wait for a connection: sent once it is there, for whom they are, and none lost."""

import json

import pytest
from playwright.sync_api import expect

from hipspine.domain.training import MorningAfter

pytestmark = pytest.mark.slow

QUEUE = "hipspine-waiting"


def put_in_queue(page, *logs):
    page.evaluate("([name, logs]) => localStorage.setItem(name, logs)", [QUEUE, json.dumps(logs)])


def queue(page):
    return json.loads(page.evaluate("name => localStorage.getItem(name)", QUEUE) or "[]")


def mornings(visit):
    with visit.records() as records:
        return [one.pain for one in records.store.entries(records.person.id, MorningAfter)]


def morning(pain, **more):
    return {"action": "/today/morning", "fields": [["morning", str(pain)]], **more}


def test_a_server_that_is_down_is_asked_again_after_a_while(planned_visit):
    page = planned_visit.page()
    page.clock.install()
    page.goto("/plan")
    answers = iter([503, 429])

    def down_at_first(route):
        status = next(answers, None)
        route.continue_() if status is None else route.fulfill(status=status)

    page.route("**/today/morning", down_at_first)
    put_in_queue(page, morning(2))
    with page.expect_response("**/today/morning") as answer:
        page.reload()
    assert answer.value.status == 503
    expect(page.get_by_text("1 of your logs wait")).to_be_visible()
    for status in (429, 303):
        with page.expect_response("**/today/morning") as answer:
            page.clock.run_for(31_000)
        assert answer.value.status == status
    expect(page.locator("#waiting")).to_be_hidden()
    assert queue(page) == []
    assert mornings(planned_visit) == [2.0]
    page.complaints.clear()  # the browser logs every answer of a server that is down


def test_what_somebody_else_did_waits_for_them(planned_visit):
    page = planned_visit.page()
    page.goto("/plan")
    theirs = morning(9, whose="somebody else")
    put_in_queue(page, theirs, morning(2))
    with page.expect_response("**/today/morning") as answer:
        page.reload()
    answer.value.finished()
    expect(page.locator("#waiting")).to_be_hidden()
    assert mornings(planned_visit) == [2.0]
    assert queue(page) == [theirs]
