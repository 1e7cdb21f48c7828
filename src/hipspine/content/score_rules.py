"""How a questionnaire's answers become a score, and what the score may be held against."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from hipspine.content.schema import Id
from hipspine.content.toml_file import Record
from hipspine.domain.questionnaire import Better, Certainty


def _as_ids(value: object) -> object:
    """Return item numbers as ids, so that numbered and named items are treated alike."""
    if isinstance(value, list):
        return [str(entry) if isinstance(entry, int) else entry for entry in value]
    return value


ItemIds = Annotated[tuple[Id, ...], BeforeValidator(_as_ids)]


class Figure(Record):
    """Something published: a source, and how well it was checked."""

    evidence: Id
    certainty: Certainty


class ImportantChange(Figure):
    """The smallest change that people call important, in points, percent of the start, or both."""

    points: float | None = Field(default=None, gt=0)
    points_up_to: float | None = Field(default=None, gt=0)
    """Where sources differ, the largest figure: between the two the answer is unclear."""
    percent: float | None = Field(default=None, gt=0, le=100)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.points is None and self.percent is None:
            raise ValueError("needs points, percent or both")
        if self.points_up_to is not None and (
            self.points is None or self.points_up_to <= self.points
        ):
            raise ValueError("points_up_to must be more than points")
        return self


class MeasurementError(Figure):
    """How much two measurements of the same state can differ."""

    points: float = Field(gt=0)
    confidence_percent: float | None = Field(default=None, gt=50, lt=100)
    """None where the source does not state it."""


class OtherScore(Record):
    """A further score that decides between bands."""

    score: Id
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _has_a_bound(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("needs at_least or at_most")
        return self

    def holds(self, value: float) -> bool:
        """Tell whether the other score lies within the bounds."""
        above = self.at_least is None or value >= self.at_least
        return above and (self.at_most is None or value <= self.at_most)


class Band(Figure):
    """A published range of a score; both ends belong to it."""

    id: Id
    lowest: float
    highest: float
    also: OtherScore | None = None


class SensitiveRange(Figure):
    """Where on its scale a questionnaire tells changes; both ends belong to it."""

    lowest: float
    highest: float


class MissingItems(Record):
    """What is done about items without an answer."""

    rule: Literal["none_allowed", "count_as_zero", "leave_out"]
    fewest_answered: int = Field(default=1, ge=1)
    """With ``leave_out``: how many answers a score needs."""
    certainty: Certainty


class Code(Record):
    """A code in a public vocabulary, which an export may carry."""

    system: Literal["loinc"]
    code: str = Field(pattern=r"^\d{1,7}-\d$")
    display: str = Field(min_length=3)
    certainty: Certainty


NoFigure = Literal["own_wording_not_tested", "no_source_read", "not_for_change"]
"""Why a figure is absent: a key of the texts under ``no_figure``."""


class ScoreRule(Record):
    """One score of a questionnaire."""

    id: Id
    items: ItemIds = ()
    """The items it is made of; none where only a total can be entered."""
    rule: Literal["sum", "mean", "percent_of_answered", "total_only"]
    lowest: float
    highest: float
    whole: bool = True
    """Whether only whole numbers are possible."""
    better: Better
    reversed: ItemIds = ()
    """Items that run the other way: lowest plus highest minus the number marked is counted."""
    counts_from: dict[str, float] = Field(default_factory=dict)
    """Items that count one point from this mark on, and none below it."""
    missing: MissingItems | None = None
    important_change: ImportantChange | None = None
    no_important_change: NoFigure | None = None
    measurement_error: MeasurementError | None = None
    no_measurement_error: NoFigure | None = None
    bands: tuple[Band, ...] = ()
    sensitive: SensitiveRange | None = None
    codes: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _figures_are_there_or_missing_for_a_reason(self) -> Self:
        if (self.important_change is None) == (self.no_important_change is None):
            raise ValueError("give important_change or no_important_change")
        if (self.measurement_error is None) == (self.no_measurement_error is None):
            raise ValueError("give measurement_error or no_measurement_error")
        return self

    @model_validator(mode="after")
    def _items_suit_the_rule(self) -> Self:
        from_items = self.rule != "total_only"
        if from_items != bool(self.items) or from_items != (self.missing is not None):
            raise ValueError(f"rule {self.rule} with {len(self.items)} items")
        if len(set(self.items)) != len(self.items):
            raise ValueError("an item is listed twice")
        if unknown := (set(self.reversed) | set(self.counts_from)) - set(self.items):
            raise ValueError(f"not among its items: {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _ranges_lie_on_the_scale(self) -> Self:
        if self.lowest >= self.highest:
            raise ValueError(f"lowest {self.lowest} is not below highest {self.highest}")
        for part in (*self.bands, *((self.sensitive,) if self.sensitive else ())):
            if not self.lowest <= part.lowest <= part.highest <= self.highest:
                raise ValueError(f"{part.lowest} to {part.highest} does not lie on the scale")
        return self

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Everything published that it rests on."""
        figures = (self.important_change, self.measurement_error, self.sensitive, *self.bands)
        return tuple(figure for figure in figures if figure is not None)

    @property
    def evidence(self) -> frozenset[str]:
        """The ids of all sources it rests on."""
        return frozenset(figure.evidence for figure in self.figures)
