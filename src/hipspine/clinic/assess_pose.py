"""From a pose tool's output to measurements."""

from dataclasses import dataclass
from pathlib import Path

from hipspine.domain.problem import Problem
from hipspine.measure.landmarks.measures import LandmarkAssessment, assess_landmarks
from hipspine.readers.pose_tracks import read_pose_tracks


@dataclass(frozen=True, eq=False)
class PoseAssessment:
    """What landmarks show, and what was noticed while reading them."""

    found: LandmarkAssessment
    problems: tuple[Problem, ...]


def assess_pose(path: Path, *, rate_hz: float | None = None) -> PoseAssessment:
    """Return what the landmarks of a pose tool show.

    Parameters
    ----------
    path : Path
        A MediaPipe .json file, a .trc file, or a folder of OpenPose frames.
    rate_hz : float, optional
        Frames per second, where the file does not say them [Hz].

    Raises
    ------
    UserError
        If the landmarks cannot be read or used.
    """
    tracks = read_pose_tracks(path, rate_hz=rate_hz)
    return PoseAssessment(assess_landmarks(tracks), tracks.problems)
