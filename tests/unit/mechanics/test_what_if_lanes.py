"""What-ifs solved side by side against the same what-ifs solved one at a time."""

from dataclasses import dataclass

import numpy as np
import pytest

from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Effort,
    Sharing,
    SparseMomentArms,
    moments_Nm,
    share_by_effort,
    sparse_moment_arms,
)
from hipspine.mechanics.what_if_lanes import (
    LinearLoads,
    SolvedTrial,
    WhatIfAnswers,
    WhatIfs,
    prepare_trial,
    share_one_what_if,
    share_what_ifs,
)

FRAMES, ROWS, MUSCLES = 4, 6, 30
# Both stop at a moment imbalance of 1e-9 of the largest moment; activations follow to about that.
AGREEMENT = 1e-8
CHANGED = np.array([2, 3, 17])


@dataclass(frozen=True)
class Trial:
    """Muscles of 100 to 2000 N across two or three joints, asked for what activations can give."""

    arms: SparseMomentArms
    capacities: np.ndarray
    passive: np.ndarray
    required: np.ndarray
    weights: np.ndarray
    strengths: np.ndarray
    limits: ActivationLimits

    def solved(self, capacities, passive, limits) -> Sharing:
        return share_by_effort(
            self.arms,
            capacities,
            self.required - moments_Nm(self.arms, passive),
            reserve_strengths_Nm=self.strengths,
            limits=limits,
            effort=Effort(self.weights, np.zeros(MUSCLES)),
        )


@pytest.fixture
def trial() -> Trial:
    generator = np.random.default_rng(7)
    dense = np.zeros((FRAMES, ROWS, MUSCLES))
    for muscle in range(MUSCLES):
        crossed = generator.choice(ROWS, size=generator.integers(2, 4), replace=False)
        dense[:, crossed, muscle] = generator.normal(0, 0.05, (FRAMES, crossed.size))
    arms = sparse_moment_arms(dense)
    capacities = generator.uniform(100, 2000, (FRAMES, MUSCLES))
    passive = generator.uniform(0, 50, (FRAMES, MUSCLES))
    worked = generator.uniform(0, 0.6, (FRAMES, MUSCLES))
    return Trial(
        arms,
        capacities,
        passive,
        moments_Nm(arms, worked * capacities + passive),
        generator.uniform(0.3, 3.0, MUSCLES),
        np.full(ROWS, 1.0),
        ActivationLimits(np.full(MUSCLES, 0.01), np.ones(MUSCLES)),
    )


def levels_of_weakness(trial: Trial, count: int) -> WhatIfs:
    """Strength from whole to none, with passive force falling and drive falling to a half."""
    left = np.linspace(1.0, 0.0, count)
    return WhatIfs(
        CHANGED,
        left[:, None, None] * trial.capacities[:, CHANGED],
        left[:, None, None] * trial.passive[:, CHANGED],
        np.full((count, CHANGED.size), 0.01),
        np.repeat(0.5 + 0.5 * left[:, None], CHANGED.size, axis=1),
    )


def hip_and_disc() -> LinearLoads:
    """Two loads: muscles 0 to 4 by their tension, muscles 2 and 17 by half of it."""
    start, rows = np.array([0, 5, 7]), np.array([0, 1, 2, 3, 4, 2, 17])
    per_tension = np.tile([1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5], (FRAMES, 1))
    offset = np.tile([500.0, 400.0], (FRAMES, 1))
    return LinearLoads(SparseMomentArms(start, rows, per_tension, MUSCLES), offset)


def solved(trial: Trial) -> SolvedTrial:
    base = trial.solved(trial.capacities, trial.passive, trial.limits)
    return SolvedTrial(
        trial.arms,
        trial.capacities,
        trial.passive,
        trial.required - moments_Nm(trial.arms, trial.passive),
        trial.strengths,
        trial.limits,
        trial.weights,
        base.prices,
    )


def answers(trial: Trial, what_ifs: WhatIfs) -> WhatIfAnswers:
    return share_what_ifs(prepare_trial(solved(trial), hip_and_disc()), what_ifs)


def only(what_ifs: WhatIfs, number: int) -> WhatIfs:
    part = slice(number, number + 1)
    return WhatIfs(
        what_ifs.muscles,
        what_ifs.capacities_N[part],
        what_ifs.passive_forces_N[part],
        what_ifs.lowest[part],
        what_ifs.highest[part],
    )


def changed(trial: Trial, what_ifs: WhatIfs, number: int):
    """Return what-if `number` as a problem of its own: capacities, passive forces, limits."""
    capacities, passive = trial.capacities.copy(), trial.passive.copy()
    lowest, highest = trial.limits.lowest.copy(), trial.limits.highest.copy()
    capacities[:, CHANGED] = what_ifs.capacities_N[number]
    passive[:, CHANGED] = what_ifs.passive_forces_N[number]
    lowest[CHANGED], highest[CHANGED] = what_ifs.lowest[number], what_ifs.highest[number]
    return capacities, passive, ActivationLimits(lowest, highest)


def test_every_what_if_is_solved_as_if_alone(trial):
    what_ifs = levels_of_weakness(trial, 19)
    found = answers(trial, what_ifs)
    for number in range(19):
        alone = trial.solved(*changed(trial, what_ifs, number))
        done = found.converged[number]
        assert found.activations[number, done] == pytest.approx(
            alone.activations[done], abs=AGREEMENT
        )
        reserves = np.square(trial.strengths) * found.prices[number, done]
        assert reserves == pytest.approx(alone.reserves_Nm[done], abs=AGREEMENT * 1e2)


def test_nearly_all_frames_need_no_second_solver(trial):
    assert answers(trial, levels_of_weakness(trial, 19)).converged.mean() > 0.9


def test_loads_are_offset_and_all_tension_of_the_muscles_across(trial):
    what_ifs = levels_of_weakness(trial, 3)
    found = answers(trial, what_ifs)
    for number in range(3):
        capacities, passive, _ = changed(trial, what_ifs, number)
        tension = found.activations[number] * capacities + passive
        hip = 500.0 + tension[:, :5].sum(axis=1)
        disc = 400.0 + 0.5 * (tension[:, 2] + tension[:, 17])
        # Rounding of sums of a few thousand newtons.
        assert found.loads_N[number] == pytest.approx(np.stack([hip, disc], axis=1), abs=1e-9)


def test_an_answer_does_not_depend_on_the_other_what_ifs(trial):
    what_ifs = levels_of_weakness(trial, 19)
    together = answers(trial, what_ifs)
    apart = answers(trial, only(what_ifs, 11))
    assert (apart.activations[0] == together.activations[11]).all()
    assert (apart.loads_N[0] == together.loads_N[11]).all()


def test_what_is_not_a_number_is_never_called_solved(trial):
    what_ifs = levels_of_weakness(trial, 2)
    what_ifs.capacities_N[1, 2] = np.nan
    found = answers(trial, what_ifs)
    assert found.converged[0].all()
    assert found.converged[1].tolist() == [True, True, False, True]


@pytest.mark.parametrize("number", [0, 5, 11])
def test_one_what_if_over_its_frames_is_the_same_as_among_others(trial, number):
    what_ifs = levels_of_weakness(trial, 19)
    together = answers(trial, what_ifs)
    in_time = prepare_trial(solved(trial), hip_and_disc(), frames_in_lanes=True)
    alone = share_one_what_if(in_time, only(what_ifs, number))
    assert alone.activations.shape == (1, FRAMES, MUSCLES)
    assert (alone.converged[0] == together.converged[number]).all()
    done = alone.converged[0]
    assert done.any()
    assert alone.activations[0, done] == pytest.approx(
        together.activations[number, done], abs=AGREEMENT
    )
    assert alone.prices[0, done] == pytest.approx(together.prices[number, done], abs=AGREEMENT)
    # Forces of up to 2000 N turn activations' tolerance into this.
    assert alone.loads_N[0, done] == pytest.approx(
        together.loads_N[number, done], abs=2000.0 * 5 * AGREEMENT
    )


@pytest.mark.parametrize("muscle", [0, 9, 23])
def test_moments_that_no_changed_muscle_crosses_are_balanced_too(trial, muscle):
    """One muscle crosses two or three of the six moments; the others share in the first step."""
    left, which = np.linspace(1.0, 0.0, 11), np.array([muscle])
    what_ifs = WhatIfs(
        which,
        left[:, None, None] * trial.capacities[:, which],
        np.repeat(trial.passive[None, :, which], left.size, axis=0),
        np.full((left.size, 1), 0.01),
        np.ones((left.size, 1)),
    )
    found = answers(trial, what_ifs)
    assert found.converged.mean() > 0.9
    for number in range(left.size):
        capacities = trial.capacities.copy()
        capacities[:, which] = what_ifs.capacities_N[number]
        alone = trial.solved(capacities, trial.passive, trial.limits)
        done = found.converged[number]
        assert found.activations[number, done] == pytest.approx(
            alone.activations[done], abs=AGREEMENT
        )
        assert found.prices[number, done] == pytest.approx(alone.prices[done], abs=AGREEMENT)
