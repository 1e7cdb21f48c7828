"""What a remedy file may hold: what helps beside exercise, what speaks for and against it."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hipspine.content.exercises import Bounds, Grade, Language, Sentence
from hipspine.content.schema import Id
from hipspine.content.toml_file import Record

Sentences = Annotated[tuple[Sentence, ...], Field(min_length=1)]


class RemedyWords(Record):
    """A remedy in one language."""

    name: Sentence
    what: Sentence
    """In one sentence."""
    how: Sentences
    """What a person can do."""
    care: tuple[Sentence, ...] = ()
    """What to mind, and whom to ask."""
    speaks_for: Sentences
    speaks_against: Sentences
    checklist: tuple[Sentence, ...] = ()


class Remedy(Record):
    """Something beside exercise; never a dose of medicine."""

    id: Id
    kind: Literal["self_care", "by_a_clinician", "class", "medicine", "information"]
    grade: Grade
    timer_min: Bounds | None = None
    """How long one use lasts [min]."""
    every_min: Bounds | None = None
    """How often it comes round [min]."""
    gates: tuple[Id, ...] = ()
    evidence_for: tuple[Id, ...] = Field(min_length=1)
    evidence_against: tuple[Id, ...] = Field(min_length=1)
    reviewed_on: date
    words: dict[Language, RemedyWords]

    @model_validator(mode="after")
    def _has_no_timer_for_medicine(self) -> Self:
        if self.kind == "medicine" and (self.timer_min or self.every_min):
            raise ValueError("a medicine has no time here: a pharmacist or doctor gives it")
        return self

    @property
    def cited(self) -> frozenset[str]:
        """The ids of all sources it rests on."""
        return frozenset({*self.evidence_for, *self.evidence_against})
