"""Steps and gait bouts from the vertical acceleration of the lower back."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import signal

from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.trunk_regularity import regularity

STEP_BAND_HZ = (0.5, 3.0)
"""Steps of slow to fast walking: 30 to 180 per minute."""

LEAST_HEIGHT_M_S2 = 0.4
"""Least height of a step's peak: 0.04 g, just below the 0.05 g that told walking from standing in
free living (Hickey A, Del Din S, Rochester L, Godfrey A (2017). Detecting free-living steps and
walking bouts. Physiol Meas 38:N1-N15. doi:10.1088/1361-6579/38/1/N1)."""

STEP_TIMES_S = (0.25, 1.5)
"""Shortest and longest step time: 240 to 40 steps per minute."""

MOST_CHANGE = 1.8
"""Largest ratio of successive step times within a bout; a limp reaches about 1.5."""

FEWEST_STEPS = 5
"""Fewest steps of a bout: four step times, so two strides."""

LEAST_REGULARITY = 0.3
"""Least autocorrelation at the step or the stride: movements that do not repeat are no gait.
Healthy adults have 0.7 to 0.9 (Moe-Nilssen and Helbostad 2004)."""


@dataclass(frozen=True, eq=False)
class GaitBout:
    """A stretch of walking: step_times_s (S,), the instants of its steps [s]."""

    step_times_s: FloatArray

    @property
    def start_s(self) -> float:
        """First step [s]."""
        return float(self.step_times_s[0])

    @property
    def end_s(self) -> float:
        """Last step [s]."""
        return float(self.step_times_s[-1])

    @property
    def steps(self) -> int:
        """How many steps were seen."""
        return len(self.step_times_s)

    @property
    def mean_step_s(self) -> float:
        """Mean time from step to step [s]."""
        return (self.end_s - self.start_s) / (self.steps - 1)


def step_instants(vertical_m_s2: FloatArray, times_s: FloatArray, *, rate_hz: float) -> FloatArray:
    """Return the instants (S,) at which feet probably land [s].

    Parameters
    ----------
    vertical_m_s2 : (T,) array
        Vertical acceleration of the lower back (or its total size: the horizontal part hardly
        changes it), with or without gravity [m/s²].
    times_s : (T,) array
        Times [s].
    rate_hz : float
        Sampling rate [Hz].

    Notes
    -----
    In the band of steps the foot lands after the acceleration has turned upwards and before its
    peak; the instant halfway is taken. It was within 0.03 s of the instant at which force plates
    felt 20 N in four steps of two people, and within 0.04 s of published instants by McCamley's
    wavelet method (mobgap's example data). That is good
    enough for step times, not for stance times.

    References
    ----------
    McCamley J, Donati M, Grimpampi E, Mazzà C (2012). An enhanced estimate of initial contact and
    final contact instants of time using lower trunk inertial sensor data. Gait Posture
    36:316-318. doi:10.1016/j.gaitpost.2012.02.019
    """
    sections = signal.butter(2, STEP_BAND_HZ, btype="bandpass", fs=rate_hz, output="sos")
    padding = min(round(2 * rate_hz / STEP_BAND_HZ[0]), len(vertical_m_s2) - 1)
    steps = signal.sosfiltfilt(sections, vertical_m_s2, padlen=padding)
    peaks, _ = signal.find_peaks(steps, height=LEAST_HEIGHT_M_S2)
    rises = np.flatnonzero((steps[:-1] <= 0) & (steps[1:] > 0))
    instants = []
    for before, peak in pairwise([-1, *peaks]):
        turns = rises[(rises > before) & (rises < peak)]
        if not len(turns):
            continue
        turn = int(turns[-1])
        share = -steps[turn] / (steps[turn + 1] - steps[turn])
        turn_s = times_s[turn] + share * (times_s[turn + 1] - times_s[turn])
        instants.append((turn_s + times_s[peak]) / 2)
    return np.array(instants)


def gait_bouts(
    vertical_m_s2: FloatArray, times_s: FloatArray, *, rate_hz: float
) -> tuple[GaitBout, ...]:
    """Return the stretches of walking, in order of time.

    Parameters
    ----------
    vertical_m_s2 : (T,) array
        As in `step_instants`.
    times_s : (T,) array
        Times [s].
    rate_hz : float
        Sampling rate [Hz].
    """
    instants = step_instants(vertical_m_s2, times_s, rate_hz=rate_hz)
    candidates = [GaitBout(part) for part in _alike(instants) if len(part) >= FEWEST_STEPS]
    return tuple(bout for bout in candidates if _repeats(bout, vertical_m_s2, times_s, rate_hz))


def _alike(instants: FloatArray) -> list[FloatArray]:
    """Return the steps in groups whose step times are possible and change little."""
    if not len(instants):
        return []
    gaps = np.diff(instants)
    possible = (gaps >= STEP_TIMES_S[0]) & (gaps <= STEP_TIMES_S[1])
    breaks = {int(i) + 1 for i in np.flatnonzero(~possible)}
    for i in range(len(gaps) - 1):
        ratio = gaps[i + 1] / gaps[i]
        if possible[i] and possible[i + 1] and not 1 / MOST_CHANGE <= ratio <= MOST_CHANGE:
            # The longer of the two gaps is the one that separates.
            breaks.add(i + 2 if gaps[i + 1] > gaps[i] else i + 1)
    return np.split(instants, sorted(breaks))


def _repeats(
    bout: GaitBout, vertical_m_s2: FloatArray, times_s: FloatArray, rate_hz: float
) -> bool:
    within = (times_s >= bout.start_s) & (times_s <= bout.end_s)
    found = regularity(vertical_m_s2[within], step_s=bout.mean_step_s, rate_hz=rate_hz)
    return found is not None and max(found.step, found.stride) >= LEAST_REGULARITY
