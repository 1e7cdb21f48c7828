"""The store of records in a database: one transaction for each call, its audit line in it."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from hipspine.domain.programme import Overrides, Programme, Signature
from hipspine.domain.record import (
    Access,
    AuditEntry,
    CaseloadRow,
    KeptFile,
    Person,
    Recording,
    Result,
    Role,
)
from hipspine.records import (
    accounts,
    audit,
    caseload,
    entries,
    erasure,
    file_rows,
    persons,
    programmes,
)
from hipspine.records.audit import Action, Line, entry_mark
from hipspine.records.database import Database
from hipspine.records.files import FileFolder, Incoming, clear_file_failures
from hipspine.records.kinds import E, Entry, kind_of
from hipspine.records.plausible import check_moment, check_plausible
from hipspine.records.store import PAGE

Clock = Callable[[], datetime]
LOCAL = "local"
"""The account that the audit trail names where there are no accounts."""


@dataclass(frozen=True)
class SqlStore:
    """A :class:`hipspine.records.store.Store` in SQLite or PostgreSQL, with its files beside it."""

    database: Database
    files: FileFolder
    clock: Clock
    account: str = LOCAL
    _known_ids: dict[str, tuple[str, ...]] | None = field(default=None, repr=False, compare=False)
    """Who was found to be one with whom; None where every reading asks anew."""

    def acting_as(self, account: str) -> "SqlStore":
        """Return the same store, whose audit trail names this account."""
        return replace(self, account=account)

    def for_one_visit(self) -> "SqlStore":
        """Return the same store, which finds out once only whose duplicates are merged with whom.

        For a page that reads many kinds of entry: merges that others make meanwhile show in the
        next one. Writing always looks anew.
        """
        return replace(self, _known_ids={})

    def close(self) -> None:
        """Let go of the database."""
        self.database.engine.dispose()

    def write_line(
        self,
        connection: sa.Connection,
        action: Action,
        person_id: str | None,
        kind: str,
        entry_id: str = "",
    ) -> None:
        """Write a line of the audit trail in the transaction of what it is about."""
        mark = entry_mark(person_id, kind, entry_id) if person_id and entry_id else ""
        line = Line(self.clock(), self.account, action, person_id, kind, mark)
        audit.write_line(connection, line)

    def _ids(self, connection: sa.Connection, person_id: str) -> tuple[str, ...]:
        """Return the ids under which to read of a person."""
        if self._known_ids is None:
            return persons.all_ids(connection, person_id)
        if person_id not in self._known_ids:
            self._known_ids[person_id] = persons.all_ids(connection, person_id)
        return self._known_ids[person_id]

    def _forget_ids(self) -> None:
        if self._known_ids is not None:
            self._known_ids.clear()

    # Persons

    def add_person(self, person: Person) -> bool:
        """Keep a new person; False if exactly this person is there already."""
        with self.database.writing() as connection:
            is_new = persons.insert_person(connection, person, self.clock())
            if is_new:
                self.write_line(connection, Action.ADDED, person.id, "person")
        return is_new

    def change_person(self, person: Person) -> bool:
        """Change what is known about a person; False if nothing changes."""
        with self.database.writing() as connection:
            has_changed = persons.update_person(connection, person)
            if has_changed:
                self.write_line(connection, Action.CHANGED, person.id, "person")
        return has_changed

    def person(self, person_id: str) -> Person:
        """Return a person; of a merged duplicate, the person it was merged into."""
        with self.database.reading() as connection:
            found = persons.find_person(connection, self._ids(connection, person_id)[0])
        if found is None:
            raise persons.unknown_person(person_id)
        return found

    def persons(
        self, *, named: str = "", account: str | None = None, limit: int = PAGE, offset: int = 0
    ) -> tuple[Person, ...]:
        """Return persons by name, without merged duplicates."""
        with self.database.reading() as connection:
            return persons.list_persons(connection, named, account, limit, offset)

    def caseload(
        self,
        today: datetime,
        *,
        account: str | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> tuple[CaseloadRow, ...]:
        """Return a clinician's list by name, with where everybody stands."""
        with self.database.reading() as connection:
            return caseload.read_caseload(connection, today, account, limit, offset)

    def merge_persons(self, duplicate: str, into: str) -> None:
        """Show a duplicate's records with those of another person; nothing moves."""
        with self.database.writing() as connection:
            persons.merge(connection, duplicate, into)
            self._forget_ids()
            self.write_line(connection, Action.MERGED, duplicate, "person")
            self.write_line(connection, Action.MERGED, persons.main_id(connection, into), "person")

    def separate_person(self, duplicate: str) -> None:
        """Undo a merge."""
        with self.database.writing() as connection:
            persons.separate(connection, duplicate)
            self._forget_ids()
            self.write_line(connection, Action.SEPARATED, duplicate, "person")

    def merged_with(self, person_id: str) -> tuple[str, ...]:
        """Return the ids of a person: their own first, then those merged into it."""
        with self.database.reading() as connection:
            return self._ids(connection, person_id)

    # Entries

    def add(self, person_id: str, entry: Entry) -> bool:
        """Keep an entry; False if it is there already."""
        kind = kind_of(type(entry))
        check_plausible(entry)
        check_moment(kind.at(entry), kind.name)
        with self.database.writing() as connection:
            ids = persons.all_ids(connection, person_id)
            if isinstance(entry, Recording | Result):
                file_rows.check_kept(connection, ids, entry.files)
            done = entries.keep_entry(connection, ids, kind, entry)
            if done is not None:
                self.write_line(connection, done, ids[0], kind.name, kind.id_of(entry))
        return done is not None

    def entries(
        self,
        person_id: str,
        kind: type[E],
        *,
        since: datetime | None = None,
        latest: int | None = None,
    ) -> tuple[E, ...]:
        """Return a person's entries of one kind in order of time, those taken back left out."""
        with self.database.reading() as connection:
            ids = self._ids(connection, person_id)
            return entries.read_entries(connection, ids, kind_of(kind), since, latest)

    def withdraw(self, person_id: str, kind: type[E], entry_id: str, because: str) -> bool:
        """Take an entry back: it stays in exports, marked, and is not listed any more."""
        of_kind = kind_of(kind)
        with self.database.writing() as connection:
            ids = persons.all_ids(connection, person_id)
            owner = entries.mark_withdrawn(
                connection, ids, of_kind, entry_id, at=self.clock(), because=because
            )
            if owner is not None:
                self.write_line(connection, Action.WITHDRAWN, owner, of_kind.name, entry_id)
        return owner is not None

    # Programmes

    def add_programme(self, person_id: str, programme: Programme) -> bool:
        """Keep a version of a programme; versions count up from 1 without gaps."""
        check_plausible(programme)
        with self.database.writing() as connection:
            ids = persons.all_ids(connection, person_id)
            is_new = programmes.insert_programme(connection, ids, programme, self.clock())
            if is_new:
                version = str(programme.version)
                self.write_line(connection, Action.ADDED, ids[0], "programme", version)
        return is_new

    def programmes(self, person_id: str) -> tuple[Programme, ...]:
        """Return all versions of a person's programme, each with its signature if it has one."""
        with self.database.reading() as connection:
            ids = self._ids(connection, person_id)
            return programmes.read_programmes(connection, ids)

    def programme(self, person_id: str, version: int | None = None) -> Programme | None:
        """Return one version, or the newest; None where there is none."""
        with self.database.reading() as connection:
            ids = self._ids(connection, person_id)
            wanted = version or programmes.newest_version(connection, ids)
            found = programmes.read_programmes(connection, ids, wanted)
        return found[-1] if found else None

    def sign_programme(self, person_id: str, version: int, signature: Signature) -> bool:
        """Sign a version; False if it is signed exactly so."""
        with self.database.writing() as connection:
            ids = persons.all_ids(connection, person_id)
            is_new = programmes.insert_signature(connection, ids, version, signature)
            if is_new:
                self.write_line(connection, Action.SIGNED, ids[0], "programme", str(version))
        return is_new

    def set_overrides(self, person_id: str, overrides: Overrides, at: datetime) -> bool:
        """Keep what a clinician decided; earlier decisions stay in the history."""
        check_plausible(overrides)
        check_moment(at, "overrides")
        with self.database.writing() as connection:
            ids = persons.all_ids(connection, person_id)
            is_new = programmes.insert_overrides(connection, ids, overrides, at)
            if is_new:
                self.write_line(connection, Action.CHANGED, ids[0], "overrides")
        return is_new

    def overrides(self, person_id: str) -> Overrides:
        """Return what a clinician decided last; nothing, where nobody did."""
        with self.database.reading() as connection:
            return programmes.read_overrides(connection, self._ids(connection, person_id))

    # Files

    def keep_file(self, person_id: str, file: Path, *, role: str) -> KeptFile:
        """Keep a copy of a file; the recording or result that names it is added after it."""
        with clear_file_failures(file), file.open("rb") as stream:
            return self._keep(person_id, stream, name=file.name, role=role)

    def keep_bytes(self, person_id: str, content: bytes, *, name: str, role: str) -> KeptFile:
        """Keep bytes as a file."""
        return self._keep(person_id, io.BytesIO(content), name=name, role=role)

    def _keep(self, person_id: str, stream: BinaryIO, *, name: str, role: str) -> KeptFile:
        with self.files.receive(stream) as incoming, self.database.writing() as connection:
            owner = persons.main_id(connection, person_id)
            self.place_file(connection, owner, incoming)
        return KeptFile(role, name, incoming.sha256, incoming.size_bytes)

    def place_file(self, connection: sa.Connection, person_id: str, incoming: Incoming) -> None:
        """Put a received file in its place and note whose it is."""
        self.files.put_in_place(incoming, person_id)
        if file_rows.keep_row(connection, person_id, incoming):
            self.write_line(connection, Action.ADDED, person_id, "file", incoming.sha256)

    def file(self, person_id: str, sha256: str) -> Path:
        """Return where a kept file is, after checking that it is unchanged."""
        with self.database.reading() as connection:
            ids = self._ids(connection, person_id)
            owner = file_rows.owner_of(connection, ids, sha256)
        return self.files.checked(owner, sha256)

    # Access and audit

    def grant(self, person_id: str, account: str, role: Role) -> bool:
        """Let an account open a person's records; False if it may already."""
        with self.database.writing() as connection:
            owner = persons.main_id(connection, person_id)
            is_new = accounts.give_access(connection, owner, account, role)
            if is_new:
                self.write_line(connection, Action.GRANTED, owner, "access", account)
        return is_new

    def revoke(self, person_id: str, account: str) -> bool:
        """Take that back; False if it might not."""
        with self.database.writing() as connection:
            ids = persons.all_ids(connection, person_id)
            had_access = accounts.take_access(connection, ids, account)
            if had_access:
                self.write_line(connection, Action.REVOKED, ids[0], "access", account)
        return had_access

    def access(self, person_id: str) -> tuple[Access, ...]:
        """Return who may open a person's records."""
        with self.database.reading() as connection:
            return accounts.read_access(connection, self._ids(connection, person_id))

    def role(self, person_id: str, account: str) -> Role | None:
        """Return what an account may do with a person's records; None: nothing."""
        return next((item.role for item in self.access(person_id) if item.account == account), None)

    def note_reading(self, person_id: str, what: str) -> None:
        """Write into the audit trail that the records were opened."""
        self.note(Action.READ, person_id, what)

    def note(self, action: Action, person_id: str, what: str) -> None:
        """Write a line of the audit trail about something that changes no record."""
        with self.database.writing() as connection:
            self.write_line(connection, action, persons.main_id(connection, person_id), what)

    def audit_trail(
        self, person_id: str | None = None, *, limit: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """Return what was done, oldest first: with one person or with all; the last ``limit``."""
        with self.database.reading() as connection:
            ids = None if person_id is None else self._ids(connection, person_id)
            return audit.read_trail(connection, ids, limit)

    def broken_audit_lines(self) -> list[int]:
        """Return the numbers of audit lines that were changed, or follow one that is missing."""
        return audit.broken_lines(self.audit_trail())

    def erase_person(self, person_id: str) -> None:
        """Erase everything of a person and of the duplicates merged into it, files included."""
        with self.database.writing() as connection:
            ids = persons.all_ids(connection, person_id)
            erasure.delete_rows(connection, ids)
            self._forget_ids()
            for erased in ids:
                self.write_line(connection, Action.ERASED, erased, "person")
        for erased in ids:
            self.files.remove_person(erased)
        erasure.compact(self.database)
