from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Person, Role
from hipspine.records.api_tokens import Scope, find_token, make_token, revoke_token, tokens_of
from hipspine.records.invitations import (
    INVITED_FOR,
    accept_invitation,
    find_invitation,
    invite,
    invite_back,
)
from hipspine.records.logins import (
    AccountRole,
    account_by_login,
    account_of_person,
    begin_session,
    end_session,
    new_account,
    openable_person,
    session_account,
    set_active,
)
from hipspine.records.open_store import open_store, records_place

ANNA = Person("0d8f9a3e-3f0b-4a53-9a4b-6f1c2d7e8a90", "Anna")
START = datetime(2026, 11, 21, 8, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    opened = open_store(records_place(tmp_path), clock)
    opened.add_person(ANNA)
    yield opened
    opened.close()


def join(store, login="anna", role=AccountRole.PATIENT, person_id=ANNA.id):
    secret = invite(store, role, person_id=person_id)
    account = new_account(login, "Anna", role, "hash", person_id)
    return accept_invitation(store, secret, account)


def test_an_accepted_invitation_makes_an_account_that_owns_its_records(store):
    account = join(store)
    assert account_of_person(store, ANNA.id) == account
    assert store.role(ANNA.id, account.id) is Role.OWNER
    assert openable_person(store, ANNA.id, account.id) == ANNA


def test_an_invitation_works_once_and_for_a_week(store, clock):
    secret = invite(store, AccountRole.CLINICIAN)
    clock.now += INVITED_FOR - timedelta(seconds=1)
    accept_invitation(store, secret, new_account("bea", "Bea", AccountRole.CLINICIAN, "hash"))
    with pytest.raises(RecordsError, match="was not used"):
        accept_invitation(store, secret, new_account("eve", "Eve", AccountRole.CLINICIAN, "hash"))
    late = invite(store, AccountRole.CLINICIAN)
    clock.now += INVITED_FOR
    assert find_invitation(store, late) is None


def test_a_login_that_is_taken_uses_no_invitation_up(store):
    join(store)
    secret = invite(store, AccountRole.CLINICIAN)
    with pytest.raises(RecordsError, match="login that is free"):
        accept_invitation(
            store, secret, new_account(" ANNA ", "Other", AccountRole.CLINICIAN, "hash")
        )
    assert find_invitation(store, secret) is not None


def test_a_newer_invitation_of_a_person_replaces_the_older(store):
    first = invite(store, AccountRole.PATIENT, person_id=ANNA.id)
    invite(store, AccountRole.PATIENT, person_id=ANNA.id)
    assert find_invitation(store, first) is None


def test_a_session_ends_after_half_an_hour_without_a_request(store, clock):
    account = join(store)
    begin_session(store, "token", account)
    for _ in range(3):
        clock.now += timedelta(minutes=29)
        assert session_account(store, "token") == account
    clock.now += timedelta(minutes=30)
    assert session_account(store, "token") is None


def test_a_session_ends_after_twelve_hours_at_all(store, clock):
    begin_session(store, "token", join(store))
    for _ in range(35):
        clock.now += timedelta(minutes=20)
        assert session_account(store, "token") is not None
    clock.now += timedelta(minutes=20)  # 36 times 20 min are 12 h
    assert session_account(store, "token") is None


def test_a_session_ends_by_logging_out_and_by_a_closed_account(store):
    account = join(store)
    begin_session(store, "one", account)
    end_session(store, "one", account.id)
    assert session_account(store, "one") is None
    begin_session(store, "two", account)
    set_active(store, account.id, is_active=False)
    assert session_account(store, "two") is None


def test_a_new_password_by_link_ends_every_session(store):
    account = join(store)
    begin_session(store, "token", account)
    secret = invite_back(store, account)
    accept_invitation(store, secret, replace(account, password_hash="other"))
    assert session_account(store, "token") is None
    assert account_by_login(store, "anna").password_hash == "other"


def test_the_last_administrator_cannot_be_closed(store):
    account = join(store, "root", AccountRole.ADMINISTRATOR, None)
    with pytest.raises(RecordsError, match="Invite another administrator"):
        set_active(store, account.id, is_active=False)


def test_no_account_opens_what_it_was_not_granted(store):
    account = join(store, "bea", AccountRole.CLINICIAN, None)
    assert openable_person(store, ANNA.id, account.id) is None
    assert openable_person(store, "nobody", None) is None


def test_a_token_works_until_it_is_revoked_or_ends(store, clock):
    secret = make_token(
        store, "watch", frozenset({Scope.LOG}), account_id=None, valid_for=timedelta(days=1)
    )
    token = find_token(store, secret)
    assert token.scopes == {Scope.LOG}
    clock.now += timedelta(days=1)
    assert find_token(store, secret) is None
    clock.now = START
    assert not revoke_token(store, token.mark, "somebody else")
    assert revoke_token(store, token.mark, None)
    assert find_token(store, secret) is None
    assert tokens_of(store, None) == ()


def test_the_database_holds_no_secret(store):
    begin_session(store, "a-session-secret", join(store))
    invitation = invite(store, AccountRole.CLINICIAN)
    token = make_token(
        store, "watch", frozenset({Scope.READ}), account_id=None, valid_for=timedelta(days=1)
    )
    file = store.database.sqlite_file
    kept = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    for secret in ("a-session-secret", invitation, token):
        assert secret.encode() not in kept


def test_erasing_a_person_closes_their_account(store):
    account = join(store)
    begin_session(store, "token", account)
    store.erase_person(ANNA.id)
    assert session_account(store, "token") is None
    assert account_by_login(store, "anna") is None


def test_what_accounts_do_is_in_the_audit_trail_which_stays_sealed(store):
    account = join(store)
    begin_session(store, "token", account)
    actions = [(line.action, line.kind, line.by) for line in store.audit_trail()]
    assert ("logged_in", "account", account.id) in actions
    assert store.broken_audit_lines() == []
