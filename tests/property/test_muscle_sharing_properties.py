"""What must hold for muscle sharing whatever the numbers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharing_problem import Problem

# Twice the solver's own error on ill-conditioned random problems (about 1e-8).
AGREEMENT = 1e-7


@st.composite
def problems(draw) -> Problem:
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, muscles = draw(st.integers(1, 6)), draw(st.integers(1, 15))
    arms = generator.normal(0, 0.04, (2, rows, muscles))
    capacities = generator.uniform(50, 3000, (2, muscles))
    required = draw(st.sampled_from([0.3, 1.0, 5.0])) * generator.normal(0, 40, (2, rows))
    lowest = generator.uniform(0, 0.05, muscles)
    highest = generator.uniform(0.3, 1.0, muscles)
    return Problem(arms, capacities, required, np.ones(rows), lowest, highest)


@given(problems(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_mirroring_a_problem_mirrors_the_answer(problem, random):
    """A left/right mirror swaps muscles and rows and turns the sign of some rows."""
    muscles = np.array(random.sample(range(problem.lowest.size), problem.lowest.size))
    rows = np.array(random.sample(range(problem.reserves.size), problem.reserves.size))
    signs = np.array([random.choice([-1.0, 1.0]) for _ in rows])
    mirrored = Problem(
        problem.arms[:, rows][:, :, muscles] * signs[:, None],
        problem.capacities[:, muscles],
        problem.required[:, rows] * signs,
        problem.reserves[rows],
        problem.lowest[muscles],
        problem.highest[muscles],
    )
    expected = problem.solve().activations[:, muscles]
    assert mirrored.solve().activations == pytest.approx(expected, abs=AGREEMENT)


@given(problems(), st.floats(0.1, 10.0))
@settings(deadline=None, max_examples=60)
def test_a_stronger_body_with_a_heavier_task_activates_the_same(problem, scale):
    scaled = replace(
        problem,
        capacities=problem.capacities * scale,
        required=problem.required * scale,
        reserves=problem.reserves * scale,
    )
    assert scaled.solve().activations == pytest.approx(problem.solve().activations, abs=AGREEMENT)


@given(problems(), st.floats(0.1, 0.95), st.data())
@settings(deadline=None, max_examples=60)
def test_a_muscle_made_weaker_never_pulls_harder(problem, factor, data):
    """In terms of forces, weakness raises the muscle's own cost and narrows its range, nothing
    else; the minimum then holds less of it.
    """
    muscle = data.draw(st.integers(0, problem.lowest.size - 1))
    capacities = problem.capacities.copy()
    capacities[:, muscle] *= factor
    before = problem.capacities[:, muscle] * problem.solve().activations[:, muscle]
    weak = replace(problem, capacities=capacities)
    after = capacities[:, muscle] * weak.solve().activations[:, muscle]
    assert (after <= before + AGREEMENT * problem.capacities[:, muscle]).all()


@given(problems(), st.floats(0.1, 0.95), st.data())
@settings(deadline=None, max_examples=60)
def test_weakness_never_lowers_the_effort_of_the_whole(problem, factor, data):
    """Without a minimum activation, whatever a weaker body can do the stronger one does cheaper."""
    muscle = data.draw(st.integers(0, problem.lowest.size - 1))
    relaxed = replace(problem, lowest=np.zeros(problem.lowest.size))
    capacities = problem.capacities.copy()
    capacities[:, muscle] *= factor

    def effort(one: Problem) -> np.ndarray:
        shared = one.solve()
        reserves = np.square(shared.reserves_Nm / one.reserves).sum(axis=1)
        return np.square(shared.activations).sum(axis=1) + reserves

    before, after = effort(relaxed), effort(replace(relaxed, capacities=capacities))
    assert (after >= before * (1 - 1e-9) - AGREEMENT).all()


@given(problems())
@settings(deadline=None, max_examples=60)
def test_moments_balance_and_limits_hold(problem):
    shared = problem.solve()
    assert shared.converged.all()
    assert (shared.activations >= problem.lowest).all()
    assert (shared.activations <= problem.highest).all()
    made = np.einsum("trm,tm->tr", problem.arms, problem.capacities * shared.activations)
    # The reserves are what is left by definition, so they must also be what the prices say.
    scale = np.abs(problem.required).max()
    assert made + problem.reserves**2 * shared.prices == pytest.approx(
        problem.required, abs=1e-8 * max(scale, 1.0)
    )
