"""What the two sides did, compared over sessions in which both were logged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hipspine.domain.anatomy import Side
from hipspine.domain.outcome import SideDifference
from hipspine.domain.training import ExerciseEntry, Session

RECENT = timedelta(weeks=4)
FEWEST_SESSIONS = 2


def side_differences(
    sessions: Sequence[Session], *, today: date, since: timedelta = RECENT
) -> tuple[SideDifference, ...]:
    """Return left and right of every exercise that was logged on both sides lately.

    Notes
    -----
    Only sessions with both sides count: a side that was not logged is not a side that did nothing.
    Exercises are in the order of their ids; fewer than two sessions tell nothing.
    """
    paired: dict[str, list[tuple[list[ExerciseEntry], list[ExerciseEntry]]]] = defaultdict(list)
    for session in sessions:
        if not today - since < session.done_at.date() <= today:
            continue
        for exercise in {entry.exercise for entry in session.entries}:
            left = _of(session, exercise, Side.LEFT)
            right = _of(session, exercise, Side.RIGHT)
            if left and right and _unit(left) == _unit(right):
                paired[exercise].append((left, right))
    return tuple(
        _difference(exercise, pairs)
        for exercise, pairs in sorted(paired.items())
        if len(pairs) >= FEWEST_SESSIONS and len({_unit(left) for left, _ in pairs}) == 1
    )


def _of(session: Session, exercise: str, side: Side) -> list[ExerciseEntry]:
    return [one for one in session.entries if one.exercise == exercise and one.side is side]


def _difference(
    exercise: str, pairs: Sequence[tuple[list[ExerciseEntry], list[ExerciseEntry]]]
) -> SideDifference:
    return SideDifference(
        exercise=exercise,
        sessions=len(pairs),
        left=sum(_work(left) for left, _ in pairs) / len(pairs),
        right=sum(_work(right) for _, right in pairs) / len(pairs),
        unit=_unit(pairs[0][0]),
        pain_left=_pain(entry for left, _ in pairs for entry in left),
        pain_right=_pain(entry for _, right in pairs for entry in right),
    )


def _unit(entries: Sequence[ExerciseEntry]) -> str:
    counted = "s" if any(entry.seconds is not None for entry in entries) else "reps"
    return f"{counted} kg" if any(entry.load_kg > 0 for entry in entries) else counted


def _work(entries: Sequence[ExerciseEntry]) -> float:
    """Return the work of one side in one session, in the unit of :func:`_unit`."""
    unit = _unit(entries)
    total = 0.0
    for entry in entries:
        amount = entry.sets * (entry.reps or 1) * (entry.seconds or 1.0)
        total += amount * entry.load_kg if unit.endswith("kg") else amount
    return total


def _pain(entries: Iterable[ExerciseEntry]) -> float | None:
    said = [entry.pain_during for entry in entries if entry.pain_during is not None]
    return sum(said) / len(said) if said else None
