"""Check conditions in content: known questions, possible answers, no circles."""

from collections.abc import Iterator, Mapping

from hipspine.content.schema import ConditionTable, Question
from hipspine.domain.answers import Reply

Finding = tuple[str, str]
"""Where inside the file, and what is wrong there."""


def condition_findings(
    condition: ConditionTable,
    where: str,
    questions: Mapping[str, Question],
    named: Mapping[str, ConditionTable],
) -> Iterator[Finding]:
    """Give what is wrong with a condition: unknown ids, or answers the question does not have."""
    for part in condition.walk():
        if part.named is not None and part.named not in named:
            yield where, f"no condition is named {part.named}"
        if part.question is None:
            continue
        if part.question not in questions:
            yield where, f"no question has the id {part.question}"
        else:
            yield from _answer_findings(part, where, questions[part.question])


def _answer_findings(part: ConditionTable, where: str, question: Question) -> Iterator[Finding]:
    if (wanted := _kinds_for(part)) and question.kind not in wanted:
        yield where, f"{question.id} is of kind {question.kind}, not {' or '.join(wanted)}"
        return
    if unknown := part.values - question.possible_values - {Reply.NO}:
        yield where, f"{question.id} cannot be answered {', '.join(sorted(unknown))}"
    for bound in (part.at_least, part.at_most):
        if bound is not None and not question.lowest <= bound <= question.highest:
            yield where, f"{bound:g} lies outside {question.id}"


def _kinds_for(part: ConditionTable) -> tuple[str, ...]:
    if part.includes is not None:
        return ("choices",)
    return ("reply", "choice") if part.is_ is not None else ("number",)


def reassuring_findings(condition: ConditionTable, where: str) -> Iterator[Finding]:
    """Give the parts that hold on a reassuring answer: no rule may rest on one."""
    for part in condition.walk():
        if reassuring := part.values & {Reply.NO, "none"}:
            yield where, f"{part.question}: a rule may not rest on {', '.join(sorted(reassuring))}"


def circle_findings(named: Mapping[str, ConditionTable]) -> Iterator[Finding]:
    """Give the named conditions that stand, in the end, for themselves."""
    for name in named:
        if name in _reached(name, named, frozenset()):
            yield f"conditions.{name}", "the condition refers to itself"


def _reached(
    name: str, named: Mapping[str, ConditionTable], seen: frozenset[str]
) -> frozenset[str]:
    """Return the named conditions that one stands for, directly or through others."""
    direct = {part.named for part in named[name].walk() if part.named is not None}
    for other in sorted(direct & set(named)):
        if other not in seen:
            seen = _reached(other, named, seen | {other})
    return seen
