"""Open SQLite or PostgreSQL so that what is acknowledged is on the disk."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, make_url

from hipspine.domain.errors import RecordsError
from hipspine.records.failures import clear_failures

BUSY_TIMEOUT_S = 20.0
"""How long a writer waits for another before it gives up."""
_KIND = "hipspine_transaction"
"""Option of a connection: which kind of transaction it begins."""
_WRITER_LOCK = 4_915_027
"""Any fixed number: it names the lock under which PostgreSQL lets one writer in at a time."""

_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)


@dataclass(frozen=True)
class Database:
    """A database, with transactions that either happen whole or not at all."""

    engine: sa.Engine
    where: str
    """What messages call it: no password in it."""

    @property
    def sqlite_file(self) -> Path | None:
        """The file, or None where it is PostgreSQL."""
        if self.engine.dialect.name != "sqlite":
            return None
        return Path(str(self.engine.url.database))

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one unchanging state.

        Raises
        ------
        RecordsError
            If the database cannot be read.
        """
        with clear_failures(self.where), self.engine.connect() as connection:
            if self.sqlite_file is None:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give the one connection that may write now; it is committed at the end of the block.

        Writers come one after the other, which keeps the audit trail a single chain.

        Raises
        ------
        RecordsError
            If the database cannot be written.
        """
        with clear_failures(self.where), self.engine.connect() as connection:
            writer = connection.execution_options(**{_KIND: "writing"})
            with writer.begin():
                yield writer

    @contextmanager
    def outside_transactions(self) -> Iterator[sa.Connection]:
        """Give a connection for statements that may run in no transaction, such as VACUUM.

        Raises
        ------
        RecordsError
            If the database cannot be written.
        """
        with clear_failures(self.where), self.engine.connect() as connection:
            if self.sqlite_file is None:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")
            else:
                # Not SQLAlchemy's own option: on SQLite it would change the driver's mode for good.
                yield connection.execution_options(**{_KIND: "outside"})


def open_database(url: str) -> Database:
    """Return a database by its address: ``sqlite:///file`` or ``postgresql://...``.

    Raises
    ------
    RecordsError
        If the address is neither, or the driver for PostgreSQL is not installed.
    """
    address = _address(url)
    where = address.render_as_string(hide_password=True)
    if address.get_backend_name() == "sqlite":
        file = Path(str(address.database))
        _make_private(file)
        engine = sa.create_engine(address, connect_args={"timeout": BUSY_TIMEOUT_S})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine, str(file))
    try:
        engine = sa.create_engine(address, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise RecordsError(
            where,
            expected="the driver for PostgreSQL",
            got="none",
            do="Install it with: pip install 'hipspine[postgres]'.",
        ) from None
    event.listen(engine, "begin", _begin_postgresql)
    return Database(engine, where)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except exc.ArgumentError:
        address = None
    kind = address.get_backend_name() if address is not None else ""
    if address is None or kind not in ("sqlite", "postgresql") or not address.database:
        raise RecordsError(
            "HIPSPINE_DATABASE_URL",
            expected="sqlite:///path/to/file.db or postgresql://user:password@host/name",
            got=f"an address of kind {kind!r}" if kind else "no such address",
            do="Correct it, or leave it out to keep records in a file.",
        )
    return address if kind == "sqlite" else address.set(drivername="postgresql+psycopg")


def _make_private(file: Path) -> None:
    """Make folder and file, where they are missing, so that nobody else can read them."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as problem:
        raise RecordsError(
            str(file),
            expected="records that can be written",
            got=str(problem),
            do="Choose another place with HIPSPINE_DATA_DIR or HIPSPINE_DATABASE_URL.",
        ) from None


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    # Transactions begin where we say so, and not where the driver guesses.
    connection.isolation_level = None
    _switch_to_wal(connection)
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _switch_to_wal(connection: SqliteConnection) -> None:
    """Let readers and a writer work at once; for this one step SQLite itself does not wait."""
    give_up_at = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except OperationalError as problem:
            if "locked" not in str(problem) or time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    kind = connection.get_execution_options().get(_KIND)
    if kind != "outside":
        # Turning from reading to writing could fail half-way: a writer waits at its start.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if kind == "writing" else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    if connection.get_execution_options().get(_KIND) == "writing":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
