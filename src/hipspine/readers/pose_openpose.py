"""OpenPose keypoints (BODY_25): a folder with one JSON file per frame."""

import re
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError, RecordingError
from hipspine.domain.pose import PosePoint, PoseSpace, PoseTracks
from hipspine.readers.pose_names import BODY_25, BODY_25_POINTS, LEAST_CONFIDENCE
from hipspine.readers.pose_problems import no_rate, seldom_seen, several_persons
from hipspine.readers.text_file import read_text

KIND = "an OpenPose frame (.json)"
PATTERN = "*_keypoints.json"


class _Person(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    pose_keypoints_2d: list[float]


class _Frame(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    people: list[_Person]


def read_openpose_tracks(folder: Path, *, rate_hz: float | None = None) -> PoseTracks:
    """Return the points of a folder of OpenPose frames, in pixels.

    Parameters
    ----------
    folder : Path
        Holds files such as ``walk_000000000012_keypoints.json``, one per frame.
    rate_hz : float, optional
        Frames per second of the video: OpenPose does not write it [Hz].

    Raises
    ------
    FileFormatError
        If the folder holds no such files, a file is damaged, or a frame is missing.
    RecordingError
        If no rate is given, or a frame shows several persons.
    """
    files = _frames_in_order(folder)
    if rate_hz is None:
        raise no_rate(folder)
    positions = np.stack([_positions(file) for file in files])
    points: tuple[PosePoint, ...] = tuple(BODY_25)
    return PoseTracks(
        str(folder),
        "OpenPose BODY_25",
        PoseSpace.IMAGE,
        np.arange(len(files)) / rate_hz,
        points,
        positions,
        seldom_seen(folder, points, positions),
    )


def _frames_in_order(folder: Path) -> list[Path]:
    numbered = {
        int(found.group(1)): file
        for file in folder.glob(PATTERN)
        if (found := re.search(r"(\d+)_keypoints\.json$", file.name))
    }
    if len(numbered) < 2:
        raise FileFormatError(
            str(folder),
            expected=f"at least two files {PATTERN} with a frame's number",
            got=f"{len(numbered)}",
            do="Name the folder that OpenPose wrote with --write_json.",
        )
    numbers = sorted(numbered)
    missing = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    if missing:
        raise FileFormatError(
            str(folder),
            expected="one file for every frame",
            got=f"{len(missing)} missing, the first is frame {missing[0]}",
            do="Copy the folder again: times follow from the number of frames.",
        )
    return [numbered[number] for number in numbers]


def _positions(file: Path) -> FloatArray:
    positions = np.full((len(BODY_25), 3), np.nan)
    person = _person(file)
    if person is None:
        return positions
    table = np.array(person.pose_keypoints_2d).reshape(-1, 3)
    for column, number in enumerate(BODY_25.values()):
        x_px, y_px, score = table[number]
        if score >= LEAST_CONFIDENCE:
            positions[column] = x_px, -y_px, 0.0
    return positions


def _person(file: Path) -> _Person | None:
    try:
        people = _Frame.model_validate_json(read_text(file, KIND)).people
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        raise FileFormatError(
            str(file),
            expected=f"{KIND}: people with pose_keypoints_2d",
            got=f"{'.'.join(str(step) for step in first['loc']) or 'file'}: {first['msg']}",
            do="Export the frame again.",
        ) from problem
    if len(people) > 1:
        raise several_persons(file, 0, len(people))
    if not people:
        return None
    numbers = len(people[0].pose_keypoints_2d)
    if numbers != 3 * BODY_25_POINTS:
        raise FileFormatError(
            str(file),
            expected=f"{BODY_25_POINTS} keypoints with a score each (BODY_25)",
            got=f"{numbers} numbers",
            do="Run OpenPose with --model_pose BODY_25.",
        )
    return people[0]


def is_openpose_folder(path: Path) -> bool:
    """Tell whether a path is a folder, as OpenPose writes one."""
    return path.is_dir()


def require_one_of(path: Path, suffixes: tuple[str, ...]) -> RecordingError:
    """Return the error of a path that no pose reader reads."""
    return RecordingError(
        str(path),
        expected=f"a folder of OpenPose frames, or a file ending in {' or '.join(suffixes)}",
        got=path.suffix or "no suffix",
        do="Export landmarks as described in the file formats.",
    )
