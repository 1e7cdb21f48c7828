"""The outcome of a screening: level, other patterns, what slows recovery, and how it ended."""

from dataclasses import dataclass

from hipspine.domain.answers import Answers
from hipspine.domain.triage import Triage
from hipspine.screen.interview import Ending


@dataclass(frozen=True)
class Screening:
    """Everything that a screening found."""

    answers: Answers
    triage: Triage
    ending: Ending | None
    """None while questions are still to be put."""
    outside: tuple[str, ...]
    """Places of pain that the screening is not for."""
    causes: tuple[str, ...]
    """Ids of other patterns that fit."""
    yellow_flags: tuple[str, ...]
