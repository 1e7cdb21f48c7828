"""Muscle sharing with the sum of cubed activations instead of squared ones.

The cost a³/2 of an activation is convex where it is not negative. Around activations found so far
it is approximated by the parabola with the same slope and curvature, weight 3 a (a' - a/2)² / 2,
and the parabola's problem is what `share_muscles` solves exactly. Repeating this is Newton's method
on the optimality conditions; near the solution every step squares the error.

References
----------
Crowninshield RD, Brand RA 1981, J Biomech 14:793-801, doi:10.1016/0021-9290(81)90035-X (cubed
stresses, from the endurance of muscle).
"""

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Effort,
    Sharing,
    SparseMomentArms,
    share_by_effort,
)

LEAST_CURVED_AT = 1e-3
"""Activation below which the parabola is no flatter than there: at 0 a cube has no curvature, and
the problem would lose its only solution. It changes the way to the solution, not the solution."""

STEP_TOLERANCE = 1e-7
"""Largest change of an activation in the last step; the error is then about its square."""

STEP_LIMIT = 60
"""Steps at most; trials of real size took 8 to 15."""


def share_muscles_cubed(
    arms: SparseMomentArms,
    capacities_N: FloatArray,
    required_Nm: FloatArray,
    *,
    reserve_strengths_Nm: FloatArray,
    limits: ActivationLimits,
    weights: FloatArray,
    start_prices: FloatArray | None = None,
) -> Sharing:
    """Return activations and reserves of the least sum of weight a³ / 2 + (r / strength)² / 2.

    Parameters are those of `share_by_effort`; weights : (M,), positive. Limits must not be
    negative.
    A muscle at full activation costs as much as with squares, so reserves mean the same.
    """
    shape = capacities_N.shape
    activations = np.broadcast_to(np.clip(0.1, limits.lowest, limits.highest), shape)
    prices, iterations = start_prices, np.zeros(len(capacities_N), np.int64)
    settled = np.zeros(len(capacities_N), np.bool_)
    for _ in range(STEP_LIMIT):
        sharing = share_by_effort(
            arms,
            capacities_N,
            required_Nm,
            reserve_strengths_Nm=reserve_strengths_Nm,
            limits=limits,
            effort=_parabola(activations, weights),
            start_prices=prices,
        )
        settled = np.abs(sharing.activations - activations).max(axis=1) <= STEP_TOLERANCE
        activations, prices = sharing.activations, sharing.prices
        iterations += sharing.iterations
        if settled.all():
            break
    return Sharing(
        activations,
        sharing.reserves_Nm,
        sharing.prices,
        iterations,
        np.asarray(settled & sharing.converged),
    )


def _parabola(activations: FloatArray, weights: FloatArray) -> Effort:
    """Return the parabola with the cube's slope and curvature: 3 a² / 2 and 3 a.

    With weight w = 3 a and target a - (3 a² / 2) / w = a / 2; where the curvature is held up, the
    target keeps the slope right.
    """
    curvature = 3.0 * np.maximum(activations, LEAST_CURVED_AT)
    targets = activations - 1.5 * np.square(activations) / curvature
    return Effort(weights * curvature, targets)
