"""The store of records on every database it can live in."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from hipspine.domain.programme import (
    Overrides,
    PlannedDose,
    PlannedExercise,
    Programme,
    Signature,
    Stage,
)
from hipspine.domain.record import KeptFindings, Person, Recording, Result, Role
from hipspine.domain.training import ExerciseEntry, Session
from hipspine.records.open_store import (
    DATABASE_NAME,
    RecordsPlace,
    open_store,
    records_place,
)
from hipspine.records.sql_store import SqlStore
from kept_entries import ENTRIES, FINDING

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
NO_POSTGRESQL = (
    "PostgreSQL is not installed: install Debian's package postgresql, or name the folder of "
    "initdb and postgres in HIPSPINE_TEST_POSTGRESQL_BIN"
)


def _programs() -> Path | None:
    named = os.environ.get("HIPSPINE_TEST_POSTGRESQL_BIN")
    folders = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
    if os.geteuid() != 0:
        return None
    return "postgres" if "postgres" in {user.pw_name for user in pwd.getpwall()} else "nobody"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server of our own, without the name of a database at its end."""
    programs = _programs()
    if programs is None:
        pytest.skip(NO_POSTGRESQL)
    # Not below pytest's folder: the path of a socket may have but 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="hipspine-pg-"))
    user = _server_user()
    if user is not None:
        shutil.chown(folder, user)
    subprocess.run(
        [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "test", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        user=user, check=True, stdout=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    server = subprocess.Popen(
        # Nothing here outlives the test, so nothing is forced onto the disk.
        [programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=",
         "-c", "fsync=off"],
        user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(folder)
        yield f"postgresql+psycopg://test@/%s?host={folder}"
    finally:
        # Its "fast" way of stopping: without waiting for connections that a failed test left.
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(folder: Path) -> None:
    engine = sa.create_engine(f"postgresql+psycopg://test@/postgres?host={folder}")
    deadline = time.monotonic() + 30
    while True:
        try:
            with engine.connect():
                break
        except sa.exc.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    engine.dispose()


NewDatabase = Callable[[str], str]


@pytest.fixture(scope="session")
def new_postgresql(postgresql_server: str) -> NewDatabase:
    """A function that makes a database after a template and gives its address."""
    numbers = count(1)

    def make(template: str) -> str:
        name = f"records_{next(numbers)}"
        engine = sa.create_engine(postgresql_server % "postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        engine.dispose()
        return postgresql_server % name

    return make


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records without anybody: made once, copied for each test, which saves the migrations."""
    folder = tmp_path_factory.mktemp("prepared")
    open_store(records_place(folder), Clock()).close()
    return folder / DATABASE_NAME


@pytest.fixture(scope="session")
def prepared_postgresql(
    new_postgresql: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of such a database in PostgreSQL."""
    url = new_postgresql("template0")
    open_store(records_place(tmp_path_factory.mktemp("prepared"), url), Clock()).close()
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> RecordsPlace:
    """A place with records of nobody."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("prepared_sqlite"), tmp_path / DATABASE_NAME)
        return records_place(tmp_path)
    make: NewDatabase = request.getfixturevalue("new_postgresql")
    return records_place(tmp_path, make(request.getfixturevalue("prepared_postgresql")))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> RecordsPlace:
    """A place where nothing is yet."""
    if request.param == "sqlite":
        return records_place(tmp_path)
    make: NewDatabase = request.getfixturevalue("new_postgresql")
    return records_place(tmp_path, make("template0"))


class Clock:
    """A clock that goes one second further each time it is looked at."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(place: RecordsPlace, clock: Clock) -> Iterator[SqlStore]:
    opened = open_store(place, clock)
    yield opened
    opened.close()


@pytest.fixture
def anna(store: SqlStore) -> Person:
    person = Person(str(uuid4()), "Anna Example", "de", "Europe/Berlin", 1970)
    store.add_person(person)
    return person


@pytest.fixture
def bert(store: SqlStore) -> Person:
    person = Person(str(uuid4()), "Bert Example")
    store.add_person(person)
    return person


@pytest.fixture
def full_store(store: SqlStore, anna: Person, bert: Person) -> SqlStore:
    """A store with something of every kind, two merged persons and an entry taken back."""
    kept = store.keep_bytes(anna.id, b"markers", name="walk.trc", role="markers")
    at = START
    entries = (
        *ENTRIES,
        Recording("r1", at, "gait", (kept,)),
        Result("e1", at, "assess", (kept,), "r1"),
        KeptFindings("f2", at, "e1", "en", (FINDING,)),
        Session("1", at, 1, (ExerciseEntry("clam", 2, reps=10),)),
        Session("2", at, 1, (ExerciseEntry("clam", 2, reps=12),)),
    )
    for entry in entries:
        store.add(anna.id, entry)
    store.withdraw(anna.id, Session, "2", "typed twice")
    clam = PlannedExercise("clam", PlannedDose(2, 10), frozenset({0}))
    programme = Programme("combined", Stage.SETTLE, 1, at.date(), at.date(), 20.0, (clam,))
    store.add_programme(anna.id, programme)
    store.sign_programme(anna.id, 1, Signature("A. Berg", at.date()))
    store.set_overrides(anna.id, Overrides(frozenset({"clam"})), at)
    store.grant(anna.id, "account-1", Role.CLINICIAN)
    store.add(bert.id, Session("b", at, 1, ()))
    store.merge_persons(bert.id, anna.id)
    return store


@pytest.fixture
def elsewhere(tmp_path: Path, clock: Clock) -> Iterator[SqlStore]:
    """An empty store on another machine."""
    opened = open_store(records_place(tmp_path / "elsewhere"), clock)
    yield opened
    opened.close()
