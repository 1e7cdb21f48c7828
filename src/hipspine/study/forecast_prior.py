"""Fit the means of the pain prior to the published courses: run as a module, prints the figures.

The pooled studies give the mean of what people report. The prior describes hidden courses, which
the ends of the scale cut off: a hidden mean of 15 with a wide spread is reported as 20 or so.
"""

import sys
from dataclasses import replace

import numpy as np
from scipy.optimize import least_squares

from hipspine.content.forecast import forecast_content
from hipspine.domain.arrays import FloatArray
from hipspine.domain.forecast import CoursePrior, Duration
from hipspine.track.course_model import DIMENSIONS, Courses, courses
from hipspine.track.posterior import prior_draws

FASTEST_TAU_WEEKS = 2.0
"""Four published points, the second after 6 weeks, cannot tell a faster course from this one."""


def expected_mean(prior: CoursePrior, weeks: tuple[float, ...]) -> FloatArray:
    """Return the mean report that a prior expects at each time, (T,)."""
    those = courses(prior, prior_draws(DIMENSIONS, size=4096).draws)
    rng = np.random.default_rng(7)
    noise = rng.standard_t(4.0, len(those.start))
    return np.array([_mean_report(prior, those, noise, at) for at in weeks])


def _mean_report(prior: CoursePrior, those: Courses, noise: FloatArray, weeks: float) -> float:
    scatter = np.sqrt(those.scatter**2 + those.wander**2 * weeks)
    reports = np.clip(those.mean(weeks) + scatter * noise, prior.lowest, prior.highest)
    return float(reports.mean())


def fitted_means(duration: Duration) -> tuple[float, float, float]:
    """Return start, level and time constant whose expected mean is nearest to the published one."""
    content = forecast_content()
    published = content.course(duration).published
    weeks = tuple(week for week, _ in published)
    wanted = np.array([mean for _, mean in published])
    prior = content.pain_prior(duration, flags=frozenset(), step=10.0)

    def misses(x: FloatArray) -> FloatArray:
        tried = replace(prior, start=x[0], level=x[1], tau_weeks=float(np.exp(x[2])))
        away: FloatArray = expected_mean(tried, weeks) - wanted
        return away

    start = (prior.start, prior.level, np.log(prior.tau_weeks))
    bounds = ((0.0, -60.0, np.log(FASTEST_TAU_WEEKS)), (100.0, 100.0, np.log(30.0)))
    found = least_squares(misses, start, bounds=bounds, diff_step=np.full(3, 1e-3)).x
    return float(found[0]), float(found[1]), float(np.exp(found[2]))


def main() -> None:
    """Print the fitted means of every course."""
    for duration in Duration:
        start, level, tau_weeks = fitted_means(duration)
        sys.stdout.write(
            f"{duration}: start {start:.1f}, level {level:.1f}, tau_weeks {tau_weeks:.1f}\n"
        )


if __name__ == "__main__":
    main()
