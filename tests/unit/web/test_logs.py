"""What the app writes into logs: nothing that anybody said about their health."""

import logging

import pytest
from fastapi.testclient import TestClient

from hipspine.domain.record import Note
from hipspine.records.logins import AccountRole

PLANTED = "numbness-below-the-knee"


@pytest.fixture
def broken_page(monkeypatch):
    """Every page breaks, with what it should have shown in the message."""

    def break_down(*given, **values):
        raise ValueError(f"cannot show {PLANTED} {given} {values}")

    return lambda: monkeypatch.setattr("hipspine.web.pages.patients.page", break_down)


def test_no_word_of_a_record_reaches_a_log_even_when_a_page_breaks(clinic, caplog, broken_page):
    caplog.set_level(logging.DEBUG)
    bea = clinic.account("bea", AccountRole.CLINICIAN)
    anna = clinic.person("Anna", bea)
    browser = clinic.browser(bea)
    clinic.post(browser, f"/patients/{anna.id}/notes", text=PLANTED, to="clinician")
    assert clinic.store.entries(anna.id, Note)[0].text == PLANTED
    assert PLANTED in browser.get(f"/patients/{anna.id}").text
    clinic.post(browser, f"/patients/{anna.id}/notes", text=PLANTED, to="nobody")
    browser.get(f"/patients?q={PLANTED}")
    broken_page()
    response = browser.get(f"/patients/{anna.id}")
    assert response.status_code == 500
    assert "tell the person who runs this app this number" in response.text
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "httpx2")
    # The defect is there to be found, with its place in the program.
    assert "defect" in ours
    assert "break_down" in ours
    assert PLANTED not in ours
    assert anna.id not in ours
    assert not any(record.exc_info for record in caplog.records if record.name.startswith("hips"))


def test_a_defect_does_not_reach_the_server_which_would_log_its_message(clinic, broken_page):
    bea = clinic.account("bea", AccountRole.CLINICIAN)
    browser = clinic.browser(bea)
    broken_page()
    strict = TestClient(clinic.app, cookies=browser.cookies, raise_server_exceptions=True)
    response = strict.get("/patients")
    assert response.status_code == 500
    assert response.headers["x-content-type-options"] == "nosniff"
