"""From a recording of a sensor at the lower back to measures of walking, tilt and sitting."""

from hipspine.domain.errors import RecordingError
from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import AnalogChannels
from hipspine.measure.imu.results import BodySignals, ImuAssessment
from hipspine.measure.imu.signals import body_signals, sensor_signals
from hipspine.measure.imu.sitting import sitting_measurements
from hipspine.measure.imu.walking import ORIENTATION_UNKNOWN, walking_measurements
from hipspine.mechanics.trunk_imu import axis_vector
from hipspine.mechanics.trunk_steps import GaitBout
from hipspine.mechanics.trunk_tilt import Transition, transitions


def assess_imu(
    source: str,
    analog: AnalogChannels,
    *,
    forward: str | None = None,
    up: str | None = None,
) -> ImuAssessment:
    """Return what a sensor at the lower back shows.

    Parameters
    ----------
    source : str
        File, for messages.
    analog : AnalogChannels
        ``acc_x`` ... ``acc_z`` in m/s² and, if there, ``gyr_x`` ... ``gyr_z`` in rad/s.
    forward : str, optional
        The sensor's signed axis that points forward, such as ``z`` or ``-z``. By default the z
        axis goes through the back, and walking shows in which direction.
    up : str, optional
        The sensor's signed axis that was meant to point up. The axes are turned to where gravity
        says up is in any case; this only tells whether the sensor was worn as meant.

    Raises
    ------
    RecordingError
        If there is no accelerometer, an axis is misnamed, sampling is too slow or has gaps.
    """
    for axis in (forward, up):
        _require_axis(source, axis)
    sensor, problems = sensor_signals(source, analog)
    signals, mounting, bouts, more = body_signals(source, sensor, forward=forward, up=up)
    moved: tuple[Transition, ...] = ()
    if signals is not None and signals.lean_rad is not None:
        moved = transitions(
            signals.acceleration_m_s2, signals.lean_rad, signals.times_s, rate_hz=signals.rate_hz
        )
    duration_s = float(sensor.times_s[-1] - sensor.times_s[0])
    return ImuAssessment(
        source=source,
        duration_s=duration_s,
        start_s=float(sensor.times_s[0]),
        mounting=mounting,
        bouts=bouts,
        transitions=moved,
        measurements=(
            *_walking_time(signals, bouts),
            *walking_measurements(signals, bouts),
            *sitting_measurements(signals, moved, bouts),
        ),
        problems=(*problems, *more),
    )


def _require_axis(source: str, axis: str | None) -> None:
    if axis is None:
        return
    try:
        axis_vector(axis)
    except ValueError:
        raise RecordingError(
            source,
            expected="an axis of the sensor: x, y, z, -x, -y or -z",
            got=repr(axis),
            do="Look at the drawing on the sensor, or leave the option out.",
        ) from None


def _walking_time(
    signals: BodySignals | None, bouts: tuple[GaitBout, ...]
) -> tuple[Measurement, ...]:
    method = "bouts of at least five even steps"
    values = {
        "gait_bouts": ("1", float(len(bouts))),
        "steps": ("1", float(sum(bout.steps for bout in bouts))),
        "walking_time": ("s", sum((bout.end_s - bout.start_s for bout in bouts), 0.0)),
    }
    if signals is None:
        return tuple(Measurement.absent(n, u, ORIENTATION_UNKNOWN) for n, (u, _) in values.items())
    return tuple(Measurement(n, unit, v, method=method) for n, (unit, v) in values.items())
