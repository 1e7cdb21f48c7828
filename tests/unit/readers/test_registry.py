import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from hipspine.domain.errors import FileFormatError
from hipspine.readers.registry import fingerprint, read_forces, read_recording

ANGLES = "Coordinates\ninDegrees=no\nendheader\ntime\thip_flexion_r\n0\t0.1\n0.1\t0.2\n"


def forces_table(folder: Path) -> Path:
    names = [f"ground_force_1_{part}{axis}" for part in "vpm" for axis in "xyz"]
    rows = ["\t".join(map(str, [t, 0, 700, 0, 0, 0, 0, 0, 0, 0])) for t in (0, 0.1)]
    path = folder / "grf.mot"
    path.write_text("\n".join(["endheader", "\t".join(["time", *names]), *rows]) + "\n")
    return path


def angles_table(folder: Path) -> Path:
    path = folder / "ik.mot"
    path.write_text(ANGLES)
    return path


def test_forces_of_a_second_file_join_the_motion(tmp_path: Path) -> None:
    recording = read_recording(angles_table(tmp_path), forces=forces_table(tmp_path))
    assert recording.angles is not None
    assert [force.name for force in recording.forces] == ["ground_force_1"]
    assert recording.problems == ()


def test_forces_of_the_first_file_give_way_to_the_second(tmp_path: Path) -> None:
    path = forces_table(tmp_path)
    recording = read_recording(path, forces=path)
    assert len(recording.forces) == 1
    assert "its 1 forces are ignored" in recording.problems[0].what


def test_a_force_file_without_forces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="ground reaction forces, got only joint angles"):
        read_forces(angles_table(tmp_path))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rest", "a zip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"<!doctype html><html>", "a web page"),
        (b"<OpenSimDocument><Model/></OpenSimDocument>", "an OpenSim model or set-up file"),
        (b"\x00\x01\x02", "binary data"),
        (b"hello", "unknown content"),
    ],
)
def test_what_a_file_really_is_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "walk.trc"
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=f"expected a TRC marker file, got {kind}"):
        read_recording(path)


def test_a_fingerprint_is_the_sha256_of_the_bytes(tmp_path: Path) -> None:
    path = angles_table(tmp_path)
    assert fingerprint(path) == hashlib.sha256(ANGLES.encode()).hexdigest()
    with pytest.raises(FileFormatError, match="no such file"):
        fingerprint(tmp_path / "absent")


def test_importing_the_readers_loads_no_heavy_library() -> None:
    heavy = ("scipy", "ezc3d", "opensim", "numba", "defusedxml")
    code = f"import sys, hipspine.readers; print([m for m in {heavy} if m in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
