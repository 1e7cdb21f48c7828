"""The compiled inner loop of following markers: the best next step, until none is left.

Only `hipspine.mechanics.marker_kinematics` imports this module, and only when a skeleton is posed:
importing numba takes seconds. The method is explained there.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.marker_moments_kernel import (
    Equations,
    Moments,
    Screws,
    Sights,
    describe,
    new_equations,
    new_moments,
    new_screws,
    weigh,
)
from hipspine.mechanics.skeleton import Tree
from hipspine.mechanics.skeleton_kernel import (
    Pose,
    new_pose,
    put_point,
    set_posture,
)

_Function = TypeVar("_Function", bound=Callable[..., Any])

STEP_TOLERANCE = 1e-7
"""Step [rad or m] below which a posture counts as found: 6e-6 degrees or a ten-thousandth of a
millimetre. Newton's steps shrink by their squares, so what is left is far smaller."""

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

_CLEARLY_LESS = 1.0 - 1e-6
"""Share of the objective that a second search has to come below: two that end in the same posture
differ by rounding and by the square of the last step, and then the first one stays."""


def _compiled(function: _Function) -> _Function:
    # numba has no types; the cast keeps ours.
    return cast(_Function, numba.njit(cache=True, error_model="numpy")(function))


class Search(NamedTuple):
    """What may change.

    free : (N,) coordinates; lowest, highest : (N,) their limits; column : (C,) place of each
    coordinate's leader among them, or -1; most_steps : in one search.
    """

    free: IntArray
    column: IntArray
    lowest: FloatArray
    highest: FloatArray
    most_steps: int


class Room(NamedTuple):
    """Working arrays of a search."""

    pose: Pose
    moments: Moments
    screws: Screws
    equations: Equations


@_compiled
def _gather(equations: Equations, damping: float, bend: float) -> int:
    """Fill in damped equations of the coordinates not held; return how many those are.

    Held coordinates keep the step that is there, and the others make the best of it. Each
    coordinate is damped in proportion to its own scale (Marquardt 1963).
    """
    count = 0
    for i in range(equations.held.size):
        if equations.held[i]:
            continue
        wanted, across = -equations.gradient[i], 0
        for k in range(equations.held.size):
            if equations.held[k]:
                wanted -= (equations.slopes[i, k] + bend * equations.bend[i, k]) * equations.step[k]
            elif k <= i:
                equations.factor[count, across] = (
                    equations.slopes[i, k] + bend * equations.bend[i, k]
                )
                across += 1
        equations.factor[count, count] += damping * equations.slopes[i, i] + _LEAST_CURVATURE
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
def _solve(equations: Equations, damping: float, bend: float) -> bool:
    """Fill in the damped step of the coordinates that are not held; False if it has none."""
    count = _gather(equations, damping, bend)
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
    search: Search, values: FloatArray, equations: Equations, damping: float, bend: float
) -> bool:
    """Fill in a step that ends within the limits: who would cross one stops there."""
    _hold_at_limits(search, values, equations)
    for _ in range(search.free.size):
        if not _solve(equations, damping, bend):
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
            break
    return bool(np.all(np.abs(equations.step) <= LONGEST_STEP))


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
def _is_too_short_to_matter(step: FloatArray) -> bool:
    """Tell whether a step is below the tolerance in every coordinate."""
    return bool(np.all(np.abs(step) < STEP_TOLERANCE))


@_compiled
def _find(
    tree: Tree, sights: Sights, search: Search, frame: int, values: FloatArray, room: Room
) -> tuple[FloatArray, int, bool]:
    """Return the posture nearest the markers, how many steps it took, and whether that was all.

    A step that is too short to matter ends the search whether or not it leads down: so near to the
    end, the objective changes by less than its rounding (places of metres are known to 1e-15 m, so
    the square of a distance of 1 mm to 1e-12 of itself), and which way it goes tells nothing. A
    search that no longer finds a way down, however short the step, has come to its end too.
    """
    pose, moments, screws, equations = room
    set_posture(tree, values, pose)
    objective = weigh(tree, sights, frame, pose, moments)
    describe(tree, pose, moments, screws, equations)
    damping, bend, taken, is_found = _FIRST_DAMPING, 1.0, 0, False
    while taken < search.most_steps and not is_found:
        taken += 1
        is_step = _step_within_limits(search, values, equations, damping, bend)
        is_found = is_step and damping <= 1.0 and _is_too_short_to_matter(equations.step)
        new, reached = values, np.inf
        if is_step:
            new = _moved(tree, search, values, equations.step)
            set_posture(tree, new, pose)
            reached = weigh(tree, sights, frame, pose, moments)
        is_no_rise = reached <= objective * (1.0 + _ROUNDING)
        if is_no_rise:
            values, objective = new, reached
        if is_found:
            break
        if is_no_rise:
            damping, bend = damping * _LESS, 1.0
            describe(tree, pose, moments, screws, equations)
        else:
            # Far from the markers the bend may point astray; slopes alone always lead downhill.
            damping = damping if bend else damping * _MORE
            bend = 0.0
            is_found = damping >= _MOST_DAMPING
    set_posture(tree, values, pose)
    return values, taken, is_found


@_compiled
def _off_the_limits(search: Search, values: FloatArray, equations: Equations) -> FloatArray:
    """Return the step that puts what limits hold back into the middle of its range."""
    step = np.zeros(search.free.size)
    for i in range(search.free.size):
        middle = (search.lowest[i] + search.highest[i]) / 2
        if equations.held[i] and np.isfinite(middle):
            step[i] = middle - values[search.free[i]]
    return step


@_compiled
def _find_anew(
    tree: Tree, sights: Sights, search: Search, frame: int, start: FloatArray, room: Room
) -> tuple[FloatArray, int, bool]:
    """Return the posture nearest the markers of a frame, searched twice if limits stop it.

    An elbow that starts straight can be led to bend backwards, by an upper arm turned the wrong
    way round, and then rests at its limit although the markers are elsewhere. So a search that
    limits stopped is repeated from the middle of those ranges, and the better end counts.
    """
    pose, moments, screws, equations = room
    values, taken, is_found = _find(tree, sights, search, frame, start, room)
    objective = weigh(tree, sights, frame, pose, moments)
    describe(tree, pose, moments, screws, equations)
    _hold_at_limits(search, values, equations)
    step = _off_the_limits(search, values, equations)
    if not np.any(step != 0.0):
        return values, taken, is_found
    away = _moved(tree, search, values, step)
    other, more, is_other_found = _find(tree, sights, search, frame, away, room)
    if weigh(tree, sights, frame, pose, moments) < objective * _CLEARLY_LESS:
        return other, taken + more, is_other_found
    set_posture(tree, values, pose)
    return values, taken + more, is_found


@_compiled
def _comes_into_sight(sights: Sights, frame: int, known: BoolArray) -> bool:
    """Tell whether a marker is seen for the first time, and note which are known from now on."""
    comes = False
    for marker in range(known.size):
        if not known[marker] and not np.isnan(sights.measured_m[frame, marker, 0]):
            known[marker] = comes = True
    return comes


@_compiled
def follow(
    tree: Tree, sights: Sights, search: Search, start: FloatArray
) -> tuple[FloatArray, FloatArray, IntArray, BoolArray]:
    """Return (T, C) postures, (T, M, 3) places of the markers, (T,) steps, and which are found."""
    frames, count = sights.measured_m.shape[0], sights.body.size
    values = np.empty((frames, start.size))
    places = np.empty((frames, count, 3))
    steps, found = np.empty(frames, np.int64), np.empty(frames, np.bool_)
    joints = tree.parent.size
    pose = new_pose(joints, tree.axis.shape[0])
    room = Room(
        pose,
        new_moments(joints + 1),
        new_screws(tree, search.column),
        new_equations(search.free.size),
    )
    posture, known = start, np.zeros(count, np.bool_)
    for frame in range(frames):
        if _comes_into_sight(sights, frame, known):
            ended = _find_anew(tree, sights, search, frame, posture, room)
        else:
            ended = _find(tree, sights, search, frame, posture, room)
        posture, steps[frame], found[frame] = ended
        values[frame] = posture
        for marker in range(count):
            body, place = sights.body[marker], places[frame, marker]
            put_point(pose.rotation, pose.place_m, body, sights.place_m[marker], place)
    return values, places, steps, found
