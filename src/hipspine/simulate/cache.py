"""Bundles kept between runs, found again by what they were made from.

A file's name is a hash over everything that shaped it, so a cached bundle is never out of date.
Files appear whole or not at all, and two runs may write the same one at once.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hipspine.domain.errors import FileFormatError, OutputError
from hipspine.domain.motion import ContactForce, JointAngles
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.bundle_file import bundle_bytes, read_bundle


def bundle_key(
    model_sha256: str,
    angles: JointAngles,
    contacts: Sequence[ContactForce],
    versions: Sequence[str],
) -> str:
    """Return the hash (64 hexadecimal digits) of a bundle's ingredients.

    ``versions`` are those of the extraction and of OpenSim: another version, another bundle.
    """
    digest = hashlib.sha256()
    _add(digest, "hipspine bundle", model_sha256, *versions, *angles.names)
    _add_arrays(digest, angles.times_s, angles.values)
    for contact in contacts:
        _add(digest, contact.contact.value)
        _add_arrays(digest, contact.times_s, contact.force_N, contact.point_m, contact.torque_Nm)
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", *texts: str) -> None:
    for text in texts:
        encoded = text.encode()
        # The length keeps ("ab", "c") apart from ("a", "bc").
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)


def _add_arrays(digest: "hashlib._Hash", *arrays: np.ndarray) -> None:
    for array in arrays:
        _add(digest, str(array.shape))
        digest.update(np.ascontiguousarray(array, dtype="<f8").tobytes())


def cached_path(cache_dir: Path, key: str) -> Path:
    """Return where the bundle of a key lies."""
    return cache_dir / "bundles" / f"{key}.npz"


def read_cached(path: Path) -> tuple[Bundle | None, tuple[Problem, ...]]:
    """Return the bundle in a cache file, or None; a damaged file is reported, not used."""
    try:
        return read_bundle(path), ()
    except FileNotFoundError:
        return None, ()
    except (FileFormatError, OSError) as error:
        problem = Problem(
            Level.WARNING,
            f"cache file {path.name}",
            f"it cannot be used ({error})",
            "The result was computed anew; check the disk if this happens again.",
        )
        return None, (problem,)


def write_cached(path: Path, bundle: Bundle) -> None:
    """Write a bundle so that the file is there whole or not at all.

    Raises
    ------
    OutputError
        If the disk is full or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, bundle_bytes(bundle))
    except OSError as error:
        raise OutputError(
            str(path.parent),
            expected="a cache folder that can be written",
            got=error.strerror or str(error),
            do="Free some space, or choose another folder with HIPSPINE_CACHE_DIR.",
        ) from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:16]}-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        # Also on Ctrl-C: no half-written file stays behind.
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
