import math
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.problem import Level
from hipspine.readers.sto import read_sto

PATHS = ("/jointset/hip_r/hip_flexion_r/value", "/jointset/ground_pelvis/pelvis_tx/value")


def table(
    folder: Path, names: tuple[str, ...], rows: list[list[float]], *, header: str = "inDegrees=no"
) -> Path:
    path = folder / "x.sto"
    lines = [f"nRows={len(rows)}", f"nColumns={len(names) + 1}", header, "endheader"]
    lines.append("\t".join(("time", *names)))
    lines += ["\t".join(map(str, row)) for row in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_coordinates_by_path_come_back_under_their_short_names(tmp_path: Path) -> None:
    path = table(tmp_path, PATHS, [[0, 0.1, 2.0], [0.01, 0.2, 2.1]])
    angles = read_sto(path).angles
    assert angles is not None
    assert angles.names == ("hip_flexion_r", "pelvis_tx")
    np.testing.assert_array_equal(angles.of("hip_flexion_r"), [0.1, 0.2])


def test_degrees_become_radians_and_translations_stay_metres(tmp_path: Path) -> None:
    names = ("hip_flexion_r", "knee_angle_r", "pelvis_tx", "pelvis_ty")
    rows = [[0.0, 90, -180, 2, 95], [0.1, 45, 0, 2.1, 95]]
    angles = read_sto(table(tmp_path, names, rows, header="inDegrees=yes")).angles
    assert angles is not None
    np.testing.assert_allclose(angles.of("hip_flexion_r"), [math.pi / 2, math.pi / 4])
    np.testing.assert_allclose(angles.of("knee_angle_r"), [-math.pi, 0])
    np.testing.assert_array_equal(angles.of("pelvis_ty"), [95, 95])


def test_speeds_and_other_states_are_left_out(tmp_path: Path) -> None:
    names = (*PATHS, "/jointset/hip_r/hip_flexion_r/speed", "/forceset/soleus_r/activation")
    path = table(tmp_path, names, [[0, 0.1, 2, 9, 0.5], [0.01, 0.2, 2, 9, 0.5]])
    angles = read_sto(path).angles
    assert angles is not None
    assert angles.names == ("hip_flexion_r", "pelvis_tx")


def test_the_same_coordinate_twice_is_refused(tmp_path: Path) -> None:
    names = ("/jointset/a/hip_flexion_r/value", "/jointset/b/hip_flexion_r/value")
    with pytest.raises(FileFormatError, match="hip_flexion_r in more than one column"):
        read_sto(table(tmp_path, names, [[0, 1, 1], [1, 1, 1]]))


def test_angles_beyond_half_a_turn_in_radians_are_reported_but_kept(tmp_path: Path) -> None:
    names = ("hip_flexion_r", "knee_angle_r_beta", "pelvis_tx")
    recording = read_sto(table(tmp_path, names, [[0, 30, 60, 99], [0.1, 30, 60, 99]]))
    levels = {problem.where.split(", ")[-1]: problem.level for problem in recording.problems}
    assert levels == {"hip_flexion_r": Level.WARNING, "knee_angle_r_beta": Level.INFO}
    assert recording.angles is not None
    np.testing.assert_array_equal(recording.angles.of("knee_angle_r_beta"), [60, 60])


def test_without_a_unit_small_angles_are_radians_with_a_warning(tmp_path: Path) -> None:
    path = table(tmp_path, ("hip_flexion_r",), [[0, 0.5], [0.1, 0.6]], header="version=1")
    assert [problem.level for problem in read_sto(path).problems] == [Level.WARNING]


def test_without_a_unit_large_angles_are_refused(tmp_path: Path) -> None:
    path = table(tmp_path, ("hip_flexion_r",), [[0, 5], [0.1, 6]], header="version=1")
    with pytest.raises(RecordingError, match="the unit of the angles"):
        read_sto(path)


def test_an_unknown_unit_word_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path, ("hip_flexion_r",), [[0, 5], [0.1, 6]], header="inDegrees=maybe")
    with pytest.raises(FileFormatError, match=r"expected yes or no, got 'maybe'"):
        read_sto(path)


def test_radians_labelled_degrees_are_suspected(tmp_path: Path) -> None:
    names = tuple(
        f"hip_{part}_{side}" for side in "rl" for part in ("flexion", "rotation", "x", "y")
    )
    rows = [[0.0, *[0.5] * 8], [0.1, *[0.6] * 8]]
    recording = read_sto(table(tmp_path, names, rows, header="inDegrees=yes"))
    assert "no angle exceeds 0.6" in recording.problems[0].what


STYLES = {
    "by side": ("ground_force_r_v{}", "ground_force_r_p{}", "ground_torque_r_{}"),
    "by number": ("ground_force_1_v{}", "ground_force_1_p{}", "ground_force_1_m{}"),
    "number first": ("1_ground_force_v{}", "1_ground_force_p{}", "1_ground_torque_{}"),
    "bare": ("ground_force_v{}", "ground_force_p{}", "ground_torque_{}"),
}


@pytest.mark.parametrize("style", STYLES)
def test_every_naming_style_of_forces_is_read(tmp_path: Path, style: str) -> None:
    names = tuple(form.format(axis) for form in STYLES[style] for axis in "xyz")
    row = [1.0, 2, 3, 4, 5, 6, 7, 8, 9]
    (force,) = read_sto(table(tmp_path, names, [[0, *row], [0.001, *row]])).forces
    np.testing.assert_array_equal(force.force_N[0], [1, 2, 3])
    np.testing.assert_array_equal(force.point_m[0], [4, 5, 6])
    np.testing.assert_array_equal(force.torque_Nm[0], [7, 8, 9])


def test_two_bare_and_prefixed_plates_stay_apart(tmp_path: Path) -> None:
    forms = ("ground_force_v{}", "ground_force_p{}", "1_ground_force_v{}", "1_ground_force_p{}")
    names = tuple(form.format(axis) for form in forms for axis in "xyz")
    recording = read_sto(table(tmp_path, names, [[0, *range(12)], [0.1, *range(12)]]))
    assert [force.name for force in recording.forces] == ["ground_force", "1_ground_force"]
    np.testing.assert_array_equal(recording.forces[1].force_N[0], [6, 7, 8])


def test_missing_torque_columns_are_reported(tmp_path: Path) -> None:
    names = tuple(form.format(axis) for form in STYLES["by side"][:2] for axis in "xyz")
    recording = read_sto(table(tmp_path, names, [[0, *range(6)], [0.1, *range(6)]]))
    assert "no torque columns" in recording.problems[0].what
    np.testing.assert_array_equal(recording.forces[0].torque_Nm, np.zeros((2, 3)))


@pytest.mark.parametrize("dropped", ["ground_force_r_vz", "ground_force_r_px"])
def test_a_plate_with_a_missing_component_is_refused(tmp_path: Path, dropped: str) -> None:
    names = tuple(form.format(axis) for form in STYLES["by side"] for axis in "xyz")
    kept = tuple(name for name in names if name != dropped)
    with pytest.raises(FileFormatError, match=f"no {dropped[-1]}"):
        read_sto(table(tmp_path, kept, [[0, *range(8)], [0.1, *range(8)]]))


def test_a_plate_without_point_of_application_is_refused(tmp_path: Path) -> None:
    names = tuple(f"ground_force_r_v{axis}" for axis in "xyz")
    with pytest.raises(FileFormatError, match="of the point"):
        read_sto(table(tmp_path, names, [[0, 1, 2, 3], [0.1, 1, 2, 3]]))


def test_a_table_of_something_else_says_what_was_looked_for(tmp_path: Path) -> None:
    path = table(tmp_path, ("hip_flexion_r_moment", "speed"), [[0, 1, 2], [0.1, 1, 2]])
    with pytest.raises(FileFormatError, match=r"columns of joint angles.*hip_flexion_r_moment"):
        read_sto(path)


def test_fewer_rows_than_promised_were_cut_off(tmp_path: Path) -> None:
    path = table(tmp_path, ("hip_flexion_r",), [[0, 0.1], [0.1, 0.1], [0.2, 0.1]])
    path.write_text("\n".join(path.read_text().splitlines()[:-1]))
    with pytest.raises(FileFormatError, match=r"3 rows \(nRows in the header\), got 2"):
        read_sto(path)


def test_a_wrong_column_count_in_the_header_is_only_reported(tmp_path: Path) -> None:
    path = table(tmp_path, ("hip_flexion_r",), [[0, 0.1], [0.1, 0.1]])
    path.write_text(path.read_text().replace("nColumns=2", "nColumns=40"))
    (problem,) = read_sto(path).problems
    assert "says 40, the file holds 2" in problem.what


def test_trailing_tabs_on_every_line_do_not_matter(tmp_path: Path) -> None:
    path = table(tmp_path, PATHS, [[0, 0.1, 2], [0.1, 0.1, 2]])
    path.write_bytes(path.read_text().replace("\n", "\t\t\r\n").encode())
    angles = read_sto(path).angles
    assert angles is not None
    assert angles.values.shape == (2, 2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("time\ta\n0\t1\n", "no line `endheader`"),
        ("endheader", "nothing after"),
        ("endheader\nframe\ta\n0\t1\n1\t1\n", "the first of them `time`"),
        ("endheader\ntime\ta\ta\n0\t1\t1\n1\t1\t1\n", "a more than once"),
        ("endheader\ntime\thip_flexion_r\n0\t1\n", "at least two samples"),
    ],
)
def test_what_is_not_such_a_table_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "x.sto"
    path.write_text(content)
    with pytest.raises((FileFormatError, RecordingError), match=reason):
        read_sto(path)


def plain_table(path: Path) -> tuple[list[str], np.ndarray]:
    """Names and numbers by numpy alone."""
    lines = path.read_text().splitlines()
    start = [line.strip() for line in lines].index("endheader")
    return lines[start + 1].split("\t"), np.loadtxt(lines[start + 2 :])


@pytest.mark.recordings
@pytest.mark.parametrize(
    "name",
    ["walk_rajagopal/coordinates.sto", "moco_2d/referenceCoordinates.sto", "subject4/STS1_ik.mot"],
)
def test_recorded_angles_equal_what_numpy_reads(recordings: Path, name: str) -> None:
    names, numbers = plain_table(recordings / name)
    angles = read_sto(recordings / name).angles
    assert angles is not None
    short = [column.removesuffix("/value").split("/")[-1].strip() for column in names[1:]]
    assert list(angles.names) == short
    np.testing.assert_array_equal(angles.times_s, numbers[:, 0])
    np.testing.assert_array_equal(angles.values, numbers[:, 1:])


@pytest.mark.recordings
def test_the_degrees_hidden_in_the_recorded_walk_are_reported(recordings: Path) -> None:
    problems = read_sto(recordings / "walk_rajagopal/coordinates.sto").problems
    found = {p.where.split(", ")[-1] for p in problems if "probably degrees" in p.what}
    assert found == {"knee_angle_r_beta", "knee_angle_l_beta"}


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("name", "torque"),
    [
        ("walk_rajagopal/grf_walk.mot", "ground_torque_{}_"),
        ("moco_2d/referenceGRF.sto", "ground_torque_{}_"),
        ("subject4/walking1_grf.mot", "ground_force_{}_m"),
        ("subject4/squats1_grf.mot", "ground_force_{}_m"),
    ],
)
def test_recorded_forces_equal_what_numpy_reads(recordings: Path, name: str, torque: str) -> None:
    names, numbers = plain_table(recordings / name)
    names = [column.strip() for column in names]
    forces = read_sto(recordings / name).forces
    assert len(forces) == (len(names) - 1) // 9
    for force in forces:
        plate = force.name.removeprefix("ground_force_")
        for part, form in (
            (force.force_N, "ground_force_{}_v"),
            (force.point_m, "ground_force_{}_p"),
            (force.torque_Nm, torque),
        ):
            columns = [names.index(form.format(plate) + axis) for axis in "xyz"]
            np.testing.assert_array_equal(part, numbers[:, columns])


@pytest.mark.recordings
@pytest.mark.opensim
def test_the_recorded_walk_equals_what_opensim_reads(recordings: Path) -> None:
    opensim = pytest.importorskip("opensim")
    path = recordings / "walk_rajagopal/coordinates.sto"
    theirs = opensim.TimeSeriesTable(str(path))
    angles = read_sto(path).angles
    assert angles is not None
    column = theirs.getDependentColumn("/jointset/hip_r/hip_flexion_r/value").to_numpy()
    np.testing.assert_array_equal(angles.of("hip_flexion_r"), column)


@pytest.mark.recordings
def test_recorded_muscle_activity_is_read_by_its_title(recordings: Path) -> None:
    path = recordings / "walk_rajagopal/electromyography.sto"
    names, numbers = plain_table(path)
    analog = read_sto(path).analog
    assert analog is not None
    assert list(analog.names) == names[1:]
    np.testing.assert_array_equal(analog.values, numbers[:, 1:])
