"""Opening: what is there stays, what cannot be opened is named with what to do about it."""

import sqlite3
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from hipspine.domain.errors import RecordsError
from hipspine.domain.record import Person
from hipspine.records.database import Database, open_database
from hipspine.records.history import go_to, newest_revision, revisions
from hipspine.records.open_store import open_store, records_place
from hipspine.records.tables import AUDIT, METADATA, Moment

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
ANNA = Person("0b0e1f2a-0000-4000-8000-000000000001", "Anna Example")


def test_what_was_kept_is_there_after_closing_and_opening_again(empty_place, clock):
    first = open_store(empty_place, clock)
    first.add_person(ANNA)
    first.close()
    second = open_store(empty_place, clock)
    assert second.persons() == (ANNA,)
    second.close()


def test_migrations_end_at_exactly_the_tables_that_the_program_uses(store):
    with store.database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert differences == []


def test_records_of_a_newer_program_are_refused_and_not_touched(place, clock):
    store = open_store(place, clock)
    store.add_person(ANNA)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(RecordsError, match="revision 9999, made by a newer hipspine"):
        open_store(place, clock)
    database = open_database(place.url)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT name FROM persons").scalar() == ANNA.name
    database.engine.dispose()


def test_a_database_of_another_program_is_refused_and_not_touched(empty_place, clock):
    database = open_database(empty_place.url)
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(RecordsError, match="tables of another program"):
        open_store(empty_place, clock)
    with database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == ["orders"]
    database.engine.dispose()


def _rows(connection: sa.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the trail left out: it was begun by the second migration."""
    there = sa.MetaData()
    there.reflect(connection)
    return {
        name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
        for name, table in there.tables.items()
        if name not in ("alembic_version", AUDIT.name)
    }


def _fill_empty_tables(connection: sa.Connection) -> None:
    """Put a made-up row into every table that has none, so that no table is forgotten."""
    for table in METADATA.sorted_tables:
        if connection.execute(sa.select(table).limit(1)).first() is None:
            row = {column.name: _made_up(connection, column) for column in table.columns}
            connection.execute(table.insert().values(row))


def _made_up(connection: sa.Connection, column: sa.Column[object]) -> object:
    for key in column.foreign_keys:
        return connection.execute(sa.select(key.column).limit(1)).scalar()
    if isinstance(column.type, Moment):
        return START
    return {str: "x", int: 1, float: 1.0, bool: True, bytes: b"x"}[column.type.python_type]


def test_every_migration_goes_down_and_up_again_with_data_in_every_table(full_store):
    steps = revisions()
    with full_store.database.writing() as connection:
        _fill_empty_tables(connection)
        assert all(_rows(connection).values())
        for below in (*steps[-2::-1], "base"):
            kept = _rows(connection)
            go_to(connection, below)
            left = _rows(connection)
            assert left == {name: kept[name] for name in left}, f"down to {below}"
        assert left == {}
        for step in steps:
            go_to(connection, step)


def test_data_of_an_older_revision_survives_the_way_up(full_store):
    database = full_store.database
    with database.writing() as connection:
        _fill_empty_tables(connection)
    for below in revisions()[:-1][::-1]:
        with database.writing() as connection:
            go_to(connection, below)
            before = _rows(connection)
            go_to(connection, newest_revision())
            after = _rows(connection)
        assert {name: after[name] for name in before} == before, below


def _migrate_and_fail(database: Database) -> None:
    with database.writing() as connection:
        go_to(connection, "0002")
        connection.exec_driver_sql("INSERT INTO persons (id) VALUES (NULL)")


def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(store):
    with store.database.writing() as connection:
        go_to(connection, "0001")
        before = sorted(sa.inspect(connection).get_table_names())
    with pytest.raises(RecordsError):
        _migrate_and_fail(store.database)
    with store.database.reading() as connection:
        assert sorted(sa.inspect(connection).get_table_names()) == before


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path, clock):
    url = "postgresql://anna:secret@127.0.0.1:1/none"
    with pytest.raises(RecordsError, match="a database that answers") as refused:
        open_store(records_place(tmp_path, url), clock)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://host/db", "nonsense", "sqlite://", "postgresql://host"])
def test_an_address_of_another_kind_is_refused(tmp_path, clock, url):
    with pytest.raises(RecordsError, match="HIPSPINE_DATABASE_URL"):
        open_store(records_place(tmp_path, url), clock)


@pytest.fixture
def sqlite_place(tmp_path):
    return records_place(tmp_path)


def test_a_damaged_file_is_named_with_the_way_out(sqlite_place, tmp_path, clock):
    (tmp_path / "hipspine.db").write_bytes(b"this is not a database" * 500)
    with pytest.raises(RecordsError, match="hipspine restore"):
        open_store(sqlite_place, clock)
    assert (tmp_path / "hipspine.db").read_bytes().startswith(b"this is not")


def test_a_damaged_page_is_named_when_it_is_read(sqlite_place, tmp_path, clock):
    store = open_store(sqlite_place, clock)
    for number in range(300):
        store.add_person(Person(f"0b0e1f2a-0000-4000-8000-{number:012}", f"Person {number}"))
    store.close()
    file = tmp_path / "hipspine.db"
    content = bytearray(file.read_bytes())
    with sqlite3.connect(file) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name='persons'")
        page = root.fetchone()[0]
    connection.close()
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    file.write_bytes(content)
    store = open_store(sqlite_place, clock)
    with pytest.raises(RecordsError, match="an undamaged database"):
        store.persons(named="Person 1", limit=300)
    store.close()


def test_nobody_else_can_read_what_is_kept(sqlite_place, tmp_path, clock):
    store = open_store(sqlite_place, clock)
    store.add_person(ANNA)
    kept = store.keep_bytes(ANNA.id, b"markers", name="a", role="markers")
    files = (
        tmp_path / "hipspine.db",
        tmp_path / "hipspine.db-wal",
        store.file(ANNA.id, kept.sha256),
    )
    assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * 3
    store.close()


def test_a_file_left_over_from_an_erasure_cut_short_goes_when_the_store_is_opened(place, clock):
    store = open_store(place, clock)
    store.add_person(ANNA)
    kept = store.keep_bytes(ANNA.id, b"markers", name="a", role="markers")
    path = store.file(ANNA.id, kept.sha256)
    store.erase_person(ANNA.id)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"markers")
    stranger = store.files.place("0b0e1f2a-0000-4000-8000-00000000000f", kept.sha256)
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"of somebody whom these records never knew")
    store.close()
    open_store(place, clock).close()
    assert not path.exists()
    assert stranger.exists()
