"""The recorded problem of one frame, linearised for what-ifs that are solved eight side by side.

Only `hipspine.mechanics.muscle_sharing_lanes` imports this module; the method is explained there.
"""

from typing import NamedTuple

import numpy as np

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.mechanics.lane_arithmetic import (
    LANES,
    add_moments,
    add_products,
    less_products,
    sum_rows,
)
from hipspine.mechanics.lane_factor import compiled, copy, copy_lower, factorise, solve_down
from hipspine.mechanics.what_if_arrays import Recorded


class Frame(NamedTuple):
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


class Lanes(NamedTuple):
    """A block of what-ifs on one frame while it is solved; as in Frame, what differs from it.

    freed : (M,), the muscles whose freedom differs, as many as were counted; activation, tension :
    (8 M,), tension is all of the muscles' force [N]; load, offset : (8 C,); rest :
    (8 R,), of the changed requirements at recorded prices and forces; limit : (8,), gradient that
    is small enough.
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


@compiled
def room(muscles: int, moments: int, components: int) -> tuple[Frame, Lanes]:
    """Return working arrays, all zero."""
    m, r = np.zeros((12, muscles * LANES)), np.zeros((9, moments * LANES))
    c = np.zeros((2, components * LANES))
    square = np.zeros((3, moments * moments * LANES))
    frame = Frame(
        m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7],
        r[0], r[1], r[2], r[3], r[4], square[0], square[1],
    )  # fmt: skip
    lanes = Lanes(
        m[8], m[9], np.zeros(muscles, np.int64), m[10], m[11], c[0], c[1],
        r[5], r[6], r[7], r[8], square[2], np.zeros(LANES),
    )  # fmt: skip
    return frame, lanes


@compiled
def spread(values: FloatArray, out: FloatArray) -> None:
    """Put each value of (N,) into all eight lanes of its row, or (N, 8) values as they are."""
    if values.ndim == 1:
        for row in range(len(values)):
            for lane in range(LANES):
                out[row * LANES + lane] = values[row]
    else:
        copy(values.reshape(-1), out)


@compiled
def describe_recorded(recorded: Recorded, time: int, frame: Frame) -> None:
    """Fill in the recorded problem of a frame: wishes, forces, rest and curvature."""
    spread(recorded.price[time], frame.price)
    spread(recorded.required_Nm[time], frame.required)
    spread(recorded.scaled_capacity_N[time], frame.capacity)
    _scale_limits(recorded, frame)
    spread(recorded.passive_N[time], frame.passive)
    fill_wishes(recorded, time, frame.price, frame.wish)
    _respond_as_recorded(frame)
    for place in range(frame.curvature.size):
        frame.curvature[place] = 0.0
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
        if not is_zero(frame.freedom, muscle):
            add_products(frame.curvature, count, entries, frame.freedom, muscle)
    _eliminate_untouched(recorded, frame)


@compiled
def _scale_limits(recorded: Recorded, frame: Frame) -> None:
    """Fill in the limits of the scaled activations, and what takes the scale off."""
    for muscle in range(recorded.lowest.size):
        root = recorded.root_weight[muscle]
        for place in range(muscle * LANES, muscle * LANES + LANES):
            frame.low[place] = recorded.lowest[muscle] * root
            frame.high[place] = recorded.highest[muscle] * root
            frame.inverse_root[place] = 1.0 / root


@compiled
def fill_wishes(recorded: Recorded, time: int, price: FloatArray, wish: FloatArray) -> None:
    """Fill in the activations that prices ask for, before capacity."""
    arms = recorded.arms_m[time]
    for muscle in range(recorded.lowest.size):
        first, last = recorded.start[muscle], recorded.start[muscle + 1]
        sum_rows(wish, muscle, price, (recorded.rows, arms, first, last))


@compiled
def _respond_as_recorded(frame: Frame) -> None:
    """Fill in force and freedom of muscles at their wishes."""
    for place in range(frame.wish.size):
        capacity = frame.capacity[place]
        wished = frame.wish[place] * capacity
        low, high = frame.low[place], frame.high[place]
        held = low if wished < low else (high if wished > high else wished)
        frame.force[place] = capacity * held
        frame.freedom[place] = capacity * capacity if low < wished < high else 0.0


@compiled
def is_zero(values: FloatArray, row: int) -> bool:
    """Tell whether a row is zero in all lanes."""
    is_zero = True
    for place in range(row * LANES, row * LANES + LANES):
        is_zero = is_zero and values[place] == 0.0
    return is_zero


@compiled
def _eliminate_untouched(recorded: Recorded, frame: Frame) -> None:
    """Take the moments that no what-if touches out of the others' curvature and rest."""
    first_column, until = recorded.first_column, recorded.untouched
    count = first_column.size
    copy_lower(first_column, frame.curvature, frame.factor, 0)
    factorise(first_column, frame.factor, frame.inverse, 0, until)
    copy(frame.rest, frame.step)
    solve_down(first_column, (frame.factor, frame.inverse), frame.step, 0, until)
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
