"""Figures that cannot be: refused before they are kept, all of them named at once."""

import math
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from hipspine.domain.errors import RecordsError
from hipspine.domain.programme import Overrides, PlannedDose, Programme
from hipspine.domain.record import Person
from hipspine.domain.training import CheckIn, ExerciseEntry, MorningAfter, Session

SCALE = (0.0, 10.0)
"""Pain and effort as people mark them."""
SETS = (1.0, 20.0)
REPS = (1.0, 200.0)
SECONDS = (0.0, 3600.0)
MINUTES = (0.0, 240.0)
LOAD_KG = (0.0, 300.0)
HOURS_A_DAY = (0.0, 24.0)
HOURS_A_WEEK = (0.0, 168.0)
BREAKS_AN_HOUR = (0.0, 60.0)

HEIGHT_M = (0.4, 2.6)
MASS_KG = (2.0, 500.0)

_Found = Iterator[str]


def check_plausible(entry: object) -> None:
    """Check the figures of something that is to be kept.

    Raises
    ------
    RecordsError
        If any figure is outside what can be; every one is named.
    """
    check = _CHECKS.get(type(entry))
    found = [] if check is None else list(check(entry))
    if found:
        raise RecordsError(
            type(entry).__name__,
            expected="figures that can be",
            got="; ".join(found),
            do="Correct every one of them. Nothing was kept.",
        )


def _out_of(name: str, value: float | None, limits: tuple[float, float]) -> _Found:
    if value is None:
        return
    low, high = limits
    if not (math.isfinite(value) and low <= value <= high):
        yield f"{name} is {value:g}, outside {low:g} to {high:g}"


def _session(session: Session) -> _Found:
    yield from _out_of("pain before", session.pain_before, SCALE)
    yield from _version(session.programme_version)
    for entry in session.entries:
        yield from _exercise(entry)


def _version(version: int) -> _Found:
    # 0 stands for a session outside any programme.
    if version < 0:
        yield f"programme version {version} is below 0"


def _exercise(entry: ExerciseEntry) -> _Found:
    name = entry.exercise or "an exercise without a name"
    if not entry.exercise:
        yield name
    yield from _out_of(f"{name}: sets", entry.sets, (0.0, SETS[1]))
    yield from _out_of(f"{name}: repetitions", entry.reps, (0.0, REPS[1]))
    yield from _out_of(f"{name}: seconds", entry.seconds, (0.0, MINUTES[1] * 60))
    yield from _out_of(f"{name}: load in kg", entry.load_kg, LOAD_KG)
    yield from _out_of(f"{name}: effort", entry.effort, SCALE)
    yield from _out_of(f"{name}: pain during", entry.pain_during, SCALE)


def _morning(morning: MorningAfter) -> _Found:
    yield from _out_of("pain on waking", morning.pain, SCALE)


def _check_in(check_in: CheckIn) -> _Found:
    yield from _out_of("average pain", check_in.pain_average, SCALE)
    yield from _out_of("hours sitting a day", check_in.sitting_hours_per_day, HOURS_A_DAY)
    yield from _out_of("hours standing a day", check_in.standing_hours_per_day, HOURS_A_DAY)
    yield from _out_of("breaks an hour", check_in.breaks_per_hour, BREAKS_AN_HOUR)
    yield from _out_of("hours driving a week", check_in.driving_hours_per_week, HOURS_A_WEEK)
    yield from _out_of("hours endurance a week", check_in.endurance_hours_per_week, HOURS_A_WEEK)


def _programme(programme: Programme) -> _Found:
    if programme.version < 1:
        yield f"version {programme.version} is below 1"
    yield from _out_of("minutes per day", programme.minutes_per_day, (0.0, 1440.0))
    for item in programme.exercises:
        yield from _dose(item.exercise, item.dose)
        if not item.weekdays <= frozenset(range(7)):
            yield f"{item.exercise}: weekdays {sorted(item.weekdays)} are not within 0 to 6"
    yield from _overrides(programme.overrides)


def _overrides(overrides: Overrides) -> _Found:
    for exercise, dose in overrides.doses.items():
        yield from _dose(exercise, dose)


def _dose(name: str, dose: PlannedDose) -> _Found:
    yield from _out_of(f"{name}: sets", dose.sets, SETS)
    yield from _out_of(f"{name}: repetitions", dose.reps, REPS)
    yield from _out_of(f"{name}: seconds a repetition", dose.seconds_per_rep, SECONDS)
    yield from _out_of(f"{name}: hold in seconds", dose.hold_s, SECONDS)
    yield from _out_of(f"{name}: minutes", dose.minutes, MINUTES)
    yield from _out_of(f"{name}: rest in seconds", dose.rest_s, SECONDS)
    yield from _out_of(f"{name}: effort", dose.effort, SCALE)
    yield from _out_of(f"{name}: load in kg", dose.load_kg, LOAD_KG)


def _person(person: Person) -> _Found:
    yield from _out_of("height in m", person.height_m, HEIGHT_M)
    yield from _out_of("mass in kg", person.mass_kg, MASS_KG)


_CHECKS: dict[type[Any], Callable[[Any], _Found]] = {
    Person: _person,
    Session: _session,
    MorningAfter: _morning,
    CheckIn: _check_in,
    Programme: _programme,
    Overrides: _overrides,
}


def check_moment(moment: datetime, what: str) -> None:
    """Check that a moment has a time zone.

    Raises
    ------
    RecordsError
        If it has none.
    """
    if moment.utcoffset() is None:
        raise RecordsError(
            what,
            expected="a moment with its time zone",
            got=moment.isoformat(),
            do="Give the time zone as well. Nothing was kept.",
        )
