"""Joint angles from markers by our own search: no OpenSim is needed."""

from pathlib import Path

import numpy as np
import pytest

from hipspine.content.marker_sets import (
    MarkerSet,
    recognise_marker_set,
    shipped_marker_sets,
)
from hipspine.content.phrases import phrases
from hipspine.content.reference_walker import reference_walker_files
from hipspine.domain.landmarks import Landmark
from hipspine.domain.motion import Markers
from hipspine.domain.problem import Level
from hipspine.readers import read_recording
from hipspine.simulate.body.build import write_model
from hipspine.simulate.fit.kinematics import solve_inverse_kinematics, unfinished_problems
from hipspine.simulate.fit.own_postures import describe_body
from hipspine.simulate.fit.skeleton_file import read_body_model

MEASURED = [landmark for landmark in Landmark if "hip_centre" not in landmark]
SET = MarkerSet.model_validate(
    {
        "id": "ours",
        "title": "Ours",
        "source": "made up",
        "landmarks": {name: {"landmark": name} for name in MEASURED},
    }
)

FOUND = 1e-6
"""[rad or m] The search ends with a step below 1e-7."""


@pytest.fixture(scope="module")
def generic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("generic") / "generic.osim")


def markers(generic: Path, *postures: dict[str, float], without: tuple[str, ...] = ()) -> Markers:
    body = read_body_model(generic)
    names = [name for name in MEASURED if name not in without]
    frames = [describe_body(body, posture).markers_m for posture in postures]
    positions = np.array([[frame[name] for name in names] for frame in frames])
    return Markers(tuple(str(name) for name in names), np.arange(len(frames)) * 0.01, positions)


def test_a_person_facing_backwards_is_found_though_a_spine_comes_into_sight_late(
    generic: Path,
) -> None:
    recording = markers(generic, *[{"pelvis_rotation": 3.0, "pelvis_tx": 2.0}] * 3)
    recording.positions_m[:2, MEASURED.index(Landmark.LEFT_ASIS)] = np.nan
    angles = solve_inverse_kinematics(generic, recording, SET).angles
    np.testing.assert_allclose(angles.of("pelvis_rotation"), 3.0, atol=FOUND)
    np.testing.assert_allclose(angles.of("hip_flexion_r"), 0.0, atol=FOUND)


@pytest.mark.parametrize("tilt", [np.pi / 2, -np.pi / 2])
def test_a_person_lying_on_back_or_belly_is_found(generic: Path, tilt: float) -> None:
    lying = {"pelvis_tilt": tilt, "pelvis_ty": 0.1, "hip_flexion_r": 0.6, "knee_angle_r": 1.0}
    angles = solve_inverse_kinematics(generic, markers(generic, lying), SET).angles
    for name, value in lying.items():
        np.testing.assert_allclose(angles.of(name), value, atol=FOUND)


def test_a_heading_goes_on_through_half_a_turn(generic: Path) -> None:
    turning = [{"pelvis_rotation": np.pi + swing} for swing in (-0.02, 0.0, 0.02, 0.04)]
    heading = solve_inverse_kinematics(generic, markers(generic, *turning), SET).angles.of(
        "pelvis_rotation"
    )
    np.testing.assert_allclose(np.diff(heading), 0.02, atol=FOUND)


def test_limbs_without_markers_rest_in_the_middle_of_their_range(generic: Path) -> None:
    arm = tuple(name for name in MEASURED if "right_elbow" in name or "right_wrist" in name)
    angles = solve_inverse_kinematics(
        generic, markers(generic, {"hip_flexion_l": 0.4}, without=arm), SET
    ).angles
    # coordinates.csv: elbow 0 to 2.618, forearm 0 to 2.09, upper arm -2.094395 to 1.570796 rad.
    assert angles.of("elbow_flex_r")[0] == pytest.approx(1.309)
    assert angles.of("pro_sup_r")[0] == pytest.approx(1.045)
    assert angles.of("arm_add_r")[0] == pytest.approx((1.570796 - 2.094395) / 2)
    assert angles.of("hip_flexion_l")[0] == pytest.approx(0.4, abs=FOUND)


def test_frames_whose_search_was_stopped_are_counted_and_named() -> None:
    times_s = 0.5 + 0.01 * np.arange(100)
    (problem,) = unfinished_problems((3, 4, 5, 40), times_s)
    assert problem.level is Level.WARNING
    assert problem.where == "inverse kinematics"
    assert problem.what.startswith("in 4 of 100 frames ")
    # Frames 3 to 5 and 40 of a trial that begins at 0.5 s and has 100 frames a second.
    assert problem.what.endswith(": 0.53 - 0.55 s, 0.9 s")
    assert unfinished_problems((), times_s) == ()


def test_one_stopped_frame_in_a_hundred_is_told_without_a_warning() -> None:
    (problem,) = unfinished_problems((40,), np.arange(100.0))
    assert problem.level is Level.INFO
    assert problem.what.endswith(": 40 s")


def test_of_many_stretches_the_first_six_are_named() -> None:
    (problem,) = unfinished_problems(tuple(range(0, 20, 2)), np.arange(20.0))
    assert problem.what.startswith("in 10 of 20 frames ")
    assert problem.what.endswith(": 0 s, 2 s, 4 s, 6 s, 8 s, 10 s, ...")


def test_stopped_frames_are_told_in_german_too() -> None:
    (problem,) = unfinished_problems((3,), np.arange(10.0))
    told = phrases("de")
    assert told(problem.what) == (
        "in 1 von 10 Bildern wurde die Suche nach der Haltung bei 300 Schritten abgebrochen: 3 s"
    )
    assert told(problem.suggestion).startswith("Sehen Sie sich die Marker")


def test_a_trial_followed_to_the_end_has_no_such_problem(generic: Path) -> None:
    found = solve_inverse_kinematics(generic, markers(generic, {"hip_flexion_r": 0.4}), SET)
    assert not [each for each in found.problems if "stopped" in each.what]


def test_the_reference_walker_is_followed_to_the_end_in_every_frame(generic: Path) -> None:
    # Its markers come within 1 mm of the body's, so near that rounding decides whether the last
    # steps lead down. In 22 of the 342 frames that once kept the search going to its limit.
    walk = read_recording(reference_walker_files().walk).markers
    assert walk is not None
    marker_set = recognise_marker_set(walk.names, shipped_marker_sets())
    found = solve_inverse_kinematics(generic, walk, marker_set)
    assert not [each for each in found.problems if "stopped" in each.what]
