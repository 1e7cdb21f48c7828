"""A person's entries in the database: the same three steps for every kind."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hipspine.domain.errors import RecordsError
from hipspine.records.audit import Action
from hipspine.records.documents import DocumentError, as_text, from_text
from hipspine.records.kinds import Kind
from hipspine.records.tables import ID_LENGTH


def keep_entry(
    connection: sa.Connection, persons: tuple[str, ...], kind: Kind, entry: Any
) -> Action | None:
    """Keep an entry with the first of the persons and say what was done.

    None if exactly this entry is there, with any of them, or was and has been taken back.

    Raises
    ------
    RecordsError
        If another entry has this id.
    """
    entry_id = checked_id(kind, entry)
    for person_id in persons:
        there = read_entry(connection, person_id, kind, entry_id)
        if there == entry:
            return None
        if there is not None and kind.can_be_corrected:
            _overwrite(connection, person_id, kind, entry)
            return Action.CHANGED
        if there is not None:
            raise _another_content(kind, entry_id)
    connection.execute(kind.table.insert().values(person_id=persons[0], **row_of(kind, entry)))
    return Action.ADDED


def row_of(kind: Kind, entry: Any) -> dict[str, object]:
    """Return the columns of an entry, but for whose it is."""
    return {
        "id": kind.id_of(entry),
        "at": kind.at(entry),
        "content": as_text(entry),
        **kind.columns(entry),
    }


def _overwrite(connection: sa.Connection, person_id: str, kind: Kind, entry: Any) -> None:
    row = row_of(kind, entry) | {"withdrawn_at": None, "withdrawn_because": None}
    connection.execute(
        kind.table.update()
        .where(kind.table.c.person_id == person_id, kind.table.c.id == row["id"])
        .values(row)
    )


def _another_content(kind: Kind, entry_id: str) -> RecordsError:
    return RecordsError(
        f"{kind.name} {entry_id}",
        expected="a new entry, or the same one again",
        got="another content under the same id",
        do="Take the earlier one back first, and give the new one an id of its own.",
    )


def checked_id(kind: Kind, entry: Any) -> str:
    """Return the id of an entry.

    Raises
    ------
    RecordsError
        If it is empty or too long.
    """
    entry_id = kind.id_of(entry)
    if not 0 < len(entry_id) <= ID_LENGTH:
        raise RecordsError(
            f"a {kind.name}'s id",
            expected=f"1 to {ID_LENGTH} characters",
            got=f"{len(entry_id)}",
            do="Give it a UUID.",
        )
    return entry_id


def read_entry(connection: sa.Connection, person_id: str, kind: Kind, entry_id: str) -> Any:
    """Return an entry, taken back or not; None where there is none."""
    content = connection.execute(
        sa.select(kind.table.c.content).where(
            kind.table.c.person_id == person_id, kind.table.c.id == entry_id
        )
    ).scalar_one_or_none()
    return None if content is None else read_content(content, kind.type, entry_id)


def read_content(content: str, kind: type[Any], name: str) -> Any:
    """Return what a kept text holds.

    Raises
    ------
    RecordsError
        If it does not hold what it should.
    """
    try:
        return from_text(content, kind)
    except DocumentError as problem:
        raise RecordsError(
            f"{kind.__name__} {name}",
            expected="an entry as hipspine writes it",
            got=str(problem),
            do="Nothing was changed. Take the records from the last backup with: hipspine restore.",
        ) from None


def read_entries(
    connection: sa.Connection,
    persons: tuple[str, ...],
    kind: Kind,
    since: datetime | None,
    latest: int | None,
) -> tuple[Any, ...]:
    """Return entries of one kind in order of time, those taken back left out."""
    table = kind.table
    query = (
        sa.select(table.c.id, table.c.content)
        .where(table.c.person_id.in_(persons), table.c.withdrawn_at.is_(None))
        .order_by(table.c.at.desc(), table.c.id.desc())
    )
    if since is not None:
        query = query.where(table.c.at >= since)
    if latest is not None:
        query = query.limit(latest)
    rows = connection.execute(query).all()
    return tuple(read_content(row.content, kind.type, row.id) for row in reversed(rows))


def mark_withdrawn(
    connection: sa.Connection,
    persons: tuple[str, ...],
    kind: Kind,
    entry_id: str,
    *,
    at: datetime,
    because: str,
) -> str | None:
    """Mark an entry as taken back and return whose it is; None if there is none to take back."""
    table = kind.table
    owner = connection.execute(
        sa.select(table.c.person_id).where(
            table.c.person_id.in_(persons),
            table.c.id == entry_id,
            table.c.withdrawn_at.is_(None),
        )
    ).scalar()
    if owner is not None:
        connection.execute(
            table.update()
            .where(table.c.person_id == owner, table.c.id == entry_id)
            .values(withdrawn_at=at, withdrawn_because=because)
        )
    return owner
