"""Where the joints of a drawn figure lie, from the way each part of the body points.

References
----------
Segment lengths as shares of body height: Drillis R, Contini R (1966). Body segment parameters.
New York University, report 1163.03; as given by Winter DA (2009). Biomechanics and motor control
of human movement, 4th ed., figure 4.1. doi:10.1002/9780470549148
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from hipspine.content.poses import LIMBS, ArmPose, Direction, Frame, LegPose, Limb, View
from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import radians

THIGH, SHANK, ANKLE_HEIGHT = 0.245, 0.246, 0.039
HEEL_TO_TOE = 0.152
HEEL_BEHIND_ANKLE = 0.04
"""How far the heel lies behind the ankle; our choice for a foot that reads as one."""
UPPER_ARM, FOREARM_TO_MID_HAND = 0.186, 0.200
"""Forearm 0.146 and half of the hand's 0.108."""
TRUNK = 0.288
"""Hip to shoulder; the waist is drawn at 0.45 of it (our choice)."""
WAIST_SHARE = 0.45
HEAD_RADIUS = 0.062
NECK_TO_HEAD_MIDDLE = 0.182 - HEAD_RADIUS
HALF_SHOULDERS, HALF_HIPS = 0.105, 0.07
"""Half the distance between shoulder joints and hip joints; drawn a little narrower than the
body's outer breadths of 0.129 and 0.0955, since each limb has a breadth of its own."""
TOWARDS_VIEWER = 0.7
"""A thigh of which less than this share is seen points at the viewer by more than 45 degrees."""
THICKNESS = {"trunk": 0.105, "thigh": 0.074, "shank": 0.056, "foot": 0.034, "arm": 0.046}
"""Breadth of the strokes, in body heights; our choice."""

Points = Mapping[str, FloatArray]
"""Points of the figure by name: (2,) right and up, in body heights."""

SomePose = TypeVar("SomePose", ArmPose, LegPose)


@dataclass(frozen=True, eq=False)
class Figure:
    """A posed figure: its points, and the legs whose thigh comes towards the viewer."""

    view: View
    points: Points
    legs_in_front: frozenset[Limb] = frozenset()

    def at(self, name_or_place: str | tuple[float, float]) -> FloatArray:
        """Return where a named point or a place lies."""
        if isinstance(name_or_place, str):
            return self.points[name_or_place]
        return np.array(name_or_place)

    @property
    def limbs(self) -> tuple[Limb, Limb]:
        """The two limbs, the one drawn on top first."""
        return LIMBS[self.view]


def posed(frame: Frame, view: View) -> Figure:
    """Return the figure in the pose of a frame, put where the frame wants it."""
    points = _middle(frame)
    for limb in LIMBS[view]:
        away = _away_from_middle(limb, view)
        hip = points["pelvis"] + away * HALF_HIPS * unit_vector(frame.pelvis)
        line = frame.pelvis if frame.shoulders is None else frame.shoulders
        shoulder = points["neck"] + away * HALF_SHOULDERS * unit_vector(line)
        points[f"{limb}_shoulder"] = shoulder
        points |= _leg(limb, _of_limb(frame.legs, limb, view), hip)
        points |= _arm(limb, _of_limb(frame.arms, limb, view), shoulder)
    shift = _shift(frame, points)
    placed = {name: point + shift for name, point in points.items()}
    for limb in LIMBS[view]:
        placed |= _reaching_arm(limb, _of_limb(frame.arms, limb, view), placed)
    seen = {limb: _of_limb(frame.legs, limb, view).thigh[1] for limb in LIMBS[view]}
    return Figure(view, placed, frozenset(limb for limb in seen if seen[limb] < TOWARDS_VIEWER))


def lowest(points: Points) -> float:
    """Return the height of the lowest drawn point, the strokes' breadth included."""
    return min(float(point[1]) - _half_breadth(name) for name, point in points.items())


def _middle(frame: Frame) -> dict[str, FloatArray]:
    chest = frame.chest or frame.trunk
    pelvis = np.zeros(2)
    waist = pelvis + _along(frame.trunk, TRUNK * WAIST_SHARE)
    neck = waist + _along(chest, TRUNK * (1 - WAIST_SHARE))
    head = neck + _along(frame.head or chest, NECK_TO_HEAD_MIDDLE)
    return {"pelvis": pelvis, "waist": waist, "neck": neck, "head": head}


def _leg(limb: Limb, leg: LegPose, hip: FloatArray) -> dict[str, FloatArray]:
    knee = hip + _along(leg.thigh, THIGH)
    ankle = knee + _along(leg.shank, SHANK)
    forward = _along(leg.foot, 1.0)
    sole = ankle + (ANKLE_HEIGHT - THICKNESS["foot"] / 2) * _sole_normal(leg)
    heel = sole - HEEL_BEHIND_ANKLE * forward
    points = {"hip": hip, "knee": knee, "ankle": ankle, "heel": heel}
    points["toe"] = heel + HEEL_TO_TOE * forward
    return {f"{limb}_{name}": point for name, point in points.items()}


def _sole_normal(leg: LegPose) -> FloatArray:
    """Return the way the sole faces: across the foot, on the side that the shank points to."""
    across = unit_vector(leg.foot[0] + 90.0)
    return across if float(across @ unit_vector(leg.shank[0])) > 0 else -across


def _arm(limb: Limb, arm: ArmPose, shoulder: FloatArray) -> dict[str, FloatArray]:
    """Return elbow and hand of an arm given by directions; none of an arm that reaches."""
    if arm.upper is None or arm.fore is None:
        return {}
    elbow = shoulder + _along(arm.upper, UPPER_ARM)
    return {f"{limb}_elbow": elbow, f"{limb}_hand": elbow + _along(arm.fore, FOREARM_TO_MID_HAND)}


def _reaching_arm(limb: Limb, arm: ArmPose, points: Points) -> dict[str, FloatArray]:
    """Return elbow and hand of an arm that reaches; out of reach, it points there straight.

    The elbow follows from the three sides of the triangle (law of cosines).
    """
    if arm.reaches is None:
        return {}
    goal = points[arm.reaches] if isinstance(arm.reaches, str) else np.array(arm.reaches)
    shoulder = points[f"{limb}_shoulder"]
    length = UPPER_ARM + FOREARM_TO_MID_HAND
    away = goal - shoulder
    distance = float(np.clip(np.linalg.norm(away), 0.05, length))
    ahead = away / np.linalg.norm(away)
    along = (UPPER_ARM**2 + distance**2 - FOREARM_TO_MID_HAND**2) / (2 * distance)
    across = float(np.sqrt(max(UPPER_ARM**2 - along**2, 0.0)))
    turn = 1.0 if arm.elbow == "left" else -1.0
    elbow = shoulder + along * ahead + turn * across * np.array([-ahead[1], ahead[0]])
    return {f"{limb}_elbow": elbow, f"{limb}_hand": shoulder + distance * ahead}


def _of_limb(poses: Mapping[Limb, SomePose], limb: Limb, view: View) -> SomePose:
    """Return the pose of a limb; the far one hides behind the near one where it has none."""
    return poses[limb] if limb in poses else poses[LIMBS[view][0]]


def _shift(frame: Frame, points: Points) -> FloatArray:
    if frame.place is not None:
        return np.array(frame.place) - points[frame.anchor]
    return np.array([-points[frame.anchor][0], -lowest(points)])


def _away_from_middle(limb: Limb, view: View) -> float:
    """Return 1 for the left, -1 for the right, 0 in a side view: both limbs lie in one line."""
    if view == "side":
        return 0.0
    return 1.0 if limb == "left" else -1.0


def _half_breadth(name: str) -> float:
    if name == "head":
        return HEAD_RADIUS
    if name in ("pelvis", "waist", "neck"):
        return THICKNESS["trunk"] / 2
    part = name.split("_")[1]
    by_part = {"hip": "thigh", "knee": "thigh", "ankle": "shank", "heel": "foot", "toe": "foot"}
    return THICKNESS[by_part.get(part, "arm")] / 2


def _along(direction: Direction, length: float) -> FloatArray:
    angle, share = direction
    return unit_vector(angle) * length * share


def unit_vector(angle_deg: float) -> FloatArray:
    """Return (2,) the direction of an angle, 0 to the right and 90 up [degrees]."""
    angle = radians(angle_deg)
    return np.array([np.cos(angle), np.sin(angle)])
