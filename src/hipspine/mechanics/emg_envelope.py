"""The envelope of a surface EMG: band-pass, rectify, smooth; and its normalised overlap."""

import math

import numpy as np
from scipy import signal

from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.filters import low_pass, per_stretch

BAND_HZ = (20.0, 450.0)
"""Band of the surface EMG: below 20 Hz movement of the electrode dominates (De Luca CJ, Gilmore LD,
Kuznetsov M, Roy SH (2010). Filtering the surface EMG signal: movement artifact and baseline noise
contamination. J Biomech 43:1573-1579. doi:10.1016/j.jbiomech.2010.01.027); above 400 to 450 Hz
there is little (Merletti R, Hermens H (2004). Detection and conditioning of the surface EMG signal,
in Electromyography, IEEE Press, 107-131. doi:10.1002/0471678384.ch5)."""

ENVELOPE_HZ = 6.0
"""Cut-off of the envelope: 3 to 6 Hz follows the tension that the muscle makes (Winter DA (2009).
Biomechanics and Motor Control of Human Movement, 4th ed., Wiley, section 10.3.
doi:10.1002/9780470549148)."""

USABLE_SHARE_OF_NYQUIST = 0.9
"""A filter edge nearer to half the sampling rate than this is no filter any more."""


def usable_band_hz(rate_hz: float, band_hz: tuple[float, float] = BAND_HZ) -> tuple[float, float]:
    """Return the part of a band that a sampling rate carries [Hz].

    Raises
    ------
    ValueError
        If the rate carries none of it.
    """
    high = min(band_hz[1], USABLE_SHARE_OF_NYQUIST * rate_hz / 2)
    if high <= band_hz[0]:
        raise ValueError(f"{rate_hz} Hz carries nothing above {band_hz[0]} Hz")
    return band_hz[0], high


def band_pass(
    values: FloatArray,
    *,
    rate_hz: float,
    band_hz: tuple[float, float] = BAND_HZ,
    order: int = 2,
) -> FloatArray:
    """Return a signal without drift, movement and high-frequency noise, not delayed.

    Parameters
    ----------
    values : (T, ...) array
        Evenly sampled signal, any unit; NaN marks gaps, which stay.
    rate_hz : float
        Sampling rate [Hz].
    band_hz : (low, high)
        Edges of the Butterworth filter [Hz]; two passes halve the amplitude there.
    order : int
        Order of each edge in one pass; two passes are made.

    Raises
    ------
    ValueError
        If the band does not lie between zero and half the sampling rate.
    """
    low_hz, high_hz = band_hz
    if not 0 < low_hz < high_hz < rate_hz / 2:
        raise ValueError(f"band {band_hz} Hz is not within 0 to {rate_hz / 2} Hz")
    sections = signal.butter(order, band_hz, btype="bandpass", fs=rate_hz, output="sos")
    two_periods = math.ceil(2 * rate_hz / low_hz)

    def work(stretch: FloatArray, _first: int) -> FloatArray:
        padding = min(two_periods, len(stretch) - 1)
        passed: FloatArray = signal.sosfiltfilt(sections, stretch, axis=0, padlen=padding)
        return passed

    return per_stretch(values, work)


def linear_envelope(
    passed: FloatArray, *, rate_hz: float, cutoff_hz: float = ENVELOPE_HZ, order: int = 2
) -> FloatArray:
    """Return the smoothed size of a band-passed signal, never below zero.

    Parameters
    ----------
    passed : (T, ...) array
        Band-passed EMG, any unit.
    rate_hz : float
        Sampling rate [Hz].
    cutoff_hz : float
        Cut-off of the smoothing [Hz].
    order : int
        Order of one of the two passes.

    Returns
    -------
    (T, ...) array
        Same unit. For noise of standard deviation s the envelope is s sqrt(2/pi).
    """
    smooth = low_pass(np.abs(passed), rate_hz=rate_hz, cutoff_hz=cutoff_hz, order=order)
    clipped: FloatArray = np.maximum(smooth, 0.0)  # a filter may undershoot beside a sharp end
    return clipped


def co_contraction(one: FloatArray, other: FloatArray) -> float:
    """Return the share of two muscles' activity that they have in common, 0 to 1.

    Parameters
    ----------
    one, other : (T,) arrays
        Envelopes of an agonist and an antagonist over the same instants, normalised alike (both to
        maximum voluntary contractions: otherwise the number depends on the normalisation).

    Returns
    -------
    float
        Twice the common area over the sum of areas; NaN if neither is active or any sample is
        missing.

    References
    ----------
    Falconer K, Winter DA (1985). Quantitative assessment of co-contraction at the ankle joint in
    walking. Electromyogr Clin Neurophysiol 25:135-149. PMID 3987606
    """
    total = float(one.sum() + other.sum())
    if not total > 0:
        return math.nan
    return 2 * float(np.minimum(one, other).sum()) / total
