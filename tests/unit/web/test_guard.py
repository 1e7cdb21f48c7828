import pytest
from starlette.datastructures import Headers

from hipspine.web.rate import RateLimit
from hipspine.web.security import HEADERS, is_foreign
from hipspine.web.settings import kept_secret
from hipspine.web.words import LANGUAGES, preferred_language, web_texts


@pytest.mark.parametrize("path", ["/safety", "/static/app.css", "/nowhere", "/api/openapi.json"])
def test_every_response_has_every_header(browser, path):
    response = browser.get(path)
    for name, value in HEADERS.items():
        assert response.headers[name] == value


def test_policy_allows_nothing_inline_or_evaluated(browser):
    policy = browser.get("/safety").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", ["/safety", "/nowhere"])
def test_no_page_holds_inline_script_or_style(browser, path):
    text = browser.get(path).text
    assert "<style" not in text
    assert " style=" not in text
    assert "onclick" not in text
    assert "<script>" not in text


def test_another_name_for_this_machine_is_refused(browser):
    response = browser.get("/safety", headers={"Host": "evil.example"})
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"origin": "http://evil.example", "host": "testserver"}, True),
        ({"origin": "null", "host": "testserver"}, True),
        ({"origin": "http://testserver", "host": "testserver"}, False),
        ({}, False),
    ],
)
def test_a_request_begun_elsewhere_is_told_apart(headers, foreign):
    assert is_foreign(Headers(headers)) is foreign


def test_a_form_without_its_token_changes_nothing(browser):
    browser.get("/safety")
    response = browser.post("/safety", data={"question": "age_years", "answer": "40"})
    assert response.status_code == 403
    assert "Question 1" in browser.get("/safety").text


def test_a_token_of_another_browser_is_worth_nothing(browser, token):
    browser.cookies.clear()
    browser.get("/safety")
    form = {"question": "age_years", "answer": "40", "csrf": token}
    assert browser.post("/safety", data=form).status_code == 403


def test_what_is_too_large_is_refused_unread(browser):
    assert browser.post("/safety", content=b"x" * 10_001).status_code == 413


def test_tries_run_out_and_come_back():
    now = [0.0]
    limit = RateLimit(tries=2, per_s=60, clock=lambda: now[0])
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
    assert limit.allows("b")
    now[0] = 30.0  # two tries in 60 s: one is back after 30 s
    assert [limit.allows("a") for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr;q=0.9, en;q=0.2", "en"),
        ("de;q=0, en;q=0.1", "en"),
        ("fr", "en"),
        ("", "en"),
        (";;;q=x", "en"),
    ],
)
def test_the_browser_chooses_the_language(accepted, language):
    assert preferred_language(accepted, "en") == language


def test_every_language_has_the_same_sentences():
    sentences = [set(web_texts(language).sentences) for language in LANGUAGES]
    assert all(each == sentences[0] for each in sentences)


def test_session_cookie_is_kept_from_scripts(browser):
    cookie = browser.get("/safety").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("left_behind", ["", "00" * 16, "not a key"])
def test_a_key_that_was_not_wholly_written_is_made_anew(tmp_path, left_behind):
    (tmp_path / "secret.key").write_text(left_behind, "ascii")
    key = kept_secret(tmp_path)
    assert len(key) == 32
    assert kept_secret(tmp_path) == key
