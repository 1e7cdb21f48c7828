"""Passive moments of the hip and knee: measured in people, and what leg muscles of a model give.

References
----------
Riener R, Edrich T. Identification of passive elastic joint moments in the lower extremities.
J Biomech 1999;32:539-544, doi:10.1016/S0021-9290(99)00009-3 (ten healthy people; the constants
quoted at second hand).
"""

import itertools
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import JointAngles
from hipspine.domain.units import degrees, radians
from hipspine.mechanics.muscle_curves import PassiveCurve, passive_force_N
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.extraction import extract_bundle
from hipspine.simulate.fit.workers import OpenSimProcesses
from hipspine.simulate.leg_passive_force import with_leg_strain, with_published_leg_strain

HIPS_DEG = range(-10, 101, 10)
KNEES_DEG = (5, 30, 60, 90, 110)
"""Postures in which moments are compared, the ankle square: those of daily life, from the end of
stance to sitting and to a straight leg raised."""

_HIP, _KNEE = "hip_flexion_r", "knee_angle_r"


def measured_hip_moment_Nm(hip_flexion_rad: FloatArray, knee_flexion_rad: FloatArray) -> FloatArray:
    """Return the passive moment of the hip, positive where it flexes [N·m].

    Everything passive is in it: muscles, ligaments, capsule. Riener and Edrich 1999.
    """
    hip, knee = degrees(hip_flexion_rad), degrees(knee_flexion_rad)
    bent = np.exp(1.3403 - 0.0226 * knee + 0.0305 * hip)
    moment: FloatArray = np.exp(1.4655 - 0.0034 * knee - 0.0750 * hip) - bent + 8.072
    return moment


def measured_knee_moment_Nm(
    hip_flexion_rad: FloatArray, knee_flexion_rad: FloatArray
) -> FloatArray:
    """Return the passive moment of the knee, positive where it flexes, the ankle square [N·m].

    Riener and Edrich 1999.
    """
    hip, knee = degrees(hip_flexion_rad), degrees(knee_flexion_rad)
    straight = np.exp(1.800 - 0.0352 * knee + 0.0217 * hip) + np.exp(2.220 - 0.150 * knee)
    bent = np.exp(-3.971 + 0.0495 * knee - 0.0128 * hip)
    moment: FloatArray = straight - bent - 4.820
    return moment


def posed_legs(model_path: Path, *, cache_dir: Path, workers: int | OpenSimProcesses) -> Bundle:
    """Return the body model in all postures of the comparison, one a frame; knees flex positive."""
    grid: FloatArray = np.array(list(itertools.product(HIPS_DEG, KNEES_DEG)), dtype=np.float64)
    angles = JointAngles((_HIP, _KNEE), np.arange(len(grid), dtype=np.float64), radians(grid))
    return extract_bundle(model_path, angles, (), cache_dir=cache_dir, workers=workers)


def passive_moments_Nm(legs: Bundle, factor: float) -> Mapping[str, FloatArray]:
    """Return the (T,) passive moments that muscles give hip and knee, flexing positive [N·m].

    factor : of the leg muscles' passive strain, on what is published for them.
    """
    muscles = with_leg_strain(with_published_leg_strain(legs.muscles), factor)
    forces = passive_force_N(legs.muscle_lengths_m, muscles, curve=PassiveCurve.PUBLISHED)
    return {
        name: (legs.moment_arms_m[:, legs.equations.index(name)] * forces).sum(axis=1)
        for name in (_HIP, _KNEE)
    }


def passive_deviation_Nm(legs: Bundle, factor: float) -> float:
    """Return how far the muscles' passive moments are from the measured ones [N·m].

    Root mean square over all postures, hip and knee alike.
    """
    found = passive_moments_Nm(legs, factor)
    hip, knee = (legs.coordinate_values[:, legs.equations.index(n)] for n in (_HIP, _KNEE))
    off = [
        found[_HIP] - measured_hip_moment_Nm(hip, knee),
        found[_KNEE] - measured_knee_moment_Nm(hip, knee),
    ]
    return float(np.sqrt(np.mean(np.square(off))))
