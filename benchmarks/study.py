"""`python -m benchmarks.study`: throughput of a study with 1 and 2 workers, and what 100,000 take.

Trials are generated walkers of 11 frames under one what-if, without curves: short enough that 1,000
finish in minutes. What 100,000 recordings would need is arithmetic on measured sizes and times, and
the table says so.
"""

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.machine import load_line, machine_line
from benchmarks.page import put_into
from hipspine.study.cohort.asked import AskedWalkers, Outputs
from hipspine.study.cohort.crews import local_crew
from hipspine.study.cohort.read_study import scenario_of
from hipspine.study.cohort.run import run_study
from hipspine.study.cohort.trials import Scenarios, StudyPlan
from hipspine.study.cohort.walkers import walker_trials

COUNTS = (10, 100, 1000)
WORKERS = (1, 2)
FRAMES = 11
LOOK_EVERY_S = 0.5
MANY = 100_000
RECORDING_S = 120.0
"""Core time of one walk of a few seconds with OpenSim, seven what-ifs: 56 to 149 s for the three of
the worked study, on a busy machine."""
RESULT_KB = 104.0
"""Kept result with curves of four joints under seven what-ifs, compressed: median of the worked
study."""
SCHEDULER_MS = 1.0
"""Dask's own figure for what a task costs its scheduler; see its documentation on limits."""


@dataclass(frozen=True)
class Measured:
    """One run."""

    trials: int
    workers: int
    took_s: float
    asker_mb: float
    """Largest memory of the program that asks, with the scheduler."""
    workers_mb: float
    """Largest memory of one worker with its child."""
    kept_kb: float
    """Size of a result."""


def main() -> int:
    """Measure, print the table, and put it into a page if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study", description=__doc__)
    parser.add_argument("--page", type=Path, help="put the table into this page")
    options = parser.parse_args()
    measured = []
    for workers in WORKERS:
        for count in COUNTS:
            measured.append(_measure(count, workers))
            print(measured[-1], file=sys.stderr, flush=True)
    told = _table(measured)
    print(told)
    if options.page is not None:
        put_into(options.page, told)
    return 0


def _measure(count: int, workers: int) -> Measured:
    asked = AskedWalkers(count=count, frames=FRAMES)
    plan = StudyPlan(
        "scaling",
        "",
        tuple(walker_trials(asked)),
        Scenarios((scenario_of("half", ["gluteus_maximus.strength=0.5"]),)),
        Outputs(curves=False),
    )
    with TemporaryDirectory() as name, local_crew(workers) as crew, _watched() as memory:
        folder = Path(name)
        # A first trial each, so that starting Python and compiling is not counted.
        first = StudyPlan("first", "", plan.trials[: 2 * workers], plan.scenarios, plan.outputs)
        run_study(first, folder / "first", crew, cache_dir=folder)
        took_s = run_study(plan, folder / "all", crew, cache_dir=folder).took_s
        sizes = [path.stat().st_size for path in (folder / "all" / "kept").rglob("*.gz")]
    asker, each = memory
    return Measured(
        count, workers, took_s, asker / 1e6, each / workers / 1e6, sum(sizes) / len(sizes) / 1e3
    )


@contextmanager
def _watched() -> "Iterator[list[int]]":
    """Give the largest memory of this process and of all below it, [bytes, bytes], at the end."""
    largest, stop, me = [0, 0], threading.Event(), psutil.Process()

    def look() -> None:
        while not stop.wait(LOOK_EVERY_S):
            largest[0] = max(largest[0], me.memory_info().rss)
            below = 0
            for child in me.children(recursive=True):
                try:
                    below += child.memory_info().rss
                except psutil.Error:
                    continue
            largest[1] = max(largest[1], below)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield largest
    finally:
        stop.set()
        watcher.join()


def _table(measured: list[Measured]) -> str:
    rows = [
        f"| {m.trials} | {m.workers} | {m.took_s:.1f} | {m.trials / m.took_s:.1f} "
        f"| {m.asker_mb:.0f} | {m.workers_mb:.0f} |"
        for m in measured
    ]
    return "\n".join(
        [
            f"{machine_line()} {load_line()}",
            "",
            "| trials | workers | s | trials a second | program and scheduler, MB | a worker with "
            "its child, MB |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            *_arithmetic(measured),
        ]
    )


def _arithmetic(measured: list[Measured]) -> list[str]:
    largest = max(measured, key=lambda m: (m.trials, -m.workers))
    walker_core_s = largest.workers * largest.took_s / largest.trials
    return [
        f"What {MANY:,} trials would take, by arithmetic and not by a run:",
        "",
        "| | generated walkers as above | recordings |",
        "|---|---|---|",
        f"| core hours | {MANY * walker_core_s / 3600:.0f} (measured {walker_core_s * 1e3:.0f} ms "
        f"each) | {MANY * RECORDING_S / 3600:,.0f} (at {RECORDING_S:g} s each) |",
        f"| on 64 cores | {MANY * walker_core_s / 3600 / 64 * 60:.0f} min | "
        f"{MANY * RECORDING_S / 3600 / 64 / 24:.1f} days |",
        f"| kept results | {MANY * largest.kept_kb / 1e6:.1f} GB (measured "
        f"{largest.kept_kb:.1f} kB each) | {MANY * RESULT_KB / 1e6:.1f} GB (at {RESULT_KB:g} kB "
        "each, curves of four joints under seven what-ifs) |",
        f"| scheduler's own work | {MANY * SCHEDULER_MS / 1e3 / 60:.1f} min (at "
        f"{SCHEDULER_MS:g} ms a task) | the same |",
        "| trials that the scheduler knows at once | 5 for each worker | the same |",
    ]


if __name__ == "__main__":
    sys.exit(main())
