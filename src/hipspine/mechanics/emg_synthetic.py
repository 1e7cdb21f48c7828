"""Muscle signals made by rule, whose bursts are known: what a detector is measured with."""

from dataclasses import dataclass

import numpy as np
from scipy import signal

from hipspine.domain.arrays import FloatArray

MUSCLE_BAND_HZ = (50.0, 150.0)
"""Where most of the power of a surface EMG lies (De Luca CJ (1997). The use of surface
electromyography in biomechanics. J Appl Biomech 13:135-163. doi:10.1123/jab.13.2.135)."""


@dataclass(frozen=True, eq=False)
class SyntheticEmg:
    """A made signal and its truth.

    times_s, values : (T,); onsets_s, offsets_s : (B,) true starts and ends of the bursts [s];
    burst_rms : rms of the activity within bursts, before noise is added.
    """

    times_s: FloatArray
    values: FloatArray
    onsets_s: FloatArray
    offsets_s: FloatArray
    burst_rms: float


def band_noise(
    samples: int, *, rate_hz: float, band_hz: tuple[float, float], random: np.random.Generator
) -> FloatArray:
    """Return Gaussian noise (samples,) of rms 1 within a band [Hz]."""
    sections = signal.butter(2, band_hz, btype="bandpass", fs=rate_hz, output="sos")
    settle = round(rate_hz)  # a second for the filter to forget its start
    noise: FloatArray = signal.sosfilt(sections, random.standard_normal(samples + settle))[settle:]
    scaled: FloatArray = noise / np.sqrt(np.mean(noise**2))
    return scaled


def synthetic_emg(
    *,
    snr_db: float,
    random: np.random.Generator,
    bursts: int = 10,
    rate_hz: float = 2000.0,
    burst_s: float = 0.3,
    period_s: float = 1.1,
) -> SyntheticEmg:
    """Return bursts of band-limited noise in a floor of broader noise.

    Parameters
    ----------
    snr_db : float
        Power within a burst (without noise) over the power of the noise, both as they are before
        any filter [dB].
    random : Generator
        Source of chance.
    bursts : int
        How many bursts; zero gives noise alone, for as long as ten bursts would take.
    rate_hz : float
        Sampling rate [Hz].
    burst_s, period_s : float
        Length of a burst and time from one to the next [s]: about those of a gluteal muscle in
        walking. Starts vary by up to 50 ms, so that they fall nowhere in particular.

    Notes
    -----
    Bursts start and end at once, as in Bonato 1998 and Staude 2001: the true instant is then
    defined. Real bursts rise over tens of milliseconds, and their start is accordingly less
    certain than any figure found with these signals.
    """
    count = bursts or 10
    samples = round((count * period_s + 0.5) * rate_hz)
    times_s = np.arange(samples) / rate_hz
    shifts = random.uniform(0, 0.05, bursts)
    onsets_s = 0.5 + period_s * np.arange(bursts) + shifts
    offsets_s = onsets_s + burst_s
    active = np.zeros(samples)
    for start, end in zip(onsets_s, offsets_s, strict=True):
        active[(times_s >= start) & (times_s < end)] = 1.0
    muscle = band_noise(samples, rate_hz=rate_hz, band_hz=MUSCLE_BAND_HZ, random=random)
    floor = band_noise(
        samples, rate_hz=rate_hz, band_hz=(10.0, min(500.0, 0.45 * rate_hz)), random=random
    )
    size = 10 ** (snr_db / 20)
    return SyntheticEmg(times_s, size * active * muscle + floor, onsets_s, offsets_s, size)
