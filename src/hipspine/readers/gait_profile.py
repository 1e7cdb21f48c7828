"""The reference table of the Gait Profile Score, as a laboratory supplies it.

A CSV file with the columns ``variable``, ``percent`` and ``mean_deg``: the mean curves of people
without gait problems. Each of the nine variables at the same evenly spaced percents, 0 to 100.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.domain.units import radians

PROFILE_VARIABLES = (
    "pelvis_anterior_tilt",
    "pelvis_hike",
    "pelvis_forward_rotation",
    "hip_flexion",
    "hip_adduction",
    "hip_internal_rotation",
    "knee_flexion",
    "ankle_dorsiflexion",
    "foot_inward_progression",
)
"""The nine variables of Baker 2009, positive as named."""

_COLUMNS = ["variable", "percent", "mean_deg"]
_FEWEST = 11


@dataclass(frozen=True, eq=False)
class GaitReference:
    """Mean curves of the nine variables: each (P,), evenly spaced over 0 to 100 % [rad]."""

    name: str
    curves_rad: Mapping[str, FloatArray]


def read_gait_reference_file(path: Path) -> GaitReference:
    """Return the reference curves of a CSV file.

    Raises
    ------
    FileFormatError
        If the file cannot be read, or `read_gait_reference` refuses its text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise _wrong(path.name, "a CSV file in UTF-8", str(problem)) from problem
    return read_gait_reference(text, where=path.name)


def read_gait_reference(text: str, *, where: str) -> GaitReference:
    """Return the reference curves of a CSV text.

    Raises
    ------
    FileFormatError
        If a column, a variable or a percent is missing, or a value is no number.
    """
    rows = list(csv.DictReader(StringIO(text)))
    if not rows or list(rows[0]) != _COLUMNS:
        got = ", ".join(map(str, rows[0])) if rows else "no rows"
        raise _wrong(where, f"the columns {', '.join(_COLUMNS)}", got)
    points: dict[str, dict[float, float]] = {}
    for number, row in enumerate(rows, start=2):
        percent, degrees = (
            _number(row, "percent", where, number),
            _number(row, "mean_deg", where, number),
        )
        points.setdefault(row["variable"], {})[percent] = radians(degrees)
    return GaitReference(where, {name: _curve(points, name, where) for name in PROFILE_VARIABLES})


def _number(row: Mapping[str, str], column: str, where: str, line: int) -> float:
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = float("nan")
    if not np.isfinite(value):
        raise _wrong(f"{where}, line {line}", f"a number in {column}", repr(row[column]))
    return value


def _curve(points: Mapping[str, Mapping[float, float]], name: str, where: str) -> FloatArray:
    if name not in points:
        raise _wrong(where, f"the variable {name}", ", ".join(sorted(points)))
    percents = sorted(points[name])
    even = np.linspace(0, 100, len(percents))
    if len(percents) < _FEWEST or not np.allclose(percents, even, atol=0.01):
        got = f"{len(percents)} from {percents[0]:g} to {percents[-1]:g}"
        raise _wrong(f"{where}, {name}", f"at least {_FEWEST} even percents from 0 to 100", got)
    return np.array([points[name][percent] for percent in percents])


def _wrong(where: str, expected: str, got: str) -> FileFormatError:
    return FileFormatError(
        where,
        expected=expected,
        got=got,
        do="The format is described in docs/reference/measures.md.",
    )
