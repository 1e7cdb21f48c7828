"""Where a forecast starts from: published courses, spreads between people, what may move them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Self

from pydantic import Field, model_validator

from hipspine.content.schema import Evidence, EvidenceFile, Id
from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.errors import ContentError
from hipspine.domain.forecast import CoursePrior, Duration
from hipspine.domain.questionnaire import Certainty

REGISTERS = ("evidence.toml", "outcome_evidence.toml", "evidence_exercises.toml")
"""Where a source may be described beside the forecast's own file."""

WIDE_START_SD = 30.0
"""Of the true strength at the start, in percent of the first measurement."""
Positive = Annotated[float, Field(gt=0)]
Figures = Annotated[tuple[tuple[float, float], ...], Field(min_length=2)]
"""Weeks since entry, and mean pain from 0 to 100."""


class Scatter(Record):
    """How reports scatter around a person's course."""

    tau_log_sd: Positive
    scatter: Positive
    scatter_log_sd: Positive
    lasting_logit: float
    lasting_logit_sd: Positive
    wander: Positive
    wander_log_sd: Positive
    shape_log_sd: Positive
    evidence: tuple[Id, ...] = Field(min_length=1)
    certainty: Certainty

    @property
    def numbers(self) -> dict[str, float]:
        """The numbers by name, as a prior takes them."""
        return self.model_dump(include=set(Scatter.model_fields) - {"evidence", "certainty"})


class Spread(Scatter):
    """How people differ in their course of pain."""

    start_sd: Positive
    start_to_level: float = Field(ge=0, lt=1)


class PublishedCourse(Record):
    """A pooled course of pain, and the means of the prior that reproduces it."""

    id: Duration
    published: Figures
    start: float = Field(ge=0, le=100)
    level: float
    """May lie below 0: whoever ends at no pain is then counted among those beyond the scale."""
    level_sd: Positive
    tau_weeks: Positive
    evidence: tuple[Id, ...] = Field(min_length=1)
    certainty: Certainty


class ComparedCourse(Record):
    """Another pooled course, shown beside."""

    course: Duration
    published: Figures
    evidence: Id
    certainty: Certainty


class Shift(Record):
    """What slows recovery, with its published size."""

    flag: Id
    risk_ratio_per_point: float = Field(gt=1)
    points: float = Field(gt=0, le=10)
    evidence: tuple[Id, ...] = Field(min_length=1)
    certainty: Certainty

    @property
    def standard_deviations(self) -> float:
        """How far the level shifts, in standard deviations between people.

        References
        ----------
        Chinn S (2000). Stat Med 19:3127-3131: ``ln(OR) sqrt(3) / pi``.
        """
        return self.points * math.log(self.risk_ratio_per_point) * math.sqrt(3) / math.pi


class StrengthGain(Scatter):
    """How strength grows in people new to training."""

    gain: Positive
    """Final gain as a share of the first measurement."""
    gain_sd: Positive
    tau_weeks: Positive


class ForecastFile(Record):
    """``forecast.toml``."""

    reviewed_on: date
    spread: Spread
    courses: tuple[PublishedCourse, ...]
    compared: tuple[ComparedCourse, ...]
    shifts: tuple[Shift, ...]
    strength: StrengthGain
    evidence: tuple[Evidence, ...]

    @model_validator(mode="after")
    def _has_every_course_once(self) -> Self:
        if sorted(course.id for course in self.courses) != sorted(Duration):
            raise ValueError(f"one course for each of {', '.join(sorted(Duration))}")
        return self

    @property
    def cited(self) -> frozenset[str]:
        """The ids of all sources."""
        groups = [
            self.spread.evidence,
            self.strength.evidence,
            *(course.evidence for course in self.courses),
            *(shift.evidence for shift in self.shifts),
        ]
        return frozenset(
            {*(name for names in groups for name in names), *(c.evidence for c in self.compared)}
        )


@dataclass(frozen=True)
class ForecastContent:
    """The forecast's content, with all its sources."""

    file: ForecastFile
    evidence: Mapping[str, Evidence]

    def course(self, duration: Duration) -> PublishedCourse:
        """Return the pooled course of an episode that has lasted so long."""
        return next(course for course in self.file.courses if course.id is duration)

    def pain_prior(self, duration: Duration, *, flags: frozenset[str], step: float) -> CoursePrior:
        """Return what to expect of pain from 0 to 100.

        Parameters
        ----------
        flags : frozenset of str
            What may slow recovery; those without a published size change nothing. Several do not
            add up: no source gives their joint effect, so the largest one counts.
        step : float
            The step of the scale that pain is reported on: 10 for whole numbers from 0 to 10.
        """
        course, spread = self.course(duration), self.file.spread
        shifts = [shift.standard_deviations for shift in self.file.shifts if shift.flag in flags]
        return CoursePrior(
            start=course.start,
            start_sd=spread.start_sd,
            level=course.level + course.level_sd * max(shifts, default=0.0),
            level_sd=course.level_sd,
            start_to_level=spread.start_to_level,
            tau_weeks=course.tau_weeks,
            lowest=0.0,
            highest=100.0,
            step=step,
            **_scatter(spread),
        )

    def strength_prior(self, *, error_percent: float) -> CoursePrior:
        """Return what to expect of strength in percent of the first measurement.

        Parameters
        ----------
        error_percent : float
            Standard error of one measurement [% of the first].

        Notes
        -----
        ``S(t) = S0 (1 + g (1 - exp(-t / tau)))``: the level is the true start times ``1 + g``. The
        prior of the true start is so wide that the first measurement, with its error, decides.
        """
        strength = self.file.strength
        from_start = (1 + strength.gain) * WIDE_START_SD
        level_sd = math.hypot(from_start, 100.0 * strength.gain_sd)
        return CoursePrior(
            start=100.0,
            start_sd=WIDE_START_SD,
            level=100.0 * (1 + strength.gain),
            level_sd=level_sd,
            start_to_level=from_start / level_sd,
            tau_weeks=strength.tau_weeks,
            lowest=0.0,
            highest=math.inf,
            step=0.1,
            **{**_scatter(strength), "scatter": error_percent},
        )


def _scatter(part: Scatter) -> dict[str, float]:
    return {name: part.numbers[name] for name in part.numbers if name in Scatter.model_fields}


@cache
def forecast_content() -> ForecastContent:
    """Return the forecast's content that ships with hipspine."""
    return read_forecast_content(resources.files("hipspine.content"))


def read_forecast_content(folder: Traversable) -> ForecastContent:
    """Return the forecast's content of a folder.

    Raises
    ------
    ContentError
        If the file contradicts its schema, or cites what nothing describes.
    """
    text = (folder / "forecast.toml").read_text("utf-8")
    file = read_toml_as(ForecastFile, text, where="forecast.toml")
    known = {entry.id: entry for entry in file.evidence}
    for name in REGISTERS:
        register = read_toml_as(EvidenceFile, (folder / name).read_text("utf-8"), where=name)
        known.update((entry.id, entry) for entry in register.evidence)
    if missing := sorted(file.cited - set(known)):
        raise ContentError(
            "forecast.toml",
            expected="sources that are described",
            got=f"no description of {', '.join(missing)}",
            do="Describe each under [[evidence]].",
        )
    return ForecastContent(file, {name: known[name] for name in sorted(file.cited)})
