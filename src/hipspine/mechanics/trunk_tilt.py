"""Forward lean of the lower back from accelerometer and gyroscope, and rising and sitting down."""

from dataclasses import dataclass

import numpy as np
from scipy import signal
from scipy.integrate import cumulative_trapezoid

from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.mechanics.filters import low_pass

CROSSOVER_HZ = 0.25
"""Below it the accelerometer tells lean, above it the gyroscope: slower than any stride (0.4 Hz),
so that accelerations of walking do not count as lean, faster than a gyroscope's drift."""

LEAST_LEAN_RAD = 0.17
"""Least forward lean of the pelvis in rising or sitting down: 10 degrees."""

LONGEST_S = 4.0
"""Longest rise that is recognised; healthy older adults take about 2 s (Pham MH, Warmerdam E,
Elshehabi M, et al. (2018). Validation of a lower back "wearable"-based sit-to-stand and
stand-to-sit algorithm for patients with Parkinson's disease and older adults in a home-like
environment. Front Neurol 9:652. doi:10.3389/fneur.2018.00652)."""

LEAST_HEIGHT_M = 0.15
"""Least change of the pelvis's height: from a chair it is about 0.3 m, from a high stool 0.2 m, and
bending forward while seated gives less than 0.1 m."""


@dataclass(frozen=True)
class Transition:
    """A change between sitting and standing: when it is halfway [s], and its height [m], up."""

    time_s: float
    start_s: float
    end_s: float
    height_m: float

    @property
    def is_rise(self) -> bool:
        """Whether the person stood up (otherwise sat down)."""
        return self.height_m > 0


def forward_lean(
    acceleration_m_s2: FloatArray, turning_rad_s: FloatArray, *, rate_hz: float
) -> FloatArray:
    """Return the forward lean (T,) of the sensor from where it sits in walking or standing [rad].

    Parameters
    ----------
    acceleration_m_s2 : (T, 3) array
        Acceleration with gravity on body axes (X forward, Y up, Z right) [m/s²].
    turning_rad_s : (T, 3) array
        Turning rate on the same axes [rad/s].
    rate_hz : float
        Sampling rate [Hz].

    Notes
    -----
    Zero-lag complementary filter: the accelerometer's inclination below 0.25 Hz, the integrated
    turning about Z above. Leaning forward turns about -Z and tips the forward axis down, which
    then shows gravity's reaction backwards. Rotation about the other axes is taken as small, which
    holds in walking and rising, not in lying down or turning over.

    References
    ----------
    Luinge HJ, Veltink PH (2005). Measuring orientation of human body segments using miniature
    gyroscopes and accelerometers. Med Biol Eng Comput 43:273-282. doi:10.1007/BF02345966
    """
    inclination = np.arctan2(-acceleration_m_s2[:, 0], acceleration_m_s2[:, 1])
    turned = cumulative_trapezoid(-turning_rad_s[:, 2], dx=1 / rate_hz, initial=0)
    slow = low_pass(np.unwrap(inclination), rate_hz=rate_hz, cutoff_hz=CROSSOVER_HZ)
    drift = low_pass(turned, rate_hz=rate_hz, cutoff_hz=CROSSOVER_HZ)
    lean: FloatArray = slow + turned - drift
    return lean


def transitions(
    acceleration_m_s2: FloatArray, lean_rad: FloatArray, times_s: FloatArray, *, rate_hz: float
) -> tuple[Transition, ...]:
    """Return when the person stood up and sat down.

    Parameters
    ----------
    acceleration_m_s2 : (T, 3) array
        Acceleration with gravity on body axes [m/s²].
    lean_rad : (T,) array
        Forward lean; its sign does not matter.
    times_s : (T,) array
        Times [s].
    rate_hz : float
        Sampling rate [Hz].

    Notes
    -----
    Rising and sitting down both tip the pelvis forward and back once. Around every such tip the
    vertical acceleration is integrated twice, with the speed taken as zero at the stillest
    instants before and after; the height gained tells rising from sitting down, and both from a
    bow.
    """
    smooth = low_pass(lean_rad, rate_hz=rate_hz, cutoff_hz=2.0)
    tips = np.unique(
        np.concatenate(
            [signal.find_peaks(sign * smooth, prominence=LEAST_LEAN_RAD)[0] for sign in (1, -1)]
        )
    )
    up = acceleration_m_s2[:, 1] * np.cos(lean_rad) - acceleration_m_s2[:, 0] * np.sin(lean_rad)
    stillness = _unrest(acceleration_m_s2, rate_hz)
    found = [_transition(up, stillness, times_s, int(tip), rate_hz) for tip in tips]
    return _without_doubles([t for t in found if t is not None])


def _unrest(acceleration_m_s2: FloatArray, rate_hz: float) -> FloatArray:
    """Return how much acceleration varies within 0.2 s of each instant (T,) [m/s²]."""
    width = max(3, round(0.2 * rate_hz))
    size = np.linalg.norm(acceleration_m_s2, axis=1)
    mean = np.convolve(size, np.ones(width) / width, mode="same")
    square = np.convolve(size**2, np.ones(width) / width, mode="same")
    spread: FloatArray = np.sqrt(np.maximum(square - mean**2, 0.0))
    edge = width // 2
    spread[:edge], spread[-edge:] = spread[edge], spread[-edge - 1]
    return spread


def _transition(
    up_m_s2: FloatArray, unrest: FloatArray, times_s: FloatArray, tip: int, rate_hz: float
) -> Transition | None:
    half, nearest = round(LONGEST_S / 2 * rate_hz), round(0.3 * rate_hz)
    if tip - nearest < 1 or tip + nearest >= len(up_m_s2) - 1:
        return None
    low, high = max(0, tip - half), min(len(up_m_s2), tip + half)
    first = low + int(np.argmin(unrest[low : tip - nearest]))
    last = tip + nearest + int(np.argmin(unrest[tip + nearest : high]))
    piece = up_m_s2[first : last + 1]
    speed = cumulative_trapezoid(piece - STANDARD_GRAVITY, dx=1 / rate_hz, initial=0)
    # Zero speed at both ends: a steady error of the sensor, or of gravity, drops out.
    speed = speed - np.linspace(0.0, speed[-1], len(speed))
    height = cumulative_trapezoid(speed, dx=1 / rate_hz, initial=0)
    if abs(height[-1]) < LEAST_HEIGHT_M:
        return None
    middle = first + int(np.argmin(np.abs(height - height[-1] / 2)))
    return Transition(
        float(times_s[middle]), float(times_s[first]), float(times_s[last]), float(height[-1])
    )


def _without_doubles(found: list[Transition]) -> tuple[Transition, ...]:
    """Return one transition where several tips gave the same: same way, within a second."""
    kept: list[Transition] = []
    for transition in sorted(found, key=lambda t: t.time_s):
        if kept and transition.time_s - kept[-1].time_s < 1.0:
            if abs(transition.height_m) > abs(kept[-1].height_m):
                kept[-1] = transition
        else:
            kept.append(transition)
    return tuple(kept)
