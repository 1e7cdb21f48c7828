"""A thousand programs are killed at work: what was acknowledged is there, nothing is damaged."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hipspine.domain.record import Result
from hipspine.domain.training import Session
from hipspine.records.backup import check_undamaged, restore
from hipspine.records.history import newest_revision
from hipspine.records.open_store import open_store, records_place

PROGRAM = Path(__file__).with_name("killed_programs.py")
ANNA = "0b0e1f2a-0000-4000-8000-000000000001"


def _clock():
    return datetime(2026, 11, 21, 12, tzinfo=UTC)


def _kill(folder: Path, kills: int) -> dict[str, list[str]]:
    run = [sys.executable, PROGRAM, folder, str(kills), "6"]
    subprocess.run(run, check=True, timeout=300)
    return json.loads((folder / "tally.json").read_text())


def _check(folder: Path, kills: int) -> None:
    tally = _kill(folder, kills)
    assert tally["kills"] == kills
    # Killing must hit programs at work: 0.93 of them write, of these 0.8 do 2.5 things on
    # average before they are killed, which is 1.9 for each kill.
    assert len(tally["acknowledged"]) > kills
    check_undamaged(folder / "records" / "hipspine.db")
    started = time.monotonic()
    store = open_store(records_place(folder / "records"), _clock)
    assert time.monotonic() - started < 5.0
    _check_nothing_is_lost(store, tally["acknowledged"])
    _check_backups(folder, tally["backups"])
    store.close()
    for path in (folder / "new").glob("*"):
        made = open_store(records_place(path), _clock)
        with made.database.reading() as connection:
            now = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        made.close()
        assert now == newest_revision()


def _check_nothing_is_lost(store, acknowledged):
    lines = [line.split() for line in acknowledged]
    sessions = {session.id: session for session in store.entries(ANNA, Session)}
    told = {line[1] for line in lines if line[0] == "session"}
    assert told <= set(sessions)
    assert all(len(session.entries) == 5 for session in sessions.values())
    results = {result.id for result in store.entries(ANNA, Result)}
    for _kind, name, sha256 in (line for line in lines if line[0] == "result"):
        assert name in results
        assert store.file(ANNA, sha256).read_bytes() == name.encode() * 2000
    versions = [programme.version for programme in store.programmes(ANNA)]
    assert versions == list(range(1, len(versions) + 1))
    assert {int(line[1]) for line in lines if line[0] == "programme"} <= set(versions)
    _check_every_change_has_its_line(store, len(sessions), len(results), len(versions))


def _check_every_change_has_its_line(store, sessions, results, versions):
    """An entry and its audit line are one transaction: both are there, or neither."""
    assert store.broken_audit_lines() == []
    kinds = [line.kind for line in store.audit_trail(ANNA)]
    assert kinds.count("session") == sessions
    assert kinds.count("result") == results
    assert kinds.count("programme") == versions


def _check_backups(folder, acknowledged):
    there = sorted(path.name for path in (folder / "backups").glob("*.zip"))
    assert set(acknowledged) <= set(there)
    for name in there[-3:]:
        store = open_store(records_place(folder / f"restored-{name}"), _clock)
        content = restore(store, folder / "backups" / name, may_replace=False)
        assert content.persons == 1
        assert store.broken_audit_lines() == []
        store.close()


def test_forty_kills_lose_nothing(tmp_path):
    _check(tmp_path, 40)


@pytest.mark.slow
def test_a_thousand_kills_lose_nothing(tmp_path):
    _check(tmp_path, 1000)
