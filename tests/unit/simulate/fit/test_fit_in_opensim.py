"""Scaling and inverse kinematics, ours and OpenSim's, on our own model and made-up markers."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hipspine.content.marker_sets import MarkerSet
from hipspine.domain.errors import ModelError, OutputError, RecordingError
from hipspine.domain.kinematics import Kinematics
from hipspine.domain.landmarks import Landmark, Segment
from hipspine.domain.motion import Markers
from hipspine.domain.person import Subject
from hipspine.domain.problem import Level
from hipspine.simulate.body.build import write_model
from hipspine.simulate.fit.body_size import stature_m
from hipspine.simulate.fit.kinematics import solve_inverse_kinematics
from hipspine.simulate.fit.marker_table import landmark_markers
from hipspine.simulate.fit.model_fit import fit_model
from hipspine.simulate.fit.own_postures import describe_body, with_markers
from hipspine.simulate.fit.reports import FitMethod
from hipspine.simulate.fit.requests import ModelDescription
from hipspine.simulate.fit.skeleton_file import read_body_model
from hipspine.simulate.fit.workers import OpenSimProcesses

pytest.importorskip("opensim")
pytestmark = pytest.mark.opensim

MEASURED = [landmark for landmark in Landmark if "hip_centre" not in landmark]
SET = MarkerSet.model_validate(
    {
        "id": "ours",
        "title": "Ours",
        "source": "made up",
        "landmarks": {name: {"landmark": name} for name in MEASURED},
        "clusters": {"THIGH": {"segment": "right_thigh"}},
    }
)
POSTURE = {
    "pelvis_tilt": -0.1,
    "pelvis_rotation": 2.6,  # beyond the quarter turn that the model's range allows
    "pelvis_tx": 3.0,
    "pelvis_ty": 0.93,
    "hip_flexion_r": 0.5,
    "hip_adduction_l": -0.1,
    "knee_angle_r": 0.6,
    "knee_angle_l": 0.2,
    "ankle_angle_r": 0.1,
    "L5_S1_extension": -0.05,
}


@pytest.fixture(scope="module")
def processes() -> Iterator[OpenSimProcesses]:
    with OpenSimProcesses(1) as running:
        yield running


@pytest.fixture(scope="module")
def generic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generic") / "generic.osim"
    write_model(path)
    return path


def described(path: Path, posture: dict[str, float] | None = None) -> ModelDescription:
    model = with_markers(read_body_model(path), landmark_markers())
    return describe_body(model, posture or {})


def recording(model: ModelDescription, frames: int) -> Markers:
    places = np.array([model.markers_m[name] for name in MEASURED])
    return Markers(
        tuple(str(name) for name in MEASURED),
        np.arange(frames) * 0.01,
        np.repeat(places[None], frames, axis=0),
    )


@pytest.mark.parametrize("kinematics", Kinematics)
def test_the_posture_that_made_the_markers_is_found_again(
    kinematics: Kinematics, processes: OpenSimProcesses, generic: Path
) -> None:
    posed = described(generic, POSTURE)
    markers = recording(posed, 3)
    markers.positions_m[1, 5] = np.nan  # a gap must not matter
    result = solve_inverse_kinematics(
        generic, markers, SET, kinematics=kinematics, workers=processes
    )
    for name, value in POSTURE.items():
        # Half a degree or half a millimetre: the search ends at a marker error below that.
        assert result.angles.of(name) == pytest.approx(value, abs=0.01), name
    assert result.marker_error.rms_m < 0.001
    # Dependent coordinates come along: the patella follows the knee, lumbar levels their rhythm.
    np.testing.assert_allclose(
        result.angles.of("knee_angle_r_beta"), result.angles.of("knee_angle_r"), atol=1e-9
    )
    assert (result.angles.of("T12_L1_extension") < 0).all()


@pytest.mark.parametrize("kinematics", Kinematics)
def test_locked_coordinates_stay(
    kinematics: Kinematics, processes: OpenSimProcesses, generic: Path
) -> None:
    result = solve_inverse_kinematics(
        generic,
        recording(described(generic, POSTURE), 1),
        SET,
        kinematics=kinematics,
        workers=processes,
    )
    assert result.angles.of("subtalar_angle_r") == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("kinematics", Kinematics)
def test_every_frame_is_answered_in_order_and_progress_is_told(
    kinematics: Kinematics, processes: OpenSimProcesses, generic: Path
) -> None:
    markers = recording(described(generic), 60)
    markers.positions_m[...] += np.linspace(0, 0.6, 60)[:, None, None] * [1, 0, 0]
    told: list[tuple[int, int]] = []
    result = solve_inverse_kinematics(
        generic,
        markers,
        SET,
        kinematics=kinematics,
        workers=processes,
        progress=lambda *done: told.append(done),
    )
    travel = result.angles.of("pelvis_tx") - result.angles.of("pelvis_tx")[0]
    np.testing.assert_allclose(travel, np.linspace(0, 0.6, 60), atol=0.002)
    assert told[-1] == (60, 60)
    # OpenSim gets the frames in two runs, ours in one.
    assert len(told) == (2 if kinematics is Kinematics.OPENSIM else 1)


def test_a_person_of_the_generic_size_gets_a_model_of_that_size_with_the_mass_asked_for(
    processes: OpenSimProcesses, generic: Path, tmp_path: Path
) -> None:
    person = described(generic, {"knee_angle_r": 0.1})
    static = recording(person, 60)
    with_cluster = Markers(
        (*static.names, "THIGH"),
        static.times_s,
        np.concatenate([static.positions_m, np.tile([0.02, 0.75, 0.15], (60, 1, 1))], axis=1),
    )
    report = fit_model(
        with_cluster,
        Subject(60.0),
        SET,
        model_path=generic,
        out_path=tmp_path / "person.osim",
        workers=processes,
    )
    # Hip centres are estimated by regression, which does not give the model's own: thighs and
    # pelvis come out a little off; what is measured between markers alone comes out exactly.
    assert report.factor_of(Segment.RIGHT_SHANK) == pytest.approx(1.0, abs=0.005)
    assert report.factor_of(Segment.RIGHT_FOREARM) == pytest.approx(1.0, abs=0.005)
    assert report.factor_of(Segment.RIGHT_THIGH) == pytest.approx(1.0, abs=0.05)
    assert report.strength_factor == pytest.approx((60.0 / person.mass_kg) ** (2 / 3))
    assert report.method is FitMethod.STATIC_TRIAL
    assert report.posture is not None
    fitted = described(
        report.model_path,
        dict(zip(report.posture.names, report.posture.values[0].tolist(), strict=True)),
    )
    assert fitted.mass_kg == pytest.approx(60.0, rel=1e-9)
    # Markers have moved to where they were measured, the cluster with them: rounding in the file.
    np.testing.assert_allclose(fitted.markers_m["cluster_THIGH"], [0.02, 0.75, 0.15], atol=1e-6)
    np.testing.assert_allclose(
        fitted.markers_m["right_asis"], person.markers_m["right_asis"], atol=1e-6
    )


def test_a_person_scaled_by_height_alone_has_that_height(
    processes: OpenSimProcesses, generic: Path, tmp_path: Path
) -> None:
    before = described(generic)
    report = fit_model(
        None,
        Subject(90.0, height_m=1.9),
        None,
        model_path=generic,
        out_path=tmp_path / "tall.osim",
        workers=processes,
    )
    after = described(report.model_path)
    assert stature_m(after.joint_centres_m, "tall") == pytest.approx(1.9, rel=1e-6)
    assert after.mass_kg == pytest.approx(90.0, rel=1e-9)
    # Everything grew alike: the distance between the hips as much as the stature.
    hips = [
        np.linalg.norm(model.joint_centres_m["hip_r"] - model.joint_centres_m["hip_l"])
        for model in (before, after)
    ]
    grown = 1.9 / stature_m(before.joint_centres_m, "generic")
    assert hips[1] / hips[0] == pytest.approx(grown, rel=1e-6)
    assert report.marker_error is None


def test_without_height_and_markers_the_assumption_is_said(
    processes: OpenSimProcesses, generic: Path, tmp_path: Path
) -> None:
    report = fit_model(
        None,
        Subject(70.0),
        None,
        model_path=generic,
        out_path=tmp_path / "anyone.osim",
        workers=processes,
    )
    assert report.method is FitMethod.POPULATION_HEIGHT
    assert [problem.level for problem in report.problems] == [Level.WARNING]


def test_a_moving_trial_serves_where_there_is_no_static_one_and_that_is_said(
    processes: OpenSimProcesses, generic: Path, tmp_path: Path
) -> None:
    moving = recording(described(generic, POSTURE), 4)
    report = fit_model(
        None,
        Subject(70.0),
        SET,
        model_path=generic,
        out_path=tmp_path / "person.osim",
        markers_moving=moving,
        workers=processes,
    )
    assert report.method is FitMethod.MOVING_TRIAL
    assert any("no static trial" in problem.what for problem in report.problems)


def test_a_given_height_that_the_markers_contradict_is_said(
    processes: OpenSimProcesses, generic: Path, tmp_path: Path
) -> None:
    report = fit_model(
        recording(described(generic), 4),
        Subject(70.0, height_m=1.4),
        SET,
        model_path=generic,
        out_path=tmp_path / "person.osim",
        workers=processes,
    )
    assert any("height given is 1.40 m" in problem.what for problem in report.problems)


def test_a_slipped_strap_is_found_and_left_out(
    processes: OpenSimProcesses, generic: Path, tmp_path: Path
) -> None:
    person = described(generic)
    static = recording(person, 4)
    strap = np.tile([0.05, 0.7, 0.15], (4, 1, 1))
    names = (*static.names, "THIGH")
    fit_model(
        Markers(names, static.times_s, np.concatenate([static.positions_m, strap], axis=1)),
        Subject(70.0),
        SET,
        model_path=generic,
        out_path=tmp_path / "person.osim",
        workers=processes,
    )
    slipped = np.concatenate([static.positions_m, strap - [0, 0.08, 0]], axis=1)
    result = solve_inverse_kinematics(
        tmp_path / "person.osim",
        Markers(names, static.times_s, slipped),
        SET,
        workers=processes,
    )
    assert "THIGH" not in result.marker_error.per_marker_rms_m
    assert any(problem.where == "cluster of the right thigh" for problem in result.problems)


def test_errors_cross_the_process_border(
    processes: OpenSimProcesses, generic: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.osim"
    broken.write_text("<OpenSimDocument", encoding="utf-8")
    with pytest.raises(ModelError, match=r"broken\.osim"):
        described(broken)
    with pytest.raises(ModelError, match="no such file"):
        described(tmp_path / "nowhere.osim")
    with pytest.raises(OutputError, match="written"):
        fit_model(
            None,
            Subject(70.0, 1.7),
            None,
            model_path=generic,
            out_path=tmp_path / "no folder" / "person.osim",
            workers=processes,
        )
    with pytest.raises(RecordingError, match="body mass"):
        fit_model(None, Subject(0.0), None, model_path=generic, out_path=broken)


@pytest.mark.parametrize("kinematics", Kinematics)
def test_a_person_facing_backwards_has_a_continuous_heading(
    kinematics: Kinematics, processes: OpenSimProcesses, generic: Path
) -> None:
    # 52 frames are two runs; the heading swings from 179 to 181 degrees.
    left, right = (
        described(generic, {"pelvis_rotation": np.pi + swing}) for swing in (-0.0175, 0.0175)
    )
    share = (np.arange(52) >= 26)[:, None, None]
    positions = np.where(share, recording(right, 52).positions_m, recording(left, 52).positions_m)
    markers = Markers(tuple(str(n) for n in MEASURED), np.arange(52) * 0.01, positions)
    heading = solve_inverse_kinematics(
        generic, markers, SET, kinematics=kinematics, workers=processes
    ).angles.of("pelvis_rotation")
    assert np.abs(np.diff(heading)).max() < 0.05
    assert abs(heading[-1] - heading[0]) == pytest.approx(0.035, abs=0.01)
