"""Backups: taken while others write, restored whole or not at all."""

import threading

import pytest

from hipspine.domain.errors import FileFormatError, RecordsError
from hipspine.domain.record import Recording
from hipspine.domain.training import Session
from hipspine.records.backup import back_up, copy_database, restore
from hipspine.records.kinds import KINDS
from hipspine.records.open_store import open_store, records_place

only_sqlite = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


def _everything(store, person_id):
    kept = {kind.name: store.entries(person_id, kind.type) for kind in KINDS}
    return kept, store.programmes(person_id), store.overrides(person_id), store.access(person_id)


def test_a_backup_restored_elsewhere_is_equal_line_by_line(full_store, elsewhere, anna, tmp_path):
    content = back_up(full_store, tmp_path / "b.zip")
    assert (content.persons, content.files) == (2, 1)
    assert restore(elsewhere, tmp_path / "b.zip", may_replace=False).persons == 2
    assert _everything(elsewhere, anna.id) == _everything(full_store, anna.id)
    assert elsewhere.audit_trail()[:-1] == full_store.audit_trail()
    assert elsewhere.audit_trail()[-1].action == "restored"
    (recording,) = elsewhere.entries(anna.id, Recording)
    assert elsewhere.file(anna.id, recording.files[0].sha256).read_bytes() == b"markers"


def test_records_are_replaced_only_on_purpose(full_store, anna, tmp_path):
    back_up(full_store, tmp_path / "b.zip")
    later = Session("later", full_store.clock(), 1, ())
    full_store.add(anna.id, later)
    with pytest.raises(RecordsError, match="--replace"):
        restore(full_store, tmp_path / "b.zip", may_replace=False)
    assert later in full_store.entries(anna.id, Session)
    restore(full_store, tmp_path / "b.zip", may_replace=True)
    assert later not in full_store.entries(anna.id, Session)
    assert full_store.broken_audit_lines() == []


def test_who_was_erased_since_the_backup_stays_erased(full_store, anna, tmp_path):
    back_up(full_store, tmp_path / "b.zip")
    full_store.erase_person(anna.id)
    content = restore(full_store, tmp_path / "b.zip", may_replace=True)
    assert (content.persons, full_store.persons()) == (0, ())
    assert not list((tmp_path / "files").glob("*/*/*"))


@only_sqlite
def test_who_was_erased_leaves_no_trace_in_the_restored_file(full_store, anna, tmp_path):
    back_up(full_store, tmp_path / "b.zip")
    full_store.erase_person(anna.id)
    restore(full_store, tmp_path / "b.zip", may_replace=True)
    assert b"Anna" not in (tmp_path / "hipspine.db").read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def other_place(request, tmp_path):
    """A place of either kind, on another machine."""
    if request.param == "sqlite":
        return records_place(tmp_path / "moved")
    make = request.getfixturevalue("new_postgresql")
    return records_place(tmp_path / "moved", make("template0"))


def test_records_move_from_either_database_to_either(full_store, anna, bert, other_place, tmp_path):
    back_up(full_store, tmp_path / "b.zip")
    moved = open_store(other_place, full_store.clock)
    try:
        restore(moved, tmp_path / "b.zip", may_replace=False)
        assert _everything(moved, anna.id) == _everything(full_store, anna.id)
        assert moved.merged_with(anna.id) == (anna.id, bert.id)
        assert moved.broken_audit_lines() == []
        (recording,) = moved.entries(anna.id, Recording)
        assert moved.file(anna.id, recording.files[0].sha256).read_bytes() == b"markers"
        # What was there before is gone, and what comes after goes on from the restored state.
        moved.add(anna.id, Session("after", full_store.clock(), 1, ()))
        assert moved.broken_audit_lines() == []
        with pytest.raises(RecordsError, match="audit"), moved.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM audit")
    finally:
        moved.close()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_off_backup_is_refused_and_the_records_stay(full_store, anna, tmp_path, share):
    back_up(full_store, tmp_path / "b.zip")
    before = _everything(full_store, anna.id)
    whole = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(FileFormatError):
        restore(full_store, tmp_path / "b.zip", may_replace=True)
    assert _everything(full_store, anna.id) == before


def test_a_changed_byte_in_a_backup_is_noticed(full_store, anna, elsewhere, tmp_path):
    back_up(full_store, tmp_path / "b.zip")
    content = bytearray((tmp_path / "b.zip").read_bytes())
    # In the middle of the packed database: the checksum of the archive or its hash must tell.
    content[len(content) // 3] ^= 0xFF
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(FileFormatError):
        restore(elsewhere, tmp_path / "b.zip", may_replace=False)
    assert elsewhere.persons() == ()


def test_a_backup_while_others_write_is_of_one_moment(full_store, elsewhere, anna, tmp_path):
    """Sessions are added in order, so a copy of one moment holds the first n and no other."""
    stop = threading.Event()
    acknowledged = []

    def write() -> None:
        number = 0
        while not stop.is_set():
            name = f"w{number:05}"
            full_store.add(anna.id, Session(name, full_store.clock(), 1, ()))
            acknowledged.append(name)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(acknowledged) < 20:
            stop.wait(0.01)
        at_start = len(acknowledged)
        back_up(full_store, tmp_path / "b.zip")
        at_end = len(acknowledged)
    finally:
        stop.set()
        writer.join()
    restore(elsewhere, tmp_path / "b.zip", may_replace=False)
    restored = sorted(s.id for s in elsewhere.entries(anna.id, Session) if s.id.startswith("w"))
    assert restored == acknowledged[: len(restored)]
    # One more may have been written and not yet been noted down when the copy was taken.
    assert at_start <= len(restored) <= at_end + 1
    assert elsewhere.broken_audit_lines() == []


def test_restoring_does_not_change_the_backup(full_store, elsewhere, tmp_path):
    back_up(full_store, tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    restore(elsewhere, tmp_path / "b.zip", may_replace=False)
    assert (tmp_path / "b.zip").read_bytes() == before


@only_sqlite
def test_a_backup_of_a_newer_program_is_refused(full_store, elsewhere, tmp_path):
    with full_store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    back_up(full_store, tmp_path / "b.zip")
    with pytest.raises(RecordsError, match="newer hipspine"):
        restore(elsewhere, tmp_path / "b.zip", may_replace=False)
    assert elsewhere.persons() == ()


@only_sqlite
def test_an_erasure_during_a_backup_ends_the_backup(full_store, anna, tmp_path, monkeypatch):
    def copy_and_erase(source, target):
        copy_database(source, target)
        full_store.erase_person(anna.id)

    monkeypatch.setattr("hipspine.records.backup.copy_database", copy_and_erase)
    with pytest.raises(RecordsError, match="Back up once more"):
        back_up(full_store, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()
    assert not list(tmp_path.glob(".hipspine-*"))
