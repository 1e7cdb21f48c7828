"""The sampler finds known posteriors, the same each time."""

import numpy as np
import pytest

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import InternalError
from hipspine.track.posterior import posterior_draws, prior_draws

SPREAD = 0.3
SEEN = 1.5


def _normal_report(draws: FloatArray) -> FloatArray:
    """One report of the first parameter, with normal error."""
    return np.asarray(-0.5 * ((draws[:, 0] - SEEN) / SPREAD) ** 2)


def test_finds_the_conjugate_posterior_of_a_normal_mean():
    # Prior N(0, 1), report 1.5 with variance 0.09: mean 1.5 / 1.09, variance 0.09 / 1.09.
    found = posterior_draws(_normal_report, 2)
    first = found.draws[:, 0]
    # Tolerance: 4 standard errors at 400 effective draws, the least the sampler aims at.
    tolerance = 4 * np.sqrt(0.09 / 1.09) / np.sqrt(400)
    assert first.mean() == pytest.approx(1.5 / 1.09, abs=tolerance)
    assert first.std() == pytest.approx(np.sqrt(0.09 / 1.09), rel=4 / np.sqrt(2 * 400))
    assert found.effective >= 400


def test_a_parameter_that_no_report_speaks_of_keeps_its_prior():
    second = posterior_draws(_normal_report, 2).draws[:, 1]
    assert second.mean() == pytest.approx(0.0, abs=4 / np.sqrt(400))
    assert second.std() == pytest.approx(1.0, rel=4 / np.sqrt(2 * 400))


def test_finds_a_posterior_far_out_in_the_tail_of_the_prior():
    # Report 5 with standard deviation 0.1: mean 5 / 1.01, where the prior has hardly any draws.
    found = posterior_draws(lambda draws: -0.5 * ((draws[:, 0] - 5.0) / 0.1) ** 2, 3)
    assert found.draws[:, 0].mean() == pytest.approx(5 / 1.01, abs=4 * 0.1 / np.sqrt(400))


def test_gives_the_same_draws_each_time():
    once, again = (posterior_draws(_normal_report, 2).draws for _ in range(2))
    assert np.array_equal(once, again)


def test_the_prior_is_standard_normal_in_every_direction():
    draws = prior_draws(7).draws
    # A scrambled Sobol sequence of 2048 points is far more even than chance: 1 % is generous.
    assert np.abs(draws.mean(axis=0)).max() < 0.01
    assert np.abs(draws.std(axis=0) - 1).max() < 0.01


def test_data_that_nothing_explains_are_a_defect_and_not_a_result():
    with pytest.raises(InternalError):
        posterior_draws(lambda draws: np.full(len(draws), -np.inf), 2)
