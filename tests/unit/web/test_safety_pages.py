import re

from fastapi.testclient import TestClient

from hipspine.web.app import create_app


def asked(text):
    found = re.search(r'name="question" value="(\w+)"', text)
    return found and found.group(1)


def answer_all(browser, token, answers=None):
    """Answer every question with what raises no flag, but for ``answers``; return the last page."""
    answers = answers or {}
    response = browser.get("/safety")
    while name := asked(response.text):
        values = re.findall(r'name="answer" value="(\w+)"', response.text)
        calm = next((value for value in ("no", "none", "lower_back") if value in values), None)
        first = values[0] if values else "40"
        given = answers.get(name, calm or first)
        form = {"csrf": token, "question": name, "answer": given}
        response = browser.post("/safety", data=form)
    return response


def test_calm_answers_lead_to_a_plan(browser, token):
    response = answer_all(browser, token)
    assert response.url.path == "/safety/result"
    assert "To my plan" in response.text


def test_numbness_between_the_legs_is_an_emergency_and_no_plan_is_offered(browser, token):
    response = answer_all(browser, token, {"saddle_numbness": "yes", "bladder_change": "yes"})
    assert "Get emergency help now" in response.text
    assert "To my plan" not in response.text


def test_answers_survive_a_restart(browser, token, settings):
    form = {"csrf": token, "question": "age_years", "answer": "40"}
    browser.post("/safety", data=form)
    cookies = dict(browser.cookies)
    with TestClient(create_app(settings), cookies=cookies) as again:
        text = again.get("/safety").text
        assert "Question 2" in text
        # The form that was open before the restart still works.
        form = {"csrf": token, "question": asked(text), "answer": "lower_back"}
        assert "Question 3" in again.post("/safety", data=form).text


def test_an_answer_can_be_taken_back(browser, token):
    browser.post("/safety", data={"csrf": token, "question": "age_years", "answer": "40"})
    text = browser.post("/safety/back", data={"csrf": token}).text
    assert asked(text) == "age_years"


def test_an_impossible_answer_is_asked_again(browser, token):
    form = {"csrf": token, "question": "age_years", "answer": "-3"}
    response = browser.post("/safety", data=form)
    assert response.status_code == 422
    assert asked(response.text) == "age_years"


def test_the_pages_speak_german(browser):
    text = browser.get("/safety", headers={"Accept-Language": "de"}).text
    assert '<html lang="de"' in text
    assert "Frage 1" in text


def test_the_hand_over_is_a_file(browser, token):
    answer_all(browser, token)
    response = browser.get("/safety/handover")
    assert "attachment" in response.headers["content-disposition"]
    assert "Hand-over" in response.text
