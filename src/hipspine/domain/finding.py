"""A finding: what was seen, how sure it is, what it may mean, what speaks against it.

A finding is in four groups, in this order: what we saw, what it may mean, what speaks against it,
what would tell. The mechanism map puts the findings of one person onto the arrows of an idea.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hipspine.domain.anatomy import Side


class Confidence(StrEnum):
    """How sure a finding is; the rule that decides is ``explain.compare.confidence_of``."""

    CLEAR = "clear"
    """Beyond the error of measurement (95 %), and seen more than once."""
    LIKELY = "likely"
    """As large but seen once only, or computed by a model."""
    CANNOT_TELL = "cannot_tell"
    """Within the error, or no error is known."""


class Basis(StrEnum):
    """Where a finding's number comes from."""

    MEASURED = "measured"
    """From markers, plates, sensors or a test done by hand."""
    MODELLED = "modelled"
    """Computed by a body model: nothing was measured in a muscle or joint."""
    REPORTED = "reported"
    """What the person said."""
    LIMIT = "limit"
    """No number: what the method cannot see."""


@dataclass(frozen=True)
class EvidenceNote:
    """A source for or against what a finding or an arrow suggests, with its grade."""

    id: str
    stance: Literal["for", "against"]
    grade: str
    """Kind of source, such as ``review`` or ``laboratory``."""
    says: str
    citation: str


@dataclass(frozen=True)
class Finding:
    """One thing found, in plain words, with its number and where it comes from."""

    id: str
    """The rule that it follows."""
    sentence: str
    """What we saw, for the person: plain words, no cause claimed."""
    detail: str
    """What we saw, for the clinician: number, unit, error, comparison, direction."""
    evidence: str = ""
    """How sure it is, and why, in one or two sentences."""
    outcome: str = ""
    """Which of the rule's outcomes it is, such as ``below`` or ``left_less``."""
    confidence: Confidence = Confidence.CANNOT_TELL
    confidence_words: str = ""
    basis: Basis = Basis.MODELLED
    side: Side | None = None
    may_mean: str = ""
    speaks_against: str = ""
    would_tell: str = ""
    sources: tuple[EvidenceNote, ...] = ()

    @property
    def is_firm(self) -> bool:
        """Whether it is clear or likely, and was measured or reported rather than computed."""
        seen = self.basis in (Basis.MEASURED, Basis.REPORTED)
        return seen and self.confidence is not Confidence.CANNOT_TELL


class LinkState(StrEnum):
    """How an arrow of the mechanism map is drawn for one person."""

    MEASURED = "measured"
    """Both ends were found in this person: a solid line. It does not show a cause."""
    HYPOTHESIS = "hypothesis"
    """Only an idea here: a dashed line."""
    CONTRADICTED = "contradicted"
    """The literature or this person's own results speak against it: crossed out."""


@dataclass(frozen=True)
class MapNode:
    """One box of the map."""

    id: str
    name: str
    plain_name: str
    is_seen: bool
    """Whether this person's findings show it, firmly enough."""
    was_looked_at: bool
    """Whether any finding is about it."""
    state_words: str
    findings: tuple[str, ...]
    """Ids of the findings that are about it."""


@dataclass(frozen=True)
class MapLink:
    """One arrow of the map."""

    number: int
    start: str
    end: str
    state: LinkState
    state_words: str
    reason: str
    """Why it is drawn so, for the clinician."""
    plain: str
    """The arrow and its state in one plain sentence."""
    claim: str
    """What the arrow would mean, for the clinician."""
    grade: str
    grade_words: str
    sources: tuple[EvidenceNote, ...]


@dataclass(frozen=True)
class MechanismMap:
    """The idea from sitting to pain and back, with what is known of it in one person."""

    title: str
    intro: str
    plain_intro: str
    nodes: tuple[MapNode, ...]
    links: tuple[MapLink, ...]

    def node(self, id: str) -> MapNode:
        """Return a box by its id."""
        return next(node for node in self.nodes if node.id == id)
