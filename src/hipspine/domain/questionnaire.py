"""Scores of questionnaires, and what the change between two of them may be called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Better(StrEnum):
    """Which way a score moves when a person gets better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Certainty(StrEnum):
    """How well a published figure was checked against its source."""

    CHECKED = "checked"
    """Read in the source's abstract or page."""
    ESTABLISHED = "established"
    """Well known; the source was not read again."""
    TO_CONFIRM = "to_confirm"
    """Probably right; to be confirmed before a hard decision rests on it."""
    OWN = "own"
    """A decision of this project, where no source decides."""


class EnteredAs(StrEnum):
    """What a score was made from."""

    ITEMS = "items"
    TOTAL = "total"


@dataclass(frozen=True)
class Score:
    """One score of one questionnaire, at one time."""

    questionnaire: str
    score: str
    value: float
    lowest: float
    highest: float
    better: Better
    entered_as: EnteredAs
    band: str | None = None
    """The id of the range it lies in, where ranges are published."""
    band_needs: str | None = None
    """The other score without which its range cannot be told."""
    unanswered: tuple[str, ...] = ()
    """Items without an answer."""
    about: tuple[str, ...] = ()
    """What a person's own items were about; only scores about the same can be compared."""


class Absence(StrEnum):
    """Why a score cannot be computed: a key of the texts under ``absent``."""

    NOTHING_ENTERED = "nothing_entered"
    ITEM_MISSING = "item_missing"
    """It needs an answer to every item."""
    TOO_FEW_ITEMS = "too_few_items"


@dataclass(frozen=True)
class AbsentScore:
    """A score that cannot be computed, and why."""

    questionnaire: str
    score: str
    reason: Absence
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstrumentEntry:
    """What a person copied from their own form: totals, marked numbers per item, or ticked items.

    Parameters
    ----------
    totals : mapping of score id to number
    ratings : mapping of item number, from 1, to the number marked beside it
    ticked : the numbers of the ticked items, or None where the form has no boxes to tick;
        an empty set says that no box is ticked
    """

    totals: Mapping[str, float] = field(default_factory=dict)
    ratings: Mapping[int, float] = field(default_factory=dict)
    ticked: frozenset[int] | None = None


class Verdict(StrEnum):
    """What a change between two scores may be called."""

    IMPROVED = "improved"
    WORSE = "worse"
    NO_CHANGE = "no_change"
    """The two scores are equal."""
    WITHIN_ERROR = "within_error"
    """Smaller than what two measurements of the same state can differ by."""
    TOO_SMALL = "too_small"
    """Smaller than the smallest change that people call important."""
    UNCLEAR = "unclear"
    """Important by one published yardstick and not by another."""
    NOT_KNOWN = "not_known"
    """Nothing is published about which change matters."""


@dataclass(frozen=True)
class ScoreChange:
    """The change between two scores, with the yardsticks it is held against.

    ``better_by`` is positive when the person got better, whichever way the score runs.
    """

    before: Score
    after: Score
    difference: float
    """After minus before."""
    better_by: float
    percent: float | None
    """``better_by`` in percent of the first score; None where the first score is zero."""
    reaches_points: bool | None
    """Whether it is at least the published number of points; None where there is none."""
    reaches_percent: bool | None
    measurement_error: float | None
    """How much two measurements of the same state can differ, in points."""
    measurement_error_missing: str | None
    """Why there is no measurement error."""
    beyond_error: bool | None
    important_missing: str | None
    """Why there is no smallest important change."""
    outside_sensitive_range: bool
    """Whether either score lies where the questionnaire hardly tells changes."""
    verdict: Verdict


class Course(StrEnum):
    """How someone's back did between two visits, from pain and everyday life together."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    NO_CLEAR_CHANGE = "no_clear_change"
    MIXED = "mixed"
    """Better in one and worse in the other."""
    WORSE = "worse"


@dataclass(frozen=True)
class CourseResult:
    """A course, and the changes that it was read from."""

    course: Course
    pain: ScoreChange | None
    everyday_life: ScoreChange | None
    strictly_recovered: bool
    """Recovered, and without any pain in the last seven days."""
