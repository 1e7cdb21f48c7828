"""Statistics of a cohort against worked examples, scipy and simulated data whose truth is known."""

import numpy as np
import pytest
from scipy import stats

from hipspine.domain.errors import StudyError
from hipspine.study.cohort.statistics import (
    compare_groups,
    compare_pairs,
    mixed_model,
    person_means,
    summarise,
)


def test_a_person_with_many_trials_counts_once() -> None:
    # Ann's three trials average 2; without that the mean would be (1+2+3+4+9)/5.
    found = summarise([1.0, 2.0, 3.0, 4.0, 9.0], ["ann", "ann", "ann", "ben", "cem"])
    assert found is not None
    assert found.persons == 3
    assert found.trials == 5
    assert found.mean == pytest.approx((2 + 4 + 9) / 3)


def test_the_interval_of_a_mean_is_that_of_students_t() -> None:
    values = [2.0, 4.0, 4.0, 5.0, 7.0]
    found = summarise(values, list("abcde"))
    low, high = stats.t.interval(0.95, 4, loc=np.mean(values), scale=stats.sem(values))
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_two_persons_have_a_mean_and_no_interval() -> None:
    found = summarise([1.0, 3.0], ["a", "b"])
    assert found is not None
    assert found.mean == 2.0
    assert found.low is None
    assert summarise([], []) is None


def test_means_keep_the_order_of_persons() -> None:
    assert list(person_means([1, 2, 3], ["z", "a", "z"])) == ["z", "a"]


def simulated(persons: int, trials: int) -> tuple[list[float], list[float], list[str]]:
    """Return values 1 + 0.5 (speed - mean) + person (sd 0.3) + trial (sd 0.1)."""
    generator = np.random.default_rng(5)
    speeds, values, names = [], [], []
    for person in range(persons):
        level = generator.normal(0.0, 0.3)
        for _ in range(trials):
            speed = generator.normal(1.3, 0.2)
            speeds.append(speed)
            values.append(1.0 + 0.5 * (speed - 1.3) + level + generator.normal(0.0, 0.1))
            names.append(f"p{person}")
    return values, speeds, names


def test_a_mixed_model_finds_the_slope_and_both_spreads_of_simulated_trials() -> None:
    values, speeds, names = simulated(persons=60, trials=4)
    found = mixed_model(values, {"speed": speeds}, names)
    slope = next(each for each in found.coefficients if each.name == "speed")
    assert slope.low < 0.5 < slope.high
    # Standard error of the slope: 0.1 / (0.2 sqrt(180)) = 0.037; four of them.
    assert slope.value == pytest.approx(0.5, abs=0.15)
    assert found.within_person_sd == pytest.approx(0.1, rel=0.2)
    assert found.between_persons_sd == pytest.approx(0.3, rel=0.4)


def test_a_predictor_that_is_the_same_throughout_is_left_out() -> None:
    values, speeds, names = simulated(persons=20, trials=2)
    found = mixed_model(values, {"speed": speeds, "height": [1.7] * len(values)}, names)
    assert [each.name for each in found.coefficients] == ["intercept", "speed"]


def test_without_repeated_trials_there_is_no_mixed_model_and_a_reason() -> None:
    found = mixed_model([1.0, 2.0, 3.0], {"speed": [1.0, 1.2, 1.3]}, ["a", "b", "c"])
    assert found.coefficients == ()
    assert "several trials" in found.absent_because


def curves(count: int, seed: int) -> np.ndarray:
    """Return smooth noise, (count, 101)."""
    generator = np.random.default_rng(seed)
    noise = generator.normal(size=(count, 141))
    return np.stack([np.convolve(row, np.ones(41) / 41.0, "valid") for row in noise])


def test_a_bump_is_found_where_it_is_and_nowhere_else() -> None:
    before = curves(20, 1)
    bump = np.exp(-0.5 * ((np.arange(101) - 60) / 6.0) ** 2)
    found = compare_pairs(before, before + bump + 0.2 * curves(20, 2))
    where = np.flatnonzero(found.differs)
    assert found.p < 0.01
    assert 60 in where
    # The bump is below a hundredth of its height beyond three standard deviations (18 %).
    assert where.min() >= 42
    assert where.max() <= 78


def test_the_pointwise_statistic_is_the_paired_t() -> None:
    before, after = curves(9, 3), curves(9, 4)
    found = compare_pairs(before, after)
    assert found.t == pytest.approx(stats.ttest_rel(after, before).statistic)
    assert found.is_exact
    assert found.permutations == 2**9


def test_the_statistic_of_two_groups_is_welchs_t() -> None:
    first, second = curves(8, 5), 2.0 * curves(13, 6)
    found = compare_groups(first, second, permutations=50)
    assert found.t == pytest.approx(stats.ttest_ind(second, first, equal_var=False).statistic)


def test_false_alarms_on_a_whole_curve_stay_near_five_percent() -> None:
    alarms = sum(
        bool(compare_pairs(np.zeros((10, 101)), curves(10, 100 + k)).differs.any())
        for k in range(100)
    )
    # Binomial with 100 tries of 5 %: 11 or more come with a chance of 1 %.
    assert alarms <= 11


def test_four_persons_cannot_show_a_difference_and_two_are_refused() -> None:
    before = curves(4, 7)
    # The rarest of 2^4 sign changes and its mirror image have p = 2/16.
    found = compare_pairs(before, before + 1.0 + 0.01 * curves(4, 8))
    assert found.p == pytest.approx(2 / 16)
    assert not found.differs.any()
    with pytest.raises(StudyError, match="at least 3 persons"):
        compare_pairs(before[:2], before[:2])
