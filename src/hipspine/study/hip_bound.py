"""The least hip load that any sharing of the same moments allows: no objective goes below it."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import InternalError
from hipspine.mechanics.muscle_curves import PassiveCurve
from hipspine.simulate.engine import Engine
from hipspine.simulate.scenario_terms import recorded_terms


@dataclass(frozen=True)
class LoadBound:
    """A joint's load at one instant, and the least that muscles could bring about there."""

    time_s: float
    found_N: float
    least_N: float
    """No sharing of the same moments presses less; some sharing may come close to it."""


def least_hip_load(engine: Engine, side: Side, frame: int) -> LoadBound:
    """Return the hip's load in a frame as solved, and a lower bound of it.

    Notes
    -----
    The size of a force is at least its component along any direction. Along the direction found,
    the smallest component over all active muscle forces that produce the moments they produce now,
    each between its least and its full activation, is a linear programme (Dantzig 1963, Linear
    Programming and Extensions); passive forces stay. So no sharing whatever presses less.

    Raises
    ------
    InternalError
        If the programme has no solution, although the sharing found is one.
    """
    solution, bundle = engine.base, engine.bundle
    joint = bundle.joints.index(f"hip_{side}")
    rows = [bundle.equations.index(name) for name in engine.coordinates]
    active = solution.active_forces_N[frame]
    per_force = bundle.joint_load_per_force[frame, joint, 3:]
    load = bundle.joint_load_offset_N[frame, joint, 3:]
    load = load + per_force @ solution.muscle_forces_N[frame]
    found = float(np.linalg.norm(load))
    pull = per_force.T @ load / found
    arms = bundle.moment_arms_m[frame, rows]
    least = _least_component(pull, arms, active, _limits(engine, frame))
    without_active = found - float(pull @ active)
    return LoadBound(float(bundle.times_s[frame]), found, without_active + least)


def _limits(engine: Engine, frame: int) -> list[tuple[float, float]]:
    """Return the least and the greatest active force of every muscle [N]."""
    terms = recorded_terms(engine.bundle, passive_curve=PassiveCurve.PUBLISHED)
    capacities = terms.capacities_N[frame]
    lowest = engine.bundle.muscles.minimum_activation * capacities
    return list(zip(lowest.tolist(), capacities.tolist(), strict=True))


def _least_component(
    pull: FloatArray, arms: FloatArray, active: FloatArray, limits: list[tuple[float, float]]
) -> float:
    """Return the smallest ``pull @ forces`` among forces with the moments of those given [N]."""
    answer = linprog(pull, A_eq=arms, b_eq=arms @ active, bounds=limits, method="highs")
    if not answer.success or answer.fun is None:
        raise InternalError(f"no muscle forces produce the moments found: {answer.message}")
    return float(answer.fun)
