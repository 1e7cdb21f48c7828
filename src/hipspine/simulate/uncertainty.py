"""Bodies that the person could as well have: variants of strength, tendon, levers, markers, mass.

Each variant is the same motion on a body whose parameters are drawn anew. What the loads' spread
does not hold: errors of the model's form, of the objective and of what the ground did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np

from hipspine.domain.anatomy import LUMBAR_LEVELS, Side, side_of
from hipspine.domain.arrays import FloatArray
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.joint_names import lumbar_level

_LEG_JOINTS = (("hip_", "hip"), ("knee_", "knee"), ("ankle_", "ankle"))
"""Joints of coordinates by the coordinate's first letters. The ankle's force without muscles is
taken as the knee's, from which it differs by the shank's weight."""

_AXES = (
    ("flexion", 2),
    ("knee_angle", 2),
    ("ankle_angle", 2),
    ("extension", 2),
    ("adduction", 0),
    ("bending", 0),
    ("rotation", 1),
)
"""About which axis of the joint's frame a coordinate turns: X forward, Y up, Z right."""


@dataclass(frozen=True)
class Spread:
    """Standard deviations of what is drawn anew for each variant."""

    strength: float = 0.15
    """Fraction, each muscle by itself: volumes of single muscles differ between people of one size
    by 10 to 20 % (Handsfield 2014, doi:10.1016/j.jbiomech.2013.12.002)."""
    tendon_slack: float = 0.02
    """Fraction, each muscle by itself. No spread in living people is known; ours, of the size that
    moves a fibre of a calf muscle by a tenth of its length."""
    moment_arm: float = 0.05
    """Fraction, each muscle by itself: between models and imaging 5 to 10 % (Scheys 2008, Gait
    Posture 28:640-648, doi:10.1016/j.gaitpost.2008.04.010, for more)."""
    joint_centre_m: float = 0.01
    """Each joint and direction by itself: landmarks are placed to 6 to 21 mm (Della Croce 2005,
    doi:10.1016/j.gaitpost.2004.05.003), the hip's centre is found to 1 to 2 cm."""
    trunk_mass: float = 0.05
    """Fraction: what tables of segment masses differ by (Winter 2009, table 4.1, and de Leva 1996,
    doi:10.1016/0021-9290(95)00178-6)."""

    def as_causes(self) -> tuple[tuple[str, float, str], ...]:
        """Return what is varied, by how much and in which unit."""
        units = ("1", "1", "1", "m", "1")
        names = ("strength", "tendon_slack", "moment_arm", "joint_centre", "trunk_mass")
        return tuple(zip(names, astuple(self), units, strict=True))


SPREAD = Spread()


def variants(
    bundle: Bundle, generator: np.random.Generator, count: int, spread: Spread = SPREAD
) -> Iterator[Bundle]:
    """Yield bundles of the same motion on other bodies.

    Notes
    -----
    Strengths are drawn log-normally, so that none is negative; all else normally. A joint centre
    that lies elsewhere by δ changes the moment there by δ x F, with F the force through the joint:
    the contact force without muscles. The trunk has one mass centre, so its error is the
    same at all lumbar levels. Directions of pull stay, so a longer lever presses a joint no other
    way.
    """
    for _ in range(count):
        yield _variant(bundle, generator, spread)


def _variant(bundle: Bundle, generator: np.random.Generator, spread: Spread) -> Bundle:
    muscles = bundle.muscles
    count = len(muscles.names)
    strength = np.exp(spread.strength * generator.standard_normal(count))
    slack = 1.0 + spread.tendon_slack * generator.standard_normal(count)
    lever = 1.0 + spread.moment_arm * generator.standard_normal(count)
    mass = 1.0 + spread.trunk_mass * float(generator.standard_normal())
    return replace(
        bundle,
        muscles=replace(
            muscles,
            max_isometric_force_N=muscles.max_isometric_force_N * strength,
            tendon_slack_length_m=muscles.tendon_slack_length_m * slack,
        ),
        moment_arms_m=bundle.moment_arms_m * lever,
        required_moments_Nm=_moments(bundle, generator, spread, trunk_mass=mass),
        joint_load_offset_N=_offsets(bundle, mass),
    )


def _moments(
    bundle: Bundle, generator: np.random.Generator, spread: Spread, *, trunk_mass: float
) -> FloatArray:
    moments = bundle.required_moments_Nm.copy()
    errors = {
        place: spread.joint_centre_m * generator.standard_normal(3)
        for place in ("spine", *(f"{joint}_{side}" for _, joint in _LEG_JOINTS for side in Side))
    }
    for row, coordinate in enumerate(bundle.equations):
        level = lumbar_level(coordinate)
        if level is not None:
            moments[:, row] *= trunk_mass
        joint = level or _leg_joint(coordinate)
        if joint is not None:
            error_m = errors["spine" if level else joint]
            moments[:, row] += _moment_of_error(bundle, coordinate, joint, error_m)
    return moments


def _moment_of_error(
    bundle: Bundle, coordinate: str, joint: str, error_m: FloatArray
) -> FloatArray:
    """Return the (T,) moment about a coordinate's axis of the joint's force at an error's lever."""
    near = joint.replace("ankle", "knee")
    axis = next((axis for word, axis in _AXES if word in coordinate), None)
    if near not in bundle.joints or axis is None:
        return np.zeros(bundle.times_s.size)
    place = bundle.joints.index(near)
    force = bundle.joint_load_offset_N[:, place, 3:]
    axes = bundle.joint_rotations[:, place]
    moment: FloatArray = (np.cross(axes @ error_m, force) * axes[:, :, axis]).sum(axis=1)
    return moment


def _leg_joint(coordinate: str) -> str | None:
    side = side_of(coordinate)
    for stem, joint in _LEG_JOINTS:
        if side is not None and coordinate.startswith(stem):
            return f"{joint}_{side}"
    return None


def _offsets(bundle: Bundle, trunk_mass: float) -> FloatArray:
    offsets = bundle.joint_load_offset_N.copy()
    lumbar: Sequence[int] = [bundle.joints.index(n) for n in LUMBAR_LEVELS if n in bundle.joints]
    offsets[:, lumbar] *= trunk_mass
    return offsets
