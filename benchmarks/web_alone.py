"""What each page costs the server when nobody else is there."""

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.web_browser_like import Browser, Taken
from benchmarks.web_people import User
from benchmarks.web_server import Server
from hipspine.records.logins import AccountRole

REPEATS = 25
PATIENT = (
    "/today", "/plan", "/session", "/exercise/bridge", "/progress", "/understand", "/check-in",
    "/learn", "/safety", "/settings",
)  # fmt: skip
LAB = (
    "/lab/view/demo",
    "/lab/view/demo/answer?c=gluteus_maximus.strength%3D0.5",
    "/lab/view/demo/answer?c=hamstrings.tone%3D0.{number:04}",
)


@dataclass(frozen=True)
class Alone:
    """One address, asked time and again by one browser."""

    path: str
    median_ms: float
    cpu_ms: float
    """Processor time of the server for each answer."""


def measure_alone(port: int, users: list[User], running: Server) -> list[Alone]:
    """Return what each page costs."""
    patient = next(user for user in users if user.role is AccountRole.PATIENT)
    clinician = next(user for user in users if user.role is AccountRole.CLINICIAN)
    return asyncio.run(_all(port, running, list(_asked(patient, clinician))))


def _asked(patient: User, clinician: User) -> Iterator[tuple[User, str, str]]:
    person = clinician.patients[0]
    yield from ((patient, path, path) for path in PATIENT)
    yield clinician, "/caseload", "/caseload"
    yield clinician, "/patients", "/patients"
    yield clinician, f"/patients/{person}", "/patients/(one)"
    yield patient, LAB[0], "/lab/view/demo"
    yield patient, LAB[1], "a what-if, asked before"
    yield patient, LAB[2], "a what-if, new"


async def _all(port: int, running: Server, asked: list[tuple[User, str, str]]) -> list[Alone]:
    found = []
    for user, path, name in asked:
        taken = Taken(is_counting=True)
        browser = Browser(port, user.session, taken)
        await browser.get(path.format(number=9999))
        taken.ms.clear()
        before_s = running.cpu_s
        for number in range(REPEATS):
            await browser.get(path.format(number=number))
        cpu_ms = 1e3 * (running.cpu_s - before_s) / REPEATS
        browser.close()
        assert not taken.errors, taken.errors
        found.append(Alone(name, statistics.median(taken.ms["page"]), cpu_ms))
    return found
