"""Coming up with both legs alike: from a chair, out of a squat, or with a load from the floor."""

from dataclasses import dataclass

import casadi as ca
import numpy as np

from hipspine.content.prediction.planar_body import PlanarBody
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import MotionKind
from hipspine.domain.units import radians
from hipspine.predict.figure import POINTS, joint_points
from hipspine.predict.instant import Instant, instant, parameter_symbol
from hipspine.predict.layout import LEGS_ALIKE
from hipspine.predict.outside import BUTTOCK_M
from hipspine.predict.parameters import Settings
from hipspine.predict.problem import Course
from hipspine.predict.skeleton import Expression
from hipspine.predict.stage import SHARED, Stage, differentiated, state_of

DURATION_S = {MotionKind.RISE: 1.8, MotionKind.SQUAT: 1.5, MotionKind.LIFT: 1.5}
"""Given, since slower would always be easier. Healthy adults rise from a chair in one and a half to
two and a half seconds (Schenkman 1990, Phys Ther 70:638). Squat and lift: half of a three-second
repetition."""
HANDLE_HEIGHT_M = 0.30
"""Height of a box's handles on the floor, as lifting studies commonly use."""
ARM_M = 0.65
"""Shoulder to grip on straight arms: 0.382 of a body height of 1.70 m (Winter 2009, table 4.1)."""
SQUAT_HIP_M = 0.45
"""Height of the hips at the bottom of the squat: thighs about level."""


def ends(body: PlanarBody) -> Stage:
    """Return what is asked of beginning and end, in the order of `limits`."""
    layout = LEGS_ALIKE
    w, p = ca.SX.sym("w", 2 * layout.size + SHARED), parameter_symbol()
    first, last = w[: layout.size], w[layout.size : 2 * layout.size]
    still = ca.SX.zeros(layout.size)
    begun = state_of(layout, first, still)
    seen = instant(body, begun, p)
    ended = state_of(layout, last, still)
    end = last * layout.scale
    conditions = ca.vertcat(
        first[layout.q : 2 * layout.q],
        last[layout.q : 2 * layout.q],
        _unbalanced(seen),
        _unbalanced(instant(body, ended, p)),
        begun.q[0],
        begun.q[1],
        seen.ankle_forward[0],
        seen.shoulder[1],
        end[2] + end[3],
        end[4],
        end[5],
    )
    return differentiated([w, ca.SX(0, 0), p], conditions, ca.SX(0))


def _unbalanced(seen: Instant) -> Expression:
    """Return what keeps a posture from resting; along the ground nothing pulls at rest."""
    motion, tendons = (each.tolist() for each in LEGS_ALIKE.rows)
    forces = (seen.imbalance[motion] / LEGS_ALIKE.force_scale)[1:]
    return ca.vertcat(forces, seen.tendon_imbalance[tendons])


@dataclass(frozen=True)
class Beginning:
    """Where the motion starts: lowest and highest values [m]."""

    hip_height_m: tuple[float, float]
    ankle_forward_m: tuple[float, float]
    """Ankles ahead of the hips."""
    shoulder_height_m: tuple[float, float]


def beginning(kind: MotionKind, settings: Settings) -> Beginning:
    """Return where a motion starts for a body of a size."""
    length = settings.length_factor
    if kind is MotionKind.RISE:
        seated = settings.seat_height_m - BUTTOCK_M[1] * length
        return Beginning((seated - 0.03, seated), (0.22 * length, 0.42 * length), (0.0, 2.0))
    if kind is MotionKind.LIFT:
        shoulder = HANDLE_HEIGHT_M + ARM_M * length
        return Beginning((0.25, 1.2), (-0.5, 0.5), (shoulder, shoulder))
    depth = SQUAT_HIP_M * length
    return Beginning((depth, depth), (-0.5, 0.5), (0.0, 2.0))


def limits(start: Beginning) -> tuple[FloatArray, FloatArray]:
    """Return the limits of `ends`: at rest, from `start`, to an upright posture."""
    rest = np.zeros(2 * (2 * LEGS_ALIKE.q - 1 + LEGS_ALIKE.f))
    upright = radians(np.array([(-12.0, 6.0), (-15.0, 15.0), (0.0, 10.0)]))
    given = np.array(
        [(0.0, 0.0), start.hip_height_m, start.ankle_forward_m, start.shoulder_height_m]
    )
    both = np.vstack([given, upright])
    return np.concatenate([rest, both[:, 0]]), np.concatenate([rest, both[:, 1]])


_LOW_DEG = {
    MotionKind.RISE: (-5.0, -25.0, 95.0, 95.0, 5.0),
    MotionKind.SQUAT: (-30.0, -10.0, 110.0, 105.0, 25.0),
    MotionKind.LIFT: (-40.0, -25.0, 105.0, 80.0, 15.0),
}
"""First guess of the bottom posture: pelvis tilt, lumbar extension, hip, knee, ankle."""


def first_guess(body: PlanarBody, kind: MotionKind, settings: Settings, points: int) -> Course:
    """Return a smooth course from the bottom posture to upright, to start the search from.

    The ankles stay in place with the soles on the ground.
    """
    length = settings.length_factor
    duration = DURATION_S[kind]
    times = np.linspace(0.0, duration, points + 1)
    part = 0.5 - 0.5 * np.cos(np.pi * times / duration)
    q = np.zeros((points + 1, LEGS_ALIKE.q))
    low, high = radians(np.array(_LOW_DEG[kind])), np.array([0.0, 0.0, 0.05, 0.1, 0.05])
    q[:, 2:7] = low + part[:, None] * (high - low)
    placed = joint_points(body, q[:, LEGS_ALIKE.places[0]], length_factor=length)
    heel = placed[:, POINTS.index("heel_r")]
    q[:, 0], q[:, 1] = heel[0, 0] - heel[:, 0], -heel[:, 1] - 0.002
    speeds = np.gradient(q, times, axis=0)
    rest = np.tile(np.r_[np.full(LEGS_ALIKE.a, 0.1), np.ones(LEGS_ALIKE.f)], (points + 1, 1))
    return Course(times, np.hstack([q, speeds, rest]), duration, 1.0)
