"""Our own questionnaires: items, scores, where on the body, and what an answer leads to."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from hipspine.content.schema import ConditionTable, Id
from hipspine.content.score_rules import ScoreRule
from hipspine.content.toml_file import Record
from hipspine.domain.answers import Reply
from hipspine.domain.questionnaire import Certainty


class Item(Record):
    """One item: how it may be answered, and whom it is put to."""

    id: Id
    kind: Literal["reply", "choice", "choices", "number", "text"]
    choices: tuple[Id, ...] = ()
    lowest: int = 0
    highest: int = 0
    required: bool = True
    ask_if: ConditionTable | None = None
    named_by: Id | None = None
    """The text item in which the person says what this number is about."""

    @model_validator(mode="after")
    def _answers_suit_the_kind(self) -> Self:
        if (self.kind in ("choice", "choices")) != bool(self.choices):
            raise ValueError(f"kind {self.kind} with {len(self.choices)} choices")
        if len(set(self.choices)) != len(self.choices):
            raise ValueError("a choice is listed twice")
        if (self.kind == "number") != (self.lowest < self.highest):
            raise ValueError(f"kind {self.kind} from {self.lowest} to {self.highest}")
        if self.named_by is not None and self.kind != "number":
            raise ValueError(f"kind {self.kind} cannot be named_by another item")
        return self

    @property
    def may_be_unsure(self) -> bool:
        """Whether "not sure" is an answer."""
        return self.kind in ("reply", "choice", "choices")

    @property
    def possible_values(self) -> frozenset[str]:
        """The ids that an answer or a condition may name; empty for numbers and texts."""
        return frozenset(Reply) if self.kind == "reply" else frozenset(self.choices)


class Region(Record):
    """A region of the pain map; its id is the choice that marks it."""

    id: Id
    area: Literal["lumbar", "buttock", "groin", "lateral_hip", "leg_above_knee", "leg_below_knee"]
    side: Literal["left", "right", "middle"]
    place: tuple[Id, ...] = Field(min_length=1)
    """The places of pain in the screening that it can stand for."""


class Questionnaire(Record):
    """A questionnaire in our own words."""

    id: Id
    wording_tested: Literal[False] = False
    """No wording of ours has been validated, and every questionnaire says so."""
    items: tuple[Item, ...] = Field(min_length=1)
    scores: tuple[ScoreRule, ...] = ()
    not_above: tuple[tuple[Id, Id], ...] = ()
    """Pairs of numbers of which the first cannot be above the second."""
    regions: tuple[Region, ...] = ()
    evidence: tuple[Id, ...] = Field(min_length=1)
    reviewed_on: date

    @model_validator(mode="after")
    def _every_id_is_its_own(self) -> Self:
        ids = [item.id for item in self.items] + [score.id for score in self.scores]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"listed twice: {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _what_is_named_exists(self) -> Self:
        numbers = {item.id for item in self.items if item.kind == "number"}
        texts = {item.id for item in self.items if item.kind == "text"}
        used = {item for score in self.scores for item in score.items}
        used |= {item for pair in self.not_above for item in pair}
        if unknown := used - numbers:
            raise ValueError(f"no number item: {', '.join(sorted(unknown))}")
        if unknown := {item.named_by for item in self.items if item.named_by} - texts:
            raise ValueError(f"no text item: {', '.join(sorted(unknown))}")
        return self

    @model_validator(mode="after")
    def _own_scores_need_no_marks_counted_anew(self) -> Self:
        for score in self.scores:
            if score.reversed or score.counts_from or score.rule == "total_only":
                raise ValueError(f"{score.id}: our own scores are sums and means of items")
        return self

    @model_validator(mode="after")
    def _conditions_look_back(self) -> Self:
        asked: dict[str, Item] = {}
        for item in self.items:
            for leaf in item.ask_if.walk() if item.ask_if else ():
                _check_leaf(leaf, asked, item.id)
            asked[item.id] = item
        return self

    @model_validator(mode="after")
    def _regions_are_choices(self) -> Self:
        chosen = {choice for item in self.items for choice in item.choices}
        if unknown := {region.id for region in self.regions} - chosen:
            raise ValueError(f"no choice of this map: {', '.join(sorted(unknown))}")
        return self

    def item(self, name: str) -> Item | None:
        """Return an item, or None where there is no such item."""
        return next((item for item in self.items if item.id == name), None)

    def score(self, name: str) -> ScoreRule | None:
        """Return the rule of a score, or None where there is no such score."""
        return next((score for score in self.scores if score.id == name), None)


def _check_leaf(leaf: ConditionTable, asked: dict[str, Item], item: str) -> None:
    """Refuse a condition on an item that does not come before, or on a choice it does not have."""
    if leaf.question is None:
        raise ValueError(f"{item}: its condition must be on one question, as FHIR asks")
    if leaf.question not in asked:
        raise ValueError(f"{item}: {leaf.question} is not asked before it")
    if unknown := leaf.values - asked[leaf.question].possible_values:
        raise ValueError(f"{item}: {leaf.question} has no {', '.join(sorted(unknown))}")


class FollowUp(Record):
    """What an answer leads to: what is asked next, measured, left out, and said."""

    id: Id
    when: ConditionTable
    ask: tuple[Id, ...] = ()
    """Questionnaires, or questions of the screening, to put next."""
    ask_again: tuple[Id, ...] = ()
    """Safety questions of the screening to put again now, whatever was said before."""
    counts_as_yes: tuple[Id, ...] = ()
    """Safety questions of the screening that this answers with yes."""
    measure: tuple[Id, ...] = ()
    leave_out: tuple[Id, ...] = ()
    show_help: Id | None = None
    evidence: tuple[Id, ...] = Field(min_length=1)
    certainty: Certainty

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        lists = (self.ask, self.ask_again, self.counts_as_yes, self.measure, self.leave_out)
        if not any(lists) and self.show_help is None:
            raise ValueError("it leads nowhere")
        return self


class FollowUpsFile(Record):
    """``follow_ups.toml``."""

    reviewed_on: date
    measures: tuple[Id, ...] = Field(min_length=1)
    """Tests that a follow-up may call for."""
    left_out: tuple[Id, ...] = Field(min_length=1)
    """Exercises and positions that a follow-up may leave out."""
    helps: tuple[Id, ...] = Field(min_length=1)
    follow_ups: tuple[FollowUp, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _what_is_named_is_listed(self) -> Self:
        for entry in self.follow_ups:
            unknown = (set(entry.measure) - set(self.measures)) | (
                set(entry.leave_out) - set(self.left_out)
            )
            if entry.show_help is not None and entry.show_help not in self.helps:
                unknown.add(entry.show_help)
            if unknown:
                raise ValueError(f"{entry.id}: not listed: {', '.join(sorted(unknown))}")
        return self


class ScoreAt(Record):
    """A score of a questionnaire or instrument, and the change in it that counts."""

    source: Id
    score: Id
    points: float = Field(gt=0)
    percent: float = Field(gt=0, le=100)


class CourseFile(Record):
    """``course.toml``: when someone is called better, worse or recovered between two visits."""

    reviewed_on: date
    evidence: tuple[Id, ...] = Field(min_length=1)
    certainty: Certainty
    pain: ScoreAt
    everyday_life: ScoreAt
    worst_pain: Id
    """The score of the pain questionnaire that holds the worst pain of the last seven days."""
    recovered_worst_pain_at_most: float
    strictly_recovered_worst_pain_at_most: float
    recovered_everyday_life_at_most: float
