"""Open the records: find the place, bring the tables up to date, give the store."""

from dataclasses import dataclass
from pathlib import Path

from hipspine.domain.errors import RecordsError
from hipspine.records.database import open_database
from hipspine.records.erasure import finish_erasures
from hipspine.records.files import FileFolder
from hipspine.records.history import bring_up_to_date
from hipspine.records.sql_store import Clock, SqlStore

DATABASE_NAME = "hipspine.db"
FILES_NAME = "files"
_STALE_COPY_S = 24 * 3600.0


@dataclass(frozen=True)
class RecordsPlace:
    """Where records are kept: the database's address, and the folder of files beside it."""

    url: str
    files: Path


def records_place(data_dir: Path, url: str | None = None) -> RecordsPlace:
    """Return where records are kept: in a folder, or in the database at an address.

    Files lie beside an SQLite file; with PostgreSQL they lie in the folder.
    """
    if url is None:
        return RecordsPlace(f"sqlite:///{data_dir / DATABASE_NAME}", data_dir / FILES_NAME)
    if url.startswith("sqlite:///"):
        return RecordsPlace(url, Path(url.removeprefix("sqlite:///")).parent / FILES_NAME)
    return RecordsPlace(url, data_dir / FILES_NAME)


def open_store(place: RecordsPlace, clock: Clock) -> SqlStore:
    """Return the store at a place, made new where there is none.

    Parameters
    ----------
    place : RecordsPlace
    clock : function that returns the present moment with its time zone

    Raises
    ------
    RecordsError
        If it cannot be opened, is damaged, or was made by a newer program.
    """
    database = open_database(place.url)
    files = FileFolder(place.files.absolute())
    try:
        bring_up_to_date(database)
        with database.reading() as connection:
            finish_erasures(connection, files)
    except RecordsError:
        database.engine.dispose()
        raise
    files.forget_stale_copies(_STALE_COPY_S, clock().timestamp())
    return SqlStore(database, files, clock)
