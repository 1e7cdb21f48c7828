"""What the screening's content files may hold: questions, rules, levels, causes and evidence.

Every model refuses unknown keys. What one file says of another (ids) is checked by
``content/library.py``, once all are loaded.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hipspine.content.toml_file import Record
from hipspine.domain.answers import Reply
from hipspine.domain.condition import AtLeast, Condition, Includes, InRange, Is
from hipspine.domain.triage import Restriction, Tier, TriageLevel

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
RuleId = Annotated[str, Field(pattern=r"^T\d\d[a-z]?(_[a-z]+)*$")]
LevelId = Literal["self_care", "clinician_soon", "same_day", "emergency"]
TextKey = str
NONE_CHOICE = "none"
"""The choice that says that no other choice fits."""


class ConditionTable(Record):
    """A condition as it is written in TOML; exactly one of its forms.

    ``{ question, is }``, ``{ question, includes, how_many }``, ``{ question, at_least, at_most }``,
    ``{ all = [...] }``, ``{ any = [...] }``, ``{ count, of = [...] }`` or ``{ named }``.
    """

    question: Id | None = None
    is_: str | tuple[str, ...] | None = Field(default=None, alias="is")
    includes: tuple[str, ...] | None = Field(default=None, min_length=1)
    how_many: int | None = Field(default=None, ge=1)
    at_least: float | None = None
    at_most: float | None = None
    all_: tuple["ConditionTable", ...] | None = Field(default=None, alias="all", min_length=1)
    any_: tuple["ConditionTable", ...] | None = Field(default=None, alias="any", min_length=1)
    count: int | None = Field(default=None, ge=1)
    of: tuple["ConditionTable", ...] | None = Field(default=None, min_length=1)
    named: Id | None = None

    @model_validator(mode="after")
    def _is_one_form(self) -> Self:
        given = self.model_fields_set
        forms = (
            {"question", "is_"},
            {"question", "includes"},
            {"question", "includes", "how_many"},
            {"question", "at_least"},
            {"question", "at_most"},
            {"question", "at_least", "at_most"},
            {"all_"},
            {"any_"},
            {"count", "of"},
            {"named"},
        )
        if given not in forms:
            raise ValueError(f"these keys do not make a condition: {', '.join(sorted(given))}")
        if self.of is not None and self.count is not None and self.count > len(self.of):
            raise ValueError(f"count {self.count} is more than the {len(self.of)} parts")
        return self

    @property
    def parts(self) -> tuple["ConditionTable", ...]:
        """The conditions inside this one."""
        return self.all_ or self.any_ or self.of or ()

    def walk(self) -> "tuple[ConditionTable, ...]":
        """Return this condition and all inside it."""
        return (self, *(inner for part in self.parts for inner in part.walk()))

    def build(self, named: "dict[str, ConditionTable]") -> Condition:
        """Return the condition, named ones replaced by what they stand for."""
        if self.named is not None:
            return named[self.named].build(named)
        if self.parts:
            needed = self.count or (len(self.parts) if self.all_ else 1)
            return AtLeast(needed, tuple(part.build(named) for part in self.parts))
        return self._leaf()

    def _leaf(self) -> Condition:
        question = self.question or ""
        if self.is_ is not None:
            values = (self.is_,) if isinstance(self.is_, str) else self.is_
            return Is(question, frozenset(values))
        if self.includes is not None:
            return Includes(question, frozenset(self.includes), self.how_many or 1)
        lowest = float("-inf") if self.at_least is None else self.at_least
        return InRange(question, lowest, float("inf") if self.at_most is None else self.at_most)

    @property
    def values(self) -> frozenset[str]:
        """The answers that a condition on a reply or on choices names."""
        leaf = self._leaf() if self.question else None
        return leaf.values if isinstance(leaf, Is | Includes) else frozenset()


class Question(Record):
    """One question: how it may be answered, and whom it is put to."""

    id: Id
    kind: Literal["reply", "choice", "choices", "number"]
    choices: tuple[Id, ...] = ()
    lowest: int = 0
    highest: int = 0
    ask_if: ConditionTable | None = None
    not_above: Id | None = None
    """Another number that this one cannot exceed."""

    @model_validator(mode="after")
    def _answers_suit_the_kind(self) -> Self:
        has_choices = self.kind in ("choice", "choices")
        if has_choices != bool(self.choices):
            raise ValueError(f"kind {self.kind} with {len(self.choices)} choices")
        if len(set(self.choices)) != len(self.choices):
            raise ValueError("a choice is listed twice")
        if (self.kind == "number") != (self.lowest < self.highest):
            raise ValueError(f"kind {self.kind} from {self.lowest} to {self.highest}")
        return self

    @property
    def may_be_unsure(self) -> bool:
        """Whether "not sure" is an answer."""
        return self.kind != "number"

    @property
    def possible_values(self) -> frozenset[str]:
        """The ids that a condition on this question may name; empty for a number."""
        return frozenset({Reply.YES}) if self.kind == "reply" else frozenset(self.choices)


class Rule(Record):
    """One red flag: when it applies, how urgent it is, and on what evidence."""

    id: RuleId
    tier: Tier
    level: LevelId
    when: ConditionTable
    evidence: tuple[Id, ...] = Field(min_length=1)
    restrictions: tuple[Restriction, ...] = ()
    weekly: bool = False
    """Asked again at every weekly check-in and every flare."""
    contact: Id
    """Whom to contact: a key of the texts under ``contact``."""

    @property
    def row(self) -> str:
        """The row of the decision table that it belongs to, such as T06."""
        return self.id[:3]

    @property
    def triage_level(self) -> TriageLevel:
        """How urgent it is."""
        return TriageLevel[self.level.upper()]


class Contradiction(Record):
    """Two answers that cannot both be right."""

    id: Id
    when: ConditionTable


class Level(Record):
    """What is done at a triage level."""

    id: LevelId
    ask_again_days: int = Field(ge=0, le=7)
    """0: at every change; never longer than a screening is valid."""
    contact: Id
    permits_plan: bool


class OtherCause(Record):
    """A pattern that also fits; never a diagnosis."""

    id: Id
    when: ConditionTable
    evidence: tuple[Id, ...] = Field(min_length=1)


class YellowFlag(Record):
    """Something that can slow recovery."""

    id: Id
    when: ConditionTable
    evidence: tuple[Id, ...] = Field(min_length=1)


class Scope(Record):
    """Which places of pain the screening is for, and which it turns away politely."""

    inside: tuple[Id, ...] = Field(min_length=1)
    outside: tuple[Id, ...] = Field(min_length=1)


class Evidence(Record):
    """A source, what kind it is, and whether it speaks for or against what cites it."""

    id: Id
    citation: str = Field(min_length=15)
    doi: str | None = Field(default=None, pattern=r"^10\.\d{4,9}/\S+$")
    pmid: str | None = Field(default=None, pattern=r"^\d{1,8}$")
    pmc: str | None = Field(default=None, pattern=r"^PMC\d{5,9}$")
    guideline: str | None = Field(default=None, min_length=3)
    """The number under which a guideline is published, such as NICE NG59."""
    level: Literal[
        "guideline", "review", "trial", "cohort", "case_series", "laboratory", "consensus", "own"
    ]
    """``laboratory``: a measurement or model; ``own``: our decision, where no source decides."""
    stance: Literal["for", "against", "mixed"]
    says: str = Field(min_length=15)
    """What the source says that matters here, in our words."""
    reviewed_on: date

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.level != "own" and not (self.doi or self.pmid or self.pmc or self.guideline):
            raise ValueError("a source needs a doi, a pmid or pmc, or a guideline's number")
        return self


class QuestionsFile(Record):
    """``questions.toml``."""

    reviewed_on: date
    questions: tuple[Question, ...] = Field(min_length=1)
    contradictions: tuple[Contradiction, ...] = ()


class RedFlagsFile(Record):
    """``red_flags.toml``."""

    reviewed_on: date
    conditions: dict[Id, ConditionTable] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = Field(min_length=1)


class TriageFile(Record):
    """``triage.toml``."""

    reviewed_on: date
    scope: Scope
    levels: tuple[Level, ...] = Field(min_length=4, max_length=4)


class OtherCausesFile(Record):
    """``other_causes.toml``."""

    reviewed_on: date
    causes: tuple[OtherCause, ...] = Field(min_length=1)


class YellowFlagsFile(Record):
    """``yellow_flags.toml``."""

    reviewed_on: date
    flags: tuple[YellowFlag, ...] = Field(min_length=1)


class EvidenceFile(Record):
    """``evidence.toml``."""

    evidence: tuple[Evidence, ...] = Field(min_length=1)
