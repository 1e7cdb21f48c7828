"""What `hipspine score` understands and prints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hipspine.content.instruments import Instrument
from hipspine.content.questionnaire_content import QuestionnaireLibrary
from hipspine.content.text import Texts
from hipspine.domain.answers import Answers
from hipspine.domain.errors import AnswersError
from hipspine.domain.questionnaire import (
    AbsentScore,
    EnteredAs,
    InstrumentEntry,
    Score,
    ScoreChange,
)
from hipspine.screen.follow_ups import next_steps
from hipspine.screen.score_change import change_between


@dataclass(frozen=True)
class Scored:
    """A questionnaire, its scores, and for one of ours the answers."""

    name: str
    scores: tuple[Score | AbsentScore, ...]
    answers: Answers | None


def entry_from(instrument: Instrument, totals: Sequence[str], items: str) -> InstrumentEntry:
    """Return what the options give; ``items`` is ``1,4,9``, ``none`` or ``1=2,2=0``."""
    if instrument.entry != "ticks" or "=" in items:
        return InstrumentEntry(totals=_numbers(totals, instrument), ratings=_marks(items))
    return InstrumentEntry(
        totals=_numbers(totals, instrument), ticked=_ticks(items) if items else None
    )


def _numbers(given: Sequence[str], form: Instrument) -> dict[str, float]:
    """Return numbers by score; a number alone belongs to the only score there is."""
    names = [score.id for score in form.scores]
    return dict(_named(text, names) for text in given)


def _named(text: str, names: Sequence[str]) -> tuple[str, float]:
    name, sign, number = text.rpartition("=")
    if not sign and len(names) > 1:
        raise AnswersError(
            "--total",
            expected=f"a name and a number, such as {names[0]}={text}",
            got=text,
            do=f"Say which it is: {', '.join(names)}.",
        )
    return (name.strip() or names[0], _number(number, text))


def _number(text: str, whole: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise AnswersError(
            "score", expected="a number", got=repr(whole), do="Write it as 12 or name=12."
        ) from None


def _marks(items: str) -> dict[int, float]:
    marks: dict[int, float] = {}
    for part in filter(None, items.split(",")):
        item, _, mark = part.partition("=")
        number = int(_number(item, part))
        if number in marks:
            raise AnswersError(
                "--items", expected="each item once", got=f"item {number} twice", do="Drop one."
            )
        marks[number] = _number(mark, part)
    return marks


def _ticks(items: str) -> frozenset[int]:
    if items == "none":
        return frozenset()
    return frozenset(int(_number(part, items)) for part in items.split(","))


def change_from(
    scored: Scored, before: Sequence[str], library: QuestionnaireLibrary
) -> dict[str, ScoreChange]:
    """Return the change of each score from an earlier one, by score."""
    rules = {score.id: score for score in library.forms[scored.name].scores}
    earlier = dict(_named(text, list(rules)) for text in before)
    changes: dict[str, ScoreChange] = {}
    for score in scored.scores:
        if isinstance(score, Score) and score.score in earlier:
            value = earlier.pop(score.score)
            _check_on_scale(score, value)
            first = replace(score, value=value, band=None, entered_as=EnteredAs.TOTAL)
            changes[score.score] = change_between(rules[score.score], first, score)
    if earlier:
        raise AnswersError(
            "--before",
            expected=f"a score that is there now: {', '.join(rules)}",
            got=", ".join(earlier),
            do="Compare a score with itself.",
        )
    return changes


def _check_on_scale(score: Score, value: float) -> None:
    if not score.lowest <= value <= score.highest:
        raise AnswersError(
            "--before",
            expected=f"a number from {score.lowest:g} to {score.highest:g}",
            got=f"{value:g}",
            do="Correct the earlier score.",
        )


def listed(library: QuestionnaireLibrary, language: str) -> Iterator[str]:
    """Give one line per questionnaire: ours, then the published ones."""
    words = library.words(language)
    for form in library.questionnaires.values():
        yield f"{form.id:<26}{words.sentence(f'questionnaire.{form.id}.title')}"
    for instrument in library.instruments.values():
        yield f"{instrument.id:<26}{instrument.name}"


def score_lines(
    scored: Scored,
    changes: dict[str, ScoreChange],
    library: QuestionnaireLibrary,
    language: str,
    *,
    number: str,
) -> Iterator[str]:
    """Give the result in sentences; ``number`` is the local emergency number."""
    words = library.words(language)
    if scored.name in library.instruments:
        yield library.instruments[scored.name].name
        yield words.sentence(f"instrument.{scored.name}.about")
    else:
        yield words.sentence(f"questionnaire.{scored.name}.title")
        yield words.sentence("label.not_tested")
    for score in scored.scores:
        yield from _lines_of(score, words)
        if score.score in changes:
            yield from _change_lines(changes[score.score], words)
    if scored.name in library.instruments:
        yield words.sentence(f"instrument.{scored.name}.licence")
    yield from _source_lines(scored.name, library, words)
    if scored.answers is not None:
        yield from _follow_up_lines(scored.answers, library, words, number)
    if scored.name == "self_check":
        yield words.sentence("label.not_a_test")
    yield words("label.reminder", number=number)


def _lines_of(score: Score | AbsentScore, words: Texts) -> Iterator[str]:
    name = words.sentence(f"score.{score.questionnaire}.{score.score}")
    if isinstance(score, AbsentScore):
        yield f"{name}: {words.sentence(f'absent.{score.reason.value}')}"
        return
    yield f"{name}: {score.value:.3g} ({score.lowest:g} – {score.highest:g})"
    if score.band is not None:
        yield f"  {words.sentence(f'band.{score.questionnaire}.{score.score}.{score.band}')}"
    if score.band_needs is not None:
        yield f"  {_needs_line(score, words)}"


def _needs_line(score: Score, words: Texts) -> str:
    name = words.sentence(f"score.{score.questionnaire}.{score.band_needs}")
    return words("label.band_needs", score=name)


def _source_lines(name: str, library: QuestionnaireLibrary, words: Texts) -> Iterator[str]:
    """Give every source once, with how well its figures were checked."""
    form = library.forms[name]
    figures = {(f.evidence, f.certainty) for score in form.scores for f in score.figures}
    cited = {evidence for evidence, _ in figures}
    yield words.sentence("label.sources")
    for evidence in form.evidence:
        if evidence not in cited:
            yield f"  {library.evidence[evidence].citation}"
    for evidence, certainty in sorted(figures):
        how = words.sentence(f"certainty.{certainty.value}")
        yield f"  {library.evidence[evidence].citation} ({how})"


def _change_lines(change: ScoreChange, words: Texts) -> Iterator[str]:
    """Give the change with its error beside it."""
    verdict = words.sentence(f"verdict.{change.verdict.value}")
    before, after = f"{change.before.value:.3g}", f"{change.after.value:.3g}"
    yield f"  {words('change.line', before=before, after=after, verdict=verdict)}"
    if change.measurement_error is None:
        yield f"  {words.sentence('change.no_error')}"
    else:
        yield f"  {words('change.error', error=f'{change.measurement_error:g}')}"
    if change.outside_sensitive_range:
        yield f"  {words.sentence('change.outside')}"


def _follow_up_lines(
    answers: Answers, library: QuestionnaireLibrary, words: Texts, number: str
) -> Iterator[str]:
    steps = next_steps(library.follow_ups, answers)
    for name in steps.show_help:  # first, as it may be urgent
        yield words(f"help.{name}", number=number)
    for name in steps.because:
        yield words.sentence(f"follow_up.{name}")


def score_dict(scored: Scored, changes: dict[str, ScoreChange]) -> dict[str, object]:
    """Return the result as data."""
    return {
        "questionnaire": scored.name,
        "scores": {score.score: _score_data(score) for score in scored.scores},
        "changes": {name: _change_data(change) for name, change in changes.items()},
    }


def _score_data(score: Score | AbsentScore) -> dict[str, object]:
    if isinstance(score, AbsentScore):
        return {
            "value": None,
            "absent": score.reason.value,
            "unanswered": list(score.unanswered),
        }
    return {
        "value": score.value,
        "lowest": score.lowest,
        "highest": score.highest,
        "better": score.better.value,
        "band": score.band,
        "band_needs": score.band_needs,
        "entered_as": score.entered_as.value,
        "unanswered": list(score.unanswered),
    }


def _change_data(change: ScoreChange) -> dict[str, object]:
    return {
        "before": change.before.value,
        "after": change.after.value,
        "better_by": change.better_by,
        "percent": change.percent,
        "verdict": change.verdict.value,
        "measurement_error": change.measurement_error,
        "measurement_error_missing": change.measurement_error_missing,
        "reaches_points": change.reaches_points,
        "reaches_percent": change.reaches_percent,
        "outside_sensitive_range": change.outside_sensitive_range,
    }
