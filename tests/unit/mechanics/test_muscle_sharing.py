"""Muscle sharing on problems whose answer can be worked out by hand."""

import subprocess
import sys

import numpy as np
import pytest

from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Sharing,
    crosses,
    moments_Nm,
    share_muscles,
    sparse_moment_arms,
)

# A frame counts as solved at 1e-9 of its largest moment; the problems below are well conditioned.
SOLVER_TOLERANCE = 1e-8


def share(
    arms: list[list[float]],
    required: list[float],
    *,
    capacity: float = 1000.0,
    reserve: float = 1.0,
    lowest: float = 0.0,
    highest: list[float] | float = 1.0,
    **options: object,
) -> Sharing:
    count = len(arms[0])
    return share_muscles(
        sparse_moment_arms(np.array([arms])),
        np.full((1, count), capacity),
        np.array([required]),
        reserve_strengths_Nm=np.full(len(required), reserve),
        limits=ActivationLimits(
            np.full(count, lowest), np.broadcast_to(np.asarray(highest, dtype=float), count).copy()
        ),
        **options,
    )


def test_two_muscles_share_in_proportion_to_their_moment_per_activation():
    # Both at 1000 N with 4 and 2 cm: 40 and 20 N·m per activation, reserve 1 N·m. The price y
    # of the moment solves (40² + 20² + 1²) y = 30, and a = (40 y, 20 y), r = y.
    price = 30 / (40**2 + 20**2 + 1)
    shared = share([[0.04, 0.02]], [30.0])
    assert shared.activations[0] == pytest.approx([40 * price, 20 * price], abs=SOLVER_TOLERANCE)
    assert shared.reserves_Nm[0] == pytest.approx([price], abs=SOLVER_TOLERANCE)


def test_a_muscle_at_its_limit_leaves_the_rest_to_the_other():
    # As above, the first muscle capped at 0.1 (4 N·m): (20² + 1²) y = 26.
    price = 26 / (20**2 + 1)
    shared = share([[0.04, 0.02]], [30.0], highest=[0.1, 2.0])
    assert shared.activations[0] == pytest.approx([0.1, 20 * price], abs=SOLVER_TOLERANCE)


def test_an_antagonist_stays_at_its_lowest_activation():
    # 50 N·m per activation each way; the antagonist's 1 % takes 0.5 N·m more.
    price = 25.5 / (50**2 + 1)
    shared = share([[0.05, -0.05]], [25.0], lowest=0.01)
    assert shared.activations[0] == pytest.approx([50 * price, 0.01], abs=SOLVER_TOLERANCE)


def test_what_the_muscles_cannot_do_the_reserve_adds():
    shared = share([[0.05, -0.05]], [80.0])
    assert shared.activations[0] == pytest.approx([1.0, 0.0], abs=SOLVER_TOLERANCE)
    assert shared.reserves_Nm[0] == pytest.approx([30.0], abs=SOLVER_TOLERANCE)


def test_a_muscle_across_two_joints_pays_for_both():
    # Muscle 1 acts on both rows (50, 50), muscle 2 only on the second (0, -50). Required (20, 0):
    # with a tiny reserve a1 = 0.4 from row 1, so a2 = 0.4 must undo it on row 2.
    shared = share([[0.05, 0.0], [0.05, -0.05]], [20.0, 0.0], reserve=1e-3)
    # The reserve of 1e-3 N·m shifts activations by about (1e-3 / 50)² = 4e-10.
    assert shared.activations[0] == pytest.approx([0.4, 0.4], abs=SOLVER_TOLERANCE)


def test_every_muscle_at_a_fixed_activation_leaves_the_reserve_alone():
    shared = share([[0.04, 0.02]], [30.0], lowest=0.25, highest=0.25)
    assert shared.activations[0].tolist() == [0.25, 0.25]
    assert shared.reserves_Nm[0] == pytest.approx([15.0], abs=SOLVER_TOLERANCE)
    assert shared.converged.all()


def test_a_muscle_without_capacity_does_nothing():
    arms = sparse_moment_arms(np.array([[[0.05, 0.05]]]))
    shared = share_muscles(
        arms,
        np.array([[1000.0, 0.0]]),
        np.array([[20.0]]),
        reserve_strengths_Nm=np.array([1.0]),
        limits=ActivationLimits(np.zeros(2), np.ones(2)),
    )
    assert shared.activations[0] == pytest.approx([50 * 20 / 2501, 0.0], abs=SOLVER_TOLERANCE)


def test_starting_at_the_solution_takes_no_step_and_returns_it_exactly():
    cold = share([[0.04, 0.02]], [30.0], highest=[0.1, 2.0])
    warm = share([[0.04, 0.02]], [30.0], highest=[0.1, 2.0], start_prices=cold.prices)
    assert warm.iterations.tolist() == [0]
    assert np.array_equal(warm.activations, cold.activations)


def test_the_start_is_not_overwritten():
    start = np.zeros((1, 1))
    share([[0.04, 0.02]], [30.0], start_prices=start)
    assert start[0, 0] == 0.0


def test_running_out_of_iterations_is_reported_not_hidden():
    shared = share([[0.04, 0.02]], [30.0], iteration_limit=0)
    assert shared.converged.tolist() == [False]


def test_limits_that_leave_no_room_are_refused():
    with pytest.raises(ValueError, match="exceeds"):
        ActivationLimits(np.array([0.2]), np.array([0.1]))


def test_sparse_moment_arms_give_the_same_moments_as_dense_ones():
    generator = np.random.default_rng(7)
    dense = generator.normal(size=(4, 5, 9)) * (generator.uniform(size=(5, 9)) < 0.4)
    forces = generator.uniform(size=(4, 9))
    expected = np.einsum("trm,tm->tr", dense, forces)
    # Only the order of summation differs.
    assert moments_Nm(sparse_moment_arms(dense), forces) == pytest.approx(expected, abs=1e-13)


def test_importing_the_solver_does_not_import_numba():
    script = "import sys, hipspine.mechanics.muscle_sharing; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_muscle_acts_where_it_has_a_lever_in_any_frame() -> None:
    arms_m = np.zeros((3, 2, 3))
    arms_m[1, 0, 1] = -0.04
    arms_m[2, 1, 2] = 0.03
    arms_m[0, 1, 2] = np.nan  # one frame that is not known hides no other
    assert crosses(arms_m).tolist() == [[False, True, False], [False, False, True]]
