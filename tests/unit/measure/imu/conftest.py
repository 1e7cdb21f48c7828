from dataclasses import dataclass

import numpy as np
import pytest

from hipspine.domain.motion import AnalogChannels
from hipspine.domain.units import STANDARD_GRAVITY

RATE_HZ = 100.0


@dataclass(frozen=True)
class Walker:
    """Somebody who stands, walks with even steps, and stands again; body axes.

    Steps land every ``step_s``; the trunk is pushed up after each landing, forward before it and
    braked after it, and sways sideways and tilts once or twice a stride.
    """

    step_s: float = 0.55
    walk_s: float = 20.0
    stand_s: float = 4.0
    limp: float = 0.0
    """Share by which every other step is pushed less."""

    def signals(self, rate_hz: float = RATE_HZ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Times (T,), acceleration with gravity (T, 3), turning (T, 3)."""
        times_s = np.arange(0, self.walk_s + 2 * self.stand_s, 1 / rate_hz)
        into = times_s - self.stand_s
        walks = (into >= 0) & (into <= self.walk_s)
        phase = 2 * np.pi * into / self.step_s
        push = 1 - self.limp * (np.floor(into / self.step_s) % 2)
        acceleration = np.zeros((len(times_s), 3))
        # The steps of the vertical band land an eighth of a step before the peak.
        acceleration[:, 1] = push * (2.5 * np.cos(phase - np.pi / 4) + 0.6 * np.cos(2 * phase))
        acceleration[:, 0] = -1.2 * np.sin(phase - np.pi / 4)
        acceleration[:, 2] = 1.0 * np.sin(phase / 2)
        turning = np.zeros_like(acceleration)
        # Lean of 2 degrees each way, twice a stride; leaning forward turns about -Z.
        turning[:, 2] = -TILT_RAD * np.cos(phase) * 2 * np.pi / self.step_s
        turning[:, 1] = 0.2 * np.cos(phase / 2)
        acceleration[~walks], turning[~walks] = 0.0, 0.0
        acceleration[:, 1] += STANDARD_GRAVITY
        return times_s, acceleration, turning


TILT_RAD = 0.035


def recording(
    times_s: np.ndarray,
    acceleration: np.ndarray,
    turning: np.ndarray | None,
    *,
    axes: str = "yzx",
    noise: float = 0.02,
) -> AnalogChannels:
    """A sensor's recording of body signals.


    Parameters
    ----------
    axes : which body axis each of the sensor's axes shows, capitals the other way: by default x
        up, y to the right, z forward, as in the shared recordings.
    """
    random = np.random.default_rng(1)
    turn = sensor_axes(axes)
    parts = [acceleration @ turn.T + noise * random.standard_normal(acceleration.shape)]
    names = ["acc_x", "acc_y", "acc_z"]
    units = ["m/s^2"] * 3
    if turning is not None:
        parts.append(turning @ turn.T + noise / 10 * random.standard_normal(turning.shape))
        names += ["gyr_x", "gyr_y", "gyr_z"]
        units += ["rad/s"] * 3
    return AnalogChannels(tuple(names), tuple(units), times_s, np.concatenate(parts, axis=1))


def sensor_axes(axes: str) -> np.ndarray:
    """Rows: the sensor's axes on body axes; X, Y, Z in capitals are backward, down, left."""
    turn = np.zeros((3, 3))
    for row, letter in enumerate(axes):
        turn[row, "xyz".index(letter.lower())] = 1.0 if letter.islower() else -1.0
    assert np.linalg.det(turn) == pytest.approx(1.0), "a sensor's axes are right-handed"
    return turn


@pytest.fixture
def walker() -> Walker:
    return Walker()


@pytest.fixture
def as_recording():
    """A function from body signals to a sensor's recording."""
    return recording
