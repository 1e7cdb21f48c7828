"""Movement tests on one leg, read from landmarks: drop of the pelvis, lean of the trunk, the knee.

Frame: Y up. Angles are seen along the pelvis' own forward direction, level, so it does not matter
where the person faces.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.landmarks import Landmark
from hipspine.domain.units import METRES_PER

LIFTED_M = 5 * METRES_PER["cm"]
"""A foot this much higher than the other is lifted: more than a heel rises from uneven markers."""

Paths = Mapping[Landmark, FloatArray]
"""Landmark to its (T, 3) path [m]; NaN where not seen."""


@dataclass(frozen=True)
class OneLegAngles:
    """Largest angles while standing on a side, each rad and positive as named; None if unseen."""

    side: Side
    pelvis_drop: float | None
    """Side of the lifted leg lower."""
    trunk_lean: float | None
    """Middle of the shoulders towards the standing leg."""
    knee_inward: float | None
    """Knee inward of the line from hip to ankle, in the frontal plane."""


def one_leg_angles(paths: Paths, side: Side) -> OneLegAngles:
    """Return the largest angles over the frames in which only one foot stands.

    Parameters
    ----------
    paths : mapping of Landmark to (T, 3) array
    side : Side
        The standing leg.

    Raises
    ------
    RecordingError
        If heels or front pelvis landmarks are missing, or the other foot is never lifted.
    """
    alone = _stands_alone(paths, side)
    across = _across(paths, side)
    drop = np.arcsin(np.clip(-_unit(_pelvis_line(paths, side))[:, 1], -1, 1))
    return OneLegAngles(
        side,
        _largest(drop, alone),
        _largest(_trunk_lean(paths, across), alone),
        _largest(_knee_inward(paths, side, across), alone),
    )


def _stands_alone(paths: Paths, side: Side) -> BoolArray:
    own, other = (_path(paths, f"{each}_heel") for each in (side, side.other))
    alone = np.asarray(other[:, 1] - own[:, 1] > LIFTED_M, dtype=np.bool_)
    if not alone.any():
        raise RecordingError(
            "the recording of a movement test",
            expected=f"the {side.other} foot lifted by more than {LIFTED_M:g} m",
            got="never",
            do=f"Record standing on the {side} leg, or name the other side.",
        )
    return alone


def _path(paths: Paths, name: str) -> FloatArray:
    landmark = Landmark(name)
    if landmark not in paths:
        raise RecordingError(
            "the recording of a movement test",
            expected=f"the landmark {landmark}",
            got=", ".join(sorted(paths)) or "none",
            do="Name the marker in a marker set, or enter the angles by hand.",
        )
    return paths[landmark]


def _pelvis_line(paths: Paths, side: Side) -> FloatArray:
    """Return the (T, 3) line from the standing side's front pelvis point to the lifted side's."""
    return _path(paths, f"{side.other}_asis") - _path(paths, f"{side}_asis")


def _across(paths: Paths, side: Side) -> FloatArray:
    """Return the level (T, 3) unit direction from the lifted side to the standing side."""
    return _unit(-_pelvis_line(paths, side) * np.array([1.0, 0.0, 1.0]))


def _trunk_lean(paths: Paths, across: FloatArray) -> FloatArray | None:
    wanted = (Landmark.RIGHT_ACROMION, Landmark.LEFT_ACROMION)
    if any(landmark not in paths for landmark in wanted):
        return None
    shoulders = (paths[wanted[0]] + paths[wanted[1]]) / 2
    hips = (paths[Landmark.RIGHT_ASIS] + paths[Landmark.LEFT_ASIS]) / 2
    trunk = shoulders - hips
    lean: FloatArray = np.arctan2((trunk * across).sum(axis=1), trunk[:, 1])
    return lean


def _knee_inward(paths: Paths, side: Side, across: FloatArray) -> FloatArray | None:
    """Return the angle at the knee between thigh and shank seen from the front, inward positive.

    The hip is stood for by the front pelvis point: the angle's change over a squat is meant.
    """
    names = (f"{side}_asis", f"{side}_knee_lateral", f"{side}_ankle_lateral")
    if any(Landmark(name) not in paths for name in names):
        return None
    hip, knee, ankle = (paths[Landmark(name)] for name in names)
    inward: FloatArray = _lean_out(hip - knee, across) - _lean_out(knee - ankle, across)
    return inward


def _lean_out(upward: FloatArray, across: FloatArray) -> FloatArray:
    angle: FloatArray = np.arctan2((upward * across).sum(axis=1), upward[:, 1])
    return angle


def _unit(vectors: FloatArray) -> FloatArray:
    unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _largest(course: FloatArray | None, frames: BoolArray) -> float | None:
    if course is None:
        return None
    seen = course[frames & np.isfinite(course)]
    return float(seen.max()) if seen.size else None
