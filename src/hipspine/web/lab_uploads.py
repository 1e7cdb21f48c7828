"""Files on their way in: received in pieces, each on the disk before it is acknowledged.

A piece says where it belongs, so a connection that breaks, or a restart, costs only what was not
acknowledged. Names are words to show, never paths; what a file holds is checked before it is kept.
"""

import json
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from hipspine.readers.registry import READERS
from hipspine.records.files import force_folder

SUFFIXES = (".trc", ".c3d", ".mot", ".sto")
"""Kinds that the lab reads. Not .xml and .osim: these name other files."""

MEGABYTE = 1024 * 1024
LONGEST_NAME = 150
MOST_OPEN = 20
"""Uploads of one person begun and not finished."""
LONGEST_PAUSE_S = 7 * 86_400.0
"""An upload that nobody went on with for a week is given up."""
QUOTA_BYTES = 1_000_000_000
"""Files that one person may keep in the lab."""
_HEAD_BYTES = 65_536
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
)
"""First bytes of zip, gzip, bzip2, xz, 7z, rar, zstd and cab files."""
_ARCHIVE_SUFFIXES = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst", ".cab")
_TAR_MARK = slice(257, 262)


class UploadRefused(Exception):  # noqa: N818 - a refusal is no error of the program
    """A file that is not taken: which sentence says why, and what fills its gaps."""

    def __init__(self, reason: str, **gaps: object) -> None:
        self.reason = reason
        self.gaps = gaps
        super().__init__(reason)


class WrongOffset(Exception):  # noqa: N818 - the sender asks where to go on
    """A piece that does not follow what is there; ``offset`` is where to go on."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(str(offset))


@dataclass(frozen=True)
class Upload:
    """One file on its way in."""

    id: str
    name: str
    size: int
    offset: int
    """Bytes that are safe on the disk."""
    path: Path

    @property
    def is_whole(self) -> bool:
        """Whether all of it has come."""
        return self.offset == self.size


@dataclass(frozen=True)
class Uploads:
    """The files of one person that are on their way in."""

    folder: Path
    limit_bytes: int

    def begin(self, name: str, size: int) -> Upload:
        """Make room for a file.

        Raises
        ------
        UploadRefused
            If its name, kind or size cannot be taken.
        """
        shown = checked_name(name)
        self._check_size(shown, size)
        self._forget_stale()
        if len(self.open()) >= MOST_OPEN:
            raise UploadRefused("quota", megabytes=self.limit_bytes // MEGABYTE)
        identity = str(uuid4())
        folder = self.folder / identity
        folder.mkdir(parents=True, mode=0o700)
        (folder / "content").touch(mode=0o600)
        about = folder / "about.json"
        about.write_text(json.dumps({"name": shown, "size": size}), "utf-8")
        _force(about)
        for each in (folder, self.folder):
            force_folder(each)
        return self.find(identity) or _vanished(name)

    def find(self, identity: str) -> Upload | None:
        """Return an upload; None where there is none."""
        if not _ID.fullmatch(identity):
            return None
        folder = self.folder / identity
        try:
            about = json.loads((folder / "about.json").read_text("utf-8"))
            offset = (folder / "content").stat().st_size
        except (OSError, ValueError):
            return None
        return Upload(identity, about["name"], about["size"], offset, folder / "content")

    def open(self) -> tuple[Upload, ...]:
        """Return the uploads that were begun."""
        names = sorted(each.name for each in self.folder.glob("*")) if self.folder.is_dir() else []
        return tuple(found for name in names if (found := self.find(name)) is not None)

    def append(self, upload: Upload, offset: int, piece: bytes) -> Upload:
        """Return the upload with a piece more, safe on the disk.

        Raises
        ------
        WrongOffset
            If the piece does not follow what is there.
        UploadRefused
            If it is more than was announced.
        """
        if offset != upload.offset:
            raise WrongOffset(upload.offset)
        if upload.offset + len(piece) > upload.size:
            raise UploadRefused("large", name=upload.name, megabytes=self.limit_bytes // MEGABYTE)
        with upload.path.open("r+b") as stream:
            stream.seek(offset)
            stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        return self.find(upload.id) or _vanished(upload.name)

    def discard(self, identity: str) -> None:
        """Forget an upload."""
        if _ID.fullmatch(identity):
            shutil.rmtree(self.folder / identity, ignore_errors=True)

    def _forget_stale(self) -> None:
        for upload in self.open():
            if time.time() - upload.path.stat().st_mtime > LONGEST_PAUSE_S:
                self.discard(upload.id)

    def _check_size(self, name: str, size: int) -> None:
        if size <= 0:
            raise UploadRefused("empty", name=name)
        if size > self.limit_bytes:
            raise UploadRefused("large", name=name, megabytes=self.limit_bytes // MEGABYTE)


def _vanished(name: str) -> Upload:
    raise UploadRefused("empty", name=name)


def _force(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def checked_name(name: str) -> str:
    """Return a file's name as it may be shown and kept.

    Raises
    ------
    UploadRefused
        If it is a path, hides something, is too long, or its ending is not one of `SUFFIXES`.
    """
    shown = unicodedata.normalize("NFC", name)
    is_plain = not any(unicodedata.category(sign).startswith("C") for sign in shown)
    if not is_plain or not 0 < len(shown) <= LONGEST_NAME or set(shown) & set('/\\:*?"<>|'):
        raise UploadRefused("name")
    if shown.startswith(".") or shown != shown.strip():
        raise UploadRefused("name")
    suffix = Path(shown).suffix.lower()
    if suffix in _ARCHIVE_SUFFIXES:
        raise UploadRefused("archive", name=shown)
    if suffix not in SUFFIXES:
        raise UploadRefused("suffix", name=shown, kinds=", ".join(SUFFIXES))
    return shown


def check_content(path: Path, name: str) -> None:
    """Check that a file holds what its name says, by its first bytes.

    Raises
    ------
    UploadRefused
        If it is an archive, something else, or no plain file.
    """
    if path.is_symlink() or not path.is_file():
        raise UploadRefused("name")
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head:
        raise UploadRefused("empty", name=name)
    if head.startswith(_ARCHIVES) or head[_TAR_MARK] == b"ustar":
        raise UploadRefused("archive", name=name)
    if not _SIGNATURES[Path(name).suffix.lower()](head):
        raise UploadRefused("content", name=name)


_SIGNATURES: Mapping[str, Callable[[bytes], bool]] = {
    suffix: reader.looks_like for reader in READERS for suffix in reader.suffixes
}
