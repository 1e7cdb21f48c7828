"""The same cycle again and again: muscles tire, and others take over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import MuscleGroup
from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.fatigue import FatigueRates, fatigued_share
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.muscle_groups import TRUNK_GROUPS, muscle_group_of

_TRUNK = (0.00755, 0.00075)
_KNEE = (0.01500, 0.00149)
_ANKLE = (0.00589, 0.00058)
"""Rates of tiring and recovering [1/s] of Frey-Law 2012. The hip was not studied: its muscles take
the knee's."""

_CALF_AND_SHIN = (
    MuscleGroup.SOLEUS,
    MuscleGroup.GASTROCNEMIUS,
    MuscleGroup.DEEP_CALF,
    MuscleGroup.SHIN,
)

RESTS_BELOW = 0.05
"""Activation below which a muscle counts as resting: the threshold of on and off in signals."""

RATES_SPREAD = 0.5
"""Standard deviation of the logarithm of the rates, drawn for each variant, all muscles together:
the three joints above differ by 0.48 among each other, and the hip was not studied."""

STEP_S = 60.0
"""Time after which the work is shared anew."""


OneRepetition = Callable[[FloatArray], FloatArray]
"""Gives the (P, M) activations over one repetition from those of the trial's frames, (T, M)."""


@dataclass(frozen=True, eq=False)
class TiredBody:
    """The body after some time of the same cycle.

    fatigued : (M,) share of each muscle's active force that is lost.
    """

    time_s: float
    fatigued: FloatArray
    solution: Solution


def fatigue_course(
    engine: Engine,
    ends_s: Sequence[float],
    *,
    rates_factor: float = 1.0,
    one_repetition: OneRepetition | None = None,
) -> tuple[TiredBody, ...]:
    """Return the sharing of work after given times of repeating the trial.

    Parameters
    ----------
    engine : Engine
        On one cycle, or on a trial that stands for it.
    ends_s : sequence of float
        Rising times [s].
    rates_factor : float
        Times the published rates of tiring and recovering; other than 1 in variants.
    one_repetition : callable, optional
        What is repeated. None: the measured frames, which is fair to both sides only if they hold
        as much of one side's cycle as of the other's.

    Notes
    -----
    The motion stays as recorded however tired the muscles are; people change it. Rates are from
    sustained efforts of whole joints at a tenth of full strength and more. On a recorded walk they
    exhaust the hip's abductors within ten minutes, which walking does not: the order in which
    muscles tire is what can be read from a course, not the minute.
    """
    rates = fatigue_rates(engine.bundle.muscles.names, factor=rates_factor)
    fatigued, solution, now = np.zeros(len(engine.bundle.muscles.names)), engine.base, 0.0
    bodies = []
    for end in ends_s:
        while now < end:
            step = min(STEP_S, end - now)
            repeated = (one_repetition or _measured)(solution.activations)
            fatigued = _later(repeated, fatigued, rates, step)
            solution = engine.solve_tired(fatigued)
            now += step
        bodies.append(TiredBody(now, fatigued, solution))
    return tuple(bodies)


def fatigue_rates(muscles: Sequence[str], *, factor: float = 1.0) -> FatigueRates:
    """Return the rates of each muscle times a factor; those without a group take the knee's."""
    pairs = factor * np.array([_rates_of(name) for name in muscles])
    return FatigueRates(pairs[:, 0], pairs[:, 1])


def _rates_of(muscle: str) -> tuple[float, float]:
    found = muscle_group_of(muscle)
    if found is None:
        return _KNEE
    if found[0] in TRUNK_GROUPS:
        return _TRUNK
    return _ANKLE if found[0] in _CALF_AND_SHIN else _KNEE


def _measured(activations: FloatArray) -> FloatArray:
    measured: FloatArray = activations[np.isfinite(activations).all(axis=1)]
    return measured


def _later(
    repeated: FloatArray, fatigued: FloatArray, rates: FatigueRates, step_s: float
) -> FloatArray:
    """Return what is fatigued after a time of repeating (P, M) activations."""
    demand = repeated.mean(axis=0) * (1.0 - fatigued)
    resting = (repeated < RESTS_BELOW).mean(axis=0)
    return fatigued_share(fatigued, demand, resting, rates, duration_s=step_s)
