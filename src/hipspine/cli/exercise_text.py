"""Exercises as text for the terminal and the reference pages."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from hipspine.content.exercise_estimates import (
    LoadEstimate,
    exercise_estimates,
    exercise_postures,
)
from hipspine.content.exercise_library import ExerciseLibrary
from hipspine.content.exercises import Band, Dose, Exercise, Load, MuscleActivity
from hipspine.content.poses import pose_pictures
from hipspine.domain.units import body_weight_N

UNITS = {"compression_N": "N", "pressure_MPa": "MPa", "percent_body_weight": "% of body weight"}


def exercise_list_as_text(exercises: Iterable[Exercise], language: str) -> str:
    """Return one line per exercise, by family: id, name, stages, what it needs."""
    lines: list[str] = []
    for family, members in groupby(
        sorted(exercises, key=lambda exercise: exercise.family), lambda exercise: exercise.family
    ):
        lines.append(family.replace("_", " "))
        lines += [f"  {_line(exercise, language)}" for exercise in members]
    return "\n".join(lines) or "No exercise fits all of that."


def _line(exercise: Exercise, language: str) -> str:
    off = "" if exercise.on_by_default else "  [off by default]"
    needs = ", ".join(exercise.equipment) or "nothing needed"
    stages = ", ".join(exercise.stages)
    return f"{exercise.id}: {exercise.words[language].name} ({stages}; {needs}){off}"


def exercise_as_text(library: ExerciseLibrary, exercise: Exercise, language: str) -> str:
    """Return everything about an exercise."""
    return "\n".join(
        [*_how_to(exercise, language), *_facts(exercise), *_limits(library, exercise, language)]
    )


def _how_to(exercise: Exercise, language: str) -> Iterator[str]:
    words = exercise.words[language]
    yield f"{words.name} ({exercise.id})"
    if words.off_because:
        yield f"  off by default: {words.off_because}"
    yield from (f"  {line}" for line in (words.purpose, words.start, words.move))
    yield from (f"  + {cue}" for cue in words.cues)
    yield from (f"  - {fault}" for fault in words.faults)


def _facts(exercise: Exercise) -> Iterator[str]:
    yield f"stages    {', '.join(exercise.stages)}"
    yield f"position  {exercise.position.replace('_', ' ')}; sides: {exercise.sides}"
    yield f"needs     {', '.join(exercise.equipment) or 'nothing'}"
    yield f"dose      {dose_in_words(exercise.dose)} [{exercise.dose.evidence}]"
    for muscle in exercise.muscles:
        yield f"works     {activity_in_words(muscle)}"
    for name in exercise.stretches:
        yield f"stretches {name.replace('_', ' ')}"
    yield f"low back  {load_in_words(exercise.lumbar_load)}"
    yield from (f"in model  {line}" for line in estimates_in_words(exercise.id))
    yield f"hip       {load_in_words(exercise.hip_load)}"


def _limits(library: ExerciseLibrary, exercise: Exercise, language: str) -> Iterator[str]:
    for name in exercise.gates:
        gate = library.gates[name]
        text = gate.words[language]
        asked = f" Asked first: {text.ask}" if text.ask else ""
        yield f"not if    {name} ({gate.then.replace('_', ' ')}): {text.why}{asked}"
    for need in exercise.needs:
        count = f"{need.reps} clean" if need.reps else f"{need.hold_s:g} s held"
        yield f"first     {need.exercise}, {count}"
    yield f"easier    {', '.join(exercise.easier) or 'none'}"
    yield f"harder    {', '.join(exercise.harder) or 'none'}"
    yield f"evidence  {exercise.grade}: {', '.join(exercise.evidence)}"


def load_in_words(load: Load) -> str:
    """Return a load as its band, its figure where there is one, and its source."""
    if load.band is Band.UNKNOWN:
        return "unknown: no published figure"
    band = load.band.replace("_", " ")
    if load.basis is None or load.figure is None:
        return f"{band}, judged by posture [{load.evidence}]"
    return f"{band}, about {load.figure:g} {UNITS[load.basis]} [{load.evidence}, {load.certainty}]"


def estimates_in_words(exercise: str) -> Iterator[str]:
    """Yield what the body model gives for the low back in an exercise's drawn poses, or why not."""
    why_not = exercise_postures().why_not(exercise)
    if why_not is not None:
        yield f"not computed: {why_not}"
        return
    for found in exercise_estimates().of(exercise):
        yield f'"{pose_name(found)}": {estimate_in_words(found)}'
    yield "these are figures of this model, not measured in people; published figures come first"


def pose_name(found: LoadEstimate) -> str:
    """Return what the picture says below the pose of an estimate."""
    return pose_pictures("exercises")[found.exercise].frames[found.frame - 1].label.en


def estimate_in_words(found: LoadEstimate) -> str:
    """Return an estimate in body weights with its range, and in newtons for a known body."""
    if found.compression is None:
        return f"not computed: {found.absent}"
    known = exercise_estimates()
    newtons = round(found.compression * body_weight_N(known.body_mass_kg), -1)
    level = known.level.replace("_", "/")
    return (
        f"{found.compression:g} body weights in {level} ({found.low:g} to {found.high:g}), "
        f"{newtons:g} N at {known.body_mass_kg:g} kg"
    )


def activity_in_words(muscle: MuscleActivity) -> str:
    """Return a muscle's activity as its band, the published range and its source."""
    name = muscle.group.replace("_", " ")
    if muscle.band is Band.UNKNOWN:
        return f"{name}: unknown"
    figure = ""
    if muscle.percent is not None:
        figure = f", {muscle.measured_as} {range_in_words(muscle.percent)} % of maximum"
    band = muscle.band.replace("_", " ")
    return f"{name}: {band}{figure} [{muscle.evidence}, {muscle.certainty}]"


def dose_in_words(dose: Dose) -> str:
    """Return the range of doses in one line."""
    parts = [f"{range_in_words(dose.sets)} sets"]
    if dose.reps is not None:
        parts.append(f"{range_in_words(dose.reps)} times")
    if dose.hold_s is not None:
        parts.append(f"hold {range_in_words(dose.hold_s)} s")
    if dose.minutes is not None:
        parts.append(f"{range_in_words(dose.minutes)} min")
    if dose.rest_s[1]:
        parts.append(f"rest {range_in_words(dose.rest_s)} s")
    parts.append(f"effort {range_in_words(dose.effort)} of 10")
    parts.append(f"{range_in_words(dose.days_per_week)} days a week")
    return ", ".join(parts)


def range_in_words(bounds: tuple[float, float]) -> str:
    """Return a range as ``2 to 3``, or one figure where both ends agree."""
    low, high = bounds
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
