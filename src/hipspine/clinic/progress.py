"""Put together how it goes with one person: from plans, logs and check-ins to one page."""

from collections.abc import Iterator, Sequence
from datetime import date

from hipspine.clinic.forecast import follow_up_forecast
from hipspine.content.forecast import ForecastContent
from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.domain.errors import AnswersError
from hipspine.domain.outcome import FollowUp, Progress
from hipspine.domain.questionnaire import CourseResult, EnteredAs, Score, ScoreChange
from hipspine.domain.training import CheckIn
from hipspine.screen.course import Visit, course_between, visit
from hipspine.screen.score_change import change_between
from hipspine.track.daily_life import (
    daily_life_series,
    distinct_check_ins,
    pain_series,
    score_series,
)
from hipspine.track.episodes import episodes
from hipspine.track.notices import human_check_in
from hipspine.track.sides import side_differences
from hipspine.track.weeks import adherence, distinct_sessions, training_weeks

PAIN = "pain_scale.average"
"""What a check-in's average pain is scored as."""


def progress(
    known: FollowUp,
    questionnaires: QuestionnaireLibrary,
    content: ForecastContent,
    *,
    today: date,
) -> Progress:
    """Return how it goes so far; what cannot be told is absent with its reason.

    Raises
    ------
    AnswersError
        If a check-in holds a score that no questionnaire has, or one off its scale.
    """
    check_ins = distinct_check_ins(known.log.check_ins, today=today)
    weeks = training_weeks(known.programmes, known.log, today=today)
    expected = follow_up_forecast(known, content, today=today)
    return Progress(
        today=today,
        weeks=weeks,
        adherence=adherence(weeks, today=today),
        sides=side_differences(distinct_sessions(known.log), today=today),
        pain=pain_series(check_ins),
        daily_life=daily_life_series(check_ins),
        changes=tuple(_changes(check_ins, questionnaires)),
        course=_course(check_ins, questionnaires),
        scores=score_series(check_ins),
        episodes=episodes(check_ins, known.log.mornings, today=today),
        notices=human_check_in(weeks[0].starts_on, today=today) if weeks else (),
        forecast=None if isinstance(expected, str) else expected,
        forecast_missing=expected if isinstance(expected, str) else None,
    )


def _scores(check_in: CheckIn, library: QuestionnaireLibrary) -> dict[str, Score]:
    """Return the scores of a check-in by ``questionnaire.score``, its average pain among them."""
    named = {PAIN: check_in.pain_average, **check_in.scores}
    return {name: _score(name, value, library, check_in.made_on) for name, value in named.items()}


def _score(name: str, value: float, library: QuestionnaireLibrary, day: date) -> Score:
    form, _, part = name.partition(".")
    rule = library.forms[form].score(part) if form in library.forms else None
    if rule is None or not rule.lowest <= value <= rule.highest:
        raise AnswersError(
            f"check-in of {day.isoformat()}: {name}",
            expected="a score of a questionnaire, on its scale",
            got=f"{value:g}" if rule is not None else "no such score",
            do="List questionnaires and their scores with: hipspine score.",
        )
    return Score(form, part, float(value), rule.lowest, rule.highest, rule.better, EnteredAs.TOTAL)


def _changes(check_ins: Sequence[CheckIn], library: QuestionnaireLibrary) -> Iterator[ScoreChange]:
    """Give the change of every score from its first check-in to its latest."""
    scored = [_scores(one, library) for one in check_ins]
    for name in sorted({name for scores in scored for name in scores}):
        present = [scores[name] for scores in scored if name in scores]
        rule = library.forms[present[0].questionnaire].score(present[0].score)
        if len(present) > 1 and rule is not None:
            yield change_between(rule, present[0], present[-1])


def _course(check_ins: Sequence[CheckIn], library: QuestionnaireLibrary) -> CourseResult | None:
    if len(check_ins) < 2:
        return None
    first, last = (_visit(check_ins[place], library) for place in (0, -1))
    return course_between(first, last, library)


def _visit(check_in: CheckIn, library: QuestionnaireLibrary) -> Visit:
    return visit(*_scores(check_in, library).values())
