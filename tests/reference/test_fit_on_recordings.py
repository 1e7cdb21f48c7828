"""Fit and inverse kinematics on two recordings, against what their laboratories found.

The laboratories used other models (one lumbar joint, a free subtalar joint) and placed model
markers by other means (AddBiomechanics or by hand). A joint angle is compared after its mean
difference is taken off, since that is where the models' neutral postures differ; the mean
difference is bounded apart.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hipspine.content.marker_sets import recognise_marker_set, shipped_marker_sets
from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.landmarks import Segment
from hipspine.domain.motion import JointAngles, Markers
from hipspine.domain.person import Subject
from hipspine.domain.units import degrees
from hipspine.readers import read_recording
from hipspine.simulate.body.build import write_model
from hipspine.simulate.fit.kinematics import solve_inverse_kinematics
from hipspine.simulate.fit.model_fit import fit_model
from hipspine.simulate.fit.reports import FitReport, KinematicsResult
from hipspine.simulate.fit.workers import OpenSimProcesses

opensim = pytest.importorskip("opensim")
opensim.Logger.removeFileSink()
opensim.Logger.setLevelString("Off")

pytestmark = [
    pytest.mark.opensim,
    pytest.mark.recordings,
    pytest.mark.slow,
    pytest.mark.xdist_group("fit_on_recordings"),
]

EVERY = 5
"""Frames compared: every fifth, 20 a second, enough for a walk of 1 Hz."""


@dataclass(frozen=True, eq=False)
class Trial:
    fit: FitReport
    motion: KinematicsResult
    laboratory: JointAngles
    laboratory_model: Path


def trial(folder: Path, out: Path, files: tuple[str, str, str, str], mass_kg: float) -> Trial:
    static, moving, angles, model = (folder / file for file in files)
    generic = out / "generic.osim"
    write_model(generic)
    standing = read_recording(static).markers
    walking = read_recording(moving).markers
    laboratory = read_recording(angles).angles
    assert standing is not None
    assert walking is not None
    assert laboratory is not None
    marker_set = recognise_marker_set(standing.names, shipped_marker_sets())
    few = Markers(walking.names, walking.times_s[::EVERY], walking.positions_m[::EVERY])
    with OpenSimProcesses(2) as processes:
        fit = fit_model(
            standing,
            Subject(mass_kg),
            marker_set,
            model_path=generic,
            out_path=out / "person.osim",
            workers=processes,
        )
        motion = solve_inverse_kinematics(fit.model_path, few, marker_set, workers=processes)
    return Trial(fit, motion, laboratory, model)


@pytest.fixture(scope="module")
def subject4(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return trial(
        recordings / "subject4",
        tmp_path_factory.mktemp("subject4"),
        ("static1.trc", "walking1.trc", "walking1_ik.mot", "subject4_scaled.osim"),
        62.6,
    )


@pytest.fixture(scope="module")
def walk(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return trial(
        recordings / "walk_rajagopal",
        tmp_path_factory.mktemp("walk"),
        (
            "static_walk_1.trc",
            "markers_walk.trc",
            "coordinates.sto",
            "subject_walk_scaled.osim",
        ),
        85.27,
    )


def difference_deg(trial: Trial, coordinate: str) -> tuple[float, float]:
    """Mean difference, and root mean square of the rest, over the times that both have [deg]."""
    times, lab_times = trial.motion.angles.times_s, trial.laboratory.times_s
    both = (times >= lab_times[0]) & (times <= lab_times[-1])
    expected = np.interp(times[both], lab_times, trial.laboratory.of(coordinate))
    rest = degrees(trial.motion.angles.of(coordinate)[both] - expected)
    return float(rest.mean()), float(rest.std())


def length_m(model_path: Path, joints: tuple[str, str]) -> float:
    model = opensim.Model(str(model_path))
    state = model.initSystem()
    model.realizePosition(state)
    a, b = (
        model.getJointSet().get(name).getChildFrame().getPositionInGround(state).to_numpy()
        for name in joints
    )
    return float(np.linalg.norm(a - b))


HIP_AND_KNEE = [
    f"{joint}_{side}" for joint in ("hip_flexion", "hip_adduction", "knee_angle") for side in "rl"
]


@pytest.mark.parametrize("coordinate", HIP_AND_KNEE)
@pytest.mark.parametrize("who", ["subject4", "walk"])
def test_hips_and_knees_move_as_the_laboratory_found(
    who: str, coordinate: str, request: pytest.FixtureRequest
) -> None:
    offset, rest = difference_deg(request.getfixturevalue(who), coordinate)
    # Errors of 2-5 degrees are what gait laboratories accept between sessions (McGinley et al.
    # 2009, Gait Posture 29:360-369); ours came to 0.6-1.7 degrees.
    assert rest < 3.0
    # The pelvis of each model is neutral at another tilt of its spines: see the next test.
    assert abs(offset) < (4.0 if who == "subject4" else 12.0)


@pytest.mark.parametrize("side", ["r", "l"])
def test_the_walks_offset_at_the_hip_is_the_pelvis_neutral_tilt(walk: Trial, side: str) -> None:
    hip, _ = difference_deg(walk, f"hip_flexion_{side}")
    tilt, _ = difference_deg(walk, "pelvis_tilt")
    # The thigh in space is the sum of both: it must agree as in subject 4.
    assert abs(hip + tilt) < 4.0


@pytest.mark.parametrize("side", ["r", "l"])
@pytest.mark.parametrize("who", ["subject4", "walk"])
def test_ankles_move_as_the_laboratory_found(
    who: str, side: str, request: pytest.FixtureRequest
) -> None:
    offset, rest = difference_deg(request.getfixturevalue(who), f"ankle_angle_{side}")
    # The laboratory of subject 4 leaves the subtalar joint free, which takes part of the ankle's
    # motion (its axis is oblique); ours is locked there, as in the other laboratory's model.
    assert rest < (5.0 if who == "subject4" else 3.0)
    assert abs(offset) < 12.0


def test_the_lumbar_levels_add_up_to_the_trunk_that_the_laboratory_found(subject4: Trial) -> None:
    angles = subject4.motion.angles
    for direction in ("extension", "bending", "rotation"):
        total = np.sum([angles.of(f"{level}_{direction}") for level in LUMBAR_LEVELS], axis=0)
        expected = np.interp(
            angles.times_s,
            subject4.laboratory.times_s,
            subject4.laboratory.of(f"lumbar_{direction}"),
        )
        # Six small rotations in series against one: they commute to well within a degree.
        assert degrees(total - expected).std() < 2.0


@pytest.mark.parametrize(
    ("who", "highest_m"),
    [
        ("subject4", 0.020),
        # Shoe markers: those of heel and fifth metatarsal sit up to 4 cm from the bone; without
        # them it is below 2 cm, which the next test holds.
        ("walk", 0.023),
    ],
)
def test_the_static_trial_is_met_within_opensims_guideline(
    who: str, highest_m: float, request: pytest.FixtureRequest
) -> None:
    error = request.getfixturevalue(who).fit.marker_error
    assert error.rms_m < highest_m


@pytest.mark.parametrize("who", ["subject4", "walk"])
def test_landmarks_above_the_shoes_are_met_within_two_centimetres(
    who: str, request: pytest.FixtureRequest
) -> None:
    per_marker = request.getfixturevalue(who).fit.marker_error.per_marker_rms_m
    shod = ("R.Heel", "L.Heel", "R.MT5", "L.MT5", "r_calc", "L_calc", "r_5meta", "L_5meta")
    bare = [error for name, error in per_marker.items() if name not in shod]
    assert np.sqrt(np.mean(np.square(bare))) < 0.02


@pytest.mark.parametrize("who", ["subject4", "walk"])
def test_the_walk_is_followed_within_two_centimetres(
    who: str, request: pytest.FixtureRequest
) -> None:
    assert request.getfixturevalue(who).motion.marker_error.rms_m < 0.02


def test_the_strap_that_turned_after_the_static_trial_is_found(walk: Trial) -> None:
    # Its four markers keep their distances, but sit 14-17 mm nearer the knee in the walk.
    assert "cluster of the left thigh" in {problem.where for problem in walk.motion.problems}
    assert "L.TH1" not in walk.motion.marker_error.per_marker_rms_m


SEGMENTS = {
    "right thigh": ("hip_r", "walker_knee_r"),
    "left thigh": ("hip_l", "walker_knee_l"),
    "right shank": ("walker_knee_r", "ankle_r"),
    "left shank": ("walker_knee_l", "ankle_l"),
}


@pytest.mark.parametrize("segment", SEGMENTS)
def test_leg_lengths_are_those_of_the_laboratorys_model(subject4: Trial, segment: str) -> None:
    ours = length_m(subject4.fit.model_path, SEGMENTS[segment])
    theirs = length_m(subject4.laboratory_model, SEGMENTS[segment])
    # Both scale by the same markers; hip centre estimates differ by about 1 cm in 40.
    assert ours == pytest.approx(theirs, rel=0.03)


@pytest.mark.parametrize("side", ["r", "l"])
def test_the_walks_leg_is_as_long_as_in_the_laboratorys_model(walk: Trial, side: str) -> None:
    # That model's knees sit 27-39 mm further up a leg of the same length: thigh and shank differ by
    # 7-11 %, their sum must not.
    parts = ((f"hip_{side}", f"walker_knee_{side}"), (f"walker_knee_{side}", f"ankle_{side}"))
    ours = sum(length_m(walk.fit.model_path, part) for part in parts)
    theirs = sum(length_m(walk.laboratory_model, part) for part in parts)
    assert ours == pytest.approx(theirs, rel=0.04)


def test_left_and_right_are_of_one_person(subject4: Trial) -> None:
    # Legs differ by 5 mm on average and rarely by more than 20 in 800 (Knutson 2005, Chiropr
    # Osteopat 13:11).
    for part in ("thigh", "shank"):
        right = subject4.fit.factor_of(Segment(f"right_{part}"))
        left = subject4.fit.factor_of(Segment(f"left_{part}"))
        assert right == pytest.approx(left, rel=0.025)


def test_the_mass_is_the_persons(walk: Trial) -> None:
    model = opensim.Model(str(walk.fit.model_path))
    assert model.getTotalMass(model.initSystem()) == pytest.approx(85.27, rel=1e-9)
