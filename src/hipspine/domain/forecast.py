"""What may come next: priors from published courses, a person's reports, and bands."""

from dataclasses import dataclass
from enum import StrEnum


class Duration(StrEnum):
    """How long an episode has lasted when reporting begins."""

    ACUTE = "acute"
    """Less than 6 weeks."""
    SUBACUTE = "subacute"
    """From 6 to less than 12 weeks."""
    PERSISTENT = "persistent"
    """12 weeks and more."""


class Quantity(StrEnum):
    """What is forecast."""

    PAIN = "pain"
    """Average pain over a week, 0 to 100."""
    STRENGTH = "strength"
    """In percent of the first measurement."""


@dataclass(frozen=True)
class Report:
    """What a person reported, or what was measured, at one time.

    Parameters
    ----------
    weeks : float
        Since the first report [weeks].
    value : float
        In the unit of the quantity.
    """

    weeks: float
    value: float


@dataclass(frozen=True)
class CoursePrior:
    """What is known about people before one of them reports anything.

    The person's mean course is ``level + (start - level) exp(-(weeks / tau_weeks) ** shape)``.

    Parameters
    ----------
    start, start_sd : float
        Mean and standard deviation between people at the start.
    level, level_sd : float
        The same for where the course levels off.
    start_to_level : float
        Correlation of the two.
    tau_weeks, tau_log_sd : float
        Median time constant [weeks], and the standard deviation of its logarithm.
    scatter, scatter_log_sd : float
        Median scale of the reports around a person's course, and the same for its logarithm.
    lasting_logit, lasting_logit_sd : float
        Logit of the correlation of that scatter from one week to the next, and its spread.
    wander, wander_log_sd : float
        Median of how far the level itself moves in a week (a random walk), and its spread.
    shape_log_sd : float
        Standard deviation of the logarithm of the shape; its median is 1, an even course.
    lowest, highest, step : float
        The scale that reports are made on.
    """

    start: float
    start_sd: float
    level: float
    level_sd: float
    start_to_level: float
    tau_weeks: float
    tau_log_sd: float
    scatter: float
    scatter_log_sd: float
    lasting_logit: float
    lasting_logit_sd: float
    wander: float
    wander_log_sd: float
    shape_log_sd: float
    lowest: float
    highest: float
    step: float


@dataclass(frozen=True)
class Band:
    """Where a report will probably lie."""

    share: float
    """Of comparable people: 0.5 or 0.8."""
    low: float
    high: float


@dataclass(frozen=True)
class ForecastPoint:
    """What is expected at one time: the middle and the bands around it."""

    weeks: float
    """Since the first report."""
    middle: float
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class NotCounted:
    """Something known about a person that does not move the forecast, and why."""

    flag: str
    because: str


@dataclass(frozen=True)
class Forecast:
    """What may come next for one person; never a date.

    ``before`` is what was to be expected without the person's own reports.
    """

    quantity: Quantity
    group: str
    """The id of the published course it starts from."""
    reports: tuple[Report, ...]
    points: tuple[ForecastPoint, ...]
    before: tuple[ForecastPoint, ...]
    effective_draws: float
    counted: tuple[str, ...] = ()
    """Ids of what slows recovery and was counted."""
    not_counted: tuple[NotCounted, ...] = ()
