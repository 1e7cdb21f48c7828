"""What a cohort's numbers say together: means with intervals, mixed models, whole curves.

A person's trials are no independent evidence: means are taken over persons, each counted by the
mean of their trials, and the mixed model knows which trials are whose.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.errors import StudyError

CONFIDENCE = 0.95
FEWEST_PERSONS = 3
"""An interval from two persons spans 25 standard errors and says nothing."""
FEWEST_REPEATED = 5
"""Persons with several trials below which the spread between trials cannot be told."""
PERMUTATIONS = 5000
EXACT_UP_TO = 12
"""Up to so many pairs all sign changes (4096) are tried instead of random ones."""


@dataclass(frozen=True)
class Summary:
    """A mean over persons with its interval; bounds are None with too few persons."""

    persons: int
    trials: int
    mean: float
    sd: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Coefficient:
    """One fixed effect of a mixed model."""

    name: str
    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class MixedModel:
    """A linear model with a level of their own for every person, or why there is none."""

    coefficients: tuple[Coefficient, ...]
    between_persons_sd: float | None
    within_person_sd: float | None
    persons: int
    trials: int
    absent_because: str = ""


@dataclass(frozen=True, eq=False)
class CurveComparison:
    """Two conditions or groups compared over a whole curve.

    t : (101,) statistic; threshold : |t| that chance exceeds anywhere on the curve in 5 % of
    permutations; p : share of permutations whose largest |t| is at least the one found.
    """

    t: FloatArray
    threshold: float
    p: float
    differs: BoolArray
    """(101,) where |t| reaches the threshold."""
    permutations: int
    is_exact: bool


def person_means(values: Sequence[float], persons: Sequence[str]) -> dict[str, float]:
    """Return every person's mean over their trials, in the order in which they first come."""
    by_person: dict[str, list[float]] = {}
    for value, person in zip(values, persons, strict=True):
        by_person.setdefault(person, []).append(value)
    return {person: float(np.mean(found)) for person, found in by_person.items()}


def summarise(values: Sequence[float], persons: Sequence[str]) -> Summary | None:
    """Return mean, spread and the 95 % interval of the mean (Student's t) over persons."""
    means = np.array(list(person_means(values, persons).values()))
    if not means.size:
        return None
    mean = float(means.mean())
    if means.size < FEWEST_PERSONS:
        return Summary(means.size, len(values), mean, None, None, None)
    sd = float(means.std(ddof=1))
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2, means.size - 1)) * sd / np.sqrt(means.size)
    return Summary(means.size, len(values), mean, sd, float(mean - half), float(mean + half))


def mixed_model(
    values: Sequence[float],
    predictors: Mapping[str, Sequence[float]],
    persons: Sequence[str],
) -> MixedModel:
    """Return a linear mixed model: predictors fixed, an intercept of their own per person.

    Estimated by restricted maximum likelihood (Laird and Ware 1982, doi:10.2307/2529876) with
    statsmodels. Predictors are taken about their means, so that the intercept is the value in the
    middle of the cohort; a predictor that is the same throughout is left out.
    """
    count = len(set(persons))
    repeated = count and sum(1 for each in set(persons) if list(persons).count(each) > 1)
    columns = {name: np.asarray(each, dtype=np.float64) for name, each in predictors.items()}
    columns = {name: each - each.mean() for name, each in columns.items() if np.ptp(each) > 0}
    needed = FEWEST_REPEATED + len(columns)
    if repeated < FEWEST_REPEATED or count < needed:
        because = f"it takes {needed} persons, {FEWEST_REPEATED} of them with several trials"
        return MixedModel((), None, None, count, len(values), because)
    return _fitted(np.asarray(values, dtype=np.float64), columns, persons)


def _fitted(
    values: FloatArray, columns: Mapping[str, FloatArray], persons: Sequence[str]
) -> MixedModel:
    from statsmodels.regression.mixed_linear_model import MixedLM

    design = np.column_stack([np.ones_like(values), *columns.values()])
    with warnings.catch_warnings():
        # What the fit warns of is told by `converged` and by a spread of zero.
        warnings.simplefilter("ignore")
        found = MixedLM(values, design, groups=np.asarray(persons)).fit(reml=True)
    count = len(set(persons))
    if not found.converged:
        return MixedModel((), None, None, count, len(values), "the fit did not converge")
    names = ("intercept", *columns)
    bounds = np.asarray(found.conf_int(alpha=1.0 - CONFIDENCE))
    coefficients = tuple(
        Coefficient(
            name,
            float(found.fe_params[place]),
            float(bounds[place, 0]),
            float(bounds[place, 1]),
            float(found.pvalues[place]),
        )
        for place, name in enumerate(names)
    )
    between = float(np.sqrt(np.asarray(found.cov_re)[0, 0]))
    return MixedModel(coefficients, between, float(np.sqrt(found.scale)), count, len(values))


def compare_pairs(
    before: FloatArray, after: FloatArray, *, seed: int = 1, permutations: int = PERMUTATIONS
) -> CurveComparison:
    """Return whether curves of the same persons differ anywhere: before and after, (n, 101) each.

    Notes
    -----
    Under no difference each person's difference could as well have the other sign. The largest
    |t| over the curve under every change of signs is what the one found is held against, which
    keeps the chance of any false alarm on the whole curve at 5 % (Nichols and Holmes 2002,
    doi:10.1002/hbm.1058). Up to 12 persons all sign changes are tried.
    """
    differences = after - before
    count = len(differences)
    _check_enough(count)
    if count <= EXACT_UP_TO:
        bits = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
        signs = 1.0 - 2.0 * bits.astype(np.float64)
    else:
        generator = np.random.default_rng(seed)
        signs = generator.choice([-1.0, 1.0], size=(permutations, count))
        signs[0] = 1.0
    mean_squares = np.square(differences).mean(axis=0)
    largest = np.abs(_paired_t(differences, signs, mean_squares)).max(axis=1)
    t = _paired_t(differences, np.ones((1, count)), mean_squares)[0]
    return _compared(t, largest, is_exact=count <= EXACT_UP_TO)


def _paired_t(differences: FloatArray, signs: FloatArray, mean_squares: FloatArray) -> FloatArray:
    """Return t of (n, 101) differences under (P, n) changes of sign, (P, 101)."""
    count = len(differences)
    mean = signs @ differences / count
    variance = np.maximum(mean_squares - np.square(mean), 0.0) * count / (count - 1)
    return _ratio(mean, np.sqrt(variance / count))


def compare_groups(
    first: FloatArray, second: FloatArray, *, seed: int = 1, permutations: int = PERMUTATIONS
) -> CurveComparison:
    """Return whether two groups' curves differ anywhere, (n, 101) and (m, 101).

    As `compare_pairs`, with persons drawn anew into the two groups and Welch's t, so that groups
    may differ in size and spread.
    """
    _check_enough(min(len(first), len(second)))
    together, cut = np.concatenate([first, second]), len(first)
    generator = np.random.default_rng(seed)
    t = _welch_t(first, second)
    largest = [np.abs(t).max()]
    for _ in range(permutations - 1):
        mixed = together[generator.permutation(len(together))]
        largest.append(np.abs(_welch_t(mixed[:cut], mixed[cut:])).max())
    return _compared(t, np.array(largest), is_exact=False)


def _welch_t(first: FloatArray, second: FloatArray) -> FloatArray:
    error = first.var(axis=0, ddof=1) / len(first) + second.var(axis=0, ddof=1) / len(second)
    return _ratio(second.mean(axis=0) - first.mean(axis=0), np.sqrt(error))


def _ratio(mean: FloatArray, error: FloatArray) -> FloatArray:
    """Return t; where all persons agree to the last digit, it is as large as doubles tell."""
    floor = np.finfo(np.float64).eps * np.maximum(np.abs(mean), 1e-300)
    ratio: FloatArray = mean / np.maximum(error, floor)
    return ratio


def _compared(t: FloatArray, largest: FloatArray, *, is_exact: bool) -> CurveComparison:
    found = float(np.abs(t).max())
    # The small slack lets a permutation that gives the same curve count as equal.
    p = float(np.mean(largest >= found * (1.0 - 1e-9)))
    threshold = float(np.quantile(largest, CONFIDENCE, method="higher"))
    # Fewer than five persons have so few sign changes that none of them is rare enough.
    reaches = (np.abs(t) >= threshold) & (p <= 1.0 - CONFIDENCE)
    return CurveComparison(t, threshold, p, reaches, len(largest), is_exact)


def _check_enough(count: int) -> None:
    if count < FEWEST_PERSONS:
        raise StudyError(
            "comparing curves",
            expected=f"at least {FEWEST_PERSONS} persons on each side",
            got=str(count),
            do="Add persons, or compare fewer groups.",
        )
