"""Forms that are not finished yet: kept after each answer, so that nothing given is lost."""

from datetime import datetime

import sqlalchemy as sa

from hipspine.records.database import Database
from hipspine.records.tables import DRAFTS


def read_draft(database: Database, person_id: str, name: str) -> str | None:
    """Return what was last kept under a name; None where there is nothing."""
    with database.reading() as connection:
        row = connection.execute(
            sa.select(DRAFTS.c.content).where(
                DRAFTS.c.person_id == person_id, DRAFTS.c.name == name
            )
        ).one_or_none()
    return None if row is None else str(row.content)


def write_draft(database: Database, person_id: str, name: str, content: str, at: datetime) -> None:
    """Keep a draft in place of what was there."""
    with database.writing() as connection:
        connection.execute(_one(person_id, name))
        connection.execute(
            DRAFTS.insert().values(person_id=person_id, name=name, at=at, content=content)
        )


def drop_draft(database: Database, person_id: str, name: str) -> None:
    """Forget a draft, once it is finished or given up."""
    with database.writing() as connection:
        connection.execute(_one(person_id, name))


def _one(person_id: str, name: str) -> sa.Delete:
    return DRAFTS.delete().where(DRAFTS.c.person_id == person_id, DRAFTS.c.name == name)
