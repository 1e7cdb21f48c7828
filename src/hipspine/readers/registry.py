"""The one public door: which reader reads a file, by its suffix and by its content."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from hipspine.domain.errors import FileFormatError
from hipspine.domain.motion import ExternalForce, Recording
from hipspine.domain.problem import Level, Problem
from hipspine.readers.anc import read_anc
from hipspine.readers.c3d import read_c3d
from hipspine.readers.checks import check_recording
from hipspine.readers.csv_signals import KIND as CSV_KIND
from hipspine.readers.csv_signals import looks_like_csv, read_csv_signals
from hipspine.readers.external_loads import read_external_loads
from hipspine.readers.pose_mediapipe import KIND as POSE_KIND
from hipspine.readers.pose_mediapipe import looks_like_mediapipe, read_mediapipe
from hipspine.readers.sto import read_sto
from hipspine.readers.text_file import existing_file
from hipspine.readers.trc import read_trc

_SNIFFED_BYTES = 65_536


@dataclass(frozen=True)
class Reader:
    """A file format: its name in words, its suffixes, its signature and the function reading it."""

    name: str
    suffixes: tuple[str, ...]
    looks_like: Callable[[bytes], bool]
    """Whether the first bytes of a file are those of this format."""
    read: Callable[[Path], Recording]


def _looks_like_c3d(head: bytes) -> bool:
    # The second byte is 0x50 ("P"), the first the block of the parameters, 2 in practice: a letter
    # or sign there is the beginning of some text, such as %PDF.
    return len(head) > 1 and head[1] == 0x50 and 1 <= head[0] < 0x20


READERS: tuple[Reader, ...] = (
    Reader(
        "a TRC marker file",
        (".trc",),
        lambda head: head.lstrip(b"\xef\xbb\xbf").startswith(b"PathFileType"),
        read_trc,
    ),
    Reader(
        "an OpenSim table (.mot or .sto)",
        (".mot", ".sto"),
        lambda head: any(line.strip().lower() == b"endheader" for line in head.splitlines()),
        read_sto,
    ),
    Reader(
        "an OpenSim external-loads file (.xml)",
        (".xml",),
        lambda head: b"<ExternalLoads" in head,
        read_external_loads,
    ),
    Reader(
        "a C3D file",
        (".c3d",),
        _looks_like_c3d,
        read_c3d,
    ),
    Reader("an ANC analog file", (".anc",), lambda head: head.startswith(b"File_Type:"), read_anc),
    Reader(POSE_KIND, (".json",), looks_like_mediapipe, read_mediapipe),
    Reader(
        CSV_KIND,
        (".csv",),
        lambda head: looks_like_csv(head) and not looks_like_mediapipe(head),
        read_csv_signals,
    ),
)

_OTHER_KINDS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("a zip archive or an office document", lambda head: head.startswith(b"PK\x03\x04")),
    ("a PDF document", lambda head: head.startswith(b"%PDF")),
    ("a gzip archive", lambda head: head.startswith(b"\x1f\x8b")),
    ("a web page", lambda head: b"<html" in head[:1024].lower()),
    ("an OpenSim model or set-up file", lambda head: b"<OpenSimDocument" in head),
    ("binary data", lambda head: b"\0" in head),
)


def read_recording(path: str | Path, *, forces: str | Path | None = None) -> Recording:
    """Return what a recording holds, in SI units and with every problem found in it.

    Parameters
    ----------
    path : path
        A .trc, .c3d, .mot, .sto, .xml (external loads), .anc, .csv or .json (pose) file. Suffix and
        content must agree.
    forces : path, optional
        A second file to take the ground reaction forces from; those of the first are then ignored.

    Returns
    -------
    Recording
        X forward, Y up, Z right; ``problems`` holds what the readers noticed and what
        checks.check_recording found; checks.require_usable turns its errors into one exception.

    Raises
    ------
    FileFormatError
        If a file is missing, damaged, or not what its suffix says.
    RecordingError
        If a file's time stamps do not increase, or ``forces`` holds no forces.
    """
    recording = read_file(Path(path))
    if forces is not None:
        recording = _with_forces(recording, read_forces(forces))
    found = check_recording(recording)
    return replace(recording, problems=(*recording.problems, *found))


def read_file(path: Path) -> Recording:
    """Return what one file holds, with what its reader noticed but without further checks.

    Raises
    ------
    FileFormatError
        If the file is missing, damaged, or not what its suffix says.
    RecordingError
        If its time stamps do not increase.
    """
    return reader_of(path).read(path)


def read_forces(path: str | Path) -> Recording:
    """Return a recording that holds at least one ground reaction force.

    Raises
    ------
    FileFormatError
        As read_file; also if the file holds no forces.
    """
    recording = read_file(Path(path))
    if not recording.forces:
        raise FileFormatError(
            str(path),
            expected="ground reaction forces",
            got=_contents(recording),
            do="Name the file with columns such as ground_force_r_vx, or a C3D file with plates.",
        )
    return recording


def reader_of(path: Path) -> Reader:
    """Return the reader for a file, by suffix, once its content has confirmed it.

    Raises
    ------
    FileFormatError
        If the suffix is unknown or the content belongs to another format.
    """
    known = ", ".join(suffix for reader in READERS for suffix in reader.suffixes)
    existing_file(path, f"a recording ({known})")
    with path.open("rb") as file:
        head = file.read(_SNIFFED_BYTES)
    suffix = path.suffix.lower()
    named = next((reader for reader in READERS if suffix in reader.suffixes), None)
    if named and named.looks_like(head):
        return named
    inside = _kind_of(head)
    raise FileFormatError(
        str(path),
        expected=named.name if named else f"a file ending in {known}",
        got=f"the suffix {path.suffix or '(none)'}" if not named else inside or "unknown content",
        do=_advice(named, inside),
    )


def _kind_of(head: bytes) -> str | None:
    inside = next((reader.name for reader in READERS if reader.looks_like(head)), None)
    return inside or next((kind for kind, is_like in _OTHER_KINDS if is_like(head)), None)


def _advice(named: Reader | None, inside: str | None) -> str:
    if inside is None:
        return "Name a recording; if it is one, the file is damaged: export it again."
    if named:
        return "Name the right file, or give this one the suffix of its content."
    return f"The content looks like {inside}: name a recording, or correct the suffix."


def _contents(recording: Recording) -> str:
    parts = {
        "markers": recording.markers,
        "joint angles": recording.angles,
        "analog channels": recording.analog,
    }
    held = [name for name, part in parts.items() if part is not None]
    return f"only {' and '.join(held)}" if held else "none"


def _with_forces(recording: Recording, other: Recording) -> Recording:
    ignored: tuple[Problem, ...] = ()
    if recording.forces:
        what = f"its {len(recording.forces)} forces are ignored; those of {other.source} are used"
        ignored = (Problem(Level.INFO, recording.source, what, "Nothing to do."),)
    forces: tuple[ExternalForce, ...] = other.forces
    problems = (*recording.problems, *other.problems, *ignored)
    return replace(recording, forces=forces, problems=problems)


def fingerprint(path: str | Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits.

    Raises
    ------
    FileFormatError
        If the file does not exist, is empty or cannot be read.
    """
    with existing_file(Path(path), "an input file").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
