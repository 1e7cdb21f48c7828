"""Posture what-ifs: the recorded angles with pelvis or trunk turned over the whole trial.

Signs. OpenSim's ``pelvis_tilt`` is negative for anterior tilt, ``hip_flexion`` positive flexing,
``lumbar_extension`` positive extending: all three turn about +Z (to the right), which takes X
(forward) towards Y (up). The pelvis turns by tilt (Z), list (X), rotation (Y) in this order about
its own moving axes, and hip and lumbar joints begin with the turn about Z; so do Rajagopal 2016,
gait2392, Beaucage-Gauvreau 2019 and our own model.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import JointAngles
from hipspine.domain.scenario import PostureChange, PostureParameter
from hipspine.simulate.bundle import Bundle

PELVIS_TURNS = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
PELVIS_SHIFTS = ("pelvis_tx", "pelvis_ty", "pelvis_tz")

SINGLE_LUMBAR_JOINT: Mapping[str, float] = {"lumbar_extension": 1.0}
"""Shares of a model with one lumbar joint."""

SHARES_TOLERANCE = 1e-6
"""How far shares may be from adding up to 1: rounding of a table."""


def offset_posture(
    angles: JointAngles,
    changes: Iterable[PostureChange],
    *,
    hip_centre_in_pelvis_m: FloatArray,
    lumbar_shares: Mapping[str, float] = SINGLE_LUMBAR_JOINT,
) -> JointAngles:
    """Return the angles with the posture changed over the whole trial.

    Parameters
    ----------
    angles : JointAngles
        Angles [rad] and translations [m] by OpenSim's names and signs.
    changes : iterable of PostureChange
        Several changes of one parameter add up.
    hip_centre_in_pelvis_m : (3,) array
        A point of the hip axis in the pelvis's frame, such as the middle of the hip centres [m].
    lumbar_shares : mapping
        Which share of a change each lumbar extension coordinate takes up; they add up to 1, and a
        coordinate that counts flexion positive has a negative share.

    Raises
    ------
    RecordingError
        If a coordinate that must change is not among the angles, or the shares do not add up to 1.

    Notes
    -----
    Pelvic anterior tilt turns the pelvis about its own right-left axis through the hip centres.
    Exact, whatever list and rotation: both hip centres stay where they are in space (where they lie
    on that axis), both thighs keep their orientation, and so does a trunk on a single lumbar joint.
    Approximate: a trunk on several levels keeps its orientation only while the spine neither bends
    sideways nor twists (turns about different axes do not add up), to second order of these angles.
    In any case the trunk moves with the top of the pelvis, by a few centimetres.

    Trunk forward lean leaves pelvis and legs and extends the lumbar spine less.
    """
    _check_shares(lumbar_shares)
    total = dict.fromkeys(PostureParameter, 0.0)
    for change in changes:
        total[change.parameter] += change.offset_rad
    tilt = total[PostureParameter.PELVIS_ANTERIOR_TILT]
    lean = total[PostureParameter.TRUNK_FORWARD_LEAN]
    course = {name: angles.of(name) for name in angles.names}
    if tilt:
        course |= _tilted_pelvis(course, tilt, hip_centre_in_pelvis_m)
    extension = tilt - lean
    if extension:
        course |= _added(course, {name: share * extension for name, share in lumbar_shares.items()})
    return replace(angles, values=np.stack([course[name] for name in angles.names], axis=1))


def hip_centre_in_pelvis_m(bundle: Bundle) -> FloatArray:
    """Return the middle of the hip centres in the pelvis's frame, (3,) [m].

    A femur's origin is its hip centre in the Rajagopal family and in our own model.
    """
    bodies = bundle.bodies
    femurs = [bodies.index(f"femur{side.suffix}") for side in Side]
    pelvis = bodies.index("pelvis")
    from_pelvis = bundle.body_origins_m[:, femurs].mean(axis=1) - bundle.body_origins_m[:, pelvis]
    in_pelvis = np.einsum("tji,tj->ti", bundle.body_rotations[:, pelvis], from_pelvis)
    centre: FloatArray = in_pelvis.mean(axis=0)
    return centre


def _check_shares(shares: Mapping[str, float]) -> None:
    signless = sum(abs(share) for share in shares.values())
    if abs(signless - 1.0) > SHARES_TOLERANCE:
        raise RecordingError(
            "lumbar shares",
            expected="shares of the lumbar levels that add up to 1",
            got=f"{signless:g}",
            do="Give each level's part of the whole lumbar angle.",
        )


def _tilted_pelvis(
    course: Mapping[str, FloatArray], tilt_rad: float, hip_centre_m: FloatArray
) -> dict[str, FloatArray]:
    """Return the coordinates that turn the pelvis forward about the hips and leave the thighs."""
    _require(course, (*PELVIS_TURNS, *PELVIS_SHIFTS))
    before = _pelvis_rotation(*(course[name] for name in PELVIS_TURNS))
    after = before @ _about_z(np.array([-tilt_rad]))
    origin_shift = (before - after) @ hip_centre_m
    changed = {
        name: _without_jump(angle, course[name])
        for name, angle in zip(PELVIS_TURNS, _pelvis_angles(after), strict=True)
    }
    for axis, name in enumerate(PELVIS_SHIFTS):
        changed[name] = course[name] + origin_shift[:, axis]
    hips = {f"hip_flexion{side.suffix}": tilt_rad for side in Side}
    return changed | _added(course, hips)


def _added(
    course: Mapping[str, FloatArray], offsets_rad: Mapping[str, float]
) -> dict[str, FloatArray]:
    _require(course, offsets_rad)
    return {name: course[name] + offset for name, offset in offsets_rad.items()}


def _require(course: Mapping[str, FloatArray], names: Iterable[str]) -> None:
    missing = [name for name in names if name not in course]
    if missing:
        raise RecordingError(
            "joint angles",
            expected=f"the coordinates {', '.join(missing)}",
            got="a motion without them",
            do="Give angles of the whole body, or leave out the change of posture.",
        )


def _about_z(angle_rad: FloatArray) -> FloatArray:
    """Return (T, 3, 3) turns about Z."""
    cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
    turns = np.zeros((angle_rad.size, 3, 3))
    turns[:, 0, 0], turns[:, 0, 1] = cosine, -sine
    turns[:, 1, 0], turns[:, 1, 1] = sine, cosine
    turns[:, 2, 2] = 1.0
    return turns


def _pelvis_rotation(tilt: FloatArray, list_: FloatArray, rotation: FloatArray) -> FloatArray:
    """Return the (T, 3, 3) rotation Rz(tilt) Rx(list) Ry(rotation), pelvis to ground."""
    inner = np.zeros((tilt.size, 3, 3))
    cos_list, sin_list = np.cos(list_), np.sin(list_)
    cos_turn, sin_turn = np.cos(rotation), np.sin(rotation)
    inner[:, 0, 0], inner[:, 0, 2] = cos_turn, sin_turn
    inner[:, 1, 0], inner[:, 1, 1] = sin_list * sin_turn, cos_list
    inner[:, 1, 2] = -sin_list * cos_turn
    inner[:, 2, 0], inner[:, 2, 1] = -cos_list * sin_turn, sin_list
    inner[:, 2, 2] = cos_list * cos_turn
    return _about_z(tilt) @ inner


def _pelvis_angles(rotations: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return tilt, list and rotation of (T, 3, 3) pelvis rotations, lists below a quarter turn.

    The inverse of `_pelvis_rotation`.
    """
    tilt = np.arctan2(-rotations[:, 0, 1], rotations[:, 1, 1])
    list_ = np.arcsin(np.clip(rotations[:, 2, 1], -1.0, 1.0))
    rotation = np.arctan2(-rotations[:, 2, 0], rotations[:, 2, 2])
    return tilt, list_, rotation


def _without_jump(angle_rad: FloatArray, near_rad: FloatArray) -> FloatArray:
    """Return angles shifted by whole turns to within half a turn of others."""
    turns: FloatArray = np.round((near_rad - angle_rad) / (2.0 * np.pi))
    return angle_rad + 2.0 * np.pi * turns
