"""Kill programs at work with records, again and again: ``killed_programs.py FOLDER KILLS SEED``.

Each program is forked from this one, so that hardly any time goes into starting it, and killed
with SIGKILL at a random moment. What a program was told is done it says through a pipe. The tally,
with everything that was acknowledged, goes to ``FOLDER/tally.json``.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from hipspine.domain.programme import PlannedDose, PlannedExercise, Programme, Stage
from hipspine.domain.record import Person, Result
from hipspine.domain.training import ExerciseEntry, Session
from hipspine.records.backup import back_up
from hipspine.records.open_store import open_store, records_place
from hipspine.records.sql_store import SqlStore

ANNA = "0b0e1f2a-0000-4000-8000-000000000001"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEGUN = "begun"
Tell = Callable[[str], None]


def clock() -> datetime:
    return datetime.fromtimestamp(time.time(), tz=UTC)


def main() -> None:
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)
    for name in (folder / "practice" / "records", folder / "records"):
        store = open_store(records_place(name), clock)
        store.add_person(Person(ANNA, "Anna Example"))
        store.close()
    # Whatever Python does for the first time only is done before forking.
    write(folder / "practice", 0, lambda _line: None, times=6)
    tally = {"acknowledged": [], "backups": [], "made": [], "kills": 0}
    for number in range(kills):
        # Few backups: each reads all that was kept until then.
        kind = ("write",) * 28 + ("back up", "make")
        match kind[number % 30]:
            case "write":
                work, most, key = (lambda tell, n=number: write(folder, n, tell)), 5, "acknowledged"
            case "back up":
                work, most, key = (lambda tell, n=number: save(folder, n, tell)), 1, "backups"
            case _:
                work, most, key = (lambda tell, n=number: make(folder, n, tell)), 1, "made"
        # One in five may be killed while it starts, the others after some work, in the midst of
        # the next: counted in work and not in time, so that a busy machine tests the same.
        lines = 0 if chance.random() < 0.2 else 1 + chance.randint(0, most)
        tally[key] += killed_after(work, lines, chance.uniform(0.0, 0.02))
        tally["kills"] += 1
    (folder / "tally.json").write_text(json.dumps(tally))


def killed_after(work: Callable[[Tell], None], lines: int, seconds: float) -> list[str]:
    """Run work in a program of its own, kill it so long after its so-manieth line, return these."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        try:
            work(lambda line: os.write(into, f"{line}\n".encode()) and None)
        finally:
            # An error shows as a traceback, and as an exit code that is not the kill's.
            os._exit(1 if sys.exc_info()[0] else 0)
    os.close(into)
    said = read_lines(out, lines)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(out, "rb") as rest:
        said += rest.read()
    told = [line for line in said.decode().splitlines() if line != BEGUN]
    _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit(f"a program failed by itself: {told}")
    return told


def read_lines(pipe: int, lines: int) -> bytes:
    """Return what was said up to so many lines, or within ten seconds."""
    said, give_up_at = b"", time.monotonic() + 10.0
    while said.count(b"\n") < lines and time.monotonic() < give_up_at:
        ready, _, _ = select.select([pipe], [], [], 1.0)
        said += os.read(pipe, 65536) if ready else b""
    return said


def write(folder: Path, run: int, tell: Tell, *, times: int = sys.maxsize) -> None:
    """Add sessions, files with results, and versions of a programme, until killed."""
    store = open_store(records_place(folder / "records"), clock)
    tell(BEGUN)
    for number in range(times):
        name = f"{run}-{number}"
        match number % 3:
            case 0:
                entry = ExerciseEntry("clam", 2, reps=10)
                store.add(ANNA, Session(name, NOON, 1, (entry,) * 5))
                tell(f"session {name}")
            case 1:
                kept = store.keep_bytes(ANNA, name.encode() * 2000, name=name, role="results")
                store.add(ANNA, Result(name, NOON, "assess", (kept,)))
                tell(f"result {name} {kept.sha256}")
            case _:
                add_version(store, tell)


def add_version(store: SqlStore, tell: Tell) -> None:
    newest = store.programme(ANNA)
    version = 1 if newest is None else newest.version + 1
    clam = PlannedExercise("clam", PlannedDose(2, 10), frozenset({0}))
    day = NOON.date()
    store.add_programme(ANNA, Programme("combined", Stage.SETTLE, version, day, day, 20.0, (clam,)))
    tell(f"programme {version}")


def save(folder: Path, run: int, tell: Tell) -> None:
    """Back up, until killed."""
    store = open_store(records_place(folder / "records"), clock)
    tell(BEGUN)
    for number in count():
        target = folder / "backups" / f"{run}-{number}.zip"
        back_up(store, target)
        tell(target.name)


def make(folder: Path, run: int, tell: Tell) -> None:
    """Make new records, tables and all, until killed."""
    tell(BEGUN)
    for number in count():
        name = f"{run}-{number}"
        open_store(records_place(folder / "new" / name), clock).close()
        tell(name)


if __name__ == "__main__":
    main()
