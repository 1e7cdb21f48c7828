"""What else acts on the body: a seat under the pelvis, and a load in the hands."""

import casadi as ca

from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.predict.figure import SHOULDER_M
from hipspine.predict.parameters import setting_at
from hipspine.predict.skeleton import Expression, Motion, Push, Skeleton, Vector

BUTTOCK_M = (0.0, -0.075)
"""Underside of the sitting pelvis from the hip centre: the hip lies about 8 % of the body height
(de Leva 1996) above a firm seat in anthropometric tables less compressed tissue."""
SEAT_STIFFNESS_N_PER_M = 25e3
"""Buttocks on a firm seat: about 2 cm under two thirds of the body weight."""
SEAT_DAMPING_S_PER_M = 2.0
SEAT_ROUNDING_M = 0.004
"""Depth over which the seat's force rises smoothly."""


def seat_push(bones: Skeleton, p: Expression) -> Push:
    """Return the seat's upward force; none when `seat_factor` is 0."""
    pelvis = bones.parts["pelvis"]
    length = setting_at(p, "length_factor")
    # The pelvis rolls on the seat, so its lowest point stays below the hip.
    place = pelvis.origin.place + Vector(BUTTOCK_M[0] * length, BUTTOCK_M[1] * length)
    depth = setting_at(p, "seat_height_m") - place.y
    pressed = 0.5 * (depth + ca.sqrt(depth**2 + SEAT_ROUNDING_M**2))
    damped = 1.0 - SEAT_DAMPING_S_PER_M * pelvis.origin.velocity.y
    force = setting_at(p, "seat_factor") * SEAT_STIFFNESS_N_PER_M * pressed * damped
    return Push("pelvis", Vector(ca.SX(0), force), place)


def shoulder_motion(bones: Skeleton, p: Expression) -> Motion:
    """Return how the shoulders move."""
    trunk = bones.parts["trunk"]
    length = setting_at(p, "length_factor")
    return trunk.origin.beyond(
        trunk.turning, Vector(SHOULDER_M[0] * length, SHOULDER_M[1] * length)
    )


def load_push(bones: Skeleton, shoulder: Motion, p: Expression) -> Push:
    """Return the force of a load that hangs from the shoulders on straight arms.

    The arms hang down, so the load moves as the shoulders do.
    """
    mass = setting_at(p, "load_kg")
    gravity = Vector(ca.SX(0), ca.SX(STANDARD_GRAVITY))
    force = (shoulder.acceleration + gravity).scaled(-mass)
    return Push(bones.parts["trunk"].name, force, shoulder.place)
