"""Speeds and accelerations of smooth courses."""

from typing import Any

import numpy as np
from scipy.interpolate import make_interp_spline

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError

FEWEST_FRAMES = 6
"""Frames that a quintic needs; a single frame is a static posture."""


def natural_quintic(times_s: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return first and second derivatives of the natural quintic spline through samples.

    Parameters
    ----------
    times_s : (T,) array
        Strictly increasing. A single frame is a posture held still: both derivatives are zero.
    values : (T, N) array
        Courses, already low-pass filtered.

    Returns
    -------
    speeds, accelerations : (T, N) arrays
        Per second and per second squared, at the samples.

    Notes
    -----
    The third and fourth derivatives vanish at both ends, as in the spline that OpenSim's inverse
    dynamics uses (Woltring 1986, doi:10.1016/0141-1195(86)90098-7, without smoothing). Derivatives
    within about three frames of the ends are the least certain.
    """
    if len(times_s) == 1:
        return np.zeros_like(values), np.zeros_like(values)
    _check(times_s, values)
    zero = np.zeros(values.shape[1])
    flat = [(3, zero), (4, zero)]
    # The type stubs know only the named end conditions, scipy knows derivatives as well.
    ends: Any = (flat, flat)
    spline = make_interp_spline(times_s, values, k=5, bc_type=ends)
    return spline(times_s, 1), spline(times_s, 2)


def _check(times_s: FloatArray, values: FloatArray) -> None:
    if len(times_s) < FEWEST_FRAMES:
        raise RecordingError(
            "joint angles",
            expected=f"at least {FEWEST_FRAMES} frames, or one for a posture held still",
            got=f"{len(times_s)} frames",
            do="Choose a longer part of the trial.",
        )
    if not np.all(np.diff(times_s) > 0):
        raise RecordingError(
            "joint angles",
            expected="time stamps that increase from frame to frame",
            got="a time stamp not later than the one before it",
            do="Sort the frames and remove duplicates.",
        )
    if not np.isfinite(values).all():
        raise RecordingError(
            "joint angles",
            expected="a number in every frame",
            got=f"{int((~np.isfinite(values)).any(axis=1).sum())} frames with gaps",
            do="Fill the gaps, or choose a part of the trial without them.",
        )
