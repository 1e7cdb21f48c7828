"""Muscle sharing of what-ifs on one motion, eight side by side.

What-ifs at a recorded motion are close to the recorded problem and to each other: the same levers,
and other capacities, limits or passive forces of some muscles. So each frame's recorded problem is
linearised once for all what-ifs; a what-if adds to its gradient and curvature only what differs.
Lanes are eight what-ifs, which share every lever that is read from memory, or eight frames of one
what-if; then levers, too, differ by lane.

The method is that of `hipspine.mechanics.muscle_sharing`, with full Newton steps: the recorded
solution is so near that most what-ifs take one to four. A frame that does not reach the tolerance
within `STEP_LIMIT` steps comes back as not converged, for the careful solver.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.lane_arithmetic import (
    LANES,
    add_moments,
    add_products,
    inverse_root,
    less_products,
    less_scaled,
    scale,
    sum_rows,
)
from hipspine.mechanics.muscle_sharing_kernel import RELATIVE_TOLERANCE
from hipspine.mechanics.what_if_arrays import Answers, Changes, LoadMap, Recorded

_Function = TypeVar("_Function", bound=Callable[..., Any])

STEP_LIMIT = 8
"""Newton steps in lanes at most. What-ifs of the gluteal muscles in walking took up to 7; one that
needs more is sent where each step is searched for the best length."""


def _compiled(function: _Function) -> _Function:
    # numba has no types; the cast keeps ours.
    return cast(_Function, numba.njit(cache=True, error_model="numpy")(function))


class _Frame(NamedTuple):
    """One frame as recorded, the same in eight lanes, and then as a block of what-ifs has it.

    wish (before capacity), capacity, low, high, force, freedom, inverse_root, passive : (8 M,),
    activations scaled by the root of their weight; required, price, gradient : (8 R,);
    curvature : (8 R R,), lower triangle.
    """

    wish: FloatArray
    capacity: FloatArray
    low: FloatArray
    high: FloatArray
    force: FloatArray
    freedom: FloatArray
    inverse_root: FloatArray
    passive: FloatArray
    required: FloatArray
    price: FloatArray
    gradient: FloatArray
    curvature: FloatArray


class _Lanes(NamedTuple):
    """A block of what-ifs on one frame while it is solved; as in _Frame, what differs from it.

    tension : (8 M,), all of the muscles' force [N]; limit : (8,), gradient that is small enough.
    """

    wish: FloatArray
    force: FloatArray
    freedom: FloatArray
    activation: FloatArray
    tension: FloatArray
    required: FloatArray
    price: FloatArray
    step: FloatArray
    inverse: FloatArray
    curvature: FloatArray
    limit: FloatArray


@_compiled
def _room(muscles: int, moments: int) -> tuple[_Frame, _Lanes]:
    """Return working arrays, all zero."""
    m, r = np.zeros((13, muscles * LANES)), np.zeros((7, moments * LANES))
    square = np.zeros((2, moments * moments * LANES))
    frame = _Frame(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], r[0], r[1], r[2], square[0])
    lanes = _Lanes(
        m[8], m[9], m[10], m[11], m[12], r[3], r[4], r[5], r[6], square[1], np.zeros(LANES)
    )
    return frame, lanes


@_compiled
def _spread(values: FloatArray, out: FloatArray) -> None:
    """Put each value of (N,) into all eight lanes of its row, or (N, 8) values as they are."""
    if values.ndim == 1:
        for row in range(len(values)):
            for lane in range(LANES):
                out[row * LANES + lane] = values[row]
    else:
        out[:] = values.reshape(-1)


@_compiled
def _describe_recorded(recorded: Recorded, time: int, frame: _Frame) -> None:
    """Fill in the recorded problem of a frame: wishes, forces, gradient and curvature."""
    _spread(recorded.price[time], frame.price)
    _spread(recorded.required_Nm[time], frame.required)
    _spread(recorded.scaled_capacity_N[time], frame.capacity)
    _spread(recorded.lowest * recorded.root_weight, frame.low)
    _spread(recorded.highest * recorded.root_weight, frame.high)
    _spread(1.0 / recorded.root_weight, frame.inverse_root)
    _spread(recorded.passive_N[time], frame.passive)
    _wish(recorded, time, frame.price, frame.wish)
    frame.force[:] = 0.0
    frame.freedom[:] = 0.0
    _respond(frame, frame.wish, frame.force, frame.freedom)
    frame.curvature[:] = 0.0
    count = recorded.price.shape[1]
    for row in range(count):
        for lane in range(LANES):
            place = row * LANES + lane
            softened = recorded.strength_squared[row] * frame.price[place]
            frame.gradient[place] = softened - frame.required[place]
            frame.curvature[row * count * LANES + place] = recorded.strength_squared[row]
    _add_moments(recorded, time, frame.force, frame.gradient)
    _add_freedoms(recorded, time, frame.freedom, frame.curvature)


@_compiled
def _wish(recorded: Recorded, time: int, price: FloatArray, wish: FloatArray) -> None:
    """Fill in the activations that prices ask for, before capacity."""
    arms = recorded.arms_m[time]
    for muscle in range(recorded.lowest.size):
        first, last = recorded.start[muscle], recorded.start[muscle + 1]
        sum_rows(wish, muscle, price, (recorded.rows, arms, first, last))


@_compiled
def _respond(frame: _Frame, wish: FloatArray, force: FloatArray, freedom: FloatArray) -> None:
    """Fill in force and freedom of muscles at their wishes, less those of the frame."""
    for place in range(wish.size):
        capacity = frame.capacity[place]
        wished = wish[place] * capacity
        low, high = frame.low[place], frame.high[place]
        held = low if wished < low else (high if wished > high else wished)
        free = capacity * capacity if low < wished < high else 0.0
        force[place] = capacity * held - frame.force[place]
        freedom[place] = free - frame.freedom[place]


@_compiled
def _is_zero(values: FloatArray, row: int) -> bool:
    """Tell whether a row is zero in all lanes."""
    is_zero = True
    for place in range(row * LANES, row * LANES + LANES):
        is_zero = is_zero and values[place] == 0.0
    return is_zero


@_compiled
def _add_moments(recorded: Recorded, time: int, force: FloatArray, gradient: FloatArray) -> None:
    """Add the moments of forces."""
    arms = recorded.arms_m[time]
    for muscle in range(recorded.lowest.size):
        if not _is_zero(force, muscle):
            first, last = recorded.start[muscle], recorded.start[muscle + 1]
            add_moments(gradient, (recorded.rows, arms, first, last), 1.0, force, muscle)


@_compiled
def _add_freedoms(
    recorded: Recorded, time: int, freedom: FloatArray, curvature: FloatArray
) -> None:
    """Add what free muscles add to the curvature (lower triangle)."""
    arms, rows = recorded.arms_m[time], recorded.rows
    count = recorded.price.shape[1]
    for muscle in range(recorded.lowest.size):
        if not _is_zero(freedom, muscle):
            first, last = recorded.start[muscle], recorded.start[muscle + 1]
            add_products(curvature, count, (rows, arms, first, last), freedom, muscle)


@_compiled
def _copy_lower(first_column: IntArray, curvature: FloatArray, out: FloatArray) -> None:
    """Copy the lower triangle from each row's first entry on."""
    count = first_column.size
    for row in range(count):
        first, last = row * count + first_column[row], row * count + row + 1
        for place in range(first * LANES, last * LANES):
            out[place] = curvature[place]


@_compiled
def _factorise(first_column: IntArray, curvature: FloatArray, inverse: FloatArray) -> None:
    """Replace the lower triangle by its Cholesky factor, its diagonal inverted in `inverse`.

    Entries left of a row's first one stay zero in the factor, too, and are passed over.
    """
    count = first_column.size
    for column in range(count):
        place, start = column * count, first_column[column]
        own = (curvature, place + start)
        less_products(curvature, place + column, own, own, column - start)
        inverse_root(inverse, column, curvature, place + column)
        # Rows do not depend on each other, so the processor can work on several at once.
        for row in range(column + 1, count):
            if first_column[row] <= column:
                begin = max(start, first_column[row])
                left = (curvature, row * count + begin)
                own = (curvature, place + begin)
                less_products(curvature, row * count + column, left, own, column - begin)
                scale(curvature, row * count + column, inverse, column)


@_compiled
def _solve(
    first_column: IntArray, curvature: FloatArray, inverse: FloatArray, step: FloatArray
) -> None:
    """Replace the right-hand side in `step` by the solution, with the factor."""
    count = first_column.size
    for row in range(count):
        start = first_column[row]
        own = (curvature, row * count + start)
        less_products(step, row, own, (step, start), row - start)
        scale(step, row, inverse, row)
    for row in range(count - 1, -1, -1):
        start = first_column[row]
        scale(step, row, inverse, row)
        less_scaled(step, start, row - start, (curvature, row * count + start), row)


@_compiled
def _begin(
    recorded: Recorded, changes: Changes, block: int, time: int, frame: _Frame, lanes: _Lanes
) -> None:
    """Bring what differs in a block of what-ifs into the lanes, from the recorded prices."""
    lanes.price[:] = frame.price
    lanes.wish[:] = frame.wish
    lanes.required[:] = frame.required
    arms, extra = recorded.arms_m[time], changes.extra_passive_N[block, time].reshape(-1)
    for position in range(changes.muscles.size):
        muscle = changes.muscles[position]
        root = recorded.root_weight[muscle]
        for lane in range(LANES):
            place = muscle * LANES + lane
            frame.capacity[place] = changes.capacity_N[block, time, position, lane] / root
            frame.low[place] = changes.lowest[block, position, lane] * root
            frame.high[place] = changes.highest[block, position, lane] * root
        if not _is_zero(extra, position):
            first, last = recorded.start[muscle], recorded.start[muscle + 1]
            entries = (recorded.rows, arms, first, last)
            add_moments(lanes.required, entries, -1.0, extra, position)
    least = np.sqrt(recorded.strength_squared.max())
    lanes.limit[:] = RELATIVE_TOLERANCE * least
    for place in range(lanes.required.size):
        lane = place % LANES
        enough = RELATIVE_TOLERANCE * abs(lanes.required[place])
        lanes.limit[lane] = max(lanes.limit[lane], enough)


@_compiled
def _imbalance(recorded: Recorded, time: int, frame: _Frame, lanes: _Lanes) -> None:
    """Fill in minus the imbalance of moments as the next right-hand side."""
    for row in range(recorded.strength_squared.size):
        squared = recorded.strength_squared[row]
        for place in range(row * LANES, row * LANES + LANES):
            softened = squared * (lanes.price[place] - frame.price[place])
            needed = lanes.required[place] - frame.required[place]
            lanes.step[place] = frame.gradient[place] + softened - needed
    _add_moments(recorded, time, lanes.force, lanes.step)
    for place in range(lanes.step.size):
        lanes.step[place] = -lanes.step[place]


@_compiled
def _settle(lanes: _Lanes, converged: BoolArray) -> bool:
    """Mark the lanes that are solved, stop their steps, and tell whether all are.

    A lane stops at its own limit, so that its answer does not depend on its neighbours.
    """
    solved = np.ones(LANES, np.bool_)
    for place in range(lanes.step.size):
        if not abs(lanes.step[place]) <= lanes.limit[place % LANES]:
            solved[place % LANES] = False
    every = True
    for lane in range(LANES):
        converged[lane] = converged[lane] or solved[lane]
        every = every and converged[lane]
    for place in range(lanes.step.size):
        if converged[place % LANES]:
            lanes.step[place] = 0.0
    return every


@_compiled
def _share_block(
    recorded: Recorded,
    time: int,
    frame: _Frame,
    lanes: _Lanes,
    converged: BoolArray,
    iterations: IntArray,
) -> None:
    """Solve a block of what-ifs on one frame."""
    for iteration in range(STEP_LIMIT + 1):
        _respond(frame, lanes.wish, lanes.force, lanes.freedom)
        _imbalance(recorded, time, frame, lanes)
        if _settle(lanes, converged) or iteration == STEP_LIMIT:
            break
        _copy_lower(recorded.first_column, frame.curvature, lanes.curvature)
        _add_freedoms(recorded, time, lanes.freedom, lanes.curvature)
        _factorise(recorded.first_column, lanes.curvature, lanes.inverse)
        _solve(recorded.first_column, lanes.curvature, lanes.inverse, lanes.step)
        for place in range(lanes.step.size):
            lanes.price[place] += lanes.step[place]
        for lane in range(LANES):
            iterations[lane] += 0 if converged[lane] else 1
        _wish(recorded, time, lanes.price, lanes.wish)


@_compiled
def _activate(frame: _Frame, lanes: _Lanes, activations: FloatArray) -> None:
    """Fill in activations and the tension of active and recorded passive force."""
    for place in range(activations.size):
        capacity = frame.capacity[place]
        wished = lanes.wish[place] * capacity
        low, high = frame.low[place], frame.high[place]
        held = low if wished < low else (high if wished > high else wished)
        activations[place] = held * frame.inverse_root[place]
        lanes.tension[place] = capacity * held + frame.passive[place]


@_compiled
def _load(loads: LoadMap, time: int, tension: FloatArray, out: FloatArray) -> None:
    """Fill in the loads of the muscles' tension."""
    pull = loads.per_tension[time]
    offset = np.empty(out.size)
    _spread(loads.offset_N[time], offset)
    for component in range(loads.start.size - 1):
        first, last = loads.start[component], loads.start[component + 1]
        sum_rows(out, component, tension, (loads.muscles, pull, first, last))
    for place in range(out.size):
        out[place] += offset[place]


@_compiled
def share_blocks(recorded: Recorded, changes: Changes, loads: LoadMap, answers: Answers) -> None:
    """Fill in the answers of all blocks of what-ifs, frame by frame."""
    muscles, moments = recorded.lowest.size, recorded.price.shape[1]
    frame, lanes = _room(muscles, moments)
    for time in range(recorded.price.shape[0]):
        _describe_recorded(recorded, time, frame)
        for block in range(changes.lowest.shape[0]):
            converged, steps = answers.converged[block, time], answers.iterations[block, time]
            _begin(recorded, changes, block, time, frame, lanes)
            _share_block(recorded, time, frame, lanes, converged, steps)
            activations = answers.activations[block, time].reshape(-1)
            _activate(frame, lanes, activations)
            answers.prices[block, time].reshape(-1)[:] = lanes.price
            for position in range(changes.muscles.size):
                for lane in range(LANES):
                    place = changes.muscles[position] * LANES + lane
                    extra = changes.extra_passive_N[block, time, position, lane]
                    lanes.tension[place] += extra
            _load(loads, time, lanes.tension, answers.loads_N[block, time].reshape(-1))
