"""Copy every row from one database into another, whichever of the two kinds each is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from hipspine.records.tables import AUDIT, METADATA, PERSONS

ROWS_AT_ONCE = 500
"""Rows held in memory; contents are texts of a few kB."""


def replace_rows(source: sa.Connection, target: sa.Connection) -> None:
    """Put the rows of one database in the place of another's, all in the target's transaction.

    Both must have the tables of this version. Rows that others refer to come first.
    """
    # Whoever is merged refers to another person, who may come later.
    target.execute(PERSONS.update().values(merged_into=None))
    with _audit_unguarded(target):
        for table in reversed(METADATA.sorted_tables):
            target.execute(table.delete())
    for table in METADATA.sorted_tables:
        for rows in _rows(source, table):
            if table is PERSONS:
                rows = [{**row, "merged_into": None} for row in rows]
            target.execute(table.insert(), rows)
    is_merged = PERSONS.c.merged_into.is_not(None)
    for row in source.execute(sa.select(PERSONS.c.id, PERSONS.c.merged_into).where(is_merged)):
        there = PERSONS.update().where(PERSONS.c.id == row.id)
        target.execute(there.values(merged_into=row.merged_into))


@contextmanager
def _audit_unguarded(target: sa.Connection) -> Iterator[None]:
    """Let PostgreSQL take the audit trail away, for nobody but this transaction.

    A restored trail takes the place of the one before, as it does where a file is copied.
    """
    is_guarded = target.dialect.name == "postgresql"
    if is_guarded:
        target.exec_driver_sql(f"ALTER TABLE {AUDIT.name} DISABLE TRIGGER audit_no_change")
    yield
    if is_guarded:
        target.exec_driver_sql(f"ALTER TABLE {AUDIT.name} ENABLE TRIGGER audit_no_change")


def _rows(source: sa.Connection, table: sa.Table) -> Iterator[list[Mapping[str, Any]]]:
    """Give the rows of a table, some at a time."""
    found = source.execute(sa.select(table), execution_options={"yield_per": ROWS_AT_ONCE})
    for part in found.mappings().partitions(ROWS_AT_ONCE):
        yield [dict(row) for row in part]
