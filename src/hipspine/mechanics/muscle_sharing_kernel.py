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


class Frame(NamedTuple):
    """One frame's problem; muscle m owns the entries start[m]:start[m + 1] of rows and arms."""

    start: IntArray
    rows: IntArray
    arms_m: FloatArray
    capacity_N: FloatArray
    required_Nm: FloatArray
    strength_squared: FloatArray
    lowest: FloatArray
    highest: FloatArray


class Interior(NamedTuple):
    """Work space of the interior-point method.

    wish, push : (M,) activations asked for and pushes off the limits;
    gradient : (R,) and curvature : (R, R), the linear system of a step.
    """

    wish: FloatArray
    push: FloatArray
    gradient: FloatArray
    curvature: FloatArray


class Trial(NamedTuple):
    """All frames' problems: as Frame, with time as the first axis of what changes with it."""

    start: IntArray
    rows: IntArray
    arms_m: FloatArray
    capacity_N: FloatArray
    required_Nm: FloatArray
    strength_squared: FloatArray
    lowest: FloatArray
    highest: FloatArray


@_compiled
def _wishes(frame: Frame, dual: FloatArray, wish: FloatArray) -> None:
    """Fill in the activations that the prices of the moments ask for, limits ignored."""
    for muscle in range(wish.size):
        total = 0.0
        for entry in range(frame.start[muscle], frame.start[muscle + 1]):
            total += frame.arms_m[entry] * dual[frame.rows[entry]]
        wish[muscle] = total * frame.capacity_N[muscle]


@_compiled
def _newton_system(
    frame: Frame, dual: FloatArray, wish: FloatArray, gradient: FloatArray, curvature: FloatArray
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
    count = gradient.size
    for row in range(count):
        value = -gradient[row]
        for k in range(row):
            value -= curvature[row, k] * step[k]
        step[row] = value / curvature[row, row]
    for row in range(count - 1, -1, -1):
        value = step[row]
        for k in range(row + 1, count):
            value -= curvature[k, row] * step[k]
        step[row] = value / curvature[row, row]


@_compiled
def _slope(
    frame: Frame, wish: FloatArray, wish_step: FloatArray, line: tuple[float, float], length: float
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
    frame: Frame, dual: FloatArray, step: FloatArray, wish: FloatArray, wish_step: FloatArray
) -> float:
    """Return how far to go: the full step where it serves, else the best point along it.

    The slope along the step is piecewise linear and rising, so Newton's method kept inside a
    bracket finds its zero.
    """
    constant = linear = 0.0
    for row in range(dual.size):
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
def _interior_system(
    frame: Frame, dual: FloatArray, inside: FloatArray, weight: FloatArray, system: Interior
) -> None:
    """Fill in the linear system of one interior-point step (lower triangle)."""
    _wishes(frame, dual, system.wish)
    gradient, curvature = system.gradient, system.curvature
    for row in range(dual.size):
        gradient[row] = frame.strength_squared[row] * dual[row] - frame.required_Nm[row]
        curvature[row, : row + 1] = 0.0
        curvature[row, row] = frame.strength_squared[row]
    for muscle in range(inside.size):
        capacity = frame.capacity_N[muscle]
        aim = inside[muscle] + weight[muscle] * (
            system.wish[muscle] - inside[muscle] + system.push[muscle]
        )
        first, last = frame.start[muscle], frame.start[muscle + 1]
        for entry in range(first, last):
            row, arm = frame.rows[entry], frame.arms_m[entry] * capacity
            gradient[row] += arm * aim
            for other in range(first, entry + 1):
                curvature[row, frame.rows[other]] += (
                    arm * weight[muscle] * capacity * frame.arms_m[other]
                )


@_compiled
def _room_to_move(value: FloatArray, change: FloatArray, length: float) -> float:
    """Return the longest step, up to `length`, that keeps positive values positive."""
    for k in range(value.size):
        if change[k] < 0.0 and value[k] + length * change[k] < 0.0:
            length = -value[k] / change[k]
    return length


@_compiled
def _interior_point(frame: Frame, dual: FloatArray, curvature: FloatArray) -> int:
    """Bring `dual` near the solution by a primal-dual interior-point method; return its steps.

    Nocedal J, Wright SJ 2006, Numerical Optimization, chapter 16.6, doi:10.1007/978-0-387-40065-5,
    with fixed centring; the activations' own equations are eliminated, which leaves one equation
    per moment. A muscle whose limits coincide keeps its activation.
    """
    span = frame.highest - frame.lowest
    free = span > 0.0
    inside = frame.lowest + 0.5 * span
    step, weight = np.empty(dual.size), np.empty(span.size)
    system = Interior(np.empty(span.size), np.empty(span.size), np.empty(dual.size), curvature)
    wish_step = np.empty(span.size)
    # Prices that start smaller than the ones sought make the method creep along the limits.
    _wishes(frame, dual, wish_step)
    high_price = np.where(free, 1.0 + np.max(np.abs(wish_step)), 0.0)
    low_price = high_price.copy()
    for iteration in range(DETOUR_STEPS):
        above = np.where(free, inside - frame.lowest, 1.0)
        below = np.where(free, frame.highest - inside, 1.0)
        gap = np.sum(low_price * above + high_price * below) / (2.0 * span.size)
        if gap < DETOUR_GAP:
            return iteration
        target = 0.1 * gap
        weight[:] = np.where(free, 1.0 / (1.0 + low_price / above + high_price / below), 0.0)
        system.push[:] = target / above - target / below
        _interior_system(frame, dual, inside, weight, system)
        _newton_step(curvature, system.gradient, step)
        _wishes(frame, step, wish_step)
        change = weight * (system.wish + wish_step - inside + system.push)
        low_change = np.where(free, (target - low_price * change) / above - low_price, 0.0)
        high_change = np.where(free, (target + high_price * change) / below - high_price, 0.0)
        primal = _room_to_move(below, -change, _room_to_move(above, change, 1.0 / 0.99))
        prices = _room_to_move(
            high_price, high_change, _room_to_move(low_price, low_change, primal)
        )
        length = min(1.0, 0.99 * prices)
        inside += length * change
        low_price += length * low_change
        high_price += length * high_change
        dual += length * step
    return DETOUR_STEPS


@_compiled
def _share_frame(
    frame: Frame, dual: FloatArray, activation: FloatArray, iteration_limit: int
) -> int:
    """Solve one frame from the prices in `dual`; return the steps taken, or -1 if they ran out."""
    count = dual.size
    gradient, step = np.empty(count), np.empty(count)
    curvature = np.empty((count, count))
    wish_step = np.empty(activation.size)
    scale = max(np.max(np.abs(frame.required_Nm)), np.sqrt(np.max(frame.strength_squared)))
    detour = 0
    for iteration in range(iteration_limit + 1):
        if iteration == NEWTON_STEPS_BEFORE_DETOUR:
            detour = _interior_point(frame, dual, curvature)
        _wishes(frame, dual, activation)
        _newton_system(frame, dual, activation, gradient, curvature)
        if np.max(np.abs(gradient)) <= RELATIVE_TOLERANCE * scale:
            return iteration + detour
        if iteration < iteration_limit:
            _newton_step(curvature, gradient, step)
            _wishes(frame, step, wish_step)
            dual += _step_length(frame, dual, step, activation, wish_step) * step
    return -1


@_compiled
def share_frames(
    trial: Trial, duals: FloatArray, iteration_limit: int
) -> tuple[FloatArray, IntArray, BoolArray]:
    """Return activations (T, M), Newton steps (T,) and convergence (T,); update `duals` (T, R)."""
    activations = np.empty(trial.capacity_N.shape)
    iterations = np.empty(duals.shape[0], np.int64)
    converged = np.empty(duals.shape[0], np.bool_)
    for time in range(duals.shape[0]):
        frame = Frame(
            trial.start,
            trial.rows,
            trial.arms_m[time],
            trial.capacity_N[time],
            trial.required_Nm[time],
            trial.strength_squared,
            trial.lowest,
            trial.highest,
        )
        steps = _share_frame(frame, duals[time], activations[time], iteration_limit)
        converged[time] = steps >= 0
        iterations[time] = steps if steps >= 0 else iteration_limit
        activations[time] = np.minimum(np.maximum(activations[time], frame.lowest), frame.highest)
    return activations, iterations, converged
