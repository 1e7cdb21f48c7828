"""The muscle-sharing solver against two independent solvers of quadratic problems.

The oracles are DAQP (Arnström 2022, doi:10.1109/TAC.2022.3176430; dual active set) and PIQP
(Schwan 2023, doi:10.1109/CDC49753.2023.10383915; interior point).
"""

import daqp
import numpy as np
import piqp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharing_problem import Problem

# Required agreement of activations: 1e-6 is a thousandth of a per mille of full activation.
AGREEMENT = 1e-6
# Steps in which every frame must be done; the iteration cap is higher.
STEPS = 60


def random_problem(
    seed: int, *, frames: int, rows: int, muscles: int, demand: float, crossed: int
) -> Problem:
    """Muscles of 50 to 3000 N, arms of centimetres; `demand` times what some activations give."""
    generator = np.random.default_rng(seed)
    acts = np.zeros((rows, muscles))
    for muscle in range(muscles):
        count = generator.integers(1, min(crossed, rows) + 1)
        acts[generator.choice(rows, size=count, replace=False), muscle] = 1.0
    shape = generator.normal(0, 0.04, (rows, muscles)) * acts
    arms = shape * (1 + 0.1 * generator.normal(size=(frames, rows, muscles)))
    capacities = generator.uniform(50, 3000, muscles) * generator.uniform(0.5, 1, (frames, muscles))
    activations = generator.uniform(0, 1, (frames, muscles))
    activations *= generator.uniform(size=(frames, muscles)) < 0.3
    required = demand * np.einsum("trm,tm->tr", arms, capacities * activations)
    lowest = np.full(muscles, 0.01)
    highest = np.where(generator.uniform(size=muscles) < 0.1, 0.2, 1.0)
    return Problem(arms, capacities, required, np.ones(rows), lowest, highest)


def activations_by_daqp(problem: Problem, frame: int) -> np.ndarray:
    """Solve for (a, r / strength) with the moments as equality constraints."""
    per_activation = problem.per_activation(frame)
    rows, muscles = per_activation.shape
    size = muscles + rows
    constraints = np.hstack([per_activation, np.diag(problem.reserves)])
    upper = np.concatenate([problem.highest, np.full(rows, 1e30), problem.required[frame]])
    lower = np.concatenate([problem.lowest, np.full(rows, -1e30), problem.required[frame]])
    sense = np.zeros(upper.size, dtype=np.int32)
    sense[size:] = 5
    solution, _, flag, _ = daqp.solve(
        np.eye(size), np.zeros(size), constraints, upper, lower, sense
    )
    assert flag == 1
    return np.asarray(solution)[:muscles]


def activations_by_piqp(problem: Problem, frame: int) -> np.ndarray:
    per_activation = problem.per_activation(frame)
    rows, muscles = per_activation.shape
    size = muscles + rows
    solver = piqp.DenseSolver()
    solver.settings.eps_abs = 1e-10
    solver.settings.eps_rel = 1e-12
    solver.setup(
        np.eye(size),
        np.zeros(size),
        np.hstack([per_activation, np.diag(problem.reserves)]),
        problem.required[frame],
        x_l=np.concatenate([problem.lowest, np.full(rows, -np.inf)]),
        x_u=np.concatenate([problem.highest, np.full(rows, np.inf)]),
    )
    assert solver.solve() == piqp.PIQP_SOLVED
    return np.asarray(solver.result.x)[:muscles]


@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 8),
    muscles=st.integers(1, 24),
    demand=st.sampled_from([0.0, 0.5, 1.0, 4.0]),
)
@settings(max_examples=60, deadline=None)
def test_random_problems_agree_with_daqp(seed, rows, muscles, demand):
    problem = random_problem(seed, frames=1, rows=rows, muscles=muscles, demand=demand, crossed=3)
    shared = problem.solve()
    assert shared.converged.all()
    assert shared.activations[0] == pytest.approx(activations_by_daqp(problem, 0), abs=AGREEMENT)


@pytest.mark.parametrize(("muscles", "rows", "crossed"), [(80, 12, 4), (316, 38, 9)])
@pytest.mark.parametrize("demand", [1.0, 4.0])
@pytest.mark.parametrize("oracle", [activations_by_daqp, activations_by_piqp])
def test_problems_of_real_size_agree_with_the_oracle(muscles, rows, crossed, demand, oracle):
    problem = random_problem(
        11, frames=3, rows=rows, muscles=muscles, demand=demand, crossed=crossed
    )
    shared = problem.solve()
    for frame in range(3):
        expected = oracle(problem, frame)
        assert shared.activations[frame] == pytest.approx(expected, abs=AGREEMENT)


@pytest.mark.parametrize(("muscles", "rows", "crossed"), [(80, 12, 4), (316, 38, 9)])
def test_a_cold_start_needs_few_steps_even_where_muscles_run_out(muscles, rows, crossed):
    for demand in (0.5, 1.0, 2.0, 4.0, 8.0):
        shared = random_problem(
            5, frames=60, rows=rows, muscles=muscles, demand=demand, crossed=crossed
        ).solve()
        assert shared.converged.all()
        assert shared.iterations.max() < STEPS
