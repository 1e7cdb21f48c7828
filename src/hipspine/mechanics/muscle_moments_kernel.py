"""The compiled sum of muscle moments; `hipspine.mechanics.muscle_sharing` imports it when used."""

from collections.abc import Callable
from typing import cast

import numba

from hipspine.domain.arrays import FloatArray, IntArray


def _add_moments(
    start: IntArray,
    rows: IntArray,
    values_m: FloatArray,
    forces_N: FloatArray,
    moments_Nm: FloatArray,
) -> None:
    """Add the (T, R) moments of (T, M) forces to `moments_Nm`, all C-contiguous."""
    for time in range(forces_N.shape[0]):
        for muscle in range(forces_N.shape[1]):
            force = forces_N[time, muscle]
            for entry in range(start[muscle], start[muscle + 1]):
                moments_Nm[time, rows[entry]] += values_m[time, entry] * force


# numba has no types; the cast keeps ours.
add_moments = cast(
    Callable[[IntArray, IntArray, FloatArray, FloatArray, FloatArray], None],
    numba.njit(cache=True, error_model="numpy")(_add_moments),
)
