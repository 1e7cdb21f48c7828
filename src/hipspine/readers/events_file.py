"""Gait events in a file that people edit by hand: CSV or TOML, read and written."""

import csv
import io
import math
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import FileFormatError, OutputError
from hipspine.domain.motion import Event, EventKind

COLUMNS = ("side", "kind", "time_s")
LARGEST_BYTES = 1_000_000
"""A trial has some dozens of events; a larger file is something else."""


def read_events(path: Path) -> tuple[Event, ...]:
    """Return the events of a CSV or TOML file, in order of time.

    Parameters
    ----------
    path : Path
        CSV with the columns side, kind, time_s (``#`` starts a comment line), or TOML with
        ``[[event]]`` tables of the same keys. Sides are left and right, kinds heel_strike and
        toe_off, times seconds on the recording's clock.

    Raises
    ------
    FileFormatError
        If the file cannot be read or any line is wrong; all wrong lines are named at once.
    """
    text = _text(path)
    rows = _toml_rows(path, text) if path.suffix.lower() == ".toml" else _csv_rows(path, text)
    events, faults = [], []
    for place, row in rows:
        fault = _fault(row)
        if fault is None:
            events.append(_event(row))
        else:
            faults.append(f"{place}: {fault}")
    if faults:
        raise _wrong(path, "side, kind and time_s in every entry", "; ".join(faults))
    if not events:
        raise _wrong(path, "at least one event", "none")
    return tuple(sorted(events, key=lambda event: (event.time_s, event.side, event.kind)))


def write_events(path: Path, events: Iterable[Event]) -> None:
    """Write events as CSV or TOML (by the suffix), ready to be edited and read back.

    An existing file is replaced only when the new one is complete.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    text = _as_toml(events) if path.suffix.lower() == ".toml" else _as_csv(events)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OutputError(
            str(path),
            expected="a place that can be written",
            got=error.strerror or str(error),
            do="Choose another folder or free some space.",
        ) from error


def _wrong(path: Path, expected: str, got: str) -> FileFormatError:
    return FileFormatError(
        path.name,
        expected=expected,
        got=got,
        do="Correct these entries; sides are left and right, kinds heel_strike and toe_off, "
        "times in seconds.",
    )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _wrong(path, "a short list of events", f"{path.stat().st_size} bytes")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        absent = isinstance(error, FileNotFoundError | NotADirectoryError)
        raise FileFormatError(
            str(path),
            expected="a readable file of events",
            got="no such file" if absent else (error.strerror or str(error)).lower(),
            do="Check the path and the permissions.",
        ) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, "text in UTF-8", f"other bytes at position {error.start}") from error


def _csv_rows(path: Path, text: str) -> list[tuple[str, Mapping[str, object]]]:
    numbered = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not numbered:
        raise _wrong(path, f"a header line {','.join(COLUMNS)}", "an empty file")
    cells = [next(csv.reader([line])) for _, line in numbered]
    header = [cell.strip().lower() for cell in cells[0]]
    if sorted(header) != sorted(COLUMNS):
        got = f"line {numbered[0][0]}: {','.join(header)}"
        raise _wrong(path, f"a header line {','.join(COLUMNS)}", got)
    return [
        (f"line {number}", dict(zip(header, row, strict=False)))
        for (number, _), row in zip(numbered[1:], cells[1:], strict=True)
    ]


def _toml_rows(path: Path, text: str) -> list[tuple[str, Mapping[str, object]]]:
    try:
        tables = tomllib.loads(text).get("event", [])
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, "TOML", str(error)) from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _wrong(path, "[[event]] tables", "event is not a list of tables")
    return [(f"event {number}", table) for number, table in enumerate(tables, start=1)]


def _fault(row: Mapping[str, object]) -> str | None:
    """Return what is wrong with an entry, or None."""
    side, kind, time_s = (str(row.get(column, "")).strip() for column in COLUMNS)
    if side not in set(Side):
        return f"side is {side!r}, not left or right"
    if kind not in set(EventKind):
        return f"kind is {kind!r}, not heel_strike or toe_off"
    try:
        finite = math.isfinite(float(time_s))
    except ValueError:
        finite = False
    return None if finite else f"time_s is {time_s!r}, not a number of seconds"


def _event(row: Mapping[str, object]) -> Event:
    side, kind, time_s = (str(row[column]).strip() for column in COLUMNS)
    return Event(EventKind(kind), Side(side), float(time_s))


def _as_csv(events: Iterable[Event]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((event.side, event.kind, f"{event.time_s:.4f}") for event in events)
    return text.getvalue()


def _as_toml(events: Iterable[Event]) -> str:
    return "\n".join(
        f'[[event]]\nside = "{event.side}"\nkind = "{event.kind}"\ntime_s = {event.time_s:.4f}\n'
        for event in events
    )
