"""How it goes: what was done of what was planned, sides, pain, everyday life, and new episodes."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from hipspine.domain.anatomy import Side
from hipspine.domain.forecast import Duration, Forecast
from hipspine.domain.programme import Programme
from hipspine.domain.questionnaire import CourseResult, ScoreChange
from hipspine.domain.training import Notice, TrainingLog


@dataclass(frozen=True)
class TrainingWeek:
    """One week of training, from Monday; what cannot be told is None, never zero.

    Parameters
    ----------
    number : int
        Counts from 1 at the week of the first plan or session.
    planned_sessions, planned_sets : int or None
        None where no programme was in force on any day.
    sets, repetitions : int
        Done, both sides together.
    held_s : float
        Time held or spent in timed sets [s].
    lifted_kg : float
        Added load times repetitions, summed [kg]; the body's own weight is not in it.
    pain_during, effort : float or None
        Mean of what was said, 0 to 10.
    pain_next_morning, pain_mornings : float or None
        Mean pain on waking after a day with a session, and on all mornings.
    more_sets : float or None
        Growth of the sets over the mean of two to four weeks before, as a share; None without.
    """

    number: int
    starts_on: date
    planned_sessions: int | None
    done_sessions: int
    planned_sets: int | None
    sets: int
    repetitions: int
    held_s: float
    lifted_kg: float
    pain_during: float | None
    effort: float | None
    pain_next_morning: float | None
    pain_mornings: float | None
    more_sets: float | None


@dataclass(frozen=True)
class Adherence:
    """How much of the plan was done over all whole weeks that had one."""

    weeks: int
    planned_sessions: int
    done_sessions: int
    planned_sets: int
    done_sets: int
    """At most as many in a week as were planned: a busy week does not make up for an idle one."""

    @property
    def sessions_share(self) -> float:
        """Sessions done of those planned, at most 1."""
        return min(self.done_sessions / self.planned_sessions, 1.0)

    @property
    def sets_share(self) -> float:
        """Sets done of those planned, at most 1."""
        return self.done_sets / self.planned_sets


@dataclass(frozen=True)
class SideDifference:
    """What the two sides did of one exercise, on days when both were logged.

    Parameters
    ----------
    left, right : float
        Mean work of a session: repetitions, or seconds held; times load where there is any.
    unit : str
        ``reps``, ``s``, ``reps kg`` or ``s kg``.
    pain_left, pain_right : float or None
        Mean pain during it, 0 to 10.
    """

    exercise: str
    sessions: int
    left: float
    right: float
    unit: str
    pain_left: float | None
    pain_right: float | None

    @property
    def difference(self) -> float:
        """Right minus left as a share of the larger one."""
        larger = max(self.left, self.right)
        return 0.0 if larger == 0 else (self.right - self.left) / larger


class DailyLife(StrEnum):
    """What a check-in asks about the week beside exercise."""

    SITTING = "sitting_hours_per_day"
    BREAKS = "breaks_per_hour"
    DRIVING = "driving_hours_per_week"
    STANDING = "standing_hours_per_day"
    ENDURANCE = "endurance_hours_per_week"


@dataclass(frozen=True)
class Dated:
    """A number on a day."""

    day: date
    value: float


@dataclass(frozen=True)
class Series:
    """One quantity over time, in order of days."""

    name: str
    values: tuple[Dated, ...]

    @property
    def first(self) -> Dated:
        """The earliest value."""
        return self.values[0]

    @property
    def last(self) -> Dated:
        """The latest value."""
        return self.values[-1]


@dataclass(frozen=True)
class StrengthTest:
    """One strength or endurance test of one side, such as seconds of a side-lying hold."""

    test: str
    day: date
    value: float
    """In any unit, the same for all of one test."""
    side: Side | None = None


@dataclass(frozen=True)
class FollowUp:
    """What is known about a person's course so far.

    Parameters
    ----------
    duration : Duration or None
        How long the episode had lasted at the first check-in; None: nobody asked.
    flags : frozenset of str
        Ids of what can slow recovery, from the screening.
    screened_on : date or None
        Day of the last screening; None: none is known.
    needs_care : bool
        Whether that screening asks for someone to look the same day or at once: nothing is
        forecast then.
    """

    programmes: tuple[Programme, ...] = ()
    log: TrainingLog = field(default_factory=TrainingLog)
    duration: Duration | None = None
    flags: frozenset[str] = frozenset()
    strength: tuple[StrengthTest, ...] = ()
    screened_on: date | None = None
    needs_care: bool = False


class EpisodeState(StrEnum):
    """Where someone is between episodes."""

    IN_EPISODE = "in_episode"
    """Pain, and not yet 30 days without."""
    PAIN_FREE = "pain_free"
    """30 days or more without pain."""
    NEW_EPISODE = "new_episode"
    """Pain has come back after at least 30 days without."""
    NOT_KNOWN = "not_known"
    """Reports are too few or too far apart to tell."""


@dataclass(frozen=True)
class Episodes:
    """Episodes of pain, as far as the reports tell."""

    state: EpisodeState
    recurred_on: tuple[date, ...]
    """First days of new episodes."""
    free_since: date | None
    """First day of the present time without pain."""


@dataclass(frozen=True)
class Progress:
    """Everything that a page of progress shows."""

    today: date
    weeks: tuple[TrainingWeek, ...]
    adherence: Adherence | None
    """None: there was no whole week with a programme."""
    sides: tuple[SideDifference, ...]
    pain: Series | None
    """Weekly average pain, 0 to 10."""
    daily_life: tuple[Series, ...]
    changes: tuple[ScoreChange, ...]
    """First to latest score of every questionnaire, held against what is published."""
    course: CourseResult | None
    """Better, worse or neither, from pain and everyday life; None before the second check-in."""
    scores: tuple[Series, ...]
    episodes: Episodes
    notices: tuple[Notice, ...]
    forecast: Forecast | None
    forecast_missing: str | None
    """Why there is no forecast: a key of the texts."""
