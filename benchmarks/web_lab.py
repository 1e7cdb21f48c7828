"""How long the movement lab keeps a person waiting, and what it holds in memory."""

import asyncio
import statistics
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from uuid import uuid4

from benchmarks.web_browser_like import Browser, Taken
from benchmarks.web_server import Server, server
from hipspine.clinic.lab_answer import posture_names
from hipspine.clinic.lab_trial import lab_trial_bytes, read_lab_trial
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.record import Person
from hipspine.records.jobs import Job, add_job, claim_next, keep_result
from hipspine.records.open_store import open_store, records_place
from hipspine.records.sql_store import SqlStore

TRIALS = 8
"""More than are held at once."""
READING_S = 4.0
"""A person looks at the body before the first slider is moved."""


@dataclass(frozen=True)
class LabWaits:
    """Waits in milliseconds, memory in megabytes."""

    ms: dict[str, float]
    memory_mb: dict[str, float]


def measure_lab(data_dir: Path) -> LabWaits:
    """Return what one person at home waits for, with recordings that are worked out."""
    names = _recordings(data_dir)
    with server(data_dir) as running:
        return asyncio.run(_visit(running, names))


def _recordings(data_dir: Path) -> list[str]:
    """Keep some recordings; the recorded stride stands for each of its other postures."""
    store = open_store(records_place(data_dir), _now)
    try:
        person = Person(str(uuid4()), "Me", "en")
        store.add_person(person)
        return [_recording(store, person, f"Walk {number}") for number in range(TRIALS)]
    finally:
        store.close()


def _recording(store: SqlStore, person: Person, name: str) -> str:
    walk = read_lab_trial(reference_walker_files().lab)
    postures = dict.fromkeys(posture_names(), walk.bundle)
    trial = replace(walk, telling=replace(walk.telling, name=name), postures=postures)
    file = store.keep_bytes(person.id, lab_trial_bytes(trial), name="trial.lab", role="lab trial")
    add_job(store.database, Job(str(uuid4()), person.id, "lab", _now(), content={"name": name}))
    job = claim_next(store.database, _now())
    assert job is not None
    keep_result(store.database, job, file.sha256, _now(), is_last=True)
    return job.id


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the records of a server that runs by the clock


async def _visit(running: Server, names: list[str]) -> LabWaits:
    taken = Taken(is_counting=True)
    browser = Browser(running.port, token_urlsafe(32), taken)

    async def waited(path: str) -> float:
        taken.ms.clear()
        await browser.get(path)
        assert not taken.errors, taken.errors
        return taken.ms["page"][0]

    ms, memory = {}, {"when the server has started": running.memory_mb}
    await browser.get("/today")
    await browser.get("/lab")
    await asyncio.sleep(READING_S)
    first, second, *others = names
    ms["open a recording, the first time"] = await waited(f"/lab/view/{first}")
    await asyncio.sleep(READING_S)
    ms["first move of a muscle"] = await waited(_asked(first, "c=hamstrings.tone%3D0.1"))
    ms["first move of a posture"] = await waited(_asked(first, "posture=trunk_forward_lean%3D5"))
    rest = [await waited(_asked(first, f"posture={each}")) for each in posture_names()]
    ms["other postures, the slowest of eight"] = max(rest)
    together = "c=hamstrings.tone%3D0.1&posture=trunk_forward_lean%3D10"
    ms["a posture and a muscle together"] = await waited(_asked(first, together))
    memory["with one recording and its postures"] = running.memory_mb
    await waited(f"/lab/view/{second}")
    at_once = await waited(_asked(second, "posture=trunk_forward_lean%3D10"))
    ms["first move of a posture, the moment the page is there"] = at_once
    await asyncio.sleep(READING_S)
    opened = []
    for name in others:
        opened.append(await waited(f"/lab/view/{name}"))
        await asyncio.sleep(READING_S)
    ms["open another recording, median"] = statistics.median(opened)
    memory[f"with {TRIALS} recordings opened one after the other"] = running.memory_mb
    # Once more from the beginning: what was let go of must have made room.
    for name in names:
        await waited(f"/lab/view/{name}")
        await asyncio.sleep(READING_S)
    memory["with all of them opened a second time"] = running.memory_mb
    browser.close()
    return LabWaits(ms, memory)


def _asked(name: str, query: str) -> str:
    return f"/lab/view/{name}/answer?{query}"
