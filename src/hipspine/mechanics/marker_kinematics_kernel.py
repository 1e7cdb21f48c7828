"""The compiled inner loop of following markers: the best next step, until none is left.

Only `hipspine.mechanics.marker_kinematics` imports this module, and only when a skeleton is posed:
importing numba takes seconds. The method is explained there.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.skeleton import Tree
from hipspine.mechanics.skeleton_kernel import (
    Pose,
    new_pose,
    point_slopes,
    put_point,
    set_posture,
)

_Function = TypeVar("_Function", bound=Callable[..., Any])

STEP_TOLERANCE = 1e-7
"""Step [rad or m] below which a posture counts as found: 6e-6 degrees or a ten-thousandth of a
millimetre. Each step is a fraction of the one before, so what is left is of that size."""

STEP_LIMIT = 300
"""Steps in one frame at most. Recorded trials took 4 to 8 on average and 60 at most."""

LONGEST_STEP = 0.5
"""Longest step of one coordinate [rad or m]: linear prediction holds for turns well below one
radian, and longer ones can end in the basin of another, worse posture."""

_FIRST_DAMPING = 1e-6
_MOST_DAMPING = 1e12
_LESS, _MORE = 0.1, 10.0
_LEAST_CURVATURE = 1e-9
"""Added to each curvature before damping, so that a coordinate that no marker sees stays put: a
marker of weight 1 at a lever of 1 cm gives 1e-4."""

_ROUNDING = 1e-13
"""Share of the objective below which a rise is rounding: sums of some hundred squares."""


def _compiled(function: _Function) -> _Function:
    # numba has no types; the cast keeps ours.
    return cast(_Function, numba.njit(cache=True, error_model="numpy")(function))


class Sights(NamedTuple):
    """Markers: body : (M,), place_m : (M, 3) on it, weight : (M,), measured_m : (T, M, 3)."""

    body: IntArray
    place_m: FloatArray
    weight: FloatArray
    measured_m: FloatArray


class Search(NamedTuple):
    """What may change.

    free : (N,) coordinates; lowest, highest : (N,) their limits; column : (C,) place of each
    coordinate's leader among them, or -1.
    """

    free: IntArray
    column: IntArray
    lowest: FloatArray
    highest: FloatArray


class Equations(NamedTuple):
    """Working arrays of one step, for N unknowns.

    slope : (3, N) of one marker; gradient, step, wanted : (N,); curvature, factor : (N, N); held :
    (N,) unknowns that this step leaves at a limit.
    """

    slope: FloatArray
    gradient: FloatArray
    step: FloatArray
    wanted: FloatArray
    curvature: FloatArray
    factor: FloatArray
    held: BoolArray


@_compiled
def _new_equations(unknowns: int) -> Equations:
    """Return working arrays, all zero."""
    rows, squares = np.zeros((3, unknowns)), np.zeros((2, unknowns, unknowns))
    held = np.zeros(unknowns, np.bool_)
    return Equations(
        np.zeros((3, unknowns)), rows[0], rows[1], rows[2], squares[0], squares[1], held
    )


@_compiled
def _objective(sights: Sights, frame: int, pose: Pose) -> float:
    """Return the weighted sum of squared distances of the markers seen [m²]."""
    total, place = 0.0, np.empty(3)
    for marker in range(sights.body.size):
        measured = sights.measured_m[frame, marker]
        if np.isnan(measured[0]):
            continue
        put_point(sights.body[marker], sights.place_m[marker], pose, place)
        square = 0.0
        for row in range(3):
            square += (place[row] - measured[row]) ** 2
        total += sights.weight[marker] * square
    return total


@_compiled
def _describe(
    tree: Tree, sights: Sights, search: Search, frame: int, pose: Pose, equations: Equations
) -> None:
    """Fill in half the objective's gradient, and its curvature without the markers' own bend."""
    equations.gradient[:] = 0.0
    equations.curvature[:] = 0.0
    place, distance = np.empty(3), np.empty(3)
    touched = np.empty(search.free.size, np.int64)
    for marker in range(sights.body.size):
        measured = sights.measured_m[frame, marker]
        if np.isnan(measured[0]):
            continue
        put_point(sights.body[marker], sights.place_m[marker], pose, place)
        for row in range(3):
            distance[row] = place[row] - measured[row]
        count = point_slopes(
            tree, search.column, sights.body[marker], place, pose, equations.slope, touched
        )
        _add_marker(sights.weight[marker], distance, touched[:count], equations)


@_compiled
def _add_marker(
    weight: float, distance: FloatArray, touched: IntArray, equations: Equations
) -> None:
    """Add one marker to gradient and curvature."""
    slope = equations.slope
    for i in touched:
        a, b, c = weight * slope[0, i], weight * slope[1, i], weight * slope[2, i]
        equations.gradient[i] += a * distance[0] + b * distance[1] + c * distance[2]
        for j in touched:
            equations.curvature[i, j] += a * slope[0, j] + b * slope[1, j] + c * slope[2, j]


@_compiled
def _gather(equations: Equations, damping: float) -> int:
    """Fill in damped equations of the coordinates not held; return how many those are.

    Held coordinates keep the step that is there, and the others make the best of it. Each
    coordinate is damped by its own curvature (Marquardt 1963).
    """
    count = 0
    for i in range(equations.held.size):
        if equations.held[i]:
            continue
        wanted, across = -equations.gradient[i], 0
        for k in range(equations.held.size):
            if equations.held[k]:
                wanted -= equations.curvature[i, k] * equations.step[k]
            elif k <= i:
                equations.factor[count, across] = equations.curvature[i, k]
                across += 1
        equations.factor[count, count] += (
            damping * equations.factor[count, count] + _LEAST_CURVATURE
        )
        equations.wanted[count] = wanted
        count += 1
    return count


@_compiled
def _factorise(lower: FloatArray, count: int) -> bool:
    """Turn a lower triangle into its Cholesky factor; False if rounding makes that impossible."""
    for i in range(count):
        for j in range(i + 1):
            value = lower[i, j]
            for k in range(j):
                value -= lower[i, k] * lower[j, k]
            if i > j:
                lower[i, j] = value / lower[j, j]
            elif value > 0.0:
                lower[i, i] = np.sqrt(value)
            else:
                return False
    return True


@_compiled
def _substitute(lower: FloatArray, count: int, x: FloatArray) -> None:
    """Turn the right-hand side of factorised equations into their solution."""
    for i in range(count):
        for k in range(i):
            x[i] -= lower[i, k] * x[k]
        x[i] /= lower[i, i]
    for i in range(count - 1, -1, -1):
        for k in range(i + 1, count):
            x[i] -= lower[k, i] * x[k]
        x[i] /= lower[i, i]


@_compiled
def _solve(equations: Equations, damping: float) -> bool:
    """Fill in the damped step of the coordinates that are not held; False if it has none."""
    count = _gather(equations, damping)
    if not _factorise(equations.factor, count):
        return False
    _substitute(equations.factor, count, equations.wanted)
    found = 0
    for i in range(equations.held.size):
        if not equations.held[i]:
            equations.step[i] = equations.wanted[found]
            found += 1
    return True


@_compiled
def _hold_at_limits(search: Search, values: FloatArray, equations: Equations) -> None:
    """Hold the coordinates whose limit keeps them from going downhill."""
    for i in range(search.free.size):
        value = values[search.free[i]]
        below = value <= search.lowest[i] and equations.gradient[i] > 0.0
        above = value >= search.highest[i] and equations.gradient[i] < 0.0
        equations.held[i] = below or above
        if equations.held[i]:
            equations.step[i] = 0.0


@_compiled
def _step_within_limits(
    search: Search, values: FloatArray, equations: Equations, damping: float
) -> bool:
    """Fill in a step that ends within the limits: who would cross one stops there."""
    _hold_at_limits(search, values, equations)
    for _ in range(search.free.size):
        if not _solve(equations, damping):
            return False
        crossed = False
        for i in range(search.free.size):
            if equations.held[i]:
                continue
            value = values[search.free[i]]
            ends = value + equations.step[i]
            if ends < search.lowest[i] or ends > search.highest[i]:
                equations.step[i] = min(max(ends, search.lowest[i]), search.highest[i]) - value
                equations.held[i] = True
                crossed = True
        if not crossed:
            return True
    return True


@_compiled
def _moved(tree: Tree, search: Search, values: FloatArray, step: FloatArray) -> FloatArray:
    """Return the values a step further, followers included."""
    new = values.copy()
    for i in range(search.free.size):
        value = values[search.free[i]] + step[i]
        new[search.free[i]] = min(max(value, search.lowest[i]), search.highest[i])
    for coordinate in range(new.size):
        if tree.leader[coordinate] != coordinate:
            led = new[tree.leader[coordinate]]
            new[coordinate] = tree.ratio[coordinate] * led + tree.offset[coordinate]
    return new


@_compiled
def _find(
    tree: Tree,
    sights: Sights,
    search: Search,
    frame: int,
    values: FloatArray,
    pose: Pose,
    equations: Equations,
) -> tuple[FloatArray, int]:
    """Return the posture nearest the markers of a frame, and how many steps it took."""
    set_posture(tree, values, pose)
    objective = _objective(sights, frame, pose)
    _describe(tree, sights, search, frame, pose, equations)
    damping, taken = _FIRST_DAMPING, 0
    while taken < STEP_LIMIT and damping < _MOST_DAMPING:
        taken += 1
        found = _step_within_limits(search, values, equations, damping)
        if not found or np.any(np.abs(equations.step) > LONGEST_STEP):
            damping *= _MORE
            continue
        new = _moved(tree, search, values, equations.step)
        set_posture(tree, new, pose)
        reached = _objective(sights, frame, pose)
        if reached > objective * (1.0 + _ROUNDING):
            damping *= _MORE
            continue
        values, objective = new, reached
        if damping <= 1.0 and np.all(np.abs(equations.step) < STEP_TOLERANCE):
            break
        damping *= _LESS
        _describe(tree, sights, search, frame, pose, equations)
    set_posture(tree, values, pose)
    return values, taken


@_compiled
def follow(
    tree: Tree, sights: Sights, search: Search, start: FloatArray
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return (T, C) postures, (T, M, 3) places of the markers on them, and (T,) steps taken."""
    frames, count = sights.measured_m.shape[0], sights.body.size
    values = np.empty((frames, start.size))
    places = np.empty((frames, count, 3))
    steps = np.empty(frames, np.int64)
    pose = new_pose(tree.parent.size, tree.axis.shape[0])
    equations = _new_equations(search.free.size)
    posture = start
    for frame in range(frames):
        posture, steps[frame] = _find(tree, sights, search, frame, posture, pose, equations)
        values[frame] = posture
        for marker in range(count):
            put_point(sights.body[marker], sights.place_m[marker], pose, places[frame, marker])
    return values, places, steps
