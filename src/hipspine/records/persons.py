"""Persons in the database: adding, changing, listing, and merging duplicates."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Person
from hipspine.records.documents import as_text, from_text
from hipspine.records.plausible import check_plausible
from hipspine.records.tables import ACCESS, PERSONS


def find_person(connection: sa.Connection, person_id: str) -> Person | None:
    """Return a person as kept under this very id, or None."""
    content = connection.execute(
        sa.select(PERSONS.c.content).where(PERSONS.c.id == person_id)
    ).scalar_one_or_none()
    return None if content is None else from_text(content, Person)


def main_id(connection: sa.Connection, person_id: str) -> str:
    """Return the id of a person, or of whom they were merged into.

    Raises
    ------
    RecordsError
        If there is no such person.
    """
    return all_ids(connection, person_id)[0]


def unknown_person(person_id: str) -> RecordsError:
    """Return the error about a person who is not there."""
    return RecordsError(
        f"person {person_id}",
        expected="a person whose records are kept here",
        got="nobody",
        do="See who is there with: hipspine person list.",
    )


def all_ids(connection: sa.Connection, person_id: str) -> tuple[str, ...]:
    """Return a person's id, and after it the ids of the duplicates merged into it.

    Raises
    ------
    RecordsError
        If there is no such person.
    """
    found = tuple(connection.execute(_ALL_IDS, {"person_id": person_id}).scalars())
    if not found:
        raise unknown_person(person_id)
    return found


def _all_ids_query() -> sa.Select[str]:
    """Return the query that goes up to whom a person was merged into, and from there down."""
    up = (
        sa.select(PERSONS.c.id, PERSONS.c.merged_into)
        .where(PERSONS.c.id == sa.bindparam("person_id"))
        .cte("up", recursive=True)
    )
    above = sa.select(PERSONS.c.id, PERSONS.c.merged_into).where(PERSONS.c.id == up.c.merged_into)
    up = up.union_all(above)
    down = (
        sa.select(up.c.id, sa.literal(0).label("steps"))
        .where(up.c.merged_into.is_(None))
        .cte("down", recursive=True)
    )
    below = sa.select(PERSONS.c.id, down.c.steps + 1).where(PERSONS.c.merged_into == down.c.id)
    down = down.union_all(below)
    return sa.select(down.c.id).order_by(down.c.steps, down.c.id)


_ALL_IDS = _all_ids_query()


def insert_person(connection: sa.Connection, person: Person, at: datetime) -> bool:
    """Keep a new person; False if exactly this one is there."""
    check_person(person)
    there = find_person(connection, person.id)
    if there == person:
        return False
    if there is not None:
        raise RecordsError(
            f"person {person.id}",
            expected="a new person, or the same one again",
            got="another person under this id",
            do="Change what is known instead, or give the new person an id of their own.",
        )
    connection.execute(
        PERSONS.insert().values(
            id=person.id, name=person.name, added_at=at, content=as_text(person)
        )
    )
    return True


def update_person(connection: sa.Connection, person: Person) -> bool:
    """Change what is known about a person; False if nothing changes."""
    check_person(person)
    there = find_person(connection, person.id)
    if there is None:
        raise unknown_person(person.id)
    if there == person:
        return False
    connection.execute(
        PERSONS.update()
        .where(PERSONS.c.id == person.id)
        .values(name=person.name, content=as_text(person))
    )
    return True


def check_person(person: Person) -> None:
    """Check what is to be kept about a person.

    Raises
    ------
    RecordsError
        If the id is not a UUID, there is no name, or a figure cannot be.
    """
    try:
        is_id = str(UUID(person.id)) == person.id
    except ValueError:
        is_id = False
    if not is_id:
        raise RecordsError(
            "a person's id",
            expected="a UUID in small letters with hyphens, which says nothing about the person",
            got=repr(person.id),
            do="Let hipspine make one.",
        )
    if not person.name.strip():
        raise RecordsError(
            f"person {person.id}", expected="a name", got="none", do="Give one; a code will do."
        )
    check_plausible(person)


def list_persons(
    connection: sa.Connection, named: str, account: str | None, limit: int, offset: int
) -> tuple[Person, ...]:
    """Return persons by name, without merged duplicates."""
    query = sa.select(PERSONS.c.content).where(PERSONS.c.merged_into.is_(None))
    if named:
        query = query.where(PERSONS.c.name.icontains(named, autoescape=True))
    query = visible_to(query, account).order_by(PERSONS.c.name, PERSONS.c.id)
    rows = connection.execute(query.limit(limit).offset(offset)).scalars()
    return tuple(from_text(content, Person) for content in rows)


def visible_to(query: sa.Select[Any], account: str | None) -> sa.Select[Any]:
    """Narrow a query over persons to those that an account may open; None: everybody."""
    if account is None:
        return query
    allowed = sa.select(ACCESS.c.person_id).where(ACCESS.c.account == account)
    return query.where(PERSONS.c.id.in_(allowed))


def merge(connection: sa.Connection, duplicate: str, into: str) -> None:
    """Let a duplicate point at whom it is merged into.

    Raises
    ------
    RecordsError
        If the two are one already, the duplicate is merged into somebody else, or others are
        merged into it.
    """
    target = main_id(connection, into)
    if main_id(connection, duplicate) != duplicate:
        raise RecordsError(
            f"person {duplicate}",
            expected="a person who is not merged yet",
            got="a merged one",
            do="Separate it first.",
        )
    if target == duplicate:
        raise RecordsError(
            f"person {duplicate}",
            expected="two different persons",
            got="the same person twice",
            do="Give the id of the duplicate, then that of the person to keep.",
        )
    if len(all_ids(connection, duplicate)) > 1:
        raise RecordsError(
            f"person {duplicate}",
            expected="a duplicate into which nobody is merged",
            got="one with duplicates of its own",
            do="Separate those first, and merge each into the person to keep.",
        )
    connection.execute(PERSONS.update().where(PERSONS.c.id == duplicate).values(merged_into=target))


def separate(connection: sa.Connection, duplicate: str) -> None:
    """Take a merge back.

    Raises
    ------
    RecordsError
        If the person is not merged.
    """
    if main_id(connection, duplicate) == duplicate:
        raise RecordsError(
            f"person {duplicate}",
            expected="a person who was merged into another",
            got="one who was not",
            do="See the ids with: hipspine person show.",
        )
    connection.execute(PERSONS.update().where(PERSONS.c.id == duplicate).values(merged_into=None))
