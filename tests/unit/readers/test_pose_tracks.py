"""Landmarks of pose tools: what is read, and what is refused with a way out."""

import json
from pathlib import Path

import numpy as np
import pytest

from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.pose import PosePoint, PoseSpace
from hipspine.readers import read_recording
from hipspine.readers.pose_names import BODY_25, MEDIAPIPE, point_of_marker
from hipspine.readers.pose_tracks import read_pose_tracks

RATE_HZ = 50.0


def person(**changed: object) -> list[dict[str, object]]:
    """33 landmarks; each one's x is its number in hundredths."""
    return [
        {"x": number / 100, "y": -0.5, "z": 0.25, "visibility": 0.9, **changed}
        for number in range(33)
    ]


def world(count: int = 4, **head: object) -> dict[str, object]:
    return {**head, "frames": [{"pose_world_landmarks": [person()]} for _ in range(count)]}


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content))
    return path


def openpose(folder: Path, frames: dict[int, list[object]]) -> Path:
    folder.mkdir()
    for number, people in frames.items():
        write(folder / f"walk_{number:012d}_keypoints.json", {"people": people})
    return folder


def body_25(score: float = 0.9) -> dict[str, object]:
    numbers = [value for row in range(25) for value in (100.0 + row, 200.0, score)]
    return {"pose_keypoints_2d": numbers}


def test_world_landmarks_come_in_metres_with_y_up_and_z_to_the_camera(tmp_path):
    tracks = read_pose_tracks(write(tmp_path / "walk.json", world(fps=RATE_HZ)))
    assert tracks.space is PoseSpace.BODY
    np.testing.assert_allclose(tracks.path(PosePoint.RIGHT_HIP)[0], [0.24, 0.5, -0.25])
    np.testing.assert_allclose(tracks.times_s, np.arange(4) / RATE_HZ)


@pytest.mark.parametrize(
    "frame",
    [
        {"poseWorldLandmarks": person()},
        {"worldLandmarks": [person()]},
        {"world_landmarks": [person()]},
    ],
)
def test_spellings_of_python_and_javascript_are_both_read(tmp_path, frame):
    content = {"fps": RATE_HZ, "frames": [frame, frame]}
    assert read_pose_tracks(write(tmp_path / "walk.json", content)).space is PoseSpace.BODY


def test_a_bare_list_of_frames_takes_its_times_from_the_stamps(tmp_path):
    frames = [{"timestamp_ms": 40 * n, "pose_world_landmarks": [person()]} for n in range(3)]
    tracks = read_pose_tracks(write(tmp_path / "walk.json", frames))
    np.testing.assert_allclose(tracks.times_s, [0.0, 0.04, 0.08])


def test_image_landmarks_are_turned_into_pixels_by_the_pictures_size(tmp_path):
    frame = {"landmarks": person(y=0.25)}
    content = {"fps": RATE_HZ, "width": 1920, "height": 1080, "frames": [frame, frame]}
    tracks = read_pose_tracks(write(tmp_path / "walk.json", content))
    assert tracks.space is PoseSpace.IMAGE
    np.testing.assert_allclose(tracks.path(PosePoint.RIGHT_HIP)[0], [0.24 * 1920, -270.0, 0.0])


def test_openpose_frames_are_read_in_the_order_of_their_numbers(tmp_path):
    frames = {9: [body_25(score=0.2)], 7: [body_25()], 8: [body_25()]}
    tracks = read_pose_tracks(openpose(tmp_path / "frames", frames), rate_hz=RATE_HZ)
    knee = tracks.path(PosePoint.RIGHT_KNEE)
    np.testing.assert_allclose(knee[0], [110.0, -200.0, 0.0])
    assert np.isnan(knee[2]).all()


def film(**frame: object) -> dict[str, object]:
    """Two frames alike, at 30 frames a second."""
    return {"fps": 30, "frames": [frame, frame]}


STAMPED = {"time_s": 0.1, "world_landmarks": person()}
FAINT = film(pose_world_landmarks=[person(visibility=0.1)])


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (world(), RecordingError, "--rate"),
        (world(1, fps=30), FileFormatError, "frames"),
        (film(pose_world_landmarks=[person(), person()]), RecordingError, "2 persons"),
        (film(pose_world_landmarks=[person()[:17]]), FileFormatError, "33 landmarks, got 17"),
        (film(landmarks=person()), RecordingError, "width and height"),
        (film(landmarks=[]), RecordingError, "no landmarks in any frame"),
        ({**film(landmarks=person()), "fps": 0}, FileFormatError, "fps"),
        (FAINT, RecordingError, "never seen"),
        ([STAMPED, STAMPED], RecordingError, "a time after 0.1 s"),
        ([STAMPED, {"world_landmarks": person()}], RecordingError, "1 in 2 frames"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_way_out(tmp_path, content, error, message):
    with pytest.raises(error, match=message) as caught:
        read_pose_tracks(write(tmp_path / "walk.json", content))
    assert caught.value.do


@pytest.mark.parametrize(
    ("frames", "rate", "error", "message"),
    [
        ({1: [body_25()], 2: [body_25()]}, None, RecordingError, "--rate"),
        ({1: [body_25()]}, 30.0, FileFormatError, "at least two files"),
        ({1: [body_25()], 3: [body_25()]}, 30.0, FileFormatError, "frame 2"),
        ({1: [body_25(), body_25()], 2: [body_25()]}, 30.0, RecordingError, "2 persons"),
        ({1: [{"pose_keypoints_2d": [0.0] * 54}], 2: []}, 30.0, FileFormatError, "BODY_25"),
        ({1: [{"pose": []}], 2: []}, 30.0, FileFormatError, "pose_keypoints_2d"),
        ({1: [], 2: []}, 30.0, RecordingError, "never seen"),
    ],
)
def test_openpose_folders_that_cannot_be_used_are_refused(tmp_path, frames, rate, error, message):
    with pytest.raises(error, match=message):
        read_pose_tracks(openpose(tmp_path / "frames", frames), rate_hz=rate)


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "walk.mp4").write_bytes(b"film")
    with pytest.raises(RecordingError, match="folder of OpenPose frames"):
        read_pose_tracks(tmp_path / "walk.mp4")


def trc(path: Path, names: list[str], rows: list[list[float]]) -> Path:
    head = [
        "PathFileType\t4\t(X/Y/Z)\twalk.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        f"100\t100\t{len(rows)}\t{len(names)}\tm",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "",
    ]
    lines = [
        "\t".join([str(number + 1), str(number / 100), *map(str, row)])
        for number, row in enumerate(rows)
    ]
    path.write_text("\n".join([*head, *lines]) + "\n")
    return path


def test_a_trc_file_of_a_laboratory_is_sent_to_assess(tmp_path):
    path = trc(tmp_path / "walk.trc", ["LASI", "RASI"], [[1.0] * 6] * 3)
    with pytest.raises(RecordingError, match="hipspine assess"):
        read_pose_tracks(path)


def test_a_room_whose_y_is_not_up_is_refused(tmp_path):
    names = ["LShoulder", "LAnkle", "LHip", "LKnee", "RShoulder", "RAnkle", "RHip", "RKnee"]
    lying = [value for name in names for value in (0.1, 0.2, 1.4 if "Should" in name else 0.1)]
    with pytest.raises(RecordingError, match="Y pointing up"):
        read_pose_tracks(trc(tmp_path / "walk.trc", names, [lying] * 3))


def test_points_that_every_angle_needs_are_named_where_missing(tmp_path):
    names = ["LShoulder", "LAnkle", "LHip", "LKnee", "RShoulder", "RAnkle", "RHip"]
    heights = {"Should": 1.4, "Ankle": 0.1, "Hip": 0.9, "Knee": 0.5}
    row = [v for n in names for v in (0.1, next(h for k, h in heights.items() if k in n), 0.2)]
    with pytest.raises(RecordingError, match="right knee"):
        read_pose_tracks(trc(tmp_path / "walk.trc", names, [row] * 3))


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("RHip", PosePoint.RIGHT_HIP),
        ("LBigToe", PosePoint.LEFT_TOE),
        ("left_foot_index", PosePoint.LEFT_TOE),
        ("r.PSIS_study", PosePoint.RIGHT_PSIS),
        ("Nose", PosePoint.NOSE),
        ("LASI", None),
        ("midHip", None),
        ("Neck", None),
    ],
)
def test_names_of_trc_markers_are_understood(name, point):
    assert point_of_marker(name) is point


@pytest.mark.parametrize("numbers", [MEDIAPIPE, BODY_25])
def test_no_two_points_share_a_number(numbers):
    assert len(set(numbers.values())) == len(numbers)


def test_read_recording_gives_world_landmarks_as_markers_with_a_warning(tmp_path):
    recording = read_recording(write(tmp_path / "walk.json", world(fps=RATE_HZ)))
    assert recording.markers is not None
    assert "right_hip" in recording.markers.names
    assert any("hipspine pose" in problem.suggestion for problem in recording.problems)


def test_read_recording_refuses_landmarks_without_a_scale(tmp_path):
    frame = {"landmarks": person()}
    content = {"fps": 30, "width": 10, "height": 10, "frames": [frame, frame]}
    with pytest.raises(RecordingError, match="no scale"):
        read_recording(write(tmp_path / "walk.json", content))
