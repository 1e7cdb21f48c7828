"""Results kept between runs in folders named by the hash of what they were made from."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from hipspine.domain.errors import OutputError

KEPT_VERSION = "3"
"""Raised whenever a kept result would come out otherwise, so that older ones are passed over."""

SEAL = "sha256.json"
"""The file with the hashes of all others of its folder, written last."""


def key_of(*parts: object) -> str:
    """Return the hash (40 hexadecimal digits) of arrays and of values that JSON can write."""
    digest = hashlib.sha256(f"{KEPT_VERSION} {_opensim_version()}".encode())
    for part in parts:
        content = (
            np.ascontiguousarray(part).tobytes()
            if isinstance(part, np.ndarray)
            else json.dumps(part, sort_keys=True, default=str).encode()
        )
        # The length keeps ("ab", "c") apart from ("a", "bc").
        digest.update(len(content).to_bytes(8, "little"))
        digest.update(content)
    return digest.hexdigest()[:40]


@cache
def _opensim_version() -> str:
    try:
        return metadata.version("opensim")
    except metadata.PackageNotFoundError:
        return "none"


def kept_folder(cache_dir: Path, kind: str, key: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of a result, made now unless it was kept before.

    ``make`` fills a folder of its own; it is put in place, whole, by a rename. Two runs may make
    the same result at once: the first to finish is kept. A folder whose files are no longer as
    they were written is thrown away and made anew.

    Raises
    ------
    OutputError
        If the cache cannot be written.
    """
    target = cache_dir / kind / key
    if is_intact(target):
        return target
    try:
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=target.parent, prefix="."))
        try:
            make(unfinished)
            (unfinished / SEAL).write_text(json.dumps(_hashes(unfinished)), encoding="utf-8")
            _put_in_place(unfinished, target)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            str(error.filename or target.parent),
            expected="a cache folder that can be written, with free space",
            got=error.strerror or str(error),
            do="Free some space, or choose another folder with HIPSPINE_CACHE_DIR.",
        ) from error
    return target


def is_intact(folder: Path) -> bool:
    """Tell whether a kept folder is there with every file as it was written."""
    try:
        sealed = json.loads((folder / SEAL).read_text("utf-8"))
        return bool(sealed == _hashes(folder))
    except (OSError, ValueError):
        return False


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SEAL)
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def _put_in_place(unfinished: Path, target: Path) -> None:
    try:
        unfinished.rename(target)
    except OSError:
        if not target.is_dir():
            raise
