"""What a scoreboard is made of: rows with a verdict, and goals met or not."""

import math
from dataclasses import dataclass
from enum import StrEnum

from hipspine.content.validation.schema import Figures, FigureSource, Goal, PublishedFigure


class Verdict(StrEnum):
    """How a result stands against a published figure."""

    WITHIN = "within"
    OUTSIDE = "outside"
    REPORTED = "reported"
    """No band was published: the number is given, nothing is scored."""
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Row:
    """One quantity of one trial or posture, ours beside what was published."""

    figure: PublishedFigure
    source: FigureSource
    setting: str
    """Trial, side or posture."""
    ours: float | None
    because: str | None = None
    """Why there is no number."""
    note: str | None = None

    def __post_init__(self) -> None:
        if (self.ours is None) != (self.because is not None):
            raise ValueError(f"{self.figure.id}: either a number or a reason")
        if self.ours is not None and not math.isfinite(self.ours):
            raise ValueError(f"{self.figure.id}: {self.ours} is not a number")

    @property
    def verdict(self) -> Verdict:
        """Whether our number lies in the published band."""
        low, high = self.figure.low, self.figure.high
        if self.ours is None:
            return Verdict.NOT_RUN
        if low is None or high is None:
            return Verdict.REPORTED
        return Verdict.WITHIN if low <= self.ours <= high else Verdict.OUTSIDE


@dataclass(frozen=True)
class GoalResult:
    """A goal with what was reached; None where nothing was run that it counts."""

    goal: Goal
    reached: float | None
    detail: str
    """What the number was made from."""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None where it was not run."""
        return None if self.reached is None else self.goal.is_met_by(self.reached)

    @property
    def verdict(self) -> str:
        """``met``, ``not met`` or ``not run``."""
        return {True: "met", False: "not met", None: "not run"}[self.is_met]


@dataclass(frozen=True)
class Scoreboard:
    """Every row and every goal of one run."""

    rows: tuple[Row, ...]
    goals: tuple[GoalResult, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many rows have a verdict."""
        return sum(row.verdict is verdict for row in self.rows)


@dataclass(frozen=True)
class RowWriter:
    """Writes rows against the figures of one file."""

    figures: Figures

    def scored(self, figure_id: str, setting: str, ours: float, *, note: str | None = None) -> Row:
        """Return the row of a number."""
        figure = self._figure(figure_id)
        return Row(figure, self.figures.sources[figure.source], setting, float(ours), note=note)

    def not_run(self, figure_id: str, setting: str, because: str) -> Row:
        """Return the row of a figure that was not computed, with the reason."""
        figure = self._figure(figure_id)
        return Row(figure, self.figures.sources[figure.source], setting, None, because=because)

    def _figure(self, figure_id: str) -> PublishedFigure:
        return next(figure for figure in self.figures.figures if figure.id == figure_id)
