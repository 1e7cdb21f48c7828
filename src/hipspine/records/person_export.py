"""Everything of one person as an archive: ``person.json`` and the files it names.

The format is described in ``docs/reference/records.md``. Accounts and the audit trail belong to
the machine: they are written for reading only, and never taken in elsewhere.
"""

import json
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from hipspine import __version__
from hipspine.records import audit, persons, programmes
from hipspine.records.accounts import read_access
from hipspine.records.archive import name_of_file, new_archive
from hipspine.records.audit import Action
from hipspine.records.documents import as_data
from hipspine.records.kinds import KINDS, Kind
from hipspine.records.sql_store import SqlStore
from hipspine.records.tables import FILES, OVERRIDES
from hipspine.records.times import time_text

FORMAT = "hipspine-person"
VERSION = 1
DOCUMENT = "person.json"


def export_person(store: SqlStore, person_id: str, target: Path) -> None:
    """Write everything that is kept about a person, merged duplicates included.

    Raises
    ------
    OutputError
        If the file exists or cannot be written.
    RecordsError
        If there is no such person, or a kept file is damaged.
    """
    with store.database.reading() as connection:
        ids = persons.all_ids(connection, person_id)
        document = _document(connection, ids, store.clock())
        files = _files(connection, ids)
    with new_archive(target) as archive:
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        archive.writestr(DOCUMENT, text)
        for owner, sha256 in files:
            archive.write(store.files.checked(owner, sha256), name_of_file(owner, sha256))
    store.note(Action.EXPORTED, ids[0], "person")


def _document(connection: sa.Connection, ids: tuple[str, ...], now: datetime) -> dict[str, object]:
    kept = [persons.find_person(connection, person_id) for person_id in ids]
    return {
        "format": FORMAT,
        "version": VERSION,
        "software_version": __version__,
        "exported_at": time_text(now),
        "persons": [as_data(person) for person in kept],
        "entries": {kind.name: _entries(connection, ids, kind) for kind in KINDS},
        "programmes": _programmes(connection, ids),
        "overrides": _overrides(connection, ids),
        "access": [as_data(item) for item in read_access(connection, ids)],
        "audit": [as_data(line) for line in audit.read_trail(connection, ids, None)],
    }


def _entries(connection: sa.Connection, ids: tuple[str, ...], kind: Kind) -> list[object]:
    table = kind.table
    rows = connection.execute(
        sa.select(table).where(table.c.person_id.in_(ids)).order_by(table.c.at, table.c.id)
    )
    return [
        {
            "person": row.person_id,
            "content": json.loads(row.content),
            "withdrawn_at": row.withdrawn_at and time_text(row.withdrawn_at),
            "withdrawn_because": row.withdrawn_because,
        }
        for row in rows
    ]


def _programmes(connection: sa.Connection, ids: tuple[str, ...]) -> list[object]:
    return [
        {"person": person_id, "content": as_data(programme)}
        for person_id in ids
        for programme in programmes.read_programmes(connection, (person_id,))
    ]


def _overrides(connection: sa.Connection, ids: tuple[str, ...]) -> list[object]:
    rows = connection.execute(
        sa.select(OVERRIDES)
        .where(OVERRIDES.c.person_id.in_(ids))
        .order_by(OVERRIDES.c.person_id, OVERRIDES.c.number)
    )
    return [
        {"person": row.person_id, "at": time_text(row.at), "content": json.loads(row.content)}
        for row in rows
    ]


def _files(connection: sa.Connection, ids: tuple[str, ...]) -> list[tuple[str, str]]:
    rows = connection.execute(
        sa.select(FILES.c.person_id, FILES.c.sha256).where(FILES.c.person_id.in_(ids))
    )
    return sorted((row.person_id, row.sha256) for row in rows)
