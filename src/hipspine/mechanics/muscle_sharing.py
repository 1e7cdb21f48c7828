"""Share the required moments among the muscles: the solver behind every muscle force.

Per frame, with activations a and reserve moments r, the smallest sum of squared activations that
balances every moment::

    minimise    1/2 sum(a**2) + 1/2 sum((r / strength)**2)
    such that   A a + r = required,    lowest <= a <= highest

where A is moment arm times force at full activation. The reserves stand for what the model lacks
(ligaments, joint capsules) and make every problem solvable; their strength is fixed beforehand, so
using them much is a finding, not a convenience.

The problem is solved in its dual, whose unknowns are the prices y of the moments (12 to 40 instead
of hundreds): a = clip(A' y, lowest, highest), r = strength**2 * y, and the imbalance
A a + r - required is the gradient of a convex, piecewise quadratic function of y. Semismooth Newton
with a line search finds its only minimum in finitely many steps, also where muscles run out of
strength.

References
----------
Crowninshield RD, Brand RA 1981, J Biomech 14:793-801, doi:10.1016/0021-9290(81)90035-X (the cost).
Anderson FC, Pandy MG 2001, J Biomech 34:153-161, doi:10.1016/S0021-9290(00)00155-X (squared
activations). Qi L, Sun J 1993, Math Program 58:353-367, doi:10.1007/BF01581275 (the method).
"""

from dataclasses import dataclass, replace

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray

ITERATION_LIMIT = 100
"""Newton steps allowed per frame. Cold starts took at most 45 (interior-point steps included), and
10 where the muscles suffice, on random problems of real size."""

SMALLEST_ARM_M = 1e-9
"""Moment arms below this in every frame count as zero: rounding of a muscle that does not cross."""


@dataclass(frozen=True, eq=False)
class SparseMomentArms:
    """Moment arms without the zeros that most of them are.

    start : (M + 1,) and rows : (N,), muscle m acts on rows[start[m]:start[m + 1]];
    values_m : (T, N) moment arms there [m]; row_count : R.
    """

    start: IntArray
    rows: IntArray
    values_m: FloatArray
    row_count: int


@dataclass(frozen=True, eq=False)
class ActivationLimits:
    """Lowest and highest activation allowed to each muscle: fractions, lowest <= highest.

    (M,), the same in every frame, or (T, M).
    """

    lowest: FloatArray
    highest: FloatArray

    def __post_init__(self) -> None:
        """Check that the limits leave room."""
        if not (self.lowest <= self.highest).all():
            raise ValueError("the lowest activation of a muscle exceeds its highest")


@dataclass(frozen=True, eq=False)
class Effort:
    """What activations cost: the sum of weight (activation - target)² / 2 over the muscles.

    weights : (M,) or (T, M), positive; targets : (M,) or (T, M), the activations that cost nothing.
    """

    weights: FloatArray
    targets: FloatArray

    def __post_init__(self) -> None:
        """Check that every muscle costs something."""
        if not (self.weights > 0.0).all():
            raise ValueError("an activation without a cost has no best value")


@dataclass(frozen=True, eq=False)
class Sharing:
    """How the muscles share the work.

    activations : (T, M) fractions; reserves_Nm : (T, R) moments the reserves add [N·m];
    prices : (T, R) dual solution, the start for a neighbouring problem [1 / (N·m)];
    iterations : (T,) Newton steps; converged : (T,) whether each frame is solved to tolerance.
    """

    activations: FloatArray
    reserves_Nm: FloatArray
    prices: FloatArray
    iterations: IntArray
    converged: BoolArray


def crosses(moment_arms_m: FloatArray) -> BoolArray:
    """Return (R, M) whether a muscle acts on a moment in any frame of (T, R, M) arms [m]."""
    # The extremes need no array of the size of the arms, which would take ten times as long.
    most, least = np.fmax.reduce(moment_arms_m, axis=0), np.fmin.reduce(moment_arms_m, axis=0)
    acts: BoolArray = (most > SMALLEST_ARM_M) | (least < -SMALLEST_ARM_M)
    return acts


def sparse_moment_arms(moment_arms_m: FloatArray) -> SparseMomentArms:
    """Return (T, R, M) moment arms [m] in the form that `share_muscles` takes."""
    acts = crosses(moment_arms_m)
    muscles, rows = np.nonzero(acts.T)
    start = np.concatenate([[0], np.cumsum(acts.sum(axis=0))]).astype(np.int64)
    values = np.ascontiguousarray(moment_arms_m[:, rows, muscles], dtype=np.float64)
    return SparseMomentArms(start, rows.astype(np.int64), values, moment_arms_m.shape[1])


def share_muscles(
    arms: SparseMomentArms,
    capacities_N: FloatArray,
    required_Nm: FloatArray,
    *,
    reserve_strengths_Nm: FloatArray,
    limits: ActivationLimits,
    start_prices: FloatArray | None = None,
    iteration_limit: int = ITERATION_LIMIT,
) -> Sharing:
    """Return activations and reserves that balance every moment at the least summed squares.

    Parameters
    ----------
    arms : SparseMomentArms
        Moment arms of T frames, R moments and M muscles; moment is arm times tension.
    capacities_N : (T, M) array
        Force along the tendon at full activation [N].
    required_Nm : (T, R) array
        Moments that active muscle force must produce [N·m].
    reserve_strengths_Nm : (R,) array
        Strength of the reserve of each moment [N·m], positive: a reserve of that size costs as
        much as one muscle at full activation.
    limits : ActivationLimits
    start_prices : (T, R) array, optional
        Prices of a neighbouring problem; only speeds up, the solution is the same to tolerance.
    iteration_limit : int
        Newton steps allowed per frame; frames that need more come back as not converged.

    Notes
    -----
    Frames are independent and solved in order by one thread, so a result does not depend on the
    machine's load. Activations are right to about 1e-9; see `muscle_sharing_kernel`.

    Examples
    --------
    Two equal muscles of 1000 N with opposite moment arms of 5 cm, 25 N·m asked of them:

    >>> import numpy as np
    >>> shared = share_muscles(
    ...     sparse_moment_arms(np.array([[[0.05, -0.05]]])),
    ...     np.full((1, 2), 1000.0),
    ...     np.array([[25.0]]),
    ...     reserve_strengths_Nm=np.array([1.0]),
    ...     limits=ActivationLimits(np.zeros(2), np.ones(2)),
    ... )
    >>> shared.activations.round(4).tolist()
    [[0.4998, 0.0]]
    """
    # Imported here because numba takes seconds to import and most uses never share muscles.
    from hipspine.mechanics.muscle_sharing_kernel import Problem, share_frames

    if start_prices is None:
        prices = np.zeros(required_Nm.shape)
    else:
        prices = np.array(start_prices, dtype=np.float64, order="C")
    shape = capacities_N.shape
    trial = Problem(
        arms.start,
        arms.rows,
        arms.values_m,
        np.ascontiguousarray(capacities_N, dtype=np.float64),
        np.ascontiguousarray(required_Nm, dtype=np.float64),
        np.square(reserve_strengths_Nm, dtype=np.float64),
        np.ascontiguousarray(np.broadcast_to(limits.lowest, shape), dtype=np.float64),
        np.ascontiguousarray(np.broadcast_to(limits.highest, shape), dtype=np.float64),
    )
    activations, iterations, converged = share_frames(trial, prices, iteration_limit)
    reserves = trial.required_Nm - moments_Nm(arms, activations * trial.capacity_N)
    return Sharing(activations, reserves, prices, iterations, converged)


def share_by_effort(
    arms: SparseMomentArms,
    capacities_N: FloatArray,
    required_Nm: FloatArray,
    *,
    reserve_strengths_Nm: FloatArray,
    limits: ActivationLimits,
    effort: Effort,
    start_prices: FloatArray | None = None,
) -> Sharing:
    """Return what `share_muscles` does, with weights and targets of the activations.

    Notes
    -----
    In b = (a - target) sqrt(weight) the effort is the plain sum of squares: the problem is that of
    `share_muscles` with capacities divided by the root of the weight and the moments of the targets
    already produced. Prices are the same in both.
    """
    shape = capacities_N.shape
    root = np.sqrt(np.broadcast_to(effort.weights, shape))
    target = np.broadcast_to(effort.targets, shape)
    lowest, highest = (np.broadcast_to(side, shape) for side in (limits.lowest, limits.highest))
    scaled = share_muscles(
        arms,
        capacities_N / root,
        required_Nm - moments_Nm(arms, capacities_N * target),
        reserve_strengths_Nm=reserve_strengths_Nm,
        limits=ActivationLimits((lowest - target) * root, (highest - target) * root),
        start_prices=start_prices,
    )
    # Clipped because scaling back may leave a muscle a rounding error beyond its limit.
    activations = np.clip(target + scaled.activations / root, lowest, highest)
    reserves = required_Nm - moments_Nm(arms, activations * capacities_N)
    return replace(scaled, activations=activations, reserves_Nm=reserves)


def moments_Nm(arms: SparseMomentArms, forces_N: FloatArray) -> FloatArray:
    """Return the (T, R) moments [N·m] of (T, M) muscle forces [N]."""
    # Imported here because numba takes seconds to import.
    from hipspine.mechanics.muscle_moments_kernel import add_moments

    moments = np.zeros((forces_N.shape[0], arms.row_count))
    forces = np.ascontiguousarray(forces_N, dtype=np.float64)
    add_moments(arms.start, arms.rows, arms.values_m, forces, moments)
    return moments
