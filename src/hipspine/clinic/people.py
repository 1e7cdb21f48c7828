"""Persons whose records are kept: checked when they are new, found by name, seen at a glance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hipspine.clinic.local_time import is_zone
from hipspine.content.text import LANGUAGES
from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Person
from hipspine.records.kinds import KINDS
from hipspine.records.store import Store

OLDEST = 120
"""Years: somebody born earlier is a slip of the hand."""

_ENOUGH = 1000
"""Persons with one name part: far more than would ever be typed on purpose."""


@dataclass(frozen=True)
class Overview:
    """A person at a glance."""

    person: Person
    merged: tuple[str, ...]
    """Ids of the duplicates merged into the person."""
    counts: Mapping[str, int]
    """How many entries of each kind are kept, those taken back left out."""
    programme_versions: int
    stage: str | None
    """Of the newest programme."""
    readers: tuple[str, ...]
    """Accounts that may open the records, each with its role."""


def add_person(store: Store, person: Person, *, today: datetime) -> bool:
    """Keep a new person; False if exactly this person is there already.

    Raises
    ------
    RecordsError
        If language, time zone or year of birth cannot be.
    """
    _check(person, today)
    return store.add_person(person)


def change_person(store: Store, person: Person, *, today: datetime) -> bool:
    """Change what is known about a person; False if nothing changes.

    Raises
    ------
    RecordsError
        If nobody has this id, or language, time zone, year of birth or size cannot be.
    """
    _check(person, today)
    return store.change_person(person)


def _check(person: Person, today: datetime) -> None:
    if person.language not in LANGUAGES:
        raise _wrong("language", f"one of {', '.join(LANGUAGES)}", person.language)
    if not is_zone(person.zone):
        raise _wrong("time zone", "a name such as Europe/Berlin", person.zone)
    year = person.birth_year
    if year is not None and not today.year - OLDEST <= year <= today.year:
        raise _wrong("year of birth", f"{today.year - OLDEST} to {today.year}", str(year))


def _wrong(what: str, expected: str, got: str) -> RecordsError:
    return RecordsError(what, expected=expected, got=repr(got), do="Correct it. Nothing was kept.")


def find_one(store: Store, who: str, *, by_whole_name: bool = False) -> Person:
    """Return the person whom an id, or a part of a name, means.

    Parameters
    ----------
    store : Store
    who : str
    by_whole_name : bool
        Whether a part of the name is too little.

    Raises
    ------
    RecordsError
        If it means nobody, or more than one person.
    """
    found = store.persons(named=who, limit=_ENOUGH) if who else ()
    exact = tuple(person for person in found if person.name == who)
    fitting = exact or (() if by_whole_name else found)
    if len(fitting) > 1:
        raise RecordsError(
            f"person {who!r}",
            expected="a name that fits one person",
            got="one that fits more",
            do="Give the id; see it with: hipspine person list.",
        )
    return fitting[0] if fitting else store.person(who)


def overview(store: Store, person_id: str) -> Overview:
    """Return a person at a glance."""
    main, *merged = store.merged_with(person_id)
    newest = store.programme(main)
    return Overview(
        person=store.person(main),
        merged=tuple(merged),
        counts={kind.name: len(store.entries(main, kind.type)) for kind in KINDS},
        programme_versions=len(store.programmes(main)),
        stage=None if newest is None else str(newest.stage),
        readers=tuple(f"{item.account} ({item.role})" for item in store.access(main)),
    )
