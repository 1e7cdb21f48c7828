"""Scoring rules as FHIRPath, so that another system can compute the same score."""

from hipspine.content.score_rules import ScoreRule

SCORE_PREFIX = "score."
"""Before the linkId of an item that holds a score."""


def score_expression(rule: ScoreRule) -> str:
    """Return the FHIRPath expression of a sum or mean of our own items; empty where it is absent.

    Notes
    -----
    ``aggregate($this + $total, 0)`` stands where ``sum()`` would do: both are of the same standard,
    and evaluators differ in whether ``sum()`` accepts the values of answers. ``%resource`` is the
    QuestionnaireResponse.

    References
    ----------
    HL7 FHIRPath 2.0, aggregates; HL7 Structured Data Capture 3.0, calculatedExpression.
    """
    names = " | ".join(f"'{item}'" for item in rule.items)
    marks = f"%resource.item.where(linkId in ({names})).answer.value"
    value = f"{marks}.aggregate($this + $total, 0)"
    if rule.rule == "mean":
        value = f"({value} / {marks}.count())"
    return f"iif({marks}.count() >= {fewest_answers(rule)}, {value})"


def fewest_answers(rule: ScoreRule) -> int:
    """Return how many answers a score needs."""
    if rule.missing is not None and rule.missing.rule == "leave_out":
        return rule.missing.fewest_answered
    if rule.missing is not None and rule.missing.rule == "count_as_zero":
        return 1
    return len(rule.items)
