"""A tiny body whose answers can be worked out by hand."""

import numpy as np

from hipspine.simulate.bundle import Bundle, MuscleParameters

MUSCLES = ("glmax1_r", "semimem_r", "Ps_L1_VB_r", "IL_L1_r", "rect_abd_r")
EQUATIONS = ("pelvis_ty", "hip_flexion_r", "L5_S1_extension", "mtp_angle_r")
# Moment arms [m], one row per muscle: pelvis, hip (flexing +), L5/S1 (extending +), toes.
ARMS = np.array(
    [
        [0.0, -0.05, 0.0, 0.0],
        [0.0, -0.04, 0.0, 0.0],
        [0.0, 0.04, -0.02, 0.0],
        [0.0, 0.0, 0.05, 0.0],
        [0.0, 0.0, -0.08, 0.0],
    ]
).T
FRAMES = 5
HIP_EXTENSION_NM = 60.0
LUMBAR_EXTENSION_NM = 40.0


def _parameters(max_force: float) -> MuscleParameters:
    """Return equal muscles: 10 cm fibres without pennation on 20 cm tendons."""
    count = len(MUSCLES)
    return MuscleParameters(
        names=MUSCLES,
        max_isometric_force_N=np.full(count, max_force),
        optimal_fibre_length_m=np.full(count, 0.1),
        tendon_slack_length_m=np.full(count, 0.2),
        pennation_at_optimal_rad=np.zeros(count),
        max_contraction_velocity_per_s=np.full(count, 10.0),
        passive_strain_at_max_force=np.full(count, 0.6),
        minimum_activation=np.zeros(count),
    )


def two_joint_bundle(*, max_force: float = 2000.0, fibre_m: float = 0.1) -> Bundle:
    """Return a body of trunk, pelvis and thigh with five muscles, standing still.

    Every muscle pulls the trunk down at L5/S1 (if it crosses it) and presses the hip (if it crosses
    that) by its full tension; without muscles 400 N rest on the disc and 500 N on the hip. The toes
    have a moment but no muscle, the pelvis a residual of 30 N.
    """
    count, level = len(MUSCLES), np.eye(3)
    required = np.tile([30.0, -HIP_EXTENSION_NM, LUMBAR_EXTENSION_NM, 1.0], (FRAMES, 1))
    per_force = np.zeros((FRAMES, 2, 6, count))
    per_force[:, 0, 4, [2, 3, 4]] = 1.0
    per_force[:, 1, 4, [0, 1, 2]] = -1.0
    offset = np.zeros((FRAMES, 2, 6))
    offset[:, 0, 4], offset[:, 1, 4] = 400.0, -500.0
    return Bundle(
        times_s=0.01 * np.arange(FRAMES),
        mass_kg=70.0,
        muscles=_parameters(max_force),
        muscle_lengths_m=np.full((FRAMES, count), 0.2 + fibre_m),
        lengthening_speeds_m_s=np.zeros((FRAMES, count)),
        equations=EQUATIONS,
        coordinate_values=np.tile([0.9, 0.1, 0.2, 0.0], (FRAMES, 1)),
        moment_arms_m=np.tile(ARMS, (FRAMES, 1, 1)),
        required_moments_Nm=required,
        joints=("L5_S1", "hip_right"),
        joint_rotations=np.tile(level, (FRAMES, 2, 1, 1)),
        joint_load_offset_N=offset,
        joint_load_per_force=per_force,
        bodies=("pelvis",),
        body_rotations=np.tile(level, (FRAMES, 1, 1, 1)),
        body_origins_m=np.zeros((FRAMES, 1, 3)),
        path_points_m=np.zeros((FRAMES, 2 * count, 3)),
        path_start=2 * np.arange(count + 1),
        model_name="two joints",
        model_sha256="0" * 64,
    )
