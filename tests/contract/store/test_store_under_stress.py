"""Many at once, no space, no right to write: all is kept, or nothing and it is said."""

import os
import resource
import shutil
import signal
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hipspine.domain.errors import RecordsError
from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme, Stage
from hipspine.domain.record import Person
from hipspine.domain.training import Session
from hipspine.records.open_store import open_store, records_place

NOBODY = 65534
"""A user without rights: the tests may run as root, whom no folder refuses."""
ON_SQLITE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


def test_writers_at_once_lose_nothing_and_keep_one_trail(store, place, clock, anna):
    writers, each = 6, 15

    def write(writer: int) -> int:
        own = open_store(place, clock)
        try:
            return sum(
                own.add(anna.id, Session(f"{writer}-{number}", clock(), 1, ()))
                for number in range(each)
            )
        finally:
            own.close()

    with ThreadPoolExecutor(writers) as pool:
        assert list(pool.map(write, range(writers))) == [each] * writers
    assert len(store.entries(anna.id, Session)) == writers * each
    assert store.broken_audit_lines() == []


def test_the_same_submission_by_many_at_once_is_kept_once(store, place, clock, anna):
    session = Session("1", clock(), 1, ())
    barrier = threading.Barrier(6)

    def submit(_number: int) -> bool:
        own = open_store(place, clock)
        try:
            barrier.wait(timeout=30)
            return own.add(anna.id, session)
        finally:
            own.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(submit, range(6))) == [False] * 5 + [True]
    assert store.entries(anna.id, Session) == (session,)


def test_of_two_plans_made_at_once_one_is_kept_and_the_other_refused(store, place, clock, anna):
    barrier = threading.Barrier(2)
    day = clock().date()

    def plan(minutes: float) -> bool | str:
        clam = PlannedExercise("clam", PlannedDose(2, 10), frozenset({0}))
        programme = Programme("combined", Stage.SETTLE, 1, day, day, minutes, (clam,))
        own = open_store(place, clock)
        try:
            barrier.wait(timeout=30)
            return own.add_programme(anna.id, programme)
        except RecordsError as refused:
            return refused.got
        finally:
            own.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(plan, (10.0, 20.0)))
    assert True in outcomes
    assert "one that is taken" in outcomes
    assert len(store.programmes(anna.id)) == 1


def test_many_may_open_new_records_at_once(empty_place, clock):
    barrier = threading.Barrier(5)

    def open_new(_number: int) -> int:
        barrier.wait(timeout=30)
        own = open_store(empty_place, clock)
        own.close()
        return 1

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(open_new, range(5))) == 5


@pytest.fixture
def unprivileged():
    """A folder that may be read and not written, by somebody who is not root."""
    folder = Path(tempfile.mkdtemp(prefix="hipspine-read-only-"))
    user = os.geteuid()
    yield folder
    os.seteuid(user)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700)
    shutil.rmtree(folder)


def _take_rights_away(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)


def test_a_place_where_nothing_can_be_made_is_named(unprivileged, clock):
    _take_rights_away(unprivileged)
    with pytest.raises(RecordsError, match="HIPSPINE_DATA_DIR"):
        open_store(records_place(unprivileged / "deeper"), clock)
    with pytest.raises(RecordsError, match="HIPSPINE_DATA_DIR"):
        open_store(records_place(unprivileged), clock)


def test_records_on_a_read_only_disk_are_named_and_stay_as_they_are(unprivileged, clock):
    place = records_place(unprivileged)
    store = open_store(place, clock)
    anna = Person("0b0e1f2a-0000-4000-8000-000000000001", "Anna Example")
    store.add_person(anna)
    store.close()
    before = (unprivileged / "hipspine.db").read_bytes()
    _take_rights_away(unprivileged)
    with pytest.raises(RecordsError, match="records that can be written"):
        open_store(place, clock).add(anna.id, Session("1", clock(), 1, ()))
    assert (unprivileged / "hipspine.db").read_bytes() == before


@ON_SQLITE
def test_a_full_disk_refuses_the_write_and_keeps_what_was_there(store, anna, clock):
    store.add(anna.id, Session("before", clock(), 1, ()))
    kept = store.keep_bytes(anna.id, b"x" * 1000, name="small", role="results")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        # No file may grow past this: to a program that is what a full disk looks like.
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
        with pytest.raises(RecordsError, match="free space"):
            store.keep_bytes(anna.id, b"x" * 300_000, name="large", role="results")
        with pytest.raises(RecordsError, match="free space"):
            store.add(anna.id, Session("large", clock(), 1, (), note="x" * 300_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [session.id for session in store.entries(anna.id, Session)] == ["before"]
    assert store.file(anna.id, kept.sha256).exists()
    assert store.add(anna.id, Session("after", clock(), 1, ()))
    assert store.broken_audit_lines() == []
