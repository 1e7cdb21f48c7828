"""What a store of records can do, in the nouns of the domain: the one door to what is kept.

``open_store`` in :mod:`hipspine.records.open_store` gives one. Every write is either done and safe
on the disk when the call returns, or not done at all. Whoever asks twice, with the same id and the
same content, gets False the second time and nothing changes; the same id with another content is
refused.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hipspine.domain.programme import Overrides, Programme, Signature
from hipspine.domain.record import (
    Access,
    AuditEntry,
    CaseloadRow,
    KeptFile,
    Person,
    Role,
)
from hipspine.records.kinds import E, Entry

PAGE = 50
"""Persons on one page of a list, unless asked otherwise."""


class Store(Protocol):
    """Records of persons. All times that are given need a time zone."""

    def acting_as(self, account: str) -> "Store":
        """Return the same store, whose audit trail names this account (an id, never a name)."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...

    def add_person(self, person: Person) -> bool:
        """Keep a new person; False if exactly this person is there already."""
        ...

    def change_person(self, person: Person) -> bool:
        """Change what is known about a person; False if nothing changes."""
        ...

    def person(self, person_id: str) -> Person:
        """Return a person; of a merged duplicate, the person it was merged into."""
        ...

    def persons(
        self, *, named: str = "", account: str | None = None, limit: int = PAGE, offset: int = 0
    ) -> tuple[Person, ...]:
        """Return persons by name, without merged duplicates.

        ``named`` is a part of the name; ``account`` keeps those that it may open.
        """
        ...

    def caseload(
        self,
        today: datetime,
        *,
        account: str | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> tuple[CaseloadRow, ...]:
        """Return a clinician's list by name, with where everybody stands."""
        ...

    def merge_persons(self, duplicate: str, into: str) -> None:
        """Show a duplicate's records with those of another person; nothing moves."""
        ...

    def separate_person(self, duplicate: str) -> None:
        """Undo a merge."""
        ...

    def merged_with(self, person_id: str) -> tuple[str, ...]:
        """Return the ids of a person: their own first, then those merged into it."""
        ...

    def add(self, person_id: str, entry: Entry) -> bool:
        """Keep an entry; False if it is there already."""
        ...

    def entries(
        self,
        person_id: str,
        kind: type[E],
        *,
        since: datetime | None = None,
        latest: int | None = None,
    ) -> tuple[E, ...]:
        """Return a person's entries of one kind in order of time, those taken back left out.

        ``since`` keeps those at or after a moment, ``latest`` the last so many of them.
        """
        ...

    def withdraw(self, person_id: str, kind: type[E], entry_id: str, because: str) -> bool:
        """Take an entry back: it stays in exports, marked, and is not listed any more."""
        ...

    def add_programme(self, person_id: str, programme: Programme) -> bool:
        """Keep a version of a programme; versions count up from 1 without gaps."""
        ...

    def programmes(self, person_id: str) -> tuple[Programme, ...]:
        """Return all versions of a person's programme, each with its signature if it has one."""
        ...

    def programme(self, person_id: str, version: int | None = None) -> Programme | None:
        """Return one version, or the newest; None where there is none."""
        ...

    def sign_programme(self, person_id: str, version: int, signature: Signature) -> bool:
        """Sign a version; False if it is signed exactly so."""
        ...

    def set_overrides(self, person_id: str, overrides: Overrides, at: datetime) -> bool:
        """Keep what a clinician decided; earlier decisions stay in the history."""
        ...

    def overrides(self, person_id: str) -> Overrides:
        """Return what a clinician decided last; nothing, where nobody did."""
        ...

    def keep_file(self, person_id: str, file: Path, *, role: str) -> KeptFile:
        """Keep a copy of a file; the recording or result that names it is added after it."""
        ...

    def keep_bytes(self, person_id: str, content: bytes, *, name: str, role: str) -> KeptFile:
        """Keep bytes as a file."""
        ...

    def file(self, person_id: str, sha256: str) -> Path:
        """Return where a kept file is, after checking that it is unchanged."""
        ...

    def grant(self, person_id: str, account: str, role: Role) -> bool:
        """Let an account open a person's records; False if it may already."""
        ...

    def revoke(self, person_id: str, account: str) -> bool:
        """Take that back; False if it might not."""
        ...

    def access(self, person_id: str) -> tuple[Access, ...]:
        """Return who may open a person's records."""
        ...

    def role(self, person_id: str, account: str) -> Role | None:
        """Return what an account may do with a person's records; None: nothing."""
        ...

    def note_reading(self, person_id: str, what: str) -> None:
        """Write into the audit trail that the records were opened."""
        ...

    def audit_trail(
        self, person_id: str | None = None, *, limit: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """Return what was done, oldest first: with one person or with all; the last ``limit``."""
        ...

    def broken_audit_lines(self) -> Sequence[int]:
        """Return the numbers of audit lines that were changed, or follow one that is missing."""
        ...

    def erase_person(self, person_id: str) -> None:
        """Erase everything of a person and of the duplicates merged into it, files included."""
        ...
