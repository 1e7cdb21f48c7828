"""Zero-phase low-pass filtering and differentiation that leave gaps as gaps."""

import math
from collections.abc import Callable

import numpy as np
from scipy import signal

from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.runs import columns_by_gaps, runs_of

PASSES = 2
"""Forwards and backwards: the second pass undoes the delay of the first."""


def cutoff_for_two_passes_hz(cutoff_hz: float, *, rate_hz: float, order: int = 2) -> float:
    """Return the cut-off to design with, so that two passes together halve the power at the wish.

    Parameters
    ----------
    cutoff_hz : float
        Frequency at which the filtered signal is to have 1/sqrt(2) of its amplitude [Hz].
    rate_hz : float
        Sampling rate [Hz].
    order : int
        Order of a single pass.

    Notes
    -----
    One pass of a Butterworth filter of order N has power gain 1 / (1 + (w / wc)^(2N)). After n
    passes this is one half where w = wc (2^(1/n) - 1)^(1/(2N)), so wc is the wish divided by that
    factor (0.802 for N = n = 2). The digital design warps frequency by the tangent; the
    correction applies to the warped frequency.

    References
    ----------
    Winter DA (2009). Biomechanics and Motor Control of Human Movement, 4th ed., Wiley,
    section 3.4.4.2. doi:10.1002/9780470549148
    """
    factor = (2 ** (1 / PASSES) - 1) ** (1 / (2 * order))
    warped = math.tan(math.pi * cutoff_hz / rate_hz) / factor
    return math.atan(warped) * rate_hz / math.pi


def low_pass(values: FloatArray, *, rate_hz: float, cutoff_hz: float, order: int = 2) -> FloatArray:
    """Return a signal without what is faster than the cut-off, not delayed.

    Parameters
    ----------
    values : (T, ...) array
        Evenly sampled signal, any unit. NaN marks gaps: they stay, and each stretch between gaps
        is filtered on its own.
    rate_hz : float
        Sampling rate [Hz].
    cutoff_hz : float
        Frequency at which the result has 1/sqrt(2) of the signal's amplitude [Hz].
    order : int
        Order of one pass; two passes are made, so that 2 gives a fourth-order zero-lag filter.

    Returns
    -------
    (T, ...) array
        The filtered signal.

    Raises
    ------
    ValueError
        If the cut-off (corrected for two passes) is not between zero and half the sampling rate.

    Notes
    -----
    The ends are extended by two periods of the cut-off, turned about the last sample (Smith
    1989), so that a signal that rises at its end goes on rising. The first and last period are less
    certain all the same.

    References
    ----------
    Winter 2009 as in `cutoff_for_two_passes_hz`. Smith G (1989). Padding point extrapolation
    techniques for the Butterworth digital filter. J Biomech 22:967-971.
    doi:10.1016/0021-9290(89)90082-1
    """
    if not 0 < cutoff_hz < rate_hz / 2:
        raise ValueError(f"cut-off {cutoff_hz} Hz is not within 0 to {rate_hz / 2} Hz")
    design_hz = cutoff_for_two_passes_hz(cutoff_hz, rate_hz=rate_hz, order=order)
    sections = signal.butter(order, design_hz, fs=rate_hz, output="sos")
    two_periods = math.ceil(2 * rate_hz / cutoff_hz)

    def smooth(stretch: FloatArray, _first: int) -> FloatArray:
        padding = min(two_periods, len(stretch) - 1)
        smoothed: FloatArray = signal.sosfiltfilt(sections, stretch, axis=0, padlen=padding)
        return smoothed

    return per_stretch(values, smooth)


def differentiate(values: FloatArray, times_s: FloatArray) -> FloatArray:
    """Return the rate of change of a signal by central differences, one-sided beside gaps.

    Parameters
    ----------
    values : (T, ...) array
        Signal, any unit; NaN marks gaps.
    times_s : (T,) array
        Increasing sample times, not necessarily even [s].

    Returns
    -------
    (T, ...) array
        Signal's unit per second; NaN in gaps and where a stretch is a single sample.

    References
    ----------
    Quarteroni A, Sacco R, Saleri F (2007). Numerical Mathematics, 2nd ed., Springer, section
    10.10.1 (second-order differences on uneven grids). doi:10.1007/b98885
    """

    def slope(stretch: FloatArray, first: int) -> FloatArray:
        if len(stretch) == 1:
            return np.full_like(stretch, np.nan)
        times = times_s[first : first + len(stretch)]
        if len(stretch) == 2:
            return np.asarray(np.gradient(stretch, times, axis=0, edge_order=1))
        return np.asarray(np.gradient(stretch, times, axis=0, edge_order=2))

    return per_stretch(values, slope)


def per_stretch(values: FloatArray, work: Callable[[FloatArray, int], FloatArray]) -> FloatArray:
    """Return the result of a function applied to each stretch without gaps, gaps kept.

    Parameters
    ----------
    values : (T, ...) array
        Signal; NaN marks gaps, of each component by itself.
    work : callable
        Gets an (n, K) stretch of the components that share their gaps, and its first frame;
        returns an (n, K) array.
    """
    columns = values.reshape(len(values), -1)
    result = np.full(columns.shape, np.nan)
    for known, sharing in columns_by_gaps(np.isfinite(columns)):
        for first, stop in runs_of(known):
            frames = np.arange(first, stop)
            result[np.ix_(frames, sharing)] = work(columns[np.ix_(frames, sharing)], first)
    return result.reshape(values.shape)


def sampling_rate_hz(times_s: FloatArray) -> float:
    """Return the sampling rate that the median time step gives [Hz]."""
    return float(1 / np.median(np.diff(times_s)))
