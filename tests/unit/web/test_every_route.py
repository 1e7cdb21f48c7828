"""Every route that the app has, asked in every role: none can be forgotten."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Mount

from hipspine.records.api_tokens import Scope, make_token
from hipspine.records.logins import AccountRole
from hipspine.web.api import PREFIX
from hipspine.web.app import create_app
from hipspine.web.roles import part_of
from hipspine.web.security import HEADERS, SAFE_METHODS
from hipspine.web.settings import Mode, WebSettings
from household import NOON

VISITOR, ADMINISTRATOR, CLINICIAN, PATIENT = "VACP"
MAY_OPEN = {
    "": "VACP",
    "service-worker.js": "VACP",
    "login": "VACP",
    "invitation": "VACP",
    "logout": "ACP",
    "account": "ACP",
    "tokens": "ACP",
    "accounts": "A",
    "audit": "A",
    "caseload": "C",
    "patients": "C",
    "lab": "CP",
    "predict": "CP",
    "today": "P",
    "safety": "P",
    "self-check": "P",
    "understand": "P",
    "plan": "P",
    "exercise": "P",
    "session": "P",
    "check-in": "P",
    "progress": "P",
    "learn": "P",
    "settings": "P",
}
"""Who may open what, by the first part of the address: visitor, administrator, clinician, patient.
Written down here once more, so that a slip in the app is not a slip in its test."""
HOME_ONLY_TOO = {"", "service-worker.js", "lab", "predict", "tokens"} | {
    part for part, roles in MAY_OPEN.items() if roles == "P"
}
FORM_EXPIRED = "Please send the form once more"
FORBIDDEN = "You may not open this"
DESCRIPTION = "/api/openapi.json"

BODIES = {
    "sessions": [
        {
            "id": str(uuid4()),
            "done_at": "2026-11-21T10:00:00Z",
            "programme_version": 0,
            "entries": [{"exercise": "bridge", "sets": 1}],
        }
    ],
    "mornings": [{"day": "2026-11-21", "pain": 1}],
    "check-ins": [{"id": str(uuid4()), "made_on": "2026-11-21", "pain_average": 1}],
    "screenings": {"answers": {}},
}
"""What a good request of each kind holds; the others take an empty object."""

FIELDS = [
    "text",
    "to",
    "answers",
    "name",
    "login",
    "password",
    "again",
    "current",
    "language",
    "theme",
    "zone",
    "birth_year",
    "minutes",
    "stage",
    "add",
    "version",
    "account",
    "role",
    "active",
    "scopes",
    "days",
    "question",
    "answer",
    "pain_average",
    "morning",
    "id",
    "motion",
    "group",
    "second",
    "change",
    "side",
    "pace",
    "height",
    "mass",
    "person",
]
"""Names of fields that forms of the app have."""


def routes_of(folder):
    """Return (method, address) of every route, those of routers within routers too."""
    settings = WebSettings(folder, folder, lambda: NOON, Mode.CLINIC)
    found = []

    def collect(routes, prefix):
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                collect(inner.routes, prefix + route.include_context.prefix)
            elif not isinstance(route, Mount):
                found.extend((method, prefix + route.path) for method in route.methods - {"HEAD"})

    collect(create_app(settings).routes, "")
    return sorted(found)


@pytest.fixture(scope="module")
def routes(tmp_path_factory):
    return routes_of(tmp_path_factory.mktemp("routes"))


@pytest.fixture
def pages(routes):
    return [(method, path) for method, path in routes if not path.startswith("/api/")]


@pytest.fixture
def operations(routes):
    return [(method, path) for method, path in routes if path.startswith(PREFIX)]


class Staff:
    """One account of each role, a patient of the clinician, and a stranger to all of them."""

    def __init__(self, clinic):
        self.clinic = clinic
        self.clinician = clinic.account("bea", AccountRole.CLINICIAN)
        self.administrator = clinic.account("root", AccountRole.ADMINISTRATOR)
        self.anna = clinic.person("Anna", self.clinician)
        self.patient = clinic.account("anna", AccountRole.PATIENT, self.anna)
        self.otto = clinic.person("Otto")

    def browser(self, role):
        accounts = {"A": self.administrator, "C": self.clinician, "P": self.patient}
        return self.clinic.browser(accounts.get(role))


@pytest.fixture
def staff(clinic):
    return Staff(clinic)


def filled(path, person_id):
    """Return an address with its gaps filled: this person, and things that are not there."""
    gaps = {"{person_id}": person_id, "{version}": "1", "{trial}": "demo", "{name}": "bridge"}
    for gap, value in gaps.items():
        path = path.replace(gap, value)
    while "{" in path:
        path = f"{path[: path.index('{')]}none{path[path.index('}') + 1 :]}"
    return path


def ask(browser, method, path, **more):
    return browser.request(method, path, **more)


def check_headers(response, route):
    for name, value in HEADERS.items():
        assert response.headers.get(name) == value, (*route, name)
    assert "cache-control" in response.headers


def test_every_route_has_its_place_in_the_matrix(routes):
    parts = {part_of(path) for _, path in routes}
    assert parts - {"api"} == set(MAY_OPEN)
    assert len(routes) > 90


@pytest.mark.parametrize("role", [VISITOR, ADMINISTRATOR, CLINICIAN, PATIENT])
def test_each_role_opens_its_own_pages_and_nobody_elses(staff, pages, role):
    browser = staff.browser(role)
    browser.get("/login")
    wrong = []
    for method, path in pages:
        address = filled(path, staff.anna.id)
        # A form without its token changes nothing, and shows whether the role was let through.
        response = ask(browser, method, address)
        check_headers(response, (method, address))
        text = response.text
        if role in MAY_OPEN[part_of(path)]:
            let_in = FORBIDDEN not in text and "/login?" not in response.headers.get("location", "")
            if not let_in or (method not in SAFE_METHODS and FORM_EXPIRED not in text):
                wrong.append((method, address, response.status_code, "not let in"))
        elif role == VISITOR:
            if response.status_code != 303 or "/login" not in response.headers["location"]:
                wrong.append((method, address, response.status_code, "not sent to log in"))
        elif response.status_code != 403 or FORBIDDEN not in text:
            wrong.append((method, address, response.status_code, "let in"))
    assert wrong == []


def test_every_form_needs_its_token(staff, pages):
    unsafe = [(method, path) for method, path in pages if method not in SAFE_METHODS]
    assert len(unsafe) > 30
    for method, path in unsafe:
        role = MAY_OPEN[part_of(path)][-1]
        browser = staff.browser(role)
        for data in ({}, {"csrf": "0" * 64}):
            response = ask(browser, method, filled(path, staff.anna.id), data=data)
            assert response.status_code == 403, (method, path)
            assert FORM_EXPIRED in response.text, (method, path)


def test_no_clinician_opens_a_page_of_somebody_elses_patient(staff, pages):
    browser = staff.browser(CLINICIAN)
    about_one = [(method, path) for method, path in pages if "{person_id}" in path]
    assert len(about_one) > 12
    for method, path in about_one:
        address = filled(path, staff.otto.id)
        if method in SAFE_METHODS:
            response = browser.get(address)
        else:
            response = staff.clinic.post(browser, address, text="x", to="person")
        assert response.status_code == 404, (method, address)


def test_every_operation_needs_a_token_and_a_session_is_none(staff, operations):
    browser = staff.browser(CLINICIAN)
    for method, path in operations:
        response = ask(browser, method, filled(path, staff.anna.id), json={})
        assert response.status_code == 401, (method, path)
        assert response.headers["content-type"] == "application/problem+json"
        check_headers(response, (method, path))


@pytest.mark.parametrize("role", [CLINICIAN, PATIENT])
def test_no_token_opens_a_person_whom_its_account_may_not(staff, operations, role):
    account = staff.clinician if role == CLINICIAN else staff.patient
    store = staff.clinic.store
    secret = make_token(
        store, "x", frozenset(Scope), account_id=account.id, valid_for=timedelta(days=1)
    )
    client = TestClient(staff.clinic.app, headers={"Authorization": f"Bearer {secret}"})
    about_one = [(method, path) for method, path in operations if "{person_id}" in path]
    assert len(about_one) > 15
    for method, path in about_one:
        body = None if method in SAFE_METHODS else BODIES.get(path.rsplit("/", 1)[1], {})
        response = ask(client, method, filled(path, staff.otto.id), json=body)
        expected = {404} if role == CLINICIAN else {404, 403}
        assert response.status_code in expected, (method, path, response.text)


@pytest.mark.slow
def test_no_route_breaks_whatever_its_address_holds(staff, routes):
    hostile = ("..%2f..%2fetc%2fpasswd", "%00", "'%20OR%201=1--", "<script>", "x" * 2000, "%ff")
    browsers = [staff.browser(role) for role in (CLINICIAN, PATIENT)]
    for method, path in routes:
        for text in hostile if "{" in path else ():
            address = re.sub(r"\{\w+\}", text, path)
            for browser in browsers:
                response = ask(browser, method, address)
                assert response.status_code < 500, (method, address)
                is_page = response.headers.get("content-type", "").startswith("text/html")
                assert not (is_page and "<script>" in response.text), (method, address)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["\x00", "\u202e<script>alert(1)</script>", "9" * 5000, "{{ 7*7 }}"]
)
def test_no_form_breaks_whatever_it_holds(staff, pages, text):
    fields = dict.fromkeys(FIELDS, text)
    for method, path in pages:
        if method in SAFE_METHODS or path == "/logout":
            continue
        browser = staff.browser(MAY_OPEN[part_of(path)][-1])
        response = staff.clinic.post(browser, filled(path, staff.anna.id), **fields)
        assert response.status_code < 500, (method, path)
        assert "<script>alert" not in response.text, (method, path)


def test_at_home_pages_of_a_clinic_are_not_there(browser, pages):
    for method, path in pages:
        if method in SAFE_METHODS and part_of(path) not in HOME_ONLY_TOO:
            assert browser.get(filled(path, "x")).status_code == 404, path


def test_what_describes_the_api_is_open_and_says_nothing_about_anybody(staff):
    text = staff.browser(VISITOR).get(DESCRIPTION).text
    assert "Anna" not in text
