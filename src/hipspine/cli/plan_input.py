"""Read what `hipspine plan` is told: wishes, doses, plans and logs, each refused clearly."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from hipspine.content.exercise_library import exercise_library
from hipspine.content.movement_tests import movement_tests
from hipspine.domain.errors import ContentError, FileFormatError, OutputError
from hipspine.domain.programme import PlannedDose, Programme, Stage, Wishes
from hipspine.domain.training import TrainingLog
from hipspine.records.documents import DocumentError, as_text, from_text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DOSE = re.compile(r"(?P<sets>\d+)x(?P<reps>\d+)(x(?P<hold>\d+)s)?(@(?P<load>\d+(\.\d+)?)kg)?")
MINUTES = re.compile(r"(?P<minutes>\d+(\.\d+)?)min")

MOST_COUNTED = 3600
"""Of repetitions or seconds: more is a slip of the hand."""

T = TypeVar("T")


def names_from(text: str) -> frozenset[str]:
    """Return the names of a list with commas; ``none`` and nothing give none."""
    return frozenset(name.strip() for name in text.split(",")) - {"", "none"}


def wishes_from(  # noqa: PLR0913 - one for each option of the command
    minutes: float,
    equipment: str,
    days: str,
    goals: str,
    no: str,
    approach: str | None,
    likes: str,
    dislikes: str,
    proven: str,
    tests: str,
) -> Wishes:
    """Return the wishes that options give.

    Raises
    ------
    ContentError
        If a day, a thing or a gate does not exist, or a count is not a number.
    """
    return Wishes(
        minutes_per_day=minutes,
        equipment=_known("--equipment", names_from(equipment), _equipment()),
        weekdays=frozenset(
            WEEKDAYS.index(day) for day in _known("--days", names_from(days), WEEKDAYS)
        ),
        approach=approach,
        goals=names_from(goals),
        likes=names_from(likes),
        dislikes=names_from(dislikes),
        asked_no=_gates(names_from(no)),
        proven=_counts("--proven", proven, tuple(exercise_library().exercises)),
        tests=_counts("--tests", tests, _test_results()),
    )


def with_findings_of(wishes: Wishes, files: Sequence[Path]) -> Wishes:
    """Return wishes with what results of movement tests tell a plan; what was typed wins.

    Raises
    ------
    FileFormatError
        If a file cannot be read or holds no measurements.
    """
    from hipspine.cli.findings_text import read_measurements
    from hipspine.clinic.kept_tests import with_findings

    if not files:
        return wishes
    measured = [one for file in files for one in read_measurements(file)]
    found = with_findings(wishes, measured)
    return replace(found, tests={**found.tests, **wishes.tests})


def _test_results() -> tuple[str, ...]:
    return tuple(result.name for test in movement_tests().values() for result in test.results)


def _equipment() -> tuple[str, ...]:
    exercises = exercise_library().exercises.values()
    return tuple(sorted({name for exercise in exercises for name in exercise.equipment}))


def _gates(names: frozenset[str]) -> frozenset[str]:
    asked = frozenset(gate.id for gate in exercise_library().gates.values() if gate.is_asked)
    return asked if names == {"all"} else _known("--no", names, tuple(sorted(asked)))


def _known(option: str, names: frozenset[str], known: tuple[str, ...]) -> frozenset[str]:
    for name in sorted(names - set(known)):
        raise ContentError(
            option,
            expected=f"some of {', '.join(known)}",
            got=repr(name),
            do="Name them with commas between.",
        )
    return names


def _counts(option: str, text: str, known: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for pair in sorted(names_from(text)):
        name, _, count = pair.partition("=")
        _known(option, frozenset({name}), known)
        try:
            found[name] = float(count)
            if not 0 <= found[name] <= MOST_COUNTED:
                raise ValueError
        except ValueError:
            raise ContentError(
                option,
                expected=f"counts or seconds from 0 to {MOST_COUNTED}, such as bridge=15",
                got=repr(pair),
                do="Write a name, an equals sign and a number.",
            ) from None
    return found


def stage_from(name: str) -> Stage:
    """Return a stage by name.

    Raises
    ------
    ContentError
        If there is none.
    """
    names = tuple(stage.value for stage in Stage)
    return Stage(next(iter(_known("--stage", frozenset({name}), names))))


def dose_from(text: str) -> tuple[str, PlannedDose]:
    """Return an exercise and the dose a clinician set, from ``bridge=3x12``.

    Raises
    ------
    ContentError
        If it is not written so, or the exercise does not exist.
    """
    name, _, amount = text.partition("=")
    exercise = exercise_library().exercise(name)
    counted, timed = DOSE.fullmatch(amount), MINUTES.fullmatch(amount)
    if timed is not None:
        minutes = float(timed["minutes"])
        return name, PlannedDose(1, minutes=minutes, effort=exercise.dose.effort[1])
    if counted is None or int(counted["sets"]) < 1:
        raise ContentError(
            "--dose",
            expected="sets x times, such as bridge=3x12, plank=3x1x20s or walk_easy=20min",
            got=repr(text),
            do="Write it so.",
        )
    return name, PlannedDose(
        sets=int(counted["sets"]),
        reps=int(counted["reps"]),
        seconds_per_rep=exercise.dose.seconds_per_rep,
        hold_s=None if counted["hold"] is None else float(counted["hold"]),
        rest_s=exercise.dose.rest_s[0],
        effort=exercise.dose.effort[1],
        load_kg=float(counted["load"] or 0.0),
    )


def read_plan(file: Path) -> Programme:
    """Return the plan in a file.

    Raises
    ------
    FileFormatError
        If there is none, or it is damaged, or names an exercise that does not exist.
    """
    programme = _read(file, Programme, "Make one with: hipspine plan make.")
    known = exercise_library().exercises
    unknown = sorted({item.exercise for item in programme.exercises} - set(known))
    if unknown:
        raise FileFormatError(
            str(file),
            expected="exercises of this library",
            got=", ".join(unknown),
            do="Make a new plan with: hipspine plan make.",
        )
    return programme


def read_log(file: Path) -> TrainingLog:
    """Return the training log in a file.

    Raises
    ------
    FileFormatError
        If there is none, or it is damaged.
    """
    return _read(file, TrainingLog, "Check the path, and the page on plans for what it may hold.")


def _read(file: Path, kind: type[T], do: str) -> T:
    try:
        return from_text(file.read_text("utf-8"), kind)
    except (OSError, UnicodeDecodeError, DocumentError) as problem:
        raise FileFormatError(
            str(file), expected=f"a file of kind {kind.__name__}", got=str(problem), do=do
        ) from None


def write_plan(programme: Programme, file: Path) -> None:
    """Write a plan, readable by this user alone; the file is whole at every moment.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(as_text(programme))
        part.replace(file)
    except OSError as problem:
        raise OutputError(
            str(file),
            expected="a file that can be written",
            got=str(problem),
            do="Name another with --plan.",
        ) from None
