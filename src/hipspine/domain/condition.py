"""Conditions on answers: small trees without negation.

Because nothing is ever negated, a condition that holds keeps holding when a further worrying answer
is given. That is what makes triage monotone: no answer can talk a warning away. Not being sure, and
a question that is still open, satisfy every condition on that question.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from hipspine.domain.answers import Answers

NOTHING_OPEN: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Is:
    """The question has one of the given answers."""

    question: str
    values: frozenset[str]

    def holds(self, answers: Answers, open_questions: Set[str] = NOTHING_OPEN) -> bool:
        """Tell whether the answer is one of the values; an open question counts as if it were."""
        if self.question in open_questions or answers.is_unsure(self.question):
            return True
        value = answers.get(self.question)
        return isinstance(value, str) and value in self.values

    def questions(self) -> Iterator[str]:
        """Give the question it depends on."""
        yield self.question


@dataclass(frozen=True)
class Includes:
    """The question's choices include at least a number of the given ones."""

    question: str
    values: frozenset[str]
    at_least: int = 1

    def holds(self, answers: Answers, open_questions: Set[str] = NOTHING_OPEN) -> bool:
        """Tell whether enough of the values were chosen; an open question counts as if so."""
        if self.question in open_questions or answers.is_unsure(self.question):
            return True
        chosen = answers.get(self.question)
        return isinstance(chosen, frozenset) and len(chosen & self.values) >= self.at_least

    def questions(self) -> Iterator[str]:
        """Give the question it depends on."""
        yield self.question


@dataclass(frozen=True)
class InRange:
    """The number given lies between two bounds, both included."""

    question: str
    lowest: float = float("-inf")
    highest: float = float("inf")

    def holds(self, answers: Answers, open_questions: Set[str] = NOTHING_OPEN) -> bool:
        """Tell whether the number lies in the range; an open question counts as if it did."""
        if self.question in open_questions or answers.is_unsure(self.question):
            return True
        value = answers.get(self.question)
        return isinstance(value, float | int) and self.lowest <= value <= self.highest

    def questions(self) -> Iterator[str]:
        """Give the question it depends on."""
        yield self.question


@dataclass(frozen=True)
class AtLeast:
    """At least ``count`` of the parts hold: 1 is "any of", the number of parts is "all of"."""

    count: int
    parts: tuple["Condition", ...]

    def holds(self, answers: Answers, open_questions: Set[str] = NOTHING_OPEN) -> bool:
        """Tell whether enough parts hold."""
        return sum(part.holds(answers, open_questions) for part in self.parts) >= self.count

    def questions(self) -> Iterator[str]:
        """Give the questions its parts depend on, each once."""
        yield from dict.fromkeys(q for part in self.parts for q in part.questions())


Condition = Is | Includes | InRange | AtLeast


def deciding_questions(condition: Condition, answers: Answers) -> Iterator[str]:
    """Give the questions whose answers satisfy some part of a condition, each once."""
    if isinstance(condition, AtLeast):
        yield from dict.fromkeys(
            question for part in condition.parts for question in deciding_questions(part, answers)
        )
    elif condition.holds(answers):
        yield condition.question
