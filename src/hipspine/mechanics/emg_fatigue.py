"""Signs of fatigue in a held contraction: the spectrum's median frequency and the amplitude."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import signal, stats

from hipspine.domain.arrays import FloatArray

EPOCH_S = 1.0
"""Length of the pieces that a hold is cut into: short enough to count as stationary, long enough
for a resolution of 1 Hz (Cifrek M, Medved V, Tonković S, Ostojić S (2009). Surface EMG based muscle
fatigue evaluation in biomechanics. Clin Biomech 24:327-340.
doi:10.1016/j.clinbiomech.2009.01.010)."""

FEWEST_EPOCHS = 8
"""Fewest pieces for a slope: with fewer its interval is wider than the slopes found in fatigue."""


@dataclass(frozen=True)
class Slope:
    """A straight line through a course: start value, change per second, and its 95 % interval."""

    start: float
    per_s: float
    low_per_s: float
    high_per_s: float


@dataclass(frozen=True, eq=False)
class Fatigue:
    """Course of a hold: epochs' mid times (E,) [s], median frequencies (E,) [Hz], rms (E,)."""

    times_s: FloatArray
    median_hz: FloatArray
    rms: FloatArray
    median_slope: Slope
    rms_slope: Slope


def median_frequency_hz(values: FloatArray, *, rate_hz: float) -> float:
    """Return the frequency that halves the power of a signal [Hz], NaN for a flat one.

    Parameters
    ----------
    values : (N,) array
        Band-passed EMG.
    rate_hz : float
        Sampling rate [Hz].

    References
    ----------
    Stulen FB, De Luca CJ (1981). Frequency parameters of the myoelectric signal as a measure of
    muscle conduction velocity. IEEE Trans Biomed Eng 28:515-523. doi:10.1109/TBME.1981.324738
    """
    frequencies, power = signal.periodogram(values, fs=rate_hz, window="hann", detrend="constant")
    total = np.cumsum(power)
    if not total[-1] > 0:
        return math.nan
    return float(np.interp(total[-1] / 2, total, frequencies))


def fatigue_of_hold(passed: FloatArray, times_s: FloatArray, *, rate_hz: float) -> Fatigue | None:
    """Return how median frequency and amplitude change during a hold, or None if it is too short.

    Parameters
    ----------
    passed : (T,) array
        Band-passed EMG of one isometric hold at constant effort, any unit.
    times_s : (T,) array
        Its times [s].
    rate_hz : float
        Sampling rate [Hz].

    Notes
    -----
    In a constant isometric hold fatigue lowers the median frequency and raises the amplitude. In
    movement, or where the force changes, neither means fatigue.

    References
    ----------
    De Luca CJ (1997). The use of surface electromyography in biomechanics. J Appl Biomech
    13:135-163. doi:10.1123/jab.13.2.135
    """
    samples = round(EPOCH_S * rate_hz)
    epochs = len(passed) // samples
    if epochs < FEWEST_EPOCHS:
        return None
    pieces = passed[: epochs * samples].reshape(epochs, samples)
    mid_s = times_s[: epochs * samples].reshape(epochs, samples).mean(axis=1)
    median_hz = np.array([median_frequency_hz(piece, rate_hz=rate_hz) for piece in pieces])
    rms = np.sqrt(np.mean(pieces**2, axis=1))
    if not np.isfinite(median_hz).all():
        return None
    return Fatigue(
        mid_s, median_hz, rms, straight_line(mid_s, median_hz), straight_line(mid_s, rms)
    )


def straight_line(times_s: FloatArray, values: FloatArray) -> Slope:
    """Return the least-squares line through a course, with the 95 % interval of its slope.

    Parameters
    ----------
    times_s, values : (E,) arrays
        At least three points.

    References
    ----------
    Draper NR, Smith H (1998). Applied Regression Analysis, 3rd ed., Wiley, section 1.4.
    doi:10.1002/9781118625590
    """
    line = stats.linregress(times_s, values)
    reach = float(stats.t.isf(0.025, len(times_s) - 2)) * float(line.stderr)
    slope = float(line.slope)
    start = float(line.intercept + slope * times_s[0])
    return Slope(start, slope, slope - reach, slope + reach)
