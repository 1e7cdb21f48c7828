"""What every reader of the registry must do with good and with bad files.

A new reader is picked up by itself; it only needs an example here.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError, RecordingError, UserError
from hipspine.domain.motion import Recording
from hipspine.readers import read_recording
from hipspine.readers.registry import READERS, Reader

pytestmark = pytest.mark.ezc3d

TIMES_S = (0.0, 0.01, 0.02, 0.03)


def _trc(path: Path) -> None:
    rows = [f"{i + 1}\t{t}\t{i}.25\t900\t100\t5\t910\t-100" for i, t in enumerate(TIMES_S)]
    lines = [
        "PathFileType\t4\t(X/Y/Z)\ttrial.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        "100\t100\t4\t2\tmm",
        "Frame#\tTime\tLASI\t\t\tRASI\t\t",
        "\t\tX1\tY1\tZ1\tX2\tY2\tZ2",
        *rows,
    ]
    path.write_text("\n".join(lines) + "\n")


def _forces(path: Path) -> None:
    parts = ("ground_force_r_v", "ground_force_r_p", "ground_torque_r_")
    names = [part + axis for part in parts for axis in "xyz"]
    rows = [f"{t}\t1\t{700 + i}\t2\t0.1\t0\t0.2\t0\t3\t0" for i, t in enumerate(TIMES_S)]
    header = ["forces", "nRows=4", "nColumns=10", "endheader"]
    path.write_text("\n".join([*header, "\t".join(["time", *names]), *rows]) + "\n")


def _sto(path: Path) -> None:
    rows = [f"{t}\t0.1\t{0.2 + i}" for i, t in enumerate(TIMES_S)]
    header = ["Coordinates", "nRows=4", "nColumns=3", "inDegrees=no", "endheader"]
    names = "time\thip_flexion_r\tpelvis_tx"
    path.write_text("\n".join([*header, names, *rows]) + "\n")


def _xml(path: Path) -> None:
    _forces(path.with_name("forces.mot"))
    path.write_text(
        "<OpenSimDocument><ExternalLoads><objects><ExternalForce name='right'>"
        "<applied_to_body>calcn_r</applied_to_body>"
        "<force_identifier>ground_force_r_v</force_identifier>"
        "<point_identifier>ground_force_r_p</point_identifier>"
        "<torque_identifier>ground_torque_r_</torque_identifier>"
        "</ExternalForce></objects><datafile>forces.mot</datafile></ExternalLoads>"
        "</OpenSimDocument>\n"
    )


def _c3d(path: Path) -> None:
    import ezc3d

    content = ezc3d.c3d()
    content.add_parameter("POINT", "RATE", [100.0])
    content.add_parameter("POINT", "LABELS", ("LASI", "RASI"))
    content.add_parameter("POINT", "UNITS", ["mm"])
    points = np.ones((4, 2, 4))
    points[:3, 0], points[:3, 1] = np.array([[0.0], [100], [900]]), np.array([[0.0], [-100], [910]])
    content["data"]["points"] = points
    content.write(str(path))


def _anc(path: Path) -> None:
    lines = [
        "File_Type:\tAnalog R/C ASCII\tGeneration#:\t2",
        "Trial_Name:\ttrial\tDuration(Sec.):\t0.030000\t#Channels:\t2",
        "BitDepth:\t16\tPreciseRate:\t100.0",
        "Name\tGMAX\tGMED\t",
        "Rate\t100\t100\t",
        "Range\t1000\t1000\t",
        *[f"{t}\t{i}\t-5\t" for i, t in enumerate(TIMES_S)],
    ]
    path.write_text("\n".join(lines) + "\n")


def _csv(path: Path) -> None:
    rows = [f"{t},{i},-5" for i, t in enumerate(TIMES_S)]
    path.write_text("\n".join(["# samples = 4", "time_s,GMAX,GMED", *rows]) + "\n")


def _json(path: Path) -> None:
    landmark = {"x": 0.1, "y": -0.2, "z": 0.3, "visibility": 0.9}
    person = [dict(landmark) for _ in range(33)]
    frames = [{"time_s": t, "pose_world_landmarks": [person]} for t in TIMES_S]
    path.write_text(json.dumps({"frames": frames}))


EXAMPLES: dict[str, Callable[[Path], None]] = {
    ".trc": _trc,
    ".mot": _forces,
    ".sto": _sto,
    ".xml": _xml,
    ".c3d": _c3d,
    ".anc": _anc,
    ".csv": _csv,
    ".json": _json,
}
SUFFIXES = [suffix for reader in READERS for suffix in reader.suffixes]
BINARY = {".c3d"}
IN_A_CHILD = {".c3d"}
"""Readers that start a process for each file: tried on fewer files in the fast suite."""

MAY_LOSE_ROWS = {".anc": {0, 1}}
"""An ANC header gives a duration, and writers differ on whether it counts the last sample."""

every_suffix = pytest.mark.parametrize("suffix", SUFFIXES)


def example(folder: Path, suffix: str) -> Path:
    assert suffix in EXAMPLES, f"a reader for {suffix} needs an example in this file"
    path = folder / f"trial{suffix}"
    EXAMPLES[suffix](path)
    return path


def outcome(path: Path) -> Recording | UserError:
    """Read a file: a recording or an error meant for the user; anything else fails the test."""
    try:
        return read_recording(path)
    except UserError as error:
        clear = error
    assert all((clear.where, clear.expected, clear.got, clear.do)), clear
    return clear


def assert_complete(recording: Recording) -> None:
    """Check shapes and time bases of whatever a recording holds."""
    for part in (recording.markers, recording.angles, recording.analog, *recording.forces):
        if part is not None:
            assert len(part.times_s) >= 2
            assert (np.diff(part.times_s) > 0).all()
    if recording.markers:
        count = (len(recording.markers.times_s), len(recording.markers.names), 3)
        assert recording.markers.positions_m.shape == count
        assert len(set(recording.markers.names)) == len(recording.markers.names)
    for force in recording.forces:
        for vectors in (force.force_N, force.point_m, force.torque_Nm):
            assert vectors.shape == (len(force.times_s), 3)


def first_numbers(recording: Recording) -> np.ndarray:
    """The time-varying quantity of an example, as written in it."""
    if recording.markers:
        name = "RASI" if "RASI" in recording.markers.names else "right_hip"
        return recording.markers.position_m(name)[:, 1]
    if recording.angles:
        return recording.angles.of("pelvis_tx")
    if recording.forces:
        return recording.forces[0].force_N[:, 1]
    assert recording.analog is not None
    return recording.analog.values[:, 0]


WRITTEN = {
    ".trc": [0.91] * 4,
    ".mot": [700, 701, 702, 703],
    ".sto": [0.2, 1.2, 2.2, 3.2],
    ".xml": [700, 701, 702, 703],
    ".c3d": [0.91] * 4,
    ".anc": [0, 1, 2, 3],
    ".csv": [0, 1, 2, 3],
    ".json": [0.2] * 4,
}


@every_suffix
def test_a_valid_file_comes_back_as_written(tmp_path: Path, suffix: str) -> None:
    recording = read_recording(example(tmp_path, suffix))
    assert_complete(recording)
    # C3D stores 4-byte floats: 7 digits.
    np.testing.assert_allclose(first_numbers(recording), WRITTEN[suffix], rtol=1e-6)


@every_suffix
def test_a_suffix_in_capitals_is_the_same_suffix(tmp_path: Path, suffix: str) -> None:
    path = example(tmp_path, suffix)
    shouted = path.rename(path.with_suffix(suffix.upper()))
    assert_complete(read_recording(shouted))


@every_suffix
def test_an_empty_file_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"trial{suffix}"
    path.touch()
    with pytest.raises(FileFormatError, match="an empty file"):
        read_recording(path)


@every_suffix
def test_a_missing_file_is_named(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(FileFormatError, match=rf"absent\{suffix}: .*no such file"):
        read_recording(tmp_path / f"absent{suffix}")


@every_suffix
def test_a_folder_is_refused(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / f"trial{suffix}"
    folder.mkdir()
    with pytest.raises(FileFormatError, match="got a folder"):
        read_recording(folder)


@every_suffix
def test_a_name_that_no_file_can_have_is_refused(suffix: str) -> None:
    for name in ("a" * 5000 + suffix, "a\0b" + suffix):
        with pytest.raises(FileFormatError):
            read_recording(name)


@every_suffix
def test_random_bytes_are_refused(tmp_path: Path, suffix: str) -> None:
    random = np.random.default_rng(7)
    for size in (1, 7, 600, 20_000):
        path = tmp_path / f"trial{suffix}"
        path.write_bytes(random.bytes(size))
        assert isinstance(outcome(path), FileFormatError)


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix not in BINARY])
def test_text_that_is_not_utf8_is_refused(tmp_path: Path, suffix: str) -> None:
    path = example(tmp_path, suffix)
    path.write_bytes(path.read_bytes().replace(b"t", b"\xfc", 1).replace(b"\n", b"\n\xe4", 1))
    assert isinstance(outcome(path), FileFormatError)
    path.write_bytes(example(tmp_path, suffix).read_text().encode("utf-16"))
    assert isinstance(outcome(path), FileFormatError)


@every_suffix
def test_the_wrong_suffix_is_refused_and_the_content_is_named(tmp_path: Path, suffix: str) -> None:
    own = next(reader for reader in READERS if suffix in reader.suffixes)
    path = example(tmp_path, suffix)
    for other in (s for reader in READERS if reader is not own for s in reader.suffixes):
        disguised = tmp_path / f"other{other}"
        disguised.write_bytes(path.read_bytes())
        with pytest.raises(FileFormatError) as caught:
            read_recording(disguised)
        assert caught.value.got == own.name


@every_suffix
def test_an_unknown_suffix_is_refused_and_the_content_is_named(tmp_path, suffix: str) -> None:
    path = example(tmp_path, suffix)
    for name in ("trial.dat", "trial"):
        renamed = tmp_path / name
        renamed.write_bytes(path.read_bytes())
        own = next(reader for reader in READERS if suffix in reader.suffixes)
        with pytest.raises(FileFormatError) as caught:
            read_recording(renamed)
        assert own.name in caught.value.do


def cuts(size: int, suffix: str) -> list[int]:
    """Places to cut a file at: every one for text, a dozen for files read in a child process."""
    return list(range(1, size)) if suffix not in IN_A_CHILD else list(range(1, size, size // 12))


@every_suffix
def test_a_file_cut_anywhere_gives_a_clear_error_or_all_its_rows(tmp_path, suffix: str) -> None:
    path = example(tmp_path, suffix)
    whole = path.read_bytes()
    expected = first_numbers(read_recording(path))
    refused = 0
    for size in cuts(len(whole), suffix):
        path.write_bytes(whole[:size])
        found = outcome(path)
        if isinstance(found, Recording):
            # Only digits of the very last number, or padding after it, can be lost without a trace.
            numbers = first_numbers(found)
            assert len(expected) - len(numbers) in MAY_LOSE_ROWS.get(suffix, {0})
            np.testing.assert_array_equal(numbers[:3], expected[:3])
        else:
            refused += 1
    assert refused > 0.5 * len(cuts(len(whole), suffix))


def mutate(content: bytes, random: np.random.Generator) -> bytes:
    """Change, delete, insert or repeat a few bytes."""
    changed = bytearray(content)
    for _ in range(int(random.integers(1, 6))):
        at = int(random.integers(len(changed)))
        kind = random.integers(4)
        if kind == 0:
            changed[at] = int(random.integers(256))
        elif kind == 1:
            del changed[at : at + int(random.integers(1, 20))]
        elif kind == 2:
            changed[at:at] = random.bytes(int(random.integers(1, 20)))
        else:
            changed[at:at] = changed[at : at + int(random.integers(1, 60))]
    return bytes(changed)


def assert_survives_mutations(folder: Path, suffix: str, count: int, seed: int) -> None:
    path = example(folder, suffix)
    whole = path.read_bytes()
    random = np.random.default_rng(seed)
    for _ in range(count):
        path.write_bytes(mutate(whole, random))
        found = outcome(path)
        if isinstance(found, Recording):
            assert_complete(found)


@every_suffix
def test_mutated_files_give_a_recording_or_a_clear_error(tmp_path: Path, suffix: str) -> None:
    assert_survives_mutations(tmp_path, suffix, 25 if suffix in IN_A_CHILD else 400, seed=1)


@pytest.mark.slow
@every_suffix
def test_many_mutated_files_give_a_recording_or_a_clear_error(tmp_path, suffix: str) -> None:
    assert_survives_mutations(tmp_path, suffix, 400 if suffix in IN_A_CHILD else 4000, seed=2)


BACKWARDS = {suffix for suffix in SUFFIXES if suffix not in {".c3d", ".xml", ".json"}}
"""C3D has no time stamps; an external-loads file has those of its .mot file; JSON knows no nan, and
its times are tested with its reader."""


@pytest.mark.parametrize("suffix", sorted(BACKWARDS))
def test_time_running_backwards_is_refused(tmp_path: Path, suffix: str) -> None:
    path = example(tmp_path, suffix)
    path.write_text(re.sub(r"0\.02([\t,])", r"0.005\1", path.read_text()))
    with pytest.raises(RecordingError, match=r"expected a time after 0\.01 s"):
        read_recording(path)


@pytest.mark.parametrize("suffix", sorted(BACKWARDS))
def test_a_missing_time_stamp_is_refused(tmp_path: Path, suffix: str) -> None:
    path = example(tmp_path, suffix)
    path.write_text(re.sub(r"0\.02([\t,])", r"nan\1", path.read_text()))
    with pytest.raises(RecordingError, match="expected a time stamp"):
        read_recording(path)


def test_every_reader_has_a_name_and_suffixes_of_its_own() -> None:
    assert len(SUFFIXES) == len(set(SUFFIXES))
    assert all(isinstance(reader, Reader) and reader.name for reader in READERS)
