from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.problem import Level
from hipspine.readers.external_loads import read_external_loads
from hipspine.readers.sto import read_sto

FORCE = """<ExternalForce name="right"><applied_to_body>calcn_r</applied_to_body>
<force_expressed_in_body>ground</force_expressed_in_body>
<force_identifier>ground_force_r_v</force_identifier>
<point_identifier>ground_force_r_p</point_identifier>
<torque_identifier>ground_torque_r_</torque_identifier></ExternalForce>"""


def loads(folder: Path, *, force: str = FORCE, datafile: str = "grf.mot") -> Path:
    names = [f"{part}{axis}" for part in ("ground_force_r_v", "ground_force_r_p") for axis in "xyz"]
    names += [f"ground_torque_r_{axis}" for axis in "xyz"]
    rows = ["\t".join(map(str, [t, *range(9)])) for t in (0.0, 0.01)]
    lines = ["endheader", "\t".join(["time", *names]), *rows]
    (folder / "grf.mot").write_text("\n".join(lines) + "\n")
    path = folder / "loads.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8" ?>\n<OpenSimDocument Version="40000"><ExternalLoads>'
        f"<objects>{force}</objects><datafile>{datafile}</datafile></ExternalLoads>"
        "</OpenSimDocument>"
    )
    return path


def test_the_force_comes_with_the_body_that_the_file_claims(tmp_path: Path) -> None:
    (force,) = read_external_loads(loads(tmp_path)).forces
    assert (force.name, force.claimed_body) == ("right", "calcn_r")
    np.testing.assert_array_equal(force.force_N[0], [0, 1, 2])
    np.testing.assert_array_equal(force.point_m[0], [3, 4, 5])
    np.testing.assert_array_equal(force.torque_Nm[0], [6, 7, 8])


@pytest.mark.parametrize("elsewhere", [r"C:\lab\trial\grf.mot", "/home/ann/trial/grf.mot"])
def test_a_path_from_another_machine_finds_the_file_beside_the_xml(tmp_path, elsewhere) -> None:
    assert len(read_external_loads(loads(tmp_path, datafile=elsewhere)).forces) == 1


def test_a_data_file_that_is_nowhere_is_named_with_the_places_looked_in(tmp_path: Path) -> None:
    path = loads(tmp_path, datafile="/home/ann/other.mot")
    with pytest.raises(FileFormatError) as caught:
        read_external_loads(path)
    assert "/home/ann/other.mot" in caught.value.expected
    assert str(tmp_path / "other.mot") in caught.value.expected


def test_identifiers_that_no_column_bears_are_named(tmp_path: Path) -> None:
    path = loads(tmp_path, force=FORCE.replace("ground_force_r_p", "ground_force_l_p"))
    with pytest.raises(FileFormatError, match=r"point columns ground_force_l_px, y, z"):
        read_external_loads(path)


def test_a_force_on_the_axes_of_a_moving_body_is_refused(tmp_path: Path) -> None:
    path = loads(tmp_path, force=FORCE.replace(">ground<", ">calcn_r<"))
    with pytest.raises(RecordingError, match=r"<force_expressed_in_body> ground, got 'calcn_r'"):
        read_external_loads(path)


def test_a_force_that_is_switched_off_is_left_out_and_reported(tmp_path: Path) -> None:
    off = FORCE.replace("</ExternalForce>", "<appliesForce>false</appliesForce></ExternalForce>")
    recording = read_external_loads(loads(tmp_path, force=FORCE + off))
    assert len(recording.forces) == 1
    assert [problem.level for problem in recording.problems] == [Level.WARNING]


def test_missing_torques_are_reported(tmp_path: Path) -> None:
    path = loads(tmp_path, force=FORCE.replace("ground_torque_r_", ""))
    assert "no torque columns" in read_external_loads(path).problems[0].what


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<OpenSimDocument><Model/></OpenSimDocument>", "got <Model>"),
        ("<ExternalLoads><objects/></ExternalLoads>", "at least one <ExternalForce>"),
        (f"<ExternalLoads>{FORCE}</ExternalLoads>", "in <datafile>, got nothing"),
        ("<ExternalLoads><objects></ExternalLoads>", "well-formed XML"),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]><ExternalLoads>&b;</ExternalLoads>',
            "well-formed XML without entities",
        ),
    ],
)
def test_what_is_no_external_loads_file_is_refused(tmp_path, content: str, reason: str) -> None:
    path = tmp_path / "loads.xml"
    path.write_text(content)
    with pytest.raises(FileFormatError, match=reason):
        read_external_loads(path)


@pytest.mark.recordings
def test_the_recorded_files_name_their_bodies_rightly_or_wrongly(recordings: Path) -> None:
    walk = read_external_loads(recordings / "walk_rajagopal/grf_walk.xml")
    assert [force.claimed_body for force in walk.forces] == ["calcn_r", "calcn_l"]
    squat = read_external_loads(recordings / "subject4/squats1_external_forces.xml")
    assert [force.claimed_body for force in squat.forces] == ["talus_r"] * 3
    plain = read_sto(recordings / "subject4/squats1_grf.mot")
    for named, bare in zip(squat.forces, plain.forces, strict=True):
        np.testing.assert_array_equal(named.force_N, bare.force_N)
        np.testing.assert_array_equal(named.torque_Nm, bare.torque_Nm)
