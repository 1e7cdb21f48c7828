"""Results by content: a file per trial, named by a hash of everything that shaped it.

A file appears whole or not at all, so whatever is there is finished: a run that was killed goes on
where it stopped, and a second run works through what has changed and nothing else.
"""

import gzip
import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hipspine import __version__
from hipspine.domain.errors import OutputError
from hipspine.study.cohort.result import TrialResult, result_as_dict, result_of_dict
from hipspine.study.cohort.trials import (
    RecordedTrial,
    Scenarios,
    StudyTrial,
    trial_as_dict,
)

FORMAT = "1"
"""Raised whenever what is kept, or how it is worked out, changes its meaning."""

DAMAGED = (OSError, EOFError, ValueError, KeyError, TypeError)
"""What reading a damaged file raises; it is worked out anew."""


@dataclass(frozen=True)
class KeptResults:
    """The folder of results."""

    folder: Path

    def path(self, key: str) -> Path:
        """Return where the result of a key lies."""
        return self.folder / "kept" / key[:2] / f"{key}.json.gz"

    def has(self, key: str) -> bool:
        """Tell whether a result is kept."""
        return self.path(key).is_file()

    def read(self, key: str) -> TrialResult | None:
        """Return a kept result, or None where there is none that is whole."""
        try:
            return result_of_dict(json.loads(gzip.decompress(self.path(key).read_bytes())))
        except DAMAGED:
            return None

    def write(self, key: str, result: TrialResult) -> None:
        """Keep a result; the file is there whole or not at all.

        Raises
        ------
        OutputError
            If the disk is full or the folder cannot be written.
        """
        text = json.dumps(result_as_dict(result), allow_nan=False)
        # No time in the header: the same result is the same file.
        content = gzip.compress(text.encode(), compresslevel=3, mtime=0)
        path = self.path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, content)
        except OSError as error:
            raise OutputError(
                str(path.parent),
                expected="a folder that can be written, with free space",
                got=error.strerror or str(error),
                do="Free some space and run the study again: it goes on where it stopped.",
            ) from error

    def forget(self, key: str) -> None:
        """Drop a kept result."""
        self.path(key).unlink(missing_ok=True)

    def note(self, key: str, trial: str, what: str, **more: float) -> None:
        """Add a line to this process's journal: what was begun, and what was finished."""
        folder = self.folder / "journal"
        folder.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"key": key, "trial": trial, "what": what, **more})
        name = f"{platform.node()}-{os.getpid()}.jsonl"
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write(f"{line}\n")

    def journal(self) -> list[dict[str, Any]]:
        """Return every line of every journal; a line that a crash cut short is left out."""
        lines = []
        for path in sorted((self.folder / "journal").glob("*.jsonl")):
            for line in path.read_text("utf-8").splitlines():
                try:
                    lines.append(json.loads(line))
                except ValueError:
                    continue
        return lines


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:12]}-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        # Also when the process is asked to stop: no part of a file stays behind.
        Path(name).unlink(missing_ok=True)
        raise


class FileHashes:
    """Hashes of files' contents, worked out anew only for files whose size or time changed."""

    def __init__(self, index: Path) -> None:
        self._index = index
        self._known: dict[str, list[Any]] = _read_index(index)

    def of(self, path: Path) -> str:
        """Return the SHA-256 of a file; of an external-loads file, with the data it names."""
        status = path.stat()
        stamp = [status.st_size, status.st_mtime_ns]
        known = self._known.get(str(path))
        if known is None or known[:2] != stamp:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            self._known[str(path)] = known = [*stamp, digest]
        return str(known[2])

    def save(self) -> None:
        """Keep what was worked out."""
        self._index.parent.mkdir(parents=True, exist_ok=True)
        _replace(self._index, json.dumps(self._known).encode())


def _read_index(path: Path) -> dict[str, list[Any]]:
    try:
        found: dict[str, list[Any]] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def trial_key(
    trial: StudyTrial, scenarios: Scenarios, outputs: Mapping[str, Any], hashes: FileHashes
) -> str:
    """Return the hash of everything that shapes a trial's result.

    Files count by their content, not by their name or place; a person's group and age shape no
    number. A report is written when a trial is worked through, so asking for reports makes another
    key.
    """
    told = trial_as_dict(trial)
    told["person"] = {
        name: value for name, value in told["person"].items() if name not in ("group", "age_years")
    }
    if isinstance(trial, RecordedTrial):
        for role, path in trial.files.items():
            told[role] = _contents(Path(path), hashes)
    shaped_by = {
        "format": FORMAT,
        "version": __version__,
        "trial": told,
        "what_ifs": [asdict(each) for each in scenarios.what_ifs],
        "predictions": [each.model_dump(mode="json") for each in scenarios.predictions],
        "outputs": outputs,
    }
    text = json.dumps(shaped_by, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _contents(path: Path, hashes: FileHashes) -> list[str]:
    """Return the hash of a file, and of the force files beside an external-loads file."""
    found = [hashes.of(path)]
    if path.suffix == ".xml":
        text = path.read_text("utf-8", errors="replace")
        _, _, rest = text.partition("<datafile>")
        named = rest.partition("<")[0].strip().replace("\\", "/").rpartition("/")[2]
        if named and (path.parent / named).is_file():
            found.append(hashes.of(path.parent / named))
    return found


def outputs_that_shape(task_outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs that change a result: not how long it may take or how much memory."""
    limits = ("time_limit_s", "memory_limit_gb")
    return {name: value for name, value in task_outputs.items() if name not in limits}
