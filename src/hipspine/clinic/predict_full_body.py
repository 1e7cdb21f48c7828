"""A planar motion on the full body model: which coordinate is which, and where forces act.

The planar body is fitted to the full one (`scripts/fit_planar_body.py`), so its angles are the full
body's angles:

==========================  ==================================================================
planar                      full body
==========================  ==================================================================
hip centre, pelvis tilt     pelvis_tx, pelvis_ty (of the pelvis' origin), pelvis_tilt
lumbar extension            lumbar_extension, shared among six levels by the published rhythm
hip, knee, ankle, toes      hip_flexion, knee_angle, ankle_angle, mtp_angle of each side
arms (part of the trunk)    hanging along the trunk, as in the fit
nothing                     hip_adduction, constant, so that both feet tread on one line
all else                    the model's neutral posture
==========================  ==================================================================

Feet on one line keep the body balanced sideways, which a planar motion says nothing about: with
feet as wide as the hips, every step would tip the full body over.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.interpolate import BSpline

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import Contact, ContactForce, JointAngles
from hipspine.mechanics.filters import low_pass
from hipspine.mechanics.time_normalise import resample
from hipspine.predict.jobs import Whole
from hipspine.predict.names import COORDINATES
from hipspine.predict.reaction import Reaction
from hipspine.simulate.body.build import model_joints

CUTOFF_HZ = 6.0
"""Low-pass for angles and forces alike, as for recorded walks (Winter 2009, section 3.4.4.3)."""
RATE_HZ = 50.0
"""Frames per second that are solved."""
MARGIN_S = 0.06
"""Solved before and after, so that the splines' ends lie outside."""

SAME = {
    "lumbar_extension": "lumbar_extension",
    "hip_flexion": "hip_flexion",
    "knee_flexion": "knee_angle",
    "ankle_dorsiflexion": "ankle_angle",
    "toe_extension": "mtp_angle",
}
"""Planar angle and the full body's of the same sign."""


@dataclass(frozen=True, eq=False)
class FullMotion:
    """A motion on the full body, with what acts on it."""

    angles: JointAngles
    contacts: tuple[ContactForce, ...]
    span_s: tuple[float, float]
    """The part that results are read from; outside are margins."""


class Repeats(StrEnum):
    """How a motion repeats itself."""

    NEVER = "never"
    EVERY_CYCLE = "every_cycle"
    EVERY_STEP = "every_step"
    """The second half is the mirror image of the first, which is all that is solved."""


def full_motion(
    motion: Whole, reaction: Reaction, *, length_factor: float, repeats: Repeats
) -> FullMotion:
    """Return a planar motion on the full body.

    Parameters
    ----------
    motion : Whole
        Found by backward Euler steps; a cyclic one without its first instant.
    reaction : Reaction
        At the same instants.
    length_factor : float
        Length of the body in generic bodies.
    repeats : Repeats

    Notes
    -----
    Backward Euler balances the forces of an instant against the second difference of the three
    instants up to it, which is the acceleration one step earlier. Forces are therefore moved one
    step back, each with its moment about the centre of mass, so that gravity keeps its lever.
    Between instants the course is the cubic B-spline whose control points the instants are: its
    acceleration at an instant is the second difference there, and straight lines between (de Boor
    1978, A Practical Guide to Splines, chapter X). So what balanced in the search balances here.
    """
    course = np.hstack([motion.q, reaction.mass_centre_m])
    pushes = _about_mass_centre(reaction)
    if len(motion.times_s) == 1:
        times_s, span_s = np.zeros(1), (0.0, 0.0)
    else:
        times_s, course, pushes, span_s = _smooth(motion, course, pushes, repeats)
    coordinates = len(COORDINATES)
    return FullMotion(
        _angles(times_s, course[:, :coordinates], length_factor),
        _contacts(times_s, course[:, coordinates:], pushes),
        span_s,
    )


def _about_mass_centre(reaction: Reaction) -> FloatArray:
    """Return (T, 4, 3) forces with their moment about the body's centre of mass."""
    forward, up = reaction.mass_centre_m.T
    pushes = np.stack(
        [reaction.right_foot, reaction.left_foot, reaction.seat, reaction.load], axis=1
    )
    pushes[:, :, 2] -= forward[:, None] * pushes[:, :, 1] - up[:, None] * pushes[:, :, 0]
    return pushes


def _smooth(
    motion: Whole, course: FloatArray, pushes: FloatArray, repeats: Repeats
) -> tuple[FloatArray, FloatArray, FloatArray, tuple[float, float]]:
    """Return evenly timed, low-pass filtered courses and forces, and the part to read."""
    is_cyclic = repeats is not Repeats.NEVER
    count = len(motion.times_s)
    step_s = float(motion.times_s[1] - motion.times_s[0])
    rate_hz = 1.0 / step_s
    pad = count if is_cyclic else count // 2
    course = _extended(motion, course, pad, is_cyclic=is_cyclic)
    forces = np.pad(pushes, ((pad, pad), (0, 0), (0, 0)), mode="wrap" if is_cyclic else "edge")
    course = low_pass(course, rate_hz=rate_hz, cutoff_hz=CUTOFF_HZ)
    forces = low_pass(np.roll(forces, -1, axis=0), rate_hz=rate_hz, cutoff_hz=CUTOFF_HZ)
    own_s = step_s * np.arange(-pad, count + pad, dtype=np.float64)
    last_s = step_s * (count if is_cyclic else count - 1)
    if repeats is Repeats.EVERY_STEP:
        last_s *= 0.5
    times_s = np.arange(-MARGIN_S, last_s + MARGIN_S + 1e-9, 1.0 / RATE_HZ)
    # Three knots before the first instant's and three after the last's make each instant a control
    # point of its own.
    knots_s = step_s * np.arange(-pad - 2, count + pad + 2, dtype=np.float64)
    smooth = BSpline(knots_s, course, 3)(times_s)
    return times_s, smooth, resample(own_s, forces, times_s), (0.0, last_s)


def _extended(motion: Whole, course: FloatArray, pad: int, *, is_cyclic: bool) -> FloatArray:
    if not is_cyclic:
        return np.pad(course, ((pad, pad), (0, 0)), mode="edge")
    further = np.zeros(course.shape[1])
    forward = [COORDINATES.index("hip_forward"), len(COORDINATES)]
    further[forward] = motion.speed_m_s * motion.duration_s
    return np.vstack([course - further, course, course + further])


def _hip_in_pelvis_m(length_factor: float) -> FloatArray:
    hip = next(joint for joint in model_joints() if joint.name == "hip_r")
    return np.array(hip.parent_position_m) * length_factor


def _angles(times_s: FloatArray, q: FloatArray, length_factor: float) -> JointAngles:
    course = {name: q[:, i] for i, name in enumerate(COORDINATES)}
    tilt = course["pelvis_tilt"]
    hip = _hip_in_pelvis_m(length_factor)
    c, s = np.cos(tilt), np.sin(tilt)
    full = {
        "pelvis_tilt": tilt,
        "pelvis_tx": course["hip_forward"] - (c * hip[0] - s * hip[1]),
        "pelvis_ty": course["hip_height"] - (s * hip[0] + c * hip[1]),
        "lumbar_extension": course["lumbar_extension"],
    }
    adduction = np.full(len(times_s), feet_on_one_line_rad())
    for side in Side:
        full[f"hip_adduction{side.suffix}"] = adduction
        for planar, name in SAME.items():
            if planar != "lumbar_extension":
                full[f"{name}{side.suffix}"] = course[f"{planar}{side.suffix}"]
    return JointAngles(tuple(full), times_s, np.stack(list(full.values()), axis=1))


def feet_on_one_line_rad() -> float:
    """Return the hip adduction at which the ankles of straight legs meet in the middle [rad]."""
    half_width = _hip_in_pelvis_m(1.0)[2]
    leg = -read_planar_body().joints_m["ankle"][1]
    return float(np.arcsin(half_width / leg))


def _contacts(
    times_s: FloatArray, mass_centre_m: FloatArray, pushes: FloatArray
) -> tuple[ContactForce, ...]:
    """Return forces at the centre of mass with their moment, which is all that matters."""
    place = np.column_stack([mass_centre_m, np.zeros(len(times_s))])
    names = (Contact.RIGHT_FOOT, Contact.LEFT_FOOT, Contact.SEAT, Contact.TRUNK)
    found = []
    for number, contact in enumerate(names):
        fx, fy, moment = pushes[:, number].T
        if not np.any(np.abs(fy) > 1e-3):
            continue
        zero = np.zeros_like(fx)
        force = np.stack([fx, fy, zero], axis=1)
        torque = np.stack([zero, zero, moment], axis=1)
        found.append(ContactForce(contact, times_s, force, place, torque))
    return tuple(found)
