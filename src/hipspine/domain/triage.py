"""How soon someone should look at this back, and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

SCREENING_VALID_DAYS = 7
"""A screening older than this must be repeated before anything is built on it."""


class TriageLevel(IntEnum):
    """How soon someone should look; a higher level is more urgent."""

    SELF_CARE = 0
    CLINICIAN_SOON = 1
    SAME_DAY = 2
    EMERGENCY = 3

    @property
    def id(self) -> str:
        """The level's name in content files and results."""
        return self.name.lower()


class Tier(StrEnum):
    """Whether a red flag acts alone or only together with others."""

    HARD = "hard"
    SOFT = "soft"


class Restriction(StrEnum):
    """What a plan must respect even where self-care is possible."""

    LOW_LOAD_ONLY = "low_load_only"
    CLINICIAN_LED_ONLY = "clinician_led_only"
    NO_EXERCISE = "no_exercise"


@dataclass(frozen=True)
class Reason:
    """One rule that applies."""

    rule: str
    level: TriageLevel
    tier: Tier
    questions: tuple[str, ...]
    """The questions whose answers made it apply."""
    evidence: tuple[str, ...]
    """Ids in the evidence register."""


@dataclass(frozen=True)
class Triage:
    """The outcome of a screening."""

    level: TriageLevel
    """Counting every safety question that is still open as a yes."""
    level_so_far: TriageLevel
    """Counting only what has been answered."""
    unanswered: tuple[str, ...]
    """Safety questions that are still open."""
    reasons: tuple[Reason, ...]
    restrictions: frozenset[Restriction]
    screened_on: date

    @property
    def is_complete(self) -> bool:
        """Whether every safety question has been answered."""
        return not self.unanswered

    @property
    def expires_on(self) -> date:
        """The first day on which the screening no longer holds."""
        return self.screened_on + timedelta(days=SCREENING_VALID_DAYS)

    def expires_in_days(self, today: date) -> int:
        """Return how many days the screening is still valid; zero or less means it is not."""
        return (self.expires_on - today).days

    def permits_exercise(self, today: date) -> bool:
        """Tell whether anything that contains exercise may be built on this screening today.

        A screening dated in the future permits nothing: its date cannot be right.
        """
        return (
            self.is_complete
            and self.level < TriageLevel.SAME_DAY
            and Restriction.NO_EXERCISE not in self.restrictions
            and 0 < self.expires_in_days(today) <= SCREENING_VALID_DAYS
        )
