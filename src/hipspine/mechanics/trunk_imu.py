"""How a sensor at the lower back sits: which of its axes points up, and which forward.

Body axes as everywhere: X forward, Y up, Z to the right. An accelerometer at rest shows gravity's
reaction, which points up.
"""

from dataclasses import dataclass

import numpy as np
from scipy import signal

from hipspine.domain.arrays import FloatArray

AXIS_NAMES = ("x", "y", "z")
STEP_BAND_HZ = (0.5, 3.5)
"""Band that holds strides and steps of slow to fast walking (30 to 200 steps/min)."""

LEAST_AGREEMENT = 0.4
"""Least correlation that tells forward from backward: it is 0.63 to 0.89 in five walks of four
people with the sensor the right way round, and the negative of that with the sensor turned."""

LEAST_HORIZONTAL = 0.7
"""Least share of the axis through the back that lies in the horizontal plane (45 degrees)."""


@dataclass(frozen=True, eq=False)
class Mounting:
    """How a sensor sits on the body.

    to_body : (3, 3), turns vectors on sensor axes into body axes (rows forward, up, right).
    up, forward : the sensor's axes that point most nearly there, such as ``-y``.
    faces_forward_surely : whether forward was told apart from backward; otherwise signs of
    forward quantities mean nothing, sizes do.
    agreement : correlation that told forward from backward, or None where nobody walked.
    """

    to_body: FloatArray
    up: str
    forward: str
    faces_forward_surely: bool
    agreement: float | None


def axis_vector(name: str) -> FloatArray:
    """Return the unit vector (3,) of a signed axis such as ``z`` or ``-x``.

    Raises
    ------
    ValueError
        If the name is not x, y or z with an optional sign.
    """
    letter, sign = name.lstrip("+-"), -1.0 if name.startswith("-") else 1.0
    if letter not in AXIS_NAMES or len(name) > 2:
        raise ValueError(f"{name!r} is not a signed axis such as z or -x")
    vector = np.zeros(3)
    vector[AXIS_NAMES.index(letter)] = sign
    return vector


def nearest_axis(vector: FloatArray) -> str:
    """Return the signed axis that a vector (3,) points most nearly along."""
    index = int(np.argmax(np.abs(vector)))
    return f"{'-' if vector[index] < 0 else '+'}{AXIS_NAMES[index]}"


def mounting(
    upright_m_s2: FloatArray,
    *,
    rate_hz: float,
    through_back: str | None = None,
    is_walking: bool,
) -> Mounting | None:
    """Return how a sensor sits, or None if its axis through the back is nearly vertical.

    Parameters
    ----------
    upright_m_s2 : (T, 3) array
        Acceleration on sensor axes while the person walks, or else stands or sits upright.
    rate_hz : float
        Sampling rate [Hz].
    through_back : str, optional
        The sensor's signed axis that points forward through the back. By default z, a flat
        device's thin axis, whose direction then comes from walking.
    is_walking : bool
        Whether the stretch is walking.

    Notes
    -----
    The mean acceleration over whole strides is gravity's reaction. In walking the trunk is pushed
    forward before and braked after the foot lands, while it is pushed up most in between, so the
    vertical acceleration goes with the fall of the forward one.

    References
    ----------
    Zijlstra W, Hof AL (2003). Assessment of spatio-temporal gait parameters from trunk
    accelerations during human walking. Gait Posture 18(2):1-10.
    doi:10.1016/S0966-6362(02)00190-X
    """
    up = upright_m_s2.mean(axis=0)
    up = up / np.linalg.norm(up)
    out = axis_vector(through_back or "z")
    level = out - up * float(up @ out)
    if np.linalg.norm(level) < LEAST_HORIZONTAL:
        return None
    forward = level / np.linalg.norm(level)
    agreement = forward_agreement(upright_m_s2, up, forward, rate_hz) if is_walking else None
    sure = through_back is not None
    if through_back is None and agreement is not None and abs(agreement) >= LEAST_AGREEMENT:
        forward = forward * np.sign(agreement)
        agreement, sure = abs(agreement), True
    to_body = np.stack([forward, up, np.cross(forward, up)])
    return Mounting(to_body, nearest_axis(up), nearest_axis(forward), sure, agreement)


def forward_agreement(
    walking_m_s2: FloatArray, up: FloatArray, forward: FloatArray, rate_hz: float
) -> float:
    """Return how well vertical acceleration goes with the fall of the forward one, -1 to 1.

    Parameters
    ----------
    walking_m_s2 : (T, 3) array
        Acceleration on sensor axes.
    up, forward : (3,) arrays
        Unit vectors on sensor axes.
    rate_hz : float
        Sampling rate [Hz].
    """
    sections = signal.butter(2, STEP_BAND_HZ, btype="bandpass", fs=rate_hz, output="sos")
    along = np.stack([walking_m_s2 @ up, walking_m_s2 @ forward], axis=1)
    vertical, ahead = signal.sosfiltfilt(sections, along, axis=0).T
    return float(np.corrcoef(vertical, -np.gradient(ahead))[0, 1])
