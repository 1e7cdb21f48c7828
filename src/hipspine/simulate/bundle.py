"""The bundle: everything the engine needs of a model and a motion, as arrays.

Extraction makes it once per motion with OpenSim; every what-if after that is numpy and numba.
Frame: ground, X forward, Y up, Z right. T frames, M muscles, R equations, J joints, B bodies,
P path points.
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.domain.problem import Problem


@dataclass(frozen=True, eq=False)
class MuscleParameters:
    """The muscles' fixed parameters, each an (M,) array."""

    names: tuple[str, ...]
    max_isometric_force_N: FloatArray
    optimal_fibre_length_m: FloatArray
    tendon_slack_length_m: FloatArray
    pennation_at_optimal_rad: FloatArray
    max_contraction_velocity_per_s: FloatArray
    """In optimal fibre lengths per second."""
    passive_strain_at_max_force: FloatArray
    """Fibre strain at which the passive force reaches the maximum isometric force."""
    minimum_activation: FloatArray


@dataclass(frozen=True, eq=False)
class Bundle:
    """One motion on one model, ready for muscle sharing."""

    times_s: FloatArray
    """(T,)"""
    mass_kg: float
    muscles: MuscleParameters
    muscle_lengths_m: FloatArray
    """(T, M) muscle-tendon lengths."""
    lengthening_speeds_m_s: FloatArray
    """(T, M), positive lengthening."""
    equations: tuple[str, ...]
    """(R,) names of the independent coordinates: one moment balance each."""
    coordinate_values: FloatArray
    """(T, R) rad or m."""
    moment_arms_m: FloatArray
    """(T, R, M) effective moment arms; a muscle's generalized force is arm times tension."""
    required_moments_Nm: FloatArray
    """(T, R) generalized forces that muscles (and passive tissue) must produce together."""
    joints: tuple[str, ...]
    """(J,) joints whose contact load is mapped."""
    joint_rotations: FloatArray
    """(T, J, 3, 3) columns are the axes of the joint's child frame in ground."""
    joint_load_offset_N: FloatArray
    """(T, J, 6) moment [N·m] and force [N] of parent on child without any muscle, in ground."""
    joint_load_per_force: FloatArray
    """(T, J, 6, M) the same per newton of muscle tension."""
    bodies: tuple[str, ...]
    body_rotations: FloatArray
    """(T, B, 3, 3) body axes in ground."""
    body_origins_m: FloatArray
    """(T, B, 3) in ground."""
    path_points_m: FloatArray
    """(T, P, 3) points of the muscles' paths, wrapping included, in ground; NaN pads a muscle
    whose path has fewer points at that frame."""
    path_start: IntArray
    """(M + 1,) muscle m owns path points path_start[m]:path_start[m + 1]."""
    model_name: str
    model_sha256: str
    problems: tuple[Problem, ...] = ()
    """What extraction noticed: angles not used, coordinates without angles, forces left out."""

    @property
    def measured(self) -> BoolArray:
        """(T,) frames whose contact forces were all measured; the others' moments are NaN."""
        return np.asarray(np.isfinite(self.required_moments_Nm).all(axis=1), dtype=np.bool_)
