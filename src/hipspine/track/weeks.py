"""What was done of what was planned, week by week, and how it felt."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from hipspine.domain.outcome import Adherence, TrainingWeek
from hipspine.domain.programme import PlannedExercise, Programme
from hipspine.domain.training import ExerciseEntry, MorningAfter, Session, TrainingLog

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
USUAL_WEEKS = 4
"""What someone usually does is the mean of at most so many weeks before."""
FEWEST_WEEKS = 2
"""And of at least so many: the first week often begins in its middle."""


def distinct_sessions(log: TrainingLog) -> tuple[Session, ...]:
    """Return every session once, in order of time; of two under one id the earlier one counts."""
    first: dict[str, Session] = {}
    for session in sorted(log.sessions, key=lambda one: (one.done_at, one.id)):
        first.setdefault(session.id, session)
    return tuple(first.values())


def training_weeks(
    programmes: Sequence[Programme], log: TrainingLog, *, today: date
) -> tuple[TrainingWeek, ...]:
    """Return every week from the first plan or session to the present one.

    Parameters
    ----------
    programmes : sequence of Programme
        All versions; each is in force from the day it was planned until the next one.

    Notes
    -----
    A day belongs to the calendar of the place where a session was done. Days after ``today`` count
    neither as planned nor as done.
    """
    sessions = [one for one in distinct_sessions(log) if one.done_at.date() <= today]
    starts = [one.done_at.date() for one in sessions] + [plan.planned_on for plan in programmes]
    starts = [day for day in starts if day <= today]
    if not starts:
        return ()
    first = _monday(min(starts))
    weeks: list[TrainingWeek] = []
    for number in range(1, (today - first).days // 7 + 2):
        monday = first + (number - 1) * WEEK
        before = weeks[-USUAL_WEEKS:]
        weeks.append(_week(number, monday, programmes, sessions, log.mornings, today, before))
    return tuple(weeks)


def adherence(weeks: Sequence[TrainingWeek], *, today: date) -> Adherence | None:
    """Return how much of the plan was done; None without a whole week that had one."""
    whole = [
        week
        for week in weeks
        if week.planned_sessions and week.planned_sets and week.starts_on + WEEK <= today
    ]
    if not whole:
        return None
    return Adherence(
        weeks=len(whole),
        planned_sessions=sum(week.planned_sessions or 0 for week in whole),
        done_sessions=sum(min(week.done_sessions, week.planned_sessions or 0) for week in whole),
        planned_sets=sum(week.planned_sets or 0 for week in whole),
        done_sets=sum(min(week.sets, week.planned_sets or 0) for week in whole),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(
    number: int,
    monday: date,
    programmes: Sequence[Programme],
    sessions: Sequence[Session],
    mornings: Sequence[MorningAfter],
    today: date,
    before: Sequence[TrainingWeek],
) -> TrainingWeek:
    days = [monday + n * DAY for n in range(7) if monday + n * DAY <= today]
    mine = [one for one in sessions if one.done_at.date() in days]
    entries = [entry for session in mine for entry in session.entries]
    planned = [_planned(day, programmes) for day in days]
    known = [items for items in planned if items is not None]
    sets = sum(entry.sets for entry in entries)
    after = {one.done_at.date() + DAY for one in mine}
    return TrainingWeek(
        number=number,
        starts_on=monday,
        planned_sessions=sum(1 for items in known if items) if known else None,
        done_sessions=len({one.done_at.date() for one in mine}),
        planned_sets=sum(_sets(items) for items in known) if known else None,
        sets=sets,
        repetitions=sum(entry.sets * (entry.reps or 0) for entry in entries),
        held_s=sum(entry.sets * _seconds(entry) for entry in entries),
        lifted_kg=sum(entry.sets * (entry.reps or 0) * entry.load_kg for entry in entries),
        pain_during=_mean(entry.pain_during for entry in entries),
        effort=_mean(entry.effort for entry in entries),
        pain_next_morning=_mean(one.pain for one in mornings if one.day in after),
        pain_mornings=_mean(one.pain for one in mornings if one.day in days),
        more_sets=_growth(sets, before),
    )


def _planned(day: date, programmes: Sequence[Programme]) -> tuple[PlannedExercise, ...] | None:
    """Return what was planned for a day, or None where no programme was in force."""
    in_force = [plan for plan in programmes if plan.planned_on <= day]
    if not in_force:
        return None
    newest = max(in_force, key=lambda plan: (plan.planned_on, plan.version))
    return newest.on(day.weekday())


def _sets(items: Iterable[PlannedExercise]) -> int:
    return sum(item.dose.sets * item.times_a_side for item in items)


def _seconds(entry: ExerciseEntry) -> float:
    """Return the time of one set [s]: each repetition of a hold lasts ``seconds``."""
    return (entry.seconds or 0.0) * (entry.reps or 1)


def _mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of what was said; None where nothing was."""
    said = [value for value in values if value is not None]
    return sum(said) / len(said) if said else None


def _growth(sets: int, before: Sequence[TrainingWeek]) -> float | None:
    if len(before) < FEWEST_WEEKS:
        return None
    usual = sum(week.sets for week in before) / len(before)
    return sets / usual - 1 if usual > 0 else None


def fast_growth(weeks: Sequence[TrainingWeek], *, limit: float = 0.2) -> Iterator[TrainingWeek]:
    """Give weeks with far more sets than usual before; ``limit`` is a share.

    Notes
    -----
    A rise of 10 to 20 % a week is a usual guard in training. It is a habit of care and not a proven
    threshold of injury (Impellizzeri et al. 2020, doi:10.1123/ijspp.2019-0864).
    """
    for week in weeks:
        if week.more_sets is not None and week.more_sets > limit:
            yield week
