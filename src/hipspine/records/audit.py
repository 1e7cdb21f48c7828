"""The audit trail: lines that are only ever added, each sealed with the hash of the one before.

A line says who did what when and with whose records; it holds nothing from inside them. Entries
are named by a mark, a hash of person, kind and id, because an id made elsewhere may say something.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa

from hipspine.domain.record import AuditEntry
from hipspine.records.tables import AUDIT

START = "0" * 64
"""The hash before the first line."""


class Action(StrEnum):
    """What can be done with records."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    SIGNED = "signed"
    MERGED = "merged"
    SEPARATED = "separated"
    GRANTED = "granted"
    REVOKED = "revoked"
    READ = "read"
    EXPORTED = "exported"
    TAKEN_IN = "taken_in"
    RESTORED = "restored"
    ERASED = "erased"
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """A line to be written."""

    at: datetime
    by: str
    action: Action
    person: str | None
    kind: str
    entry: str = ""


def entry_mark(person: str, kind: str, entry_id: str) -> str:
    """Return the mark under which the trail names an entry (16 hexadecimal digits)."""
    return hashlib.sha256(f"{person}|{kind}|{entry_id}".encode()).hexdigest()[:16]


def write_line(connection: sa.Connection, line: Line) -> None:
    """Add a line to the trail, in the transaction of what it is about."""
    last = connection.execute(
        sa.select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
    ).one_or_none()
    number, before = (1, START) if last is None else (last.number + 1, last.hash)
    connection.execute(
        AUDIT.insert().values(
            number=number,
            at=line.at,
            by=line.by,
            action=str(line.action),
            person_id=line.person,
            kind=line.kind,
            entry=line.entry,
            hash=_seal(number, line, before),
        )
    )


def _seal(number: int, line: Line, before: str) -> str:
    content = asdict(line) | {"at": line.at.astimezone(UTC).isoformat(), "number": number}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{before}|{text}".encode()).hexdigest()


def read_trail(
    connection: sa.Connection, persons: tuple[str, ...] | None, limit: int | None
) -> tuple[AuditEntry, ...]:
    """Return the last lines about some persons, or about all, oldest first."""
    query = sa.select(AUDIT).order_by(AUDIT.c.number.desc())
    if persons is not None:
        query = query.where(AUDIT.c.person_id.in_(persons))
    if limit is not None:
        query = query.limit(limit)
    return tuple(_entry(row) for row in reversed(connection.execute(query).all()))


def _entry(row: sa.Row[tuple[object, ...]]) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        by=row.by,
        action=row.action,
        person=row.person_id,
        kind=row.kind,
        entry=row.entry,
        hash=row.hash,
    )


def broken_lines(trail: tuple[AuditEntry, ...]) -> list[int]:
    """Return the numbers of lines whose seal does not fit, or that follow a missing line."""
    broken: list[int] = []
    before, expected = START, 1
    for entry in trail:
        line = Line(entry.at, entry.by, Action(entry.action), entry.person, entry.kind, entry.entry)
        if entry.number != expected or entry.hash != _seal(entry.number, line, before):
            broken.append(entry.number)
        before, expected = entry.hash, entry.number + 1
    return broken
