"""How much of an exercise: where it starts, what a clinician may set, and its limits."""

from dataclasses import replace

from hipspine.content.exercises import Exercise
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import Irritability, PlannedDose

MOST = {"sets": 5, "reps": 30, "hold_s": 60.0, "minutes": 60.0, "effort": 8.0, "load_kg": 200.0}
"""No dose goes beyond, whoever sets it; the schema of exercises has the same limits."""


def least_dose(exercise: Exercise, irritability: Irritability) -> PlannedDose:
    """Return the least of the dose range; with high irritability also the least effort."""
    dose = exercise.dose
    return PlannedDose(
        sets=dose.sets[0],
        reps=None if dose.reps is None else dose.reps[0],
        seconds_per_rep=dose.seconds_per_rep,
        hold_s=None if dose.hold_s is None else dose.hold_s[0],
        minutes=None if dose.minutes is None else dose.minutes[0],
        rest_s=dose.rest_s[0],
        effort=dose.effort[0 if irritability is Irritability.HIGH else 1],
    )


def lesser(one: PlannedDose, other: PlannedDose) -> PlannedDose:
    """Return the dose that takes less time on a side; the first where both take the same."""
    return other if other.session_s(sides=1) < one.session_s(sides=1) else one


def sides_of(exercise: Exercise, weaker: Side | None) -> tuple[Side, ...]:
    """Return the sides in the order in which they are done: the weaker first."""
    if exercise.sides != "each":
        return ()
    first = weaker or Side.LEFT
    return (first, first.other)


def times_a_side(exercise: Exercise) -> int:
    """Return how often each set is done: once for each side where they take turns."""
    return 2 if exercise.sides == "each" else 1


def check_dose(name: str, dose: PlannedDose, exercise: Exercise) -> None:
    """Refuse a dose that nobody can mean.

    Raises
    ------
    ContentError
        If a figure lies beyond what any exercise may have, or is counted in another way.
    """
    problems = [
        f"{what} {value:g}, at most {most:g}"
        for what, most in MOST.items()
        if (value := getattr(dose, what)) is not None and not 0 <= value <= most
    ]
    for what in ("reps", "hold_s", "minutes"):
        if (getattr(dose, what) is None) != (getattr(exercise.dose, what) is None):
            problems.append(f"{what} where this exercise is counted in another way")
    if problems:
        raise ContentError(
            f"dose of {name}",
            expected="a dose that can be done",
            got="; ".join(problems),
            do=f"See its range with: hipspine exercises show {name}.",
        )


def smaller(dose: PlannedDose, left: float) -> PlannedDose | None:
    """Return a dose with a part of its volume left, or None where nothing is left to take away.

    Sets go first, then repetitions or time, so that only one figure changes.
    """
    if dose.sets > 1:
        return replace(dose, sets=max(1, int(dose.sets * left)))
    if dose.minutes is not None:
        return replace(dose, minutes=dose.minutes * left) if dose.minutes > 1 else None
    if dose.reps is not None and dose.reps > 1:
        return replace(dose, reps=max(1, int(dose.reps * left)))
    if dose.hold_s is not None and dose.hold_s > 1:
        return replace(dose, hold_s=max(1.0, dose.hold_s * left))
    return None
