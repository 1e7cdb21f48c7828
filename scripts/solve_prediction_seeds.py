"""Solve the walks that predictions start from, and write them.

Run after a change of the planar body, the engine or its settings (needs the predict extra, takes
about fifteen minutes)::

    python scripts/solve_prediction_seeds.py

The first walk starts from the invented reference walker's angles; every other one from the solved
walk next to it. Walks of nearly the same cost lie side by side, and a search may end in the dearer
one. So every walk is taken through weaknesses and back, and searched from all walks of its kind,
until none comes out cheaper.
"""

from dataclasses import dataclass, replace
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
from hipspine.predict.names import COORDINATES, MUSCLES, kind_of
from hipspine.predict.parameters import Muscles, Settings
from hipspine.predict.problem import Course, Problem, Request, Solution
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

DETOURS = {"gluteus_maximus": 0.0, "hamstrings": 0.0, "soleus": 0.5, "gastrocnemius": 0.3}
"""Muscles weakened on the way, and what is left of their strength: far enough to walk otherwise."""
LEAST_GAIN = 1e-5
"""Part of the cost below which a walk is the same: ten times the optimiser's tolerance."""

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


@dataclass
class Walk:
    """A walk to be found, and the cheapest found so far."""

    number: int
    speed_m_s: float
    settings: Settings
    muscles: Muscles
    found: Solution | None = None

    @property
    def unknowns(self) -> FloatArray:
        """Return the cheapest walk."""
        if self.found is None:
            raise SystemExit(f"no walk of variant {self.number} at {self.speed_m_s:.2f} m/s")
        return self.found.unknowns

    @property
    def name(self) -> str:
        """Return what tells it from the others."""
        return f"variant {self.number:2d} {self.speed_m_s:.2f} m/s x{self.settings.length_factor}"

    def seed(self) -> Seed:
        """Return it as it is kept."""
        key = fingerprint(self.settings, self.muscles, self.speed_m_s)
        length = self.settings.length_factor
        return Seed(self.number, self.speed_m_s, length, self.unknowns, key)


class Solver:
    """Solves walks from several starts and keeps the cheapest."""

    def __init__(self) -> None:
        built = walk_problem(is_whole_cycle=False, cache_dir=None)
        self.problem = Problem(
            built.layout, built.mesh, built.interval, built.ties, wide_iterations=3000
        )

    def begin(self, walk: Walk, start: FloatArray) -> Walk:
        """Solve a walk from a start with both ways of searching, then by detours."""
        request = _request(walk, walk.muscles)
        self._keep(walk, self.problem.solve_widely(start, request))
        self._keep(walk, self.problem.solve(start, request))
        while self._gains_by_detours(walk):
            pass
        return walk

    def gains_from(self, walk: Walk, start: FloatArray) -> bool:
        """Search a walk from another one; return whether it came out cheaper."""
        return self._keep(walk, self.problem.solve(start, _request(walk, walk.muscles)))

    def _gains_by_detours(self, walk: Walk) -> bool:
        gains = False
        for muscle, factor in DETOURS.items():
            weak = _request(walk, _weakened(walk.muscles, muscle, factor))
            away = self.problem.solve(walk.unknowns, weak)
            gains |= self.gains_from(walk, away.unknowns)
        return gains

    @staticmethod
    def _keep(walk: Walk, found: Solution) -> bool:
        """Keep a walk that is the first or cheaper; return whether it is cheaper by enough."""
        if not found.is_answer or (walk.found and walk.found.cost <= found.cost):
            return False
        is_gain = walk.found is None or found.cost < walk.found.cost * (1.0 - LEAST_GAIN)
        walk.found = found
        print(f"{walk.name}: cost {found.cost:.5f}", flush=True)
        return is_gain


def _request(walk: Walk, muscles: Muscles) -> Request:
    speeds = (walk.speed_m_s, walk.speed_m_s)
    return Request(walk.settings, muscles, walking.HALF_CYCLE_S, speeds, walking.no_gap())


def _weakened(muscles: Muscles, kind: str, factor: float) -> Muscles:
    factors = [factor if kind_of(name) == kind else 1.0 for name in MUSCLES]
    return replace(muscles, strength=muscles.strength * np.array(factors))


def at_length(length: float) -> ModelBody:
    """Return a body of a length with the generic body's body mass index."""
    height = length * GENERIC_HEIGHT_M
    return ModelBody(height_m=height, mass_kg=BODY_MASS_INDEX * height**2)


def chain(solver: Solver, walks: list[Walk], first: Walk) -> list[Walk]:
    """Solve walks one after the other, each from the one before."""
    start = first
    for walk in walks:
        start = solver.begin(walk, start.unknowns)
    return walks


def exchange(solver: Solver, walks: list[Walk]) -> None:
    """Search every walk from all others, then from those that got cheaper, until none does."""
    fresh = set(range(len(walks)))
    while fresh:
        improved = set()
        for i, walk in enumerate(walks):
            others = [walks[k].unknowns for k in sorted(fresh - {i})]
            gains = [solver.gains_from(walk, start) for start in others]
            if any(gains):
                improved.add(i)
        fresh = improved


def at_speeds(first: Walk, speeds: list[float]) -> list[Walk]:
    """Return the middle walk at other speeds, to be solved."""
    return [replace(first, speed_m_s=speed, found=None) for speed in speeds]


def at_lengths(first: Walk, lengths: list[float]) -> list[Walk]:
    """Return the middle walk of other bodies, to be solved."""
    settings = [sized(first.settings, at_length(length)) for length in lengths]
    return [replace(first, settings=each, found=None) for each in settings]


def solve_all(solver: Solver) -> list[Walk]:
    """Return all walks, the middle one first."""
    usual = nominal()
    guess = solver.problem.unknowns(reference_step(solver.problem.mesh.points))
    middle = solver.begin(Walk(NOMINAL, SPEED_M_S, usual.settings, usual.muscles), guess)
    others = [Walk(each.number, SPEED_M_S, each.settings, each.muscles) for each in variants()]
    for walk in others:
        solver.begin(walk, middle.unknowns)
    exchange(solver, [middle, *others])
    slow = at_speeds(middle, [v for v in reversed(SPEEDS_M_S) if v < SPEED_M_S])
    fast = at_speeds(middle, [v for v in SPEEDS_M_S if v > SPEED_M_S])
    short = at_lengths(middle, [x for x in reversed(LENGTHS) if x < 1.0])
    long = at_lengths(middle, [x for x in LENGTHS if x > 1.0])
    for walks in (slow, fast, short, long):
        chain(solver, walks, middle)
    for walks in ([*slow, middle, *fast], [*short, middle, *long]):
        exchange(solver, walks)
    return [middle, *slow, *fast, *short, *long, *others]


def main() -> None:
    """Solve and write."""
    seeds = [walk.seed() for walk in solve_all(Solver())]
    np.savez_compressed(
        SEEDS,
        variant=np.array([seed.variant for seed in seeds], dtype=np.int8),
        speed_m_s=np.array([seed.speed_m_s for seed in seeds], dtype=np.float32),
        length_factor=np.array([seed.length_factor for seed in seeds], dtype=np.float32),
        unknowns=np.array([seed.unknowns for seed in seeds]).round(7),
        fingerprint=np.array([seed.fingerprint for seed in seeds]),
    )


if __name__ == "__main__":
    main()
