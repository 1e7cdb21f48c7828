"""From the marks on a form to one number per score."""

from collections.abc import Mapping
from dataclasses import dataclass

from hipspine.content.score_rules import ScoreRule
from hipspine.domain.questionnaire import Absence


@dataclass(frozen=True)
class Marks:
    """What is marked beside each item, and between which numbers each item can be marked."""

    values: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]

    def unanswered(self, rule: ScoreRule) -> tuple[str, ...]:
        """Return the items of a score that have no mark."""
        return tuple(item for item in rule.items if item not in self.values)


def raw_score(rule: ScoreRule, marks: Marks) -> float | Absence:
    """Return the number that the marks give, or why they give none.

    Notes
    -----
    Reversed items count lowest plus highest minus the mark. ``percent_of_answered`` is
    100 * sum / (sum of the highest marks of the answered items): for ten sections from 0 to 5 it is
    the Oswestry formula sum / (5 * answered) * 100.

    References
    ----------
    Fairbank and Pynsent 2000, doi:10.1097/00007632-200011150-00017.
    """
    answered = [item for item in rule.items if item in marks.values]
    if (reason := _absence(rule, len(answered))) is not None:
        return reason
    total = sum(counted_mark(rule, item, marks) for item in answered)
    if rule.rule == "sum":
        return total
    if rule.rule == "mean":
        return total / len(answered)
    return 100 * total / sum(marks.ranges[item][1] for item in answered)


def counted_mark(rule: ScoreRule, item: str, marks: Marks) -> float:
    """Return what the mark beside an item adds to a score."""
    mark = marks.values[item]
    if item in rule.counts_from:
        return 1.0 if mark >= rule.counts_from[item] else 0.0
    if item in rule.reversed:
        lowest, highest = marks.ranges[item]
        return lowest + highest - mark
    return mark


def _absence(rule: ScoreRule, answered: int) -> Absence | None:
    if answered == 0 or rule.missing is None:
        return Absence.NOTHING_ENTERED
    if rule.missing.rule == "none_allowed" and answered < len(rule.items):
        return Absence.ITEM_MISSING
    if rule.missing.rule == "leave_out" and answered < rule.missing.fewest_answered:
        return Absence.TOO_FEW_ITEMS
    return None
