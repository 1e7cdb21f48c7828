"""CSV tables of signals: separators, comment lines with settings, and the time base."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.readers.text_file import (
    NumberedLine,
    check_row_count,
    number_table,
    read_text,
    require_increasing_times,
    whole_number,
)

KIND = "a CSV table of signals"
SEPARATORS = (",", ";", "\t")
TIME_NAMES = {"time", "t", "timestamp", "elapsed", "secondselapsed"}
COUNT_NAMES = {"sample", "samples", "frame", "frames", "index", "packetcounter"}
_SECONDS_PER = {"": 1.0, "s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e-3}
_SETTING = re.compile(r"#\s*(\w+)\s*[:=]\s*(.+?)\s*")
_NAME_AND_UNIT = re.compile(r"(.*?)\s*[(\[]\s*([^)\]]*?)\s*[)\]]")


@dataclass(frozen=True)
class Column:
    """A column's name and unit as its header gives them; the unit is empty where it has none."""

    name: str
    unit: str

    @property
    def plain(self) -> str:
        """The name in small letters and digits only."""
        return re.sub(r"[^a-z0-9]", "", self.name.lower())


@dataclass(frozen=True, eq=False)
class CsvTable:
    """The numbers of a CSV file: columns (C,), values (T, C), settings from ``# key = value``."""

    path: Path
    columns: tuple[Column, ...]
    values: FloatArray
    settings: Mapping[str, str]


def looks_like_csv(head: bytes) -> bool:
    """Tell whether the first bytes of a file are a table with named, separated columns."""
    if b"\0" in head:
        return False
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff")
    first = next((line for line in text.splitlines() if _is_content(line)), "")
    if "\ufffd" in first or not any(mark in first for mark in ",;"):
        return False
    return not any(_is_number(cell) for cell in re.split("[,;\t]", first) if cell.strip())


def read_csv_table(path: Path) -> CsvTable:
    """Return the numbers of a CSV file with the names and units of its columns.

    Comma, semicolon or tab separate cells; lines beginning with ``#`` are comments, and of these
    ``# rate_hz = 100`` and the like are settings.

    Raises
    ------
    FileFormatError
        If the file has no header of distinct names, a cell is not a number, or it holds fewer
        rows than a setting ``samples`` promises.
    """
    lines = [
        NumberedLine(number, line)
        for number, line in enumerate(read_text(path, KIND).split("\n"), start=1)
    ]
    settings = _settings(lines)
    content = [line for line in lines if _is_content(line.text)]
    if not content:
        raise FileFormatError(
            str(path), expected=f"{KIND} with a header", got="no content", do="Export it again."
        )
    mark = max(SEPARATORS, key=content[0].text.count)
    columns = _columns(path, content[0], mark)
    rows = [NumberedLine(line.number, _tabbed(line.text, mark)) for line in content[1:]]
    values = number_table(path, rows, len(columns))
    if "samples" in settings:
        promised = whole_number(path, "samples", settings["samples"])
        check_row_count(path, "samples", promised, len(values))
    return CsvTable(path, columns, values, settings)


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _is_number(cell: str) -> bool:
    try:
        float(cell.strip().strip('"'))
    except ValueError:
        return False
    return True


def _settings(lines: list[NumberedLine]) -> dict[str, str]:
    found = (_SETTING.fullmatch(line.text.strip()) for line in lines)
    return {match.group(1).lower(): match.group(2) for match in found if match}


def _tabbed(line: str, mark: str) -> str:
    # A single column would otherwise be split at blanks by the reader of rows.
    return "\t".join(cell.strip().strip('"') for cell in line.split(mark))


def _columns(path: Path, header: NumberedLine, mark: str) -> tuple[Column, ...]:
    cells = [cell.strip().strip('"').strip() for cell in header.text.split(mark)]
    columns = tuple(_column(cell) for cell in cells)
    names = [column.plain for column in columns]
    if len(columns) < 2 or "" in names or len(set(names)) < len(names):
        raise FileFormatError(
            f"{path}, line {header.number}",
            expected="a header with a different name for every column",
            got=repr(header.text[:60]),
            do="Write the column names in the first line, separated by commas.",
        )
    return columns


def _column(cell: str) -> Column:
    match = _NAME_AND_UNIT.fullmatch(cell)
    return Column(match.group(1), match.group(2)) if match else Column(cell, "")


def time_base(table: CsvTable, rate_hz: float | None = None) -> tuple[FloatArray, set[int]]:
    """Return the sample times (T,) [s] and the columns that they came from.

    Times come from a time column, or from a rate: the caller's, or the file's ``# rate_hz =``.
    No rate is ever assumed.

    Raises
    ------
    RecordingError
        If there is neither, if both are there and contradict each other by more than 1 %, or if
        times do not increase.
    """
    rate = rate_hz if rate_hz is not None else _rate_setting(table)
    counters = {i for i, column in enumerate(table.columns) if column.plain in COUNT_NAMES}
    clock = next((i for i, c in enumerate(table.columns) if _seconds_per(c) is not None), None)
    if clock is None:
        if rate is None:
            raise RecordingError(
                str(table.path),
                expected="a sampling rate: a column time_s, or a line `# rate_hz = 100`",
                got="neither",
                do="Give the rate (--rate 100) as the sensor's maker states it.",
            )
        times_s = np.arange(len(table.values)) / rate
    else:
        counters.add(clock)
        times_s = table.values[:, clock] * (_seconds_per(table.columns[clock]) or 1.0)
    require_increasing_times(table.path, times_s)
    if rate is not None:
        _require_rate(table.path, times_s, rate)
    return times_s, counters


def _seconds_per(column: Column) -> float | None:
    """Return the size of a time column's unit [s], or None if it is no time column."""
    for suffix, size in (("seconds", 1.0), ("ms", 1e-3), ("s", 1.0), ("", None)):
        stem = column.plain.removesuffix(suffix) if suffix else column.plain
        if stem in TIME_NAMES and (not suffix or stem != column.plain):
            return size if size is not None else _SECONDS_PER.get(column.unit.lower())
    return None


def _rate_setting(table: CsvTable) -> float | None:
    text = table.settings.get("rate_hz")
    if text is None:
        return None
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    # An hour per sample and a gigahertz are both typing errors.
    if not 1e-3 < rate < 1e9:
        raise FileFormatError(
            f"{table.path}, setting rate_hz",
            expected="a sampling rate in hertz",
            got=repr(text[:40]),
            do="Write for instance `# rate_hz = 100`.",
        )
    return rate


def _require_rate(path: Path, times_s: FloatArray, rate_hz: float) -> None:
    found_hz = (len(times_s) - 1) / float(times_s[-1] - times_s[0])
    if abs(found_hz / rate_hz - 1) > 0.01:
        raise RecordingError(
            str(path),
            expected=f"the given rate of {rate_hz:g} Hz",
            got=f"time stamps at {found_hz:.6g} Hz on average",
            do="Give the rate that the sensor recorded at, or leave it out to use the time stamps.",
        )
