"""A thought model of the loop from irritation to weak hips and back: an illustration, no forecast.

Five quantities from 0 to 1 push each other: the nerves' *drive* to the gluteal muscles, their
*strength*, *tightness* of the hip flexors and hamstrings, *load* on the lower back, *irritation* of
it. Whether such a loop exists in people is open; trials of its parts are shown beside it. The
numbers of the equations are guesses with a stated origin and a wide range, drawn many times.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.content.loop_model import LoopContent, Strategy
from hipspine.domain.arrays import FloatArray

STEP_WEEKS = 0.05
STATES = ("drive", "strength", "tightness", "load", "irritation")
WEEKS = 26


@dataclass(frozen=True, eq=False)
class LoopRun:
    """One strategy's course: ``states`` are (N, W, 5), draws by week by quantity."""

    strategy: str
    weeks: FloatArray
    states: FloatArray

    def band(self, state: str, share: float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return low edge, middle and high edge of a quantity over the weeks, (W,) each."""
        values = self.states[..., STATES.index(state)]
        low, middle, high = np.quantile(values, [(1 - share) / 2, 0.5, (1 + share) / 2], axis=0)
        return low, middle, high

    @property
    def fewer_irritation(self) -> float:
        """Share of draws in which irritation is lower at the end than at the start."""
        irritation = self.states[..., STATES.index("irritation")]
        return float(np.mean(irritation[:, -1] < irritation[:, 0]))


def run_loop(content: LoopContent, *, draws: int = 400, seed: int = 1) -> tuple[LoopRun, ...]:
    """Return every strategy's course, all with the same draws of the parameters.

    Notes
    -----
    Integrated with the classical Runge-Kutta method of fourth order at a step of a twentieth of a
    week, far below the fastest time constant (a week and a half at the low end of its range).
    """
    parameters = drawn_parameters(content, draws=draws, seed=seed)
    return tuple(run_strategy(content, strategy, parameters) for strategy in content.strategies)


def drawn_parameters(content: LoopContent, *, draws: int, seed: int) -> Mapping[str, FloatArray]:
    """Return (N,) draws of every parameter: uniform over its range."""
    rng = np.random.default_rng(seed)
    return {one.id: rng.uniform(one.low, one.high, draws) for one in content.parameters}


def run_strategy(
    content: LoopContent, strategy: Strategy, parameters: Mapping[str, FloatArray]
) -> LoopRun:
    """Return one strategy's course for given parameters."""
    count = len(next(iter(parameters.values())))
    state = np.tile([content.start[name] for name in STATES], (count, 1))
    weekly = [state]
    for week in range(WEEKS):
        for step in range(round(1 / STEP_WEEKS)):
            at = week + step * STEP_WEEKS
            state = _runge_kutta(state, at, strategy, parameters)
        weekly.append(state)
    return LoopRun(strategy.id, np.arange(WEEKS + 1.0), np.stack(weekly, axis=1))


def _runge_kutta(
    state: FloatArray, at: float, strategy: Strategy, parameters: Mapping[str, FloatArray]
) -> FloatArray:
    def change(here: FloatArray, when: float) -> FloatArray:
        return _change(here, parameters, strategy.exercise(when), strategy.settling(when))

    half = STEP_WEEKS / 2
    first = change(state, at)
    second = change(state + half * first, at + half)
    third = change(state + half * second, at + half)
    fourth = change(state + STEP_WEEKS * third, at + STEP_WEEKS)
    moved = state + STEP_WEEKS / 6 * (first + 2 * second + 2 * third + fourth)
    return np.clip(moved, 0.0, 1.0)


def _change(
    state: FloatArray, parameter: Mapping[str, FloatArray], exercise: float, settling: float
) -> FloatArray:
    """Return how fast every quantity changes [1/week], (N, 5).

    Notes
    -----
    Every quantity moves towards a target set by the others, with its own time constant:
    drive ``1 - c_id I``; strength ``S0 + (1 - S0) u D`` with ``u`` the exercise; tightness
    ``T0 + c_dt (1 - D)``; load ``L0 + c_tl T + c_sl (1 - S) + c_ul u (1 - S)``; irritation
    ``c_li max(L - L*, 0)``, less a share ``c_m`` while it is settled on purpose.
    """
    drive, strength, tightness, load, irritation = state.T
    p = parameter
    weak = 1 - strength
    targets = (
        1 - p["irritation_to_drive"] * irritation,
        p["strength_untrained"] + (1 - p["strength_untrained"]) * exercise * drive,
        p["tightness_at_rest"] + p["drive_to_tightness"] * (1 - drive),
        p["load_at_rest"]
        + p["tightness_to_load"] * tightness
        + p["weakness_to_load"] * weak
        + p["exercise_to_load"] * exercise * weak,
        p["load_to_irritation"]
        * np.maximum(load - p["load_tolerated"], 0)
        * (1 - p["settling_effect"] * settling),
    )
    times = ("drive", "strength", "tightness", "load", "irritation")
    changes = [
        (np.clip(target, 0, 1) - here) / p[f"{name}_weeks"]
        for target, here, name in zip(targets, state.T, times, strict=True)
    ]
    return np.stack(changes, axis=1)
