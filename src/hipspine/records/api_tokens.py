"""Tokens with which programs use the API: each with a name, scopes and an end."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from hipspine.records.audit import Action, Line, write_line
from hipspine.records.logins import secret_hash
from hipspine.records.sql_store import SqlStore
from hipspine.records.tables import API_TOKENS

PREFIX = "hipspine_"
"""Begins every token, so that programs that look for leaked secrets can tell one."""
LONGEST = timedelta(days=365)
MARK_LENGTH = 16


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    """Read records."""
    LOG = "log"
    """Add sessions, mornings and check-ins."""
    PLAN = "plan"
    """Add screenings, make plans and sign them."""
    PERSONS = "persons"
    """Add persons."""


@dataclass(frozen=True)
class ApiToken:
    """A token as it may be shown: without its secret."""

    mark: str
    """The beginning of the hash of its secret, by which it is named."""
    account_id: str | None
    """Who made it; None on one's own machine."""
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime


def make_token(
    store: SqlStore,
    name: str,
    scopes: frozenset[Scope],
    *,
    account_id: str | None,
    valid_for: timedelta,
) -> str:
    """Keep a new token and return its secret, which is kept nowhere."""
    secret = PREFIX + secrets.token_urlsafe(32)
    now = store.clock()
    with store.database.writing() as connection:
        connection.execute(
            API_TOKENS.insert().values(
                token_hash=secret_hash(secret),
                account_id=account_id,
                name=name,
                scopes=" ".join(sorted(scopes)),
                made_at=now,
                expires_at=now + min(valid_for, LONGEST),
            )
        )
        _note(connection, store, Action.ADDED, secret_hash(secret))
    return secret


def find_token(store: SqlStore, secret: str) -> ApiToken | None:
    """Return the token of a secret; None: unknown, revoked or expired."""
    query = _usable(store.clock()).where(API_TOKENS.c.token_hash == secret_hash(secret))
    with store.database.reading() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _token(row)


def tokens_of(store: SqlStore, account_id: str | None) -> tuple[ApiToken, ...]:
    """Return the tokens of an account that can be used, newest first."""
    query = _usable(store.clock()).where(_of(account_id)).order_by(API_TOKENS.c.made_at.desc())
    with store.database.reading() as connection:
        return tuple(_token(row) for row in connection.execute(query))


def revoke_token(store: SqlStore, mark: str, account_id: str | None) -> bool:
    """Take a token of an account back; False if it has none such."""
    found = [token for token in tokens_of(store, account_id) if token.mark == mark]
    if not found:
        return False
    with store.database.writing() as connection:
        mine = API_TOKENS.c.token_hash.startswith(mark, autoescape=True)
        connection.execute(
            API_TOKENS.update().where(mine, _of(account_id)).values(revoked_at=store.clock())
        )
        _note(connection, store, Action.REVOKED, mark)
    return True


def _of(account_id: str | None) -> sa.ColumnElement[bool]:
    if account_id is None:
        return API_TOKENS.c.account_id.is_(None)
    return API_TOKENS.c.account_id == account_id


def _usable(now: datetime) -> sa.Select[Any]:
    return sa.select(API_TOKENS).where(
        API_TOKENS.c.revoked_at.is_(None), API_TOKENS.c.expires_at > now
    )


def _token(row: sa.Row[Any]) -> ApiToken:
    scopes = frozenset(Scope(name) for name in row.scopes.split())
    mark = row.token_hash[:MARK_LENGTH]
    return ApiToken(mark, row.account_id, row.name, scopes, row.made_at, row.expires_at)


def _note(connection: sa.Connection, store: SqlStore, action: Action, hashed: str) -> None:
    line = Line(store.clock(), store.account, action, None, "api_token", hashed[:MARK_LENGTH])
    write_line(connection, line)
