"""Which files belong to whom, as the database knows it."""

import sqlalchemy as sa

from hipspine.domain.errors import RecordsError
from hipspine.domain.record import KeptFile
from hipspine.records.files import Incoming
from hipspine.records.tables import FILES


def keep_row(connection: sa.Connection, person_id: str, incoming: Incoming) -> bool:
    """Note that a file belongs to a person; False if that is known."""
    there = sa.select(FILES.c.sha256).where(
        FILES.c.person_id == person_id, FILES.c.sha256 == incoming.sha256
    )
    if connection.execute(there).one_or_none() is not None:
        return False
    connection.execute(
        FILES.insert().values(
            person_id=person_id, sha256=incoming.sha256, size_bytes=incoming.size_bytes
        )
    )
    return True


def owner_of(connection: sa.Connection, persons: tuple[str, ...], sha256: str) -> str:
    """Return which of the persons a file belongs to.

    Raises
    ------
    RecordsError
        If it belongs to none of them.
    """
    owner: str | None = connection.execute(
        sa.select(FILES.c.person_id).where(FILES.c.person_id.in_(persons), FILES.c.sha256 == sha256)
    ).scalar()
    if owner is None:
        raise RecordsError(
            f"file {sha256[:12]}",
            expected="a file that was kept for this person",
            got="none",
            do="Keep the file first, then add what names it.",
        )
    return owner


def check_kept(
    connection: sa.Connection, persons: tuple[str, ...], files: tuple[KeptFile, ...]
) -> None:
    """Check that every file that an entry names is there.

    Raises
    ------
    RecordsError
        If one is not.
    """
    for file in files:
        owner_of(connection, persons, file.sha256)
