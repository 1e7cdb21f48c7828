"""A person's course of pain or strength: a curve that levels off, with lasting fluctuation.

The mean of a person's course is ``y(t) = a + (y0 - a) exp(-(t / tau)^k)``: even with ``k = 1``, all
at once with a large one. What is reported scatters around it: neighbouring reports are alike
(autoregression), the level itself can wander, single reports can be far off (Student's t with 4
degrees of freedom), and a report is a whole step of a scale that ends at both ends.

Seven standardised numbers describe a person: start, level at the end, time constant, shape, size
of the scatter, how long scatter lasts, and how far the level wanders.
"""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.forecast import CoursePrior, Report
from hipspine.track.posterior import Posterior, posterior_draws, prior_draws

DIMENSIONS = 7
FREEDOM = 4.0
"""Degrees of freedom of the scatter: single reports can lie far off (Lange et al. 1989)."""
LONG_AFTER = 6.0
"""Logarithm of a multiple of the time constant after which nothing of the start is left."""
TINY = 1e-12
"""Added to a probability before its logarithm: no single report may rule a draw out."""


@dataclass(frozen=True, eq=False)
class Courses:
    """Courses of many draws: each field is an (N,) array, in the unit of the quantity or weeks."""

    start: FloatArray
    level: FloatArray
    tau_weeks: FloatArray
    scatter: FloatArray
    lasting: FloatArray
    """Correlation of the scatter one week apart."""
    wander: FloatArray
    """How far the level itself has moved after one week, as a standard deviation."""
    shape: FloatArray
    _means: dict[float, FloatArray] = field(default_factory=dict, repr=False)
    _kept: dict[float, FloatArray] = field(default_factory=dict, repr=False)

    @cached_property
    def _log_tau(self) -> FloatArray:
        return np.log(self.tau_weeks)

    def mean(self, weeks: float) -> FloatArray:
        """Return the mean course at a time, (N,).

        It is kept: every report asks for the mean at its own time and at the one before.
        """
        if weeks not in self._means:
            elapsed = self.shape * (math.log(max(weeks, 1e-9)) - self._log_tau)
            left = np.exp(-np.exp(np.minimum(elapsed, LONG_AFTER)))
            self._means[weeks] = self.level + (self.start - self.level) * left
        return self._means[weeks]

    def kept(self, gap_weeks: float) -> FloatArray:
        """Return which share of the scatter is left after a time, (N,); kept as most gaps recur."""
        if gap_weeks not in self._kept:
            self._kept[gap_weeks] = self.lasting**gap_weeks
        return self._kept[gap_weeks]


def courses(prior: CoursePrior, draws: FloatArray) -> Courses:
    """Return the courses that (N, 7) standardised draws stand for."""
    linked = prior.start_to_level
    own = np.sqrt(1 - linked**2)
    logit = prior.lasting_logit + prior.lasting_logit_sd * draws[:, 4]
    return Courses(
        start=prior.start + prior.start_sd * draws[:, 0],
        level=prior.level + prior.level_sd * (linked * draws[:, 0] + own * draws[:, 1]),
        tau_weeks=prior.tau_weeks * np.exp(prior.tau_log_sd * draws[:, 2]),
        scatter=prior.scatter * np.exp(prior.scatter_log_sd * draws[:, 3]),
        lasting=1 / (1 + np.exp(-logit)),
        wander=prior.wander * np.exp(prior.wander_log_sd * draws[:, 5]),
        shape=np.exp(prior.shape_log_sd * draws[:, 6]),
    )


def course_posterior(prior: CoursePrior, reports: tuple[Report, ...]) -> Posterior:
    """Return what a person's reports say about their course.

    Parameters
    ----------
    reports : tuple of Report
        In order of time, weeks from the first; none gives the prior.
    """
    if not reports:
        return prior_draws(DIMENSIONS)
    return posterior_draws(
        lambda draws: log_likelihood(prior, courses(prior, draws), reports), DIMENSIONS
    )


def log_likelihood(prior: CoursePrior, those: Courses, reports: tuple[Report, ...]) -> FloatArray:
    """Return how likely the reports are under each course, (N,).

    Notes
    -----
    A report of a whole step stands for everything that rounds to it; one at an end of the scale for
    everything beyond (Tobin 1958). Each report depends on the one before, through the scatter that
    lasts; the report itself, not a hidden value, carries it on.
    """
    total = np.zeros(len(those.start))
    before: Report | None = None
    for report in reports:
        centre, spread = _next_report(those, before, report.weeks)
        low, high = edges(prior, report.value)
        share = t_below((high - centre) / spread) - t_below((low - centre) / spread)
        total += np.log(share + TINY)
        before = report
    return total


def _next_report(
    those: Courses, before: Report | None, weeks: float
) -> tuple[FloatArray, FloatArray]:
    """Return centre and spread of what will be reported, given the report before.

    Notes
    -----
    Scatter (variance ``s²``, correlation ``phi^gap``) and the wandering level (a random walk,
    variance ``w² t``) add up; the next report is predicted linearly from the last one.
    """
    if before is None:
        return those.mean(weeks), those.scatter
    short = those.scatter**2
    long = those.wander**2 * before.weeks
    gap = weeks - before.weeks
    kept = (short * those.kept(gap) + long) / (short + long)
    centre = those.mean(weeks) + kept * (before.value - those.mean(before.weeks))
    variance = short + long + those.wander**2 * gap - kept**2 * (short + long)
    return centre, np.sqrt(variance)


def latent_reports(
    those: Courses, last: Report | None, weeks: float, *, rng: np.random.Generator
) -> FloatArray:
    """Return what each draw would report at a time, before rounding and ends, (N,)."""
    centre, spread = _next_report(those, last, weeks)
    drawn: FloatArray = centre + spread * rng.standard_t(FREEDOM, len(centre))
    return drawn


def edges(prior: CoursePrior, value: float) -> tuple[float, float]:
    """Return between which values a report stands; the ends of the scale are open."""
    half = prior.step / 2
    low = -np.inf if value - half <= prior.lowest else value - half
    high = np.inf if value + half >= prior.highest else value + half
    return low, high


def t_below(x: FloatArray) -> FloatArray:
    """Return the share of Student's t with 4 degrees of freedom below x.

    References
    ----------
    Shaw WT (2006). Sampling Student's T distribution: use of the inverse cumulative distribution
    function. J Comput Finance 9:37-73. doi:10.21314/JCF.2006.150 (closed forms for even degrees).
    """
    bounded = np.clip(x, -1e6, 1e6)
    width = 1 + bounded**2 / 4
    below: FloatArray = 0.5 + 0.375 * bounded / np.sqrt(width) * (1 - bounded**2 / (12 * width))
    return below
