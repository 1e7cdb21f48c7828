"""The ground under the feet: smooth, springy spheres at heel, ball and toes."""

from dataclasses import dataclass

import casadi as ca

from hipspine.predict.skeleton import Expression, Motion, Part, Push, Vector

DISSIPATION_S_PER_M = 2.0
"""Hunt-Crossley dissipation, as Falisse 2019 (doi:10.1098/rsif.2019.0402) uses under the foot."""
FRICTION = 0.8
"""Coefficient of friction, static and dynamic alike (Falisse 2019)."""
SLIDING_SPEED_M_S = 0.2
"""Speed at which friction has nearly its full size (Falisse 2019)."""
SMALLEST_FORCE_N = 1e-5
"""Smoothing constant of the force, and the force far above the ground."""
DEPTH_SHARPNESS_PER_M = 300.0
SPEED_SHARPNESS_S_PER_M = 50.0
"""How sharply force ends where sphere and ground part (Serrancoli 2019)."""


@dataclass(frozen=True)
class Sphere:
    """A round piece of sole: its centre in the frame of the foot (or the toes) [m]."""

    part: str
    centre_m: tuple[float, float]
    radius_m: float


SOLE = (
    Sphere("foot", (-0.0280, -0.0211), 0.032),
    Sphere("foot", (0.1250, -0.0331), 0.020),
    Sphere("toes", (0.0500, 0.0070), 0.015),
)
"""The sole lies 10 mm below the heel bone's origin and reaches from 12 mm behind it to 250 mm in
front of it, as in the reference walker. Radii between those of OpenSim's planar example (35 and
15 mm); the figures of Falisse 2019 for six spheres are 32 mm."""


def ground_push(sphere: Sphere, part: Part, *, length: Expression, modulus: Expression) -> Push:
    """Return the ground's force on one sphere.

    Parameters
    ----------
    sphere : Sphere
    part : Part
        The foot or the toes.
    length : Expression
        Factor of the body's lengths.
    modulus : Expression
        Plane strain modulus of sole and ground [N/m²].

    References
    ----------
    Serrancoli 2019, doi:10.1109/TNSRE.2019.2922942: a Hunt-Crossley force made smooth.
    """
    radius = sphere.radius_m * length
    arm = Vector(sphere.centre_m[0] * length, sphere.centre_m[1] * length)
    centre = part.origin.beyond(part.turning, arm)
    bottom = _lowest_point(centre, part, radius)
    normal = _normal_force(bottom, radius, modulus)
    sideways = -normal * FRICTION * ca.tanh(bottom.velocity.x / SLIDING_SPEED_M_S)
    return Push(part.name, Vector(sideways, normal), bottom.place)


def _lowest_point(centre: Motion, part: Part, radius: Expression) -> Motion:
    down = Vector(ca.SX(0), -radius)
    # The material point at the bottom moves with the part's turning about the centre.
    swing = Vector(radius * part.turning.speed, ca.SX(0))
    return Motion(centre.place + down, centre.velocity + swing, centre.acceleration)


def _normal_force(bottom: Motion, radius: Expression, modulus: Expression) -> Expression:
    depth, sinking = -bottom.place.y, -bottom.velocity.y
    stiffness = 0.5 * modulus ** (2.0 / 3.0)
    smooth_depth = ca.sqrt(depth**2 + SMALLEST_FORCE_N)
    elastic = 4.0 / 3.0 * stiffness * ca.sqrt(radius * stiffness) * smooth_depth**1.5
    damped = elastic * (1.0 + 1.5 * DISSIPATION_S_PER_M * sinking)
    leaving = 2.0 / (3.0 * DISSIPATION_S_PER_M)
    is_pressing = 0.5 + 0.5 * ca.tanh(SPEED_SHARPNESS_S_PER_M * (sinking + leaving))
    is_below = 0.5 + 0.5 * ca.tanh(DEPTH_SHARPNESS_PER_M * depth)
    return damped * is_pressing * is_below + SMALLEST_FORCE_N
