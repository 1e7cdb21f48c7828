"""TRC: marker trajectories as text (Motion Analysis, OpenSim)."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.domain.motion import Markers, Recording
from hipspine.domain.problem import Level, Problem
from hipspine.domain.units import METRES_PER
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

KIND = "a TRC marker file"


@dataclass(frozen=True)
class _Header:
    rate_hz: float
    frames: int
    markers: int
    metres_per_unit: float
    names: tuple[str, ...]


def read_trc(path: Path) -> Recording:
    """Return the markers of a TRC file in metres, on the axes of the file.

    The axes are taken as X forward, Y up, Z right: a TRC file does not say. Three zeros and blank
    cells both mean that a marker was not seen and become NaN.

    Raises
    ------
    FileFormatError
        If the file is not a TRC file, is damaged or is cut short.
    RecordingError
        If its time stamps do not increase.
    """
    text = read_text(path, KIND)
    header = _header(path, text)
    rows = lines_from(text, 5)
    check_row_count(path, "NumFrames", header.frames, len(rows))
    table = number_table(path, rows, 2 + 3 * len(header.names))
    times_s = table[:, 1].copy()
    require_increasing_times(path, times_s)
    positions = table[:, 2:].reshape(len(rows), -1, 3) * header.metres_per_unit
    zeros = (positions == 0).all(axis=2)
    positions[zeros] = np.nan
    problems = [*_zeros(path, zeros), *_disagreements(path, header, times_s)]
    markers = Markers(header.names, times_s, positions)
    return Recording(str(path), markers=markers, problems=tuple(problems))


def _header(path: Path, text: str) -> _Header:
    lines = text.split("\n", 5)
    if len(lines) < 6 or not lines[0].startswith("PathFileType"):
        raise FileFormatError(
            str(path),
            expected="a TRC file: PathFileType, two header lines, marker names, axes, then data",
            got="something else" if len(lines) >= 6 else f"{len(lines)} lines",
            do="Name a TRC file, or export it again if it was cut short.",
        )
    values = dict(zip(lines[1].split(), lines[2].split(), strict=False))
    names = _names(path, lines[3])
    markers = whole_number(path, "NumMarkers", _value(path, values, "NumMarkers"))
    if markers != len(names):
        raise FileFormatError(
            f"{path}, line 4",
            expected=f"{markers} marker names (NumMarkers in the header)",
            got=str(len(names)),
            do="Correct NumMarkers, or export the trial again.",
        )
    return _Header(
        rate_hz=_rate_hz(path, _value(path, values, "DataRate")),
        frames=whole_number(path, "NumFrames", _value(path, values, "NumFrames")),
        markers=markers,
        metres_per_unit=_metres_per_unit(path, _value(path, values, "Units")),
        names=names,
    )


def _value(path: Path, values: dict[str, str], key: str) -> str:
    if key not in values:
        raise FileFormatError(
            f"{path}, lines 2 and 3",
            expected=f"a value for {key}",
            got="none",
            do="Export the trial again; the header must name rate, frames, markers and units.",
        )
    return values[key]


def _rate_hz(path: Path, text: str) -> float:
    try:
        rate_hz = float(text)
    except ValueError:
        rate_hz = np.nan
    if not 0 < rate_hz < np.inf:
        raise FileFormatError(
            f"{path}, header DataRate",
            expected="a rate in Hz",
            got=repr(text[:40]),
            do="Correct the header or export the trial again.",
        )
    return rate_hz


def _metres_per_unit(path: Path, text: str) -> float:
    try:
        return METRES_PER[text.lower()]
    except KeyError:
        raise FileFormatError(
            f"{path}, header Units",
            expected="m, cm or mm",
            got=repr(text[:40]),
            do="Correct the unit in line 3 of the file.",
        ) from None


def _names(path: Path, line: str) -> tuple[str, ...]:
    cells = cells_of(line)
    names = without_trailing_blanks(cells[2::3] if "\t" in line else cells[2:])
    misplaced = [cell for i, cell in enumerate(cells[2:]) if cell and i % 3 and "\t" in line]
    if not names or "" in names or misplaced:
        raise FileFormatError(
            f"{path}, line 4",
            expected="Frame#, Time, then one marker name above every third column",
            got=f"{misplaced[0]!r} above a second or third column" if misplaced else "a gap",
            do="Give every marker a name, or export the trial again.",
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileFormatError(
            f"{path}, line 4",
            expected="every marker name once",
            got=f"{', '.join(twice[:5])} more than once",
            do="Rename or delete the duplicates.",
        )
    return tuple(names)


def _zeros(path: Path, zeros: np.ndarray) -> list[Problem]:
    if not zeros.any():
        return []
    return [
        Problem(
            Level.INFO,
            str(path),
            f"{int(zeros.sum())} marker positions are exactly 0 0 0 and count as not seen",
            "Leave gaps blank when exporting, if your software can.",
        )
    ]


def _disagreements(path: Path, header: _Header, times_s: FloatArray) -> list[Problem]:
    found: list[Problem] = []
    if len(times_s) > header.frames:
        found.append(
            Problem(
                Level.WARNING,
                f"{path}, header NumFrames",
                f"the header says {header.frames} frames, the file holds {len(times_s)}",
                "All frames in the file are used; correct the header if it was cropped on purpose.",
            )
        )
    rate_hz = (len(times_s) - 1) / (times_s[-1] - times_s[0])
    if abs(rate_hz / header.rate_hz - 1) > 0.01:
        found.append(
            Problem(
                Level.WARNING,
                f"{path}, header DataRate",
                f"the header says {header.rate_hz:g} Hz, the time stamps give {rate_hz:.4g} Hz",
                "The time stamps are used; correct them if the header is right.",
            )
        )
    return found
