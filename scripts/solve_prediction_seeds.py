"""Solve the walks that predictions start from, and write them.

Run after a change of the planar body, the engine or its settings (needs the predict extra, takes
about two minutes)::

    python scripts/solve_prediction_seeds.py

The first walk starts from the invented reference walker's angles; every other one from the solved
walk next to it.
"""

from pathlib import Path

import numpy as np

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import ModelBody
from hipspine.domain.units import radians
from hipspine.predict import walking
from hipspine.predict.built import walk_problem
from hipspine.predict.changes import GENERIC_HEIGHT_M, sized
from hipspine.predict.figure import POINTS, joint_points
from hipspine.predict.layout import BOTH_LEGS
from hipspine.predict.names import COORDINATES
from hipspine.predict.parameters import Muscles, Settings
from hipspine.predict.problem import Course, Problem, Request
from hipspine.predict.variants import NOMINAL, Seed, fingerprint, nominal, variants

CONTENT = Path(__file__).parents[1] / "src/hipspine/content"
SEEDS = CONTENT / "prediction/seeds.npz"
STEP_S = 0.55
SPEED_M_S = 1.3
SPEEDS_M_S = (0.6, 0.8, 1.0, 1.15, 1.45, 1.6, 1.8)
LENGTHS = (0.88, 0.94, 1.06, 1.12)
BODY_MASS_INDEX = 26.07
"""That of the generic body; other lengths are solved at the same."""
START_S = 0.4
"""Where in the reference walker's recording a step is cut out; any place will do."""

_ANGLES = {
    "pelvis_tilt": "pelvis_tilt",
    "lumbar_extension": "lumbar_extension",
    **{f"hip_flexion_{s}": f"hip_flexion_{s}" for s in "rl"},
    **{f"knee_flexion_{s}": f"knee_angle_{s}" for s in "rl"},
    **{f"ankle_dorsiflexion_{s}": f"ankle_angle_{s}" for s in "rl"},
}


def reference_step(points: int) -> Course:
    """Return a step of the reference walker as a first guess, its soles on the ground."""
    lines = (CONTENT / "reference_walker/angles.mot").read_text("utf-8").splitlines()
    start = lines.index("endheader") + 1
    names = lines[start].split("\t")
    rows = np.array([[float(x) for x in line.split("\t")] for line in lines[start + 1 :]])
    times = START_S + np.linspace(0.0, STEP_S, points + 1)
    q = np.zeros((points + 1, len(COORDINATES)))
    for ours, theirs in _ANGLES.items():
        course = np.interp(times, rows[:, 0], rows[:, names.index(theirs)])
        q[:, COORDINATES.index(ours)] = radians(course)
    soles = [i for i, name in enumerate(POINTS) if name.startswith(("heel", "ball", "toe"))]
    q[:, 1] = -joint_points(read_planar_body(), q)[:, soles, 1].min(axis=1) - 0.003
    q[:, 0] = SPEED_M_S * (times - times[0])
    speeds = np.gradient(q, times, axis=0)
    rest = np.concatenate([np.full(BOTH_LEGS.a, 0.05), np.full(BOTH_LEGS.f, 0.9)])
    states = np.hstack([q, speeds, np.tile(rest, (points + 1, 1))])
    return Course(times - times[0], states, STEP_S, SPEED_M_S)


class Solver:
    """Solves walks and keeps them as seeds."""

    def __init__(self) -> None:
        built = walk_problem(is_whole_cycle=False, cache_dir=None)
        self.problem = Problem(
            built.layout, built.mesh, built.interval, built.ties, wide_iterations=3000
        )
        self.seeds: list[Seed] = []

    def solve(
        self, start: FloatArray, settings: Settings, muscles: Muscles, number: int, speed: float
    ) -> FloatArray:
        """Solve a walk, keep it, and return its unknowns."""
        request = Request(settings, muscles, walking.HALF_CYCLE_S, (speed, speed), walking.no_gap())
        found = self.problem.solve_widely(start, request)
        print(
            f"variant {number:2d} {speed:.2f} m/s length {settings.length_factor:.2f}: "
            f"{found.status}, {found.iterations} steps, {found.cpu_s:.1f} s, cost {found.cost:.4f}",
            flush=True,
        )
        if not found.is_answer:
            raise SystemExit("no seed where one is needed")
        key = fingerprint(settings, muscles, speed)
        self.seeds.append(Seed(number, speed, settings.length_factor, found.unknowns, key))
        return found.unknowns


def at_length(length: float) -> ModelBody:
    """Return a body of a length with the generic body's body mass index."""
    height = length * GENERIC_HEIGHT_M
    return ModelBody(height_m=height, mass_kg=BODY_MASS_INDEX * height**2)


def main() -> None:
    """Solve and write."""
    solver = Solver()
    usual = nominal()
    guess = solver.problem.unknowns(reference_step(solver.problem.mesh.points))
    middle = solver.solve(guess, usual.settings, usual.muscles, NOMINAL, SPEED_M_S)
    for speeds in (
        [v for v in reversed(SPEEDS_M_S) if v < SPEED_M_S],
        [v for v in SPEEDS_M_S if v > SPEED_M_S],
    ):
        start = middle
        for speed in speeds:
            start = solver.solve(start, usual.settings, usual.muscles, NOMINAL, speed)
    for lengths in ([x for x in reversed(LENGTHS) if x < 1.0], [x for x in LENGTHS if x > 1.0]):
        start = middle
        for length in lengths:
            settings = sized(usual.settings, at_length(length))
            start = solver.solve(start, settings, usual.muscles, NOMINAL, SPEED_M_S)
    for variant in variants():
        solver.solve(middle, variant.settings, variant.muscles, variant.number, SPEED_M_S)
    np.savez_compressed(
        SEEDS,
        variant=np.array([seed.variant for seed in solver.seeds], dtype=np.int8),
        speed_m_s=np.array([seed.speed_m_s for seed in solver.seeds], dtype=np.float32),
        length_factor=np.array([seed.length_factor for seed in solver.seeds], dtype=np.float32),
        unknowns=np.array([seed.unknowns for seed in solver.seeds]).round(7),
        fingerprint=np.array([seed.fingerprint for seed in solver.seeds]),
    )


if __name__ == "__main__":
    main()
