"""Answers to questions: what a person said, by question id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reply(StrEnum):
    """An answer to a yes-or-no question; not being sure may be said of any question."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    STILL_NOT_SURE = "still_not_sure"
    """Not sure after the question was put a second time, in plainer words."""


UNSURE = frozenset({Reply.NOT_SURE, Reply.STILL_NOT_SURE})
"""Both count as the most worrying answer; they differ only in whether to ask once more."""

AnswerValue = Reply | float | str | frozenset[str]
"""A reply, a number, the id of one choice, or the ids of several choices."""


@dataclass(frozen=True)
class Answers(Mapping[str, AnswerValue]):
    """What has been answered so far; changing an answer gives a new object."""

    given: Mapping[str, AnswerValue] = field(default_factory=dict)

    def __getitem__(self, question: str) -> AnswerValue:
        return self.given[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)

    def is_unsure(self, question: str) -> bool:
        """Tell whether the person was not sure about a question."""
        value = self.given.get(question)
        return isinstance(value, Reply) and value in UNSURE

    def with_answer(self, question: str, value: AnswerValue) -> "Answers":
        """Return the answers with one given or changed."""
        return Answers({**self.given, question: value})

    def without(self, question: str) -> "Answers":
        """Return the answers with one taken back."""
        return Answers({key: value for key, value in self.given.items() if key != question})
