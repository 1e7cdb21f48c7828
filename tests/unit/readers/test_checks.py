from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import AnalogChannels, ExternalForce, JointAngles, Markers, Recording
from hipspine.domain.problem import Level, Problem
from hipspine.readers.checks import (
    check_angles,
    check_force,
    check_markers,
    check_recording,
    check_times,
    require_usable,
)
from hipspine.readers.registry import read_recording

TIMES_S = np.arange(200) / 100


def a_person(*, scale: float = 1.0) -> Markers:
    """Ten markers of a person who stands with Y up and sways a little."""
    random = np.random.default_rng(0)
    body = random.uniform([-0.15, 0.05, -0.25], [0.15, 1.7, 0.25], size=(10, 3))
    body[0, 1], body[1, 1] = 0.05, 1.7
    sway = 0.01 * np.sin(TIMES_S)[:, None, None]
    return Markers(tuple(f"M{i}" for i in range(10)), TIMES_S, (body + sway) * scale)


def a_force(name: str = "plate 1", *, weight_N: float = 700.0) -> ExternalForce:
    force, point, torque = np.zeros((3, 200, 3))
    force[50:150, 1] = weight_N
    return ExternalForce(name, TIMES_S, force, point, torque)


def what(problems: list[Problem]) -> str:
    return " | ".join(f"{problem.level}: {problem.what}" for problem in problems)


def test_a_good_recording_has_no_problems() -> None:
    recording = Recording("walk", markers=a_person(), forces=(a_force(),))
    assert check_recording(recording) == []


def test_time_that_repeats_or_runs_back_is_an_error() -> None:
    (problem,) = check_times("walk", np.array([0, 0.01, 0.01, 0.0, 0.02]))
    assert problem.level is Level.ERROR
    assert "1 steps back and 1 repeated stamps, the first after 0.01 s" in problem.what


def test_missing_and_single_time_stamps_are_errors() -> None:
    assert "time stamps are missing" in what(check_times("walk", np.array([0, np.nan])))
    assert "fewer than two" in what(check_times("walk", np.array([0.0])))


def test_a_dropped_frame_is_a_warning_but_rounding_is_not() -> None:
    assert check_times("walk", np.round(np.arange(50) / 120, 4)) == []
    (problem,) = check_times("walk", np.delete(TIMES_S, 77))
    assert problem.level is Level.WARNING
    assert "0.02 s after 0.76 s (100 % off)" in problem.what


def test_a_gap_is_reported_with_percent_and_longest() -> None:
    markers = a_person()
    markers.positions_m[10:14, 3] = np.nan
    markers.positions_m[100:140, 4] = np.nan
    short, long = sorted(check_markers("walk", markers), key=lambda p: p.where)
    assert (short.level, long.level) == (Level.INFO, Level.WARNING)
    assert short.where == "walk, marker M3"
    assert "missing in 4 of 200 frames (2 %), longest gap 0.05 s from 0.1 s" in short.what
    assert "missing in 40 of 200 frames (20 %), longest gap 0.41 s from 1 s" in long.what


@pytest.mark.parametrize(
    ("scale", "guess"),
    [(1000.0, "mm labelled m"), (0.001, "m labelled mm"), (100.0, "cm labelled m")],
)
def test_a_wrong_unit_is_an_error_with_a_guess(scale: float, guess: str) -> None:
    (problem,) = check_markers("walk", a_person(scale=scale))
    assert problem.level is Level.ERROR
    assert guess in problem.what


@pytest.mark.parametrize(("order", "axis"), [([0, 2, 1], "+Z"), ([1, 0, 2], "+X")])
def test_another_axis_that_points_up_is_an_error(order: list[int], axis: str) -> None:
    person = a_person()
    turned = replace(person, positions_m=person.positions_m[:, :, order])
    (problem,) = check_markers("walk", turned)
    assert problem.level is Level.ERROR
    assert f"stands along {axis}; Y should point up" in problem.what
    assert "lies has no loads" in problem.suggestion


def test_a_person_walking_far_or_on_a_raised_floor_stands_upright() -> None:
    person = a_person()
    for shift in ([3.0, 0, 0], [0, 0.8, 0], [0, -1.0, 2.0]):
        moved = replace(person, positions_m=person.positions_m + shift)
        assert check_markers("walk", moved) == []


def test_a_stray_unnamed_marker_does_not_change_the_size() -> None:
    person = a_person()
    far = np.full((200, 1, 3), 50.0)
    markers = Markers((*person.names, "*11"), TIMES_S, np.concatenate([person.positions_m, far], 1))
    assert check_markers("walk", markers) == []


def test_no_markers_and_markers_never_seen_are_errors() -> None:
    none = Markers((), TIMES_S, np.zeros((200, 0, 3)))
    unseen = Markers(("A",), TIMES_S, np.full((200, 1, 3), np.nan))
    assert "error: there are no markers" in what(check_markers("walk", none))
    assert "error: no marker is seen" in what(check_markers("walk", unseen))


def test_a_missing_angle_is_an_error() -> None:
    values = np.zeros((200, 2))
    values[7, 1] = np.nan
    (problem,) = check_angles("walk", JointAngles(("hip", "knee"), TIMES_S, values))
    assert (problem.level, problem.where) == (Level.ERROR, "walk, knee")


def test_a_plate_that_nobody_touches_is_only_noted() -> None:
    recording = Recording("walk", forces=(a_force("A"), a_force("B", weight_N=5)))
    (problem,) = check_recording(recording)
    assert (problem.level, problem.where) == (Level.INFO, "walk, B")


def test_plates_that_are_all_empty_are_an_error() -> None:
    recording = Recording("walk", forces=(a_force("A", weight_N=0), a_force("B", weight_N=0)))
    assert "error: no plate is touched" in what(check_recording(recording))


def test_a_floor_that_pulls_is_an_error() -> None:
    (problem,) = check_force("walk", a_force(weight_N=-700))
    assert problem.level is Level.ERROR
    assert "the floor would pull" in problem.what


def test_a_plate_with_a_wrong_zero_is_a_warning() -> None:
    force = a_force()
    force.force_N[:, 1] -= 25
    (problem,) = check_force("walk", force)
    assert problem.level is Level.WARNING
    assert "the empty plate reads -25 N" in problem.what


def test_forces_and_points_in_other_units_are_errors() -> None:
    assert "error: the vertical force reaches 7e+05 N" in what(
        check_force("walk", a_force(weight_N=700_000))
    )
    force = a_force()
    force.point_m[:] = 450.0
    assert "lies 450 m from" in what(check_force("walk", force))


def test_samples_that_are_not_numbers_are_a_warning() -> None:
    force = a_force()
    force.torque_Nm[3, 1] = np.nan
    assert what(check_force("walk", force)).startswith("warning: 1 of 200 samples")
    force.force_N[:] = np.nan
    assert "error: the plate holds no complete sample" in what(check_force("walk", force))


def test_forces_of_another_stretch_of_time_are_reported() -> None:
    force = a_force()
    part = replace(force, times_s=TIMES_S * 0.5)
    elsewhere = replace(force, times_s=TIMES_S + 100)
    (problem,) = check_recording(Recording("walk", markers=a_person(), forces=(part,)))
    assert problem.level is Level.WARNING
    assert "the force runs 0 to 0.995 s, the motion 0 to 1.99 s" in problem.what
    (problem,) = check_recording(Recording("walk", markers=a_person(), forces=(elsewhere,)))
    assert problem.level is Level.ERROR


def test_a_motion_without_plates_is_a_warning() -> None:
    assert "no force plates" in what(check_recording(Recording("walk", markers=a_person())))


def test_an_empty_recording_is_an_error() -> None:
    (problem,) = check_recording(Recording("walk"))
    assert problem.level is Level.ERROR
    analog = AnalogChannels(("a",), ("V",), TIMES_S, np.zeros((200, 1)))
    assert check_recording(Recording("walk", analog=analog)) == []


def test_problems_come_in_order_of_importance() -> None:
    markers = a_person(scale=1000)
    markers.positions_m[10, 3] = np.nan
    levels = [p.level for p in check_recording(Recording("walk", markers=markers))]
    assert levels == [Level.ERROR, Level.WARNING, Level.INFO]


def test_all_errors_are_raised_together() -> None:
    problems = [
        Problem(Level.ERROR, "a", "first", "Do this."),
        Problem(Level.WARNING, "b", "second", "Do that."),
        Problem(Level.ERROR, "c", "third", "Do this."),
    ]
    with pytest.raises(RecordingError) as caught:
        require_usable("walk", problems)
    assert caught.value.got == "a: first; c: third"
    assert caught.value.do == "Do this."
    require_usable("walk", problems[1:2])


TRIALS = [
    ("walk_rajagopal/markers_walk.trc", "walk_rajagopal/grf_walk.xml"),
    ("subject4/walking1.trc", "subject4/walking1_grf.mot"),
    ("subject4/static1.trc", "subject4/static1_grf.mot"),
    ("subject4/squats1.trc", "subject4/squats1_external_forces.xml"),
    ("subject4/STS1.trc", "subject4/STS1_grf.mot"),
    ("subject4/STS1_ik.mot", "subject4/STS1_grf.mot"),
    ("c3d/PiG_Motion3_FF.c3d", None),
    ("c3d/PiG_Motion-FlatFoot-Full.c3d", None),
    ("c3d/walking2.c3d", None),
]


@pytest.mark.recordings
@pytest.mark.parametrize(("trial", "forces"), TRIALS)
def test_recorded_trials_can_be_used(recordings: Path, trial: str, forces: str | None) -> None:
    named = recordings / forces if forces else None
    recording = read_recording(recordings / trial, forces=named)
    require_usable(recording.source, recording.problems)
    assert recording.forces
