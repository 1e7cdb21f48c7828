"""Measure whether every shipped question converges, how fast, and what a peer needs.

Run from the root of the repository, with the predict extra::

    python -m benchmarks.prediction draws --count 500 --out draws.jsonl
    python -m benchmarks.prediction table draws.jsonl
    python -m benchmarks.prediction peer --recordings FOLDER

One process, one thread; CPU seconds of the search alone, building apart. Draws that are already in
the file are not repeated, so an interrupted run goes on where it stopped.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.prediction import ModelBody, MotionKind, PredictionQuestion
from hipspine.domain.scenario import MuscleChange, Parameter
from hipspine.predict.ask import job_for
from hipspine.predict.changes import apply_changes
from hipspine.predict.variants import Variant, nominal, variants

SHARES = {
    "walk": 0.40,
    "walk, one side": 0.15,
    "walk, own speed": 0.10,
    "stand": 0.15,
    "rise": 0.08,
    "squat": 0.06,
    "lift": 0.06,
}
GROUPS = (
    "gluteus_maximus",
    "gluteus_medius",
    "hamstrings",
    "iliopsoas",
    "plantarflexors",
    "erector_spinae",
    "quadriceps",
)
STRENGTH = {"plantarflexors": (0.4, 1.0), "quadriceps": (0.4, 1.0)}
"""Other groups are drawn from nothing to full strength. Walking stays possible with a deficit of
plantarflexors of 60 % (Ong 2019, doi:10.1371/journal.pcbi.1006993) and quadriceps of a half."""
DRIVE = (0.3, 1.0)
TIGHTNESS = (0.0, 0.20)
SPEED_M_S = (0.8, 1.6)
HEIGHT_M = (1.50, 1.95)
BODY_MASS_INDEX = (18.0, 35.0)
LOAD_KG = (0.0, 20.0)


def draw(rng: np.random.Generator) -> tuple[str, PredictionQuestion, Variant]:
    """Return a random question from published ranges, and a random variant to ask."""
    kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    motion = MotionKind(kind.split(",", maxsplit=1)[0])
    side = rng.choice(list(Side)) if kind.endswith("one side") else None
    height = float(rng.uniform(*HEIGHT_M))
    body = ModelBody(height, float(rng.uniform(*BODY_MASS_INDEX)) * height**2)
    speed = float(rng.uniform(*SPEED_M_S)) if motion is MotionKind.WALK else None
    question = PredictionQuestion(
        motion=motion,
        changes=tuple(_changes(rng, None if side is None else Side(side))),
        body=body,
        speed_m_s=None if kind.endswith("own speed") else speed,
        load_kg=float(rng.uniform(*LOAD_KG)) if motion is MotionKind.LIFT else 0.0,
    )
    every = (nominal(), *variants())
    return kind, question, every[int(rng.integers(len(every)))]


def _changes(rng: np.random.Generator, side: Side | None) -> Iterator[MuscleChange]:
    for _ in range(int(rng.integers(1, 3))):
        parameter = rng.choice([Parameter.STRENGTH, Parameter.DRIVE, Parameter.TIGHTNESS])
        group = "hip_flexors"
        if parameter != Parameter.TIGHTNESS:
            # Trunk muscles have no side in the planar body.
            group = str(rng.choice(GROUPS[:5] if side else GROUPS))
        low, high = {
            Parameter.STRENGTH: STRENGTH.get(group, (0.0, 1.0)),
            Parameter.DRIVE: DRIVE,
            Parameter.TIGHTNESS: TIGHTNESS,
        }[Parameter(parameter)]
        yield MuscleChange(group, Parameter(parameter), float(rng.uniform(low, high)), side)


def run_draws(count: int, out: Path, seed: int) -> None:
    """Answer draws and write a line for each."""
    from hipspine.predict.answer import answer

    done = len(out.read_text().splitlines()) if out.exists() else 0
    rng = np.random.default_rng(seed)
    with out.open("a") as lines:
        for number in range(count):
            kind, question, variant = draw(rng)
            if number < done:
                continue
            change = apply_changes(question.changes).muscles
            found = answer(job_for(question, variant, change, None))
            row = {
                "number": number,
                "kind": kind,
                "what_if": [str(each) for each in question.changes],
                "variant": variant.number,
                "height_m": question.body.height_m,
                "mass_kg": question.body.mass_kg,
                "speed_m_s": question.speed_m_s,
                "is_answer": found.before is not None and found.after is not None,
                "has_base": found.before is not None,
                "status": found.status,
                "cpu_s": round(found.cpu_s, 3),
                "after_cpu_s": round(found.after_cpu_s, 3),
            }
            lines.write(json.dumps(row) + "\n")
            lines.flush()


def table(path: Path) -> str:
    """Return the draws as a table: answers and CPU seconds by kind of question."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    head = "| question | draws | answered | re-solve, median s | both, median s | both, worst s |"
    lines = [head, "|---|---|---|---|---|---|"]
    for kind in (*SHARES, "all"):
        chosen = [row for row in rows if kind in (row["kind"], "all")]
        if not chosen:
            continue
        answered = sum(row["is_answer"] for row in chosen)
        after = np.array([row["after_cpu_s"] for row in chosen])
        both = np.array([row["cpu_s"] for row in chosen])
        lines.append(
            f"| {kind} | {len(chosen)} | {answered} ({100 * answered / len(chosen):.1f} %) | "
            f"{np.median(after):.2f} | {np.median(both):.2f} | {both.max():.1f} |"
        )
    return "\n".join(lines)


PEER = """
import json, resource, sys
import opensim
opensim.Logger.setLevelString("Off")
folder, intervals, iterations = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
track = opensim.MocoTrack()
track.setName("peer")
track.setModel(opensim.ModelProcessor(folder + "/2D_gait.osim"))
table = opensim.TableProcessor(folder + "/referenceCoordinates.sto")
table.append(opensim.TabOpLowPassFilter(6))
track.setStatesReference(table)
track.set_states_global_tracking_weight(1)
track.set_allow_unused_references(True)
track.set_track_reference_position_derivatives(True)
track.set_apply_tracked_states_to_guess(True)
track.set_initial_time(0)
track.set_final_time(0.470089)
study = track.initialize()
opensim.MocoControlGoal.safeDownCast(study.updProblem().updGoal("control_effort")).setWeight(10)
solver = opensim.MocoCasADiSolver.safeDownCast(study.updSolver())
solver.set_num_mesh_intervals(intervals)
solver.set_verbosity(0)
solver.set_parallel(0)
solver.set_optim_max_iterations(iterations)
solution = study.solve()
is_answer = solution.success()
if not is_answer:
    solution.unseal()
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "is_answer": is_answer,
    "iterations": solution.getNumIterations(),
    "cpu_s": used.ru_utime + used.ru_stime,
}))
"""
"""OpenSim Moco tracking the same kind of planar half cycle, in a process of its own; its licence
and example: opensim-core, example2DWalking, Apache-2.0."""


def run_peer(recordings: Path, *, intervals: int, iterations: int) -> str:
    """Return our and Moco's CPU seconds for a half cycle, one after the other, as text."""
    from hipspine.predict.answer import answer

    began = time.process_time()
    question = PredictionQuestion(
        MotionKind.WALK,
        (MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.5),),
        speed_m_s=1.3,
    )
    change = apply_changes(question.changes).muscles
    ours = answer(job_for(question, nominal(), change, None))
    ours_s = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                PEER,
                str(recordings / "moco_2d"),
                str(intervals),
                str(iterations),
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    peer = json.loads(done.stdout.strip().splitlines()[-1])
    return json.dumps(
        {
            "ours_cpu_s": round(ours_s, 2),
            "ours_search_cpu_s": round(ours.cpu_s, 2),
            "peer": peer,
            "ratio": round(peer["cpu_s"] / ours_s, 1),
        },
        indent=2,
    )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    draws = commands.add_parser("draws")
    draws.add_argument("--count", type=int, default=500)
    draws.add_argument("--seed", type=int, default=2026)
    draws.add_argument("--out", type=Path, required=True)
    shown = commands.add_parser("table")
    shown.add_argument("file", type=Path)
    peer = commands.add_parser("peer")
    peer.add_argument("--recordings", type=Path, required=True)
    peer.add_argument("--intervals", type=int, default=25)
    peer.add_argument("--iterations", type=int, default=1000)
    given = parser.parse_args()
    if given.command == "draws":
        run_draws(given.count, given.out, given.seed)
    elif given.command == "table":
        print(table(given.file))
    else:
        print(run_peer(given.recordings, intervals=given.intervals, iterations=given.iterations))


if __name__ == "__main__":
    main()
