"""What a clinician's board needs beside the list: flares, and which version is signed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hipspine.records.sql_store import SqlStore
from hipspine.records.tables import CHECK_INS, PERSONS, SCREENINGS, SIGNATURES


@dataclass(frozen=True)
class BoardMarks:
    """By person: of a merged duplicate, the person it was merged into."""

    flared_at: Mapping[str, datetime] = field(default_factory=dict)
    """The last check-in that told of a flare."""
    screened_at: Mapping[str, datetime] = field(default_factory=dict)
    """The last screening."""
    signed_version: Mapping[str, int] = field(default_factory=dict)
    """The newest signed version of the plan."""


def read_board_marks(store: SqlStore, persons: Sequence[str], since: datetime) -> BoardMarks:
    """Return the marks of some persons, with flares since a moment: three queries in all."""
    main = sa.func.coalesce(PERSONS.c.merged_into, PERSONS.c.id).label("main")
    with store.database.reading() as connection:

        def newest(table: sa.Table, value: sa.ColumnElement[Any]) -> dict[str, Any]:
            query = sa.select(main, sa.func.max(value).label("newest"))
            query = query.join(table, table.c.person_id == PERSONS.c.id).where(main.in_(persons))
            if "withdrawn_at" in table.c:
                query = query.where(table.c.withdrawn_at.is_(None))
            return {row.main: row.newest for row in connection.execute(query.group_by(main))}

        flares = (
            sa.select(main, CHECK_INS.c.at, CHECK_INS.c.content)
            .join(CHECK_INS, CHECK_INS.c.person_id == PERSONS.c.id)
            .where(main.in_(persons), CHECK_INS.c.withdrawn_at.is_(None), CHECK_INS.c.at >= since)
            .order_by(CHECK_INS.c.at)
        )
        told = {
            row.main: row.at
            for row in connection.execute(flares)
            if json.loads(row.content)["is_flare"]
        }
        return BoardMarks(
            told,
            newest(SCREENINGS, sa.type_coerce(SCREENINGS.c.at, SCREENINGS.c.at.type)),
            newest(SIGNATURES, SIGNATURES.c.version),
        )
