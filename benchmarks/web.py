"""`python -m benchmarks web`: the app under the load of fifty people, alone, and in a browser.

A clinic with 200 patients and a month of logs is made in a folder for temporary files, and served
by `hipspine serve --clinic` in a process of its own. Fifty of its people use it for five minutes.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import load_line, machine_line
from benchmarks.page import put_into
from benchmarks.web_alone import measure_alone
from benchmarks.web_browser import measure_in_browser
from benchmarks.web_browser_like import Taken
from benchmarks.web_lab import measure_lab
from benchmarks.web_page import Load, web_tables
from benchmarks.web_people import Filling, User
from benchmarks.web_server import Server, server
from benchmarks.web_users import visit_all
from hipspine.records.open_store import open_store, records_place

THINK_S = (2.0, 8.0)
WARM_UP_S = 60.0


def main(given: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and put them into a page if asked."""
    options = _options(given)
    today, load = datetime.now(UTC).date().isoformat(), load_line()  # noqa: TID251 - dates the page
    with TemporaryDirectory() as name:
        folder = Path(name)
        _say("filling a clinic")
        users = _clinic(folder / "clinic", options.users, options.others)
        with server(folder / "clinic", "--clinic") as running:
            _say("one user alone")
            alone = measure_alone(running.port, users, running)
            _say(f"{options.users} users for {options.minutes:g} minutes")
            under_load = _under_load(running, users, options.minutes * 60.0, THINK_S)
        _say("the lab")
        lab = measure_lab(folder / "home")
        _say("a real browser")
        browser = measure_in_browser(folder / "home")
    heading = f"Measured on {today}. Machine: {machine_line()}; {load} when the run began."
    if os.nice(0):
        heading += f" The run had nice {os.nice(0)}: other work on the machine waited for it."
    tables = web_tables(alone, under_load, lab, browser)
    measured = f"{heading}\n\n{tables}"
    print(measured)
    if options.page is not None:
        put_into(options.page, measured)
    return 0


def _options(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks web", description=__doc__)
    parser.add_argument("--page", type=Path, help="put the tables into this page")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--others", type=int, default=158, help="patients who are not there")
    parser.add_argument("--minutes", type=float, default=5.0)
    return parser.parse_args(given)


def _clinic(data_dir: Path, users: int, others: int) -> list[User]:
    def clock() -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the records of a server that runs by the clock

    store = open_store(records_place(data_dir), clock)
    try:
        filling = Filling(store, clock(), random.Random(1))
        return filling.clinic(users=users, others=others)
    finally:
        store.close()


def _under_load(
    running: Server, users: list[User], for_s: float, think_s: tuple[float, float]
) -> Load:
    """Return what the users met after a minute of warming up."""
    taken, memory_mb, cpu_s, loads = Taken(), [running.memory_mb], [0.0], []

    async def watch(begin_s: float) -> None:
        await asyncio.sleep(begin_s)
        taken.is_counting = True
        cpu_s.append(running.cpu_s)
        memory_mb.append(running.memory_mb)
        for _ in range(10):
            await asyncio.sleep(for_s / 10)
            memory_mb.append(running.memory_mb)
            loads.append(float(load_line().split(" ")[0]))
        taken.is_counting = False
        cpu_s.append(running.cpu_s)

    async def run() -> None:
        end_s = time.monotonic() + WARM_UP_S + for_s + 1.0
        visits = visit_all(running.port, users, taken, think_s=think_s, end_s=end_s)
        await asyncio.gather(watch(WARM_UP_S), visits)

    asyncio.run(run())
    return Load(
        users=len(users),
        for_s=for_s,
        think_s=think_s,
        ms=dict(taken.ms),
        errors=taken.errors,
        cpu_s=cpu_s[2] - cpu_s[1],
        memory_mb=memory_mb,
        busy=statistics.mean(loads),
    )


def _say(what: str) -> None:
    print(f"Measuring: {what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
