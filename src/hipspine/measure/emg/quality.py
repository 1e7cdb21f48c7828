"""Whether an EMG channel can be used: flat, cut off, full of hum, sampled too slowly."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import signal

from hipspine.domain.arrays import FloatArray
from hipspine.domain.problem import Level, Problem
from hipspine.mechanics.emg_envelope import BAND_HZ, usable_band_hz
from hipspine.mechanics.runs import runs_of

SLOWEST_RAW_HZ = 500.0
"""Below this half of the spectrum of a surface EMG is folded onto the other half: no amplitude, no
spectrum."""
RECOMMENDED_HZ = 1000.0
"""Least rate that reporting standards ask for (Merletti R (1999). Standards for reporting EMG data,
International Society of Electrophysiology and Kinesiology. J Electromyogr Kinesiol 9(1))."""
SLOW_HZ = (1 - 1e-3) * RECOMMENDED_HZ
"""Below this a rate is too slow: time stamps with few digits make 1000 Hz read as 999.99."""
FLAT_S = 0.01
"""A raw EMG never keeps one value for so long: it crosses zero about 100 times a second."""
MOST_FLAT = 0.2
MOST_CLIPPED = 0.01
"""Share of samples at the amplifier's limit beyond which amplitude is lost, not merely reduced."""
SOME_HUM, TOO_MUCH_HUM = 0.1, 0.5
"""Share of the power that is mains hum: a tenth adds 5 % to the amplitude; beyond one half hum is
larger than the muscle's signal."""
HUM_WIDTH_HZ = 1.5
MEDIAN_FREQUENCY_HZ = (35.0, 250.0)
"""Median frequencies of surface EMG are 50 to 150 Hz, lower in fatigue (De Luca CJ (1997).
J Appl Biomech 13:135-163. doi:10.1123/jab.13.2.135); outside this the rate is wrong, or the signal
is something else."""
PROCESSED_BELOW_HZ = 20.0
SHORTEST_S = 0.5


class SignalKind(StrEnum):
    """What a channel holds."""

    RAW = "raw"
    PROCESSED = "processed"
    """Rectified and smoothed already: an envelope."""


@dataclass(frozen=True)
class SignalQuality:
    """What a channel holds, what is wrong with it, and why it cannot be used, if it cannot."""

    kind: SignalKind
    problems: tuple[Problem, ...]
    unusable_because: str | None = None


def signal_quality(where: str, values: FloatArray, *, rate_hz: float) -> SignalQuality:
    """Return whether a channel can be used.

    Parameters
    ----------
    where : str
        File and channel, for messages.
    values : (T,) array
        The signal as recorded, any unit; NaN where missing.
    rate_hz : float
        Sampling rate [Hz].
    """
    fatal = _fatal(values, rate_hz)
    if fatal is not None:
        return _refused(where, SignalKind.RAW, fatal)
    kind = _kind(values, rate_hz)
    if kind is SignalKind.PROCESSED:
        what = "the signal is an envelope already: no bursts, spectrum or fatigue from it"
        note = "Give the raw signal for these."
        return SignalQuality(kind, (Problem(Level.INFO, where, what, note),))
    if rate_hz < SLOWEST_RAW_HZ:
        slow = f"sampled at {rate_hz:.4g} Hz; a raw EMG needs {RECOMMENDED_HZ:g} Hz"
        return _refused(where, kind, slow)
    return _raw_quality(where, values, rate_hz)


def _refused(where: str, kind: SignalKind, because: str) -> SignalQuality:
    note = "Check electrode, cable and settings, and record again."
    return SignalQuality(kind, (Problem(Level.ERROR, where, because, note),), because)


def _fatal(values: FloatArray, rate_hz: float) -> str | None:
    if len(values) < SHORTEST_S * rate_hz:
        return f"only {len(values) / rate_hz:.2f} s long; {SHORTEST_S:g} s are needed"
    missing = 1 - float(np.isfinite(values).mean())
    if missing > 0:
        return f"{100 * missing:.1f} % of the samples are missing"
    if float(np.ptp(values)) == 0:
        return "the signal is flat: it never changes"
    still = _still_share(values, max(3, round(FLAT_S * rate_hz)))
    if still > MOST_FLAT:
        return f"the signal stands still in {100 * still:.0f} % of the recording"
    return None


def _still_share(values: FloatArray, shortest: int) -> float:
    """Return the share of samples that repeat the one before for at least ``shortest`` samples."""
    runs = [run for run in runs_of(np.diff(values) == 0) if run[1] - run[0] >= shortest]
    return sum(stop - first for first, stop in runs) / len(values)


def _spectrum(values: FloatArray, rate_hz: float) -> tuple[FloatArray, FloatArray]:
    segment = min(len(values), round(rate_hz))  # a second: lines 1 Hz apart
    frequencies, power = signal.welch(values - values.mean(), fs=rate_hz, nperseg=segment)
    return frequencies, power


def _kind(values: FloatArray, rate_hz: float) -> SignalKind:
    frequencies, power = _spectrum(values, rate_hz)
    slow = float(power[frequencies < PROCESSED_BELOW_HZ].sum() / power.sum())
    # Smoothing filters undershoot zero by a few percent; a fourth-order filter at 6 to 15 Hz
    # leaves less than a hundredth of the power above 20 Hz.
    never_negative = values.min() >= -0.05 * np.ptp(values)
    return SignalKind.PROCESSED if never_negative and slow > 0.99 else SignalKind.RAW


def _raw_quality(where: str, values: FloatArray, rate_hz: float) -> SignalQuality:
    clipped = clipped_share(values)
    hum, mains_hz = hum_share(values, rate_hz=rate_hz)
    if clipped > MOST_CLIPPED:
        because = f"saturated: {100 * clipped:.1f} % of the samples are at the amplifier's limit"
        return _refused(where, SignalKind.RAW, because)
    if hum > TOO_MUCH_HUM:
        because = f"{100 * hum:.0f} % of the power is mains hum ({mains_hz:g} Hz)"
        return _refused(where, SignalKind.RAW, because)
    found = [
        (clipped > 0, f"{100 * clipped:.2f} % of the samples are at the limit: peaks are cut off"),
        (hum > SOME_HUM, f"{100 * hum:.0f} % of the power is mains hum ({mains_hz:g} Hz)"),
        (rate_hz < SLOW_HZ, f"sampled at {rate_hz:.4g} Hz: amplitude reads too low"),
        *_odd_spectrum(values, rate_hz),
    ]
    note = "Use the amplitude with caution; check electrode, cable and settings."
    problems = tuple(Problem(Level.WARNING, where, what, note) for holds, what in found if holds)
    return SignalQuality(SignalKind.RAW, problems)


def clipped_share(values: FloatArray) -> float:
    """Return the share of samples in runs of three or more at exactly the highest or lowest value.

    A signal that is not cut off meets its extreme once; three equal samples at 1 kHz would be a
    flat top of 2 ms.
    """
    at_limit = (values == values.max()) | (values == values.min())
    runs = [run for run in runs_of(at_limit) if run[1] - run[0] >= 3]
    return sum(stop - first for first, stop in runs) / len(values)


def hum_share(values: FloatArray, *, rate_hz: float) -> tuple[float, float]:
    """Return the share of the band's power that is mains hum, and the mains frequency [Hz].

    Parameters
    ----------
    values : (T,) array
        Raw EMG.
    rate_hz : float
        Sampling rate [Hz].

    Notes
    -----
    Counted is what 50 or 60 Hz and its multiples, each within 1.5 Hz, have above the median of
    their neighbourhood within 10 Hz; the larger of both counts.
    """
    frequencies, power = _spectrum(values, rate_hz)
    low, high = usable_band_hz(rate_hz)
    within = (frequencies >= low) & (frequencies <= high)
    total = float(power[within].sum())
    shares = {
        mains: sum(_line_power(frequencies, power, line) for line in np.arange(mains, high, mains))
        / total
        for mains in (50.0, 60.0)
    }
    mains = max(shares, key=lambda hz: shares[hz])
    return float(shares[mains]), mains


def _line_power(frequencies: FloatArray, power: FloatArray, line_hz: float) -> float:
    distance = np.abs(frequencies - line_hz)
    on_line = distance <= HUM_WIDTH_HZ
    beside = (distance > 2 * HUM_WIDTH_HZ) & (distance <= 10.0)
    if not beside.any():
        return 0.0
    # The median of a spectrum estimate lies below its mean; three lines above it by chance
    # would count as hum, so only an excess of three times the neighbourhood does.
    level = float(np.median(power[beside]))
    peak = float(power[on_line].max(initial=0.0))
    return float(power[on_line].sum() - level * on_line.sum()) if peak > 3 * level else 0.0


def _odd_spectrum(values: FloatArray, rate_hz: float) -> list[tuple[bool, str]]:
    frequencies, power = _spectrum(values, rate_hz)
    within = (frequencies >= BAND_HZ[0]) & (frequencies <= usable_band_hz(rate_hz)[1])
    total = np.cumsum(power[within])
    median_hz = float(frequencies[within][np.searchsorted(total, total[-1] / 2)])
    low, high = MEDIAN_FREQUENCY_HZ
    odd = not low <= median_hz <= high
    what = (
        f"the median frequency is {median_hz:.0f} Hz, outside {low:g} to {high:g} Hz: movement of "
        "the electrode, a wrong sampling rate, or no EMG"
    )
    slow = float(power[frequencies < BAND_HZ[0]].sum())
    moving = slow > 5 * float(total[-1])
    drift = "below 20 Hz there is over five times the muscle's power: the electrode moves"
    return [(odd, what), (moving, drift)]
