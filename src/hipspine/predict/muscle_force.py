"""Muscle force as casadi expressions: the curves of mechanics.muscle_curves, and an elastic tendon.

All curves are those of De Groote 2016 (doi:10.1007/s10439-016-1591-9).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import casadi as ca
import numpy as np

from hipspine.content.prediction.planar_body import Muscle
from hipspine.mechanics.muscle_curves import FORCE_VELOCITY, GAUSSIANS, PASSIVE_SHAPE
from hipspine.predict.skeleton import Expression

TOP_SPEED_PER_S = 10.0
"""Highest shortening speed [optimal fibre lengths per second], as in the body model."""
DAMPING = 0.01
"""Viscous force per speed, in maximum isometric force per top speed (De Groote 2016)."""
PASSIVE_ROUNDING = 0.02
"""Width [optimal fibre lengths] over which the start of the passive force is rounded off."""
TENDON_FORCE = (0.2, 0.995, 0.25)
"""Constants c1 to c3 of the tendon's force-length curve (De Groote 2016, supplement)."""


def active_force_at_length(fibre: Expression) -> Expression:
    """Return the active force-length multiplier of a fibre length in optimal lengths."""
    return sum(
        height * ca.exp(-0.5 * ((fibre - centre) / (width + growth * fibre)) ** 2)
        for height, centre, width, growth in GAUSSIANS
    )


def active_force_at_speed(speed: Expression) -> Expression:
    """Return the force-velocity multiplier of a speed in top speeds, positive lengthening."""
    d1, d2, d3, d4 = FORCE_VELOCITY
    inner = d2 * speed + d3
    return d1 * ca.log(inner + ca.sqrt(inner**2 + 1.0)) + d4


def passive_force(fibre: Expression, strain: float) -> Expression:
    """Return the passive multiplier: none below the optimal length, 1 at 1 + `strain`.

    The published start of the curve, its corner rounded so that the optimiser can pass it.
    """
    beyond = fibre - 1.0
    stretch = 0.5 * (beyond + ca.sqrt(beyond**2 + PASSIVE_ROUNDING**2))
    return (ca.exp(PASSIVE_SHAPE * stretch / strain) - 1.0) / (np.exp(PASSIVE_SHAPE) - 1.0)


def tendon_force(tendon: Expression, stiffness: Expression) -> Expression:
    """Return the tendon's force for its length in slack lengths; 35 is De Groote's stiffness."""
    c1, c2, c3 = TENDON_FORCE
    return c1 * ca.exp(stiffness * (tendon - c2)) - c3


def path_length(muscle: Muscle, angles: Mapping[str, Expression]) -> Expression:
    """Return the muscle-tendon length of the generic body [m] at the joint angles [rad]."""
    powers: dict[tuple[str, int], Expression] = {}
    for name in muscle.angles:
        powers[name, 0] = ca.SX(1)
        for degree in range(1, 1 + max(max(e) for e in muscle.exponents)):
            powers[name, degree] = powers[name, degree - 1] * angles[name]
    total = ca.SX(0)
    for exponents, coefficient in zip(muscle.exponents, muscle.coefficients_m, strict=True):
        term = ca.SX(coefficient)
        for name, degree in zip(muscle.angles, exponents, strict=True):
            term = term * powers[name, degree]
        total = total + term
    return total


@dataclass(frozen=True)
class Setting:
    """What a what-if or the body's size changes about one muscle; all factors on the generic."""

    strength: Expression
    """On the maximum isometric force, active and passive."""
    shortening: Expression
    """Fraction by which fibres are shorter (tightness)."""
    length: Expression
    """On all lengths."""


@dataclass(frozen=True)
class Pull:
    """What a muscle does at one instant."""

    force_N: Expression
    """Along the tendon."""
    fibre: Expression
    """Fibre length in optimal lengths."""
    stretch: Expression
    """Passive force [maximum isometric force]."""
    imbalance: Expression | None = None
    """Fibre less tendon force, in maximum isometric force; None with a rigid tendon."""


def rigid_pull(
    muscle: Muscle, setting: Setting, activation: Expression, path: tuple[Expression, Expression]
) -> Pull:
    """Return a muscle's pull on a tendon that does not stretch; path is length and speed."""
    optimal = muscle.optimal_fibre_length_m * (1.0 - setting.shortening) * setting.length
    along = path[0] - muscle.tendon_slack_length_m * setting.length
    width = optimal * np.sin(muscle.pennation_rad)
    fibre_m = ca.sqrt(along**2 + width**2)
    cosine = along / fibre_m
    fibre = fibre_m / optimal
    speed = path[1] * cosine / (TOP_SPEED_PER_S * optimal)
    force = _fibre_force(muscle, activation, fibre, speed) * cosine
    return Pull(
        muscle.max_isometric_force_N * setting.strength * force,
        fibre,
        passive_force(fibre, muscle.passive_strain),
    )


def elastic_pull(
    muscle: Muscle,
    setting: Setting,
    activation: Expression,
    path_m: Expression,
    fibre: tuple[Expression, Expression, Expression],
) -> Pull:
    """Return a muscle's pull on a tendon that stretches.

    `fibre` is its length [optimal lengths], that length's rate of change [1/s], and the tendon's
    stiffness (35 in De Groote 2016).
    """
    length, rate, stiffness = fibre
    optimal = muscle.optimal_fibre_length_m * (1.0 - setting.shortening) * setting.length
    width = muscle.optimal_fibre_length_m * setting.length * np.sin(muscle.pennation_rad)
    along = ca.sqrt((length * optimal) ** 2 - width**2)
    cosine = along / (length * optimal)
    tendon = (path_m - along) / (muscle.tendon_slack_length_m * setting.length)
    pull = tendon_force(tendon, stiffness)
    fibre_pull = _fibre_force(muscle, activation, length, rate / TOP_SPEED_PER_S) * cosine
    return Pull(
        muscle.max_isometric_force_N * setting.strength * pull,
        length,
        passive_force(length, muscle.passive_strain),
        fibre_pull - pull,
    )


def _fibre_force(
    muscle: Muscle, activation: Expression, fibre: Expression, speed: Expression
) -> Expression:
    active = activation * active_force_at_length(fibre) * active_force_at_speed(speed)
    return active + passive_force(fibre, muscle.passive_strain) + DAMPING * speed
