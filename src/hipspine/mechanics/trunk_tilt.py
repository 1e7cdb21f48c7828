"""Forward lean of the lower back from accelerometer and gyroscope, and rising and sitting down."""

from dataclasses import dataclass
from itertools import pairwise

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

FADE_HZ = 0.1
"""Slowest change of height that is kept: two integrations make errors of an accelerometer grow with
the square of the period, to 0.25 m per 0.1 m/s² at 0.1 Hz."""

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


def relative_height(
    acceleration_m_s2: FloatArray, lean_rad: FloatArray, *, rate_hz: float
) -> FloatArray:
    """Return the height of the pelvis (T,) without what changes slowly [m].

    Parameters
    ----------
    acceleration_m_s2 : (T, 3) array
        Acceleration with gravity on body axes [m/s²].
    lean_rad : (T,) array
        Forward lean.
    rate_hz : float
        Sampling rate [Hz].

    Notes
    -----
    The vertical acceleration is integrated twice, each time without what is slower than 0.1 Hz,
    where errors of the sensor grow. A quick change of height keeps about four fifths of its size
    and then fades within ten seconds: changes mean something, levels do not.
    """
    up = acceleration_m_s2[:, 1] * np.cos(lean_rad) - acceleration_m_s2[:, 0] * np.sin(lean_rad)
    sections = signal.butter(2, FADE_HZ, btype="highpass", fs=rate_hz, output="sos")
    padding = min(round(rate_hz / FADE_HZ), len(up) - 1)
    course = up - STANDARD_GRAVITY
    for _ in range(2):
        course = cumulative_trapezoid(course, dx=1 / rate_hz, initial=0)
        course = signal.sosfiltfilt(sections, course, padlen=padding)
    height: FloatArray = course
    return height


def transitions(
    acceleration_m_s2: FloatArray, lean_rad: FloatArray, times_s: FloatArray, *, rate_hz: float
) -> tuple[Transition, ...]:
    """Return when the person stood up and sat down, in order of time.

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
    The pelvis's height changes by more than 0.15 m within 4 s, and its lean by more than 10
    degrees meanwhile. A squat looks the same as sitting for a moment.
    """
    height = relative_height(acceleration_m_s2, lean_rad, rate_hz=rate_hz)
    turns = [signal.find_peaks(sign * height, prominence=LEAST_HEIGHT_M)[0] for sign in (1, -1)]
    marks = np.unique(np.concatenate([[0], *turns, [len(height) - 1]])).astype(int)
    found = []
    for first, last in pairwise(marks):
        gained = float(height[last] - height[first])
        lasted_s = float(times_s[last] - times_s[first])
        swing = float(np.ptp(lean_rad[first : last + 1]))
        if abs(gained) < LEAST_HEIGHT_M or lasted_s > LONGEST_S or swing < LEAST_LEAN_RAD:
            continue
        halfway = np.argmin(np.abs(height[first : last + 1] - height[first] - gained / 2))
        middle_s = float(times_s[first + int(halfway)])
        found.append(Transition(middle_s, float(times_s[first]), float(times_s[last]), gained))
    return tuple(found)
