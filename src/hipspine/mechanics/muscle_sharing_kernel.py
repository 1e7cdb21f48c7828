"""The compiled inner loop of muscle sharing: one small dual problem per frame.

Only `hipspine.mechanics.muscle_sharing` imports this module, and only when muscles are shared:
importing numba takes seconds. The method is explained there.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray

_Function = TypeVar("_Function", bound=Callable[..., Any])

RELATIVE_TOLERANCE = 1e-9
"""Moment imbalance at which a frame counts as solved, relative to its largest moment (or reserve
strength). Newton's last step is exact, so the limit costs at most one step more than a loose one
and leaves activations right to about 1e-9."""

GOOD_ENOUGH_SLOPE = 0.01
"""A Newton step is taken to where the slope along it has fallen below this share. Searching that
closely halves the number of steps where muscles run out of strength, and costs little."""

NEWTON_STEPS_BEFORE_DETOUR = 15
"""Newton needs 4 to 10 steps where the muscles suffice. Where many run out of strength it can
need over a hundred, while an interior-point method needs 15 to 25; so that one leads the way then,
and Newton finishes."""

DETOUR_STEPS = 40
"""Interior-point steps at most."""

DETOUR_GAP = 1e-7
"""Mean product of room and price of the limits at which the interior point hands back."""


def _compiled(function: _Function) -> _Function:
    # numba has no types; the cast keeps ours.
    return cast(_Function, numba.njit(cache=True, error_model="numpy")(function))


class Problem(NamedTuple):
    """One frame's problem; muscle m owns the entries start[m]:start[m + 1] of rows and arms.

    A trial's problem has time as the first axis of arms, capacity, required moments and limits.
    """

    start: IntArray
    rows: IntArray
    arms_m: FloatArray
    capacity_N: FloatArray
    required_Nm: FloatArray
    strength_squared: FloatArray
    lowest: FloatArray
    highest: FloatArray


class Interior(NamedTuple):
    """State of the interior-point method.

    inside : (M,) activations strictly within their limits; low_price, high_price : (M,) prices of
    the limits; weight, push : (M,) how freely each activation moves and how the limits push it;
    wish, wish_step : (M,); gradient, step : (R,) and curvature : (R, R), the linear system.
    """

    inside: FloatArray
    low_price: FloatArray
    high_price: FloatArray
    weight: FloatArray
    push: FloatArray
    wish: FloatArray
    wish_step: FloatArray
    gradient: FloatArray
    step: FloatArray
    curvature: FloatArray


@_compiled
def _largest(values: FloatArray) -> float:
    """Return the largest absolute value."""
    largest = 0.0
    for value in values:
        largest = max(largest, abs(value))
    return largest


@_compiled
def _wishes(frame: Problem, dual: FloatArray, wish: FloatArray) -> None:
    """Fill in the activations that the prices of the moments ask for, limits ignored."""
    for muscle in range(wish.size):
        total = 0.0
        for entry in range(frame.start[muscle], frame.start[muscle + 1]):
            total += frame.arms_m[entry] * dual[frame.rows[entry]]
        wish[muscle] = total * frame.capacity_N[muscle]


@_compiled
def _newton_system(
    frame: Problem, dual: FloatArray, wish: FloatArray, gradient: FloatArray, curvature: FloatArray
) -> None:
    """Fill in the imbalance of moments, and its derivative (lower triangle) by the prices."""
    for row in range(dual.size):
        gradient[row] = frame.strength_squared[row] * dual[row] - frame.required_Nm[row]
        for column in range(row):
            curvature[row, column] = 0.0
        curvature[row, row] = frame.strength_squared[row]
    for muscle in range(wish.size):
        capacity = frame.capacity_N[muscle]
        low, high = frame.lowest[muscle], frame.highest[muscle]
        force = capacity * min(max(wish[muscle], low), high)
        first, last = frame.start[muscle], frame.start[muscle + 1]
        for entry in range(first, last):
            gradient[frame.rows[entry]] += frame.arms_m[entry] * force
        if low < wish[muscle] < high:
            for entry in range(first, last):
                weight = frame.arms_m[entry] * capacity * capacity
                row = frame.rows[entry]
                for other in range(first, entry + 1):
                    curvature[row, frame.rows[other]] += weight * frame.arms_m[other]


@_compiled
def _factorise(curvature: FloatArray) -> None:
    """Replace the lower triangle by its Cholesky factor."""
    for column in range(curvature.shape[0]):
        pivot = curvature[column, column]
        for k in range(column):
            pivot -= curvature[column, k] * curvature[column, k]
        pivot = np.sqrt(pivot)
        curvature[column, column] = pivot
        for row in range(column + 1, curvature.shape[0]):
            value = curvature[row, column]
            for k in range(column):
                value -= curvature[row, k] * curvature[column, k]
            curvature[row, column] = value / pivot


@_compiled
def _newton_step(curvature: FloatArray, gradient: FloatArray, step: FloatArray) -> None:
    """Fill in the step that would bring the linearised imbalance to zero."""
    _factorise(curvature)
    for row in range(gradient.size):
        value = -gradient[row]
        for k in range(row):
            value -= curvature[row, k] * step[k]
        step[row] = value / curvature[row, row]
    for row in range(gradient.size - 1, -1, -1):
        value = step[row]
        for k in range(row + 1, gradient.size):
            value -= curvature[k, row] * step[k]
        step[row] = value / curvature[row, row]


@_compiled
def _slope(
    frame: Problem,
    wish: FloatArray,
    wish_step: FloatArray,
    line: tuple[float, float],
    length: float,
) -> tuple[float, float]:
    """Return slope and curvature of the dual at a length along the step."""
    slope = line[0] + line[1] * length
    curvature = line[1]
    for muscle in range(wish.size):
        change = wish_step[muscle]
        value = wish[muscle] + length * change
        if value <= frame.lowest[muscle]:
            slope += change * frame.lowest[muscle]
        elif value >= frame.highest[muscle]:
            slope += change * frame.highest[muscle]
        else:
            slope += change * value
            curvature += change * change
    return slope, curvature


@_compiled
def _step_length(
    frame: Problem, dual: FloatArray, step: FloatArray, wish: FloatArray, wish_step: FloatArray
) -> float:
    """Return how far to go: the full step where it serves, else the best point along it.

    The slope along the step is piecewise linear and rising, so Newton's method kept inside a
    bracket finds its zero.
    """
    constant = linear = 0.0
    for row in range(step.size):
        softened = frame.strength_squared[row] * step[row]
        constant += softened * dual[row] - frame.required_Nm[row] * step[row]
        linear += softened * step[row]
    line = (constant, linear)
    at_start, _ = _slope(frame, wish, wish_step, line, 0.0)
    enough = -GOOD_ENOUGH_SLOPE * at_start
    low, high, length = 0.0, np.inf, 1.0
    for _ in range(60):
        slope, curvature = _slope(frame, wish, wish_step, line, length)
        if abs(slope) <= enough:
            break
        if slope < 0.0:
            low = length
        else:
            high = length
        length -= slope / curvature
        if not low < length < high:
            length = 0.5 * (low + high)
    return length


@_compiled
def _interior_system(frame: Problem, dual: FloatArray, interior: Interior) -> None:
    """Fill in the linear system of one interior-point step (lower triangle)."""
    _wishes(frame, dual, interior.wish)
    gradient, curvature = interior.gradient, interior.curvature
    for row in range(dual.size):
        gradient[row] = frame.strength_squared[row] * dual[row] - frame.required_Nm[row]
        for column in range(row):
            curvature[row, column] = 0.0
        curvature[row, row] = frame.strength_squared[row]
    for muscle in range(interior.inside.size):
        capacity, weight = frame.capacity_N[muscle], interior.weight[muscle]
        now = interior.inside[muscle]
        aim = now + weight * (interior.wish[muscle] - now + interior.push[muscle])
        first, last = frame.start[muscle], frame.start[muscle + 1]
        for entry in range(first, last):
            row, arm = frame.rows[entry], frame.arms_m[entry] * capacity
            gradient[row] += arm * aim
            for other in range(first, entry + 1):
                curvature[row, frame.rows[other]] += arm * weight * capacity * frame.arms_m[other]


@_compiled
def _interior_start(frame: Problem, dual: FloatArray, interior: Interior) -> None:
    """Fill in activations half way between their limits, and prices of the limits.

    Prices that start smaller than the ones sought make the method creep along the limits, so they
    start at the largest wish. A muscle whose limits coincide keeps its activation, at no price.
    """
    _wishes(frame, dual, interior.wish)
    price = 1.0 + _largest(interior.wish)
    for muscle in range(interior.inside.size):
        low, high = frame.lowest[muscle], frame.highest[muscle]
        interior.inside[muscle] = 0.5 * (low + high)
        interior.low_price[muscle] = price if low < high else 0.0
        interior.high_price[muscle] = price if low < high else 0.0


@_compiled
def _mean_gap(frame: Problem, interior: Interior) -> float:
    """Return the mean product of room and price of the limits: 0 at the solution."""
    total = 0.0
    for muscle in range(interior.inside.size):
        above = interior.inside[muscle] - frame.lowest[muscle]
        below = frame.highest[muscle] - interior.inside[muscle]
        total += interior.low_price[muscle] * above + interior.high_price[muscle] * below
    return total / (2.0 * interior.inside.size)


@_compiled
def _weigh(frame: Problem, interior: Interior, target: float) -> None:
    """Fill in how freely each activation moves, and how its limits push it towards the target."""
    for muscle in range(interior.inside.size):
        if frame.lowest[muscle] < frame.highest[muscle]:
            above = interior.inside[muscle] - frame.lowest[muscle]
            below = frame.highest[muscle] - interior.inside[muscle]
            prices = interior.low_price[muscle] / above + interior.high_price[muscle] / below
            interior.weight[muscle] = 1.0 / (1.0 + prices)
            interior.push[muscle] = target / above - target / below
        else:
            interior.weight[muscle] = interior.push[muscle] = 0.0


@_compiled
def _changes(
    frame: Problem, interior: Interior, muscle: int, target: float
) -> tuple[float, float, float]:
    """Return the full step of a muscle's activation and of its limits' prices."""
    now = interior.inside[muscle]
    wish = interior.wish[muscle] + interior.wish_step[muscle]
    change = interior.weight[muscle] * (wish - now + interior.push[muscle])
    low, high = interior.low_price[muscle], interior.high_price[muscle]
    above, below = now - frame.lowest[muscle], frame.highest[muscle] - now
    return change, (target - low * change) / above - low, (target + high * change) / below - high


@_compiled
def _largest_length(frame: Problem, interior: Interior, target: float) -> float:
    """Return how much of the full step leaves every activation inside and every price positive."""
    length = 1.0 / 0.99
    for muscle in range(interior.inside.size):
        if frame.lowest[muscle] < frame.highest[muscle]:
            change, low_change, high_change = _changes(frame, interior, muscle, target)
            above = interior.inside[muscle] - frame.lowest[muscle]
            below = frame.highest[muscle] - interior.inside[muscle]
            if above + length * change < 0.0:
                length = -above / change
            if below - length * change < 0.0:
                length = below / change
            if interior.low_price[muscle] + length * low_change < 0.0:
                length = -interior.low_price[muscle] / low_change
            if interior.high_price[muscle] + length * high_change < 0.0:
                length = -interior.high_price[muscle] / high_change
    return 0.99 * length


@_compiled
def _advance(frame: Problem, interior: Interior, target: float, length: float) -> None:
    """Take a part of the full step."""
    for muscle in range(interior.inside.size):
        if frame.lowest[muscle] < frame.highest[muscle]:
            change, low_change, high_change = _changes(frame, interior, muscle, target)
            interior.inside[muscle] += length * change
            interior.low_price[muscle] += length * low_change
            interior.high_price[muscle] += length * high_change


@_compiled
def _interior_point(frame: Problem, dual: FloatArray, curvature: FloatArray) -> int:
    """Bring `dual` near the solution by a primal-dual interior-point method; return its steps.

    Nocedal J, Wright SJ 2006, Numerical Optimization, chapter 16.6, doi:10.1007/978-0-387-40065-5,
    with fixed centring; the activations' own equations are eliminated, which leaves one equation
    per moment.
    """
    muscles, rows = np.empty((7, frame.lowest.size)), np.empty((2, dual.size))
    inside, low_price, high_price, weight, push, wish, wish_step = muscles
    interior = Interior(
        inside, low_price, high_price, weight, push, wish, wish_step, rows[0], rows[1], curvature
    )
    _interior_start(frame, dual, interior)
    for iteration in range(DETOUR_STEPS):
        gap = _mean_gap(frame, interior)
        if gap < DETOUR_GAP:
            return iteration
        target = 0.1 * gap
        _weigh(frame, interior, target)
        _interior_system(frame, dual, interior)
        _newton_step(curvature, interior.gradient, interior.step)
        _wishes(frame, interior.step, interior.wish_step)
        length = _largest_length(frame, interior, target)
        _advance(frame, interior, target, length)
        for row in range(dual.size):
            dual[row] += length * interior.step[row]
    return DETOUR_STEPS


@_compiled
def _share_frame(
    frame: Problem, dual: FloatArray, activation: FloatArray, iteration_limit: int
) -> int:
    """Solve one frame from the prices in `dual`; return the steps taken, or -1 if they ran out."""
    count = dual.size
    gradient, step = np.empty(count), np.empty(count)
    curvature = np.empty((count, count))
    wish_step = np.empty(activation.size)
    scale = max(_largest(frame.required_Nm), np.sqrt(_largest(frame.strength_squared)))
    detour = 0
    for iteration in range(iteration_limit + 1):
        if iteration == NEWTON_STEPS_BEFORE_DETOUR:
            detour = _interior_point(frame, dual, curvature)
        _wishes(frame, dual, activation)
        _newton_system(frame, dual, activation, gradient, curvature)
        if _largest(gradient) <= RELATIVE_TOLERANCE * scale:
            return iteration + detour
        if iteration < iteration_limit:
            _newton_step(curvature, gradient, step)
            _wishes(frame, step, wish_step)
            length = _step_length(frame, dual, step, activation, wish_step)
            for row in range(count):
                dual[row] += length * step[row]
    return -1


@_compiled
def share_frames(
    trial: Problem, duals: FloatArray, iteration_limit: int
) -> tuple[FloatArray, IntArray, BoolArray]:
    """Return activations (T, M), Newton steps (T,) and convergence (T,); update `duals` (T, R)."""
    activations = np.empty(trial.capacity_N.shape)
    iterations = np.empty(duals.shape[0], np.int64)
    converged = np.empty(duals.shape[0], np.bool_)
    for time in range(duals.shape[0]):
        frame = Problem(
            trial.start,
            trial.rows,
            trial.arms_m[time],
            trial.capacity_N[time],
            trial.required_Nm[time],
            trial.strength_squared,
            trial.lowest[time],
            trial.highest[time],
        )
        steps = _share_frame(frame, duals[time], activations[time], iteration_limit)
        converged[time] = steps >= 0
        iterations[time] = steps if steps >= 0 else iteration_limit
        for muscle, wish in enumerate(activations[time]):
            activations[time, muscle] = min(max(wish, frame.lowest[muscle]), frame.highest[muscle])
    return activations, iterations, converged
