"""What else could fit what was said, and what could slow recovery: patterns, never a diagnosis."""

from hipspine.content.library import Library
from hipspine.domain.answers import Answers


def other_causes(answers: Answers, library: Library) -> tuple[str, ...]:
    """Return the ids of the patterns that also fit the answers; they never change the level."""
    return tuple(
        cause.id for cause in library.causes if library.cause_conditions[cause.id].holds(answers)
    )


def yellow_flags(answers: Answers, library: Library) -> tuple[str, ...]:
    """Return the ids of what can slow recovery, as far as it was answered."""
    return tuple(
        flag.id for flag in library.flags if library.flag_conditions[flag.id].holds(answers)
    )
