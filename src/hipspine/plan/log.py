"""What a log says of one exercise, whatever the order it was written in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hipspine.domain.anatomy import Side
from hipspine.domain.programme import PlannedDose, PlannedExercise
from hipspine.domain.training import ExerciseEntry, LegSymptoms, Session, TrainingLog


@dataclass(frozen=True)
class Outcome:
    """How one exercise went in one session; what was not said is None."""

    session: str
    done_at: datetime
    pain: float | None
    """The worst of all entries; None if any of them does not say."""
    pain_known: float
    """The worst that was said; 0 where nothing was."""
    effort: float | None
    effort_known: float
    is_clean: bool
    is_full: bool
    leg: LegSymptoms
    morning_pain: float | None

    @property
    def day(self) -> date:
        """The day it was done where it was done."""
        return self.done_at.date()


def sessions_in_order(log: TrainingLog, *, until: date | None = None) -> tuple[Session, ...]:
    """Return each session once, by time.

    Of two under one id the earlier counts; of two at the same moment the one whose text sorts
    first, so that the order of the log never matters.
    """
    first: dict[str, Session] = {}
    for session in log.sessions:
        known = first.get(session.id)
        if known is None or _comes_before(session, known):
            first[session.id] = session
    kept = (one for one in first.values() if until is None or one.done_at.date() <= until)
    return tuple(sorted(kept, key=lambda one: (one.done_at, one.id)))


def _comes_before(one: Session, other: Session) -> bool:
    if one.done_at != other.done_at:
        return one.done_at < other.done_at
    return one is not other and repr(one) < repr(other)


def mornings_by_day(log: TrainingLog) -> dict[date, float]:
    """Return the pain on waking by day; of two entries for one day the worse counts."""
    found: dict[date, float] = {}
    for morning in log.mornings:
        found[morning.day] = max(morning.pain, found.get(morning.day, 0.0))
    return found


def mornings_between(log: TrainingLog, first: date, last: date) -> tuple[float, ...]:
    """Return the pain on waking from one day to another, both included, in order of days."""
    mornings = mornings_by_day(log)
    return tuple(pain for day, pain in sorted(mornings.items()) if first <= day <= last)


def outcomes(item: PlannedExercise, log: TrainingLog, *, today: date) -> tuple[Outcome, ...]:
    """Return how an exercise went since its dose was set, in order of time."""
    mornings = mornings_by_day(log)
    return tuple(
        _outcome(session, entries, item, mornings.get(session.done_at.date() + timedelta(days=1)))
        for session in sessions_in_order(log, until=today)
        if session.programme_version >= item.since_version
        and (entries := entries_of(session, item.exercise))
    )


def entries_of(session: Session, exercise: str) -> tuple[ExerciseEntry, ...]:
    """Return the entries of an exercise in a session."""
    return tuple(entry for entry in session.entries if entry.exercise == exercise)


def _outcome(
    session: Session,
    entries: tuple[ExerciseEntry, ...],
    item: PlannedExercise,
    morning_pain: float | None,
) -> Outcome:
    pains, efforts = [e.pain_during for e in entries], [e.effort for e in entries]
    return Outcome(
        session=session.id,
        done_at=session.done_at,
        pain=_worst(pains),
        pain_known=max((pain for pain in pains if pain is not None), default=0.0),
        effort=_worst(efforts),
        effort_known=max((effort for effort in efforts if effort is not None), default=0.0),
        is_clean=all(entry.is_clean for entry in entries),
        is_full=_is_full(entries, item),
        leg=max(entry.leg_symptoms for entry in entries),
        morning_pain=morning_pain,
    )


def _worst(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if known and len(known) == len(values) else None


def _is_full(entries: tuple[ExerciseEntry, ...], item: PlannedExercise) -> bool:
    """Tell whether all sets and repetitions were done, on every side."""
    sides: Iterable[Side | None] = item.sides or (None,)
    return all(_side_is_full(entries, side, item.dose) for side in sides)


def _side_is_full(entries: tuple[ExerciseEntry, ...], side: Side | None, dose: PlannedDose) -> bool:
    of_side = [entry for entry in entries if side is None or entry.side in (side, None)]
    enough = [entry for entry in of_side if _reaches(entry, dose)]
    return sum(entry.sets for entry in enough) >= dose.sets


def _reaches(entry: ExerciseEntry, dose: PlannedDose) -> bool:
    if dose.minutes is not None:
        return (entry.seconds or 0.0) >= dose.minutes * 60
    has_held = dose.hold_s is None or entry.seconds is None or entry.seconds >= dose.hold_s
    return has_held and entry.reps is not None and entry.reps >= (dose.reps or 0)


@dataclass(frozen=True)
class Best:
    """The best clean set of an exercise, of the worse side; 0 where there is none."""

    reps: float
    hold_s: float


def best_clean(log: TrainingLog, *, since: date) -> dict[str, Best]:
    """Return the best clean set of every exercise since a day, by id.

    Where sides are logged apart, both must have been.
    """
    reps: dict[str, dict[Side | None, float]] = {}
    holds: dict[str, dict[Side | None, float]] = {}
    for session in sessions_in_order(log):
        if session.done_at.date() < since:
            continue
        for entry in session.entries:
            if entry.is_clean:
                _keep_best(reps, entry, entry.reps)
                _keep_best(holds, entry, entry.seconds)
    return {
        name: Best(_worse_side(reps.get(name, {})), _worse_side(holds.get(name, {})))
        for name in sorted({*reps, *holds})
    }


def _keep_best(
    best: dict[str, dict[Side | None, float]], entry: ExerciseEntry, value: float | None
) -> None:
    if value is not None:
        of_side = best.setdefault(entry.exercise, {})
        of_side[entry.side] = max(of_side.get(entry.side, 0.0), float(value))


def _worse_side(best: dict[Side | None, float]) -> float:
    is_whole = None in best or set(best) == set(Side)
    return min(best.values()) if is_whole else 0.0


def largest_side_difference(log: TrainingLog, *, since: date) -> float | None:
    """Return the largest difference of repetitions between sides since a day; None: never both.

    Of one exercise on one day only the largest counts, so that a session that is written down
    twice does not push an older one out of sight.
    """
    differences: dict[tuple[date, str], int] = {}
    for session in sessions_in_order(log):
        day = session.done_at.date()
        if day < since:
            continue
        for name in sorted({entry.exercise for entry in session.entries}):
            done = {e.side: e.reps for e in entries_of(session, name) if e.reps is not None}
            if Side.LEFT in done and Side.RIGHT in done:
                found = abs(done[Side.LEFT] - done[Side.RIGHT])
                differences[day, name] = max(found, differences.get((day, name), 0))
    return float(max([*differences.values()][-6:])) if differences else None
