"""Whom a command is about: somebody named, or the only person in the records."""

from typing import TYPE_CHECKING, Annotated

import typer

from hipspine.domain.errors import RecordsError

if TYPE_CHECKING:
    from hipspine.domain.record import Person
    from hipspine.records.sql_store import SqlStore

Who = Annotated[
    str | None,
    typer.Option("--person", help="Id or name; the only person in the records if not given."),
]


def person_meant(store: "SqlStore", who: str | None) -> "Person":
    """Return the person who is named, or the only one.

    Raises
    ------
    RecordsError
        If it means nobody, or more than one person.
    """
    from hipspine.clinic.people import find_one

    if who is not None:
        return find_one(store, who)
    people = store.persons(limit=2)
    if len(people) == 1:
        return people[0]
    raise RecordsError(
        "--person",
        expected="the name of a person, unless the records hold only one",
        got="more than one person" if people else "nobody in the records",
        do="Name one with --person; see them with: hipspine person list."
        if people
        else "Begin with: hipspine check. Or add a person with: hipspine person add NAME.",
    )
