"""The direction of walking, out of which pelvis and trunk angles are turned first."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import radians
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait.strides import Span, whole_strides
from hipspine.mechanics.time_normalise import resample

UP = np.array([0.0, 1.0, 0.0])

SLOWEST_TRAVEL_M_S = 0.2
"""A pelvis that travels slower over a cycle does not walk over ground. Slow impaired walking is
about 0.4 m/s (household walkers; Perry 1995, Stroke 26:982-989, doi:10.1161/01.STR.26.6.982)."""

STRAIGHT_RAD = radians(15.0)
"""Strides that differ more in direction are a turn: the heel's path is then no step length."""


@dataclass(frozen=True, eq=False)
class Heading:
    """Where a person walks (or, standing, faces): forward is a level (3,) unit vector."""

    forward: FloatArray
    travels: bool
    """Whether the body moves over the ground; not so on a treadmill or in place."""
    is_straight: bool
    source: str

    @property
    def axes(self) -> FloatArray:
        """(3, 3) columns: forward, up, to the right, in ground."""
        right = np.cross(self.forward, UP)
        axes: FloatArray = np.stack([self.forward, UP, right], axis=1)
        return axes


def heading_of(motion: RecordedMotion) -> Heading:
    """Return the direction of progression over whole strides, or where the pelvis faces.

    Notes
    -----
    The pelvis' level displacement over whole strides has the side-to-side sway taken out. On a
    treadmill and in squats nothing travels: the mean facing of the pelvis is used. A person who
    walks backward faces against the displacement; facing decides which way is forward.
    """
    facing = _level(motion.orientations[BodyPart.PELVIS][:, :, 0].mean(axis=0))
    strides = [stride for side in Side for stride in whole_strides(motion.cycles, side)]
    moves = [_displacement(motion, stride) for stride in strides]
    lasts = [stop - start for start, stop in strides]
    seen = [index for index, move in enumerate(moves) if np.isfinite(move).all()]
    moves, lasts = [moves[index] for index in seen], [lasts[index] for index in seen]
    total: FloatArray = np.sum(moves, axis=0) if moves else np.zeros(3)
    total = total * np.array([1.0, 0.0, 1.0])
    if not moves or np.linalg.norm(total) < SLOWEST_TRAVEL_M_S * sum(lasts):
        return Heading(
            _unit(facing), travels=False, is_straight=True, source="mean facing of the pelvis"
        )
    forward = _unit(total)
    if forward @ facing < 0:
        forward = -forward
    return Heading(
        forward,
        travels=True,
        is_straight=_is_straight(moves),
        source="path of the pelvis over whole strides",
    )


def _displacement(motion: RecordedMotion, stride: Span) -> FloatArray:
    ends = np.array(stride)
    first, last = resample(motion.times_s, motion.origins_m[BodyPart.PELVIS], ends)
    move: FloatArray = last - first
    return move


def _is_straight(moves: list[FloatArray]) -> bool:
    directions = [_unit(_level(move)) for move in moves]
    return all(one @ other >= np.cos(STRAIGHT_RAD) for one, other in pairwise(directions))


def _level(vector: FloatArray) -> FloatArray:
    level: FloatArray = vector * np.array([1.0, 0.0, 1.0])
    return level


def _unit(vector: FloatArray) -> FloatArray:
    unit: FloatArray = vector / np.linalg.norm(vector)
    return unit
