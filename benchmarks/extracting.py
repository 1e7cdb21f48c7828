"""What extraction takes per frame, with one worker process and with several."""

import os
from dataclasses import dataclass

from benchmarks.clock import Spent, slope_s, timed
from benchmarks.walk import Trial
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.extraction import extract_bundle

SHORT_EXTRACTION = 8
"""Half the frames of the short extraction: each of two workers gets this many."""

EXTRACTIONS = 2
"""Runs of each extraction; the least counts."""

WORKERS = tuple(sorted({1, 2, os.cpu_count() or 1}))
"""Numbers of worker processes that extraction is timed with."""


@dataclass(frozen=True)
class ExtractionTimes:
    """What a frame costs: processor time by one worker process, wall time by number of them [s]."""

    cpu_s: float
    wall_s: dict[int, float]


def extract_timed(trial: Trial) -> tuple[Bundle, ExtractionTimes]:
    """Return the trial's bundle and what a frame costs."""
    few, many = 2 * SHORT_EXTRACTION, len(trial.angles.times_s)
    found: list[Bundle] = []

    def extract(frames: int, workers: int) -> None:
        part = trial.first(frames)
        found.append(
            extract_bundle(part.model, part.angles, part.contacts, cache_dir=None, workers=workers)
        )

    def least(frames: int, workers: int) -> Spent:
        runs = [timed(lambda: extract(frames, workers))[1] for _ in range(EXTRACTIONS)]
        return Spent(min(run.cpu_s for run in runs), min(run.wall_s for run in runs))

    spent = {workers: (least(few, workers), least(many, workers)) for workers in WORKERS}
    wall_s = {
        workers: (long.wall_s - short.wall_s) / (many - few)
        for workers, (short, long) in spent.items()
    }
    return found[-1], ExtractionTimes(slope_s(*spent[1], frames=(few, many)), wall_s)
