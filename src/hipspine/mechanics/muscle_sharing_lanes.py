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

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.lane_arithmetic import (
    LANES,
    add_moments,
    add_products,
    less_scaled,
    respond,
    sum_rows,
    turn,
)
from hipspine.mechanics.lane_factor import (
    compiled,
    copy,
    copy_lower,
    factorise,
    solve_down,
    solve_up,
)
from hipspine.mechanics.lane_frame import (
    Frame,
    Lanes,
    describe_recorded,
    fill_wishes,
    is_zero,
    room,
    spread,
)
from hipspine.mechanics.muscle_sharing_kernel import RELATIVE_TOLERANCE
from hipspine.mechanics.what_if_arrays import Answers, Changes, LoadMap, Recorded

STEP_LIMIT = 8
"""Newton steps in lanes at most. What-ifs of the gluteal muscles in walking took up to 7; one that
needs more is sent where each step is searched for the best length."""


@compiled
def _respond(
    recorded: Recorded, time: int, muscle: int, wish: FloatArray, frame: Frame, lanes: Lanes
) -> bool:
    """Take a muscle's change of force off the step, and tell whether its freedom changed."""
    entries = (
        recorded.rows, recorded.arms_m[time], recorded.start[muscle], recorded.start[muscle + 1]
    )  # fmt: skip
    limits = (wish, frame.capacity, frame.low, frame.high)
    as_recorded = (frame.force, frame.freedom)
    return respond(limits, as_recorded, muscle, lanes.step, entries, lanes.freedom)


@compiled
def _add_freedoms(recorded: Recorded, time: int, lanes: Lanes, count: int) -> None:
    """Add what the freed muscles add to the curvature (lower triangle)."""
    arms, rows = recorded.arms_m[time], recorded.rows
    moments = recorded.price.shape[1]
    for position in range(count):
        muscle = lanes.freed[position]
        entries = (rows, arms, recorded.start[muscle], recorded.start[muscle + 1])
        add_products(lanes.curvature, moments, entries, lanes.freedom, muscle)


@compiled
def _first_step(recorded: Recorded, time: int, frame: Frame, lanes: Lanes, freed: int) -> None:
    """Replace the touched moments' rest by the first step of all prices."""
    first_column, until = recorded.first_column, recorded.untouched
    count = first_column.size
    copy_lower(first_column, frame.factor, lanes.curvature, until)
    _add_freedoms(recorded, time, lanes, freed)
    factorise(first_column, lanes.curvature, lanes.inverse, until, count)
    own = (lanes.curvature, lanes.inverse)
    solve_down(first_column, own, lanes.step, until, count)
    solve_up(first_column, own, lanes.step, until, count)
    for row in range(until, count):
        start = first_column[row]
        if start < until:
            left = (frame.factor, row * count + start)
            less_scaled(lanes.step, start, until - start, left, row)
    solve_up(first_column, (frame.factor, frame.inverse), lanes.step, 0, until)


@compiled
def _full_step(recorded: Recorded, time: int, frame: Frame, lanes: Lanes, freed: int) -> None:
    """Replace the rest by a step of the prices."""
    first_column, count = recorded.first_column, recorded.first_column.size
    copy_lower(first_column, frame.curvature, lanes.curvature, 0)
    _add_freedoms(recorded, time, lanes, freed)
    factorise(first_column, lanes.curvature, lanes.inverse, 0, count)
    own = (lanes.curvature, lanes.inverse)
    solve_down(first_column, own, lanes.step, 0, count)
    solve_up(first_column, own, lanes.step, 0, count)


@compiled
def _begin(
    recorded: Recorded, changes: Changes, block: int, time: int, frame: Frame, lanes: Lanes
) -> None:
    """Bring what differs in a block of what-ifs into the lanes, from the recorded prices."""
    copy(frame.price, lanes.price)
    copy(frame.rest, lanes.rest)
    arms, extra = recorded.arms_m[time], changes.extra_passive_N[block, time].reshape(-1)
    for position in range(changes.muscles.size):
        muscle = changes.muscles[position]
        root = recorded.root_weight[muscle]
        for lane in range(LANES):
            place = muscle * LANES + lane
            frame.capacity[place] = changes.capacity_N[block, time, position, lane] / root
            frame.low[place] = changes.lowest[block, position, lane] * root
            frame.high[place] = changes.highest[block, position, lane] * root
        if not is_zero(extra, position):
            first, last = recorded.start[muscle], recorded.start[muscle + 1]
            entries = (recorded.rows, arms, first, last)
            add_moments(lanes.rest, entries, -1.0, extra, position)
    _set_limits(recorded, frame, lanes)


@compiled
def _set_limits(recorded: Recorded, frame: Frame, lanes: Lanes) -> None:
    """Fill in the imbalance at which a lane counts as solved."""
    least = 0.0
    for row in range(recorded.strength_squared.size):
        least = max(least, recorded.strength_squared[row])
    least = np.sqrt(least)
    for lane in range(LANES):
        lanes.limit[lane] = least
    for row in range(recorded.strength_squared.size):
        for lane in range(LANES):
            place = row * LANES + lane
            required = abs(frame.required[place] - frame.rest[place] + lanes.rest[place])
            lanes.limit[lane] = max(lanes.limit[lane], required)
    for lane in range(LANES):
        lanes.limit[lane] *= RELATIVE_TOLERANCE


@compiled
def _first_rest(recorded: Recorded, changes: Changes, time: int, frame: Frame, lanes: Lanes) -> int:
    """Fill in what moments lack at recorded prices; return how many muscles' freedom changed.

    Only the changed muscles can differ.
    """
    copy(lanes.rest, lanes.step)
    freed = 0
    for position in range(changes.muscles.size):
        muscle = changes.muscles[position]
        if _respond(recorded, time, muscle, frame.wish, frame, lanes):
            lanes.freed[freed] = muscle
            freed += 1
    return freed


@compiled
def _later_rest(recorded: Recorded, time: int, frame: Frame, lanes: Lanes) -> int:
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


@compiled
def _settle(lanes: Lanes, converged: BoolArray) -> bool:
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


@compiled
def _advance(lanes: Lanes, converged: BoolArray, iterations: IntArray) -> None:
    """Take the step in the lanes that are not solved.

    A lane stops at its own limit, so that its answer does not depend on its neighbours.
    """
    for row in range(lanes.step.size // LANES):
        for lane in range(LANES):
            place = row * LANES + lane
            lanes.price[place] += 0.0 if converged[lane] else lanes.step[place]
    for lane in range(LANES):
        iterations[lane] += 0 if converged[lane] else 1


@compiled
def _share_block(
    recorded: Recorded,
    changes: Changes,
    time: int,
    frame: Frame,
    lanes: Lanes,
    converged: BoolArray,
    iterations: IntArray,
) -> None:
    """Solve a block of what-ifs on one frame."""
    freed = _first_rest(recorded, changes, time, frame, lanes)
    if _settle(lanes, converged):
        copy(frame.wish, lanes.wish)
        return
    for row in range(recorded.untouched * LANES):
        lanes.step[row] = frame.step[row]
    for place in range(recorded.untouched * LANES, lanes.step.size):
        lanes.step[place] += frame.step[place] - frame.rest[place]
    _first_step(recorded, time, frame, lanes, freed)
    _advance(lanes, converged, iterations)
    for iteration in range(1, STEP_LIMIT + 1):
        fill_wishes(recorded, time, lanes.price, lanes.wish)
        freed = _later_rest(recorded, time, frame, lanes)
        if _settle(lanes, converged) or iteration == STEP_LIMIT:
            break
        _full_step(recorded, time, frame, lanes, freed)
        _advance(lanes, converged, iterations)


@compiled
def _activate(frame: Frame, lanes: Lanes) -> None:
    """Fill in activations and the tension of active and recorded passive force."""
    for place in range(lanes.activation.size):
        capacity = frame.capacity[place]
        wished = lanes.wish[place] * capacity
        low, high = frame.low[place], frame.high[place]
        held = low if wished < low else (high if wished > high else wished)
        lanes.activation[place] = held * frame.inverse_root[place]
        lanes.tension[place] = capacity * held + frame.passive[place]


@compiled
def _load(loads: LoadMap, time: int, lanes: Lanes) -> None:
    """Fill in the loads of the muscles' tension."""
    pull = loads.per_tension[time]
    spread(loads.offset_N[time], lanes.offset)
    for component in range(loads.start.size - 1):
        first, last = loads.start[component], loads.start[component + 1]
        sum_rows(lanes.load, component, lanes.tension, (loads.muscles, pull, first, last))
    for place in range(lanes.load.size):
        lanes.load[place] += lanes.offset[place]


@compiled
def _hand_over(values: FloatArray, out: FloatArray, first: int, stride: int) -> None:
    """Put each lane of (8 N,) values into a row of its own; rows begin `stride` rows apart."""
    count, flat = out.shape[1], out.reshape(-1)
    whole = count - count % LANES
    for entry in range(0, whole, LANES):
        turn(flat, first * count + entry, stride * count, values, entry)
    for entry in range(whole, count):
        for lane in range(LANES):
            out[first + stride * lane, entry] = values[entry * LANES + lane]


@compiled
def share_blocks(recorded: Recorded, changes: Changes, loads: LoadMap, answers: Answers) -> None:
    """Fill in the answers of all blocks of what-ifs, frame by frame."""
    muscles, moments = recorded.lowest.size, recorded.price.shape[1]
    frame, lanes = room(muscles, moments, loads.start.size - 1)
    frames = recorded.price.shape[0]
    for time in range(frames):
        describe_recorded(recorded, time, frame)
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
