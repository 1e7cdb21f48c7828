"""How well bursts and amplitudes are found, on signals whose truth is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.emg_envelope import band_pass
from hipspine.mechanics.emg_onset import Burst, find_bursts
from hipspine.mechanics.emg_synthetic import SyntheticEmg, synthetic_emg

SNRS_DB = (0.0, 3.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0)
RECORDINGS = 20
BURSTS = 10
RATE_HZ = 2000.0


@dataclass(frozen=True)
class Accuracy:
    """Errors at one signal-to-noise ratio over all recordings.

    onset_median_s, onset_p95_s, offset_median_s, offset_p95_s : absolute errors of the first start
    and last end found within each true burst [s], NaN where none was found; interval_covers : share
    of true starts within their 95 % interval; amplitude_error : mean of estimated over true rms of
    activity, minus one; missed, split : shares of true bursts; false_per_minute : bursts that
    overlap no true one.
    """

    snr_db: float
    onset_median_s: float
    onset_p95_s: float
    offset_median_s: float
    offset_p95_s: float
    interval_covers: float
    amplitude_error: float
    missed: float
    split: float
    false_per_minute: float


def accuracy_table(*, seed: int, snrs_db: Sequence[float] = SNRS_DB) -> tuple[Accuracy, ...]:
    """Return the errors at each signal-to-noise ratio, 200 bursts each.

    Parameters
    ----------
    seed : int
        Seed of the chance in the signals: the same seed gives the same table.
    snrs_db : sequence of float
        Ratios of power within a burst to power of the noise, before any filter [dB].
    """
    return tuple(accuracy_at(snr_db, random=np.random.default_rng(seed)) for snr_db in snrs_db)


def accuracy_at(
    snr_db: float, *, random: np.random.Generator, recordings: int = RECORDINGS
) -> Accuracy:
    """Return the errors at one signal-to-noise ratio [dB]."""
    tries = [_try(snr_db, random) for _ in range(recordings)]
    onset = np.concatenate([t.onset_errors_s for t in tries])
    offset = np.concatenate([t.offset_errors_s for t in tries])
    covered = [flag for t in tries for flag in t.covered]
    amplitudes = [error for t in tries for error in t.amplitude_errors]
    total = BURSTS * recordings
    minutes = sum(t.duration_s for t in tries) / 60
    return Accuracy(
        snr_db=snr_db,
        onset_median_s=_quantile(onset, 0.5),
        onset_p95_s=_quantile(onset, 0.95),
        offset_median_s=_quantile(offset, 0.5),
        offset_p95_s=_quantile(offset, 0.95),
        interval_covers=float(np.mean(covered)) if covered else float("nan"),
        amplitude_error=float(np.mean(amplitudes)) if amplitudes else float("nan"),
        missed=sum(t.missed for t in tries) / total,
        split=sum(t.split for t in tries) / total,
        false_per_minute=sum(t.false for t in tries) / minutes,
    )


def false_bursts_per_minute(*, seed: int, recordings: int = RECORDINGS) -> float:
    """Return how many bursts are found per minute in noise alone."""
    random = np.random.default_rng(seed)
    made = [
        synthetic_emg(snr_db=0.0, random=random, bursts=0, rate_hz=RATE_HZ)
        for _ in range(recordings)
    ]
    minutes = sum(float(signal.times_s[-1]) for signal in made) / 60
    return sum(len(_found(signal)[0]) for signal in made) / minutes


@dataclass(frozen=True, eq=False)
class _Try:
    onset_errors_s: FloatArray
    offset_errors_s: FloatArray
    covered: tuple[bool, ...]
    amplitude_errors: tuple[float, ...]
    missed: int
    split: int
    false: int
    duration_s: float


def _found(made: SyntheticEmg) -> tuple[tuple[Burst, ...], FloatArray, float]:
    passed = band_pass(made.values, rate_hz=RATE_HZ)
    bursts = find_bursts(passed, made.times_s)
    return (bursts.bursts, passed, bursts.noise_rms) if bursts else ((), passed, 0.0)


def _try(snr_db: float, random: np.random.Generator) -> _Try:
    made = synthetic_emg(snr_db=snr_db, random=random, bursts=BURSTS, rate_hz=RATE_HZ)
    found, passed, noise_rms = _found(made)
    spans = [(made.times_s[b.first], made.times_s[b.stop - 1], b) for b in found]
    onset, offset, covered, amplitudes = [], [], [], []
    missed = split = 0
    for start_s, end_s in zip(made.onsets_s, made.offsets_s, strict=True):
        mine = [b for low, high, b in spans if high > start_s and low < end_s]
        missed += not mine
        split += len(mine) > 1
        if not mine:
            continue
        first, last = mine[0].start, mine[-1].end
        if first is not None:
            onset.append(abs(first.time_s - start_s))
            covered.append(bool(first.earliest_s <= start_s <= first.latest_s))
        if last is not None:
            offset.append(abs(last.time_s - end_s))
        within = np.concatenate([passed[b.first : b.stop] for b in mine])
        power = max(float(np.mean(within**2)) - noise_rms**2, 0.0)
        amplitudes.append(power**0.5 / made.burst_rms - 1)
    false = sum(
        not any(high > s and low < e for s, e in zip(made.onsets_s, made.offsets_s, strict=True))
        for low, high, _ in spans
    )
    return _Try(
        np.array(onset),
        np.array(offset),
        tuple(covered),
        tuple(amplitudes),
        missed,
        split,
        false,
        float(made.times_s[-1]),
    )


def _quantile(values: FloatArray, share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else float("nan")
