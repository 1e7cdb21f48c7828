"""Better, worse or recovered between two visits, from pain and everyday life together."""

from collections.abc import Mapping

from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.content.questionnaires import CourseFile, ScoreAt
from hipspine.domain.errors import UserError
from hipspine.domain.questionnaire import Course, CourseResult, Score, ScoreChange
from hipspine.screen.score_change import ROUNDING, change_between

Visit = Mapping[tuple[str, str], Score]
"""The scores of one visit, by (questionnaire or instrument, score)."""


def visit(*scores: object) -> Visit:
    """Return a visit from scores; scores that could not be computed are left out."""
    return {(s.questionnaire, s.score): s for s in scores if isinstance(s, Score)}


def course_between(first: Visit, second: Visit, library: QuestionnaireLibrary) -> CourseResult:
    """Return how someone did from the first visit to the second.

    Improved: pain or everyday life better by the points *and* the percent of the rule; worse: the
    same amounts the other way; better in one and worse in the other is mixed. Recovered: worst pain
    of the last seven days and everyday life both at most what the rule allows, whatever the start.

    Raises
    ------
    UserError
        If neither pain nor everyday life was scored at both visits.
    """
    rule = library.course
    pain = _change(rule.pain, first, second, library)
    life = _change(rule.everyday_life, first, second, library)
    if pain is None and life is None:
        raise UserError(
            "course",
            expected=f"{rule.pain.source} or {rule.everyday_life.source} at both visits",
            got="neither",
            do="Fill in one of them at both visits.",
        )
    directions = {
        _direction(change, at) for change, at in ((pain, rule.pain), (life, rule.everyday_life))
    }
    return CourseResult(
        course=_course(
            directions, recovered=_recovered(rule, second, rule.recovered_worst_pain_at_most)
        ),
        pain=pain,
        everyday_life=life,
        strictly_recovered=_recovered(rule, second, rule.strictly_recovered_worst_pain_at_most),
    )


def _change(
    at: ScoreAt, first: Visit, second: Visit, library: QuestionnaireLibrary
) -> ScoreChange | None:
    key = (at.source, at.score)
    if key not in first or key not in second:
        return None
    rule = library.forms[at.source].score(at.score)
    return None if rule is None else change_between(rule, first[key], second[key])


def _direction(change: ScoreChange | None, at: ScoreAt) -> int:
    """Return 1 for better, -1 for worse and 0 for no change that counts."""
    if change is None:
        return 0
    size = abs(change.better_by)
    counts = (
        size >= at.points - ROUNDING
        and size >= at.percent / 100 * abs(change.before.value) - ROUNDING
    )
    return 0 if not counts else 1 if change.better_by > 0 else -1


def _recovered(rule: CourseFile, second: Visit, worst_pain_at_most: float) -> bool:
    """Tell whether pain and everyday life are both as recovered people have them."""
    worst = second.get((rule.pain.source, rule.worst_pain))
    life = second.get((rule.everyday_life.source, rule.everyday_life.score))
    if worst is None or life is None:
        return False
    return worst.value <= worst_pain_at_most and life.value <= rule.recovered_everyday_life_at_most


def _course(directions: set[int], *, recovered: bool) -> Course:
    if recovered:
        return Course.RECOVERED
    if {1, -1} <= directions:
        return Course.MIXED
    if 1 in directions:
        return Course.IMPROVED
    return Course.WORSE if -1 in directions else Course.NO_CLEAR_CHANGE
