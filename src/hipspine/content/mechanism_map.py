"""The boxes and arrows of the idea from sitting to pain (``mechanism_map.toml``)."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import Field

from hipspine.content.findings import (
    LANGUAGES,
    FindingRules,
    checked_language,
    finding_rules,
    gaps_of,
)
from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.errors import ContentError

Grade = Literal["supported", "mixed", "unsupported", "contradicted"]


class Sign(Record):
    """A finding with one of some outcomes."""

    finding: str
    outcomes: tuple[str, ...] = Field(min_length=1)


class Names(Record):
    """A name or sentence in both languages."""

    en: str = Field(min_length=2)
    de: str = Field(min_length=2)

    def in_language(self, language: str) -> str:
        """Return it in a language."""
        return self.de if language == "de" else self.en


class NodeEntry(Record):
    """One box, and which findings show it, show that it is not there, or are about it."""

    id: str = Field(pattern=r"^[a-z_]+$")
    name: Names
    plain_name: Names
    seen_when: tuple[Sign, ...] = ()
    unseen_when: tuple[Sign, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def rules(self) -> frozenset[str]:
        """Every rule that is about the box."""
        signs = (*self.seen_when, *self.unseen_when)
        return frozenset({*self.about, *(sign.finding for sign in signs)})


class LinkEntry(Record):
    """One arrow: what it would mean, how the literature grades it, what speaks against it."""

    start: str
    end: str
    grade: Grade
    evidence_for: tuple[str, ...] = ()
    evidence_against: tuple[str, ...] = ()
    against_when: tuple[Sign, ...] = ()
    claim: Names


class MapWords(Record):
    """The map's words in one language."""

    title: str
    intro: str
    plain_intro: str
    grade: dict[str, str]
    state: dict[str, str]
    plain: dict[str, str]
    reason: dict[str, str]
    node: dict[str, str]
    style: dict[str, str]
    columns: str
    lead: str


class MapContent(Record):
    """``mechanism_map.toml``."""

    reviewed_on: date
    words: dict[str, MapWords]
    nodes: tuple[NodeEntry, ...] = Field(min_length=2)
    links: tuple[LinkEntry, ...] = Field(min_length=1)

    def node(self, id: str) -> NodeEntry:
        """Return a box by its id."""
        return next(node for node in self.nodes if node.id == id)

    def in_language(self, language: str) -> MapWords:
        """Return the words of a language.

        Raises
        ------
        ContentError
            If the language does not ship.
        """
        return self.words[checked_language(language)]


@cache
def mechanism_map_content() -> MapContent:
    """Return the map that ships with hipspine."""
    return read_mechanism_map(resources.files("hipspine.content"), finding_rules())


def read_mechanism_map(folder: Traversable, rules: FindingRules) -> MapContent:
    """Return the map of a content folder, checked against the rules of findings.

    Raises
    ------
    ContentError
        If the file contradicts its schema or names what does not exist.
    """
    name = "mechanism_map.toml"
    found = read_toml_as(MapContent, (folder / name).read_text("utf-8"), where=name)
    if problems := list(_problems(found, rules)):
        raise ContentError(
            name,
            expected="boxes, arrows, findings and sources that exist",
            got="; ".join(problems),
            do="Mend the entry at each path.",
        )
    return found


def _problems(found: MapContent, rules: FindingRules) -> Iterator[str]:
    ids = [node.id for node in found.nodes]
    if len(set(ids)) < len(ids):
        yield "a box is there twice"
    if set(found.words) != LANGUAGES:
        yield "words in other languages than de and en"
    for node in found.nodes:
        known = {rule.id for rule in rules.rules}
        yield from (f"{node.id}: no rule {name}" for name in sorted(node.rules - known))
        yield from _sign_problems(node.id, (*node.seen_when, *node.unseen_when), rules)
    for link in found.links:
        yield from _link_problems(link, ids, rules)
    for key, sentence in found.words["en"].plain.items():
        if gaps_of(sentence) != gaps_of(found.words["de"].plain[key]):
            yield f"words.plain.{key}: other gaps in de than in en"


def _link_problems(link: LinkEntry, ids: list[str], rules: FindingRules) -> Iterator[str]:
    where = f"{link.start} to {link.end}"
    yield from (f"{where}: no box {end}" for end in (link.start, link.end) if end not in ids)
    cited = (*link.evidence_for, *link.evidence_against)
    yield from (f"{where}: no source {name}" for name in cited if name not in rules.evidence)
    if not cited:
        yield f"{where}: cites nothing"
    yield from _sign_problems(where, link.against_when, rules)


def _sign_problems(where: str, signs: tuple[Sign, ...], rules: FindingRules) -> Iterator[str]:
    outcomes = {rule.id: rule.possible_outcomes for rule in rules.rules}
    for sign in signs:
        if unknown := set(sign.outcomes) - outcomes.get(sign.finding, frozenset()):
            yield f"{where}: {sign.finding} has no outcome {', '.join(sorted(unknown))}"
