"""Write results.json, the tables and report.html into a folder, all of them or none.

Every file is first written in full, and flushed to the disk, into a hidden folder inside the
target that belongs to this run alone. Only then, under a lock, are the finished files moved into
place by rename. So a full disk or a crash while writing touches nothing that was there before, and
of two runs into one folder the later to finish leaves a complete set of its own. Should a rename
itself fail, the earlier files are moved back.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from hipspine.domain.assessment import Assessment
from hipspine.domain.cohort import CohortBands
from hipspine.domain.errors import OutputError
from hipspine.report.page import render_report
from hipspine.report.results import results_dict
from hipspine.report.tables import csv_tables

LOCK_NAME = ".hipspine.lock"
"""Held for the moment of moving files into place; stays behind, empty."""


def write_results(
    assessment: Assessment,
    folder: Path,
    *,
    language: str = "en",
    recorded_on: date | None = None,
    compare_with: CohortBands | None = None,
) -> None:
    """Write results.json, loads.csv, activations.csv, ledger.csv and report.html into a folder.

    Parameters
    ----------
    assessment : Assessment
        What was found.
    folder : Path
        Made if it does not exist; other files in it are left alone.
    language : str
        Of the report and of the sentences in results.json.
    recorded_on : date, optional
        Day of the recording.
    compare_with : CohortBands, optional
        A group of people to draw behind the loads.

    Raises
    ------
    OutputError
        If the folder cannot be written to or the disk is full. Earlier results are then untouched.
    """
    results = json.dumps(
        results_dict(assessment, language=language, recorded_on=recorded_on),
        ensure_ascii=False,
        allow_nan=False,
    )
    files = {
        "results.json": results + "\n",
        **csv_tables(assessment),
        "report.html": render_report(assessment, language=language, compare_with=compare_with),
    }
    write_files(files, folder)


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write texts by file name into a folder, all of them or none.

    Raises
    ------
    OutputError
        If the folder cannot be written to or the disk is full. Earlier files are then untouched.
    """
    try:
        _write_all(files, folder)
    except OSError as problem:
        raise OutputError(
            str(problem.filename or folder),
            expected="a folder that can be written to, with free space",
            got=problem.strerror or str(problem),
            do="Choose another folder with --out or free some space; "
            "earlier results are untouched.",
        ) from problem


def check_output_folder(folder: Path) -> None:
    """Check, before the work, that results can go into a folder; nothing is made.

    Raises
    ------
    OutputError
        If the folder, or the nearest folder above it that exists, cannot be written to.
    """
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return
    raise OutputError(
        str(folder),
        expected="a folder that can be written to",
        got="no permission to write" if nearest.is_dir() else f"the file {nearest.name}",
        do="Choose another folder with --out.",
    )


def _write_all(files: Mapping[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=folder, prefix=".hipspine-", ignore_cleanup_errors=True
    ) as name:
        made = Path(name)
        for file, text in files.items():
            _write_through(made / file, text)
        with _locked(folder / LOCK_NAME):
            _move_into_place(made, folder, tuple(files))


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _move_into_place(made: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Rename the finished files over the earlier ones; on failure move the earlier ones back."""
    earlier = made / "earlier"
    earlier.mkdir()
    for name in names:
        if (folder / name).is_file():
            shutil.copy2(folder / name, earlier / name)
    moved: list[str] = []
    try:
        for name in names:
            (made / name).replace(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            _put_back(earlier / name, folder / name)
        raise


def _put_back(earlier: Path, target: Path) -> None:
    if earlier.exists():
        earlier.replace(target)
    else:
        target.unlink()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of a folder, waiting for another run that is moving its files.

    The operating system frees the lock when its holder dies, so none is ever stale.
    """
    with path.open("a+b") as stream:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
