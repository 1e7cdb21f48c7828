"""Ground, seat and load forces of a planar motion, by the same springs that shaped it."""

from functools import cache

import casadi as ca
import numpy as np

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.arrays import FloatArray
from hipspine.predict.ground_contact import SOLE, ground_push
from hipspine.predict.instant import parameter_symbol
from hipspine.predict.jobs import Whole
from hipspine.predict.names import COORDINATES, SIDES
from hipspine.predict.outside import load_push, seat_push, shoulder_motion
from hipspine.predict.parameters import Muscles, Settings, parameter_vector, setting_at
from hipspine.predict.reaction import Reaction
from hipspine.predict.skeleton import Expression, Push, Size, Skeleton, skeleton


def reaction_of(motion: Whole, settings: Settings, *, is_cyclic: bool) -> Reaction:
    """Return the forces on a motion that was found by backward Euler steps.

    A cyclic motion is given without its first instant, which repeats its last.
    """
    speed, acceleration = backward_rates(motion, is_cyclic=is_cyclic)
    parameters = parameter_vector(settings, Muscles())[:, None]
    found = np.array(_pushes()(motion.q.T, speed.T, acceleration.T, parameters)).T
    right, left, seat, load = (found[:, 3 * i : 3 * i + 3] for i in range(4))
    return Reaction(right, left, seat, load, mass_centre_m=found[:, 12:])


def backward_rates(motion: Whole, *, is_cyclic: bool) -> tuple[FloatArray, FloatArray]:
    """Return the (T, 12) speeds and accelerations that the search itself went by.

    With backward Euler, an instant's speed is the difference to the instant before, over the step.
    Motions that do not repeat begin at rest.
    """
    if len(motion.times_s) == 1:
        return np.zeros_like(motion.q), np.zeros_like(motion.q)
    step_s = float(motion.times_s[1] - motion.times_s[0])
    before = motion.q[-1].copy() if is_cyclic else motion.q[0]
    if is_cyclic:
        before[COORDINATES.index("hip_forward")] -= motion.speed_m_s * motion.duration_s
    speed = np.diff(motion.q, axis=0, prepend=before[None]) / step_s
    first = speed[-1] if is_cyclic else speed[0]
    return speed, np.diff(speed, axis=0, prepend=first[None]) / step_s


@cache
def _pushes() -> ca.Function:
    """Return the (12,) forces and the (2,) centre of mass of coordinates and their rates (12,)."""
    q, speed, acceleration = (ca.SX.sym(name, len(COORDINATES)) for name in "qva")
    p = parameter_symbol()
    state = {name: (q[i], speed[i], acceleration[i]) for i, name in enumerate(COORDINATES)}
    size = Size(mass=setting_at(p, "mass_factor"), length=setting_at(p, "length_factor"))
    bones = skeleton(read_planar_body(), state, size)
    modulus = setting_at(p, "sole_modulus_N_per_m2")
    found = [
        _total(
            [
                ground_push(
                    sphere,
                    bones.parts[sphere.part + side.suffix],
                    length=size.length,
                    modulus=modulus,
                )
                for sphere in SOLE
            ]
        )
        for side in SIDES
    ]
    found.append(_total([seat_push(bones, p)]))
    found.append(_total([load_push(bones, shoulder_motion(bones, p), p)]))
    found.append(_mass_centre(bones))
    return ca.Function("pushes", [q, speed, acceleration, p], [ca.vertcat(*found)])


def _mass_centre(bones: Skeleton) -> Expression:
    parts = bones.parts.values()
    mass = sum(part.mass for part in parts)
    return ca.vertcat(
        sum(part.mass * part.centre.place.x for part in parts) / mass,
        sum(part.mass * part.centre.place.y for part in parts) / mass,
    )


def _total(pushes: list[Push]) -> Expression:
    return ca.vertcat(
        sum(push.force.x for push in pushes),
        sum(push.force.y for push in pushes),
        sum(push.place.cross(push.force) for push in pushes),
    )
