"""Signals at other times: resampled, or at the percents of a cycle."""

from enum import StrEnum

import numpy as np
from scipy.interpolate import CubicSpline

from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import CYCLE_POINTS
from hipspine.mechanics.runs import TIME_TOLERANCE_S, columns_by_gaps, is_between, runs_of


class Interpolation(StrEnum):
    """How values between samples are found."""

    LINEAR = "linear"
    CUBIC = "cubic"


def time_normalise(
    times_s: FloatArray,
    values: FloatArray,
    start_s: float,
    end_s: float,
    *,
    points: int = CYCLE_POINTS,
    interpolation: Interpolation = Interpolation.LINEAR,
) -> FloatArray:
    """Return a signal at evenly spaced instants from the start to the end of a cycle.

    Parameters
    ----------
    times_s : (T,) array
        Increasing sample times [s].
    values : (T, ...) array
        Signal, any unit; NaN where not measured.
    start_s, end_s : float
        Start and end of the cycle [s].
    points : int
        Number of instants; 101 gives 0, 1, ... 100 % of the cycle.
    interpolation : Interpolation
        Linear, or a not-a-knot cubic spline through each stretch without gaps.

    Returns
    -------
    (points, ...) array
        NaN where the signal was not measured on both sides of the instant.

    Raises
    ------
    ValueError
        If the cycle does not end after it starts.
    """
    if not end_s > start_s:
        raise ValueError(f"a cycle from {start_s} s to {end_s} s has no duration")
    instants = np.linspace(start_s, end_s, points)
    return resample(times_s, values, instants, interpolation=interpolation)


def resample(
    times_s: FloatArray,
    values: FloatArray,
    at_s: FloatArray,
    *,
    interpolation: Interpolation = Interpolation.LINEAR,
) -> FloatArray:
    """Return a signal at other times; NaN outside its span and within its gaps.

    Parameters
    ----------
    times_s : (T,) array
        Increasing sample times [s].
    values : (T, ...) array
        Signal, any unit; NaN where not measured.
    at_s : (N,) array
        The times wanted [s].
    interpolation : Interpolation
        Linear, or cubic within each stretch of at least four samples.

    Returns
    -------
    (N, ...) array
    """
    columns = values.reshape(len(values), -1)
    result = np.full((len(at_s), columns.shape[1]), np.nan)
    is_known = np.isfinite(columns)
    if len(times_s) and is_known.all():
        # Nearly always so, and looking for gaps takes longer than the rest.
        wanted = np.flatnonzero(is_between(at_s, times_s[0], times_s[-1]))
        result[wanted] = _within(times_s, columns, at_s[wanted], interpolation)
        return result.reshape(len(at_s), *values.shape[1:])
    for known, sharing in columns_by_gaps(is_known):
        for first, stop in runs_of(known):
            own_times = times_s[first:stop]
            wanted = np.flatnonzero(is_between(at_s, own_times[0], own_times[-1]))
            stretch = columns[first:stop][:, sharing]
            result[np.ix_(wanted, sharing)] = _within(
                own_times, stretch, at_s[wanted], interpolation
            )
    return result.reshape(len(at_s), *values.shape[1:])


def _within(
    times_s: FloatArray, values: FloatArray, at_s: FloatArray, interpolation: Interpolation
) -> FloatArray:
    # Two plain functions: numpy's clip takes longer than all else here.
    inside = np.minimum(np.maximum(at_s, times_s[0]), times_s[-1])
    if interpolation is Interpolation.CUBIC and len(times_s) >= 4:
        curved: FloatArray = CubicSpline(times_s, values, axis=0)(inside)
        return curved
    right = np.searchsorted(times_s, inside)
    right = np.minimum(np.maximum(right, 1), max(len(times_s) - 1, 1))
    if len(times_s) == 1:
        return np.repeat(values, len(inside), axis=0)
    share = (inside - times_s[right - 1]) / (times_s[right] - times_s[right - 1])
    straight: FloatArray = values[right - 1] + share[:, np.newaxis] * (
        values[right] - values[right - 1]
    )
    return straight


def bridge_short_gaps(times_s: FloatArray, values: FloatArray, *, longest_s: float) -> FloatArray:
    """Return a signal whose gaps up to a duration are bridged by a straight line.

    Parameters
    ----------
    times_s : (T,) array
        Sample times [s].
    values : (T, K) array
        Signal; a row counts as a gap when any of its components is missing.
    longest_s : float
        Longest time between the last sample before and the first after a gap [s].
    """
    missing = np.asarray(~np.isfinite(values).all(axis=1))
    bridged = values.copy()
    for first, stop in runs_of(missing):
        has_both_sides = first > 0 and stop < len(values)
        if has_both_sides and times_s[stop] - times_s[first - 1] <= longest_s + TIME_TOLERANCE_S:
            sides = [first - 1, stop]
            bridged[first:stop] = resample(times_s[sides], values[sides], times_s[first:stop])
    return bridged
