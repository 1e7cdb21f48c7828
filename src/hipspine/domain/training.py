"""What a person did and how it went: sessions, check-ins, and the next step that follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from hipspine.domain.anatomy import Side


class LegSymptoms(IntEnum):
    """How symptoms in the leg changed with an exercise."""

    NONE_OR_SAME = 0
    EASED = 1
    SPREAD_FURTHER_DOWN = 2
    NEW_NUMBNESS_OR_WEAKNESS = 3


@dataclass(frozen=True)
class ExerciseEntry:
    """One exercise as done in one session, on one side where sides are logged apart.

    Pain and effort run from 0 to 10; what was not said is None and never counts as zero.
    """

    exercise: str
    sets: int
    side: Side | None = None
    reps: int | None = None
    """Repetitions of each set."""
    seconds: float | None = None
    """Time held, or spent, in each set [s]."""
    load_kg: float = 0.0
    effort: float | None = None
    pain_during: float | None = None
    leg_symptoms: LegSymptoms = LegSymptoms.NONE_OR_SAME
    is_clean: bool = True
    """Whether it was done without the faults that its text names."""
    note: str = ""


@dataclass(frozen=True)
class Session:
    """One sitting of exercise."""

    id: str
    """Made where the session was logged (a UUID); a second submission of it changes nothing."""
    done_at: datetime
    """With its time zone."""
    programme_version: int
    entries: tuple[ExerciseEntry, ...]
    pain_before: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.done_at.tzinfo is None:
            raise ValueError("the time of a session needs its time zone")


@dataclass(frozen=True)
class MorningAfter:
    """How a morning is, the day after a session or not."""

    day: date
    pain: float
    """On waking, 0 to 10."""


@dataclass(frozen=True)
class CheckIn:
    """The weekly look back, or one at a flare."""

    id: str
    made_on: date
    pain_average: float
    """Over the last week, 0 to 10."""
    is_flare: bool = False
    scores: Mapping[str, float] = field(default_factory=dict)
    """Totals of questionnaires by ``questionnaire.score``."""
    sitting_hours_per_day: float | None = None
    breaks_per_hour: float | None = None
    driving_hours_per_week: float | None = None
    standing_hours_per_day: float | None = None
    endurance_hours_per_week: float | None = None
    note: str = ""


@dataclass(frozen=True)
class TrainingLog:
    """All that a person logged, in any order; what comes twice under one id counts once."""

    sessions: tuple[Session, ...] = ()
    mornings: tuple[MorningAfter, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()


class Step(IntEnum):
    """What to do with an exercise next; a higher step is more careful and wins."""

    PROGRESS = 0
    KEEP = 1
    """Nothing speaks for more or for less yet."""
    HOLD = 2
    REGRESS = 3
    STOP = 4


@dataclass(frozen=True)
class NextStep:
    """What follows for one exercise, or for the whole programme, and by which rules."""

    step: Step
    exercise: str | None
    """None: the whole programme."""
    rules: tuple[str, ...]
    """Ids of the rules that decided, the strongest first."""
    change: str | None = None
    """The one variable that changes: reps, hold, load, sets, exercise."""


class NoticeKind(StrEnum):
    """What has to be done beside the exercises."""

    SCREEN_AGAIN = "screen_again"
    SEEK_CARE = "seek_care"
    """The screening asks for someone to look: nothing is done until then."""
    TALK_TO_SOMEONE = "talk_to_someone"
    """The check-in with a human at about week seven."""
    TELL_CLINICIAN = "tell_clinician"
    REASSESS = "reassess"
    TEST_STAGE = "test_stage"
    """What is still missing for the next stage."""


@dataclass(frozen=True)
class Notice:
    """Something that is due, and by which rule; the key of the plan's texts is ``rule``."""

    kind: NoticeKind
    due_on: date
    rule: str
    values: Mapping[str, str] = field(default_factory=dict)
