"""Sessions, mornings, check-ins and measurements as tidy CSV: one row per observation."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from hipspine.domain.measurement import Measurement
from hipspine.domain.training import CheckIn, MorningAfter, Session

SESSION_COLUMNS = (
    "session", "done_at", "programme_version", "exercise", "side", "sets", "reps", "seconds",
    "load_kg", "effort_0_10", "pain_before_0_10", "pain_during_0_10", "leg_symptoms", "is_clean",
    "note",
)  # fmt: skip
MORNING_COLUMNS = ("day", "pain_0_10")
CHECK_IN_COLUMNS = (
    "check_in", "made_on", "is_flare", "pain_average_0_10", "sitting_hours_per_day",
    "breaks_per_hour", "driving_hours_per_week", "standing_hours_per_day",
    "endurance_hours_per_week", "note",
)  # fmt: skip
SCORE_COLUMNS = ("check_in", "made_on", "score", "value")
MEASUREMENT_COLUMNS = (
    "name", "side", "value", "unit", "positive", "spread", "repetitions", "sem", "norm_low",
    "norm_high", "method", "absent_because",
)  # fmt: skip

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Characters at which a spreadsheet begins to calculate."""

Cell = str | float | int | bool | None


def sessions_csv(sessions: Iterable[Session]) -> str:
    """Return one row for each exercise and side of each session, in order of time."""
    ordered = sorted(sessions, key=lambda session: (session.done_at, session.id))
    rows = [
        (
            session.id, session.done_at.isoformat(), session.programme_version, entry.exercise,
            entry.side and entry.side.value, entry.sets, entry.reps, entry.seconds, entry.load_kg,
            entry.effort, session.pain_before, entry.pain_during, entry.leg_symptoms.name.lower(),
            entry.is_clean, entry.note,
        )
        for session in ordered
        for entry in session.entries
    ]  # fmt: skip
    return _csv(SESSION_COLUMNS, rows)


def mornings_csv(mornings: Iterable[MorningAfter]) -> str:
    """Return one row for each morning."""
    ordered = sorted(mornings, key=lambda morning: morning.day)
    return _csv(MORNING_COLUMNS, [(each.day.isoformat(), each.pain) for each in ordered])


def check_ins_csv(check_ins: Iterable[CheckIn]) -> str:
    """Return one row for each check-in; its scores are a table of their own."""
    rows = [
        (
            each.id, each.made_on.isoformat(), each.is_flare, each.pain_average,
            each.sitting_hours_per_day, each.breaks_per_hour, each.driving_hours_per_week,
            each.standing_hours_per_day, each.endurance_hours_per_week, each.note,
        )
        for each in sorted(check_ins, key=lambda check_in: (check_in.made_on, check_in.id))
    ]  # fmt: skip
    return _csv(CHECK_IN_COLUMNS, rows)


def scores_csv(check_ins: Iterable[CheckIn]) -> str:
    """Return one row for each score of each check-in."""
    rows = [
        (each.id, each.made_on.isoformat(), name, value)
        for each in sorted(check_ins, key=lambda check_in: (check_in.made_on, check_in.id))
        for name, value in sorted(each.scores.items())
    ]
    return _csv(SCORE_COLUMNS, rows)


def measurements_csv(measurements: Iterable[Measurement]) -> str:
    """Return one row for each measurement, in SI units; an absent one has its reason instead."""
    rows = [_measurement_row(each) for each in measurements]
    return _csv(MEASUREMENT_COLUMNS, rows)


def _measurement_row(each: Measurement) -> tuple[Cell, ...]:
    norm, repeatability = each.norm, each.repeatability
    return (
        each.name,
        None if each.side is None else each.side.value,
        each.value,
        each.unit,
        each.positive,
        each.spread,
        each.repetitions,
        None if repeatability is None else repeatability.sem,
        None if norm is None else norm.low,
        None if norm is None else norm.high,
        each.method,
        each.absent_because,
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return RFC 4180 text; what was not said is an empty cell, never zero."""
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    # A spreadsheet must not take a note for a formula (OWASP, CSV injection).
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text
