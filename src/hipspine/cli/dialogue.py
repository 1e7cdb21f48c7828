"""The interview in the terminal: one question at a time, answers kept after each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hipspine.content.schema import Question
from hipspine.domain.answers import Answers, AnswerValue, Reply
from hipspine.domain.errors import AnswersError
from hipspine.domain.triage import TriageLevel
from hipspine.report.screening_result import Telling
from hipspine.screen.answer_check import check_answer
from hipspine.screen.interview import Asking, give_answer, next_question, settled_level

Command = Literal["back", "quit"]


@dataclass(frozen=True)
class Terminal:
    """How the interview speaks, hears and keeps."""

    say: Callable[[str], None]
    hear: Callable[[], str]
    keep: Callable[[Answers], None]


def hold_interview(answers: Answers, telling: Telling, terminal: Terminal) -> Answers:
    """Put questions until the interview is over or the person stops; return all answers."""
    library = telling.library
    asked: list[str] = []
    while (asking := next_question(answers, library)) is not None:
        reply = _put(asking, telling, terminal)
        if reply == "quit":
            break
        if reply == "back":
            answers = answers.without(asked.pop()) if asked else answers
        else:
            answers = give_answer(answers, asking.question.id, reply, library)
            asked.append(asking.question.id)
            _echo(asking, answers, telling, terminal)
        terminal.keep(answers)
    return answers


def _put(asking: Asking, telling: Telling, terminal: Terminal) -> AnswerValue | Command:
    """Put a question until it is answered, or the person goes back or stops."""
    for line in question_lines(asking, telling):
        terminal.say(line)
    while True:
        heard = terminal.hear().strip()
        if heard.lower() in ("q", "b"):
            return "quit" if heard.lower() == "q" else "back"
        answer = understood(heard, asking.question, telling)
        if answer is not None:
            return answer
        terminal.say(telling.sentence("interview.not_understood"))


def _echo(asking: Asking, answers: Answers, telling: Telling, terminal: Terminal) -> None:
    """Say what a second "not sure" means, and the level so far."""
    if answers.get(asking.question.id) is Reply.STILL_NOT_SURE:
        terminal.say(telling.sentence("interview.second_yes"))
    terminal.say(f"{telling.sentence('interview.level_now')} {level_words(answers, telling)}")


def level_words(answers: Answers, telling: Telling) -> str:
    """Return the level so far in words; with open questions, the lowest one is not yet a result."""
    level = settled_level(answers, telling.library)
    if level is TriageLevel.SELF_CARE:
        return telling.sentence("interview.not_settled")
    return telling.sentence(f"level.{level.id}.name")


def question_lines(asking: Asking, telling: Telling) -> list[str]:
    """Return a question as lines: the words, why it is asked, the answers, how to answer."""
    question = asking.question
    stem = f"question.{question.id}"
    words = telling.words
    lines = [""]
    if asking.plainer:
        lines.append(words.sentence("interview.plainer"))
    lines.append(words.sentence(f"{stem}.{'plainer' if asking.plainer else 'ask'}"))
    lines.append(f"({words.sentence('interview.why')} {words.sentence(f'{stem}.why')})")
    lines += [f"  {index}  {text}" for index, text in enumerate(options(question, telling), 1)]
    hints = {
        "number": words("interview.number_hint", lowest=question.lowest, highest=question.highest),
        "choices": words.sentence("interview.choices_hint"),
    }
    lines.append(hints.get(question.kind, words.sentence("interview.choice_hint")))
    if question.may_be_unsure:
        lines.append(words.sentence("interview.unsure_hint"))
    lines.append(words.sentence("interview.back_hint"))
    return lines


def options(question: Question, telling: Telling) -> list[str]:
    """Return the answers that a question lists, in words."""
    if question.kind == "reply":
        return [telling.sentence("interview.yes"), telling.sentence("interview.no")]
    return [telling.sentence(f"question.{question.id}.choice.{c}") for c in question.choices]


def understood(heard: str, question: Question, telling: Telling) -> AnswerValue | None:
    """Return what was typed as an answer, or None where it is none."""
    value = _meant(heard, question, telling)
    if value is None:
        return None
    try:
        check_answer(question.id, value, telling.library)
    except AnswersError:
        return None
    return value


def _meant(heard: str, question: Question, telling: Telling) -> AnswerValue | None:
    if heard == "?" or heard.casefold() == telling.sentence("interview.not_sure").casefold():
        return Reply.NOT_SURE
    if question.kind == "number":
        return float(heard) if re.fullmatch(r"\d{1,3}", heard) else None
    listed = options(question, telling)
    ids = ["yes", "no"] if question.kind == "reply" else list(question.choices)
    chosen = _chosen(heard, listed, ids)
    if chosen is None:
        return None
    if question.kind == "choices":
        return frozenset(chosen)
    if len(chosen) != 1:
        return None
    return Reply(chosen[0]) if question.kind == "reply" else chosen[0]


def _chosen(heard: str, listed: list[str], ids: list[str]) -> list[str] | None:
    """Return the ids that were named by number, by id or by their words."""
    words = {text.casefold(): index for index, text in enumerate(listed)}
    if heard.casefold() in words:
        return [ids[words[heard.casefold()]]]
    chosen: list[str] = []
    for part in filter(None, re.split(r"[,\s]+", heard)):
        if part.isdecimal() and 1 <= int(part) <= len(ids):
            chosen.append(ids[int(part) - 1])
        elif part in ids:
            chosen.append(part)
        else:
            return None
    return chosen or None
