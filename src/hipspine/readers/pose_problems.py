"""What can be wrong with landmarks of a pose tool, said the same way for every tool."""

from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.pose import PosePoint
from hipspine.domain.problem import Level, Problem

SELDOM = 0.8
"""Share of frames below which a point is reported as seldom seen; no result hangs on it."""


def no_rate(path: Path) -> RecordingError:
    """Return the error of a file that says neither times nor a rate."""
    return RecordingError(
        str(path),
        expected="frames per second: nothing in the file says how fast the video ran",
        got="none",
        do="Give it with --rate, as the video's properties tell it; do not guess.",
    )


def several_persons(path: Path, frame: int, count: int) -> RecordingError:
    """Return the error of a frame with several persons."""
    return RecordingError(
        f"{path}, frame {frame}",
        expected="one person",
        got=f"{count} persons",
        do="Crop the video, or export one person only: who is who cannot be told here.",
    )


def seldom_seen(
    path: Path, points: tuple[PosePoint, ...], positions: FloatArray
) -> tuple[Problem, ...]:
    """Return one warning per point that is seen in less than `SELDOM` of the frames."""
    shares = np.isfinite(positions).all(axis=2).mean(axis=0)
    return tuple(
        Problem(
            Level.WARNING,
            f"{path}, {point.replace('_', ' ')}",
            f"seen well enough in {share * 100:.0f} % of the frames",
            "Film from the side with the whole body in view, in good light.",
        )
        for point, share in zip(points, shares, strict=True)
        if share < SELDOM
    )
