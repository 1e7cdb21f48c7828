"""The interview: which question comes next. A pure function of the answers given so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hipspine.content.library import Library
from hipspine.content.schema import Question
from hipspine.domain.answers import Answers, AnswerValue, Reply
from hipspine.domain.triage import TriageLevel
from hipspine.screen.answer_check import check_answer
from hipspine.screen.triage import open_safety_questions


@dataclass(frozen=True)
class Asking:
    """A question to put now."""

    question: Question
    plainer: bool = False
    """True where it was answered "not sure" and is put once more, in plainer words."""


class Ending(StrEnum):
    """Why there is no next question."""

    HARD_STOP = "hard_stop"
    """What was said needs help so soon that no other answer matters."""
    OUT_OF_SCOPE = "out_of_scope"
    """Every place of pain lies outside what the screening is for."""
    COMPLETE = "complete"


def next_question(answers: Answers, library: Library) -> Asking | None:
    """Return the question to put next, or None when the interview is over.

    A question comes only where its ``ask_if`` holds. "Not sure" is followed by the same question
    in plainer words. Once a level of same day is reached, only questions that could make it an
    emergency are still put; an emergency ends the interview.
    """
    for asking in _pending(answers, library):
        return asking
    return None


def questions_left(answers: Answers, library: Library) -> int:
    """Return how many questions are open as things stand; an answer can open or close others."""
    return sum(1 for _ in _pending(answers, library))


def ending(answers: Answers, library: Library) -> Ending | None:
    """Return why the interview is over, or None while there is a next question."""
    if next_question(answers, library) is not None:
        return None
    if settled_level(answers, library) >= TriageLevel.SAME_DAY:
        return Ending.HARD_STOP
    return Ending.OUT_OF_SCOPE if is_out_of_scope(answers, library) else Ending.COMPLETE


def give_answer(
    answers: Answers, question_id: str, value: AnswerValue, library: Library
) -> Answers:
    """Return the answers with one given or changed, and those that no longer matter taken out.

    A second "not sure" is kept as still not sure.

    Raises
    ------
    AnswersError
        If there is no such question, or it cannot be answered so.
    """
    check_answer(question_id, value, library)
    if value is Reply.NOT_SURE and answers.is_unsure(question_id):
        value = Reply.STILL_NOT_SURE
    changed = answers.with_answer(question_id, value)
    for follow_up, needed in library.ask_if.items():  # in asking order, so that chains fall
        if follow_up in changed and not needed.holds(changed):
            changed = changed.without(follow_up)
    return changed


def is_out_of_scope(answers: Answers, library: Library) -> bool:
    """Tell whether pain was named only in places that the screening is not for."""
    places = answers.get("pain_places")
    return isinstance(places, frozenset) and bool(places) and not places & set(library.scope.inside)


def settled_level(answers: Answers, library: Library) -> TriageLevel:
    """Return the level that counts only answers that will not be asked again in plainer words."""
    settled = Answers(
        {question: value for question, value in answers.items() if value is not Reply.NOT_SURE}
    )
    levels = (
        rule.triage_level
        for rule in library.rules
        if library.rule_conditions[rule.id].holds(settled)
    )
    return max(levels, default=TriageLevel.SELF_CARE)


def _pending(answers: Answers, library: Library) -> Iterator[Asking]:
    """Give the questions still to be put, in order."""
    level = settled_level(answers, library)
    if level is TriageLevel.EMERGENCY or is_out_of_scope(answers, library):
        return
    wanted = _could_be_emergency(answers, library) if level is TriageLevel.SAME_DAY else None
    for question in library.questions.values():
        if wanted is not None and question.id not in wanted:
            continue
        needed = library.ask_if.get(question.id)
        if needed is not None and not needed.holds(answers):
            continue
        if question.id not in answers:
            yield Asking(question)
        elif answers[question.id] is Reply.NOT_SURE:
            yield Asking(question, plainer=True)


def _could_be_emergency(answers: Answers, library: Library) -> frozenset[str]:
    """Return the questions whose answers could still make it an emergency."""
    unsettled = {q for q, value in answers.items() if value is Reply.NOT_SURE}
    open_questions = open_safety_questions(answers, library) | unsettled
    wanted: set[str] = set()
    for rule in library.rules:
        condition = library.rule_conditions[rule.id]
        if rule.triage_level is TriageLevel.EMERGENCY and condition.holds(answers, open_questions):
            wanted |= set(condition.questions())
    for question in reversed(tuple(library.questions)):
        if question in wanted and question in library.ask_if:
            wanted |= set(library.ask_if[question].questions())
    return frozenset(wanted)
