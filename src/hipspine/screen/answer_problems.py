"""What is wrong with answers to one of our own questionnaires."""

import math
from collections.abc import Iterator

from hipspine.content.questionnaires import Item, Questionnaire
from hipspine.content.schema import NONE_CHOICE
from hipspine.domain.answers import Answers, AnswerValue, Reply


def asked_items(questionnaire: Questionnaire, answers: Answers) -> tuple[Item, ...]:
    """Return the items to put, given the answers so far."""
    return tuple(item for item in questionnaire.items if is_asked(item, answers))


def is_asked(item: Item, answers: Answers) -> bool:
    """Tell whether an item is put to this person."""
    return item.ask_if is None or item.ask_if.build({}).holds(answers)


def open_items(questionnaire: Questionnaire, answers: Answers) -> tuple[str, ...]:
    """Return the required items that are asked and have no answer yet, in order."""
    return tuple(
        item.id
        for item in asked_items(questionnaire, answers)
        if item.required and item.id not in answers
    )


def answer_problems(questionnaire: Questionnaire, answers: Answers) -> tuple[str, ...]:
    """Return everything that is wrong with the answers given; open items are not wrong."""
    return (
        *(
            f"{item.id}: {problem}"
            for item in questionnaire.items
            if item.id in answers
            for problem in _item_problems(item, answers)
        ),
        *_order_problems(questionnaire, answers),
        *_naming_problems(questionnaire, answers),
    )


def _item_problems(item: Item, answers: Answers) -> Iterator[str]:
    value = answers[item.id]
    if not is_asked(item, answers):
        yield "is answered, though other answers say it does not apply"
    if isinstance(value, Reply) and value is not Reply.YES and value is not Reply.NO:
        if not item.may_be_unsure:
            yield "cannot be answered with not sure"
        return
    yield from _value_problems(item, value)


def _value_problems(item: Item, value: AnswerValue) -> Iterator[str]:
    """Name what is wrong with an answer other than "not sure"."""
    if item.kind == "number":
        yield from _number_problems(item, value)
    elif item.kind == "choices":
        yield from _choices_problems(item, value)
    elif item.kind == "reply":
        if not isinstance(value, Reply):
            yield f"is yes, no or not_sure, not {value!r}"
    elif item.kind == "choice":
        if value not in item.choices:
            yield f"is one of {', '.join(item.choices)}, not {value!r}"
    elif not isinstance(value, str) or isinstance(value, Reply) or not value.strip():
        yield f"is a few words, not {value!r}"


def _number_problems(item: Item, value: AnswerValue) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield f"is a number, not {value!r}"
    elif not (
        math.isfinite(value) and item.lowest <= value <= item.highest and float(value).is_integer()
    ):
        yield f"is a whole number from {item.lowest} to {item.highest}, not {value:g}"


def _choices_problems(item: Item, value: AnswerValue) -> Iterator[str]:
    if not isinstance(value, frozenset) or not value:
        yield f"is a choice of {', '.join(item.choices)}, not {value!r}"
        return
    if unknown := value - set(item.choices):
        yield f"has no choice {', '.join(sorted(unknown))}"
    if NONE_CHOICE in value and len(value) > 1:
        yield "cannot be none and something else"


def _order_problems(questionnaire: Questionnaire, answers: Answers) -> Iterator[str]:
    """Name numbers that are above one they cannot be above."""
    for lower, upper in questionnaire.not_above:
        low, high = answers.get(lower), answers.get(upper)
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            yield f"{lower} {low:g} cannot be above {upper} {high:g}"


def _naming_problems(questionnaire: Questionnaire, answers: Answers) -> Iterator[str]:
    """Name numbers and subjects that stand alone, and subjects that are named twice."""
    named: dict[str, str] = {}
    for item in questionnaire.items:
        if item.named_by is None:
            continue
        if (item.id in answers) != (item.named_by in answers):
            yield f"{item.named_by} and {item.id} belong together: answer both or neither"
        words = " ".join(str(answers.get(item.named_by, "")).casefold().split())
        if words and words in named:
            yield f"{item.named_by} names the same as {named[words]}"
        named.setdefault(words, item.named_by)
