"""Text files in: what TRC, MOT, STO, ANC and XML files have in common, and how they can be bad."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError, RecordingError

LARGEST_FILE_BYTES = 2_000_000_000
"""Files above this are refused rather than read into memory (an hour of 100 markers is 0.3 GB)."""

_EXPORT_AGAIN = "Export the trial again, or copy the file again."


def existing_file(path: Path, kind: str) -> Path:
    """Return the path if it is a readable, non-empty file.

    Parameters
    ----------
    path : Path
        What the user named.
    kind : str
        What was expected there, in words: ``a TRC marker file``.

    Raises
    ------
    FileFormatError
        If the path does not exist, is a folder, cannot be read, is empty or is far too large.
    """
    try:
        if path.is_dir():
            raise FileFormatError(str(path), expected=kind, got="a folder", do="Name a file in it.")
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise _unreachable(path, kind, error) from None
    if size == 0:
        raise FileFormatError(str(path), expected=kind, got="an empty file", do=_EXPORT_AGAIN)
    if size > LARGEST_FILE_BYTES:
        raise FileFormatError(
            str(path),
            expected=f"at most {LARGEST_FILE_BYTES / 1e9:g} GB",
            got=f"{size / 1e9:.1f} GB",
            do="Crop the trial to the part of interest.",
        )
    return path


def _unreachable(path: Path, kind: str, error: OSError | ValueError) -> FileFormatError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FileFormatError(
            str(path),
            expected=kind,
            got="no such file",
            do="Check the spelling and the folder; relative paths start at the current folder.",
        )
    reason = getattr(error, "strerror", None) or str(error)
    return FileFormatError(
        str(path),
        expected=f"{kind} that can be opened",
        got=reason.lower(),
        do="Check the name, the permissions and the disk.",
    )


def read_text(path: Path, kind: str) -> str:
    """Return a text file's content with unix line ends and without a byte-order mark.

    Raises
    ------
    FileFormatError
        If the file cannot be read, holds binary data or is not UTF-8.
    """
    content = existing_file(path, kind).read_bytes()
    if b"\0" in content:
        raise FileFormatError(
            str(path), expected=kind, got="binary data or UTF-16 text", do=_EXPORT_AGAIN
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileFormatError(
            f"{path}, line {line}",
            expected="UTF-8 text",
            got=f"the byte 0x{content[error.start]:02x}, which is not UTF-8",
            do="Save the file as UTF-8, or export it again if it is damaged.",
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def cells_of(line: str) -> list[str]:
    """Return a line's cells: between tabs if it has any, otherwise between blanks."""
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else line.split()


def without_trailing_blanks(cells: Sequence[str]) -> list[str]:
    """Return the cells without the empty ones at the end, which some exporters add."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return list(cells[:end])


@dataclass(frozen=True)
class NumberedLine:
    """A line of a file with its number as an editor shows it."""

    number: int
    text: str


def lines_from(text: str, first: int) -> list[NumberedLine]:
    """Return the non-blank lines from line index ``first`` on (0 is the first line)."""
    lines = text.split("\n")[first:]
    return [NumberedLine(first + i + 1, line) for i, line in enumerate(lines) if line.strip()]


def number_table(path: Path, rows: Sequence[NumberedLine], columns: int) -> FloatArray:
    """Return rows of text as numbers; blank cells, ``nan`` and ``-nan`` become NaN.

    Parameters
    ----------
    path : Path
        For error messages.
    rows : sequence of NumberedLine
        One line per sample.
    columns : int
        How many numbers each line must hold; blank cells beyond them are ignored.

    Returns
    -------
    (len(rows), columns) array, unit and meaning as in the file.

    Raises
    ------
    FileFormatError
        If a row is too short or too long, or a cell is not a number.
    """
    table = np.empty((len(rows), columns))
    for i, row in enumerate(rows):
        cells = cells_of(row.text)
        if len(cells) > columns:
            cells = cells[:columns] + without_trailing_blanks(cells[columns:])
        if len(cells) != columns:
            raise FileFormatError(
                f"{path}, line {row.number}",
                expected=f"{columns} columns, as the header says",
                got=f"{len(cells)}",
                do=f"The file may have been cut short. {_EXPORT_AGAIN}",
            )
        table[i] = _numbers(path, row, cells)
    return table


def _numbers(path: Path, row: NumberedLine, cells: list[str]) -> list[float]:
    try:
        numbers = [float(cell) if cell else np.nan for cell in cells]
    except ValueError:
        raise _not_a_number(path, row, cells) from None
    # float() also takes 1_000 and inf, which no exporter writes but a damaged file may hold.
    if "_" in row.text or any(abs(number) == np.inf for number in numbers):
        raise _not_a_number(path, row, cells)
    return numbers


def _is_number(cell: str) -> bool:
    try:
        return "_" not in cell and abs(float(cell or "nan")) != np.inf
    except ValueError:
        return False


def _not_a_number(path: Path, row: NumberedLine, cells: list[str]) -> FileFormatError:
    column, cell = next((i, cell) for i, cell in enumerate(cells) if not _is_number(cell))
    return FileFormatError(
        f"{path}, line {row.number}, column {column + 1}",
        expected="a number or a blank cell",
        got=repr(cell[:40]),
        do="Decimals need a point, not a comma; otherwise the file is damaged: export it again.",
    )


def whole_number(path: Path, key: str, text: str) -> int:
    """Return a header's whole number, such as ``NumFrames`` or ``nRows``.

    Raises
    ------
    FileFormatError
        If it is not a whole number of at least zero.
    """
    try:
        number = float(text)
        if number >= 0 and number == int(number):
            return int(number)
    except (ValueError, OverflowError):
        pass
    raise FileFormatError(
        f"{path}, header {key}",
        expected="a whole number",
        got=repr(text[:40]),
        do=_EXPORT_AGAIN,
    )


def check_row_count(path: Path, key: str, promised: int, found: int) -> None:
    """Raise FileFormatError if a file holds fewer rows than its header promises."""
    if found < promised:
        raise FileFormatError(
            str(path),
            expected=f"{promised} rows ({key} in the header)",
            got=f"{found}",
            do=f"The file was cut short. {_EXPORT_AGAIN}",
        )


def require_increasing_times(path: Path, times_s: FloatArray) -> None:
    """Raise RecordingError unless there are at least two times and each is later than the last.

    Parameters
    ----------
    path : Path
        For the error message.
    times_s : (T,) array
        Time stamps [s].
    """
    if len(times_s) < 2:
        raise RecordingError(
            str(path),
            expected="at least two samples",
            got=str(len(times_s)),
            do="Export the whole trial; averages need a time course too.",
        )
    if not np.isfinite(times_s).all():
        row = int(np.flatnonzero(~np.isfinite(times_s))[0])
        raise RecordingError(
            f"{path}, sample {row + 1}",
            expected="a time stamp",
            got="none",
            do="Remove the incomplete rows or export the trial again.",
        )
    steps = np.diff(times_s)
    if (steps <= 0).any():
        row = int(np.flatnonzero(steps <= 0)[0])
        raise RecordingError(
            f"{path}, sample {row + 2}",
            expected=f"a time after {times_s[row]:g} s",
            got=f"{times_s[row + 1]:g} s ({int((steps <= 0).sum())} such steps in the file)",
            do="Time must run forwards: sort the rows, or cut where two trials were joined.",
        )
