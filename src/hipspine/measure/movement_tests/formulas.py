"""Formulas behind movement tests: angles from lengths, and moment per body mass."""

import math


def thigh_drop_rad(*, thigh_length_m: float, hip_height_m: float, knee_height_m: float) -> float:
    """Return how far a hanging thigh points below level [rad], negative above it.

    Parameters
    ----------
    thigh_length_m : float
        Greater trochanter to outer knee joint line [m].
    hip_height_m, knee_height_m : float
        Heights of these two points above the floor [m].

    Raises
    ------
    ValueError
        If the heights differ by more than the thigh is long.

    References
    ----------
    The trigonometric modified Thomas test: Vigotsky AD et al. (2016). The modified Thomas test is
    not a valid measure of hip extension unless pelvic tilt is controlled. PeerJ 4:e2325.
    doi:10.7717/peerj.2325
    """
    drop = (hip_height_m - knee_height_m) / thigh_length_m
    if not -1 <= drop <= 1:
        raise ValueError("the heights of hip and knee differ by more than the thigh is long")
    return math.asin(drop)


def hip_extension_rad(*, thigh_drop: float, pelvis_posterior_tilt: float) -> float:
    """Return the hip's extension from the thigh's drop and the pelvis' backward tilt [rad].

    A pelvis tilted backward extends the hip by as much at the same thigh; lying flat with the
    pelvis neutral, the thigh's drop is the hip's extension.
    """
    return thigh_drop + pelvis_posterior_tilt


def torque_per_mass(*, force_N: float, lever_m: float, mass_kg: float) -> float:
    """Return the moment of a push about the hip per body mass [N·m/kg]: force times lever arm.

    References
    ----------
    Thorborg K et al. (2010). Clinical assessment of hip strength using a hand-held dynamometer is
    reliable. Scand J Med Sci Sports 20:493-501. doi:10.1111/j.1600-0838.2009.00958.x
    """
    return force_N * lever_m / mass_kg
