"""Answers to one of our own questionnaires from a TOML text."""

from hipspine.content.questionnaires import Item, Questionnaire
from hipspine.content.toml_file import read_toml
from hipspine.domain.answers import Answers, AnswerValue, Reply
from hipspine.domain.errors import AnswersError, ContentError
from hipspine.screen.answer_problems import answer_problems


def read_questionnaire_answers(text: str, form: Questionnaire, *, where: str) -> Answers:
    """Return the answers in a TOML text: one line ``item = answer`` each.

    Raises
    ------
    AnswersError
        If the text is not TOML, names an item that the questionnaire does not have, or holds an
        answer that is not possible; the message lists every problem.
    """
    try:
        table = read_toml(text, where=where)
    except ContentError as problem:
        raise AnswersError(
            where, expected=problem.expected, got=problem.got, do=problem.do
        ) from None
    known = {item.id: item for item in form.items}
    problems = [f"{name}: {form.id} has no such item" for name in table if name not in known]
    answers = Answers(
        {name: _value(raw, known[name]) for name, raw in table.items() if name in known}
    )
    problems += answer_problems(form, answers)
    if problems:
        raise AnswersError(
            where,
            expected=f"answers to {form.id}",
            got="; ".join(problems),
            do="Correct every one of them.",
        )
    return answers


def _value(raw: object, item: Item) -> AnswerValue:
    """Return an answer as TOML holds it; what fits no kind stays text, so that it is refused."""
    if isinstance(raw, list):
        return frozenset(str(entry) for entry in raw)
    if isinstance(raw, str):
        is_reply = item.may_be_unsure and raw in (Reply.NOT_SURE, Reply.STILL_NOT_SURE)
        if is_reply or (item.kind == "reply" and raw in (Reply.YES, Reply.NO)):
            return Reply(raw)
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    return str(raw) if item.kind != "text" else ""
