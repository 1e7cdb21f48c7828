"""Screen a person: from answers to level, other patterns and what slows recovery."""

from datetime import date

from hipspine.content.library import Library
from hipspine.domain.answers import Answers
from hipspine.domain.triage import TriageLevel
from hipspine.screen.answer_check import check_complete, read_answers
from hipspine.screen.interview import ending, settled_level
from hipspine.screen.other_causes import other_causes, yellow_flags
from hipspine.screen.outcome import Screening
from hipspine.screen.triage import triage


def screen_person(answers: Answers, library: Library, *, screened_on: date) -> Screening:
    """Return what a screening finds on a day, complete or not."""
    places = answers.get("pain_places")
    named = places if isinstance(places, frozenset) else frozenset()
    return Screening(
        answers=answers,
        triage=triage(answers, library, screened_on=screened_on),
        ending=ending(answers, library),
        outside=tuple(place for place in library.scope.outside if place in named),
        causes=other_causes(answers, library),
        yellow_flags=yellow_flags(answers, library),
    )


def screen_answers_file(text: str, library: Library, *, where: str, screened_on: date) -> Screening:
    """Return what a screening finds in a file of answers.

    An open safety question is refused, unless the answers already make it an emergency: then
    nothing further matters, and it stays listed as open.

    Raises
    ------
    AnswersError
        If any answer is unknown, out of range or contradictory, or a safety question is open.
    """
    answers = read_answers(text, library, where=where)
    return screen_answers(answers, library, where=where, screened_on=screened_on)


def screen_answers(
    answers: Answers, library: Library, *, where: str, screened_on: date
) -> Screening:
    """Return what a screening finds in answers given all at once, by the same rule.

    Raises
    ------
    AnswersError
        If a safety question is open.
    """
    if settled_level(answers, library) < TriageLevel.EMERGENCY:
        check_complete(answers, library, where=where)
    return screen_person(answers, library, screened_on=screened_on)
