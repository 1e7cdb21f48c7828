"""Weights and targets of activations, cubes, and activation that needs time."""

import numpy as np
import pytest
from scipy.optimize import minimize

from hipspine.mechanics.activation_dynamics import (
    ActivationDynamics,
    FrameTiming,
    share_frame_by_frame,
)
from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Effort,
    share_by_effort,
    share_muscles,
    sparse_moment_arms,
)
from hipspine.mechanics.muscle_sharing_cubed import share_muscles_cubed

# A frame counts as solved at 1e-9 of its largest moment; the problems below are well conditioned.
SOLVER_TOLERANCE = 1e-8
# What the cubes' last step may still change.
STEP_TOLERANCE = 1e-6


def problem(arms, required, *, capacity=1000.0, frames=1):
    table = np.array([arms] * frames)
    return (
        sparse_moment_arms(table),
        np.full((frames, table.shape[2]), capacity),
        np.array([required] * frames, dtype=float),
    )


def free(count: int) -> ActivationLimits:
    return ActivationLimits(np.zeros(count), np.ones(count))


def test_a_muscle_of_twice_the_weight_does_half_as_much():
    # 40 N·m per activation each; the least w1 a1² + w2 a2² has w1 a1 = w2 a2.
    shared = share_by_effort(
        *problem([[0.04, 0.04]], [30.0]),
        reserve_strengths_Nm=np.array([1e-3]),
        limits=free(2),
        effort=Effort(np.array([2.0, 1.0]), np.zeros(2)),
    )
    # The reserve of 1e-3 N·m takes (1e-3 / 40)² of the moment.
    assert shared.activations[0] == pytest.approx([0.25, 0.5], abs=1e-7)


def test_a_muscle_drawn_as_two_lines_of_half_its_volume_does_what_it_did():
    options = {"reserve_strengths_Nm": np.array([1.0])}
    whole = share_by_effort(
        sparse_moment_arms(np.array([[[0.05, 0.04]]])),
        np.array([[1000.0, 800.0]]),
        np.array([[30.0]]),
        limits=free(2),
        effort=Effort(np.array([1.0, 0.8]), np.zeros(2)),
        **options,
    )
    halves = share_by_effort(
        sparse_moment_arms(np.array([[[0.05, 0.05, 0.04]]])),
        np.array([[500.0, 500.0, 800.0]]),
        np.array([[30.0]]),
        limits=free(3),
        effort=Effort(np.array([0.5, 0.5, 0.8]), np.zeros(3)),
        **options,
    )
    expected = whole.activations[0, [0, 0, 1]]
    assert halves.activations[0] == pytest.approx(expected, abs=SOLVER_TOLERANCE)


def test_targets_that_produce_the_moment_are_met():
    shared = share_by_effort(
        *problem([[0.04, -0.02]], [10.0]),
        reserve_strengths_Nm=np.array([1.0]),
        limits=free(2),
        # 40 x 0.4 - 20 x 0.3 = 10.
        effort=Effort(np.array([1.0, 3.0]), np.array([0.4, 0.3])),
    )
    assert shared.activations[0] == pytest.approx([0.4, 0.3], abs=SOLVER_TOLERANCE)
    assert shared.reserves_Nm[0] == pytest.approx([0.0], abs=SOLVER_TOLERANCE)


def test_no_target_leads_beyond_the_limits():
    shared = share_by_effort(
        *problem([[0.04, 0.02]], [0.0]),
        reserve_strengths_Nm=np.array([1.0]),
        limits=ActivationLimits(np.full(2, 0.01), np.full(2, 0.3)),
        effort=Effort(np.full(2, 1e4), np.array([0.9, -0.5])),
    )
    assert shared.activations[0] == pytest.approx([0.3, 0.01], abs=1e-15)


def test_weights_of_nothing_are_refused():
    with pytest.raises(ValueError, match="without a cost"):
        Effort(np.zeros(1), np.zeros(1))


def test_limits_may_differ_from_frame_to_frame():
    arms, capacities, required = problem([[0.05]], [20.0], frames=2)
    shared = share_muscles(
        arms,
        capacities,
        required,
        reserve_strengths_Nm=np.array([1.0]),
        limits=ActivationLimits(np.zeros((2, 1)), np.array([[1.0], [0.1]])),
    )
    assert shared.activations[:, 0] == pytest.approx([50 * 20 / 2501, 0.1], abs=SOLVER_TOLERANCE)


def test_cubes_share_by_the_root_of_the_lever():
    # The least a1³ + a2³ for 40 a1 + 20 a2 = 30 has a1² / a2² = 40 / 20.
    shared = share_muscles_cubed(
        *problem([[0.04, 0.02]], [30.0]),
        reserve_strengths_Nm=np.array([1e-3]),
        limits=free(2),
        weights=np.ones(2),
    )
    second = 30.0 / (40.0 * np.sqrt(2.0) + 20.0)
    expected = [np.sqrt(2.0) * second, second]
    assert shared.converged.all()
    assert shared.activations[0] == pytest.approx(expected, abs=STEP_TOLERANCE)


@pytest.mark.parametrize("seed", range(4))
def test_cubes_agree_with_a_general_optimiser(seed):
    generator = np.random.default_rng(seed)
    rows, muscles = 3, 9
    arms = generator.normal(0, 0.04, (rows, muscles))
    capacity = generator.uniform(200, 2000, muscles)
    required = arms @ (capacity * generator.uniform(0, 0.5, muscles))
    weights = generator.uniform(0.2, 3.0, muscles)
    limits = ActivationLimits(np.full(muscles, 0.01), np.ones(muscles))
    shared = share_muscles_cubed(
        sparse_moment_arms(arms[None]),
        capacity[None],
        required[None],
        reserve_strengths_Nm=np.ones(rows),
        limits=limits,
        weights=weights,
    )

    def cost(activations):
        reserve = required - arms @ (capacity * activations)
        return 0.5 * (weights @ activations**3 + reserve @ reserve)

    found = minimize(
        cost, np.full(muscles, 0.2), bounds=[(0.01, 1.0)] * muscles, method="L-BFGS-B", tol=1e-14
    )
    # The oracle stops where it no longer improves, so ours may not be worse than it by more than
    # the rounding of the cost, nor far from it.
    assert cost(shared.activations[0]) <= found.fun + 1e-9
    assert shared.activations[0] == pytest.approx(found.x, abs=5e-3)


@pytest.mark.parametrize("seed", range(4))
def test_cubes_satisfy_the_optimality_conditions(seed):
    generator = np.random.default_rng(seed)
    arms = generator.normal(0, 0.04, (12, 80)) * (generator.uniform(size=(12, 80)) < 0.3)
    capacity = generator.uniform(50, 3000, 80)
    required = arms @ (capacity * generator.uniform(0, 1, 80))
    weights = generator.uniform(0.05, 5.0, 80)
    shared = share_muscles_cubed(
        sparse_moment_arms(arms[None]),
        capacity[None],
        required[None],
        reserve_strengths_Nm=np.ones(12),
        limits=ActivationLimits(np.full(80, 0.01), np.ones(80)),
        weights=weights,
    )
    assert shared.converged.all()
    found = shared.activations[0]
    # With reserves r = price (strength 1): 3/2 w a² = (A' price) at every free muscle, less at the
    # lower limit, more at the upper.
    slope = 1.5 * weights * found**2 - capacity * (arms.T @ shared.reserves_Nm[0])
    inside = (found > 0.01 + 1e-9) & (found < 1.0 - 1e-9)
    scale = 1.5 * weights.max()
    assert np.abs(slope[inside]).max() < 1e-5 * scale
    assert (slope[found <= 0.01 + 1e-9] > -1e-5 * scale).all()
    assert (slope[found >= 1.0 - 1e-9] < 1e-5 * scale).all()


def in_time(required: list[float], *, step_s: float = 0.01, gap_at: int | None = None):
    frames = len(required)
    arms, capacities, _ = problem([[0.05, -0.05]], [0.0], frames=frames)
    times = step_s * np.arange(frames)
    if gap_at is not None:
        times[gap_at:] += 1.0
    return share_frame_by_frame(
        arms,
        capacities,
        np.array(required)[:, None],
        reserve_strengths_Nm=np.array([1e-2]),
        limits=free(2),
        effort=Effort(np.ones(2), np.zeros(2)),
        timing=FrameTiming(times, ActivationDynamics(rise_s=0.010, fall_s=0.040)),
    ).activations


def test_a_muscle_cannot_switch_off_at_once_and_its_antagonist_holds_against_it():
    activations = in_time([40.0, 0.0])
    left = 0.8 * np.exp(-0.25)
    # 40 N·m of 50 is 0.8; one time step of a quarter of the time constant later e^-0.25 of it is
    # left, and the antagonist balances it. The reserve of 1e-2 takes (1e-2 / 50)² of the moment.
    assert activations[1] == pytest.approx([left, left], abs=1e-6)


def test_a_muscle_cannot_switch_on_at_once():
    activations = in_time([0.0, 45.0])
    # From 0, one time constant leads to 1 - e^-1 at most.
    assert activations[1, 0] == pytest.approx(1.0 - np.exp(-1.0), abs=1e-6)


def test_slow_changes_are_shared_as_without_dynamics():
    required = [20.0, 21.0, 22.0]
    expected = [50.0 * each / (50.0**2 + 1e-4) for each in required]
    assert in_time(required)[:, 0] == pytest.approx(expected, abs=SOLVER_TOLERANCE)


def test_after_a_gap_activation_starts_anew():
    activations = in_time([40.0, 40.0, 40.0, 0.0, 0.0], gap_at=3)
    assert activations[3] == pytest.approx([0.0, 0.0], abs=1e-6)
