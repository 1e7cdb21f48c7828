"""Accelerometer and gyroscope columns of a CSV table, in SI units."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.problem import Level, Problem
from hipspine.domain.units import STANDARD_GRAVITY, radians
from hipspine.readers.csv_table import Column, CsvTable

ACCELERATION_UNIT = "m/s^2"
TURNING_UNIT = "rad/s"
AXES = ("x", "y", "z")

_ACCELERATION = re.compile(
    r"(?:user|linear)?(?:acc|accel|acceleration|accelerometer)([xyz])(g|mg|ms2|mps2|ms)?"
)
_TURNING = re.compile(
    r"(?:gyr|gyro|gyroscope|angularvelocity|rotationrate)([xyz])(rads|radps|degs|degps|dps)?"
)
_METRES_PER_S2 = {
    "g": STANDARD_GRAVITY,
    "mg": STANDARD_GRAVITY / 1000,
    "m/s^2": 1.0,
    "m/s2": 1.0,
    "m/s²": 1.0,
    "ms2": 1.0,
    "mps2": 1.0,
    "ms": 1.0,
}
_IN_DEGREES = {
    "rad/s": False,
    "rads": False,
    "radps": False,
    "deg/s": True,
    "degs": True,
    "degps": True,
    "dps": True,
    "°/s": True,
}
_WITHIN_GRAVITY = 0.25
"""How far, as a fraction, the median acceleration of a worn sensor may be from gravity: its mean
over any period without falling is gravity itself, and calibration errs by a few percent."""
FASTEST_TURN_RAD_S = 10.0
"""The lower back never turns faster (573 deg/s; a brisk turn on the spot is about 200 deg/s), so
larger numbers cannot be radians per second."""


@dataclass(frozen=True, eq=False)
class InertialColumns:
    """Columns found in a table: names, units, values (T, K) in SI, their indices, and problems."""

    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    values: FloatArray | None = None
    used: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()


def inertial_columns(table: CsvTable) -> InertialColumns:
    """Return a table's accelerometer and gyroscope in m/s² and rad/s, as acc_x ... gyr_z.

    The unit comes from the header (``acc_x_g``, ``Acceleration x (m/s^2)``), from a setting
    (``# acc_unit = g``, ``# gyr_unit = deg/s``), or else from what only one unit allows: the
    median acceleration of a worn sensor is gravity, and nobody's back turns at 10 rad/s. A
    gyroscope whose unit stays unknown is left out, with a warning.

    Raises
    ------
    RecordingError
        If an axis of the accelerometer is missing or twice, gravity has been taken out, or its
        unit cannot be told.
    """
    acc = _axes(table.columns, _ACCELERATION)
    if not acc:
        return InertialColumns()
    _require_three(table.path, acc, table.columns)
    acc_values, problems = _acceleration(table, acc)
    names, units = [f"acc_{axis}" for axis in AXES], [ACCELERATION_UNIT] * 3
    values = [acc_values]
    gyr = _axes(table.columns, _TURNING)
    if gyr:
        turning, more = _turning(table, gyr)
        problems += more
        if turning is not None:
            names += [f"gyr_{axis}" for axis in AXES]
            units += [TURNING_UNIT] * 3
            values.append(turning)
    used = frozenset([*(i for _, i, _ in acc), *(i for _, i, _ in gyr)])
    table_values = np.concatenate(values, axis=1)
    return InertialColumns(tuple(names), tuple(units), table_values, used, tuple(problems))


_Axis = tuple[str, int, str]
"""Axis, index of the column, unit as its header gives it."""


def _axes(columns: tuple[Column, ...], pattern: re.Pattern[str]) -> list[_Axis]:
    found = []
    for i, column in enumerate(columns):
        match = pattern.fullmatch(column.plain)
        if match:
            found.append((match.group(1), i, column.unit or match.group(2) or ""))
    return sorted(found)


def _require_three(path: Path, axes: list[_Axis], columns: tuple[Column, ...]) -> None:
    if tuple(axis for axis, _, _ in axes) != AXES:
        raise RecordingError(
            str(path),
            expected="each sensor's x, y and z once",
            got=", ".join(columns[i].name for _, i, _ in axes),
            do="Export one sensor per file, with all three axes.",
        )
    if any(columns[i].plain.startswith(("user", "linear")) for _, i, _ in axes):
        raise RecordingError(
            str(path),
            expected="acceleration with gravity",
            got="linear acceleration, from which gravity has been taken out",
            do="Export the raw accelerometer: gravity tells which way is up.",
        )


def _setting_or_header(table: CsvTable, axes: list[_Axis], setting: str) -> str:
    return (table.settings.get(setting) or axes[0][2]).lower().replace(" ", "")


def _acceleration(table: CsvTable, axes: list[_Axis]) -> tuple[FloatArray, list[Problem]]:
    raw = table.values[:, [i for _, i, _ in axes]]
    unit = _setting_or_header(table, axes, "acc_unit")
    sizes = np.linalg.norm(raw, axis=1)
    if not np.isfinite(sizes).any():
        raise RecordingError(
            str(table.path), expected="acceleration", got="no numbers", do="Export it again."
        )
    median = float(np.nanmedian(sizes))
    if unit in _METRES_PER_S2:
        factor = _METRES_PER_S2[unit]
        if abs(median * factor / STANDARD_GRAVITY - 1) > _WITHIN_GRAVITY:
            raise _not_gravity(table.path, median, f"the unit {unit}")
        return raw * factor, []
    for unit in ("g", "m/s^2", "mg"):
        factor = _METRES_PER_S2[unit]
        if abs(median * factor / STANDARD_GRAVITY - 1) <= _WITHIN_GRAVITY:
            return raw * factor, [
                Problem(
                    Level.INFO,
                    f"{table.path}, accelerometer",
                    f"no unit is given; its median of {median:.4g} is gravity in {unit}",
                    "Nothing to do; write `# acc_unit = g` (or m/s^2) to state it.",
                )
            ]
    raise _not_gravity(table.path, median, "no unit")


def _not_gravity(path: Path, median: float, unit: str) -> RecordingError:
    return RecordingError(
        f"{path}, accelerometer",
        expected="a median of about 1 g, 9.81 m/s^2 or 1000 mg, which gravity gives",
        got=f"{median:.4g} with {unit}",
        do="Correct the unit, calibrate the sensor, or export acceleration with gravity.",
    )


def _turning(table: CsvTable, axes: list[_Axis]) -> tuple[FloatArray | None, list[Problem]]:
    where = f"{table.path}, gyroscope"
    _require_three(table.path, axes, table.columns)
    raw = table.values[:, [i for _, i, _ in axes]]
    unit = _setting_or_header(table, axes, "gyr_unit")
    if unit in _IN_DEGREES:
        return radians(raw) if _IN_DEGREES[unit] else raw, []
    largest = float(np.nanmax(np.abs(raw), initial=0.0))
    if largest > FASTEST_TURN_RAD_S:
        what = f"no unit is given; up to {largest:.3g} it can only be degrees per second"
        note = "Nothing to do; write `# gyr_unit = deg/s` to state it."
        return radians(raw), [Problem(Level.INFO, where, what, note)]
    what = f"no unit is given, and up to {largest:.3g} it may be degrees or radians per second"
    note = "Write `# gyr_unit = deg/s` or `# gyr_unit = rad/s` in the file; it is left out now."
    return None, [Problem(Level.WARNING, where, what, note)]
