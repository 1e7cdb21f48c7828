"""Planted failures, and a program that runs a study so that a test can kill it.

Not a test: trial processes import it by name, with this folder on their path.
"""

import os
import signal
import sys
import time
from pathlib import Path

from hipspine.study.cohort.compute import compute_trial
from hipspine.study.cohort.crews import OneProcess, crew_at, local_crew
from hipspine.study.cohort.read_study import read_study
from hipspine.study.cohort.result import TrialResult
from hipspine.study.cohort.run import run_study
from hipspine.study.cohort.trials import Task

DOOR = "planted:work"
CRASHING, ENDING, DEFECTIVE, HANGING = "crashing", "ending", "defective", "hanging"
GROWING, KILLING = "growing", "killing"
TOO_MUCH_BYTES = 1_200_000_000


def work(task: Task) -> TrialResult:
    """Work through a trial, unless its person is one on whom something goes wrong."""
    group = task.trial.person.group
    if group == CRASHING:
        os.kill(os.getpid(), signal.SIGSEGV)
    if group == ENDING:
        os._exit(3)
    if group == DEFECTIVE:
        raise ZeroDivisionError("planted")
    if group == HANGING:
        time.sleep(3600)
    if group == GROWING:
        # Written, not only reserved: only pages that were touched count.
        grown = b"x" * TOO_MUCH_BYTES
        time.sleep(3600)
        del grown
    if group == KILLING:
        # The scheduler's worker itself, whose child this process is.
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(3600)
    return compute_trial(task)


def main(study: str, folder: str, where: str) -> None:
    """Run a study: ``one`` process, a number of local workers, or a scheduler's address."""
    plan, place = read_study(Path(study)), Path(folder)
    cache = place / "cache"
    if where == "one":
        summary = run_study(plan, place, OneProcess(DOOR), cache_dir=cache)
        sys.stdout.write(f"{summary}\n")
        return
    crew = local_crew(int(where), DOOR) if where.isdigit() else crew_at(where, DOOR)
    with crew as working:
        summary = run_study(plan, place, working, cache_dir=cache)
        sys.stdout.write(f"{summary}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
