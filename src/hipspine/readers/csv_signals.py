"""CSV: muscle signals and inertial sensors, told apart by their columns."""

from collections import Counter
from pathlib import Path

import numpy as np

from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.motion import AnalogChannels, Recording
from hipspine.readers.csv_table import KIND, looks_like_csv, read_csv_table, time_base
from hipspine.readers.emg_csv import signal_columns
from hipspine.readers.imu_csv import inertial_columns

__all__ = ["KIND", "looks_like_csv", "read_csv_signals"]

SLOWEST_HZ = 1.0
"""Slowest sampling of movement or muscle: below it, time is not in seconds."""
FASTEST_HZ = 1e5


def read_csv_signals(path: Path, *, rate_hz: float | None = None) -> Recording:
    """Return the signals of a CSV table as analog channels.

    Parameters
    ----------
    path : Path
        A table with named columns: a time column or none, ``acc_x`` ... ``gyr_z`` of an inertial
        sensor, and any other columns as muscle signals.
    rate_hz : float, optional
        Sampling rate where the file has neither a time column nor ``# rate_hz =`` [Hz].

    Returns
    -------
    Recording
        Accelerations in m/s² and turning rates in rad/s, on the sensor's own axes; muscle signals
        in volts where the file gives the unit.

    Raises
    ------
    FileFormatError
        If the file is damaged or no table of signals.
    RecordingError
        If the sampling rate or the accelerometer's unit cannot be told.
    """
    table = read_csv_table(path)
    if len(table.values) < 2:
        raise FileFormatError(
            str(path), expected=f"{KIND} with rows", got="fewer than two", do="Export it again."
        )
    times_s, counters = time_base(table, rate_hz)
    found_hz = 1 / float(np.median(np.diff(times_s)))
    if not SLOWEST_HZ <= found_hz <= FASTEST_HZ:
        raise RecordingError(
            str(path),
            expected="time in seconds or milliseconds, as the column's name says",
            got=f"{found_hz:.3g} samples per second",
            do="Convert the time column to seconds and name it time_s.",
        )
    sensor = inertial_columns(table)
    muscles = signal_columns(table, sensor.used | frozenset(counters))
    names = (*sensor.names, *muscles.names)
    twice = [name for name, count in Counter(names).items() if count > 1]
    if not names or twice:
        raise FileFormatError(
            str(path),
            expected="at least one signal, each with a name of its own",
            got=f"{', '.join(twice)} more than once" if twice else "only times",
            do="Name the columns after the muscles, or acc_x ... gyr_z.",
        )
    values = muscles.values
    if sensor.values is not None:
        values = np.concatenate([sensor.values, values], axis=1)
    return Recording(
        str(path),
        analog=AnalogChannels(names, (*sensor.units, *muscles.units), times_s, values),
        problems=(*sensor.problems, *muscles.problems),
    )
