"""Share the moments of many what-ifs on one motion: the same problem, changed a little, many times.

Gives what `hipspine.mechanics.muscle_sharing.share_by_effort` gives for each what-if, faster: see
`hipspine.mechanics.muscle_sharing_lanes` for how. W what-ifs, T frames, M muscles, R moments, K
muscles that any of the what-ifs changes, C load components.
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.muscle_sharing import ActivationLimits, SparseMomentArms
from hipspine.mechanics.what_if_arrays import Answers, Changes, LoadMap, Recorded


@dataclass(frozen=True, eq=False)
class SolvedTrial:
    """The problem as recorded, and its solution.

    capacities_N, passive_forces_N : (T, M); required_Nm : (T, R), passive force taken off;
    reserve_strengths_Nm : (R,); limits : (M,); weights : (M,), cost of each activation squared;
    prices : (T, R), the solution.
    """

    arms: SparseMomentArms
    capacities_N: FloatArray
    passive_forces_N: FloatArray
    required_Nm: FloatArray
    reserve_strengths_Nm: FloatArray
    limits: ActivationLimits
    weights: FloatArray
    prices: FloatArray


@dataclass(frozen=True, eq=False)
class WhatIfs:
    """What changed muscles are like.

    muscles : (K,) positions; capacities_N, passive_forces_N : (W, T, K); lowest, highest : (W, K)
    activations.
    """

    muscles: IntArray
    capacities_N: FloatArray
    passive_forces_N: FloatArray
    lowest: FloatArray
    highest: FloatArray


@dataclass(frozen=True, eq=False)
class LinearLoads:
    """Loads that grow in proportion to muscle tension.

    per_tension : for component c the muscles rows[start[c]:start[c + 1]] with what each newton of
    their tension adds, (T, entries); offset_N : (T, C), the load without muscles.
    """

    per_tension: SparseMomentArms
    offset_N: FloatArray


@dataclass(frozen=True, eq=False)
class WhatIfAnswers:
    """Answers to W what-ifs.

    activations : (W, T, M); prices : (W, T, R); loads_N : (W, T, C); converged, iterations :
    (W, T), whether each frame is solved to the solver's tolerance, and in how many Newton steps.
    """

    activations: FloatArray
    prices: FloatArray
    loads_N: FloatArray
    converged: BoolArray
    iterations: IntArray


@dataclass(frozen=True, eq=False)
class PreparedTrial:
    """A solved trial and its loads as the compiled solver takes them.

    arrays : by the solver's names; shared : (R, R), whether a muscle crosses both moments;
    frames_in_lanes : whether eight frames lie side by side, for one what-if, or eight what-ifs.
    """

    solved: SolvedTrial
    loads: LinearLoads
    arrays: dict[str, FloatArray]
    shared: BoolArray
    frames_in_lanes: bool


def prepare_trial(
    solved: SolvedTrial, loads: LinearLoads, *, frames_in_lanes: bool = False
) -> PreparedTrial:
    """Return what `share_what_ifs` takes, or with frames in lanes what `share_one_what_if` does."""
    arrays = {
        "arms_m": solved.arms.values_m,
        "scaled_capacity_N": solved.capacities_N / np.sqrt(solved.weights),
        "passive_N": solved.passive_forces_N,
        "required_Nm": solved.required_Nm,
        "price": solved.prices,
        "per_tension": loads.per_tension.values_m,
        "offset_N": loads.offset_N,
    }
    if frames_in_lanes:
        arrays = {name: _in_lanes(values) for name, values in arrays.items()}
    else:
        arrays = {name: np.ascontiguousarray(values) for name, values in arrays.items()}
    return PreparedTrial(solved, loads, arrays, _shared(solved.arms), frames_in_lanes)


def share_what_ifs(trial: PreparedTrial, what_ifs: WhatIfs) -> WhatIfAnswers:
    """Return who does the work and what it loads under every what-if, eight at a time.

    Frames that need more than a few Newton steps come back as not converged; solve these with
    `share_by_effort`. Every answer is independent of the other what-ifs, bit for bit.
    """
    recorded = trial.solved.passive_forces_N[:, what_ifs.muscles]
    found = _share(
        trial,
        what_ifs.muscles,
        (
            _in_lanes(what_ifs.capacities_N),
            _in_lanes(what_ifs.passive_forces_N - recorded),
            _in_lanes(what_ifs.lowest),
            _in_lanes(what_ifs.highest),
        ),
    )
    return _first(found, len(what_ifs.lowest), trial.solved.required_Nm.shape[0])


def share_one_what_if(trial: PreparedTrial, what_if: WhatIfs) -> WhatIfAnswers:
    """Return the same of a single what-if, eight frames at a time."""
    [capacities], [passive] = what_if.capacities_N, what_if.passive_forces_N
    extra = passive - trial.solved.passive_forces_N[:, what_if.muscles]
    found = _share(
        trial,
        what_if.muscles,
        (
            _in_lanes(capacities)[None],
            _in_lanes(extra)[None],
            _in_every_lane(what_if.lowest),
            _in_every_lane(what_if.highest),
        ),
    )
    return _first(found, 1, len(capacities))


def _share(
    trial: PreparedTrial,
    muscles: IntArray,
    changes: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
) -> WhatIfAnswers:
    """Return the answers in every lane, also those that only fill up."""
    # Imported here because numba takes seconds to import and most uses never share muscles.
    from hipspine.mechanics.lane_arithmetic import LANES
    from hipspine.mechanics.muscle_sharing_lanes import share_blocks

    solved, arrays = trial.solved, trial.arrays
    pull = trial.loads.per_tension
    order, untouched = _touched_last(trial, muscles)
    place = np.argsort(order)
    recorded = Recorded(
        start=solved.arms.start,
        rows=place[solved.arms.rows],
        arms_m=arrays["arms_m"],
        scaled_capacity_N=arrays["scaled_capacity_N"],
        passive_N=arrays["passive_N"],
        required_Nm=np.take(arrays["required_Nm"], order, axis=1),
        strength_squared=np.square(solved.reserve_strengths_Nm[order]),
        lowest=np.ascontiguousarray(solved.limits.lowest),
        highest=np.ascontiguousarray(solved.limits.highest),
        price=np.take(arrays["price"], order, axis=1),
        root_weight=np.sqrt(solved.weights),
        first_column=trial.shared[np.ix_(order, order)].argmax(axis=1),
        untouched=untouched,
    )
    loads = LoadMap(pull.start, pull.rows, arrays["per_tension"], arrays["offset_N"])
    blocks, times = changes[0].shape[:2]
    rows = blocks * times * LANES
    answers = Answers(
        np.empty((rows, solved.weights.size)),
        np.empty((rows, order.size)),
        np.empty((rows, trial.loads.offset_N.shape[1])),
        np.zeros((blocks, times, LANES), np.bool_),
        np.zeros((blocks, times, LANES), np.int64),
    )
    share_blocks(recorded, Changes(muscles, *changes), loads, answers)
    shape = (1, times * LANES) if trial.frames_in_lanes else (blocks * LANES, times)
    by_lane = (0, 1, 2) if trial.frames_in_lanes else (0, 2, 1)
    return WhatIfAnswers(
        activations=answers.activations.reshape(*shape, -1),
        prices=answers.prices.reshape(*shape, -1)[..., place],
        loads_N=answers.loads_N.reshape(*shape, -1),
        converged=answers.converged.transpose(by_lane).reshape(shape),
        iterations=answers.iterations.transpose(by_lane).reshape(shape),
    )


def _first(found: WhatIfAnswers, what_ifs: int, frames: int) -> WhatIfAnswers:
    """Return the answers without those that fill up lanes."""
    return WhatIfAnswers(
        found.activations[:what_ifs, :frames],
        found.prices[:what_ifs, :frames],
        found.loads_N[:what_ifs, :frames],
        found.converged[:what_ifs, :frames],
        found.iterations[:what_ifs, :frames],
    )


def _in_lanes(values: FloatArray) -> FloatArray:
    """Return (W, ...) values as (blocks, ..., 8), the last one repeated to fill up."""
    from hipspine.mechanics.lane_arithmetic import LANES

    blocks = -(-len(values) // LANES)
    filled = np.empty((blocks * LANES, *values.shape[1:]))
    filled[: len(values)] = values
    filled[len(values) :] = values[-1]
    apart = filled.reshape(blocks, LANES, *values.shape[1:])
    return np.ascontiguousarray(np.moveaxis(apart, 1, -1))


def _in_every_lane(values: FloatArray) -> FloatArray:
    """Return (..., ) values as (..., 8), eight times the same."""
    from hipspine.mechanics.lane_arithmetic import LANES

    return np.repeat(values[..., None], LANES, axis=-1)


def _shared(arms: SparseMomentArms) -> BoolArray:
    """Return whether any muscle crosses both of two moments, (R, R), each with itself."""
    shared = np.eye(arms.row_count, dtype=np.bool_)
    for begin, end in zip(arms.start[:-1], arms.start[1:], strict=True):
        crossed = arms.rows[begin:end]
        shared[crossed[:, None], crossed] = True
    return shared


def _touched_last(trial: PreparedTrial, muscles: IntArray) -> tuple[IntArray, int]:
    """Return an order of the moments, and how many of them no changed muscle crosses.

    Those stand first, the farthest from the touched ones before the nearer, and of these the ones
    with many neighbours before those with few, which leaves more of the factor at zero.
    """
    arms = trial.solved.arms
    touched = np.zeros(arms.row_count, np.bool_)
    for muscle in muscles:
        touched[arms.rows[arms.start[muscle] : arms.start[muscle + 1]]] = True
    distance, reached = np.zeros(touched.size, np.int64), touched
    for _ in range(touched.size):
        distance += ~reached
        reached = np.asarray(trial.shared[:, reached].any(axis=1))
    order = np.lexsort((-trial.shared.sum(axis=1), -distance))
    return order.astype(np.int64), int((~touched).sum())
