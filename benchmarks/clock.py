"""Processor time and wall time of a piece of work, the processes that it starts included."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Spent:
    """What a piece of work took."""

    cpu_s: float
    """Processor time of this process and of the processes that ended meanwhile."""
    wall_s: float


def _processor_s() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def timed(work: Callable[[], Result]) -> tuple[Result, Spent]:
    """Return what the work gives, and what it took.

    Processes count only once they have ended, so the work must wait for those that it starts.
    """
    cpu_s, wall_s = _processor_s(), time.perf_counter()
    result = work()
    return result, Spent(_processor_s() - cpu_s, time.perf_counter() - wall_s)


def least_cpu_s(work: Callable[[], object], *, repeats: int) -> float:
    """Return the least processor time of several runs: what the work takes undisturbed."""
    return min(timed(work)[1].cpu_s for _ in range(repeats))


def slope_s(few: Spent, many: Spent, *, frames: tuple[int, int]) -> float:
    """Return processor time per frame, without what a run costs however short it is.

    Parameters
    ----------
    few, many : Spent
        A run over few frames and a run over many.
    frames : tuple of int
        How many frames each of them had.
    """
    return (many.cpu_s - few.cpu_s) / (frames[1] - frames[0])
