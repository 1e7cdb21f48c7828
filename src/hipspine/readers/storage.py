"""MOT and STO files as OpenSim writes them: a header, column names, and a table of numbers."""

from dataclasses import dataclass, field
from pathlib import Path

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.domain.problem import Level, Problem
from hipspine.readers.text_file import (
    cells_of,
    check_row_count,
    lines_from,
    number_table,
    read_text,
    require_increasing_times,
    whole_number,
    without_trailing_blanks,
)

KIND = "an OpenSim table (.mot or .sto)"


@dataclass(frozen=True, eq=False)
class Storage:
    """An OpenSim table as read: nothing converted yet.

    title : first line of the header, or empty. names : (C,) columns after time;
    times_s : (T,); values : (T, C), units as in the file.
    """

    path: Path
    title: str
    in_degrees: bool | None
    """What the header says about angles; None if it says nothing."""
    names: tuple[str, ...]
    times_s: FloatArray
    values: FloatArray
    problems: tuple[Problem, ...] = field(default=())

    def column(self, name: str) -> FloatArray:
        """Return the (T,) values of one column."""
        return self.values[:, self.names.index(name)]


def read_storage(path: Path) -> Storage:
    """Return the table of a .mot or .sto file.

    Raises
    ------
    FileFormatError
        If the file is not such a table, is damaged or is cut short.
    RecordingError
        If its time stamps do not increase.
    """
    text = read_text(path, KIND)
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines) if line.strip().lower() == "endheader"), None)
    if end is None or end + 1 >= len(lines):
        raise FileFormatError(
            str(path),
            expected="an OpenSim table: header lines, `endheader`, column names, numbers",
            got="no line `endheader`" if end is None else "nothing after `endheader`",
            do="Name a .mot or .sto file, or export it again if it was cut short.",
        )
    title, keys = _header(lines[:end])
    names = _column_names(path, lines[end + 1], end + 2)
    rows = lines_from(text, end + 2)
    if "nrows" in keys:
        check_row_count(path, "nRows", whole_number(path, "nRows", keys["nrows"]), len(rows))
    table = number_table(path, rows, 1 + len(names))
    times_s = table[:, 0].copy()
    require_increasing_times(path, times_s)
    return Storage(
        path,
        title,
        _in_degrees(path, keys),
        names,
        times_s,
        table[:, 1:],
        tuple(_disagreements(path, keys, 1 + len(names), len(rows))),
    )


def _header(lines: list[str]) -> tuple[str, dict[str, str]]:
    keys: dict[str, str] = {}
    for line in lines:
        key, equals, value = line.partition("=")
        if equals and " " not in key.strip():
            keys[key.strip().lower()] = value.strip()
    first = lines[0].strip() if lines else ""
    return ("" if "=" in first else first), keys


def _column_names(path: Path, line: str, number: int) -> tuple[str, ...]:
    cells = without_trailing_blanks(cells_of(line))
    if not cells or cells[0].lower() != "time" or len(cells) < 2 or "" in cells:
        raise FileFormatError(
            f"{path}, line {number}",
            expected="column names, the first of them `time`",
            got=repr(line[:60]),
            do="Name the first column `time`; every column needs a name.",
        )
    names = cells[1:]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileFormatError(
            f"{path}, line {number}",
            expected="every column name once",
            got=f"{', '.join(twice[:5])} more than once",
            do="Rename or delete the duplicates.",
        )
    return tuple(names)


def _in_degrees(path: Path, keys: dict[str, str]) -> bool | None:
    said = keys.get("indegrees")
    if said is None:
        return None
    known = {"yes": True, "true": True, "no": False, "false": False}
    if said.lower() not in known:
        raise FileFormatError(
            f"{path}, header inDegrees",
            expected="yes or no",
            got=repr(said[:40]),
            do="Write inDegrees=yes for degrees, inDegrees=no for radians.",
        )
    return known[said.lower()]


def _disagreements(path: Path, keys: dict[str, str], columns: int, rows: int) -> list[Problem]:
    found = {"ncolumns": ("nColumns", columns), "nrows": ("nRows", rows)}
    problems = []
    for key, (shown, number) in found.items():
        promised = keys.get(key)
        if promised is not None and whole_number(path, shown, promised) != number:
            problems.append(
                Problem(
                    Level.INFO,
                    f"{path}, header {shown}",
                    f"the header says {promised}, the file holds {number}",
                    "What the file holds is used; correct the header.",
                )
            )
    return problems
