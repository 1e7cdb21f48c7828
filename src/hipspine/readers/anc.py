"""ANC: raw analog channels as text (Motion Analysis), such as unprocessed EMG."""

from itertools import pairwise
from pathlib import Path

from hipspine.domain.errors import FileFormatError
from hipspine.domain.motion import AnalogChannels, Recording
from hipspine.domain.problem import Level, Problem
from hipspine.readers.text_file import (
    cells_of,
    lines_from,
    number_table,
    read_text,
    require_increasing_times,
    without_trailing_blanks,
)

KIND = "an ANC analog file"


def read_anc(path: Path) -> Recording:
    """Return the analog channels of an ANC file in counts of the converter.

    Counts are not turned into volts: the file gives range and bit depth but not the amplifier's
    gain, and EMG is normalised before use.

    Raises
    ------
    FileFormatError
        If the file is not an ANC file, is damaged or is cut short.
    RecordingError
        If its time stamps do not increase.
    """
    lines = read_text(path, KIND).split("\n")
    start = next((i for i, line in enumerate(lines[:50]) if line.startswith("Name\t")), None)
    if not lines[0].startswith("File_Type:") or start is None:
        raise FileFormatError(
            str(path),
            expected="an ANC file: File_Type, header lines, Name, Rate, Range, then data",
            got="something else" if start is None else "no File_Type in the first line",
            do="Name an ANC file, or export it again if it was cut short.",
        )
    names = without_trailing_blanks(cells_of(lines[start])[1:])
    if "" in names or len(set(names)) < len(names):
        raise FileFormatError(
            f"{path}, line {start + 1}",
            expected="a different name for every channel",
            got="blank or repeated names",
            do="Rename the channels.",
        )
    rows = lines_from("\n".join(lines), start + 3)
    table = number_table(path, rows, 1 + len(names))
    times_s = table[:, 0].copy()
    require_increasing_times(path, times_s)
    _require_whole_duration(path, lines[:start], float(times_s[-1]), float(times_s[1] - times_s[0]))
    channels = AnalogChannels(tuple(names), ("counts",) * len(names), times_s, table[:, 1:])
    return Recording(str(path), analog=channels, problems=(_counts(path),))


def _counts(path: Path) -> Problem:
    return Problem(
        Level.INFO,
        str(path),
        "the channels are counts of the converter, not volts",
        "Normalise EMG before comparing it between people.",
    )


def _require_whole_duration(path: Path, header: list[str], last_s: float, step_s: float) -> None:
    cells = [cell for line in header for cell in cells_of(line)]
    for key, text in pairwise(cells):
        if not key.startswith("Duration"):
            continue
        try:
            duration_s = float(text)
        except ValueError:
            return
        if last_s < duration_s - 1.5 * step_s:
            raise FileFormatError(
                str(path),
                expected=f"{duration_s:g} s (Duration in the header)",
                got=f"{last_s:g} s",
                do="The file was cut short. Export the trial again, or copy the file again.",
            )
