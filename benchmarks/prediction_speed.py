"""How long the usual what-ifs take: alone, over the sixteen variants, and the building before."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from hipspine.domain.prediction import MotionKind, PredictionQuestion
from hipspine.domain.scenario import MuscleChange, Parameter
from hipspine.predict.answer import answer
from hipspine.predict.ask import Means, ask_each, job_for, predict, prediction_processes
from hipspine.predict.changes import apply_changes
from hipspine.predict.jobs import Job
from hipspine.predict.variants import nominal

WHAT_IFS = (
    MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.5),
    MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.0),
    MuscleChange("gluteus_medius", Parameter.STRENGTH, 0.5),
    MuscleChange("hamstrings", Parameter.STRENGTH, 0.5),
    MuscleChange("iliopsoas", Parameter.STRENGTH, 0.5),
    MuscleChange("plantarflexors", Parameter.STRENGTH, 0.5),
    MuscleChange("erector_spinae", Parameter.STRENGTH, 0.5),
    MuscleChange("erector_spinae", Parameter.DRIVE, 0.5),
    MuscleChange("hip_flexors", Parameter.TIGHTNESS, 0.05),
    MuscleChange("hip_flexors", Parameter.TIGHTNESS, 0.1),
)
"""What the questions of the product ask about, one at a time."""

BUILD = """
import json, sys, time
from pathlib import Path
import casadi
from hipspine.domain.prediction import MotionKind
from hipspine.predict.built import warm_up
began = time.process_time(), time.perf_counter()
warm_up((MotionKind.WALK,), Path(sys.argv[1]))
print(json.dumps([time.process_time() - began[0], time.perf_counter() - began[1]]))
"""


def run_times() -> str:
    """Return what was measured, as text; times of the clock are those of the machine as it was."""
    found: dict[str, object] = {
        "walk_re_solve_cpu_s": _changed(MotionKind.WALK),
        "stand_re_solve_cpu_s": _changed(MotionKind.STAND),
    }
    with tempfile.TemporaryDirectory() as folder:
        found["build_walk_cpu_and_clock_s"] = _build(folder)
        found["build_walk_from_cache_cpu_and_clock_s"] = _build(folder)
        found["ensembles_on_two_processes"] = _ensembles(Path(folder))
    return json.dumps(found, indent=2)


def _job(kind: MotionKind, change: MuscleChange, speed_m_s: float = 1.3) -> Job:
    speed = speed_m_s if kind is MotionKind.WALK else None
    question = PredictionQuestion(kind, (change,), speed_m_s=speed)
    return job_for(question, nominal(), apply_changes(question.changes).muscles, None)


def _changed(kind: MotionKind) -> dict[str, object]:
    answer(_job(kind, WHAT_IFS[0]))  # builds the problem, which is measured on its own
    found = {str(change): answer(_job(kind, change)) for change in WHAT_IFS}
    seconds = {change: round(each.after_cpu_s, 3) for change, each in found.items()}
    return {
        "median": round(float(np.median(list(seconds.values()))), 3),
        "worst": max(seconds.values()),
        "answered": sum(each.after is not None for each in found.values()),
        "each": seconds,
    }


def _build(folder: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", BUILD, folder], capture_output=True, text=True, check=True
    )
    return [round(float(each), 2) for each in json.loads(done.stdout)]


def _ensembles(cache_dir: Path) -> dict[str, object]:
    rows: dict[str, object] = {}
    with prediction_processes(2) as executor:
        # Both processes load the built problem first, as in a program that goes on answering.
        first = [_job(MotionKind.WALK, WHAT_IFS[0])] * 4
        ask_each(first, executor)
        for change in (WHAT_IFS[0], WHAT_IFS[9]):
            question = PredictionQuestion(MotionKind.WALK, (change,), speed_m_s=1.3)
            began = time.perf_counter()
            found = predict(question, Means(executor, cache_dir))
            rows[str(change)] = {
                "answered": found.answered,
                "cpu_s_of_all_searches": round(found.cpu_s, 1),
                "clock_s": round(time.perf_counter() - began, 1),
            }
    return rows
