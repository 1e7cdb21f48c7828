"""Render the exercises, gates and remedies for a reader: docs/reference/exercises.md.

Run ``python scripts/render_exercise_reference.py``; a test holds the page to what this gives.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from hipspine.cli.exercise_text import (
    UNITS,
    dose_in_words,
    estimate_in_words,
    pose_name,
    range_in_words,
)
from hipspine.content.condition_words import condition_as_words
from hipspine.content.exercise_estimates import exercise_estimates, exercise_postures
from hipspine.content.exercise_library import ExerciseLibrary, exercise_library
from hipspine.content.exercises import Band, Exercise, Gate, Load
from hipspine.content.poses import pose_pictures

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "exercises.md"
GLUTEALS = ("gluteus_maximus", "gluteus_medius")


def reference() -> str:
    """Return the page."""
    library = exercise_library()
    return "\n".join(
        [
            *_head(library),
            *_exercises(library),
            *_estimates(library),
            *_gates(library),
            *_remedies(library),
        ]
    )


def _head(library: ExerciseLibrary) -> Iterator[str]:
    exercises = library.exercises.values()
    known = sum(entry.lumbar_load.band is not Band.UNKNOWN for entry in exercises)
    judged = sum(entry.lumbar_load.basis == "judged" for entry in exercises)
    yield f"""# Exercises and remedies

This page is made from the content files by `scripts/render_exercise_reference.py`; do not edit it.
`hipspine exercises show ID` prints an exercise in full, in English or German.

{len(library.exercises)} exercises, {len(library.remedies)} remedies. The load on the low back is
known for {known} exercises, of which {judged} are judged by posture; for the others no figure is
published and none is made up. Bands and their limits: {{doc}}`../explanation/exercise-evidence`.
"""


def _exercises(library: ExerciseLibrary) -> Iterator[str]:
    ordered = sorted(library.exercises.values(), key=lambda entry: (entry.family, entry.id))
    for family, members in groupby(ordered, key=lambda entry: entry.family):
        entries = list(members)
        yield f"## {family.replace('_', ' ').capitalize()}\n"
        yield from _table(
            ("id", "name", "stages", "low back", "hip", "gluteus maximus", "gluteus medius"),
            (_row(entry) for entry in entries),
        )
        yield from _pictures(entries)
    yield "## Doses\n"
    rows = sorted({(dose_in_words(entry.dose), entry.dose.evidence) for entry in ordered})
    yield from _table(("dose", "source"), rows)


def _estimates(library: ExerciseLibrary) -> Iterator[str]:
    known, postures = exercise_estimates(), exercise_postures()
    yield f"""## What this model gives for drawn poses

`scripts/estimate_exercise_loads.py` puts the body model ({known.body_mass_kg:g} kg,
{known.body_height_m:g} m) into drawn poses that can be held still, finds what bears it from
equilibrium, and solves for the muscles. The figure is the compression of the disc
{known.level.replace("_", "/")} in this model: of a pose held still, not of a movement, and not
measured in a person. The range is over {len(known.variants)} variants of the model and, where the
body stands or sits, the trunk leaned {known.lean_deg:g} degrees to either side of the drawing; it
leaves out the variants that cannot hold the pose. In postures with a measured disc pressure the
same engine is off by {known.deviation_percent:g} % on average ({{doc}}`scoreboard`), most in
relaxed or bent sitting and with a weight held far out. Weights in the hands are included. An
estimate has no band: the bands' limits come from other models. The planner uses published bands
only.

Where the muscles cannot hold a drawn pose, what is missing is told. The likely causes, not tested
one by one: in the bridges, that the floor is taken to push straight up only, while feet also
push along it.
"""
    rows = []
    for found in known.estimates:
        published = _load(library.exercise(found.exercise).lumbar_load)
        held = f"{found.held} of {found.tried}" if found.compression else ""
        words = estimate_in_words(found)
        rows.append((f"`{found.exercise}`", pose_name(found), words, held, published))
    head = ("exercise", "pose", "in this model", "variants that hold it", "published")
    yield from _table(head, rows)
    yield "Not computed, and why:\n"
    left_out = (
        (each.because, ", ".join(f"`{name}`" for name in each.exercises))
        for each in postures.left_out
    )
    yield from _table(("because", "exercises"), left_out)


def _pictures(exercises: list[Exercise]) -> Iterator[str]:
    """Yield a table with two drawings beside each other."""
    cells = [_picture(exercise) for exercise in exercises]
    cells += [""] * (len(cells) % 2)
    yield from _table(("start and end", ""), zip(cells[::2], cells[1::2], strict=True))


def _picture(exercise: Exercise) -> str:
    """Return an exercise's drawing, with what it shows as its alternative text."""
    shown = pose_pictures("exercises")[exercise.id].describes.en
    name = exercise.words["en"].name
    return f"**{name}**<br>![{shown}](../images/exercises/{exercise.id}.svg)"


def _row(exercise: Exercise) -> tuple[str, ...]:
    found = {muscle.group: muscle for muscle in exercise.muscles}
    activity = []
    for name in GLUTEALS:
        muscle = found.get(name)
        if muscle is None:
            activity.append("")
        elif muscle.percent is None:
            activity.append(muscle.band.replace("_", " "))
        else:
            peak = ", peak" if muscle.measured_as == "peak" else ""
            figure = range_in_words(muscle.percent)
            activity.append(f"{muscle.band.replace('_', ' ')} ({figure} %{peak})")
    off = "" if exercise.on_by_default else " (off by default)"
    return (
        f"`{exercise.id}`",
        exercise.words["en"].name + off,
        ", ".join(exercise.stages),
        _load(exercise.lumbar_load),
        _load(exercise.hip_load),
        *activity,
    )


def _load(load: Load) -> str:
    band = load.band.replace("_", " ")
    if load.basis is None:
        return band
    if load.figure is None:
        return f"{band}, judged"
    return f"{band}, {load.figure:g} {UNITS[load.basis]}"


def _gates(library: ExerciseLibrary) -> Iterator[str]:
    yield "## When an exercise is not offered\n"
    gates = library.gates.values()
    rows = ((f"`{gate.id}`", gate.then.replace("_", " "), _decides(gate)) for gate in gates)
    yield from _table(("gate", "then", "closed if"), rows)


def _decides(gate: Gate) -> str:
    if gate.when is not None:
        return condition_as_words(gate.when)
    if gate.restriction is not None:
        return f"the screening says {gate.restriction.replace('_', ' ')}"
    return f"not answered no: {gate.words['en'].ask}"


def _remedies(library: ExerciseLibrary) -> Iterator[str]:
    yield "## Beside exercise\n"
    rows = (
        (
            f"`{remedy.id}`",
            remedy.grade,
            " ".join(remedy.words["en"].speaks_for),
            " ".join(remedy.words["en"].speaks_against),
        )
        for remedy in library.remedies.values()
    )
    yield from _table(("id", "grade", "for", "against"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
