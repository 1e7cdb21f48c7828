"""Do the forecast's bands keep their promise? Simulated groups of people whose future is known.

Each simulated person reports for a while and is then asked again 2, 6, 13 and 26 weeks later. Of
all those later reports, a half should lie in the 50 % band and four in five in the 80 % band; also
where people follow another law than the model's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from hipspine.content.forecast import ForecastContent
from hipspine.domain.arrays import FloatArray
from hipspine.domain.forecast import CoursePrior, Duration, Report
from hipspine.track.course_model import (
    DIMENSIONS,
    Courses,
    course_posterior,
    courses,
    edges,
    latent_reports,
)
from hipspine.track.forecast import SHARES

AHEAD_WEEKS = (2, 6, 13, 26)
REPORTED_WEEKS = (1, 3, 5, 9, 13)
"""How many weekly reports a simulated person has made before the forecast."""
Simulator = Callable[[Courses, FloatArray, np.random.Generator], FloatArray]
"""From one person's course and the times (T,) to hidden reports (T,), before rounding."""


@dataclass(frozen=True)
class Coverage:
    """How often what came lay in a band, over one simulated group."""

    group: str
    people: int
    reports: int
    inside: Mapping[float, float]
    """Share inside by the band's nominal share; a report on an edge counts in part."""
    inside_by_ahead: Mapping[int, Mapping[float, float]]
    """The same by weeks ahead."""
    inside_as_drawn: Mapping[float, float]
    """Share inside the band as shown to people, edges rounded to the scale and belonging to it."""
    smallest_effective: float


def even(own: Courses, weeks: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Give an even course with normal scatter that lasts."""
    left = np.exp(-weeks / own.tau_weeks[0])
    mean: FloatArray = own.level[0] + (own.start[0] - own.level[0]) * left
    return mean + _lasting_normal(own, weeks, rng)


def with_relapses(own: Courses, weeks: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Give an even course with flares: two a year, 25 of 100 points on average, easing over weeks.

    Notes
    -----
    73 % of people had another episode within a year (Pengel 2003, doi:10.1136/bmj.327.7410.323);
    two flares a year make at least one in 86 %, smaller ones included.
    """
    reports = even(own, weeks, rng)
    start = rng.exponential(26.0)
    while start < weeks[-1]:
        since = weeks - start
        eased = np.exp(-np.maximum(since, 0.0) / 3.0)
        reports += np.where(since >= 0, rng.exponential(25.0) * eased, 0.0)
        start += rng.exponential(26.0)
    return reports


def in_steps(own: Courses, weeks: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Give one sudden change, at a time that differs between people."""
    turn = rng.exponential(own.tau_weeks[0])
    mean = np.where(weeks < turn, own.start[0], own.level[0])
    return mean + _lasting_normal(own, weeks, rng)


def heavy_tailed(own: Courses, weeks: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Give an even course; reports and people are often far off (t with 3 degrees of freedom)."""
    left = np.exp(-weeks / own.tau_weeks[0])
    # Scaled so that half of all people stay as near to the middle as with a normal spread.
    person = 0.674 / 0.765 * 22.0 * rng.standard_t(3.0)
    away = person - 22.0 * rng.standard_normal()
    mean: FloatArray = own.level[0] + away + (own.start[0] - own.level[0] - away) * left
    return mean + own.scatter[0] * rng.standard_t(3.0, len(weeks))


def wandering(own: Courses, weeks: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Give a level that wanders 2.5 points a week, more than twice as far as the model expects."""
    gaps = np.diff(weeks, prepend=weeks[0])
    walk = np.cumsum(2.5 * np.sqrt(gaps) * rng.standard_normal(len(weeks)))
    return even(own, weeks, rng) + walk


SIMULATORS: Mapping[str, Simulator] = MappingProxyType(
    {
        "even": even,
        "relapses": with_relapses,
        "steps": in_steps,
        "heavy tails": heavy_tailed,
        "wandering": wandering,
    }
)


def _lasting_normal(own: Courses, weeks: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return normal scatter with the person's correlation; its quartiles are those of the model."""
    scatter = np.empty(len(weeks))
    scatter[0] = rng.standard_normal()
    for place in range(1, len(weeks)):
        kept = own.lasting[0] ** (weeks[place] - weeks[place - 1])
        fresh = np.sqrt(1 - kept**2) * rng.standard_normal()
        scatter[place] = kept * scatter[place - 1] + fresh
    return np.asarray(1.1 * own.scatter[0] * scatter)  # t with 4 d.f.: 0.741 / 0.674


def by_the_model(
    prior: CoursePrior, own: Courses, weeks: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return reports that follow the model's own law, one after the other."""
    reports: list[float] = []
    for place, at in enumerate(weeks):
        last = Report(float(weeks[place - 1]), reports[-1]) if reports else None
        reports.append(_on_scale(prior, latent_reports(own, last, float(at), rng=rng))[0])
    return np.array(reports)


def coverage(group: str, people: int, *, content: ForecastContent, seed: int = 1) -> Coverage:
    """Return how often later reports lie in the bands, for one simulated group.

    Parameters
    ----------
    group : str
        ``model``, or a key of ``SIMULATORS``.
    people : int
        A third of each: acute, subacute, persistent.

    Notes
    -----
    Reports are whole numbers, many of them 0. A share of such a report lies inside in proportion
    to how much of its probability does (the randomised probability integral transform).

    References
    ----------
    Czado C, Gneiting T, Held L (2009). Predictive model assessment for count data.
    Biometrics 65:1254-1261. doi:10.1111/j.1541-0420.2009.01191.x
    """
    rng = np.random.default_rng([seed, len(group)])
    asked = [_ask(group, number, content, rng) for number in range(people)]
    places = np.array([each.places for each in asked])
    drawn = np.array([each.drawn for each in asked])
    return Coverage(
        group=group,
        people=people,
        reports=places.size,
        inside={share: _share_inside(places, share) for share in SHARES},
        inside_by_ahead={
            ahead: {share: _share_inside(places[:, k], share) for share in SHARES}
            for k, ahead in enumerate(AHEAD_WEEKS)
        },
        inside_as_drawn={share: float(drawn[..., k].mean()) for k, share in enumerate(SHARES)},
        smallest_effective=min(each.effective for each in asked),
    )


@dataclass(frozen=True)
class _Asked:
    """Where one person's later reports lay among what was expected, 0 to 1, and whether inside."""

    places: list[float]
    drawn: list[list[bool]]
    effective: float


def _ask(group: str, number: int, content: ForecastContent, rng: np.random.Generator) -> _Asked:
    duration = list(Duration)[number % 3]
    prior = content.pain_prior(duration, flags=frozenset(), step=10.0)
    count = int(rng.choice(REPORTED_WEEKS))
    weeks = np.array([*range(count), *(count - 1 + ahead for ahead in AHEAD_WEEKS)], dtype=float)
    own = courses(prior, rng.standard_normal((1, DIMENSIONS)))
    if group == "model":
        values = by_the_model(prior, own, weeks, rng)
    else:
        values = _on_scale(prior, SIMULATORS[group](own, weeks, rng))
    reports = tuple(Report(float(w), float(v)) for w, v in zip(weeks, values, strict=True))
    posterior = course_posterior(prior, reports[:count])
    those = courses(prior, posterior.draws)
    places, drawn = [], []
    for later in reports[count:]:
        latent = latent_reports(those, reports[count - 1], later.weeks, rng=rng)
        low, high = (float(np.mean(latent < edge)) for edge in edges(prior, later.value))
        places.append(low + (high - low) * rng.random())
        drawn.append([_is_in_drawn(prior, latent, later.value, share) for share in SHARES])
    return _Asked(places, drawn, posterior.effective)


def _is_in_drawn(prior: CoursePrior, latent: FloatArray, value: float, share: float) -> bool:
    low, high = _on_scale(prior, np.quantile(latent, [(1 - share) / 2, (1 + share) / 2]))
    return bool(low <= value <= high)


def _share_inside(places: FloatArray, share: float) -> float:
    return float(np.mean(np.abs(places - 0.5) < share / 2))


def _on_scale(prior: CoursePrior, latent: FloatArray) -> FloatArray:
    """Return what is reported: whole steps, within the ends of the scale."""
    steps: FloatArray = np.round(latent / prior.step) * prior.step
    return np.clip(steps, prior.lowest, prior.highest)
