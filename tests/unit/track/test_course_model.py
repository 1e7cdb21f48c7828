"""The law of a person's course: mean, scatter, ends of the scale."""

import numpy as np
import pytest
from scipy import stats

from hipspine.content.forecast import forecast_content
from hipspine.domain.forecast import CoursePrior, Duration, Report
from hipspine.track.course_model import (
    Courses,
    course_posterior,
    courses,
    edges,
    latent_reports,
    log_likelihood,
    t_below,
)


@pytest.fixture
def prior() -> CoursePrior:
    return forecast_content().pain_prior(Duration.ACUTE, flags=frozenset(), step=10.0)


def one_course(**changed: float) -> Courses:
    values = {
        "start": 60.0, "level": 20.0, "tau_weeks": 4.0, "scatter": 8.0, "lasting": 0.5,
        "wander": 1.0, "shape": 1.0, **changed,
    }  # fmt: skip
    return Courses(**{name: np.array([value]) for name, value in values.items()})


def test_an_even_course_falls_to_a_share_of_1_over_e_after_its_time_constant():
    assert one_course().mean(4.0)[0] == pytest.approx(20 + 40 / np.e)


def test_a_course_starts_at_its_start_and_ends_at_its_level():
    assert one_course().mean(0.0)[0] == pytest.approx(60.0, abs=1e-6)
    assert one_course().mean(400.0)[0] == pytest.approx(20.0, abs=1e-6)


def test_a_large_shape_is_a_sudden_change_at_the_time_constant():
    sudden = one_course(shape=20.0)
    assert sudden.mean(3.0)[0] > 59
    assert sudden.mean(5.0)[0] < 21


def test_the_share_below_is_that_of_students_t():
    x = np.linspace(-30, 30, 601)
    # Both are exact in floating point up to rounding of a few units in the last place.
    assert np.abs(t_below(x) - stats.t.cdf(x, 4)).max() < 1e-12


def test_a_report_stands_for_all_that_rounds_to_it_and_an_end_for_all_beyond(prior):
    assert edges(prior, 40.0) == (35.0, 45.0)
    assert edges(prior, 0.0) == (-np.inf, 5.0)
    assert edges(prior, 100.0) == (95.0, np.inf)


def test_all_possible_first_reports_have_probability_one(prior):
    those = one_course()
    share = sum(
        np.exp(log_likelihood(prior, those, (Report(0.0, value),))[0])
        for value in np.arange(0.0, 101.0, 10.0)
    )
    # Eleven reports, to each of which 1e-12 was added.
    assert share == pytest.approx(1.0, abs=1e-10)


def test_all_possible_next_reports_have_probability_one(prior):
    those, first = one_course(), Report(0.0, 70.0)
    alone = np.exp(log_likelihood(prior, those, (first,))[0])
    share = sum(
        np.exp(log_likelihood(prior, those, (first, Report(1.0, value)))[0])
        for value in np.arange(0.0, 101.0, 10.0)
    )
    assert share == pytest.approx(alone, rel=1e-9)


def test_scatter_lasts_half_of_it_from_one_week_to_the_next():
    # Start 60, report 76: 16 above; a week later the mean is 20 + 40 exp(-1/4) and 0.5 of 16 stays.
    rng = np.random.default_rng(1)
    those = one_course(wander=1e-9)
    many = Courses(
        **{name: np.repeat(value, 40_000) for name, value in vars(those).items() if name[0] != "_"}
    )
    drawn = latent_reports(many, Report(0.0, 76.0), 1.0, rng=rng)
    expected = 20 + 40 * np.exp(-0.25) + 0.5 * 16
    # Spread 8 sqrt(1 - 0.25) with t4: standard deviation sqrt(2) larger; 4 standard errors.
    spread = 8 * np.sqrt(0.75)
    assert drawn.mean() == pytest.approx(expected, abs=4 * spread * np.sqrt(2 / 40_000))
    quartiles = np.quantile(drawn, [0.25, 0.75])
    assert np.diff(quartiles)[0] == pytest.approx(2 * spread * stats.t.ppf(0.75, 4), rel=0.03)


def test_a_wandering_level_widens_what_comes_later():
    rng = np.random.default_rng(1)
    widths = []
    for wander in (1e-9, 3.0):
        those = one_course(wander=wander)
        many = Courses(
            **{
                name: np.repeat(value, 20_000)
                for name, value in vars(those).items()
                if name[0] != "_"
            }
        )
        drawn = latent_reports(many, Report(8.0, 30.0), 34.0, rng=rng)
        widths.append(np.diff(np.quantile(drawn, [0.25, 0.75]))[0])
    # Scatter 8, then sqrt(64 + 9 * 26) or so: more than twice as wide.
    assert widths[1] > 1.8 * widths[0]


def test_half_of_the_scatter_of_the_level_goes_with_the_start(prior):
    draws = np.random.default_rng(2).standard_normal((20_000, 7))
    those = courses(prior, draws)
    found = np.corrcoef(those.start, those.level)[0, 1]
    # 4 standard errors of a correlation at 20 000 draws.
    assert found == pytest.approx(prior.start_to_level, abs=4 / np.sqrt(20_000))


def test_no_report_gives_the_prior(prior):
    draws = course_posterior(prior, ()).draws
    assert draws.mean() == pytest.approx(0.0, abs=0.01)


def test_steady_reports_narrow_the_level(prior):
    reports = tuple(Report(float(week), 50.0) for week in range(12))
    level = courses(prior, course_posterior(prior, reports).draws).level
    before = courses(prior, course_posterior(prior, ()).draws).level
    assert level.std() < 0.8 * before.std()
    assert level.mean() > before.mean() + 10
