"""The least hip load, on a body of two hip extensors whose answer can be worked out by hand."""

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.simulate.bundle import Bundle, MuscleParameters
from hipspine.simulate.engine import Engine
from hipspine.study.directions import force_on_socket_N
from hipspine.study.hip_bound import least_hip_load

NAMES = ("glmax1_r", "semimem_r")
ARMS_M = np.array([0.05, 0.04])
MOMENT_NM = 60.0
WITHOUT_MUSCLES_N = 500.0


def two_extensors(max_force_N: float) -> Bundle:
    """Both muscles press the hip by their full tension; the hip has to extend with 60 N·m."""
    level, count = np.eye(3), len(NAMES)
    per_force = np.zeros((1, 1, 6, count))
    per_force[:, :, 4] = -1.0
    offset = np.zeros((1, 1, 6))
    offset[..., 4] = -WITHOUT_MUSCLES_N
    muscles = MuscleParameters(
        names=NAMES,
        max_isometric_force_N=np.full(count, max_force_N),
        optimal_fibre_length_m=np.full(count, 0.1),
        tendon_slack_length_m=np.full(count, 0.2),
        pennation_at_optimal_rad=np.zeros(count),
        max_contraction_velocity_per_s=np.full(count, 10.0),
        passive_strain_at_max_force=np.full(count, 0.6),
        minimum_activation=np.zeros(count),
    )
    return Bundle(
        times_s=np.zeros(1),
        mass_kg=70.0,
        muscles=muscles,
        muscle_lengths_m=np.full((1, count), 0.3),
        lengthening_speeds_m_s=np.zeros((1, count)),
        equations=("hip_flexion_r",),
        coordinate_values=np.zeros((1, 1)),
        moment_arms_m=-ARMS_M.reshape(1, 1, count),
        required_moments_Nm=np.full((1, 1), -MOMENT_NM),
        joints=("hip_right",),
        joint_rotations=np.tile(level, (1, 1, 1, 1)),
        joint_load_offset_N=offset,
        joint_load_per_force=per_force,
        bodies=("pelvis",),
        body_rotations=np.tile(level, (1, 1, 1, 1)),
        body_origins_m=np.zeros((1, 1, 3)),
        path_points_m=np.zeros((1, 2 * count, 3)),
        path_start=2 * np.arange(count + 1),
        model_name="two extensors",
        model_sha256="0" * 64,
    )


def test_the_muscle_with_the_longer_lever_alone_presses_least():
    engine = Engine(two_extensors(2000.0))
    bound = least_hip_load(engine, Side.RIGHT, 0)
    produced_Nm = float(ARMS_M @ engine.base.active_forces_N[0])
    assert bound.least_N == pytest.approx(WITHOUT_MUSCLES_N + produced_Nm / 0.05)
    assert bound.found_N == pytest.approx(WITHOUT_MUSCLES_N + engine.base.active_forces_N[0].sum())
    assert bound.least_N < bound.found_N


def test_a_muscle_gives_no_more_than_its_strength():
    engine = Engine(two_extensors(900.0))
    bound = least_hip_load(engine, Side.RIGHT, 0)
    produced_Nm = float(ARMS_M @ engine.base.active_forces_N[0])
    # 900 N at 5 cm give 45 N·m; the other muscle has to give the rest at 4 cm.
    least = WITHOUT_MUSCLES_N + 900.0 + (produced_Nm - 45.0) / 0.04
    assert bound.least_N == pytest.approx(least)


def test_the_force_on_the_socket_is_the_opposite_of_that_on_the_thigh():
    engine = Engine(two_extensors(2000.0))
    along_pelvis, along_thigh = force_on_socket_N(engine, Side.RIGHT)
    # All axes coincide, and the load is upright: the socket pushes down, the thigh pushes up.
    found = engine.base.joint_loads["hip_right"].resultant_N[0]
    np.testing.assert_allclose(along_pelvis, [0.0, found, 0.0])
    np.testing.assert_allclose(along_thigh, along_pelvis)
