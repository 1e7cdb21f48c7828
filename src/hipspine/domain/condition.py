"""Conditions on answers: small trees without negation.

Because nothing is ever negated, a condition that holds keeps holding when a further worrying answer
is given. That is what makes triage monotone: no answer can talk a warning away.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hipspine.domain.answers import Answers, Reply


@dataclass(frozen=True)
class Is:
    """The question has one of the given answers; "not sure" counts as yes."""

    question: str
    values: frozenset[str]

    def holds(self, answers: Answers) -> bool:
        """Tell whether the answer given is one of the values."""
        value = answers.get(self.question)
        if value is Reply.NOT_SURE:
            return Reply.YES in self.values
        return isinstance(value, str) and value in self.values

    def questions(self) -> Iterator[str]:
        """Give the questions it depends on."""
        yield self.question


@dataclass(frozen=True)
class Includes:
    """The question's choices include at least a number of the given ones."""

    question: str
    values: frozenset[str]
    at_least: int = 1

    def holds(self, answers: Answers) -> bool:
        """Tell whether enough of the values were chosen."""
        chosen = answers.get(self.question)
        return isinstance(chosen, frozenset) and len(chosen & self.values) >= self.at_least

    def questions(self) -> Iterator[str]:
        """Give the questions it depends on."""
        yield self.question


@dataclass(frozen=True)
class InRange:
    """The number given lies between two bounds, both included."""

    question: str
    lowest: float = float("-inf")
    highest: float = float("inf")

    def holds(self, answers: Answers) -> bool:
        """Tell whether a number was given and lies in the range."""
        value = answers.get(self.question)
        return isinstance(value, float | int) and self.lowest <= value <= self.highest

    def questions(self) -> Iterator[str]:
        """Give the questions it depends on."""
        yield self.question


@dataclass(frozen=True)
class AtLeast:
    """At least ``count`` of the parts hold: 1 is "any of", the number of parts is "all of"."""

    count: int
    parts: tuple["Condition", ...]

    def holds(self, answers: Answers) -> bool:
        """Tell whether enough parts hold."""
        return sum(part.holds(answers) for part in self.parts) >= self.count

    def questions(self) -> Iterator[str]:
        """Give the questions its parts depend on, each once."""
        yield from dict.fromkeys(q for part in self.parts for q in part.questions())


Condition = Is | Includes | InRange | AtLeast
