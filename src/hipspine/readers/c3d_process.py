"""Opening a C3D file in a child process, and what can go wrong with it."""

import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.readers.text_file import existing_file

KIND = "a C3D file"
WALL_SECONDS = 10.0
WALL_SECONDS_PER_MB = 2.0
"""How long the child may take: this long and so much more per megabyte of file. A sound file of
3 MB takes 0.2 s, so this allows for a machine that is thirty times slower."""

CHILD = "hipspine.readers.c3d_child"
"""The module that the child process runs."""

_BLOCK = 512
_DO = "Export the trial again, or copy the file again; other software may be able to repair it."
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT", "HOME")


@dataclass(frozen=True, eq=False)
class C3dContent:
    """A C3D file as it is: its own units and axes.

    points : (T, M, 3), NaN where not seen; analog : (T', A); parameters by group and name;
    first_frame counts from 0.
    """

    points: FloatArray
    analog: FloatArray
    first_frame: int
    parameters: dict[str, dict[str, Any]]

    def values(self, group: str, name: str) -> list[Any]:
        """Return a parameter as a list (nested as in the file), empty if the file lacks it."""
        value = self.parameters.get(group, {}).get(name, [])
        return value if isinstance(value, list) else [value]


def open_c3d(path: Path, *, wall_seconds: float | None = None, child: str = CHILD) -> C3dContent:
    """Return the content of a C3D file, read by the C3D library in a process of its own.

    Parameters
    ----------
    path : Path
        The file.
    wall_seconds : float, optional
        How long the child may take [s]; by default WALL_SECONDS and WALL_SECONDS_PER_MB decide.
    child : str
        The module that the child runs with the file and the output as arguments.

    Raises
    ------
    FileFormatError
        If the file is missing, cut short or damaged, or if the child crashes, hangs or exceeds its
        memory.
    """
    existing_file(path, KIND)
    _require_header(path)
    if wall_seconds is None:
        wall_seconds = WALL_SECONDS + WALL_SECONDS_PER_MB * path.stat().st_size / 1e6
    with tempfile.TemporaryDirectory(prefix="hipspine-c3d-") as folder:
        target = Path(folder) / "content.npz"
        _run_child(path, target, child, wall_seconds)
        return _content(path, target)


def _require_header(path: Path) -> None:
    """Check the first block before anything else reads the file.

    The layout is that of the C3D format manual, "The header section": 16-bit words 2 and 3 count
    points and analog samples per frame, 4 and 5 are first and last frame, 9 the first data block;
    words 7-8 are the scale, negative where samples are 4-byte floats.
    """
    with path.open("rb") as file:
        block = file.read(_BLOCK)
        if len(block) < _BLOCK or block[1] != 0x50:
            raise FileFormatError(
                str(path),
                expected="a C3D file, whose second byte is 0x50",
                got=f"{len(block)} bytes" if len(block) < _BLOCK else f"0x{block[1]:02x}",
                do="Name a C3D file; if it is one, it is damaged: copy it again.",
            )
        file.seek((max(block[0], 1) - 1) * _BLOCK + 3)
        processor = file.read(1)
    if processor != b"\x54":  # 84: little-endian; DEC and MIPS files differ in layout
        return
    points, samples, first, last = struct.unpack_from("<4H", block, 2)
    scale = struct.unpack_from("<f", block, 12)[0]
    start = struct.unpack_from("<H", block, 16)[0]
    word = 4 if scale < 0 else 2
    frames = max(last - first + 1, 0) if last != 0xFFFF else 0
    needed = (max(start, 1) - 1) * _BLOCK + frames * (points * 4 + samples) * word
    size = path.stat().st_size
    if size < needed:
        raise FileFormatError(
            str(path),
            expected=f"{needed} bytes for the {frames} frames that its header promises",
            got=f"{size}",
            do=f"The file was cut short. {_DO}",
        )


def _run_child(path: Path, target: Path, child: str, wall_seconds: float) -> None:
    folder = str(target.parent)
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    # Thread pools reserve address space per thread and would eat up the memory limit.
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TMPDIR": folder}
    command = [sys.executable, "-P", "-m", child, str(path.resolve()), str(target)]
    try:
        ended = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _damaged(path, f"no result within {wall_seconds:g} s") from None
    if ended.returncode != 0 or not target.is_file():
        raise _damaged(path, _reason(ended.returncode, ended.stderr.decode(errors="replace")))


def _damaged(path: Path, got: str) -> FileFormatError:
    return FileFormatError(str(path), expected="a readable C3D file", got=got, do=_DO)


def _reason(code: int, errors: str) -> str:
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"a crash of the C3D library ({name})"
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    last = lines[-1][:200] if lines else f"exit code {code}"
    return (
        "more memory needed than allowed" if "MemoryError" in last or "bad_alloc" in last else last
    )


def _content(path: Path, target: Path) -> C3dContent:
    try:
        with np.load(target, allow_pickle=False) as arrays:
            points, residuals = arrays["points"], arrays["residuals"]
            analog, facts = arrays["analog"], json.loads(arrays["facts"].tobytes())
        first_frame, parameters = int(facts["first_frame"]), dict(facts["parameters"])
        seen = (residuals >= 0) & np.isfinite(points)
        points = np.where(seen, points, np.nan).transpose(2, 1, 0)
        samples = np.where(np.isfinite(analog[0]), analog[0], np.nan).T
    except (OSError, ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile) as error:
        raise _damaged(path, f"content that does not fit together ({error})") from None
    return C3dContent(points, samples, first_frame, parameters)
