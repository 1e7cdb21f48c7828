"""Landmarks that a pose tool found in a video: points of one person over time."""

from dataclasses import dataclass
from enum import StrEnum

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.problem import Problem


class PosePoint(StrEnum):
    """A point that pose tools mark. Hips are hip centres as guessed from the outline."""

    NOSE = "nose"
    LEFT_SHOULDER = "left_shoulder"
    RIGHT_SHOULDER = "right_shoulder"
    LEFT_HIP = "left_hip"
    RIGHT_HIP = "right_hip"
    LEFT_KNEE = "left_knee"
    RIGHT_KNEE = "right_knee"
    LEFT_ANKLE = "left_ankle"
    RIGHT_ANKLE = "right_ankle"
    LEFT_HEEL = "left_heel"
    RIGHT_HEEL = "right_heel"
    LEFT_TOE = "left_toe"
    """Big toe, or what the tool calls the foot's tip."""
    RIGHT_TOE = "right_toe"
    LEFT_ASIS = "left_asis"
    """Guessed by a tool that adds markers of a laboratory to its own points; as are the next."""
    RIGHT_ASIS = "right_asis"
    LEFT_PSIS = "left_psis"
    RIGHT_PSIS = "right_psis"

    @classmethod
    def on(cls, side: Side, place: str) -> "PosePoint":
        """Return the point of a side: ``on(Side.LEFT, "knee")``."""
        return cls(f"{side}_{place}")


class PoseSpace(StrEnum):
    """What positions of a track mean."""

    ROOM = "room"
    """Metres in the room, from several cameras: lengths and speeds are real."""
    BODY = "body"
    """Metres as guessed from one camera, about the middle of the hips: no way through the room."""
    IMAGE = "image"
    """Pixels in one camera's picture: no depth and no scale."""


@dataclass(frozen=True, eq=False)
class PoseTracks:
    """One person's points over time.

    times_s : (T,); points : (P,); positions : (T, P, 3), Y up, metres or pixels by ``space``, NaN
    where the tool did not see a point well enough. In an image X points to its right and Z is 0;
    about the body X points to the image's right and Z towards the camera.
    """

    source: str
    tool: str
    space: PoseSpace
    times_s: FloatArray
    points: tuple[PosePoint, ...]
    positions: FloatArray
    problems: tuple[Problem, ...] = ()

    def has(self, *points: PosePoint) -> bool:
        """Tell whether all of some points are tracked."""
        return all(point in self.points for point in points)

    def path(self, point: PosePoint) -> FloatArray:
        """Return the (T, 3) path of a point."""
        return self.positions[:, self.points.index(point)]
