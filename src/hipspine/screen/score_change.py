"""How two scores of the same questionnaire differ, and what that may be called."""

from hipspine.content.score_rules import ImportantChange, ScoreRule
from hipspine.domain.errors import UserError
from hipspine.domain.questionnaire import (
    Better,
    Score,
    ScoreChange,
    Verdict,
)

ROUNDING = 1e-9
"""Scores are means and percentages of small whole numbers; differences below this are rounding."""


def change_between(rule: ScoreRule, before: Score, after: Score) -> ScoreChange:
    """Return the change from one score to the next, held against what is published.

    Notes
    -----
    ``better_by`` is positive for getting better. A change is called improved or worse only if it is
    at least the measurement error, where one is known, and reaches every published yardstick
    (points and percent of the first score); one yardstick of two is *unclear*.

    References
    ----------
    Ostelo et al. 2008, doi:10.1097/BRS.0b013e31815e3a10 (points or 30 %).
    """
    _check_same(rule, before, after)
    difference = after.value - before.value
    better_by = -difference if rule.better is Better.LOWER else difference
    important = rule.important_change
    error = rule.measurement_error
    reaches_points = _reaches(better_by, important.points if important else None)
    reaches_percent = _reaches_share(better_by, before.value, important)
    beyond_error = None if error is None else abs(better_by) >= error.points - ROUNDING
    return ScoreChange(
        before=before,
        after=after,
        difference=difference,
        better_by=better_by,
        percent=None if before.value == 0 else 100 * better_by / abs(before.value),
        reaches_points=reaches_points,
        reaches_percent=reaches_percent,
        measurement_error=None if error is None else error.points,
        measurement_error_missing=rule.no_measurement_error,
        beyond_error=beyond_error,
        important_missing=rule.no_important_change,
        outside_sensitive_range=_outside_sensitive_range(rule, before, after),
        verdict=_verdict(
            rule, better_by, tuple(r for r in (reaches_points, reaches_percent) if r is not None)
        ),
    )


def _check_same(rule: ScoreRule, before: Score, after: Score) -> None:
    names = {(score.questionnaire, score.score) for score in (before, after)}
    if len(names) > 1 or before.score != rule.id:
        raise UserError(
            f"{before.questionnaire}.{before.score}",
            expected="two scores of the same questionnaire",
            got=f"{after.questionnaire}.{after.score} as the second",
            do="Compare a score with itself at another time.",
        )
    if _subjects(before) != _subjects(after):
        raise UserError(
            f"{before.questionnaire}.{before.score}",
            expected="ratings of the same activities both times",
            got=f"{', '.join(before.about)}; then {', '.join(after.about)}",
            do="Rate the first activities again.",
        )


def _subjects(score: Score) -> tuple[str, ...]:
    return tuple(sorted(" ".join(words.casefold().split()) for words in score.about))


def _reaches(better_by: float, points: float | None) -> bool | None:
    return None if points is None else abs(better_by) >= points - ROUNDING


def _reaches_share(
    better_by: float, start: float, important: ImportantChange | None
) -> bool | None:
    """Tell whether the change is the published share of the first score; any share of zero is."""
    if important is None or important.percent is None:
        return None
    return abs(better_by) >= important.percent / 100 * abs(start) - ROUNDING


def _outside_sensitive_range(rule: ScoreRule, before: Score, after: Score) -> bool:
    if rule.sensitive is None:
        return False
    lowest, highest = rule.sensitive.lowest, rule.sensitive.highest
    return any(not lowest <= score.value <= highest for score in (before, after))


def _verdict(rule: ScoreRule, better_by: float, reached: tuple[bool, ...]) -> Verdict:
    important, error = rule.important_change, rule.measurement_error
    size = abs(better_by)
    if size <= ROUNDING:
        return Verdict.NO_CHANGE
    if important is None or rule.better is Better.NEITHER:
        return Verdict.NOT_KNOWN
    if error is not None and size < error.points - ROUNDING:
        return Verdict.WITHIN_ERROR
    if not any(reached):
        return Verdict.TOO_SMALL
    disputed = important.points_up_to is not None and size < important.points_up_to
    if disputed or not all(reached):
        return Verdict.UNCLEAR
    return Verdict.IMPROVED if better_by > 0 else Verdict.WORSE
