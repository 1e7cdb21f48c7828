"""Accounts that log in, and the sessions of their browsers. Secrets are kept as hashes only."""

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Person
from hipspine.records.accounts import read_access
from hipspine.records.audit import Action, Line, write_line
from hipspine.records.persons import all_ids, find_person
from hipspine.records.sql_store import SqlStore
from hipspine.records.tables import API_TOKENS, LOGIN_ACCOUNTS, LOGIN_SESSIONS

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
"""A browser's session ends after so long without a request, and after so long at all."""
_SEEN_AGAIN = timedelta(minutes=1)
"""A request within this time of the last one kept is not written down again."""
KIND = "account"


class AccountRole(StrEnum):
    """What an account is for; which persons it may open is granted person by person."""

    ADMINISTRATOR = "administrator"
    """Makes accounts and reads the audit log; opens no records."""
    CLINICIAN = "clinician"
    PATIENT = "patient"


@dataclass(frozen=True)
class Account:
    """Someone who can log in."""

    id: str
    login: str
    name: str
    role: AccountRole
    person_id: str | None
    """Whose own records these are; None for staff."""
    is_active: bool
    password_hash: str = field(default="", repr=False)


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret of 256 random bits: no salt is needed for so many."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def login_key(login: str) -> str:
    """Return a login as it is compared: without regard to case and to how it was typed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def add_account(connection: sa.Connection, account: Account, at: datetime) -> None:
    """Keep a new account.

    Raises
    ------
    RecordsError
        If the login is taken.
    """
    if _one(connection, LOGIN_ACCOUNTS.c.login == account.login) is not None:
        raise RecordsError(
            "account", expected="a login that is free", got="one in use", do="Choose another one."
        )
    connection.execute(
        LOGIN_ACCOUNTS.insert().values(
            id=account.id,
            login=account.login,
            name=account.name,
            password_hash=account.password_hash,
            role=str(account.role),
            person_id=account.person_id,
            is_active=account.is_active,
            added_at=at,
        )
    )


def new_account(
    login: str, name: str, role: AccountRole, password_hash: str, person_id: str | None = None
) -> Account:
    """Return an account with an id of its own."""
    key = login_key(login)
    return Account(
        str(uuid4()),
        key,
        name.strip(),
        role,
        person_id,
        is_active=True,
        password_hash=password_hash,
    )


def account_by_login(store: SqlStore, login: str) -> Account | None:
    """Return the account of a login, active or not."""
    with store.database.reading() as connection:
        return _one(connection, LOGIN_ACCOUNTS.c.login == login_key(login))


def account_by_id(store: SqlStore, account_id: str) -> Account | None:
    """Return an account, active or not."""
    with store.database.reading() as connection:
        return _one(connection, LOGIN_ACCOUNTS.c.id == account_id)


def account_of_person(store: SqlStore, person_id: str) -> Account | None:
    """Return the account with which a person opens their own records."""
    with store.database.reading() as connection:
        return _one(connection, LOGIN_ACCOUNTS.c.person_id.in_(all_ids(connection, person_id)))


def all_accounts(store: SqlStore) -> tuple[Account, ...]:
    """Return all accounts: staff first, then by name."""
    query = sa.select(LOGIN_ACCOUNTS).order_by(LOGIN_ACCOUNTS.c.role, LOGIN_ACCOUNTS.c.name)
    with store.database.reading() as connection:
        return tuple(_account(row) for row in connection.execute(query))


def _one(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(sa.select(LOGIN_ACCOUNTS).where(condition).limit(1)).one_or_none()
    return None if row is None else _account(row)


def _account(row: sa.Row[Any]) -> Account:
    role = AccountRole(row.role)
    return Account(
        row.id, row.login, row.name, role, row.person_id, bool(row.is_active), row.password_hash
    )


def set_password(store: SqlStore, account_id: str, password_hash: str) -> None:
    """Change a password; every browser of the account has to log in again."""
    with store.database.writing() as connection:
        change_password(connection, account_id, password_hash)
        note_account(connection, store, Action.CHANGED, account_id)


def change_password(connection: sa.Connection, account_id: str, password_hash: str) -> None:
    """Change a password within a transaction that is under way."""
    of_account = LOGIN_ACCOUNTS.c.id == account_id
    connection.execute(
        LOGIN_ACCOUNTS.update().where(of_account).values(password_hash=password_hash)
    )
    _end_sessions(connection, account_id)


def renew_hash(store: SqlStore, account_id: str, password_hash: str) -> None:
    """Keep the same password hashed with other parameters."""
    with store.database.writing() as connection:
        of_account = LOGIN_ACCOUNTS.c.id == account_id
        values = {"password_hash": password_hash}
        connection.execute(LOGIN_ACCOUNTS.update().where(of_account).values(**values))


def set_active(store: SqlStore, account_id: str, *, is_active: bool) -> None:
    """Close an account or open it again; closed, its browsers and tokens are let in no more.

    Raises
    ------
    RecordsError
        If it is the last administrator who could let anybody in.
    """
    with store.database.writing() as connection:
        if not is_active and _is_last_administrator(connection, account_id):
            raise RecordsError(
                "account",
                expected="an administrator who stays",
                got="the last one",
                do="Invite another administrator first.",
            )
        of_account = LOGIN_ACCOUNTS.c.id == account_id
        connection.execute(LOGIN_ACCOUNTS.update().where(of_account).values(is_active=is_active))
        _end_sessions(connection, account_id)
        if not is_active:
            tokens = API_TOKENS.update().where(
                API_TOKENS.c.account_id == account_id, API_TOKENS.c.revoked_at.is_(None)
            )
            connection.execute(tokens.values(revoked_at=store.clock()))
        note_account(connection, store, Action.CHANGED, account_id)


def _is_last_administrator(connection: sa.Connection, account_id: str) -> bool:
    active = sa.select(LOGIN_ACCOUNTS.c.id).where(
        LOGIN_ACCOUNTS.c.role == str(AccountRole.ADMINISTRATOR), LOGIN_ACCOUNTS.c.is_active
    )
    return list(connection.execute(active).scalars()) == [account_id]


def has_administrator(store: SqlStore) -> bool:
    """Tell whether anybody can make accounts."""
    query = sa.select(LOGIN_ACCOUNTS.c.id).where(
        LOGIN_ACCOUNTS.c.role == str(AccountRole.ADMINISTRATOR), LOGIN_ACCOUNTS.c.is_active
    )
    with store.database.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None


def begin_session(store: SqlStore, token: str, account: Account) -> None:
    """Let a browser in; sessions that ended long ago are forgotten."""
    now = store.clock()
    with store.database.writing() as connection:
        connection.execute(
            LOGIN_SESSIONS.delete().where(
                sa.or_(
                    LOGIN_SESSIONS.c.begun_at <= now - LONGEST,
                    LOGIN_SESSIONS.c.seen_at <= now - IDLE,
                )
            )
        )
        connection.execute(
            LOGIN_SESSIONS.insert().values(
                token_hash=secret_hash(token), account_id=account.id, begun_at=now, seen_at=now
            )
        )
        note_account(connection, store, Action.LOGGED_IN, account.id, by=account.id)


def session_account(store: SqlStore, token: str) -> Account | None:
    """Return whose browser it is; None where nobody is logged in, or no longer."""
    now = store.clock()
    mine = LOGIN_SESSIONS.c.token_hash == secret_hash(token)
    query = (
        sa.select(LOGIN_ACCOUNTS, LOGIN_SESSIONS.c.seen_at)
        .join(LOGIN_SESSIONS, LOGIN_SESSIONS.c.account_id == LOGIN_ACCOUNTS.c.id)
        .where(
            mine,
            LOGIN_ACCOUNTS.c.is_active,
            LOGIN_SESSIONS.c.begun_at > now - LONGEST,
            LOGIN_SESSIONS.c.seen_at > now - IDLE,
        )
    )
    with store.database.reading() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if now - row.seen_at >= _SEEN_AGAIN:
        with store.database.writing() as connection:
            connection.execute(LOGIN_SESSIONS.update().where(mine).values(seen_at=now))
    return _account(row)


def end_session(store: SqlStore, token: str, account_id: str) -> None:
    """Log a browser out."""
    with store.database.writing() as connection:
        mine = LOGIN_SESSIONS.c.token_hash == secret_hash(token)
        connection.execute(LOGIN_SESSIONS.delete().where(mine))
        note_account(connection, store, Action.LOGGED_OUT, account_id, by=account_id)


def _end_sessions(connection: sa.Connection, account_id: str) -> None:
    connection.execute(LOGIN_SESSIONS.delete().where(LOGIN_SESSIONS.c.account_id == account_id))


def note_refusal(store: SqlStore, account_id: str) -> None:
    """Write into the audit trail that somebody tried a wrong password."""
    with store.database.writing() as connection:
        note_account(connection, store, Action.REFUSED, account_id)


def note_account(
    connection: sa.Connection,
    store: SqlStore,
    action: Action,
    account_id: str,
    *,
    by: str | None = None,
) -> None:
    """Write a line of the audit trail about an account, named by its id."""
    line = Line(store.clock(), by or store.account, action, None, KIND, account_id)
    write_line(connection, line)


def openable_person(store: SqlStore, person_id: str, account: str | None) -> Person | None:
    """Return a person whose records an account may open; None: not there, or not for it.

    Without an account, as on one's own machine, everybody may be opened.
    """
    with store.database.reading() as connection:
        if find_person(connection, person_id) is None:
            return None
        ids = all_ids(connection, person_id)
        if account is not None and not any(
            item.account == account for item in read_access(connection, ids)
        ):
            return None
        return find_person(connection, ids[0])
