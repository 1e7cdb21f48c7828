"""Share the moments of many what-ifs on one motion: the same problem, changed a little, many times.

Gives what `hipspine.mechanics.muscle_sharing.share_by_effort` gives for each what-if, faster: see
`hipspine.mechanics.muscle_sharing_lanes` for how. W what-ifs, T frames, M muscles, R moments, K
muscles that any of the what-ifs changes, C load components.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.muscle_sharing import ActivationLimits, SparseMomentArms


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


def share_what_ifs(solved: SolvedTrial, what_ifs: WhatIfs, loads: LinearLoads) -> WhatIfAnswers:
    """Return who does the work and what it loads under every what-if.

    Frames that need more than a few Newton steps come back as not converged; solve these with
    `share_by_effort`. Every answer is independent of the other what-ifs, bit for bit.
    """
    # Imported here because numba takes seconds to import and most uses never share muscles.
    from hipspine.mechanics.lane_arithmetic import LANES
    from hipspine.mechanics.muscle_sharing_lanes import (
        Answers,
        Changes,
        LoadMap,
        Recorded,
        share_blocks,
    )

    count, frames, _ = what_ifs.capacities_N.shape
    blocks = -(-count // LANES)
    extra = what_ifs.passive_forces_N - solved.passive_forces_N[:, what_ifs.muscles]
    changes = Changes(
        what_ifs.muscles,
        *(
            _in_lanes(values, blocks, LANES)
            for values in (what_ifs.capacities_N, extra, what_ifs.lowest, what_ifs.highest)
        ),
    )
    sizes = (solved.weights.size, solved.required_Nm.shape[1], loads.offset_N.shape[1])
    activations, prices, loads_N = (np.empty((blocks, frames, size, LANES)) for size in sizes)
    answers = Answers(
        activations,
        prices,
        loads_N,
        np.zeros((blocks, frames, LANES), np.bool_),
        np.zeros((blocks, frames, LANES), np.int64),
    )
    arms, map_ = solved.arms, loads.per_tension
    recorded = Recorded(
        arms.start,
        arms.rows,
        arms.values_m,
        np.ascontiguousarray(solved.capacities_N),
        np.ascontiguousarray(solved.passive_forces_N),
        np.ascontiguousarray(solved.required_Nm),
        np.square(solved.reserve_strengths_Nm),
        np.ascontiguousarray(solved.limits.lowest),
        np.ascontiguousarray(solved.limits.highest),
        np.ascontiguousarray(solved.prices),
        np.sqrt(solved.weights),
        _first_columns(arms),
    )
    offset = np.ascontiguousarray(loads.offset_N)
    share_blocks(recorded, changes, LoadMap(map_.start, map_.rows, map_.values_m, offset), answers)
    return WhatIfAnswers(*(_of_what_ifs(values, count) for values in answers))


def _in_lanes(values: FloatArray, blocks: int, lanes: int) -> FloatArray:
    """Return (W, ...) values as (blocks, ..., lanes), the last what-if repeated to fill up."""
    filled = np.empty((blocks * lanes, *values.shape[1:]))
    filled[: len(values)] = values
    filled[len(values) :] = values[-1]
    return np.ascontiguousarray(
        np.moveaxis(filled.reshape(blocks, lanes, *values.shape[1:]), 1, -1)
    )


def _of_what_ifs(values: np.ndarray[Any, Any], count: int) -> np.ndarray[Any, Any]:
    """Return (blocks, ..., lanes) values as a (W, ...) view, the repeated ones left out."""
    apart = np.moveaxis(values, -1, 1)
    return apart.reshape(-1, *apart.shape[2:])[:count]


def _first_columns(arms: SparseMomentArms) -> IntArray:
    """Return the first moment that each moment shares a muscle with, (R,)."""
    first = np.arange(arms.row_count)
    for begin, end in zip(arms.start[:-1], arms.start[1:], strict=True):
        crossed = arms.rows[begin:end]
        if crossed.size:
            first[crossed] = np.minimum(first[crossed], crossed.min())
    return first
