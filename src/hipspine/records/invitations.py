"""Invitation links: each works once, for a while, and makes one account or a new password."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Role
from hipspine.records.accounts import give_access
from hipspine.records.audit import Action
from hipspine.records.logins import (
    Account,
    AccountRole,
    add_account,
    change_password,
    note_account,
    secret_hash,
)
from hipspine.records.sql_store import SqlStore
from hipspine.records.tables import INVITATIONS

INVITED_FOR = timedelta(days=7)
RECOVERY_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Invitation:
    """What a link is good for."""

    role: AccountRole
    person_id: str | None
    """Whose account it makes; None for staff."""
    account_id: str | None
    """The account that gets a new password; None where it makes a new one."""
    expires_at: datetime


def invite(store: SqlStore, role: AccountRole, *, person_id: str | None = None) -> str:
    """Keep an invitation and return its secret, which is kept nowhere.

    An older invitation of the same person is worth nothing any more.
    """
    return _make(store, Invitation(role, person_id, None, store.clock() + INVITED_FOR))


def invite_back(store: SqlStore, account: Account) -> str:
    """Keep an invitation to choose a new password and return its secret."""
    until = store.clock() + RECOVERY_FOR
    return _make(store, Invitation(account.role, account.person_id, account.id, until))


def _make(store: SqlStore, invitation: Invitation) -> str:
    secret = secrets.token_urlsafe(32)
    with store.database.writing() as connection:
        _forget_older(connection, invitation)
        connection.execute(
            INVITATIONS.insert().values(
                token_hash=secret_hash(secret),
                role=str(invitation.role),
                person_id=invitation.person_id,
                account_id=invitation.account_id,
                made_by=store.account,
                made_at=store.clock(),
                expires_at=invitation.expires_at,
            )
        )
        if invitation.account_id is not None:
            note_account(connection, store, Action.GRANTED, invitation.account_id)
        else:
            store.write_line(connection, Action.GRANTED, invitation.person_id, "invitation")
    return secret


def _forget_older(connection: sa.Connection, invitation: Invitation) -> None:
    for column, value in (
        (INVITATIONS.c.person_id, invitation.person_id),
        (INVITATIONS.c.account_id, invitation.account_id),
    ):
        if value is not None:
            unused = INVITATIONS.c.used_at.is_(None)
            connection.execute(INVITATIONS.delete().where(column == value, unused))


def find_invitation(store: SqlStore, secret: str) -> Invitation | None:
    """Return what a secret is good for now; None: unknown, used or expired."""
    with store.database.reading() as connection:
        return _find(connection, secret, store.clock())


def _find(connection: sa.Connection, secret: str, now: datetime) -> Invitation | None:
    query = sa.select(INVITATIONS).where(
        INVITATIONS.c.token_hash == secret_hash(secret),
        INVITATIONS.c.used_at.is_(None),
        INVITATIONS.c.expires_at > now,
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Invitation(AccountRole(row.role), row.person_id, row.account_id, row.expires_at)


def accept_invitation(store: SqlStore, secret: str, account: Account) -> Account:
    """Use an invitation up: make the account, or give it its new password.

    A patient's account becomes the owner of the person's records.

    Raises
    ------
    RecordsError
        If the invitation is no longer good, or the login is taken; nothing is used up then.
    """
    now = store.clock()
    with store.database.writing() as connection:
        invitation = _find(connection, secret, now)
        if invitation is None:
            raise RecordsError(
                "invitation",
                expected="one that was not used and has not expired",
                got="another one",
                do="Ask for a new one.",
            )
        _use(connection, secret, now)
        if invitation.account_id is not None:
            change_password(connection, invitation.account_id, account.password_hash)
            note_account(connection, store, Action.CHANGED, invitation.account_id)
            return account
        add_account(connection, account, now)
        note_account(connection, store, Action.ADDED, account.id, by=account.id)
        if account.person_id is not None:
            give_access(connection, account.person_id, account.id, Role.OWNER)
            store.write_line(connection, Action.GRANTED, account.person_id, "access", account.id)
    return account


def _use(connection: sa.Connection, secret: str, now: datetime) -> None:
    mine = INVITATIONS.c.token_hash == secret_hash(secret)
    connection.execute(INVITATIONS.update().where(mine).values(used_at=now))
