import numpy as np
import pytest

from hipspine.domain.prediction import MotionKind, PredictionQuestion
from hipspine.predict.ask import job_for
from hipspine.predict.parameters import Muscles
from hipspine.predict.variants import (
    NOMINAL,
    changed_muscles,
    fingerprint,
    first_guess,
    nearest_seed,
    nominal,
    read_seeds,
    variants,
)

WALK = PredictionQuestion(MotionKind.WALK, (), speed_m_s=1.3)


def test_there_are_sixteen_variants_that_differ() -> None:
    keys = {fingerprint(each.settings, each.muscles, 1.3) for each in variants()}
    assert len(keys) == 16


def test_the_shipped_walks_are_solutions_of_the_present_settings() -> None:
    # A change of the settings without solving the seeds anew would make them mere guesses.
    for variant in (nominal(), *variants()):
        assert job_for(WALK, variant, Muscles(), None).is_seed_solution, variant.number


def test_another_speed_is_started_from_the_nearest_walk_and_solved() -> None:
    question = PredictionQuestion(MotionKind.WALK, (), speed_m_s=1.02)
    job = job_for(question, nominal(), Muscles(), None)
    assert not job.is_seed_solution
    nearest = nearest_seed(NOMINAL, 1.02, 1.0)
    assert nearest.speed_m_s == pytest.approx(1.0)
    assert nearest.variant == NOMINAL
    assert nearest.variant == NOMINAL


def test_all_seeds_have_finite_unknowns_of_one_length() -> None:
    lengths = {len(seed.unknowns) for seed in read_seeds()}
    assert len(lengths) == 1
    assert all(np.all(np.isfinite(seed.unknowns)) for seed in read_seeds())


def test_a_change_multiplies_the_variants_own_strength() -> None:
    usual = Muscles(strength=np.full(32, 0.8))
    half = Muscles(strength=np.full(32, 0.5))
    assert changed_muscles(usual, half).strength == pytest.approx(np.full(32, 0.4))


def test_the_first_guess_of_a_solved_walk_is_that_walk() -> None:
    for seed in (read_seeds()[0], read_seeds()[3], read_seeds()[-1]):
        guess = first_guess(seed.variant, seed.speed_m_s, seed.length_factor)
        # Speeds are kept in single precision: seven digits.
        assert guess == pytest.approx(seed.unknowns, abs=1e-7)
