"""Muscle sharing of what-ifs on one motion, eight side by side.

What-ifs at a recorded motion are close to the recorded problem and to each other: the same levers,
and other capacities, limits or passive forces of some muscles. So each frame's recorded problem is
linearised once for all what-ifs; a what-if adds to its gradient and curvature only what differs.
What-ifs of the same muscles touch the same few moments. These stand last, so that for the first
step the curvature of all others is factored once per frame, and each what-if factors the rest.
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
    respond,
    scale,
    sum_rows,
    turn,
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
    activations scaled by the root of their weight; price, rest, step, inverse : (8 R,), rest is
    what the recorded solution leaves of the moments, step the same after elimination; curvature :
    (8 R R,), lower triangle; factor : the same with the untouched moments eliminated.
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
    rest: FloatArray
    step: FloatArray
    inverse: FloatArray
    curvature: FloatArray
    factor: FloatArray


class _Lanes(NamedTuple):
    """A block of what-ifs on one frame while it is solved; as in _Frame, what differs from it.

    freed : (M,), the muscles whose freedom differs, as many as were counted; activation, tension :
    (8 M,), tension is all of the muscles' force [N]; load, offset : (8 C,); rest : (8 R,), of the changed requirements at
    recorded prices and forces; limit : (8,), gradient that is small enough.
    """

    wish: FloatArray
    freedom: FloatArray
    freed: IntArray
    activation: FloatArray
    tension: FloatArray
    load: FloatArray
    offset: FloatArray
    price: FloatArray
    rest: FloatArray
    step: FloatArray
    inverse: FloatArray
    curvature: FloatArray
    limit: FloatArray


@_compiled
def _room(muscles: int, moments: int, components: int) -> tuple[_Frame, _Lanes]:
    """Return working arrays, all zero."""
    m, r = np.zeros((12, muscles * LANES)), np.zeros((9, moments * LANES))
    c = np.zeros((2, components * LANES))
    square = np.zeros((3, moments * moments * LANES))
    frame = _Frame(
        m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7],
        r[0], r[1], r[2], r[3], r[4], square[0], square[1],
    )  # fmt: skip
    lanes = _Lanes(
        m[8], m[9], np.zeros(muscles, np.int64), m[10], m[11], c[0], c[1],
        r[5], r[6], r[7], r[8], square[2], np.zeros(LANES),
    )  # fmt: skip
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
    """Fill in the recorded problem of a frame: wishes, forces, rest and curvature."""
    _spread(recorded.price[time], frame.price)
    _spread(recorded.required_Nm[time], frame.required)
    _spread(recorded.scaled_capacity_N[time], frame.capacity)
    _spread(recorded.lowest * recorded.root_weight, frame.low)
    _spread(recorded.highest * recorded.root_weight, frame.high)
    _spread(1.0 / recorded.root_weight, frame.inverse_root)
    _spread(recorded.passive_N[time], frame.passive)
    _wish(recorded, time, frame.price, frame.wish)
    _respond_as_recorded(frame)
    frame.curvature[:] = 0.0
    count = recorded.price.shape[1]
    for row in range(count):
        for lane in range(LANES):
            place = row * LANES + lane
            softened = recorded.strength_squared[row] * frame.price[place]
            frame.rest[place] = frame.required[place] - softened
            frame.curvature[row * count * LANES + place] = recorded.strength_squared[row]
    arms = recorded.arms_m[time]
    for muscle in range(recorded.lowest.size):
        first, last = recorded.start[muscle], recorded.start[muscle + 1]
        entries = (recorded.rows, arms, first, last)
        add_moments(frame.rest, entries, -1.0, frame.force, muscle)
        if not _is_zero(frame.freedom, muscle):
            add_products(frame.curvature, count, entries, frame.freedom, muscle)
    _eliminate_untouched(recorded, frame)


@_compiled
def _wish(recorded: Recorded, time: int, price: FloatArray, wish: FloatArray) -> None:
    """Fill in the activations that prices ask for, before capacity."""
    arms = recorded.arms_m[time]
    for muscle in range(recorded.lowest.size):
        first, last = recorded.start[muscle], recorded.start[muscle + 1]
        sum_rows(wish, muscle, price, (recorded.rows, arms, first, last))


@_compiled
def _respond_as_recorded(frame: _Frame) -> None:
    """Fill in force and freedom of muscles at their wishes."""
    for place in range(frame.wish.size):
        capacity = frame.capacity[place]
        wished = frame.wish[place] * capacity
        low, high = frame.low[place], frame.high[place]
        held = low if wished < low else (high if wished > high else wished)
        frame.force[place] = capacity * held
        frame.freedom[place] = capacity * capacity if low < wished < high else 0.0


@_compiled
def _is_zero(values: FloatArray, row: int) -> bool:
    """Tell whether a row is zero in all lanes."""
    is_zero = True
    for place in range(row * LANES, row * LANES + LANES):
        is_zero = is_zero and values[place] == 0.0
    return is_zero


@_compiled
def _respond(
    recorded: Recorded, time: int, muscle: int, wish: FloatArray, frame: _Frame, lanes: _Lanes
) -> bool:
    """Take a muscle's change of force off the step, and tell whether its freedom changed."""
    entries = (
        recorded.rows, recorded.arms_m[time], recorded.start[muscle], recorded.start[muscle + 1]
    )  # fmt: skip
    limits = (wish, frame.capacity, frame.low, frame.high)
    as_recorded = (frame.force, frame.freedom)
    return respond(limits, as_recorded, muscle, lanes.step, entries, lanes.freedom)


@_compiled
def _add_freedoms(
    recorded: Recorded, time: int, lanes: _Lanes, count: int
) -> None:
    """Add what the freed muscles add to the curvature (lower triangle)."""
    arms, rows = recorded.arms_m[time], recorded.rows
    moments = recorded.price.shape[1]
    for position in range(count):
        muscle = lanes.freed[position]
        entries = (rows, arms, recorded.start[muscle], recorded.start[muscle + 1])
        add_products(lanes.curvature, moments, entries, lanes.freedom, muscle)


@_compiled
def _copy_lower(
    first_column: IntArray, curvature: FloatArray, out: FloatArray, least: int
) -> None:
    """Copy the lower triangle's rows and columns from `least` on, from each row's first entry."""
    count = first_column.size
    for row in range(least, count):
        first = row * count + max(first_column[row], least)
        for place in range(first * LANES, (row * count + row + 1) * LANES):
            out[place] = curvature[place]


@_compiled
def _factorise(
    first_column: IntArray, curvature: FloatArray, inverse: FloatArray, least: int, most: int
) -> None:
    """Replace columns from `least` to `most` - 1 by those of the Cholesky factor.

    Its diagonal is inverted in `inverse`. Columns before `least` count as eliminated. Entries left
    of a row's first one stay zero in the factor, too, and are passed over.
    """
    count = first_column.size
    for column in range(least, most):
        place, start = column * count, max(least, first_column[column])
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
def _solve_down(
    first_column: IntArray,
    factor: tuple[FloatArray, FloatArray],
    step: FloatArray,
    least: int,
    most: int,
) -> None:
    """Solve with rows and columns from `least` to `most` - 1 of the factor, from above."""
    curvature, inverse = factor
    for row in range(least, most):
        start = max(least, first_column[row])
        own = (curvature, row * first_column.size + start)
        less_products(step, row, own, (step, start), row - start)
        scale(step, row, inverse, row)


@_compiled
def _solve_up(
    first_column: IntArray,
    factor: tuple[FloatArray, FloatArray],
    step: FloatArray,
    least: int,
    most: int,
) -> None:
    """Solve with the transpose of the same, from below."""
    curvature, inverse = factor
    for row in range(most - 1, least - 1, -1):
        start = max(least, first_column[row])
        scale(step, row, inverse, row)
        less_scaled(
            step, start, row - start, (curvature, row * first_column.size + start), row
        )


@_compiled
def _eliminate_untouched(recorded: Recorded, frame: _Frame) -> None:
    """Take the moments that no what-if touches out of the others' curvature and rest."""
    first_column, until = recorded.first_column, recorded.untouched
    count = first_column.size
    _copy_lower(first_column, frame.curvature, frame.factor, 0)
    _factorise(first_column, frame.factor, frame.inverse, 0, until)
    frame.step[:] = frame.rest
    _solve_down(first_column, (frame.factor, frame.inverse), frame.step, 0, until)
    for row in range(until, count):
        own_first = first_column[row]
        if own_first < until:
            own = (frame.factor, row * count + own_first)
            less_products(frame.step, row, own, (frame.step, own_first), until - own_first)
        for column in range(max(own_first, until), row + 1):
            begin = max(own_first, first_column[column])
            if begin < until:
                left = (frame.factor, row * count + begin)
                own = (frame.factor, column * count + begin)
                less_products(frame.factor, row * count + column, left, own, until - begin)


@_compiled
def _first_step(recorded: Recorded, time: int, frame: _Frame, lanes: _Lanes, freed: int) -> None:
    """Replace the touched moments' rest by the first step of all prices."""
    first_column, until = recorded.first_column, recorded.untouched
    count = first_column.size
    _copy_lower(first_column, frame.factor, lanes.curvature, until)
    _add_freedoms(recorded, time, lanes, freed)
    _factorise(first_column, lanes.curvature, lanes.inverse, until, count)
    own = (lanes.curvature, lanes.inverse)
    _solve_down(first_column, own, lanes.step, until, count)
    _solve_up(first_column, own, lanes.step, until, count)
    for row in range(until, count):
        start = first_column[row]
        if start < until:
            left = (frame.factor, row * count + start)
            less_scaled(lanes.step, start, until - start, left, row)
    _solve_up(first_column, (frame.factor, frame.inverse), lanes.step, 0, until)


@_compiled
def _full_step(recorded: Recorded, time: int, frame: _Frame, lanes: _Lanes, freed: int) -> None:
    """Replace the rest by a step of the prices."""
    first_column, count = recorded.first_column, recorded.first_column.size
    _copy_lower(first_column, frame.curvature, lanes.curvature, 0)
    _add_freedoms(recorded, time, lanes, freed)
    _factorise(first_column, lanes.curvature, lanes.inverse, 0, count)
    own = (lanes.curvature, lanes.inverse)
    _solve_down(first_column, own, lanes.step, 0, count)
    _solve_up(first_column, own, lanes.step, 0, count)


@_compiled
def _begin(
    recorded: Recorded, changes: Changes, block: int, time: int, frame: _Frame, lanes: _Lanes
) -> None:
    """Bring what differs in a block of what-ifs into the lanes, from the recorded prices."""
    lanes.price[:] = frame.price
    lanes.rest[:] = frame.rest
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
            add_moments(lanes.rest, entries, -1.0, extra, position)
    least = np.sqrt(recorded.strength_squared.max())
    lanes.limit[:] = least
    for row in range(recorded.strength_squared.size):
        for lane in range(LANES):
            place = row * LANES + lane
            required = abs(frame.required[place] - frame.rest[place] + lanes.rest[place])
            lanes.limit[lane] = max(lanes.limit[lane], required)
    for lane in range(LANES):
        lanes.limit[lane] *= RELATIVE_TOLERANCE


@_compiled
def _first_rest(
    recorded: Recorded, changes: Changes, time: int, frame: _Frame, lanes: _Lanes
) -> int:
    """Fill in what moments lack at recorded prices; return how many muscles' freedom changed.

    Only the changed muscles can differ.
    """
    lanes.step[:] = lanes.rest
    freed = 0
    for position in range(changes.muscles.size):
        muscle = changes.muscles[position]
        if _respond(recorded, time, muscle, frame.wish, frame, lanes):
            lanes.freed[freed] = muscle
            freed += 1
    return freed


@_compiled
def _later_rest(recorded: Recorded, time: int, frame: _Frame, lanes: _Lanes) -> int:
    """Do the same at the prices reached, where every muscle can differ."""
    for row in range(recorded.strength_squared.size):
        squared = recorded.strength_squared[row]
        for place in range(row * LANES, row * LANES + LANES):
            softened = squared * (lanes.price[place] - frame.price[place])
            lanes.step[place] = lanes.rest[place] - softened
    freed = 0
    for muscle in range(recorded.lowest.size):
        if _respond(recorded, time, muscle, lanes.wish, frame, lanes):
            lanes.freed[freed] = muscle
            freed += 1
    return freed


@_compiled
def _settle(lanes: _Lanes, converged: BoolArray) -> bool:
    """Mark the lanes that are solved, and tell whether all are."""
    solved = np.ones(LANES, np.bool_)
    for row in range(lanes.step.size // LANES):
        for lane in range(LANES):
            solved[lane] &= abs(lanes.step[row * LANES + lane]) <= lanes.limit[lane]
    every = True
    for lane in range(LANES):
        converged[lane] |= solved[lane]
        every &= converged[lane]
    return every


@_compiled
def _advance(lanes: _Lanes, converged: BoolArray, iterations: IntArray) -> None:
    """Take the step in the lanes that are not solved.

    A lane stops at its own limit, so that its answer does not depend on its neighbours.
    """
    for row in range(lanes.step.size // LANES):
        for lane in range(LANES):
            place = row * LANES + lane
            lanes.price[place] += 0.0 if converged[lane] else lanes.step[place]
    for lane in range(LANES):
        iterations[lane] += 0 if converged[lane] else 1


@_compiled
def _share_block(
    recorded: Recorded,
    changes: Changes,
    time: int,
    frame: _Frame,
    lanes: _Lanes,
    converged: BoolArray,
    iterations: IntArray,
) -> None:
    """Solve a block of what-ifs on one frame."""
    freed = _first_rest(recorded, changes, time, frame, lanes)
    if _settle(lanes, converged):
        lanes.wish[:] = frame.wish
        return
    for row in range(recorded.untouched * LANES):
        lanes.step[row] = frame.step[row]
    for place in range(recorded.untouched * LANES, lanes.step.size):
        lanes.step[place] += frame.step[place] - frame.rest[place]
    _first_step(recorded, time, frame, lanes, freed)
    _advance(lanes, converged, iterations)
    for iteration in range(1, STEP_LIMIT + 1):
        _wish(recorded, time, lanes.price, lanes.wish)
        freed = _later_rest(recorded, time, frame, lanes)
        if _settle(lanes, converged) or iteration == STEP_LIMIT:
            break
        _full_step(recorded, time, frame, lanes, freed)
        _advance(lanes, converged, iterations)


@_compiled
def _activate(frame: _Frame, lanes: _Lanes) -> None:
    """Fill in activations and the tension of active and recorded passive force."""
    for place in range(lanes.activation.size):
        capacity = frame.capacity[place]
        wished = lanes.wish[place] * capacity
        low, high = frame.low[place], frame.high[place]
        held = low if wished < low else (high if wished > high else wished)
        lanes.activation[place] = held * frame.inverse_root[place]
        lanes.tension[place] = capacity * held + frame.passive[place]


@_compiled
def _load(loads: LoadMap, time: int, lanes: _Lanes) -> None:
    """Fill in the loads of the muscles' tension."""
    pull = loads.per_tension[time]
    _spread(loads.offset_N[time], lanes.offset)
    for component in range(loads.start.size - 1):
        first, last = loads.start[component], loads.start[component + 1]
        sum_rows(lanes.load, component, lanes.tension, (loads.muscles, pull, first, last))
    for place in range(lanes.load.size):
        lanes.load[place] += lanes.offset[place]


@_compiled
def _hand_over(values: FloatArray, out: FloatArray, first: int, stride: int) -> None:
    """Put each lane of (8 N,) values into a row of its own; rows begin `stride` rows apart."""
    count, flat = out.shape[1], out.reshape(-1)
    whole = count - count % LANES
    for entry in range(0, whole, LANES):
        turn(flat, first * count + entry, stride * count, values, entry)
    for entry in range(whole, count):
        for lane in range(LANES):
            out[first + stride * lane, entry] = values[entry * LANES + lane]


@_compiled
def share_blocks(recorded: Recorded, changes: Changes, loads: LoadMap, answers: Answers) -> None:
    """Fill in the answers of all blocks of what-ifs, frame by frame."""
    muscles, moments = recorded.lowest.size, recorded.price.shape[1]
    frame, lanes = _room(muscles, moments, loads.start.size - 1)
    frames = recorded.price.shape[0]
    for time in range(frames):
        _describe_recorded(recorded, time, frame)
        for block in range(changes.lowest.shape[0]):
            converged, steps = answers.converged[block, time], answers.iterations[block, time]
            _begin(recorded, changes, block, time, frame, lanes)
            _share_block(recorded, changes, time, frame, lanes, converged, steps)
            _activate(frame, lanes)
            for position in range(changes.muscles.size):
                for lane in range(LANES):
                    place = changes.muscles[position] * LANES + lane
                    extra = changes.extra_passive_N[block, time, position, lane]
                    lanes.tension[place] += extra
            _load(loads, time, lanes)
            # Lanes are frames or what-ifs: answers stand by what-if, then by frame.
            in_time = recorded.price.ndim == 3
            first = time * LANES if in_time else block * LANES * frames + time
            stride = 1 if in_time else frames
            _hand_over(lanes.activation, answers.activations, first, stride)
            _hand_over(lanes.price, answers.prices, first, stride)
            _hand_over(lanes.load, answers.loads_N, first, stride)
