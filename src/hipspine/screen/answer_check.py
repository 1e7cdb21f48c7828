"""Check answers against the questions: kind, range, choices, and mutual contradictions."""

import tomllib
from collections.abc import Iterator, Mapping

from hipspine.content.library import Library
from hipspine.content.schema import NONE_CHOICE, Question
from hipspine.domain.answers import UNSURE, Answers, AnswerValue, Reply
from hipspine.domain.errors import AnswersError
from hipspine.screen.triage import open_safety_questions


def check_answer(question_id: str, value: AnswerValue, library: Library) -> None:
    """Check one answer.

    Raises
    ------
    AnswersError
        If there is no such question, or it cannot be answered so.
    """
    question = library.questions.get(question_id)
    if question is None:
        raise AnswersError(
            question_id,
            expected="the id of a question",
            got="an unknown id",
            do="See the ids in content/questions.toml.",
        )
    if not _fits(question, value):
        raise AnswersError(
            question_id,
            expected=possible_answers(question),
            got=_shown(value),
            do="Correct this answer.",
        )


def possible_answers(question: Question) -> str:
    """Return in words what a question may be answered."""
    if question.kind == "number":
        return f"a whole number from {question.lowest} to {question.highest}"
    if question.kind == "reply":
        return "yes, no or not_sure"
    listed = ", ".join(question.choices)
    if question.kind == "choice":
        return f"one of {listed}, or not_sure"
    return f"a list of one or more of {listed}, or not_sure; {NONE_CHOICE} stands alone"


def _fits(question: Question, value: AnswerValue) -> bool:
    if isinstance(value, Reply) and value in UNSURE:
        return question.may_be_unsure
    if question.kind == "number":
        return isinstance(value, int | float) and _number_fits(question, float(value))
    if question.kind == "choices":
        return isinstance(value, frozenset) and _choices_fit(question, value)
    if question.kind == "reply":
        return isinstance(value, Reply)
    return isinstance(value, str) and not isinstance(value, Reply) and value in question.choices


def _number_fits(question: Question, number: float) -> bool:
    return number.is_integer() and question.lowest <= number <= question.highest


def _choices_fit(question: Question, chosen: frozenset[str]) -> bool:
    if not chosen or not chosen <= set(question.choices):
        return False
    return NONE_CHOICE not in chosen or len(chosen) == 1


def _shown(value: object) -> str:
    return ", ".join(sorted(value)) or "nothing" if isinstance(value, frozenset) else repr(value)


def contradictions(answers: Answers, library: Library) -> Iterator[tuple[str, str]]:
    """Give answers that cannot both be right: the question, and what is wrong."""
    for question, needed in library.ask_if.items():
        if question in answers and not needed.holds(answers):
            before = ", ".join(dict.fromkeys(needed.questions()))
            yield question, f"is answered although the answer to {before} rules it out"
    for name, condition in library.contradictions.items():
        if condition.holds(Answers({q: v for q, v in answers.items() if v not in UNSURE})):
            yield ", ".join(condition.questions()), f"contradict each other ({name})"
    for entry in library.questions.values():
        if entry.not_above is not None and _is_above(answers, entry.id, entry.not_above):
            yield entry.id, f"is above {entry.not_above}"


def _is_above(answers: Answers, number: str, limit: str) -> bool:
    first, second = answers.get(number), answers.get(limit)
    return isinstance(first, int | float) and isinstance(second, int | float) and first > second


def read_answers(text: str, library: Library, *, where: str) -> Answers:
    """Return the answers in a TOML text: one line ``question = answer`` each.

    Raises
    ------
    AnswersError
        If the text is not TOML, or any answer is unknown, out of range or contradictory; the
        message lists every problem of the file.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise AnswersError(
            where, expected="valid TOML", got=str(problem), do="Mend the line it names."
        ) from None
    return answers_from_table(table, library, where=where)


def answers_from_table(table: Mapping[str, object], library: Library, *, where: str) -> Answers:
    """Return the answers in a table of question ids.

    Raises
    ------
    AnswersError
        If any answer is unknown, out of range or contradictory; every problem is listed.
    """
    answers, problems = _convert(table, library)
    problems += [f"{question}: {what}" for question, what in contradictions(answers, library)]
    if problems:
        raise AnswersError(
            where,
            expected="answers that fit the questions and each other",
            got="; ".join(problems),
            do="Correct every one of them.",
        )
    return answers


def check_complete(answers: Answers, library: Library, *, where: str) -> None:
    """Check that no safety question is left open.

    Raises
    ------
    AnswersError
        If any is; the message lists them all.
    """
    missing = open_safety_questions(answers, library)
    if missing:
        listed = [question for question in library.safety_questions if question in missing]
        raise AnswersError(
            where,
            expected="an answer to every safety question",
            got=f"none for {', '.join(listed)}",
            do="Answer each one; write not_sure where you are not sure.",
        )


def _convert(table: Mapping[str, object], library: Library) -> tuple[Answers, list[str]]:
    given: dict[str, AnswerValue] = {}
    problems: list[str] = []
    for question_id, raw in table.items():
        question = library.questions.get(question_id)
        value = None if question is None else answer_from(raw, question)
        if question is None:
            problems.append(f"{question_id}: there is no question with this id")
        elif value is None or not _fits(question, value):
            problems.append(
                f"{question_id}: expected {possible_answers(question)}, got {_shown(raw)}"
            )
        else:
            given[question_id] = value
    return Answers(given), problems


def answer_from(raw: object, question: Question) -> AnswerValue | None:
    """Return an answer as it stands in TOML or JSON, or None where it is of no possible type."""
    if isinstance(raw, str):
        is_unsure = raw in {str(reply) for reply in UNSURE}
        if is_unsure or (question.kind == "reply" and raw in set(Reply)):
            return Reply(raw)
        return raw
    if isinstance(raw, list):
        whole = all(isinstance(entry, str) for entry in raw)
        return frozenset(raw) if whole and len(set(raw)) == len(raw) else None
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    return float(raw)


def answer_as_data(value: AnswerValue) -> str | int | list[str]:
    """Return an answer as it is written to TOML or JSON."""
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, str) else int(value)
