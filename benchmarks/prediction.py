"""Measure whether every shipped question converges, how fast, how lifelike, and beside a peer.

Run from the root of the repository, with the predict extra::

    python -m benchmarks.prediction draws --count 500 --out draws.jsonl
    python -m benchmarks.prediction table draws.jsonl
    python -m benchmarks.prediction times
    python -m benchmarks.prediction realism --recordings FOLDER
    python -m benchmarks.prediction peer --recordings FOLDER

Draws take one process and one thread; their CPU seconds are those of the search alone, building
apart. Draws that are already in the file are not repeated, so an interrupted run goes on where it
stopped.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.prediction_peer import run_peer
from benchmarks.prediction_realism import as_table, between_people, compared
from benchmarks.prediction_speed import run_times
from hipspine.domain.anatomy import Side
from hipspine.domain.prediction import ModelBody, MotionKind, PredictionQuestion
from hipspine.domain.scenario import MuscleChange, Parameter
from hipspine.predict.answer import answer
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


def run_draws(numbers: range, out: Path, seed: int) -> None:
    """Answer the draws of these numbers and write a line for each."""
    lines_before = out.read_text().splitlines() if out.exists() else []
    done = {json.loads(line)["number"] for line in lines_before}
    rng = np.random.default_rng(seed)
    with out.open("a") as lines:
        for number in range(numbers.stop):
            kind, question, variant = draw(rng)
            if number in done or number not in numbers:
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


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    draws = commands.add_parser("draws")
    draws.add_argument("--count", type=int, default=500)
    draws.add_argument("--first", type=int, default=0, help="number of the first draw asked")
    draws.add_argument("--seed", type=int, default=2026)
    draws.add_argument("--out", type=Path, required=True)
    shown = commands.add_parser("table")
    shown.add_argument("file", type=Path)
    commands.add_parser("times")
    realism = commands.add_parser("realism")
    realism.add_argument("--json", action="store_true")
    peer = commands.add_parser("peer")
    for each in (realism, peer):
        each.add_argument("--recordings", type=Path, required=True)
    peer.add_argument("--intervals", type=int, default=25)
    peer.add_argument("--limit", type=int, default=900, help="CPU seconds that Moco may take")
    given = parser.parse_args()
    print(_run(given))


def _run(given: argparse.Namespace) -> str:
    if given.command == "draws":
        run_draws(range(given.first, given.count), given.out, given.seed)
        return table(given.out)
    if given.command == "table":
        return table(given.file)
    if given.command == "times":
        return run_times()
    if given.command == "peer":
        return run_peer(given.recordings, intervals=given.intervals, limit_s=given.limit)
    rows = compared(given.recordings)
    between = between_people(given.recordings)
    if given.json:
        return json.dumps({"walks": [asdict(row) for row in rows], "between_adults_deg": between})
    gaps = ", ".join(f"{joint} {gap:.1f}" for joint, gap in between.items())
    return f"{as_table(rows)}\n\nThe two adults from each other: {gaps} degrees"


if __name__ == "__main__":
    main()
