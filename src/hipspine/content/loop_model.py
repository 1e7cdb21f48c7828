"""The numbers of the thought model of the loop, where each comes from, and what trials found."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.exercises import Language, Sentence
from hipspine.content.forecast import ForecastFile
from hipspine.content.schema import Evidence, EvidenceFile, Id
from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.errors import ContentError
from hipspine.domain.questionnaire import Certainty

REGISTERS = (
    "evidence.toml",
    "outcome_evidence.toml",
    "evidence_exercises.toml",
    "forecast.toml",
)
"""Where a source may be described beside the model's own file."""


class Strategy(Record):
    """When someone exercises and when they settle things; None: never."""

    id: Id
    exercise_from_week: float | None = None
    settle_from_week: float | None = None
    settle_until_week: float | None = None

    def exercise(self, week: float) -> float:
        """Return 1 in weeks of exercise, else 0."""
        return float(self.exercise_from_week is not None and week >= self.exercise_from_week)

    def settling(self, week: float) -> float:
        """Return 1 in weeks of settling, else 0."""
        if self.settle_from_week is None or week < self.settle_from_week:
            return 0.0
        return float(self.settle_until_week is None or week < self.settle_until_week)


class LoopParameter(Record):
    """One number of the model: its range, and where that comes from."""

    id: Id
    low: float = Field(ge=0)
    high: float
    certainty: Certainty
    evidence: tuple[Id, ...] = Field(min_length=1)
    words: dict[Language, Sentence]

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"{self.low} to {self.high} is not a range")
        return self


class LoopTrial(Record):
    """What a trial found about the idea."""

    evidence: Id
    people: int = Field(gt=0)
    stance: Literal["benefit", "small_benefit", "no_difference"]
    words: dict[Language, Sentence]


class LoopContent(Record):
    """``loop_model.toml``."""

    reviewed_on: date
    start: Mapping[str, float]
    strategies: tuple[Strategy, ...] = Field(min_length=2)
    parameters: tuple[LoopParameter, ...]
    trials: tuple[LoopTrial, ...]
    evidence: tuple[Evidence, ...]

    @property
    def cited(self) -> frozenset[str]:
        """The ids of all sources."""
        of_parameters = {name for one in self.parameters for name in one.evidence}
        return frozenset(of_parameters | {trial.evidence for trial in self.trials})


@cache
def loop_content() -> tuple[LoopContent, Mapping[str, Evidence]]:
    """Return the model's content that ships with hipspine, and the sources it cites."""
    return read_loop_content(resources.files("hipspine.content"))


def read_loop_content(folder: Traversable) -> tuple[LoopContent, Mapping[str, Evidence]]:
    """Return the model's content of a folder, and the sources it cites by id.

    Raises
    ------
    ContentError
        If the file contradicts its schema, or cites what nothing describes.
    """
    text = (folder / "loop_model.toml").read_text("utf-8")
    content = read_toml_as(LoopContent, text, where="loop_model.toml")
    known = {entry.id: entry for entry in content.evidence}
    for name in REGISTERS:
        known.update((entry.id, entry) for entry in _register(folder, name))
    if missing := sorted(content.cited - set(known)):
        raise ContentError(
            "loop_model.toml",
            expected="sources that are described",
            got=f"no description of {', '.join(missing)}",
            do="Describe each under [[evidence]].",
        )
    return content, {name: known[name] for name in sorted(content.cited)}


def _register(folder: Traversable, name: str) -> tuple[Evidence, ...]:
    text = (folder / name).read_text("utf-8")
    if name == "forecast.toml":
        return read_toml_as(ForecastFile, text, where=name).evidence
    return read_toml_as(EvidenceFile, text, where=name).evidence
