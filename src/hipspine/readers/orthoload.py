"""Hip contact forces measured in implants: the text tables of HIP98 and OrthoLoad.

A file (``.hip`` or ``.txt``) has any lines first, such as ``Peak Resultant Force F = 2500N``, then
a line that names columns with their units, ``Cycle [%]  Fx [N]  Fy [N]  Fz [N]  F [N]  Time [s]``,
then numbers. The format has no published specification; this layout is what programs that read
such files expect. Files are for every user to fetch from orthoload.com; none ships with hipspine.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.readers.text_file import lines_from, number_table, read_text

KIND = "a table of forces in a hip implant"
COMPONENTS = ("Fx", "Fy", "Fz")
_COLUMN = re.compile(r"([A-Za-z]+)\s*\[\s*([^\]]*?)\s*\]")


@dataclass(frozen=True, eq=False)
class ImplantForce:
    """The force on a hip implant over one movement.

    cycle_percent : (T,) 0 to 100; force_N : (T, 3) along the implant's axes as in the file, whose
    directions differ between sides and studies: only the resultant compares with other data.
    """

    name: str
    cycle_percent: FloatArray
    force_N: FloatArray

    @property
    def resultant_N(self) -> FloatArray:
        """(T,) size of the force [N]."""
        size: FloatArray = np.linalg.norm(self.force_N, axis=1)
        return size


def read_implant_force(path: Path) -> ImplantForce:
    """Return the force that a file of HIP98 or OrthoLoad holds.

    Raises
    ------
    FileFormatError
        If the file is damaged, lacks a column, or gives forces in another unit than newtons.
    """
    text = read_text(path, KIND)
    header, units = _header(path, text)
    names = list(units)
    table = number_table(path, lines_from(text, header + 1), len(names))
    _require_newtons(path, units)
    force = np.column_stack([table[:, names.index(name)] for name in COMPONENTS])
    if not np.isfinite(force).all():
        gaps = int((~np.isfinite(force).all(axis=1)).sum())
        raise _wrong(path, "a force in every row", f"none in {gaps} of {len(force)}")
    return ImplantForce(path.stem, _cycle_percent(path, names, table), force)


def _header(path: Path, text: str) -> tuple[int, dict[str, str]]:
    """Return the number of the line that names the columns, and each column's unit."""
    for number, line in enumerate(text.split("\n")):
        units = dict(_COLUMN.findall(line))
        if set(COMPONENTS) <= set(units):
            return number, units
    raise _wrong(path, "a line naming columns Fx [N], Fy [N] and Fz [N]", "none")


def _require_newtons(path: Path, units: dict[str, str]) -> None:
    others = {name: units[name] for name in COMPONENTS if units[name] != "N"}
    if others:
        got = ", ".join(f"{name} [{unit}]" for name, unit in others.items())
        raise _wrong(path, "forces in newtons", got)


def _cycle_percent(path: Path, names: Sequence[str], table: FloatArray) -> FloatArray:
    """Return the place in the cycle from its own column, or from time between first and last."""
    if not len(table):
        raise _wrong(path, "rows of numbers", "none")
    if "Cycle" in names:
        course: FloatArray = table[:, names.index("Cycle")]
    elif "Time" in names:
        course = table[:, names.index("Time")]
    else:
        raise _wrong(path, "a column Cycle [%] or Time [s]", f"columns {', '.join(names)}")
    if len(course) < len(COMPONENTS) or not (np.diff(course) > 0).all():
        raise _wrong(path, "at least three rows, each later than the one before", "others")
    if "Cycle" in names:
        return course
    return np.asarray((course - course[0]) / (course[-1] - course[0]) * 100.0)


def _wrong(path: Path, expected: str, got: str) -> FileFormatError:
    return FileFormatError(
        str(path),
        expected=expected,
        got=got,
        do="Export the force from HIP98 or OrthoLoad as text, with its column names.",
    )
