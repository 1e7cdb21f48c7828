"""Matched severity on one hip, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.units import radians
from hipspine.simulate.bundle import Bundle, MuscleParameters
from hipspine.simulate.engine import Engine
from hipspine.study.tight_or_weak import shortening_of, tight_or_weak

LEVER_M, FIBRE_M = 0.05, 0.15


def one_hip(stretch: float) -> Bundle:
    """Gluteus maximus and hamstrings extend a hip that has to make 60 N·m."""
    muscles = MuscleParameters(
        names=("glmax1_r", "semimem_r"),
        max_isometric_force_N=np.full(2, 2000.0),
        optimal_fibre_length_m=np.full(2, FIBRE_M),
        tendon_slack_length_m=np.full(2, 0.2),
        pennation_at_optimal_rad=np.zeros(2),
        max_contraction_velocity_per_s=np.full(2, 10.0),
        passive_strain_at_max_force=np.full(2, 0.6),
        minimum_activation=np.zeros(2),
    )
    per_force = np.zeros((1, 1, 6, 2))
    per_force[0, 0, 4] = -1.0
    offset = np.zeros((1, 1, 6))
    offset[0, 0, 4] = -500.0
    return Bundle(
        times_s=np.zeros(1),
        mass_kg=70.0,
        muscles=muscles,
        muscle_lengths_m=np.full((1, 2), 0.2 + stretch * FIBRE_M),
        lengthening_speeds_m_s=np.zeros((1, 2)),
        equations=("hip_flexion_r",),
        coordinate_values=np.zeros((1, 1)),
        moment_arms_m=np.array([[[-LEVER_M, -LEVER_M]]]),
        required_moments_Nm=np.array([[-60.0]]),
        joints=("hip_right",),
        joint_rotations=np.eye(3)[None, None],
        joint_load_offset_N=offset,
        joint_load_per_force=per_force,
        bodies=("pelvis",),
        body_rotations=np.eye(3)[None, None],
        body_origins_m=np.zeros((1, 1, 3)),
        path_points_m=np.zeros((1, 4, 3)),
        path_start=2 * np.arange(3),
        model_name="one hip",
        model_sha256="0" * 64,
    )


def test_a_step_of_tightness_is_thirteen_degrees_of_the_hip():
    # 13 degrees at 5 cm are 11.3 mm of a fibre of 150 mm.
    expected = radians(13.0) * LEVER_M / FIBRE_M
    assert shortening_of(Engine(one_hip(1.0)), "gluteus_maximus", 1) == pytest.approx(expected)
    assert shortening_of(Engine(one_hip(1.0)), "gluteus_maximus", 2) == pytest.approx(2 * expected)


def test_no_step_leads_beyond_what_a_what_if_accepts():
    assert shortening_of(Engine(one_hip(1.0)), "gluteus_maximus", 9) == 0.3


def test_where_equal_levers_share_neither_weakness_nor_slight_tightness_moves_the_load():
    # Both muscles press the hip alike for the moment they make, so who makes it does not matter
    # while passive force stays below what the task needs; only the levers drawn anew differ.
    [found] = tight_or_weak(Engine(one_hip(1.0)), "gluteus_maximus", ("hip_right",), (1,), bodies=8)
    # Levers differ by 5 % (one standard deviation) between the two muscles, so shifting a share of
    # 1200 N between them moves the load by a few per cent of that at most.
    assert max(abs(each) for each in (*found.weak_N, *found.tight_N)) < 0.05 * 1200.0


def test_a_tight_muscle_that_is_stretched_presses_the_hip_beyond_the_task():
    # At 1.5 optimal lengths the passive force alone exceeds 60 N·m over 5 cm, 1200 N.
    stretched = one_hip(1.5)
    idle = replace(stretched, required_moments_Nm=np.array([[0.0]]))
    [found] = tight_or_weak(Engine(idle), "gluteus_maximus", ("hip_right",), (2,), bodies=8)
    assert found.difference_N[0] > 0.0
