"""What a muscle can pull with: force by length and speed, active and passive, on a rigid tendon.

The curves are those of De Groote et al. 2016 (doi:10.1007/s10439-016-1591-9) with the constants of
OpenSim's DeGrooteFregly2016Muscle, whose third Gaussian is centred at the optimal length with
height 0.1. The tendon does not stretch, so the fibre follows from the muscle-tendon length alone::

    along = length - slack,   width = optimal * sin(pennation),   fibre = hypot(along, width)

A tendon may be treated so where its strain is small against the fibre's; in short-fibred,
long-tendoned muscles such as soleus it shifts the fibre length by a few percent (Millard 2013,
doi:10.1115/1.4023390).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray

GAUSSIANS = (
    (0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465),
    (0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188),
    (0.1, 1.0, 0.5 * np.sqrt(0.5), 0.0),
)
"""Active force-length curve: height, centre, width and its growth with length, per Gaussian."""

FORCE_VELOCITY = (-0.3211346127989808, -8.149, -0.374, 0.8825327733249912)
"""Constants d1 to d4 of the force-velocity curve, for lengthening as positive."""

PASSIVE_SHAPE = 4.0
"""Exponential shape factor of the passive force-length curve."""

SHORTEST_FIBRE = 0.2
LONGEST_FIBRE = 1.8
"""Range of fibre lengths, in optimal lengths, that the curves describe."""


class PassiveCurve(StrEnum):
    """Where the passive force of a fibre starts; both reach the maximum at the same strain."""

    OPENSIM = "opensim"
    """From 0.2 optimal lengths, as OpenSim shifts it: fibres at their optimal length pull with
    1.8 % of their maximum, which adds up over the hundreds of fascicles of the trunk."""
    PUBLISHED = "published"
    """From the optimal length, as De Groote 2016 gives it; none below."""


class FibreParameters(Protocol):
    """What the curves need to know of M muscles, each an (M,) array."""

    @property
    def max_isometric_force_N(self) -> FloatArray:
        """Active force at optimal length and rest [N]."""

    @property
    def optimal_fibre_length_m(self) -> FloatArray:
        """Fibre length of the largest active force [m]."""

    @property
    def tendon_slack_length_m(self) -> FloatArray:
        """Length of the unloaded tendon [m]."""

    @property
    def pennation_at_optimal_rad(self) -> FloatArray:
        """Angle of fibres to tendon at the optimal length [rad]."""

    @property
    def max_contraction_velocity_per_s(self) -> FloatArray:
        """Highest shortening speed [optimal fibre lengths per second]."""

    @property
    def passive_strain_at_max_force(self) -> FloatArray:
        """Fibre strain at which passive force is the maximum isometric."""


@dataclass(frozen=True, eq=False)
class FibreState:
    """Fibres of M muscles over T frames, each (T, M).

    length : in optimal lengths, held within 0.2 to 1.8; cosine : of the pennation angle;
    is_taut : whether the muscle-tendon unit is longer than its tendon.
    """

    length: FloatArray
    cosine: FloatArray
    is_taut: BoolArray


def fibre_state(
    lengths_m: FloatArray, muscles: FibreParameters, *, shortening: FloatArray | float = 0.0
) -> FibreState:
    """Return the fibres' lengths and pennation on rigid tendons.

    Parameters
    ----------
    lengths_m : (T, M) array
        Muscle-tendon lengths [m].
    muscles : FibreParameters
    shortening : (M,) array or float
        Fraction by which each muscle's fibres are shorter than usual (tightness): the optimal
        length shrinks, so at the same posture the fibre is stretched further.

    Notes
    -----
    Fibres outside 0.2 to 1.8 optimal lengths are treated as if at that end: the curves say nothing
    there, and the passive exponential would soon exceed any force that tissue bears.
    """
    optimal = muscles.optimal_fibre_length_m * (1.0 - shortening)
    along = lengths_m - muscles.tendon_slack_length_m
    fibre = np.hypot(along, optimal * np.sin(muscles.pennation_at_optimal_rad))
    is_taut = along > 0.0
    cosine = np.where(is_taut, along, 0.0) / np.where(fibre > 0.0, fibre, 1.0)
    length = np.clip(fibre / optimal, SHORTEST_FIBRE, LONGEST_FIBRE)
    return FibreState(length, cosine, is_taut)


def active_force_at_length(fibre_length: FloatArray) -> FloatArray:
    """Return the active force-length multiplier, 1 at the optimal length.

    De Groote 2016, supplement.
    """
    total = np.zeros_like(fibre_length)
    for height, centre, width, growth in GAUSSIANS:
        total += height * np.exp(
            -0.5 * np.square((fibre_length - centre) / (width + growth * fibre_length))
        )
    return total


def active_force_at_speed(fibre_speed: FloatArray) -> FloatArray:
    """Return the force-velocity multiplier, 1 at rest, 0 at the highest shortening speed.

    `fibre_speed` is in highest shortening speeds, positive lengthening; beyond -1 and 1 the value
    at that end is held, and it is never negative. De Groote 2016, supplement.
    """
    d1, d2, d3, d4 = FORCE_VELOCITY
    inner = d2 * np.clip(fibre_speed, -1.0, 1.0) + d3
    multiplier: FloatArray = d1 * np.log(inner + np.sqrt(np.square(inner) + 1.0)) + d4
    return np.maximum(multiplier, 0.0)


def passive_force_at_length(
    fibre_length: FloatArray,
    strain_at_max: FloatArray,
    *,
    curve: PassiveCurve = PassiveCurve.OPENSIM,
) -> FloatArray:
    """Return the passive force-length multiplier, 1 at a length of 1 + `strain_at_max`.

    De Groote 2016, supplement. It is 0 where the curve starts and below, nowhere negative.
    """
    start = SHORTEST_FIBRE if curve is PassiveCurve.OPENSIM else 1.0
    offset = np.exp(PASSIVE_SHAPE * (start - 1.0) / strain_at_max)
    stretched = np.exp(PASSIVE_SHAPE * (fibre_length - 1.0) / strain_at_max)
    multiplier: FloatArray = (stretched - offset) / (np.exp(PASSIVE_SHAPE) - offset)
    return np.maximum(multiplier, 0.0)


def active_capacity_N(
    lengths_m: FloatArray,
    lengthening_speeds_m_s: FloatArray,
    muscles: FibreParameters,
    *,
    shortening: FloatArray | float = 0.0,
) -> FloatArray:
    """Return the active force along the tendon at full activation [N], (T, M).

    Parameters
    ----------
    lengths_m, lengthening_speeds_m_s : (T, M) arrays
        Muscle-tendon lengths [m] and speeds [m/s], positive lengthening.
    muscles : FibreParameters
    shortening : (M,) array or float
        As in `fibre_state`.

    Notes
    -----
    A muscle-tendon unit shorter than its tendon hangs slack: its capacity is 0.
    """
    fibre = fibre_state(lengths_m, muscles, shortening=shortening)
    top_speed = (
        muscles.max_contraction_velocity_per_s * muscles.optimal_fibre_length_m * (1.0 - shortening)
    )
    speed = lengthening_speeds_m_s * fibre.cosine / top_speed
    multiplier = active_force_at_length(fibre.length) * active_force_at_speed(speed)
    force: FloatArray = muscles.max_isometric_force_N * multiplier * fibre.cosine
    return np.where(fibre.is_taut, force, 0.0)


def passive_force_N(
    lengths_m: FloatArray,
    muscles: FibreParameters,
    *,
    shortening: FloatArray | float = 0.0,
    curve: PassiveCurve = PassiveCurve.OPENSIM,
) -> FloatArray:
    """Return the passive force along the tendon [N], (T, M); parameters as `active_capacity_N`."""
    fibre = fibre_state(lengths_m, muscles, shortening=shortening)
    strain = muscles.passive_strain_at_max_force
    multiplier = passive_force_at_length(fibre.length, strain, curve=curve)
    force: FloatArray = muscles.max_isometric_force_N * multiplier * fibre.cosine
    return np.where(fibre.is_taut, force, 0.0)
