"""Bring a database to the tables of this program: up by migrations, never past what it knows."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from hipspine.domain.errors import RecordsError
from hipspine.records.database import Database

_FOLDER = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database) -> None:
    """Run what migrations are missing; a stopped run leaves the database as it was.

    Raises
    ------
    RecordsError
        If the database was made by a newer program, or holds tables of something else.
    """
    with database.reading() as connection:
        now = check_revision(connection, database.where)
    if now == newest_revision():
        return
    with database.writing() as connection:
        # Asked again: another program may have done it while this one waited.
        if check_revision(connection, database.where) != newest_revision():
            go_to(connection, newest_revision())


def newest_revision() -> str:
    """Return the revision whose tables this program knows."""
    return revisions()[-1]


@cache
def revisions() -> tuple[str, ...]:
    """Return all revisions, oldest first."""
    steps = ScriptDirectory(str(_FOLDER)).walk_revisions()
    return tuple(step.revision for step in steps)[::-1]


def check_revision(connection: sa.Connection, where: str) -> str | None:
    """Return the revision of a database; None for an empty one.

    Raises
    ------
    RecordsError
        If this program does not know it.
    """
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in revisions():
        raise RecordsError(
            where,
            expected=f"records of revision {newest_revision()} or earlier",
            got=f"revision {current}, made by a newer hipspine",
            do="Update hipspine. Nothing was changed.",
        )
    if current is None and sa.inspect(connection).get_table_names():
        raise RecordsError(
            where,
            expected="records of hipspine, or an empty database",
            got="tables of another program",
            do="Choose another place with HIPSPINE_DATABASE_URL. Nothing was changed.",
        )
    return current


def go_to(connection: sa.Connection, revision: str) -> None:
    """Run migrations up or down to a revision, in the connection's transaction; base is empty."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    steps = revisions()
    is_down = revision == "base" or (
        current is not None and steps.index(revision) < steps.index(current)
    )
    (command.downgrade if is_down else command.upgrade)(config, revision)
