import re
from dataclasses import replace
from datetime import timedelta

import pytest

from hipspine.records.invitations import invite
from hipspine.records.logins import AccountRole, account_by_login
from hipspine.web.pages.login import local_page
from hipspine.web.passwords import HashCost, hash_password, is_password, password_problem
from hipspine.web.visitor import SESSION

PASSWORD = "four quiet words here"
ADMIN, CLINICIAN, PATIENT = AccountRole.ADMINISTRATOR, AccountRole.CLINICIAN, AccountRole.PATIENT


@pytest.fixture
def bea(clinic):
    return clinic.account("bea", CLINICIAN)


def log_in(clinic, browser, login="bea", password=PASSWORD, **more):
    return clinic.post(browser, "/login", login=login, password=password, **more)


def test_the_right_password_lets_in_under_a_new_session(clinic, bea):
    browser = clinic.browser()
    browser.get("/login")
    before = browser.cookies[SESSION]
    response = log_in(clinic, browser, " BEA ")
    assert response.headers["location"] == "/"
    # Who knew the session before could otherwise use it after.
    assert browser.cookies[SESSION] != before
    assert browser.get("/caseload").status_code == 200


def test_a_wrong_password_and_an_unknown_login_look_the_same(clinic, bea):
    texts = []
    for login, password in (("bea", "not the password"), ("eve", PASSWORD)):
        response = log_in(clinic, clinic.browser(), login, password)
        assert response.status_code == 422
        texts.append(re.sub(r"\w{64}|bea|eve", "", response.text))
    assert texts[0] == texts[1]


def test_a_closed_account_is_not_let_in(clinic, bea):
    admin = clinic.browser(clinic.account("root", ADMIN))
    clinic.post(admin, f"/accounts/{bea.id}/active", active="no")
    assert log_in(clinic, clinic.browser()).status_code == 422


def test_the_sixth_try_within_a_minute_is_refused_even_with_the_right_password(clinic, bea):
    browser = clinic.browser()
    for _ in range(5):
        assert log_in(clinic, browser, password="wrong").status_code == 422
    refused = log_in(clinic, browser)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "60"


def test_tries_at_many_accounts_from_one_address_are_limited_too(clinic, bea):
    codes = [log_in(clinic, clinic.browser(), f"guess{n}").status_code for n in range(6)]
    assert codes == [422] * 5 + [429]


def test_after_logging_in_the_page_that_was_asked_for_comes(clinic, bea):
    browser = clinic.browser()
    asked = browser.get("/patients")
    assert asked.headers["location"] == "/login?next=%2Fpatients"
    assert 'value="/patients"' in browser.get(asked.headers["location"]).text
    assert log_in(clinic, browser, next_page="/patients").headers["location"] == "/patients"


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\r\nb", "/\\/x"]
)
def test_logging_in_leads_nowhere_else(path):
    assert local_page(path) == "/"


def test_logging_out_ends_the_session_and_what_the_browser_kept(clinic, bea):
    browser = clinic.browser(bea)
    before = browser.cookies[SESSION]
    response = clinic.post(browser, "/logout")
    assert "storage" in response.headers["clear-site-data"]
    browser.cookies.set(SESSION, before, domain="testserver.local")
    assert browser.get("/caseload").headers["location"].startswith("/login")


def test_a_session_idle_for_half_an_hour_is_over(clinic, bea):
    browser = clinic.browser(bea)
    later = replace(clinic.store, clock=lambda: clinic.settings.clock() + timedelta(minutes=30))
    clinic.app.state.store = later
    assert browser.get("/caseload").headers["location"].startswith("/login")


def test_an_invitation_becomes_an_account_that_is_logged_in(clinic):
    secret = invite(clinic.store, CLINICIAN)
    browser = clinic.browser()
    assert "as a clinician" in browser.get(f"/invitation/{secret}").text
    fields = {"login": "dora", "name": "Dora D", "password": PASSWORD, "again": PASSWORD}
    assert clinic.post(browser, f"/invitation/{secret}", **fields).status_code == 303
    assert browser.get("/caseload").status_code == 200
    assert clinic.browser().get(f"/invitation/{secret}").status_code == 404


def test_a_weak_password_is_refused_and_what_was_typed_stays(clinic):
    secret = invite(clinic.store, CLINICIAN)
    fields = {"login": "dora", "name": "Dora D", "password": "short", "again": "short"}
    response = clinic.post(clinic.browser(), f"/invitation/{secret}", **fields)
    assert response.status_code == 422
    assert 'value="Dora D"' in response.text
    assert "short" not in re.sub(r"shorter", "", response.text)


@pytest.mark.parametrize(
    ("password", "again", "problem"),
    [
        ("eleven char", "eleven char", "too_short"),
        ("a" * 201, "a" * 201, "too_long"),
        ("aaaaaaaaaaaabc", "aaaaaaaaaaaabc", "too_simple"),
        ("my name is Dora", "my name is Dora", "has_name"),
        (PASSWORD, "another one", "not_same"),
        (PASSWORD, PASSWORD, None),
    ],
)
def test_passwords_are_judged_by_length_and_by_names_in_them(password, again, problem):
    assert password_problem(password, again, "dora", "D") == problem


def test_a_link_of_an_administrator_gives_a_new_password(clinic, bea):
    admin = clinic.browser(clinic.account("root", ADMIN))
    text = clinic.post(admin, f"/accounts/{bea.id}/recovery").text
    path = re.search(r"http://testserver(/invitation/[\w-]+)", text).group(1)
    browser = clinic.browser()
    new = "a new long password"
    assert clinic.post(browser, path, password=new, again=new).status_code == 303
    assert log_in(clinic, clinic.browser(), password=PASSWORD).status_code == 422
    assert log_in(clinic, clinic.browser(), password=new).status_code == 303


def test_changing_the_password_keeps_this_browser_and_ends_the_others(clinic, bea):
    here, there = clinic.browser(bea), clinic.browser(bea)
    fields = {"current": PASSWORD, "password": "another good one", "again": "another good one"}
    assert clinic.post(here, "/account/password", **fields).status_code == 303
    assert here.get("/caseload").status_code == 200
    assert there.get("/caseload").status_code == 303
    wrong = clinic.post(here, "/account/password", **fields)
    assert wrong.status_code == 422


def test_language_and_colours_are_chosen_by_anybody(clinic, bea):
    browser = clinic.browser(bea)
    clinic.post(browser, "/account/view", language="de", theme="dark")
    text = browser.get("/account").text
    assert '<html lang="de" data-theme="dark">' in text


def test_the_shipped_cost_is_that_of_the_rfc_and_hashes_are_argon2id():
    assert (HashCost().passes, HashCost().memory_kib, HashCost().lanes) == (3, 65536, 4)
    hashed = hash_password("x", HashCost(1, 8, 1))
    assert hashed.startswith("$argon2id$")
    assert is_password("x", hashed, HashCost())
    assert not is_password("x", None, HashCost(1, 8, 1))


def test_a_hash_of_another_cost_is_renewed_at_login(clinic, bea):
    clinic.settings = replace(clinic.settings, hash_cost=HashCost(2, 16, 1))
    clinic.app.state.settings = clinic.settings
    log_in(clinic, clinic.browser())
    assert "m=16,t=2" in account_by_login(clinic.store, "bea").password_hash


def test_an_administrator_invites_a_colleague_and_hands_patients_over(clinic, bea):
    admin = clinic.browser(clinic.account("root", ADMIN))
    assert "/invitation/" in clinic.post(admin, "/accounts/invite", role="clinician").text
    assert clinic.post(admin, "/accounts/invite", role="patient").status_code == 422
    anna, cleo = clinic.person("Anna", bea), clinic.account("cleo", CLINICIAN)
    assert clinic.browser(cleo).get(f"/patients/{anna.id}").status_code == 404
    clinic.post(admin, f"/accounts/{bea.id}/hand-over", to=cleo.id)
    assert clinic.browser(cleo).get(f"/patients/{anna.id}").status_code == 200


def test_the_last_administrator_cannot_close_their_own_account(clinic):
    root = clinic.account("root", ADMIN)
    browser = clinic.browser(root)
    response = clinic.post(browser, f"/accounts/{root.id}/active", active="no")
    assert response.status_code == 422
    assert browser.get("/accounts").status_code == 200


def test_the_audit_log_names_accounts_and_checks_its_seals(clinic, bea):
    clinic.browser(bea)
    text = clinic.browser(clinic.account("root", ADMIN)).get("/audit?check=yes").text
    assert "logged in" in text
    assert "Bea" in text
    assert "All seals are whole." in text


def test_a_token_is_shown_once_and_can_be_taken_back(clinic, bea):
    browser = clinic.browser(bea)
    made = clinic.post(browser, "/tokens", name="watch", scopes="read", days="30").text
    secret = re.search(r"hipspine_[\w-]{43}", made).group(0)
    shown = browser.get("/tokens").text
    assert "watch" in shown
    assert secret not in shown
    mark = re.search(r"/tokens/(\w+)/revoke", shown).group(1)
    clinic.post(browser, f"/tokens/{mark}/revoke")
    assert "watch" not in browser.get("/tokens").text


def test_a_patient_cannot_make_a_token_that_plans(clinic):
    anna = clinic.person("Anna")
    browser = clinic.browser(clinic.account("anna", PATIENT, anna))
    response = clinic.post(browser, "/tokens", name="x", scopes="plan", days="30")
    assert response.status_code == 422


def test_at_home_there_is_nothing_to_log_in_to(browser):
    for path in ("/login", "/accounts", "/patients", "/caseload", "/audit", "/account"):
        assert browser.get(path).status_code == 404
    assert browser.get("/tokens").status_code == 200
