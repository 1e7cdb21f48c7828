"""Bring joint angles onto a model: every coordinate's course, speed and acceleration.

Runs in worker processes only.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError
from hipspine.domain.motion import JointAngles
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.extraction_parts import PreparedMotion
from hipspine.simulate.lumbar_angles import (
    TOTAL_ANGLES,
    LevelRhythm,
    leader_from_total,
    lumbar_direction,
    total_from_levels,
)
from hipspine.simulate.opensim_worker.couplers import Rhythm
from hipspine.simulate.opensim_worker.muscle_parameters import read_muscle_parameters
from hipspine.simulate.opensim_worker.session import Session, open_session
from hipspine.simulate.splines import natural_quintic

_AGREES = 1e-3
"""Largest difference [rad or m] between a given and a recomputed coordinate that passes unsaid."""


def prepare_motion(path: str, sha256: str, angles: JointAngles) -> PreparedMotion:
    """Return a motion on the model in a file."""
    session = open_session(path, sha256)
    values, problems = prepare_values(session, angles)
    speeds, accelerations = natural_quintic(angles.times_s, values)
    return PreparedMotion(
        model_name=session.model.getName(),
        mass_kg=float(session.model.getTotalMass(session.state)),
        muscles=read_muscle_parameters(session.muscles),
        coordinates=session.coordinates,
        equations=session.coupling.equations,
        joints=session.joints,
        bodies=session.bodies.names,
        values=values,
        speeds=speeds,
        accelerations=accelerations,
        problems=problems,
    )


def prepare_values(session: Session, angles: JointAngles) -> tuple[FloatArray, tuple[Problem, ...]]:
    """Return (T, C) courses of all coordinates, and what does not fit between angles and model."""
    given, problems = _fit_names(session, angles)
    values = _courses(session, given, len(angles.times_s))
    return values, (*problems, *_check_given(session, given, values))


def _courses(session: Session, given: Mapping[str, FloatArray], frames: int) -> FloatArray:
    """Return (T, C) values: as given, else the default; dependent ones always recomputed."""
    courses = {
        name: np.full(frames, default)
        for name, default in zip(session.coordinates, session.defaults, strict=True)
    }
    locked = {n for n, held in zip(session.coordinates, session.is_locked, strict=True) if held}
    courses.update({name: course for name, course in given.items() if name not in locked})
    for coupler in session.couplers:
        courses[coupler.dependent] = coupler.course([courses[i] for i in coupler.independents])
    return np.column_stack([courses[name] for name in session.coordinates])


def _fit_names(
    session: Session, angles: JointAngles
) -> tuple[dict[str, FloatArray], list[Problem]]:
    by_name = {name: angles.values[:, k] for k, name in enumerate(angles.names)}
    given = {name: course for name, course in by_name.items() if name in session.coordinates}
    used = set(given)
    for direction, total in TOTAL_ANGLES.items():
        translated = _translate_lumbar(session, by_name, direction)
        if translated is not None and translated[0] not in given:
            given[translated[0]] = translated[1]
            used.update(_lumbar_names(angles.names, direction, total))
    if not given:
        raise ModelError(
            f"model {session.model.getName()}",
            expected="joint angles named like the model's coordinates, such as "
            + ", ".join(session.coordinates[:3]),
            got=", ".join(angles.names[:3]) or "no angles",
            do="Use angles made for this model, or let hipspine compute them from the markers.",
        )
    return given, list(_check_names(session, angles.names, given, used))


def _lumbar_names(names: tuple[str, ...], direction: str, total: str) -> set[str]:
    return {
        n
        for n in names
        if n == total or (n.startswith(LUMBAR_LEVELS) and lumbar_direction(n) == direction)
    }


def _translate_lumbar(
    session: Session, by_name: Mapping[str, FloatArray], direction: str
) -> tuple[str, FloatArray] | None:
    """Return the model's coordinate for a lumbar direction and its course, where it can be told."""
    total = TOTAL_ANGLES[direction]
    if total in session.coordinates:
        course = total_from_levels(tuple(by_name), by_name, direction)
        return None if course is None else (total, course)
    if total not in by_name:
        return None
    for rhythm in session.coupling.rhythms:
        if lumbar_direction(rhythm.levels[0]) == direction:
            return rhythm.leader, leader_from_total(by_name[total], _shares(rhythm))
    return None


def _shares(rhythm: Rhythm) -> LevelRhythm:
    slopes = rhythm.slopes(0.0)
    offsets = {f.dependent: f.value(0.0) for f in rhythm.followers}
    return LevelRhythm(
        rhythm.leader,
        tuple(offsets.get(level, 0.0) for level in rhythm.levels),
        tuple(slopes[level] for level in rhythm.levels),
    )


def _check_names(
    session: Session, names: tuple[str, ...], given: Mapping[str, FloatArray], used: set[str]
) -> Iterator[Problem]:
    unknown = [name for name in names if name not in used]
    if unknown:
        yield Problem(
            Level.WARNING,
            f"joint angles {', '.join(unknown)}",
            "the model has no such coordinates; these angles are not used",
            "Check the names, or use the model that the angles were made with.",
        )
    dependent = {coupler.dependent for coupler in session.couplers}
    absent = [
        name
        for name, held in zip(session.coordinates, session.is_locked, strict=True)
        if not held and name not in given and name not in dependent
    ]
    if absent:
        yield Problem(
            Level.WARNING,
            f"coordinates {', '.join(absent)}",
            "no angles were given; they stay at the model's default",
            "Give angles for them if they move in this trial.",
        )
    if session.ignored_forces:
        yield Problem(
            Level.WARNING,
            f"model {session.model.getName()}: {', '.join(session.ignored_forces)}",
            "only muscles act in the engine; these force elements are left out",
            "Expect the moments that they carried to be carried by muscles.",
        )


def _check_given(
    session: Session, given: Mapping[str, FloatArray], values: FloatArray
) -> Iterator[Problem]:
    """Report given columns that couplers or locks overrule."""
    for column, name in enumerate(session.coordinates):
        if name not in given:
            continue
        difference = float(np.abs(given[name] - values[:, column]).max())
        if difference > _AGREES:
            held = session.is_locked[column]
            yield Problem(
                Level.WARNING,
                f"joint angle {name}",
                f"differs by up to {difference:.3g} rad or m from what the model allows "
                + ("(it is locked)" if held else "(it depends on other coordinates)"),
                "The model's value is used; check whether the column is in degrees.",
            )
