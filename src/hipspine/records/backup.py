"""Back up and restore all records while they are in use.

A backup is one archive: a copy of the database as it was at one moment, the files that this copy
names, and a manifest with the hash of each. The copy is an SQLite file. SQLite copies itself page
by page without stopping anybody; of PostgreSQL every row is copied as one transaction sees it. So a
backup of either can be restored into either.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from hipspine import __version__
from hipspine.domain.errors import RecordsError
from hipspine.records import erasure
from hipspine.records.archive import (
    UNFINISHED,
    Archive,
    forget_leftovers,
    name_of_file,
    new_archive,
    open_archive,
)
from hipspine.records.audit import Action
from hipspine.records.copying import replace_rows
from hipspine.records.database import BUSY_TIMEOUT_S, Database, open_database
from hipspine.records.failures import records_error
from hipspine.records.files import clear_file_failures, hash_of
from hipspine.records.history import bring_up_to_date
from hipspine.records.sql_store import SqlStore
from hipspine.records.tables import AUDIT, FILES, PERSONS
from hipspine.records.times import time_text

FORMAT = "hipspine-backup"
VERSION = 1
MANIFEST = "manifest.json"
DATABASE = "hipspine.db"


@dataclass(frozen=True)
class BackupContent:
    """What a backup holds."""

    persons: int
    files: int
    made_at: str


def back_up(store: SqlStore, target: Path) -> BackupContent:
    """Write a backup of everything, while others may go on writing.

    Raises
    ------
    OutputError
        If the file exists or cannot be written.
    RecordsError
        If the records are damaged.
    """
    with new_archive(target) as archive, _aside(target.parent) as folder:
        snapshot = folder / DATABASE
        _copy_out(store.database, snapshot)
        check_undamaged(snapshot)
        people, files = _what_is_in(snapshot)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "software_version": __version__,
            "made_at": time_text(store.clock()),
            "database_sha256": hash_of(snapshot),
            "persons": people,
            "files": [sha256 for _person, sha256 in files],
        }
        archive.write(snapshot, DATABASE)
        for person_id, sha256 in files:
            archive.write(_path(store, person_id, sha256), name_of_file(person_id, sha256))
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return BackupContent(people, len(files), str(manifest["made_at"]))


def _path(store: SqlStore, person_id: str, sha256: str) -> Path:
    """Return where a file of the copied state is, unless it has gone since."""
    with store.database.reading() as connection:
        is_there = connection.execute(sa.select(PERSONS.c.id).where(PERSONS.c.id == person_id))
        if is_there.first() is None:
            raise RecordsError(
                "backup",
                expected="that nobody is erased while it is written",
                got=f"person {person_id} erased",
                do="Back up once more. No backup was written.",
            )
    return store.files.checked(person_id, sha256)


def restore(store: SqlStore, backup: Path, *, may_replace: bool) -> BackupContent:
    """Put a backup in the place of the present records, whole or not at all.

    Whoever was erased since the backup was made stays erased.

    Raises
    ------
    FileFormatError
        If the backup is damaged, or no backup.
    RecordsError
        If there are records which may not be replaced, or the backup is of a newer program.
    """
    if not may_replace and store.persons(limit=1):
        raise RecordsError(
            store.database.where,
            expected="no records yet",
            got="records that the backup would replace",
            do="Back these up first, then restore with --replace.",
        )
    with (
        open_archive(backup, frozenset({DATABASE, MANIFEST})) as archive,
        _aside(store.files.root.parent) as folder,
    ):
        made_at = _unpack(archive, folder / DATABASE)
        restored = replace(store, database=open_database(f"sqlite:///{folder / DATABASE}"))
        try:
            bring_up_to_date(restored.database)
            _erase_again(restored, _erased(store))
            _restore_files(restored, archive)
            people, files = _what_is_in(folder / DATABASE)
            _copy_in(restored.database, store.database)
        finally:
            restored.close()
    _forget_files_of_nobody(store)
    return BackupContent(people, len(files), made_at)


def _copy_out(live: Database, snapshot: Path) -> None:
    """Write a database as it is at one moment into a new SQLite file."""
    if live.sqlite_file is not None:
        copy_database(live.sqlite_file, snapshot)
        return
    copy = open_database(f"sqlite:///{snapshot}")
    try:
        bring_up_to_date(copy)
        with live.reading() as source, copy.writing() as target:
            replace_rows(source, target)
        _close_log(copy)
    finally:
        copy.engine.dispose()


def _close_log(copy: Database) -> None:
    """Put everything into the file itself, none of it in SQLite's log beside it."""
    with copy.outside_transactions() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy_in(restored: Database, live: Database) -> None:
    """Put a restored SQLite file in the place of a database that others may be using."""
    if live.sqlite_file is not None and restored.sqlite_file is not None:
        copy_database(restored.sqlite_file, live.sqlite_file)
        return
    with restored.reading() as source, live.writing() as target:
        replace_rows(source, target)
    erasure.compact(live)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a folder for unfinished things on the disk where the finished ones go."""
    with clear_file_failures(folder):
        # Beside PostgreSQL there may be no folder yet.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        forget_leftovers(folder)
        path = Path(tempfile.mkdtemp(dir=folder, prefix=UNFINISHED))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, into a new one or over one that is in use.

    Raises
    ------
    RecordsError
        If either cannot be read or written; the target is then as it was.
    """
    try:
        with (
            closing(sqlite3.connect(source)) as start,
            closing(sqlite3.connect(target, timeout=BUSY_TIMEOUT_S)) as end,
        ):
            end.execute("PRAGMA synchronous = FULL")
            start.backup(end)
    except sqlite3.Error as problem:
        raise records_error(str(target), str(problem)) from problem


def check_undamaged(database: Path) -> None:
    """Check every page, index and reference of an SQLite file.

    Raises
    ------
    RecordsError
        If something is damaged.
    """
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            found += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as problem:
        raise records_error(str(database), str(problem)) from problem
    if found != ["ok"]:
        raise records_error(str(database), f"database disk image is malformed: {found[0]}")


def _what_is_in(snapshot: Path) -> tuple[int, list[tuple[str, str]]]:
    engine = sa.create_engine(f"sqlite:///{snapshot}")
    try:
        with engine.connect() as connection:
            people = connection.execute(sa.select(sa.func.count()).select_from(PERSONS)).scalar()
            files = connection.execute(sa.select(FILES.c.person_id, FILES.c.sha256))
            return people or 0, sorted((row.person_id, row.sha256) for row in files)
    finally:
        engine.dispose()


def _unpack(archive: Archive, target: Path) -> str:
    """Unpack the database, check it and the list of files, and return when it was made."""
    manifest = archive.document(MANIFEST, FORMAT, VERSION)
    with archive.member(DATABASE) as stream, target.open("wb") as copy:
        shutil.copyfileobj(stream, copy)
    if hash_of(target) != manifest.get("database_sha256"):
        raise archive.error("the database as it was backed up", "a changed one")
    check_undamaged(target)
    _people, files = _what_is_in(target)
    packed = sorted((person, sha256) for person, sha256, _name in archive.files())
    if files != packed:
        raise archive.error(f"the {len(files)} files that it names", f"{len(packed)} files")
    return str(manifest.get("made_at"))


def _restore_files(restored: SqlStore, archive: Archive) -> None:
    with restored.database.reading() as connection:
        kept = set(connection.execute(sa.select(FILES.c.person_id)).scalars())
    for person, sha256, name in archive.files():
        if person not in kept:
            continue
        with archive.member(name) as stream, restored.files.receive(stream) as incoming:
            if incoming.sha256 != sha256:
                raise archive.error(f"{name} unchanged", "another content")
            restored.files.put_in_place(incoming, person)


def _erased(store: SqlStore) -> tuple[str, ...]:
    query = sa.select(AUDIT.c.person_id).where(AUDIT.c.action == str(Action.ERASED)).distinct()
    with store.database.reading() as connection:
        return tuple(connection.execute(query).scalars())


def _erase_again(restored: SqlStore, erased: tuple[str, ...]) -> None:
    with restored.database.writing() as connection:
        there = connection.execute(sa.select(PERSONS.c.id).where(PERSONS.c.id.in_(erased)))
        again = tuple(there.scalars())
        erasure.delete_rows(connection, again)
        for person_id in again:
            restored.write_line(connection, Action.ERASED, person_id, "person")
        restored.write_line(connection, Action.RESTORED, None, "everything")
    erasure.compact(restored.database)


def _forget_files_of_nobody(store: SqlStore) -> None:
    with store.database.reading() as connection:
        people = set(connection.execute(sa.select(FILES.c.person_id)).scalars())
    for person_id in store.files.persons():
        if person_id not in people:
            store.files.remove_person(person_id)
