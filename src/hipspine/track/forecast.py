"""What may come next: the published course, updated by a person's own reports, with bands."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.forecast import (
    Band,
    CoursePrior,
    Forecast,
    ForecastPoint,
    NotCounted,
    Quantity,
    Report,
)
from hipspine.track.course_model import course_posterior, courses, latent_reports

SHARES = (0.5, 0.8)
"""How much of comparable people the bands hold."""
HORIZON_WEEKS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 13.0, 17.0, 21.0, 26.0)
"""After the last report; further than half a year the pooled courses say little of one person."""


def forecast(
    quantity: Quantity,
    group: str,
    prior: CoursePrior,
    reports: Sequence[Report],
    *,
    counted: tuple[str, ...] = (),
    not_counted: tuple[NotCounted, ...] = (),
) -> Forecast:
    """Return what a person may report in the weeks after their last report.

    Parameters
    ----------
    group : str
        The id of the published course that the prior stands for.
    reports : sequence of Report
        In any order; the weeks count from the first.

    Raises
    ------
    ValueError
        If two reports are of the same time.
    """
    own = tuple(sorted(reports, key=lambda report: report.weeks))
    if any(a.weeks >= b.weeks for a, b in pairwise(own)):
        raise ValueError("two reports of the same time")
    last = own[-1] if own else None
    posterior = course_posterior(prior, own)
    start = last.weeks if last is not None else 0.0
    return Forecast(
        quantity=quantity,
        group=group,
        reports=own,
        points=_points(prior, posterior.draws, last, [start + week for week in HORIZON_WEEKS]),
        before=_points(prior, course_posterior(prior, ()).draws, None, [0.0, *HORIZON_WEEKS]),
        effective_draws=posterior.effective,
        counted=counted,
        not_counted=not_counted,
    )


def _points(
    prior: CoursePrior, draws: FloatArray, last: Report | None, weeks: Sequence[float]
) -> tuple[ForecastPoint, ...]:
    those = courses(prior, draws)
    rng = np.random.default_rng(20_261_121)  # the same reports give the same bands
    return tuple(_point(prior, at, latent_reports(those, last, at, rng=rng)) for at in weeks)


def _point(prior: CoursePrior, weeks: float, latent: FloatArray) -> ForecastPoint:
    """Return middle and bands of draws; what lies beyond the scale counts as its end."""
    inside = np.clip(latent, prior.lowest, prior.highest)
    bands = []
    for share in SHARES:
        low, high = np.quantile(inside, [(1 - share) / 2, (1 + share) / 2])
        bands.append(Band(share, float(low), float(high)))
    return ForecastPoint(weeks, float(np.median(inside)), tuple(bands))
