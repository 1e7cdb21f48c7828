"""MediaPipe pose landmarks as JSON: one file with a list of frames.

MediaPipe itself writes no file; people dump what it returns. Read are the spellings of its Python
and JavaScript results, with or without one level of nesting per person.
"""

from pathlib import Path

import numpy as np
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.motion import Markers, Recording
from hipspine.domain.pose import PosePoint, PoseSpace, PoseTracks
from hipspine.domain.problem import Level, Problem
from hipspine.readers.pose_names import LEAST_CONFIDENCE, MEDIAPIPE, MEDIAPIPE_LANDMARKS
from hipspine.readers.pose_problems import no_rate, seldom_seen, several_persons
from hipspine.readers.text_file import read_text, require_increasing_times

KIND = "a MediaPipe pose file (.json)"
_MILLISECONDS = 1e-3


class _Landmark(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    x: float
    y: float
    z: float = 0.0
    visibility: float | None = None


_Person = list[_Landmark]


class _Frame(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    time_s: float | None = Field(
        default=None, validation_alias=AliasChoices("time_s", "time", "timestamp_s")
    )
    time_ms: float | None = Field(
        default=None, validation_alias=AliasChoices("timestamp_ms", "timestampMs", "time_ms")
    )
    image: _Person | list[_Person] | None = Field(
        default=None,
        validation_alias=AliasChoices("pose_landmarks", "poseLandmarks", "landmarks"),
    )
    world: _Person | list[_Person] | None = Field(
        default=None,
        validation_alias=AliasChoices(
            "pose_world_landmarks", "poseWorldLandmarks", "world_landmarks", "worldLandmarks"
        ),
    )


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    rate_hz: float | None = Field(
        default=None, gt=0, le=1000, validation_alias=AliasChoices("fps", "frame_rate", "rate_hz")
    )
    width_px: int | None = Field(
        default=None, gt=0, validation_alias=AliasChoices("width", "image_width", "width_px")
    )
    height_px: int | None = Field(
        default=None, gt=0, validation_alias=AliasChoices("height", "image_height", "height_px")
    )
    frames: list[_Frame] = Field(min_length=2)


_CONTENT: TypeAdapter[_File | list[_Frame]] = TypeAdapter(_File | list[_Frame])


def looks_like_mediapipe(head: bytes) -> bool:
    """Tell whether the first bytes of a file are those of pose landmarks."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return start in (b"{", b"[") and b"andmarks" in head


def read_mediapipe(path: Path) -> Recording:
    """Return MediaPipe's landmarks in metres about the middle of the hips as markers.

    Raises
    ------
    FileFormatError
        If the file is damaged or no such file.
    RecordingError
        If it has neither times nor a rate, several persons, or only landmarks in the image.
    """
    tracks = read_mediapipe_tracks(path)
    if tracks.space is PoseSpace.IMAGE:
        raise RecordingError(
            str(path),
            expected="landmarks in metres",
            got="landmarks in the image only, which have no scale",
            do="Use `hipspine pose`, or export the world landmarks too.",
        )
    note = Problem(
        Level.WARNING,
        str(path),
        "landmarks of a pose tool are guessed from a picture and stay about the hips",
        "Use `hipspine pose`; forces and muscles need markers of a laboratory.",
    )
    markers = Markers(tuple(tracks.points), tracks.times_s, tracks.positions)
    return Recording(str(path), markers=markers, problems=(*tracks.problems, note))


def read_mediapipe_tracks(path: Path, *, rate_hz: float | None = None) -> PoseTracks:
    """Return the points of a MediaPipe file, in metres where it has them, else in pixels.

    Parameters
    ----------
    path : Path
    rate_hz : float, optional
        Frames per second of the video, where the file states neither times nor a rate [Hz].

    Raises
    ------
    FileFormatError, RecordingError
        As `read_mediapipe`; landmarks in the image need its width and height.
    """
    content = _content(path)
    times = _times_s(path, content, rate_hz)
    world = [_person(path, number, frame.world) for number, frame in enumerate(content.frames)]
    if any(person is not None for person in world):
        positions = _positions(world) * np.array([1.0, -1.0, -1.0])
        return _tracks(path, PoseSpace.BODY, times, positions)
    image = [_person(path, number, frame.image) for number, frame in enumerate(content.frames)]
    if not any(person is not None for person in image):
        raise RecordingError(
            str(path), expected="a person", got="no landmarks in any frame", do="Check the video."
        )
    if content.width_px is None or content.height_px is None:
        raise RecordingError(
            str(path),
            expected="the picture's width and height, by which its landmarks are divided",
            got="none",
            do='Add "width" and "height" in pixels, or export the world landmarks too.',
        )
    size = np.array([content.width_px, -content.height_px, 0.0])
    return _tracks(path, PoseSpace.IMAGE, times, _positions(image) * size)


def _content(path: Path) -> _File:
    text = read_text(path, KIND)
    try:
        found = _CONTENT.validate_json(text)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "file"
        raise FileFormatError(
            str(path),
            expected="a list of frames with landmarks, as MediaPipe returns them",
            got=f"{where}: {first['msg']}",
            do="See the file formats; export it again if it was cut short.",
        ) from problem
    if isinstance(found, _File):
        return found
    if len(found) < 2:
        raise FileFormatError(
            str(path),
            expected="at least two frames",
            got=str(len(found)),
            do="Export the whole video.",
        )
    return _File(frames=found)


def _times_s(path: Path, content: _File, rate_hz: float | None) -> FloatArray:
    given = [
        frame.time_s if frame.time_ms is None else frame.time_ms * _MILLISECONDS
        for frame in content.frames
    ]
    known = [time for time in given if time is not None]
    if len(known) == len(given):
        times = np.array(known)
    elif known:
        raise RecordingError(
            str(path),
            expected="a time stamp in every frame, or in none",
            got=f"{len(known)} in {len(given)} frames",
            do="Export it again with all time stamps.",
        )
    else:
        rate = content.rate_hz or rate_hz
        if rate is None:
            raise no_rate(path)
        times = np.arange(len(given)) / rate
    require_increasing_times(path, times)
    return times


def _person(path: Path, frame: int, found: _Person | list[_Person] | None) -> _Person | None:
    if not found:
        return None
    persons = [each for each in found if isinstance(each, list)]
    if len(persons) > 1:
        raise several_persons(path, frame, len(persons))
    person = persons[0] if persons else [each for each in found if isinstance(each, _Landmark)]
    if len(person) != MEDIAPIPE_LANDMARKS:
        raise FileFormatError(
            f"{path}, frame {frame}",
            expected=f"{MEDIAPIPE_LANDMARKS} landmarks",
            got=str(len(person)),
            do="Export all landmarks of the pose model.",
        )
    return person


def _positions(persons: list[_Person | None]) -> FloatArray:
    positions = np.full((len(persons), len(MEDIAPIPE), 3), np.nan)
    for frame, person in enumerate(persons):
        for column, number in enumerate(MEDIAPIPE.values()):
            if person is not None and _is_seen(person[number]):
                landmark = person[number]
                positions[frame, column] = landmark.x, landmark.y, landmark.z
    return positions


def _is_seen(landmark: _Landmark) -> bool:
    return landmark.visibility is None or landmark.visibility >= LEAST_CONFIDENCE


def _tracks(path: Path, space: PoseSpace, times_s: FloatArray, positions: FloatArray) -> PoseTracks:
    points: tuple[PosePoint, ...] = tuple(MEDIAPIPE)
    problems = seldom_seen(path, points, positions)
    return PoseTracks(str(path), "MediaPipe", space, times_s, points, positions, problems)
