"""Files beside the database: unchanged, named by the hash of their content, one folder a person.

A file is written aside, forced onto the disk and then renamed, so under its name it is always
whole. Persons do not share files: erasing one person cannot touch another's.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hipspine.domain.errors import RecordsError
from hipspine.records.failures import records_error

INCOMING = ".incoming"
_CHUNK = 1 << 20
_PERSON = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Incoming:
    """A file that is on the disk, whole, but not yet in its place."""

    path: Path
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class FileFolder:
    """The folder of all kept files."""

    root: Path

    def place(self, person_id: str, sha256: str) -> Path:
        """Return where a person's file belongs."""
        return self.root / person_id / sha256[:2] / sha256

    @contextmanager
    def receive(self, source: BinaryIO) -> Iterator[Incoming]:
        """Give a copy of what a stream holds; unless it is put in place it goes afterwards.

        Raises
        ------
        RecordsError
            If the disk cannot take it.
        """
        with clear_file_failures(self.root):
            folder = self.root / INCOMING
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=folder)
            path = Path(name)
        try:
            with clear_file_failures(self.root):
                incoming = _copy(source, handle, path)
            yield incoming
        finally:
            path.unlink(missing_ok=True)

    def put_in_place(self, incoming: Incoming, person_id: str) -> None:
        """Rename a received file into its place, safe against a power cut."""
        target = self.place(person_id, incoming.sha256)
        with clear_file_failures(self.root):
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            incoming.path.replace(target)
            for folder in (target.parent, target.parent.parent, self.root):
                force_folder(folder)

    def checked(self, person_id: str, sha256: str) -> Path:
        """Return where a file is, after checking that it is unchanged.

        Raises
        ------
        RecordsError
            If it is missing, or its content is no longer what its name says.
        """
        path = self.place(person_id, sha256)
        with clear_file_failures(self.root):
            found = hash_of(path) if path.is_file() else "nothing"
        if found != sha256:
            raise RecordsError(
                str(path),
                expected="the file as it was kept",
                got="no file" if found == "nothing" else "a changed one",
                do="Take the records from the last backup with: hipspine restore.",
            )
        return path

    def remove_person(self, person_id: str) -> None:
        """Delete all files of a person."""
        with clear_file_failures(self.root):
            if (self.root / person_id).exists():
                shutil.rmtree(self.root / person_id)

    def persons(self) -> tuple[str, ...]:
        """Return the ids of persons with a folder here."""
        if not self.root.is_dir():
            return ()
        return tuple(
            sorted(item.name for item in self.root.iterdir() if _PERSON.fullmatch(item.name))
        )

    def forget_stale_copies(self, older_than_s: float, now_s: float) -> None:
        """Delete copies that a stopped program left behind."""
        folder = self.root / INCOMING
        for path in folder.glob("*") if folder.is_dir() else ():
            if now_s - path.stat().st_mtime > older_than_s:
                path.unlink(missing_ok=True)


def _copy(source: BinaryIO, handle: int, path: Path) -> Incoming:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return Incoming(path, digest.hexdigest(), size)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def force_folder(folder: Path) -> None:
    """Force a folder's list of names onto the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def clear_file_failures(where: Path) -> Iterator[None]:
    """Turn a failure of the disk inside the block into a RecordsError.

    Raises
    ------
    RecordsError
        If a file cannot be read or written.
    """
    try:
        yield
    except OSError as problem:
        raise records_error(str(problem.filename or where), str(problem.strerror)) from problem
