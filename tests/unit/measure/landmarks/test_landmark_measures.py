"""Landmarks of every pose tool give back the stick figure's own angles and times."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from hipspine.clinic.assess_pose import assess_pose
from hipspine.domain.anatomy import Side
from hipspine.domain.pose import PosePoint
from hipspine.measure.landmarks.measures import NO_SCALE

_SPEC = importlib.util.spec_from_file_location("stick", Path(__file__).with_name("conftest.py"))
stick = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(stick)

TOOLS = ("world", "image", "openpose", "trc")
# A low-pass at 6 Hz takes 0.05 % of a swing at 0.9 Hz, and 60 frames a second miss the turning
# point by up to (pi * 0.9 / 60)^2 / 2 = 0.1 % of it; strides begin on frames.
ANGLE_RAD = 0.01
FRAME_S = 1 / stick.RATE_HZ


def written(tool: str, folder: Path, points, times_s) -> Path:
    if tool == "openpose":
        return stick.write_openpose(folder / "frames", points, times_s)
    if tool == "trc":
        return stick.write_trc(folder / "walk.trc", points, times_s)
    make = stick.mediapipe_world if tool == "world" else stick.mediapipe_image
    path = folder / "walk.json"
    path.write_text(json.dumps(make(points, times_s, fps=stick.RATE_HZ)))
    return path


def measured(path: Path, rate_hz: float | None = None):
    found = assess_pose(path, rate_hz=rate_hz).found
    return {(one.name, one.side): one for one in found.measurements}


@pytest.fixture(scope="module", params=TOOLS)
def seen(request, tmp_path_factory, walk, times_s):
    folder = tmp_path_factory.mktemp(request.param)
    rate = stick.RATE_HZ if request.param == "openpose" else None
    return request.param, measured(written(request.param, folder, walk, times_s), rate)


def test_hip_knee_and_trunk_angles_are_the_figures_own(seen):
    _tool, found = seen
    for side in Side:
        # Thigh from -0.4 to +0.4, the trunk 0.1 forward throughout.
        assert found["hip_flexion_against_trunk_range", side].value == pytest.approx(
            2 * stick.SWING_RAD, abs=ANGLE_RAD
        )
        assert found["hip_extension_against_trunk_peak", side].value == pytest.approx(
            stick.SWING_RAD - stick.LEAN_RAD, abs=ANGLE_RAD
        )
        assert found["knee_flexion_peak", side].value == pytest.approx(
            2 * stick.KNEE_RAD, abs=ANGLE_RAD
        )
    assert found["trunk_forward_lean_mean", None].value == pytest.approx(
        stick.LEAN_RAD, abs=ANGLE_RAD
    )
    assert found["trunk_forward_lean_range", None].value == pytest.approx(0.0, abs=ANGLE_RAD)


def test_times_are_those_of_the_cycle(seen):
    _tool, found = seen
    assert found["cadence", None].value == pytest.approx(2 / stick.CYCLE_S, rel=0.01)
    for side in Side:
        assert found["step_time", side].value == pytest.approx(stick.CYCLE_S / 2, abs=FRAME_S)


def test_an_even_walk_has_no_side_difference(seen):
    _tool, found = seen
    assert found["knee_flexion_range_side_difference", None].value == pytest.approx(0, abs=0.01)
    # A frame of 0.017 s in a step of 0.55 s.
    assert found["step_time_side_difference", None].value == pytest.approx(0, abs=0.06)


def test_lengths_in_metres_need_a_scale(seen):
    tool, found = seen
    step = found["step_length", Side.RIGHT]
    if tool == "trc":
        assert step.value is not None
        ratio = found["step_length_per_leg_length", Side.RIGHT].value
        leg = stick.THIGH_M + stick.SHANK_M
        assert step.value == pytest.approx(ratio * leg, rel=0.01)
    else:
        assert step.absent_because == NO_SCALE
        assert found["step_length_per_leg_length", Side.RIGHT].value is not None


def test_tilt_and_lumbar_curve_are_absent_without_points_of_the_pelvis(seen):
    _tool, found = seen
    for name in ("pelvis_anterior_tilt_estimated", "lumbar_extension_range_estimated"):
        assert found[name, None].value is None
        assert "pelvis" in found[name, None].absent_because


def test_points_of_the_pelvis_give_an_estimate_and_say_so(tmp_path, walk, times_s):
    points, names = dict(walk), dict(stick.NAMES)
    for side in Side:
        hip = walk[PosePoint.on(side, "hip")]
        # 0.15 m from back to front, the front 0.03 m lower: atan(0.03 / 0.15) forward.
        points[PosePoint.on(side, "asis")] = hip + np.array([0.08, 0.08, 0.0])
        points[PosePoint.on(side, "psis")] = hip + np.array([-0.07, 0.11, 0.0])
        for place in ("asis", "psis"):
            names[PosePoint.on(side, place)] = f"{side.value[0]}.{place.upper()}_study"
    found = measured(stick.write_trc(tmp_path / "walk.trc", points, times_s, names))
    tilt = found["pelvis_anterior_tilt_estimated", None]
    assert tilt.value == pytest.approx(np.arctan2(0.03, 0.15), abs=1e-3)
    assert any("Estimated" in caution for caution in tilt.cautions)


def test_a_stiffer_left_knee_shows_as_a_side_difference(tmp_path, times_s):
    points = stick.stick_walk(times_s, knee=lambda side: 0.5 if side is Side.LEFT else 1.0)
    found = measured(stick.write_trc(tmp_path / "walk.trc", points, times_s))
    # Ranges of 1.0 right and 0.5 left: (1.0 - 0.5) / 0.75.
    assert found["knee_flexion_range_side_difference", None].value == pytest.approx(2 / 3, abs=0.03)


def test_walking_to_the_left_gives_the_same_angles(tmp_path, walk, times_s):
    turned = {point: path * np.array([-1.0, 1.0, 1.0]) for point, path in walk.items()}
    found = measured(written("image", tmp_path, turned, times_s))
    assert found["knee_flexion_peak", Side.RIGHT].value == pytest.approx(1.0, abs=ANGLE_RAD)
    assert found["trunk_forward_lean_mean", None].value == pytest.approx(0.1, abs=ANGLE_RAD)


def test_a_room_turned_about_the_vertical_changes_nothing(tmp_path, walk, times_s):
    turn = 1.2
    about_y = np.array(
        [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]]
    )
    turned = {point: path @ about_y.T for point, path in walk.items()}
    found = measured(stick.write_trc(tmp_path / "walk.trc", turned, times_s))
    assert found["hip_flexion_against_trunk_range", Side.LEFT].value == pytest.approx(
        0.8, abs=ANGLE_RAD
    )


def test_mirroring_the_figure_swaps_the_sides(tmp_path, times_s):
    points = stick.stick_walk(times_s, knee=lambda side: 0.5 if side is Side.LEFT else 1.0)
    mirrored = {_other(point): path * np.array([1.0, 1.0, -1.0]) for point, path in points.items()}
    one = measured(stick.write_trc(tmp_path / "one.trc", points, times_s))
    other = measured(stick.write_trc(tmp_path / "other.trc", mirrored, times_s))
    for side in Side:
        name = "knee_flexion_range"
        assert one[name, side].value == pytest.approx(other[name, side.other].value, abs=1e-9)


def _other(point: PosePoint) -> PosePoint:
    for side in Side:
        if point.startswith(f"{side}_"):
            return PosePoint.on(side.other, point.removeprefix(f"{side}_"))
    return point


def test_seen_from_the_front_every_angle_is_absent_with_the_reason(tmp_path, walk, times_s):
    front = {
        point: np.stack([4 * path[:, 2], path[:, 1], path[:, 0]], axis=1)
        for point, path in walk.items()
    }
    found = measured(written("image", tmp_path, front, times_s))
    assert all(one.value is None for one in found.values())
    assert "from the side" in found["knee_flexion_peak", Side.LEFT].absent_because


def test_standing_still_has_angles_and_no_times(tmp_path, walk, times_s):
    still = {point: np.repeat(path[:1], len(times_s), axis=0) for point, path in walk.items()}
    found = measured(stick.write_trc(tmp_path / "still.trc", still, times_s))
    assert found["trunk_forward_lean_mean", None].value == pytest.approx(0.1, abs=1e-3)
    assert "whole recording" in found["trunk_forward_lean_mean", None].method
    assert "no whole stride" in found["cadence", None].absent_because


def test_a_video_too_slow_to_time_steps_gives_angles_only(tmp_path, walk, times_s):
    slow = {point: path[::3] for point, path in walk.items()}
    path = tmp_path / "walk.json"
    path.write_text(json.dumps(stick.mediapipe_world(slow, times_s[::3], fps=20)))
    found = measured(path)
    assert "20 frames a second" in found["cadence", None].absent_because
    assert found["knee_flexion_peak", Side.RIGHT].value is not None


def test_points_seen_too_poorly_are_gaps_and_never_guesses(tmp_path, walk, times_s):
    content = stick.mediapipe_world(walk, times_s, fps=stick.RATE_HZ)
    for frame in content["frames"]:
        frame["pose_world_landmarks"][0][27]["visibility"] = 0.3  # the left ankle
        frame["pose_world_landmarks"][0][27]["x"] = 99.0
    for frame in content["frames"][:10]:
        frame["pose_world_landmarks"][0][27]["visibility"] = 0.9
        frame["pose_world_landmarks"][0][27]["x"] = 0.0
    path = tmp_path / "walk.json"
    path.write_text(json.dumps(content))
    found = measured(path)
    assert found["knee_flexion_peak", Side.LEFT].value is None
    assert found["knee_flexion_peak", Side.RIGHT].value == pytest.approx(1.0, abs=ANGLE_RAD)
    warned = [problem.where for problem in assess_pose(path).problems]
    assert any("left ankle" in where for where in warned)


def test_every_measure_says_that_landmarks_are_guessed(seen):
    _tool, found = seen
    for one in found.values():
        if one.value is not None:
            assert any("guessed" in caution for caution in one.cautions), one.name
