"""Erase persons so that neither rows nor free pages of the database hold anything of them."""

import sqlalchemy as sa

from hipspine.records.audit import Action
from hipspine.records.database import Database
from hipspine.records.files import FileFolder
from hipspine.records.tables import AUDIT, PERSONS

OUTLIVES = AUDIT.name
"""The audit trail stays: it holds nothing from inside the records."""


def delete_rows(connection: sa.Connection, persons: tuple[str, ...]) -> None:
    """Delete all rows of persons, those that others refer to last.

    Which tables there are is asked of the database itself, so that none can be forgotten here.
    """
    there = sa.MetaData()
    there.reflect(connection)
    for table in reversed(there.sorted_tables):
        if "person_id" in table.c and table.name != OUTLIVES:
            connection.execute(table.delete().where(table.c.person_id.in_(persons)))
    of_them = PERSONS.c.id.in_(persons)
    connection.execute(PERSONS.update().where(of_them).values(merged_into=None))
    connection.execute(PERSONS.delete().where(of_them))


def compact(database: Database) -> None:
    """Rewrite the database without what was deleted, its log of changes included.

    PostgreSQL frees its pages by itself; see its manual on VACUUM.
    """
    with database.outside_transactions() as connection:
        connection.exec_driver_sql("VACUUM")
        if database.sqlite_file is not None:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def finish_erasures(connection: sa.Connection, files: FileFolder) -> None:
    """Delete files of persons whose erasure was cut short after its rows were gone."""
    for person_id in files.persons():
        tombstone = sa.select(AUDIT.c.number).where(
            AUDIT.c.person_id == person_id, AUDIT.c.action == str(Action.ERASED)
        )
        is_there = sa.select(PERSONS.c.id).where(PERSONS.c.id == person_id)
        if (
            connection.execute(tombstone.limit(1)).first() is not None
            and connection.execute(is_there).first() is None
        ):
            files.remove_person(person_id)
