"""The rules by which findings are made, and every word they can say (``findings*.toml``)."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import Field

from hipspine.content.schema import Evidence, EvidenceFile
from hipspine.content.toml_file import Record, read_file_as
from hipspine.domain.errors import ContentError
from hipspine.domain.finding import Basis, EvidenceNote

LANGUAGES = frozenset({"en", "de"})
RULE_FILES = ("findings_tests.toml", "findings_motion.toml", "findings_signals.toml")

Compare = Literal["norm", "other_side", "baseline", "stated", "answer", "computed"]
"""What a rule holds a measurement against: a published range, the other side, the person's own
earlier visit, nothing (the number is stated), yes or no; or a calculation of its own by name."""

OUTCOMES: Mapping[str, frozenset[str]] = {
    "norm": frozenset({"below", "within", "above", "unclear"}),
    "other_side": frozenset({"left_less", "right_less", "unclear"}),
    "baseline": frozenset({"less", "more", "unclear"}),
    "stated": frozenset({"stated"}),
    "answer": frozenset({"yes", "no"}),
}
"""Outcomes of every way to compare; a rule of kind ``computed`` names its own."""


class RuleWords(Record):
    """What a rule can say in one language; ``saw`` and ``detail`` by outcome."""

    saw: dict[str, str] = Field(default_factory=dict)
    detail: dict[str, str] = Field(default_factory=dict)
    may_mean: str = Field(min_length=10)
    speaks_against: str = Field(min_length=10)
    would_tell: str = Field(min_length=10)


class FindingRule(Record):
    """One rule: which measurements, against what, on what evidence, in which words."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    compare: Compare
    basis: Basis
    measurements: tuple[str, ...] = ()
    """Names of the measurements, each described under ``things``; empty for computed rules."""
    outcomes: tuple[str, ...] = ()
    """Only for computed rules."""
    priority: int = Field(ge=1, le=9)
    """1 comes first on the first page."""
    for_person: bool = True
    """Whether the sentence stands on the first page; the clinician's pages show all."""
    limits: dict[str, float] = Field(default_factory=dict)
    """Thresholds of a computed rule, with ``limits_reason``."""
    limits_reason: str = ""
    evidence_for: tuple[str, ...] = ()
    evidence_against: tuple[str, ...] = ()
    words: dict[str, RuleWords]

    @property
    def possible_outcomes(self) -> frozenset[str]:
        """The outcomes that the rule can have."""
        return OUTCOMES.get(self.compare, frozenset(self.outcomes))


class _RulesFile(Record):
    reviewed_on: date
    rules: tuple[FindingRule, ...] = Field(min_length=1)


class Thing(Record):
    """A measurement as a noun with its article, able to begin a sentence."""

    en: str = Field(min_length=3)
    de: str = Field(min_length=3)

    def in_language(self, language: str) -> str:
        """Return the noun in a language."""
        return self.de if language == "de" else self.en


class SharedWords(Record):
    """Sentences that rules share, by language."""

    confidence: dict[str, str]
    reason: dict[str, str]
    side: dict[str, str]
    basis: dict[str, str]
    grade: dict[str, str]
    saw: dict[str, dict[str, str]]
    """By way of comparing, then outcome and confidence such as ``below_likely``."""
    detail: dict[str, str]
    muscle: dict[str, str]
    """Muscle groups in plain words."""
    page: dict[str, str]
    """Headings of the report's findings."""


class _SharedFile(Record):
    reviewed_on: date
    words: dict[str, SharedWords]
    things: dict[str, Thing]


@dataclass(frozen=True)
class FindingRules:
    """All rules in the order of their files, shared words, and the sources they cite."""

    rules: tuple[FindingRule, ...]
    shared: Mapping[str, SharedWords]
    things: Mapping[str, Thing]
    evidence: Mapping[str, Evidence]

    def rule(self, id: str) -> FindingRule:
        """Return a rule by its id."""
        return next(rule for rule in self.rules if rule.id == id)

    def words(self, language: str) -> SharedWords:
        """Return the shared words of a language.

        Raises
        ------
        ContentError
            If the language does not ship.
        """
        return self.shared[checked_language(language)]

    def notes(self, for_: tuple[str, ...], against: tuple[str, ...]) -> tuple[EvidenceNote, ...]:
        """Return sources with what they say, those for first."""
        return (
            *(_note(self.evidence[name], "for") for name in for_),
            *(_note(self.evidence[name], "against") for name in against),
        )


def checked_language(language: str) -> str:
    """Return the language if it ships.

    Raises
    ------
    ContentError
        If it does not.
    """
    if language not in LANGUAGES:
        raise ContentError(
            "language",
            expected=f"one of {', '.join(sorted(LANGUAGES))}",
            got=repr(language),
            do="Choose one of these.",
        )
    return language


def _note(source: Evidence, stance: Literal["for", "against"]) -> EvidenceNote:
    return EvidenceNote(source.id, stance, source.level, source.says, source.citation)


@cache
def finding_rules() -> FindingRules:
    """Return the rules that ship with hipspine."""
    return read_finding_rules(resources.files("hipspine.content"))


def read_finding_rules(folder: Traversable) -> FindingRules:
    """Return the rules of a content folder, checked against each other.

    Raises
    ------
    ContentError
        If a file contradicts its schema, or a rule names what does not exist.
    """
    shared = read_file_as(_SharedFile, folder / "findings.toml")
    rules = tuple(
        rule for name in RULE_FILES for rule in read_file_as(_RulesFile, folder / name).rules
    )
    found = FindingRules(rules, shared.words, shared.things, read_registers(folder))
    if problems := list(_problems(found)):
        raise ContentError(
            "findings",
            expected="rules that agree with each other",
            got="; ".join(problems),
            do="Mend the entry at each path.",
        )
    return found


def read_registers(folder: Traversable) -> dict[str, Evidence]:
    """Return every source described in any evidence register of a content folder, by id."""
    names = sorted(
        file.name
        for file in folder.iterdir()
        if "evidence" in file.name and file.name.endswith(".toml")
    )
    files = [read_file_as(EvidenceFile, folder / name) for name in names]
    return {entry.id: entry for file in files for entry in file.evidence}


def _problems(found: FindingRules) -> Iterator[str]:
    ids = [rule.id for rule in found.rules]
    yield from (f"rule {id} is there twice" for id in sorted({i for i in ids if ids.count(i) > 1}))
    if set(found.shared) != LANGUAGES:
        yield "findings.toml: words in other languages than de and en"
    for rule in found.rules:
        yield from _rule_problems(rule, found)


def _rule_problems(rule: FindingRule, found: FindingRules) -> Iterator[str]:
    if set(rule.words) != LANGUAGES:
        yield f"{rule.id}.words: in {', '.join(sorted(rule.words))}, not de and en"
        return
    for name in (*rule.evidence_for, *rule.evidence_against):
        if name not in found.evidence:
            yield f"{rule.id}: source {name} is in no register"
    if not (rule.evidence_for and rule.evidence_against):
        yield f"{rule.id}: needs a source for and one against"
    for name in rule.measurements:
        if name not in found.things:
            yield f"{rule.id}: {name} is not under things"
    if (rule.compare == "computed") == bool(rule.measurements):
        yield f"{rule.id}: measurements are for rules that compare"
    if bool(rule.limits) != bool(rule.limits_reason):
        yield f"{rule.id}: limits and limits_reason go together"
    yield from _word_problems(rule)


def _word_problems(rule: FindingRule) -> Iterator[str]:
    en, de = rule.words["en"], rule.words["de"]
    for part in ("saw", "detail"):
        one, other = getattr(en, part), getattr(de, part)
        if set(one) != set(other):
            yield f"{rule.id}.words.{part}: other outcomes in de than in en"
            continue
        if unknown := {key.removesuffix("_likely") for key in one} - rule.possible_outcomes:
            yield f"{rule.id}.words.{part}: no such outcome: {', '.join(sorted(unknown))}"
        if rule.compare == "computed" and set(one) != rule.possible_outcomes:
            yield f"{rule.id}.words.{part}: an outcome without words"
        for key in one:
            if gaps_of(one[key]) != gaps_of(other[key]):
                yield f"{rule.id}.words.{part}.{key}: other gaps in de than in en"


def gaps_of(sentence: str) -> frozenset[str]:
    """Return the names of a sentence's gaps."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)
