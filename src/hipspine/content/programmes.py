"""The programmes one can choose: their idea, weights, trial results and safety edits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.exercise_library import ExerciseLibrary, exercise_library
from hipspine.content.exercises import Language, Sentence
from hipspine.content.plan_rules import PlanRules, plan_evidence, plan_rules
from hipspine.content.schema import Id
from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import Irritability, Stage

Finding = Literal[
    "helps", "helps_a_little", "little_difference", "no_difference", "both_improved", "not_tested"
]
"""What a source found for an approach; ``no_difference`` is a result like any other."""


class TrialResult(Record):
    """A source and what it found."""

    evidence: Id
    finding: Finding


class SafetyEdit(Record):
    """Where a programme as published was changed for safety, and why."""

    id: Id
    exercises: tuple[Id, ...]
    action: Literal["left_out", "later", "changed"]
    words: dict[Language, Sentence]


class ApproachWords(Record):
    """An approach in one language."""

    name: Sentence
    idea: Sentence
    what_speaks_for: Sentence
    what_speaks_against: Sentence


class Approach(Record):
    """One programme that can be chosen."""

    id: Id
    default_for: tuple[Irritability, ...]
    first_stage: dict[Irritability, Stage]
    weights: dict[Id, float]
    """Factor on the worth of a target; 1 where it is not named."""
    only: tuple[Id, ...] = ()
    """The exercises it is made of; empty: any."""
    results: tuple[TrialResult, ...] = Field(min_length=1)
    edits: tuple[SafetyEdit, ...] = ()
    reviewed_on: date
    words: dict[Language, ApproachWords]

    @model_validator(mode="after")
    def _starts_gently_where_symptoms_are_easily_stirred_up(self) -> Self:
        if set(self.first_stage) != set(Irritability):
            raise ValueError("first_stage names each irritability once")
        if self.first_stage[Irritability.HIGH] is not Stage.SETTLE:
            raise ValueError("with high irritability every programme begins with settle")
        if any(weight <= 0 for weight in self.weights.values()):
            raise ValueError("a weight is above zero")
        return self


@dataclass(frozen=True)
class Approaches:
    """All programmes, by id."""

    entries: Mapping[str, Approach]

    def named(self, name: str) -> Approach:
        """Return a programme.

        Raises
        ------
        ContentError
            If there is none of this id.
        """
        if name not in self.entries:
            raise ContentError(
                "approach",
                expected=f"one of {', '.join(self.entries)}",
                got=repr(name),
                do="Choose one of these; compare them with: hipspine plan compare.",
            )
        return self.entries[name]

    def default(self, irritability: Irritability) -> Approach:
        """Return what is chosen where nobody chooses: by irritability, not by belief."""
        return next(one for one in self.entries.values() if irritability in one.default_for)


@cache
def approaches() -> Approaches:
    """Return the programmes that ship with hipspine."""
    folder = resources.files("hipspine.content") / "programmes"
    return read_approaches(folder, library=exercise_library(), rules=plan_rules())


def read_approaches(
    folder: Traversable, *, library: ExerciseLibrary, rules: PlanRules
) -> Approaches:
    """Return the programmes of a folder, checked against exercises, targets and sources.

    Raises
    ------
    ContentError
        If a file contradicts the schema or names what does not exist; lists every problem.
    """
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name
    )
    found = [
        read_toml_as(Approach, file.read_text("utf-8"), where=f"programmes/{file.name}")
        for file in files
    ]
    names = [file.name.removesuffix(".toml") for file in files]
    problems = [
        *(f"{n}.toml holds {a.id}" for n, a in zip(names, found, strict=True) if n != a.id),
        *(problem for entry in found for problem in _problems(entry, library, rules)),
        *_default_problems(found),
    ]
    if problems:
        raise ContentError(
            "programmes",
            expected="programmes that agree with the exercises and the rules",
            got="; ".join(problems),
            do="Mend the entry that each line names.",
        )
    return Approaches({entry.id: entry for entry in found})


def _problems(entry: Approach, library: ExerciseLibrary, rules: PlanRules) -> Iterator[str]:
    named = {*entry.only, *(name for edit in entry.edits for name in edit.exercises)}
    for name in sorted(named - set(library.exercises)):
        yield f"{entry.id}: no exercise {name}"
    for name in sorted(set(entry.weights) - {target.id for target in rules.targets}):
        yield f"{entry.id}.weights: no target {name}"
    for result in entry.results:
        if result.evidence not in plan_evidence():
            yield f"{entry.id}.results: no source {result.evidence}"
    spoken = [set(entry.words), *(set(edit.words) for edit in entry.edits)]
    if any(languages != {"en", "de"} for languages in spoken):
        yield f"{entry.id}.words: not in de and en"


def _default_problems(found: list[Approach]) -> Iterator[str]:
    chosen = [name for entry in found for name in entry.default_for]
    if sorted(chosen) != sorted(Irritability):
        yield "each irritability is the default of exactly one programme"
