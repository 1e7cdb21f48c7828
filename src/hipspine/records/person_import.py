"""Take in what was exported about a person: checked whole, then written whole or not at all."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hipspine.domain.errors import RecordsError
from hipspine.domain.programme import Overrides, Programme
from hipspine.domain.record import Person, Recording, Result
from hipspine.domain.training import Session
from hipspine.records import entries, file_rows, persons, programmes
from hipspine.records.archive import Archive, open_archive
from hipspine.records.audit import Action
from hipspine.records.documents import from_data
from hipspine.records.kinds import KINDS, Kind
from hipspine.records.person_export import DOCUMENT, FORMAT, VERSION
from hipspine.records.plausible import check_plausible
from hipspine.records.sql_store import SqlStore
from hipspine.records.times import time_from_text


def take_in_person(store: SqlStore, file: Path, *, known_exercises: Set[str]) -> Person:
    """Take in what ``export_person`` wrote; what is here already is left as it is.

    Raises
    ------
    FileFormatError
        If the archive is damaged, or no export of a person.
    RecordsError
        If an entry is impossible, names an unknown exercise, or contradicts one that is here.
    """
    with open_archive(file, frozenset({DOCUMENT})) as archive:
        content = _read(archive)
        _check(content, archive.where, known_exercises)
        with store.database.writing() as connection:
            _write_persons(store, connection, content.persons)
            _write_files(store, connection, content, archive)
            for item in content.entries:
                _write_entry(connection, item)
            _write_plans(connection, content, store.clock())
            store.write_line(connection, Action.TAKEN_IN, content.persons[0].id, "person")
        return content.persons[0]


@dataclass(frozen=True)
class _Entry:
    """An entry of an export: whose it is, and whether it was taken back."""

    person: str
    kind: Kind
    entry: Any
    withdrawn_at: datetime | None
    withdrawn_because: str


@dataclass(frozen=True)
class _Content:
    """What an export holds, the main person first."""

    persons: tuple[Person, ...]
    entries: tuple[_Entry, ...]
    programmes: tuple[tuple[str, Programme], ...]
    overrides: tuple[tuple[str, datetime, Overrides], ...]


def _read(archive: Archive) -> _Content:
    document: Mapping[str, Any] = archive.document(DOCUMENT, FORMAT, VERSION)
    try:
        content = _Content(
            tuple(from_data(item, Person) for item in document["persons"]),
            tuple(
                _entry(kind, item)
                for kind in KINDS
                for item in document["entries"].get(kind.name, ())
            ),
            tuple(
                (item["person"], from_data(item["content"], Programme))
                for item in document["programmes"]
            ),
            tuple(
                (item["person"], time_from_text(item["at"]), from_data(item["content"], Overrides))
                for item in document["overrides"]
            ),
        )
    except KeyError as problem:
        raise archive.error("an export as hipspine writes it", f"no {problem}") from None
    except (TypeError, AttributeError, ValueError) as problem:
        raise archive.error("an export as hipspine writes it", str(problem)) from None
    _check_owners(archive, content)
    return content


def _entry(kind: Kind, item: Mapping[str, Any]) -> _Entry:
    taken_back = item["withdrawn_at"]
    return _Entry(
        person=item["person"],
        kind=kind,
        entry=from_data(item["content"], kind.type),
        withdrawn_at=None if taken_back is None else time_from_text(taken_back),
        withdrawn_because=str(item["withdrawn_because"]),
    )


def _check_owners(archive: Archive, content: _Content) -> None:
    ids = {person.id for person in content.persons}
    if not ids:
        raise archive.error("an export of a person", "nobody")
    owners = {item.person for item in content.entries}
    owners |= {person for person, _programme in content.programmes}
    owners |= {person for person, _at, _overrides in content.overrides}
    owners |= {person for person, _sha256, _name in archive.files()}
    if not owners <= ids:
        raise archive.error("entries of the persons in it", f"some of {sorted(owners - ids)[0]!r}")


def _check(content: _Content, where: str, known_exercises: Set[str]) -> None:
    for part in _parts(content):
        check_plausible(part)
    named = {exercise for part in _parts(content) for exercise in _exercises(part)}
    unknown = sorted(named - set(known_exercises))
    if unknown:
        raise RecordsError(
            where,
            expected="exercises of the library",
            got=", ".join(unknown),
            do="Add them to the library, or update hipspine. Nothing was taken in.",
        )


def _parts(content: _Content) -> Iterator[object]:
    yield from (item.entry for item in content.entries)
    yield from (programme for _person, programme in content.programmes)
    yield from (overrides for _person, _at, overrides in content.overrides)


def _exercises(part: object) -> Iterator[str]:
    if isinstance(part, Session):
        yield from (done.exercise for done in part.entries)
    elif isinstance(part, Programme):
        yield from (item.exercise for item in part.exercises)
        yield from _exercises(part.overrides)
    elif isinstance(part, Overrides):
        yield from part.pinned | part.banned | set(part.doses)


def _write_persons(store: SqlStore, connection: sa.Connection, people: tuple[Person, ...]) -> None:
    for person in people:
        persons.insert_person(connection, person, store.clock())
    for duplicate in people[1:]:
        if persons.main_id(connection, duplicate.id) == duplicate.id:
            persons.merge(connection, duplicate.id, people[0].id)


def _write_files(
    store: SqlStore, connection: sa.Connection, content: _Content, archive: Archive
) -> None:
    ids = [person.id for person in content.persons]
    for person, sha256, name in archive.files():
        with archive.member(name) as stream, store.files.receive(stream) as incoming:
            if incoming.sha256 != sha256:
                raise archive.error(f"{name} unchanged", "another content")
            store.place_file(connection, person, incoming)
    for item in content.entries:
        if isinstance(item.entry, Recording | Result):
            file_rows.check_kept(connection, tuple(ids), item.entry.files)


def _write_entry(connection: sa.Connection, item: _Entry) -> None:
    done = entries.keep_entry(connection, (item.person,), item.kind, item.entry)
    if done is Action.ADDED and item.withdrawn_at is not None:
        entries.mark_withdrawn(
            connection,
            (item.person,),
            item.kind,
            item.kind.id_of(item.entry),
            at=item.withdrawn_at,
            because=item.withdrawn_because,
        )


def _write_plans(connection: sa.Connection, content: _Content, now: datetime) -> None:
    for person, programme in content.programmes:
        programmes.insert_programme(connection, (person,), programme, now)
        if programme.signature is not None:
            programmes.insert_signature(
                connection, (person,), programme.version, programme.signature
            )
    for person, at, overrides in content.overrides:
        programmes.insert_overrides(connection, (person,), overrides, at)
