"""The one door to landmarks of pose tools: MediaPipe JSON, OpenPose folder, TRC."""

from pathlib import Path

import numpy as np

from hipspine.domain.errors import RecordingError
from hipspine.domain.pose import PosePoint, PoseSpace, PoseTracks
from hipspine.readers.pose_mediapipe import read_mediapipe_tracks
from hipspine.readers.pose_names import point_of_marker
from hipspine.readers.pose_openpose import is_openpose_folder, read_openpose_tracks, require_one_of
from hipspine.readers.pose_problems import seldom_seen
from hipspine.readers.trc import read_trc

SUFFIXES = (".json", ".trc")
NEEDED = ("shoulder", "hip", "knee", "ankle")
"""Places of which both sides are needed for any angle."""


def read_pose_tracks(path: Path, *, rate_hz: float | None = None) -> PoseTracks:
    """Return the landmarks that a pose tool found.

    Parameters
    ----------
    path : Path
        A MediaPipe .json file, a .trc file of a tool that triangulates landmarks, or a folder of
        OpenPose frames.
    rate_hz : float, optional
        Frames per second, where the file does not say them [Hz].

    Raises
    ------
    FileFormatError, RecordingError
        If it cannot be read, has no rate, several persons, or lacks points that every angle needs.
    """
    if is_openpose_folder(path):
        tracks = read_openpose_tracks(path, rate_hz=rate_hz)
    elif path.suffix.lower() == ".json":
        tracks = read_mediapipe_tracks(path, rate_hz=rate_hz)
    elif path.suffix.lower() == ".trc":
        tracks = _trc_tracks(path)
    else:
        raise require_one_of(path, SUFFIXES)
    _require_points(tracks)
    return tracks


def _trc_tracks(path: Path) -> PoseTracks:
    recording = read_trc(path)
    markers = recording.markers
    named = {} if markers is None else _named(markers.names)
    if markers is None or not named:
        raise RecordingError(
            str(path),
            expected="markers named as pose tools name them, such as RHip and LKnee",
            got="none",
            do="For markers of a laboratory use `hipspine assess`.",
        )
    points = tuple(named)
    positions = markers.positions_m[:, list(named.values())]
    problems = (*recording.problems, *seldom_seen(path, points, positions))
    tracks = PoseTracks(
        str(path), "TRC", PoseSpace.ROOM, markers.times_s, points, positions, problems
    )
    _require_up(tracks)
    return tracks


def _named(names: tuple[str, ...]) -> dict[PosePoint, int]:
    found: dict[PosePoint, int] = {}
    for column, name in enumerate(names):
        point = point_of_marker(name)
        if point is not None:
            found.setdefault(point, column)
    return found


def _require_points(tracks: PoseTracks) -> None:
    wanted = [PosePoint(f"{side}_{place}") for place in NEEDED for side in ("left", "right")]
    never = [
        point
        for point in wanted
        if not tracks.has(point) or not np.isfinite(tracks.path(point)).all(axis=1).any()
    ]
    if never:
        raise RecordingError(
            tracks.source,
            expected=f"both sides' {', '.join(NEEDED)}",
            got=f"never seen well enough: {', '.join(never).replace('_', ' ')}",
            do="Film from the side with the whole body in view, and export every landmark.",
        )


def _require_up(tracks: PoseTracks) -> None:
    """Refuse a file whose Y axis does not point up: heads would lean sideways."""
    if not tracks.has(PosePoint.LEFT_SHOULDER, PosePoint.LEFT_ANKLE):
        return
    rise = tracks.path(PosePoint.LEFT_SHOULDER) - tracks.path(PosePoint.LEFT_ANKLE)
    seen = rise[np.isfinite(rise).all(axis=1)]
    if seen.size and int(np.argmax(np.median(seen, axis=0))) != 1:
        raise RecordingError(
            tracks.source,
            expected="Y pointing up, shoulders above ankles",
            got="shoulders farthest from the ankles along another axis",
            do="Export with Y up, as OpenSim wants it.",
        )
