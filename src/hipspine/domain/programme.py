"""A person's exercise programme: what to do on which days, how much, and why this and not that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import UnsafePlanError


class Stage(StrEnum):
    """A stage of a programme, in order."""

    SETTLE = "settle"
    ACTIVATE = "activate"
    STRENGTHEN = "strengthen"
    FUNCTION = "function"
    MAINTAIN = "maintain"

    @property
    def number(self) -> int:
        """The place in the order, from 0."""
        return list(Stage).index(self)


class Irritability(StrEnum):
    """How easily symptoms are provoked and how slowly they settle."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Part(StrEnum):
    """Where in a day an exercise has its place; only the first two count as minutes of a day."""

    WARM_UP = "warm_up"
    MAIN = "main"
    THROUGH_THE_DAY = "through_the_day"
    """Breaks from sitting."""
    WHEN_NEEDED = "when_needed"
    """Positions that ease pain."""


@dataclass(frozen=True)
class PlannedDose:
    """How much of one exercise in one session; either ``reps`` or ``minutes``.

    Parameters
    ----------
    sets : int
    reps : int or None
        Repetitions of a set, on each side where sides work one after the other.
    seconds_per_rep : float or None
        Tempo of a moving repetition [s].
    hold_s : float or None
        Length of a held repetition [s].
    minutes : float or None
        Length of a timed exercise [min].
    rest_s : float
        Between sets, or between holds where there is one set [s].
    effort : float
        Highest effort to work at, 0 to 10 (Borg CR10).
    load_kg : float
        Added load; 0 is the body alone.
    """

    sets: int
    reps: int | None = None
    seconds_per_rep: float | None = None
    hold_s: float | None = None
    minutes: float | None = None
    rest_s: float = 0.0
    effort: float = 5.0
    load_kg: float = 0.0

    def __post_init__(self) -> None:
        if self.sets < 1 or (self.reps is None) == (self.minutes is None):
            raise ValueError("a dose has at least one set, and either repetitions or minutes")

    def session_s(self, *, sides: int) -> float:
        """Return how long it takes on so many sides, rests included [s]."""
        if self.minutes is not None:
            return sides * (self.sets * self.minutes * 60 + (self.sets - 1) * self.rest_s)
        each = self.hold_s if self.hold_s is not None else self.seconds_per_rep or 0.0
        work = self.sets * (self.reps or 0) * each
        return sides * work + (self.sets - 1) * self.rest_s


@dataclass(frozen=True)
class Why:
    """One reason for a choice: a key of the plan's texts with the values it holds."""

    rule: str
    values: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedExercise:
    """One exercise of a programme."""

    exercise: str
    """Its id in the exercise library."""
    dose: PlannedDose
    weekdays: frozenset[int]
    """Days of the week on which it is done: 0 is Monday."""
    sides: tuple[Side, ...] = ()
    """The sides it is done on, in order, the side to start with first; empty where both work."""
    why: tuple[Why, ...] = ()
    is_pinned: bool = False
    """Whether a clinician asked for it; it then survives planning anew."""
    part: Part = Part.MAIN
    since_version: int = 1
    """The version of the programme since which its dose stands: older sessions no longer count."""
    regressions: int = 0
    """How often in a row it was made easier."""

    @property
    def times_a_side(self) -> int:
        """How often a set is done in one session: once, or once for each side."""
        return max(len(self.sides), 1)


@dataclass(frozen=True)
class LeftOut:
    """An exercise that a person of this stage could have had, and why it is not there."""

    exercise: str
    why: Why


@dataclass(frozen=True)
class Overrides:
    """What a clinician decided; it survives planning anew and a new screening.

    A gate that closes for safety is stronger than a pin.
    """

    pinned: frozenset[str] = frozenset()
    banned: frozenset[str] = frozenset()
    doses: Mapping[str, PlannedDose] = field(default_factory=dict)
    by: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Wishes:
    """What a person has at hand and wants, kept so that a programme can be planned anew."""

    minutes_per_day: float = 20.0
    equipment: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset(range(7))
    """Days that suit: 0 is Monday."""
    approach: str | None = None
    """The programme chosen; None: by irritability."""
    goals: frozenset[str] = frozenset()
    likes: frozenset[str] = frozenset()
    dislikes: frozenset[str] = frozenset()
    emphasis: Mapping[str, str] = field(default_factory=dict)
    """Targets that a test or finding asks more of, with its name."""
    asked_no: frozenset[str] = frozenset()
    """Gates whose question was answered with no: only these are open."""
    proven: Mapping[str, float] = field(default_factory=dict)
    """Clean repetitions or seconds of an exercise, of the worse side, as tested."""
    tests: Mapping[str, float] = field(default_factory=dict)
    """Results of movement tests by name, of the worse side."""
    weaker_side: Side | None = None


@dataclass(frozen=True)
class Signature:
    """Who agreed to a version of a programme, and when."""

    by: str
    signed_on: date


@dataclass(frozen=True)
class Programme:
    """A weekly programme, as planned for one person on one day."""

    approach: str
    """The id of the programme it follows, such as ``combined``."""
    stage: Stage
    version: int
    """Counts up from 1 with every change."""
    planned_on: date
    screened_on: date
    """The screening it rests on."""
    minutes_per_day: float
    exercises: tuple[PlannedExercise, ...]
    left_out: tuple[LeftOut, ...] = ()
    why: tuple[Why, ...] = ()
    """Reasons for stage and approach."""
    remedies: tuple[str, ...] = ()
    """Ids of what is offered beyond exercise."""
    irritability: Irritability = Irritability.MODERATE
    baseline_pain: float | None = None
    """Usual pain on waking, 0 to 10, that a morning after exercise is compared with."""
    stage_since: date | None = None
    """The day on which this stage began; None: with this version."""
    progressed_on: date | None = None
    """The day on which anything last became harder; None: not yet."""
    reference_sets: int | None = None
    """Sets of a week that an increase is measured against; None: those of this version."""
    reference_on: date | None = None
    """The day from which ``reference_sets`` hold, for a week."""
    resume_stage: Stage | None = None
    """In a flare: the stage to go back to once it has settled."""
    begun_on: date | None = None
    """The day of version 1; None: this is it."""
    stopped: frozenset[str] = frozenset()
    """Exercises stopped as signs in the leg spread; only a clinician's later pin lifts it."""
    considered: frozenset[str] = frozenset()
    """Ids of check-ins with a flare that this programme already answers."""
    overrides: Overrides = Overrides()
    signature: Signature | None = None
    wishes: Wishes | None = None
    """What it was planned with; None: not kept."""

    def on(self, weekday: int) -> tuple[PlannedExercise, ...]:
        """Return what is done on a day of the week: 0 is Monday."""
        return tuple(item for item in self.exercises if weekday in item.weekdays)

    def minutes_on(self, weekday: int) -> float:
        """Return how long warm-up and main part take on a day of the week [min]."""
        timed = (item for item in self.on(weekday) if item.part in (Part.WARM_UP, Part.MAIN))
        return sum(item.dose.session_s(sides=item.times_a_side) for item in timed) / 60

    @property
    def weekly_sets(self) -> int:
        """Sets of a week in the main part, those of each side counted once."""
        main = (item for item in self.exercises if item.part is Part.MAIN)
        return sum(item.dose.sets * len(item.weekdays) for item in main)

    def item(self, exercise: str) -> PlannedExercise:
        """Return an exercise of the programme.

        Raises
        ------
        UnsafePlanError
            If it is not part of it: nothing outside a programme may be progressed.
        """
        for planned in self.exercises:
            if planned.exercise == exercise:
                return planned
        raise UnsafePlanError(
            "programme",
            expected="an exercise that is part of it",
            got=exercise,
            do="See the programme with: hipspine plan show.",
        )
