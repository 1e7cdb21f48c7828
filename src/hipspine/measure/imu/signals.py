"""A sensor's recording checked, evenly sampled and turned onto the body."""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import AnalogChannels
from hipspine.domain.problem import Level, Problem
from hipspine.domain.units import degrees
from hipspine.measure.imu.results import BodySignals
from hipspine.mechanics.runs import runs_of
from hipspine.mechanics.time_normalise import resample
from hipspine.mechanics.trunk_imu import LEAST_AGREEMENT, Mounting, axis_vector, mounting
from hipspine.mechanics.trunk_steps import GaitBout, gait_bouts
from hipspine.mechanics.trunk_tilt import forward_lean

SLOWEST_HZ = 25.0
"""Below it the shape of a step, 2 to 10 Hz, is lost."""
LONGEST_GAP_S = 0.1
"""Longest gap between samples that is bridged by a straight line: a fifth of a step."""
SHORTEST_S = 2.0
MOST_SHIFT_RAD = 0.35
"""Turn of the sensor against gravity between the first and last bout that a slipping belt explains
better than posture (20 degrees)."""


@dataclass(frozen=True, eq=False)
class SensorSignals:
    """Evenly sampled signals on sensor axes: times (T,), acceleration (T, 3), turning or None."""

    times_s: FloatArray
    rate_hz: float
    acceleration_m_s2: FloatArray
    turning_rad_s: FloatArray | None


def sensor_signals(source: str, analog: AnalogChannels) -> tuple[SensorSignals, list[Problem]]:
    """Return accelerometer and gyroscope at an even rate, and what was odd.

    Parameters
    ----------
    source : str
        File, for messages.
    analog : AnalogChannels
        ``acc_x`` ... ``acc_z`` in m/s² and, if there, ``gyr_x`` ... ``gyr_z`` in rad/s.

    Raises
    ------
    RecordingError
        If there is no accelerometer, sampling is too slow, or samples are missing for longer than
        a gap can be bridged.
    """
    acc = _three(analog, "acc")
    if acc is None:
        raise RecordingError(
            source,
            expected="an accelerometer: columns acc_x, acc_y, acc_z",
            got=", ".join(analog.names[:6]),
            do="Export the sensor's raw acceleration.",
        )
    steps = np.diff(analog.times_s)
    rate_hz = 1 / float(np.median(steps))
    duration_s = float(analog.times_s[-1] - analog.times_s[0])
    if rate_hz < SLOWEST_HZ or duration_s < SHORTEST_S:
        raise RecordingError(
            source,
            expected=f"at least {SLOWEST_HZ:g} Hz and {SHORTEST_S:g} s",
            got=f"{rate_hz:.4g} Hz for {duration_s:.3g} s",
            do="Set the sensor to 50 or 100 Hz and record again.",
        )
    gyr = _three(analog, "gyr")
    both = acc if gyr is None else np.concatenate([acc, gyr], axis=1)
    even, problems = _even(source, analog.times_s, both, rate_hz)
    problems += _limits(source, acc)
    times_s = analog.times_s[0] + np.arange(len(even)) / rate_hz
    turning = None if gyr is None else even[:, 3:]
    return SensorSignals(times_s, rate_hz, even[:, :3], turning), problems


def _three(analog: AnalogChannels, sensor: str) -> FloatArray | None:
    names = [f"{sensor}_{axis}" for axis in "xyz"]
    if not set(names) <= set(analog.names):
        return None
    return analog.values[:, [analog.names.index(name) for name in names]]


def _even(
    source: str, times_s: FloatArray, values: FloatArray, rate_hz: float
) -> tuple[FloatArray, list[Problem]]:
    """Return values at an even rate, gaps bridged; time steps of phones vary by nature."""
    whole: BoolArray = np.asarray(np.isfinite(values).all(axis=1))
    kept_s = times_s[whole]
    longest = float(np.diff(kept_s).max(initial=0.0)) if len(kept_s) > 1 else float("inf")
    if longest > LONGEST_GAP_S + 1.5 / rate_hz or not (whole[0] and whole[-1]):
        raise RecordingError(
            source,
            expected=f"samples without gaps longer than {LONGEST_GAP_S:g} s",
            got=f"a gap of {longest:.3g} s" if np.isfinite(longest) else "hardly any samples",
            do="Use the part without gaps, or record again with the device's power saving off.",
        )
    count = int(np.floor((times_s[-1] - times_s[0]) * rate_hz + 1e-6)) + 1
    even_s = times_s[0] + np.arange(count) / rate_hz
    even = resample(kept_s, values[whole], np.minimum(even_s, kept_s[-1]))
    jitter = float(np.abs(np.diff(times_s) * rate_hz - 1).max())
    if whole.all() and jitter <= 0.05:
        return even, []
    what = f"time steps vary by up to {100 * jitter:.0f} %; resampled at {rate_hz:.4g} Hz"
    return even, [Problem(Level.INFO, source, what, "Nothing to do.")]


def _limits(source: str, acc: FloatArray) -> list[Problem]:
    """Return a warning where an accelerometer stays at its limit for three samples or more."""
    for axis in range(3):
        values = acc[:, axis]
        size = np.abs(values)
        flat = [r for r in runs_of(size == np.nanmax(size)) if r[1] - r[0] >= 3]
        if flat and np.nanmax(size) > 15.0:
            what = f"axis {'xyz'[axis]} stays at {np.nanmax(size):.3g} m/s²: the sensor's limit"
            return [
                Problem(Level.WARNING, source, what, "Set a wider range, such as 8 g, next time.")
            ]
    return []


def body_signals(
    source: str,
    sensor: SensorSignals,
    *,
    forward: str | None,
    up: str | None,
) -> tuple[BodySignals | None, Mounting | None, tuple[GaitBout, ...], list[Problem]]:
    """Return the signals on body axes, how the sensor sat, the bouts, and what was odd.

    Parameters
    ----------
    source : str
        File, for messages.
    sensor : SensorSignals
        Signals on sensor axes.
    forward, up : str, optional
        The sensor's signed axes that should point forward and up, as it was meant to be worn.
    """
    # The size of the acceleration knows no axes: bouts can be found before the mounting is.
    size = np.linalg.norm(sensor.acceleration_m_s2, axis=1)
    bouts = gait_bouts(size, sensor.times_s, rate_hz=sensor.rate_hz)
    longest = max(bouts, key=lambda bout: bout.steps, default=None)
    upright = sensor.acceleration_m_s2
    if longest is not None:
        upright = upright[_within(sensor.times_s, longest)]
    found = mounting(
        upright, rate_hz=sensor.rate_hz, through_back=forward, is_walking=longest is not None
    )
    if found is None:
        return None, None, (), [_lies_flat(source, forward)]
    acceleration = sensor.acceleration_m_s2 @ found.to_body.T
    turning = None if sensor.turning_rad_s is None else sensor.turning_rad_s @ found.to_body.T
    lean, askew = None, longest is not None and not found.faces_forward_surely
    if turning is not None and not askew:
        lean = forward_lean(acceleration, turning, rate_hz=sensor.rate_hz)
    signals = BodySignals(sensor.times_s, sensor.rate_hz, acceleration, turning, lean)
    bouts = gait_bouts(acceleration[:, 1], sensor.times_s, rate_hz=sensor.rate_hz)
    problems = [*_mounting_problems(source, found, up, forward), *_shift(source, signals, bouts)]
    return signals, found, bouts, problems


def _within(times_s: FloatArray, bout: GaitBout) -> slice:
    first, last = np.searchsorted(times_s, [bout.start_s, bout.end_s])
    return slice(int(first), int(last) + 1)


def _lies_flat(source: str, forward: str | None) -> Problem:
    axis = forward or "z"
    what = (
        f"the sensor's {axis} axis, which should point through the back, is nearly vertical: the "
        "sensor lies flat, or is worn another way"
    )
    return Problem(Level.ERROR, source, what, "Say which axis points forward (--forward x).")


def _mounting_problems(
    source: str, found: Mounting, up: str | None, forward: str | None
) -> list[Problem]:
    problems = []
    if up is not None and float(axis_vector(up) @ axis_vector(found.up)) != 1.0:
        turned = "upside down" if axis_vector(up) @ axis_vector(found.up) < 0 else "turned sideways"
        what = f"worn {turned}: {found.up} points up, not {up}; the axes were turned accordingly"
        problems.append(Problem(Level.WARNING, source, what, "Check that it was worn as meant."))
    if forward is not None and found.agreement is not None and found.agreement < -LEAST_AGREEMENT:
        what = f"walking shows that {forward} points backward: the sensor faces the other way"
        note = f"Say so (--forward {_opposite(forward)}); signs of forward lean are reversed now."
        problems.append(Problem(Level.WARNING, source, what, note))
    if not found.faces_forward_surely and found.agreement is not None:
        what = "walking does not show that the sensor's z axis points through the back"
        note = "Lean and rising are left out; say which axis points forward (--forward x)."
        problems.append(Problem(Level.WARNING, source, what, note))
    elif not found.faces_forward_surely:
        what = "forward and backward cannot be told apart without clear walking"
        note = "Sizes are right, signs of forward lean unknown; or say it (--forward z)."
        problems.append(Problem(Level.INFO, source, what, note))
    return problems


def _opposite(axis: str) -> str:
    return axis.lstrip("+-") if axis.startswith("-") else f"-{axis.lstrip('+')}"


def _shift(source: str, signals: BodySignals, bouts: tuple[GaitBout, ...]) -> list[Problem]:
    if len(bouts) < 2:
        return []
    ends = [
        signals.acceleration_m_s2[_within(signals.times_s, bout)].mean(axis=0)
        for bout in (bouts[0], bouts[-1])
    ]
    cosine = float(ends[0] @ ends[1] / np.linalg.norm(ends[0]) / np.linalg.norm(ends[1]))
    angle = float(np.arccos(np.clip(cosine, -1, 1)))
    if angle <= MOST_SHIFT_RAD:
        return []
    what = f"the sensor turned by {degrees(angle):.0f} degrees between the first and last walk"
    note = "It slipped or was moved: use the parts before and after by themselves."
    return [Problem(Level.WARNING, source, what, note)]
