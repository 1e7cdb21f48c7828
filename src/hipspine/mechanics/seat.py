"""When a person sits, by pelvis height and the force under the feet."""

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.mechanics.filters import differentiate
from hipspine.mechanics.runs import Run, runs_of

LOW_PELVIS = 0.8
"""Share of the highest pelvis height in the trial below which the pelvis counts as low.

Sitting brings the hips down by the thigh's vertical extent: from about 0.53 to about 0.29 of body
height (knee height; Drillis and Contini 1966 in Winter 2009, figure 4.1), that is to 0.55 of the
standing height of the hips; a high stool leaves 0.75.
"""

CARRIED_ELSEWHERE = 0.5
"""Feet that carry less than this share of body weight under a low, still pelvis: something else
carries the rest. Whoever squats unloads the feet only while the pelvis is still high."""

STILL_M_S = 0.1
"""Vertical pelvis speed below which the pelvis counts as still [m/s]."""


def is_low(pelvis_height_m: FloatArray) -> BoolArray:
    """(T,) whether the pelvis is low enough to sit, against its highest in the trial."""
    if not np.isfinite(pelvis_height_m).any():
        return np.zeros(len(pelvis_height_m), dtype=np.bool_)
    low: BoolArray = pelvis_height_m < LOW_PELVIS * np.nanmax(pelvis_height_m)
    return low


def standing_weight_N(
    times_s: FloatArray, pelvis_height_m: FloatArray, vertical_N: FloatArray
) -> float | None:
    """Return the vertical force while the pelvis is high and still: the body weight [N].

    Parameters
    ----------
    times_s, pelvis_height_m, vertical_N : (T,) arrays
        Time, pelvis height and all vertical ground reaction together.

    Returns
    -------
    float or None
        Median over frames within 5 % of the highest pelvis height that are still; None without
        such frames.
    """
    if not np.isfinite(pelvis_height_m).any():
        return None
    still = np.abs(differentiate(pelvis_height_m, times_s)) < STILL_M_S
    high = pelvis_height_m > 0.95 * np.nanmax(pelvis_height_m)
    chosen = vertical_N[still & high & np.isfinite(vertical_N)]
    return float(np.median(chosen)) if len(chosen) else None


def seated_runs(
    times_s: FloatArray, pelvis_height_m: FloatArray, feet_N: FloatArray, *, weight_N: float
) -> list[Run]:
    """Return the stretches in which the feet do not carry the whole body because it sits.

    Parameters
    ----------
    times_s, pelvis_height_m : (T,) arrays
        Time [s]; pelvis height [m].
    feet_N : (T,) array
        Vertical force under both feet together [N].
    weight_N : float
        Body weight [N].

    Returns
    -------
    list of (first, stop)
        From the force peak of sitting down (or the start of the trial) to the force peak of
        rising (or its end).

    Notes
    -----
    Without a force measured at the seat, seat-off is not seen directly. It comes shortly before
    the peak of the vertical force under the feet, so the peak is the first instant that is
    certainly free of the seat; sitting down mirrors it.

    References
    ----------
    Etnyre B, Thomas DQ (2007). Event standardization of sit-to-stand movements. Phys Ther
    87:1651-1666. doi:10.2522/ptj.20060378
    """
    low = is_low(pelvis_height_m)
    still = np.abs(differentiate(pelvis_height_m, times_s)) < STILL_M_S
    seated = []
    for first, stop in runs_of(low):
        core = np.flatnonzero(feet_N[first:stop] < CARRIED_ELSEWHERE * weight_N) + first
        if not len(core) or not still[core].any():
            continue
        sits_down = _peak_before(feet_N, first, int(core[0]))
        rises = _peak_after(feet_N, int(core[-1]), stop)
        seated.append((sits_down, rises))
    return seated


def _peak_before(feet_N: FloatArray, first: int, core: int) -> int:
    # A run of low pelvis that starts with the recording has no sitting down in it.
    return first + int(np.argmax(feet_N[first : core + 1])) if first > 0 else 0


def _peak_after(feet_N: FloatArray, core: int, stop: int) -> int:
    if stop == len(feet_N):
        return stop
    return core + int(np.argmax(feet_N[core:stop]))
