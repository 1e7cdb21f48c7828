"""The most likely instant at which a signal's variance changes, and how sure that is."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from hipspine.domain.arrays import BoolArray, FloatArray

SHORTEST_SIDE = 4
"""Fewest samples on either side of a change."""

CONFIDENCE = 0.95

FLOOR = 0.01
"""Least variance of the calmer side, as a share of the livelier one: zero-lag filters let a burst
ring before and after itself at about a tenth of its amplitude, which is not activity."""


@dataclass(frozen=True)
class ChangePoint:
    """An instant [s] with the interval that holds it with 95 % confidence, and its sample."""

    index: int
    time_s: float
    earliest_s: float
    latest_s: float

    @property
    def half_width_s(self) -> float:
        """Half the width of the interval [s]."""
        return (self.latest_s - self.earliest_s) / 2


LONGEST_LAG = 50
"""Samples after which a band-passed EMG remembers nothing: 25 ms at 2 kHz, half a wave of 20 Hz."""


def variance_change(
    values: FloatArray, times_s: FloatArray, *, first: int = 0
) -> ChangePoint | None:
    """Return where the variance of a zero-mean signal changes once, or None if it is too short.

    Parameters
    ----------
    values : (N,) array
        Signal around the change, any unit.
    times_s : (N,) array
        Times [s].
    first : int
        Index of the first sample in the whole recording.

    Notes
    -----
    With variances a before and b after sample k the log-likelihood is, up to a constant,
    -(k log a + (N - k) log b + A / a + B / b) / 2, where A and B are the sums of squares on either
    side. Samples of a band-passed signal are correlated, so it is
    multiplied by the share of independent samples, 1 / (1 + 2 sum r^2) with r the autocorrelation
    (Bartlett's formula for variances). The interval holds the samples whose normalised likelihood,
    added from the highest, makes 95 %: a uniform prior over the stretch.

    References
    ----------
    Staude G, Flachenecker C, Daumer M, Wolf W (2001). Onset detection in surface
    electromyographic signals. EURASIP J Adv Signal Process 2001:67-81.
    doi:10.1155/S1110865701000191
    Bartlett MS (1946). On the theoretical specification and sampling properties of autocorrelated
    time-series. J R Stat Soc Suppl 8:27-41. doi:10.2307/2983611
    """
    count = len(values)
    if count < 4 * SHORTEST_SIDE:
        return None
    sums = np.cumsum(values**2)
    cuts = np.arange(SHORTEST_SIDE, count - SHORTEST_SIDE + 1)
    first_sum, second_sum = sums[cuts - 1], sums[-1] - sums[cuts - 1]
    before, after = first_sum / cuts, second_sum / (count - cuts)
    floor = np.maximum(FLOOR * np.maximum(before, after), np.finfo(float).tiny)
    before, after = np.maximum(before, floor), np.maximum(after, floor)
    logs = cuts * np.log(before) + (count - cuts) * np.log(after)
    likelihood = -(logs + first_sum / before + second_sum / after) / 2
    best = int(cuts[np.argmax(likelihood)])
    share = independent_share(_at_equal_size(values, best))
    weights = np.exp(share * (likelihood - likelihood.max()))
    held = cuts[_most_likely(weights / weights.sum())]
    # A change between two samples belongs to either, so the interval takes both in.
    low, high = held.min() - 1, min(held.max() + 1, count - 1)
    return ChangePoint(
        first + best, float(times_s[best]), float(times_s[low]), float(times_s[high])
    )


def _most_likely(weights: FloatArray) -> BoolArray:
    """Return the mask of the fewest entries whose weights add up to the confidence."""
    order = np.argsort(weights)[::-1]
    needed = int(np.searchsorted(np.cumsum(weights[order]), CONFIDENCE)) + 1
    mask = np.zeros(len(weights), dtype=np.bool_)
    mask[order[:needed]] = True
    return mask


def _at_equal_size(values: FloatArray, cut: int) -> FloatArray:
    """Return the signal with each side of a cut divided by its rms."""
    parts = [values[:cut], values[cut:]]
    return np.concatenate([part / (np.sqrt(np.mean(part**2)) or 1.0) for part in parts])


def independent_share(values: FloatArray) -> float:
    """Return the share of a signal's samples that count as independent for its variance, 0 to 1.

    Parameters
    ----------
    values : (N,) array
        Zero-mean signal of steady size.

    References
    ----------
    Bartlett 1946 as in `variance_change`.
    """
    lags = min(len(values) // 4, LONGEST_LAG)
    own = float(values @ values)
    if own == 0:
        return 1.0
    r = np.array([values[lag:] @ values[:-lag] for lag in range(1, lags + 1)]) / own
    # Correlations of noise below this are chance, and would add up over the lags.
    r[np.abs(r) < stats.norm.isf(0.025) / np.sqrt(len(values))] = 0.0
    return float(1 / (1 + 2 * np.sum(r**2)))
