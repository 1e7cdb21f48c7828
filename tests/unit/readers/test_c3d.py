import json
from collections.abc import Callable
from pathlib import Path

import ezc3d
import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import FileFormatError, UserError
from hipspine.domain.motion import EventKind
from hipspine.domain.problem import Level
from hipspine.readers.c3d import read_c3d, recording_from
from hipspine.readers.c3d_child import write_arrays
from hipspine.readers.c3d_process import C3dContent, open_c3d
from hipspine.readers.registry import read_recording

pytestmark = pytest.mark.ezc3d

FRAMES = 10
CORNERS_MM = np.array([[600.0, 400, 0], [200, 400, 0], [200, 1000, 0], [600, 1000, 0]])


def said(recording) -> str:
    return " | ".join(problem.what for problem in recording.problems)


def a_body_mm(*, up: int = 2) -> tuple[tuple[str, ...], np.ndarray]:
    """A standing person of 12 markers in a Z-up laboratory, facing +Y: right is +X."""
    heights = np.array([40.0, 80, 500, 950, 1400, 1700])
    left = np.stack([np.full(6, -150.0), np.zeros(6), heights], axis=1)
    right = left * [-1, 1, 1]
    labels = tuple(f"{side}M{i}" for side in "LR" for i in range(6))
    body = np.concatenate([left, right])
    if up == 1:
        body = body[:, [0, 2, 1]] * [1, 1, -1]  # the same person with Y up, facing -Z
    return labels, np.tile(body, (FRAMES, 1, 1))


def a_plate(weight_N: float, **changes):
    channels = np.zeros((6, 100))
    channels[2] = -weight_N  # z into the floor: the force on the body is negative
    plate = {
        "kind": 2,
        "channels": channels,
        "units": ["N", "N", "N", "Nmm", "Nmm", "Nmm"],
        "corners_mm": CORNERS_MM,
        "origin_mm": (0, 0, -40.0),
    }
    return plate | changes


def test_a_person_facing_y_in_a_z_up_laboratory_faces_x_with_y_up(write_c3d: Callable) -> None:
    labels, positions = a_body_mm()
    recording = read_c3d(write_c3d(labels=labels, positions_mm=positions, plate=a_plate(700)))
    assert recording.markers is not None
    # File (x, y, z) = (right, forward, up) becomes (forward, up, right) = (y, z, x).
    np.testing.assert_allclose(recording.markers.position_m("RM5")[0], [0, 1.7, 0.15], atol=1e-7)
    (force,) = recording.forces
    np.testing.assert_allclose(force.force_N[0], [0, 700, 0], atol=1e-9)
    np.testing.assert_allclose(force.point_m[0], [0.7, 0, 0.4], atol=1e-7)
    assert "+Y became X (forward, the way the person faces) and its +Z became Y" in said(recording)


def test_a_y_up_file_stays_as_it_is_apart_from_facing(write_c3d: Callable) -> None:
    labels, positions = a_body_mm(up=1)
    recording = read_c3d(write_c3d(labels=labels, positions_mm=positions))
    assert recording.markers is not None
    np.testing.assert_allclose(recording.markers.position_m("RM5")[0], [0, 1.7, 0.15], atol=1e-7)


def test_a_screen_axis_that_contradicts_the_plates_is_not_believed(write_c3d: Callable) -> None:
    labels, positions = a_body_mm()
    wrong = {("POINT", "X_SCREEN"): ["+X"], ("POINT", "Y_SCREEN"): ["+Y"]}
    path = write_c3d(labels=labels, positions_mm=positions, plate=a_plate(700), parameters=wrong)
    recording = read_c3d(path)
    assert "the file says +Y points up, its plates and markers say +Z" in said(recording)
    np.testing.assert_allclose(recording.forces[0].force_N[0], [0, 700, 0], atol=1e-9)


def test_without_any_hint_the_assumption_is_reported(write_c3d: Callable) -> None:
    positions = np.full((FRAMES, 1, 3), 5000.0)
    recording = read_c3d(write_c3d(labels=("A",), positions_mm=positions))
    warnings = [p.what for p in recording.problems if p.level is Level.WARNING]
    assert any("+Z is assumed" in what for what in warnings)
    assert any("assumed to be forward" in what for what in warnings)


def test_a_plate_that_stores_the_force_on_itself_is_reversed(write_c3d: Callable) -> None:
    labels, positions = a_body_mm()
    path = write_c3d(labels=labels, positions_mm=positions, plate=a_plate(-700))
    recording = read_c3d(path)
    assert "reversed to the force on the body" in said(recording)
    np.testing.assert_allclose(recording.forces[0].force_N[0], [0, 700, 0], atol=1e-9)


def test_a_small_negative_offset_does_not_reverse_a_plate(write_c3d: Callable) -> None:
    channels = np.zeros((6, 100))
    channels[2] = 30.0  # an empty plate that reads -30 N upwards
    channels[2, 40:50] = -700.0
    labels, positions = a_body_mm()
    path = write_c3d(labels=labels, positions_mm=positions, plate=a_plate(0, channels=channels))
    recording = read_recording(path)
    assert recording.forces[0].force_N[45, 1] == pytest.approx(700)
    assert "the empty plate reads -30 N" in said(recording)


def test_moments_in_newton_metres_labelled_so_give_the_same_point(write_c3d: Callable) -> None:
    channels = np.zeros((6, 100))
    channels[2], channels[3] = -700.0, 70.0  # 70 N·m / -700 N: y = -0.1 m on the plate
    labels, positions = a_body_mm()
    plate = a_plate(0, channels=channels, units=["N", "N", "N", "N.m", "N.m", "N.m"])
    recording = read_c3d(write_c3d(labels=labels, positions_mm=positions, plate=plate))
    # The plate's y runs along the file's -Y, which is our -X: 0.7 + 0.1.
    assert recording.forces[0].point_m[0, 0] == pytest.approx(0.8, abs=1e-7)


def test_a_centre_of_pressure_off_the_plate_is_reported(write_c3d: Callable) -> None:
    channels = np.zeros((6, 100))
    channels[2], channels[3] = -700.0, 700_000.0  # 1 m from the centre of a plate of 0.6 m
    labels, positions = a_body_mm()
    path = write_c3d(labels=labels, positions_mm=positions, plate=a_plate(0, channels=channels))
    assert "100 % of the loaded samples the centre of pressure lies off" in said(read_c3d(path))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": 5}, "this one has type 5"),
        ({"corners_mm": np.zeros((4, 3))}, "span no area"),
        ({"channels": np.zeros((4, 100)), "units": ["N"] * 4}, "CHANNEL does not name them"),
    ],
)
def test_a_plate_that_cannot_be_used_is_left_out_with_the_reason(
    write_c3d: Callable, changes: dict, reason: str
) -> None:
    labels, positions = a_body_mm()
    path = write_c3d(labels=labels, positions_mm=positions, plate=a_plate(700, **changes))
    recording = read_c3d(path)
    assert recording.forces == ()
    assert reason in said(recording)
    assert recording.markers is not None


def test_analog_channels_come_with_units_and_their_own_clock(write_c3d: Callable) -> None:
    labels, positions = a_body_mm()
    path = write_c3d(labels=labels, positions_mm=positions, plate=a_plate(700))
    analog = read_c3d(path).analog
    assert analog is not None
    assert analog.names[:2] == ("ch0", "ch1")
    assert analog.units[3] == "Nmm"
    np.testing.assert_allclose(np.diff(analog.times_s), 0.001)
    np.testing.assert_array_equal(analog.values[:, 2], np.full(100, -700.0))


@pytest.mark.parametrize(
    ("label", "context", "kind", "side"),
    [
        ("Foot Strike", "Left", EventKind.HEEL_STRIKE, Side.LEFT),
        ("Foot Off", "Right", EventKind.TOE_OFF, Side.RIGHT),
        ("Heel Strike", "Right", EventKind.HEEL_STRIKE, Side.RIGHT),
        ("Toe Off", "Left", EventKind.TOE_OFF, Side.LEFT),
        ("RHS", "General", EventKind.HEEL_STRIKE, Side.RIGHT),
        ("Left Foot Off", "", EventKind.TOE_OFF, Side.LEFT),
    ],
)
def test_events_are_understood(write_c3d: Callable, label, context, kind, side) -> None:
    parameters = {
        ("EVENT", "LABELS"): (label,),
        ("EVENT", "CONTEXTS"): (context or " ",),
        ("EVENT", "TIMES"): np.array([[1.0], [2.5]]),
    }
    (event,) = read_c3d(write_c3d(parameters=parameters)).events
    assert (event.kind, event.side) == (kind, side)
    assert event.time_s == pytest.approx(62.5)  # one minute and 2.5 seconds


def test_events_of_another_kind_are_counted_and_left_out(write_c3d: Callable) -> None:
    parameters = {
        ("EVENT", "LABELS"): ("Sync", "Foot Strike"),
        ("EVENT", "CONTEXTS"): ("General", "General"),
        ("EVENT", "TIMES"): np.array([[0.0, 0.0], [1.0, 2.0]]),
    }
    recording = read_c3d(write_c3d(parameters=parameters))
    assert recording.events == ()
    assert "2 events are no heel strike or toe off of a side" in said(recording)


def test_a_subject_prefix_is_dropped_and_unnamed_markers_are_kept(write_c3d: Callable) -> None:
    positions = np.tile([[0.0, 100, 900], [0, -100, 900], [1, 1, 1]], (FRAMES, 1, 1))
    recording = read_c3d(write_c3d(labels=("Ann:LASI", "Ann:RASI", "*3"), positions_mm=positions))
    assert recording.markers is not None
    assert recording.markers.names == ("LASI", "RASI", "*3")
    assert "1 markers have no name" in said(recording)


def test_model_outputs_are_not_markers(write_c3d: Callable) -> None:
    positions = np.tile([[0.0, 100, 900], [0, -100, 900], [30, 5, 2]], (FRAMES, 1, 1))
    path = write_c3d(
        labels=("LASI", "RASI", "LHipAngles"),
        positions_mm=positions,
        parameters={("POINT", "ANGLES"): ("LHipAngles",)},
    )
    recording = read_c3d(path)
    assert recording.markers is not None
    assert recording.markers.names == ("LASI", "RASI")
    assert "1 points are model outputs" in said(recording)


def test_an_unknown_unit_of_length_is_refused(write_c3d: Callable) -> None:
    path = write_c3d(parameters={("POINT", "UNITS"): ["inch"]})
    with pytest.raises(FileFormatError, match=r"expected m, cm or mm, got 'inch'"):
        read_c3d(path)


def test_a_file_without_a_unit_of_length_is_taken_as_millimetres(write_c3d: Callable) -> None:
    recording = read_c3d(write_c3d(parameters={("POINT", "UNITS"): [" "]}))
    assert "mm is assumed" in said(recording)
    assert recording.markers is not None
    assert recording.markers.position_m("LASI")[0, 1] == pytest.approx(0.9)


def test_a_file_without_a_rate_is_refused(write_c3d: Callable) -> None:
    content = C3dContent(np.zeros((2, 1, 3)), np.zeros((0, 0)), 0, {})
    with pytest.raises(FileFormatError, match="a rate in Hz"):
        recording_from(Path("walk.c3d"), content)


def test_unnamed_repeated_and_continued_labels_become_distinct_names() -> None:
    point = {"RATE": [100.0], "UNITS": ["m"], "LABELS": ["A", "A", ""], "LABELS2": ["B"]}
    content = C3dContent(np.zeros((2, 5, 3)), np.zeros((0, 0)), 0, {"POINT": point})
    markers = recording_from(Path("walk.c3d"), content).markers
    assert markers is not None
    assert markers.names == ("A", "A#2", "*3", "B", "*5")


def test_a_person_without_pairs_faces_the_way_of_travel() -> None:
    point = {"RATE": [100.0], "UNITS": ["m"], "LABELS": ["C7"], "Y_SCREEN": ["+Z"]}
    path = np.array([[[0.0, 3, 1.4]], [[0.0, 2, 1.4]], [[0.0, 1, 1.4]]])
    recording = recording_from(
        Path("walk.c3d"), C3dContent(path, np.zeros((0, 0)), 0, {"POINT": point})
    )
    assert recording.markers is not None
    np.testing.assert_allclose(recording.markers.positions_m[:, 0, 0], [-3, -2, -1])
    assert "the way the person travels" in said(recording)


def test_a_file_with_nothing_but_screen_axes_is_turned_by_them() -> None:
    point = {"RATE": [100.0], "UNITS": ["m"], "X_SCREEN": ["-Y"], "Y_SCREEN": ["+Z"]}
    content = C3dContent(np.zeros((0, 0, 3)), np.zeros((0, 0)), 0, {"POINT": point})
    assert "-Y became X (forward, as POINT:X_SCREEN says)" in said(
        recording_from(Path("walk.c3d"), content)
    )


def test_frames_beyond_65535_start_where_the_trial_group_says() -> None:
    # Low word 10, high word 1: frame 65546, which is (65546 - 1) / 100 s.
    parameters = {
        "POINT": {"RATE": [100.0], "UNITS": ["m"], "LABELS": ["A"]},
        "TRIAL": {"ACTUAL_START_FIELD": [10, 1]},
    }
    content = C3dContent(np.zeros((2, 1, 3)), np.zeros((0, 0)), 9, parameters)
    markers = recording_from(Path("walk.c3d"), content).markers
    assert markers is not None
    assert markers.times_s[0] == pytest.approx(655.45)


def test_the_child_hands_back_plain_arrays(write_c3d: Callable, tmp_path: Path) -> None:
    target = tmp_path / "content.npz"
    write_arrays(write_c3d(), target)
    with np.load(target, allow_pickle=False) as arrays:
        assert arrays["points"].shape == (3, 2, FRAMES)
        assert arrays["residuals"].shape == (1, 2, FRAMES)
        facts = json.loads(arrays["facts"].tobytes())
    assert facts["parameters"]["POINT"]["LABELS"] == ["LASI", "RASI"]


# What the child process may do instead of reading the file, as a module run in its place.
CHILDREN = {
    "a crash": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
    "a hang": ("import time; time.sleep(60)", "no result within 0.5 s"),
    "too much memory": ("raise MemoryError", "more memory needed than allowed"),
    "silence": ("pass", "exit code 0"),
    "an error": ("raise ValueError('bad header')", "ValueError: bad header"),
    "garbage": ("import sys; open(sys.argv[2], 'wb').write(b'x')", "does not fit together"),
    "a pickle": (
        "import sys, numpy; numpy.savez(sys.argv[2], points=numpy.array([{}], dtype=object))",
        "does not fit together",
    ),
}


@pytest.mark.parametrize("what", CHILDREN)
def test_a_child_that_misbehaves_becomes_a_clear_error(
    write_c3d: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    code, reason = CHILDREN[what]
    (tmp_path / "misbehaving.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = write_c3d()
    wall_seconds = 0.5 if what == "a hang" else 30.0
    with pytest.raises(FileFormatError, match=reason):
        open_c3d(path, wall_seconds=wall_seconds, child="misbehaving")


def test_the_child_limits_its_own_memory(write_c3d: Callable, tmp_path, monkeypatch) -> None:
    greedy = (
        "from hipspine.readers import c3d_child\n"
        "c3d_child.limit_resources()\n"
        "bytearray(c3d_child.MEMORY_BYTES)\n"
    )
    (tmp_path / "greedy.py").write_text(greedy)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(FileFormatError, match="more memory needed than allowed"):
        open_c3d(write_c3d(), child="greedy")


@pytest.mark.slow
def test_damaged_parameters_of_a_full_file_never_escape_as_other_errors(
    write_c3d: Callable,
) -> None:
    labels, positions = a_body_mm()
    events = {
        ("EVENT", "LABELS"): ("Foot Strike", "Foot Off"),
        ("EVENT", "CONTEXTS"): ("Left", "Right"),
        ("EVENT", "TIMES"): np.array([[0.0, 0.0], [0.02, 0.05]]),
    }
    path = write_c3d(labels=labels, positions_mm=positions, plate=a_plate(700), parameters=events)
    whole = path.read_bytes()
    random = np.random.default_rng(4)
    for _ in range(300):
        changed = bytearray(whole)
        for at in random.integers(512, len(changed), size=int(random.integers(1, 8))):
            changed[at] = int(random.integers(256))
        path.write_bytes(changed)
        try:
            recording = read_recording(path)
        except UserError:
            continue
        assert all(np.shape(force.force_N) == (100, 3) for force in recording.forces)


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("name", "start_s", "markers", "events"),
    [("PiG_Motion-FlatFoot-Full.c3d", 1.47, 113, 12), ("PiG_Motion3_FF.c3d", 7.24, 61, 12)],
)
def test_recorded_walks_keep_their_clock_markers_and_events(
    recordings: Path, name: str, start_s: float, markers: int, events: int
) -> None:
    recording = read_c3d(recordings / "c3d" / name)
    assert recording.markers is not None
    assert recording.markers.times_s[0] == pytest.approx(start_s)
    assert len(recording.markers.names) == markers
    assert len(recording.events) == events
    raw = ezc3d.c3d(str(recordings / "c3d" / name))
    label = raw["parameters"]["POINT"]["LABELS"]["value"].index("LASI")
    height = raw["data"]["points"][2, label] / 1000
    ours = recording.markers.position_m("LASI")[:, 1]
    seen = np.isfinite(ours)
    np.testing.assert_allclose(ours[seen], height[seen], atol=1e-12)


@pytest.mark.recordings
def test_recorded_heel_strikes_agree_with_the_plates(recordings: Path) -> None:
    recording = read_c3d(recordings / "c3d" / "PiG_Motion3_FF.c3d")
    strikes = [e.time_s for e in recording.events if e.kind is EventKind.HEEL_STRIKE]
    for force in recording.forces:
        first = force.times_s[np.flatnonzero(force.force_N[:, 1] > 20)[0]]
        # Events were set on frames of 10 ms, the plates' onset is known to 1 ms.
        assert min(abs(first - strike) for strike in strikes) < 0.011


@pytest.mark.recordings
@pytest.mark.parametrize(
    "name", ["PiG_Motion-FlatFoot-Full.c3d", "PiG_Motion3_FF.c3d", "walking2.c3d"]
)
def test_people_in_recorded_files_walk_forwards_and_upright(recordings: Path, name: str) -> None:
    markers = read_c3d(recordings / "c3d" / name).markers
    assert markers is not None
    right, left = (
        markers.position_m("RPSI" if "walking2" in name else "RASI"),
        markers.position_m("LPSI" if "walking2" in name else "LASI"),
    )
    assert np.nanmean(right[:, 2] - left[:, 2]) > 0.05  # right is +Z
    assert 0.8 < np.nanmean(right[:, 1]) < 1.3  # pelvis at its height above the floor
    seen = np.flatnonzero(np.isfinite(right[:, 0]))
    assert right[seen[-1], 0] - right[seen[0], 0] > 1.0  # travels along +X
