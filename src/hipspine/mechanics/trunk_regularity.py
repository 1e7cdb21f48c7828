"""How alike steps and strides are: autocorrelation and harmonic ratio of trunk acceleration."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.time_normalise import time_normalise

SEARCH = 0.2
"""How far, as a share of the lag, the autocorrelation's peak is searched around the mean step."""

HARMONICS = 20
"""Harmonics of the stride that count (Menz 2003)."""


@dataclass(frozen=True)
class Regularity:
    """Autocorrelation at one step and at one stride, and their lags [s]; 1 is perfectly alike."""

    step: float
    stride: float
    step_lag_s: float
    stride_lag_s: float


def regularity(values: FloatArray, *, step_s: float, rate_hz: float) -> Regularity | None:
    """Return step and stride regularity of a walk, or None if it is shorter than two strides.

    Parameters
    ----------
    values : (T,) array
        Vertical (or forward) acceleration during steady walking, any unit.
    step_s : float
        Mean step time, around whose multiples the peaks are searched [s].
    rate_hz : float
        Sampling rate [Hz].

    Notes
    -----
    The unbiased autocorrelation is used: each lag is divided by the number of its products.

    References
    ----------
    Moe-Nilssen R, Helbostad JL (2004). Estimation of gait cycle characteristics by trunk
    accelerometry. J Biomech 37:121-126. doi:10.1016/S0021-9290(03)00233-1
    """
    if len(values) < 4 * step_s * rate_hz:
        return None
    centred = values - values.mean()
    power = float(centred @ centred) / len(centred)
    if power == 0:
        return None
    step, step_lag = _peak(centred, power, step_s * rate_hz)
    stride, stride_lag = _peak(centred, power, 2 * step_lag)
    return Regularity(step, stride, step_lag / rate_hz, stride_lag / rate_hz)


def _peak(centred: FloatArray, power: float, lag: float) -> tuple[float, float]:
    """Return the highest autocorrelation near a lag [samples], and where it is."""
    reach = max(1, round(SEARCH * lag))
    lags = range(max(1, round(lag) - reach), min(len(centred) - 2, round(lag) + reach) + 1)
    values = [float(centred[k:] @ centred[:-k]) / (len(centred) - k) / power for k in lags]
    best = int(np.argmax(values))
    return values[best], float(lags[best])


def harmonic_ratio(values: FloatArray, times_s: FloatArray, strides_s: FloatArray) -> FloatArray:
    """Return the harmonic ratio of each stride: in-phase over out-of-phase amplitude.

    Parameters
    ----------
    values : (T,) array
        Vertical or forward acceleration, any unit (for sideways acceleration, whose pattern
        repeats once a stride, invert the result).
    times_s : (T,) array
        Times [s].
    strides_s : (N + 1,) array
        Instants at which strides begin, and the end of the last [s].

    Returns
    -------
    (N,) array
        Even harmonics of the stride over odd ones; larger is smoother. NaN where a stride has no
        odd harmonics at all.

    References
    ----------
    Menz HB, Lord SR, Fitzpatrick RC (2003). Acceleration patterns of the head and pelvis when
    walking on level and irregular surfaces. Gait Posture 18:35-46.
    doi:10.1016/S0966-6362(02)00159-5
    Bellanca JL, Lowry KA, VanSwearingen JM, Brach JS, Redfern MS (2013). Harmonic ratios: a
    quantification of step to step symmetry. J Biomech 46:828-831.
    doi:10.1016/j.jbiomech.2012.12.008
    """
    ratios = []
    for start_s, end_s in pairwise(strides_s):
        stride = time_normalise(times_s, values, float(start_s), float(end_s), points=201)[:-1]
        amplitudes = np.abs(np.fft.rfft(stride - stride.mean()))[1 : HARMONICS + 1]
        odd, even = float(amplitudes[0::2].sum()), float(amplitudes[1::2].sum())
        ratios.append(even / odd if odd > 0 else math.nan)
    return np.array(ratios)
