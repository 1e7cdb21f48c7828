from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.problem import Level
from hipspine.readers.trc import read_trc

HEADER = "PathFileType\t4\t(X/Y/Z)\tx.trc\n"
KEYS = "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\n"
NAMES = "Frame#\tTime\tLASI\t\t\tRASI\t\t\n"
AXES = "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n"
ROWS = (
    "1\t0.00\t1\t2\t3\t4\t5\t6\n",
    "2\t0.01\t1.5\t2\t3\t4\t5\t6\n",
    "3\t0.02\t2\t2\t3\t4\t5\t6\n",
)


def trc(
    folder: Path, *, values: str = "100\t100\t3\t2\tmm\n", names: str = NAMES, rows=ROWS
) -> Path:
    path = folder / "x.trc"
    path.write_text(HEADER + KEYS + values + names + AXES + "".join(rows))
    return path


def test_millimetres_become_metres(tmp_path: Path) -> None:
    markers = read_trc(trc(tmp_path)).markers
    assert markers is not None
    assert markers.names == ("LASI", "RASI")
    np.testing.assert_allclose(markers.times_s, [0, 0.01, 0.02])
    np.testing.assert_allclose(markers.position_m("LASI")[1], [0.0015, 0.002, 0.003])


@pytest.mark.parametrize(("unit", "metres"), [("m", 1.0), ("cm", 0.01), ("MM", 0.001)])
def test_the_unit_is_taken_from_the_header(tmp_path: Path, unit: str, metres: float) -> None:
    markers = read_trc(trc(tmp_path, values=f"100\t100\t3\t2\t{unit}\n")).markers
    assert markers is not None
    np.testing.assert_allclose(markers.position_m("RASI")[0], np.array([4, 5, 6]) * metres)


def test_windows_line_ends_and_trailing_tabs_do_not_matter(tmp_path: Path) -> None:
    path = trc(tmp_path, rows=tuple(row.replace("\n", "\t\t\n") for row in ROWS))
    path.write_bytes(path.read_text().replace("\n", "\r\n").encode("utf-8-sig"))
    markers = read_trc(path).markers
    assert markers is not None
    assert markers.positions_m.shape == (3, 2, 3)


def test_blank_cells_and_three_zeros_are_markers_not_seen(tmp_path: Path) -> None:
    rows = (ROWS[0], "2\t0.01\t\t\t\t4\t5\t6\n", "3\t0.02\t2\t2\t3\t0\t0.0\t0\n")
    recording = read_trc(trc(tmp_path, rows=rows))
    assert recording.markers is not None
    missing = np.isnan(recording.markers.positions_m).all(axis=2)
    np.testing.assert_array_equal(missing, [[False, False], [True, False], [False, True]])
    assert [problem.level for problem in recording.problems] == [Level.INFO]


def test_a_file_with_fewer_frames_than_promised_was_cut_short(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"expected 3 rows \(NumFrames.*got 2.*cut short"):
        read_trc(trc(tmp_path, rows=ROWS[:2]))


def test_a_row_that_ends_early_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"line 8: expected 8 columns.*got 5"):
        read_trc(trc(tmp_path, rows=(*ROWS[:2], "3\t0.02\t2\t2\t3\n")))


def test_a_cell_that_is_no_number_is_named_by_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"line 7, column 4.*got '2,5'"):
        read_trc(trc(tmp_path, rows=(ROWS[0], "2\t0.01\t1\t2,5\t3\t4\t5\t6\n", ROWS[2])))


@pytest.mark.parametrize("cell", ["inf", "1_000", "1e999"])
def test_numbers_that_no_exporter_writes_are_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(FileFormatError, match="column 4"):
        read_trc(trc(tmp_path, rows=(ROWS[0], f"2\t0.01\t1\t{cell}\t3\t4\t5\t6\n", ROWS[2])))


def test_time_that_runs_backwards_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"sample 3: expected a time after 0.01 s, got 0 s"):
        read_trc(trc(tmp_path, rows=(*ROWS[:2], ROWS[2].replace("0.02", "0.00"))))


def test_a_repeated_time_stamp_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"after 0\.01 s"):
        read_trc(trc(tmp_path, rows=(*ROWS[:2], ROWS[2].replace("0.02", "0.01"))))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("100\t100\t3\t2\tfurlong\n", "m, cm or mm"),
        ("0\t100\t3\t2\tmm\n", "a rate in Hz"),
        ("100\t100\tx\t2\tmm\n", "a whole number"),
        ("100\t100\t3\t5\tmm\n", "5 marker names"),
        ("100\t100\t3\n", "a value for NumMarkers"),
    ],
)
def test_a_header_that_makes_no_sense_is_refused(tmp_path: Path, values: str, reason: str) -> None:
    with pytest.raises(FileFormatError, match=reason):
        read_trc(trc(tmp_path, values=values))


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ("Frame#\tTime\tLASI\t\t\tLASI\t\t\n", "LASI more than once"),
        ("Frame#\tTime\t\t\t\tRASI\t\t\n", "a gap"),
        ("Frame#\tTime\tLASI\tRASI\n", "'RASI' above a second or third column"),
    ],
)
def test_marker_names_must_be_complete_and_distinct(tmp_path, names: str, reason: str) -> None:
    with pytest.raises(FileFormatError, match=reason):
        read_trc(trc(tmp_path, names=names))


def test_a_header_that_contradicts_the_data_is_reported(tmp_path: Path) -> None:
    recording = read_trc(trc(tmp_path, values="250\t250\t2\t2\tmm\n"))
    said = " ".join(problem.what for problem in recording.problems)
    assert "says 2 frames, the file holds 3" in said
    assert "says 250 Hz, the time stamps give 100 Hz" in said


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("name", "metres", "skipped"),
    [
        ("walk_rajagopal/markers_walk.trc", 1e-3, 6),
        ("walk_rajagopal/static_walk_1.trc", 1e-3, 6),
        ("subject4/walking2.trc", 1.0, 5),
        ("subject4/static1.trc", 1.0, 5),
        ("subject4/squats1.trc", 1.0, 5),
        ("subject4/STS1.trc", 1.0, 5),
    ],
)
def test_recorded_files_equal_what_numpy_reads(
    recordings: Path, name: str, metres: float, skipped: int
) -> None:
    table = np.genfromtxt(recordings / name, delimiter="\t", skip_header=skipped)
    markers = read_trc(recordings / name).markers
    assert markers is not None
    columns = 2 + 3 * len(markers.names)
    expected = table[:, 2:columns].reshape(len(table), -1, 3) * metres
    np.testing.assert_array_equal(markers.times_s, table[:, 1])
    np.testing.assert_array_equal(markers.positions_m, expected)
