"""What a check found in an input: problems with a level, collected rather than raised singly."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a problem matters."""

    INFO = "info"
    """Worth knowing; results are not affected."""
    WARNING = "warning"
    """Results can be used, with the caution that the text gives."""
    ERROR = "error"
    """The affected result cannot be computed."""


@dataclass(frozen=True)
class Problem:
    """One thing a check found in an input."""

    level: Level
    where: str
    """File, marker, frame range, plate or muscle."""
    what: str
    """What was expected and what came."""
    suggestion: str
    """What the user can do about it."""
