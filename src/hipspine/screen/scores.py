"""Scores of our own questionnaires, and of published ones from a person's own form."""

from collections.abc import Mapping, Sequence

from hipspine.content.instruments import Instrument
from hipspine.content.questionnaires import Questionnaire
from hipspine.content.score_rules import ScoreRule
from hipspine.domain.answers import Answers
from hipspine.domain.errors import AnswersError
from hipspine.domain.questionnaire import (
    Absence,
    AbsentScore,
    EnteredAs,
    InstrumentEntry,
    Score,
)
from hipspine.screen.answer_problems import answer_problems
from hipspine.screen.entry_problems import entry_problems, total_problems
from hipspine.screen.marks import Marks, raw_score

AnyScore = Score | AbsentScore


def score_questionnaire(questionnaire: Questionnaire, answers: Answers) -> tuple[AnyScore, ...]:
    """Return the scores of one of our own questionnaires.

    Raises
    ------
    AnswersError
        If an answer is out of range, of the wrong kind, or contradicts another; all are listed.
    """
    _refuse(questionnaire.id, answer_problems(questionnaire, answers))
    numbers = {item.id: item for item in questionnaire.items if item.kind == "number"}
    marks = Marks(
        {name: float(answers[name]) for name in numbers if name in answers},  # type: ignore[arg-type]
        {name: (item.lowest, item.highest) for name, item in numbers.items()},
    )
    about = tuple(
        str(answers[item.named_by]).strip()
        for item in numbers.values()
        if item.named_by is not None and item.named_by in answers
    )
    values = {rule.id: raw_score(rule, marks) for rule in questionnaire.scores}
    return _scores(questionnaire.id, questionnaire.scores, values, marks, about=about)


def score_instrument(instrument: Instrument, entry: InstrumentEntry) -> tuple[AnyScore, ...]:
    """Return the scores of a published instrument from what a person copied from their form.

    Raises
    ------
    AnswersError
        If a number is out of range, an item or score does not exist, or a total contradicts the
        items or another total; all are listed.
    """
    _refuse(instrument.id, entry_problems(instrument, entry))
    marks = _marks(instrument, entry)
    values = {rule.id: raw_score(rule, marks) for rule in instrument.scores}
    _refuse(instrument.id, total_problems(instrument, entry.totals, values))
    as_totals = frozenset(name for name in entry.totals if isinstance(values[name], Absence))
    known = {**values, **{name: float(entry.totals[name]) for name in as_totals}}
    return _scores(instrument.id, instrument.scores, known, marks, as_totals=as_totals)


def _marks(instrument: Instrument, entry: InstrumentEntry) -> Marks:
    """Return the marks of a form; an item that is not ticked is marked with its lowest number."""
    ranges = {item: instrument.item_range(item) for item in instrument.item_ids}
    if entry.ticked is None:
        return Marks({str(item): float(mark) for item, mark in entry.ratings.items()}, ranges)
    return Marks({item: float(int(item) in entry.ticked) for item in ranges}, ranges)


def _refuse(where: str, problems: Sequence[str]) -> None:
    if problems:
        raise AnswersError(
            where,
            expected="answers that its scoring rules allow",
            got="; ".join(problems),
            do="Correct these and score again.",
        )


def _scores(
    form: str,
    rules: Sequence[ScoreRule],
    values: Mapping[str, float | Absence],
    marks: Marks,
    *,
    about: tuple[str, ...] = (),
    as_totals: frozenset[str] = frozenset(),
) -> tuple[AnyScore, ...]:
    """Return a score for every rule, each with the range it lies in."""
    found = {name: value for name, value in values.items() if not isinstance(value, Absence)}
    scores: list[AnyScore] = []
    for rule in rules:
        value = values[rule.id]
        unanswered = () if rule.id in as_totals else marks.unanswered(rule)
        if isinstance(value, Absence):
            scores.append(AbsentScore(form, rule.id, value, unanswered))
            continue
        band, needs = _band(rule, value, found)
        scores.append(
            Score(
                questionnaire=form,
                score=rule.id,
                value=value,
                lowest=rule.lowest,
                highest=rule.highest,
                better=rule.better,
                entered_as=EnteredAs.TOTAL if rule.id in as_totals else EnteredAs.ITEMS,
                band=band,
                band_needs=needs,
                unanswered=unanswered,
                about=about,
            )
        )
    return tuple(scores)


def _band(
    rule: ScoreRule, value: float, found: Mapping[str, float]
) -> tuple[str | None, str | None]:
    """Return the published range that a score lies in, or the other score that is needed first."""
    for band in rule.bands:
        if not band.lowest <= value <= band.highest:
            continue
        if band.also is None:
            return band.id, None
        if band.also.score not in found:
            return None, band.also.score
        if band.also.holds(found[band.also.score]):
            return band.id, None
    return None, None
