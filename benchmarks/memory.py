"""How much memory each side needs at most, each in processes of its own."""

import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from benchmarks.walk import Trial
from hipspine.domain.scenario import MuscleChange, Parameter, Scenario
from hipspine.simulate.engine import Engine
from hipspine.simulate.extraction import extract_bundle

LEVELS = 20
"""What-ifs of the sweep that is solved: gluteus maximus strength."""


@dataclass(frozen=True)
class OurMemory:
    """Largest resident memory [bytes]."""

    solver: int
    """The process that asks, shares and sweeps."""
    extraction: int
    """Its worker process, in which OpenSim holds the model."""


def peak_bytes() -> int:
    """Return the largest resident memory of this process."""
    # Not by getrusage where Linux tells: there a new process begins with what its parent held.
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return _largest(resource.RUSAGE_SELF)


def _largest(who: int) -> int:
    told = resource.getrusage(who).ru_maxrss
    return told if sys.platform == "darwin" else told * 1024


def our_memory(trial: Trial) -> OurMemory:
    """Return what extraction, the recorded solution and a sweep need on a trial."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_solve, trial).result()


def _solve(trial: Trial) -> OurMemory:
    bundle = extract_bundle(trial.model, trial.angles, trial.contacts, cache_dir=None, workers=1)
    changes = [
        MuscleChange("gluteus_maximus", Parameter.STRENGTH, level / LEVELS)
        for level in range(LEVELS)
    ]
    Engine(bundle).sweep([Scenario(str(change), muscles=(change,)) for change in changes])
    # The worker needs more than this process did when it began it.
    return OurMemory(peak_bytes(), _largest(resource.RUSAGE_CHILDREN))
