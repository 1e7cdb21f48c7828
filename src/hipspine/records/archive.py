"""Zip archives that hipspine writes and takes in: written whole or not at all, read with care."""

import json
import os
import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hipspine.domain.errors import FileFormatError, OutputError
from hipspine.records.files import force_folder

UNFINISHED = ".hipspine-"
"""How names of unfinished files and folders begin."""
_LEFTOVER_S = 24 * 3600.0
MAX_FILES = 100_000
MAX_DOCUMENT_BYTES = 500_000_000
MAX_RATIO = 200
"""Text as in records packs to about a tenth; far more is an attack on the disk."""
_FILE_NAME = re.compile(r"files/(?P<person>[0-9a-f-]{36})/(?P<sha256>[0-9a-f]{64})")


@contextmanager
def new_archive(target: Path) -> Iterator[zipfile.ZipFile]:
    """Give an archive to write; it appears under its name, whole, at the end of the block.

    Raises
    ------
    OutputError
        If there is a file already, or the disk cannot take it.
    """
    if target.exists():
        raise OutputError(
            str(target),
            expected="a file that does not exist yet",
            got="one that does",
            do="Choose another name; earlier archives are never overwritten.",
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        forget_leftovers(target.parent)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED, suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                    yield archive
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(target)
            force_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(
            str(target),
            expected="a disk with free space that can be written",
            got=str(problem.strerror or problem),
            do="Choose another place. Nothing was written.",
        ) from None


def forget_leftovers(folder: Path) -> None:
    """Delete what stopped programs left unfinished in a folder: it holds people's data.

    What is younger than a day may belong to a program that still runs.
    """
    for path in folder.glob(f"{UNFINISHED}*"):
        if time.time() - path.stat().st_mtime > _LEFTOVER_S:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def name_of_file(person_id: str, sha256: str) -> str:
    """Return the name of a kept file inside an archive."""
    return f"files/{person_id}/{sha256}"


@dataclass(frozen=True)
class Archive:
    """An archive open for reading."""

    zip: zipfile.ZipFile
    where: str

    def document(self, name: str, kind: str, version: int) -> Mapping[str, object]:
        """Return a JSON document that says of itself what it is.

        Raises
        ------
        FileFormatError
            If it is missing, damaged, of another kind, or of a newer version.
        """
        try:
            content = json.loads(self.bytes(name))
        except ValueError as problem:
            raise self.error(f"{name}, a JSON document", str(problem)) from None
        if not isinstance(content, dict) or content.get("format") != kind:
            raise self.error(f"an archive of format {kind}", f"another {name}")
        found = content.get("version")
        if not isinstance(found, int) or found > version:
            raise self.error(
                f"{kind} of version {version} or earlier", f"version {found}", "Update hipspine."
            )
        return content

    def bytes(self, name: str) -> bytes:
        """Return the content of one member.

        Raises
        ------
        FileFormatError
            If it is missing or damaged.
        """
        with self.member(name) as stream:
            return stream.read()

    @contextmanager
    def member(self, name: str) -> Iterator[BinaryIO]:
        """Give one member as a stream of bytes.

        Raises
        ------
        FileFormatError
            If it is missing or damaged.
        """
        try:
            with self.zip.open(name) as stream:
                yield stream  # type: ignore[misc]  # it is binary; typeshed says IO[bytes]
        except KeyError:
            raise self.error(name, "no such member") from None
        except (zipfile.BadZipFile, OSError, EOFError) as problem:
            raise self.error(f"{name} undamaged", str(problem)) from None

    def files(self) -> Iterator[tuple[str, str, str]]:
        """Give person, hash and member name of every kept file."""
        for name in self.zip.namelist():
            found = _FILE_NAME.fullmatch(name)
            if found:
                yield found["person"], found["sha256"], name

    def error(
        self, expected: str, got: str, do: str = "Use another copy. Nothing was changed."
    ) -> FileFormatError:
        """Return an error about this archive."""
        return FileFormatError(self.where, expected=expected, got=got, do=do)


@contextmanager
def open_archive(file: Path, others: frozenset[str]) -> Iterator[Archive]:
    """Give an archive to read, whose members are kept files and the ``others`` named.

    Raises
    ------
    FileFormatError
        If it is no archive, too large, or holds anything else.
    """
    try:
        opened = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as problem:
        raise FileFormatError(
            str(file),
            expected="an archive that hipspine wrote",
            got=str(problem),
            do="Check the path, or use another copy.",
        ) from None
    with opened:
        archive = Archive(opened, str(file))
        _check_members(archive, others)
        yield archive


def _check_members(archive: Archive, others: frozenset[str]) -> None:
    members = archive.zip.infolist()
    if len(members) > MAX_FILES:
        raise archive.error(f"at most {MAX_FILES} files", f"{len(members)}")
    for member in members:
        if member.filename not in others and not _FILE_NAME.fullmatch(member.filename):
            raise archive.error("only what hipspine writes", f"a member {member.filename!r}")
        if member.file_size > MAX_DOCUMENT_BYTES and member.filename.endswith(".json"):
            raise archive.error("a document of sensible size", f"{member.file_size} bytes")
        if member.file_size > MAX_RATIO * max(member.compress_size, 1000):
            raise archive.error("contents packed as usual", f"{member.filename!r} swells too much")
