from dataclasses import replace
from secrets import token_urlsafe
from uuid import uuid4

import pytest

pytest.importorskip("fastapi")

from fastapi.testclient import TestClient

from hipspine.domain.record import Person, Role
from hipspine.records.invitations import accept_invitation, invite
from hipspine.records.logins import account_by_login, begin_session, new_account
from hipspine.web.app import create_app
from hipspine.web.forms import form_token as token_of
from hipspine.web.passwords import HashCost, hash_password
from hipspine.web.settings import Mode, WebSettings
from hipspine.web.visitor import SESSION
from household import NOON, form_token


@pytest.fixture
def settings(tmp_path):
    return WebSettings(
        data_dir=tmp_path / "data",
        cache_dir=tmp_path / "cache",
        clock=lambda: NOON,
        hosts=frozenset({"testserver"}),
        upload_limit_bytes=10_000,
    )


@pytest.fixture
def browser(settings):
    """A browser without scripts."""
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def token(browser):
    return form_token(browser.get("/safety").text)


PASSWORD = "four quiet words here"


@pytest.fixture
def clinic_settings(settings):
    """A clinic's app; hashing is cheap, because what it costs is not what is tested here."""
    return replace(settings, mode=Mode.CLINIC, hash_cost=HashCost(passes=1, memory_kib=8, lanes=1))


@pytest.fixture
def clinic(clinic_settings):
    """A clinic's app that is running, not yet with anybody in it."""
    app = create_app(clinic_settings)
    with TestClient(app, follow_redirects=False):
        yield Clinic(app, clinic_settings)


class Clinic:
    """Opens browsers in a clinic, and makes who works there and who is treated there."""

    def __init__(self, app, settings):
        self.app = app
        self.settings = settings
        self.hashed = hash_password(PASSWORD, settings.hash_cost)

    @property
    def store(self):
        return self.app.state.store

    def account(self, login, role, person=None):
        """Return an account of this login, made if there is none."""
        known = account_by_login(self.store, login)
        if known is not None:
            return known
        secret = invite(self.store, role, person_id=person and person.id)
        made = new_account(login, login.title(), role, self.hashed, person and person.id)
        return accept_invitation(self.store, secret, made)

    def person(self, name, clinician=None):
        """Return a new person, whom a clinician may open."""
        person = Person(str(uuid4()), name)
        self.store.add_person(person)
        if clinician is not None:
            self.store.grant(person.id, clinician.id, Role.CLINICIAN)
        return person

    def browser(self, account=None):
        """Return a browser, logged in as an account or as nobody."""
        browser = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)
        if account is not None:
            token = token_urlsafe(32)
            begin_session(self.store, token, account)
            browser.cookies.set(SESSION, token, domain="testserver.local")
        return browser

    def post(self, browser, path, **fields):
        """Send a form with the token that the browser's pages hold."""
        session = browser.cookies.get(SESSION)
        if session is None:
            browser.get("/login")
            session = browser.cookies.get(SESSION)
        token = token_of(self.settings.secret, session)
        return browser.post(path, data={"csrf": token, **fields})
