"""How fast what-ifs are, how exact, how that grows, and how far from the processor's limits."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any

import numpy as np

from benchmarks.clock import least_cpu_s
from benchmarks.extracting import WORKERS
from hipspine.domain.arrays import FloatArray
from hipspine.domain.scenario import MuscleChange, Parameter, Scenario
from hipspine.mechanics.muscle_sharing import moments_Nm
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine
from hipspine.simulate.muscle_groups import muscles_meant
from hipspine.simulate.sweep import Sweep

MANY = 192
"""What-ifs of the sweep that is timed: 24 blocks of eight."""

KINDS = (
    ("gluteus_maximus", Parameter.STRENGTH, 0.0, 1.0),
    ("gluteus_medius", Parameter.DRIVE, 0.0, 1.0),
    ("hamstrings", Parameter.TIGHTNESS, 0.0, 0.2),
    ("psoas", Parameter.TONE, 0.0, 0.2),
    ("erector_spinae", Parameter.STRENGTH, 0.0, 1.0),
)
"""Kinds of what-if whose share of frames for the careful solver is counted: 16 levels each."""

REPEATS = 12

_PRODUCT = """
import numpy as np
from benchmarks.clock import least_cpu_s
from benchmarks.extracting import WORKERS
size = 512
left = np.random.default_rng(0).normal(size=(size, size))
runs = lambda: [left @ left for _ in range(10)]
print(2.0 * 10 * size**3 / least_cpu_s(runs, repeats=20))
"""


@dataclass(frozen=True)
class Certificate:
    """Largest violation of the conditions of an optimum over a sweep's solved frames."""

    imbalance_share: float
    """Of moments, as a share of the frame's largest moment or reserve strength."""
    activation: float
    """Distance of an activation from what prices and limits ask for."""


@dataclass(frozen=True)
class WhatIfTimes:
    """One model's what-ifs."""

    muscles: int
    moments: int
    frames: int
    levers: int
    """Moment arms other than zero per frame."""
    pulls: int
    """Muscles across joints times components of load."""
    sweep_s: float
    """Processor time of `MANY` what-ifs, all loads included."""
    solutions_s: float
    """The same as whole solutions, with forces, reserves and shortfalls."""
    one_s: float
    """One what-if alone, from scenario to solution."""
    steps: float
    """Newton steps, mean."""
    careful: dict[str, float]
    """Share of frames that need the careful solver, by kind of what-if."""
    certificate: Certificate
    by_frames: dict[int, float]
    """Processor time per frame-solve by number of frames [s]."""
    by_what_ifs: dict[int, float]
    by_processes: dict[int, float]
    """What-ifs per second of wall time by number of processes."""
    memory_bytes: int
    """Of the answers of one what-if."""

    @property
    def solve_s(self) -> float:
        """Processor time per frame-solve, all loads included."""
        return self.sweep_s / (MANY * self.frames)

    @property
    def flops(self) -> float:
        """Floating-point operations per frame-solve, additions and multiplications counted."""
        per_step = 4 * self.levers + 2 * self.moments**2
        factors = max(self.steps - 1.0, 0.0) * self.moments**3 / 3
        return self.steps * per_step + factors + 2 * self.pulls

    @property
    def per_second(self) -> float:
        """Whole-trial what-ifs per second and core."""
        return MANY / self.sweep_s


@dataclass(frozen=True)
class Limits:
    """What one core can do."""

    flops: float
    """Measured with a matrix product of numpy on one thread [1/s]."""
    bytes_per_s: float
    """Measured with a copy of an array larger than the caches, reading and writing counted."""


def measure_what_ifs(bundle: Bundle) -> WhatIfTimes:
    """Return how fast and how exact what-ifs are on a motion."""
    engine = Engine(bundle)
    wanted = levels("gluteus_maximus", Parameter.STRENGTH, 0.0, 1.0, count=MANY)
    sweep = engine.sweep(wanted)
    frames = sweep.times_s.size
    return WhatIfTimes(
        muscles=len(bundle.muscles.names),
        moments=len(engine.coordinates),
        frames=frames,
        levers=engine._problem.arms.values_m.shape[1],
        pulls=engine._sweeper._loads.per_tension.values_m.shape[1],
        sweep_s=least_cpu_s(lambda: engine.sweep(wanted), repeats=REPEATS),
        solutions_s=least_cpu_s(lambda: engine.solve_many(wanted), repeats=3),
        one_s=least_cpu_s(lambda: engine.solve(wanted[MANY // 4]), repeats=REPEATS),
        steps=float(sweep.iterations.mean()),
        careful=_careful(engine),
        certificate=_certificate(engine, wanted, sweep),
        by_frames={
            count: _per_solve(_first(bundle, count), MANY) for count in (frames // 4, frames // 2)
        },
        by_what_ifs={count: _per_solve(bundle, count) for count in (1, 8, 16, 64)},
        by_processes={count: _in_processes(bundle, count) for count in WORKERS},
        memory_bytes=sum(
            each.nbytes // MANY for each in (sweep.activations, sweep.prices, *_loads(sweep))
        ),
    )


def measure_limits() -> Limits:
    """Return what one core can do in arithmetic and in moving data."""
    values = np.zeros(32 * 1024 * 1024 // 4)
    copy = np.empty_like(values)
    copy_s = least_cpu_s(lambda: np.copyto(copy, values), repeats=10)
    # In a process of its own: numpy decides at its start how many threads a product takes.
    run = subprocess.run(
        [sys.executable, "-c", _PRODUCT],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    return Limits(float(run.stdout), 2.0 * values.nbytes / copy_s)


def levels(
    group: str, parameter: Parameter, lowest: float, highest: float, *, count: int
) -> tuple[Scenario, ...]:
    """Return one group's parameter at levels from lowest to highest."""
    changes = [
        MuscleChange(group, parameter, float(value))
        for value in np.linspace(lowest, highest, count)
    ]
    return tuple(Scenario(str(change), muscles=(change,)) for change in changes)


def _first(bundle: Bundle, frames: int) -> Bundle:
    """Return a motion's first frames."""
    total = len(bundle.times_s)
    cut: dict[str, Any] = {
        name: value[:frames]
        for name, value in vars(bundle).items()
        if isinstance(value, np.ndarray) and len(value) == total and name != "path_start"
    }
    return replace(bundle, **cut)


def _per_solve(bundle: Bundle, count: int) -> float:
    engine = Engine(bundle)
    wanted = levels("gluteus_maximus", Parameter.STRENGTH, 0.0, 1.0, count=count)
    frames = engine.sweep(wanted).times_s.size
    return least_cpu_s(lambda: engine.sweep(wanted), repeats=3) / (count * frames)


def _in_processes(bundle: Bundle, count: int) -> float:
    """Return what-ifs per second of wall time with several processes on one motion each."""
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        list(pool.map(_busy_s, [bundle] * count))
        rates: list[float] = []
        for _ in range(3):
            took = list(pool.map(_busy_s, [bundle] * count))
            rates.append(sum(MANY / each for each in took))
    return max(rates)


def _busy_s(bundle: Bundle) -> float:
    engine = Engine(bundle)
    wanted = levels("gluteus_maximus", Parameter.STRENGTH, 0.0, 1.0, count=MANY)
    engine.sweep(wanted)
    return min(_wall_s(lambda: engine.sweep(wanted)) for _ in range(3))


def _wall_s(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _careful(engine: Engine) -> dict[str, float]:
    shares = {}
    names = engine.bundle.muscles.names
    for group, parameter, lowest, highest in KINDS:
        if not muscles_meant(names, group, None).any():
            continue
        sweep = engine.sweep(levels(group, parameter, lowest, highest, count=16))
        shares[f"{group}, {parameter} {lowest:g} to {highest:g}"] = float((~sweep.converged).mean())
    return shares


def _arms(engine: Engine) -> FloatArray:
    rows = [engine.bundle.equations.index(name) for name in engine.coordinates]
    return engine.bundle.moment_arms_m[engine.bundle.measured][:, rows]


def _certificate(engine: Engine, wanted: tuple[Scenario, ...], sweep: Sweep) -> Certificate:
    """Return how far a sweep's answers are from the conditions of an optimum.

    Computed anew from dense moment arms, not from what the solver holds: moments balance, and each
    activation is what prices ask for, held within its limits.
    """
    problem, arms = engine._problem, _arms(engine)
    count = arms.shape[1]
    worst_moment = worst_activation = 0.0
    for number in range(0, len(wanted), 16):
        terms = engine._terms(wanted[number])
        done, frames = sweep.converged[number], problem.frames
        capacity = terms.capacities_N[frames]
        prices, activations = sweep.prices[number], sweep.activations[number]
        required = problem.required_Nm - moments_Nm(problem.arms, terms.passive_forces_N[frames])
        produced = (arms @ (activations * capacity)[:, :, None])[:, :, 0]
        reserves = np.square(problem.strengths)[:count] * prices[:, :count]
        scale = np.maximum(np.abs(required).max(axis=1), problem.strengths.max())
        imbalance = np.abs(produced + reserves - required[:, :count]).max(axis=1) / scale
        wish = np.matmul(prices[:, None, :count], arms)[:, 0] * capacity / problem.weights
        limits = terms.limits
        apart = np.abs(np.clip(wish, limits.lowest, limits.highest) - activations)
        worst_moment = max(worst_moment, float(imbalance[done].max()))
        worst_activation = max(worst_activation, float(apart[done].max()))
    return Certificate(worst_moment, worst_activation)


def _loads(sweep: Sweep) -> tuple[FloatArray, ...]:
    return tuple(sweep.loads_N.values())
