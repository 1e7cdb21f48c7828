"""From a model, a motion and contact forces to a bundle: OpenSim's part, once per posture.

OpenSim runs in worker processes; this module never imports it.
"""

import hashlib
import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.errors import InternalError, ModelError, RecordingError
from hipspine.domain.motion import ContactForce, JointAngles
from hipspine.simulate.body_motion import CoordinateMotion
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.cache import bundle_key, cached_path, read_cached, write_cached
from hipspine.simulate.contact_wrenches import contact_body, contact_wrenches
from hipspine.simulate.extraction_parts import FrameRequest, Frames, PreparedMotion
from hipspine.simulate.fit.workers import OpenSimProcesses

EXTRACTION_VERSION = "1"
"""Raised whenever extraction gives other numbers, so that older cached bundles are passed over."""

_LARGEST_CHUNK = 16
"""Frames per question to a worker: about 0.2 s, so that progress moves and Ctrl-C is heard."""

Progress = Callable[[int, int], None]
"""Called with the frames done and the frames in all."""


def extract_bundle(
    model_path: Path,
    angles: JointAngles,
    contacts: Sequence[ContactForce],
    *,
    cache_dir: Path | None,
    workers: int | OpenSimProcesses = 2,
    progress: Progress | None = None,
) -> Bundle:
    """Return the bundle of a motion on a model, from the cache where it was made before.

    Parameters
    ----------
    model_path : Path
        An OpenSim model.
    angles : JointAngles
        The motion, already low-pass filtered; its times are the bundle's frames, one frame being a
        posture held still. Coordinates without angles stay at the model's default, dependent ones
        are recomputed from the model's couplers, and the totals ``lumbar_extension``, ``_bending``
        and ``_rotation`` are shared among lumbar levels by the model's own rhythm (or levels summed
        for a model with one lumbar joint). What was not used stands in the bundle's ``problems``.
    contacts : sequence of ContactForce
        Every contact with ground and seat; a contact that is not listed is taken as no force.
        Frames where a force is NaN are not ``measured`` in the bundle.
    cache_dir : Path or None
        Folder of the cache; None keeps nothing.
    workers : int or OpenSimProcesses
        Number of processes, or running ones to be used again (starting costs seconds).
    progress : callable, optional
        Called after each run of frames.

    Raises
    ------
    ModelError, RecordingError
        If model or angles cannot be used.
    OutputError
        If the cache cannot be written.
    """
    sha256 = _sha256(model_path)
    if cache_dir is None:
        return _extract(model_path, sha256, angles, contacts, workers, progress)
    path = cached_path(cache_dir, bundle_key(sha256, angles, contacts, _versions()))
    cached, problems = read_cached(path)
    if cached is not None:
        return cached
    bundle = _extract(model_path, sha256, angles, contacts, workers, progress)
    write_cached(path, bundle)
    return replace(bundle, problems=(*bundle.problems, *problems))


def body_positions(
    model_path: Path,
    angles: JointAngles,
    bodies: Sequence[str],
    *,
    workers: int | OpenSimProcesses = 1,
) -> dict[str, FloatArray]:
    """Return where bodies are during a motion: (T, 3) origins in ground [m], by body name.

    Raises
    ------
    ModelError
        If the model cannot be used or lacks a body.
    """
    with _processes(workers) as processes:
        found: dict[str, FloatArray] = _ask(
            processes,
            "places.body_positions",
            str(model_path),
            _sha256(model_path),
            angles,
            tuple(bodies),
        )
    return found


def required_wrench(
    model_path: Path, angles: JointAngles, *, workers: int | OpenSimProcesses = 1
) -> tuple[FloatArray, FloatArray]:
    """Return the force and the moment about ground's origin that a motion needs from outside.

    Returns
    -------
    (T, 3) force [N] and (T, 3) moment [N·m] on the body, in ground.
    """
    with _processes(workers) as processes:
        motion = _prepare(processes, [(str(model_path), _sha256(model_path), angles)])
        tables = motion.values, motion.speeds, motion.accelerations
        courses = {
            name: CoordinateMotion(*(table[:, column] for table in tables))
            for column, name in enumerate(motion.coordinates)
        }
        force_N, moment_Nm = _ask(
            processes, "whole_body.required_ground_wrench", str(model_path), courses
        )
    return force_N, moment_Nm


def total_mass_kg(model_path: Path, *, workers: int | OpenSimProcesses = 1) -> float:
    """Return the mass of a model [kg]."""
    with _processes(workers) as processes:
        return float(_ask(processes, "places.total_mass_kg", str(model_path), _sha256(model_path)))


def _sha256(model_path: Path) -> str:
    try:
        return hashlib.sha256(model_path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(
            str(model_path),
            expected="an OpenSim model file",
            got=error.strerror or str(error),
            do="Check the path.",
        ) from error


def _versions() -> tuple[str, str]:
    try:
        return EXTRACTION_VERSION, importlib.metadata.version("opensim")
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelError(
            "OpenSim",
            expected="the package opensim",
            got="an installation without it",
            do="Install the extra: pip install 'hipspine[opensim]'.",
        ) from error


@contextmanager
def _processes(workers: int | OpenSimProcesses) -> Iterator[OpenSimProcesses]:
    if isinstance(workers, OpenSimProcesses):
        yield workers
    else:
        with OpenSimProcesses(workers) as own:
            yield own


def _ask(processes: OpenSimProcesses, door: str, *arguments: object) -> Any:
    [answer] = _ask_each(processes, door, [arguments])
    return answer[1]


def _ask_each(
    processes: OpenSimProcesses, door: str, questions: Sequence[tuple[object, ...]]
) -> Iterator[tuple[int, Any]]:
    try:
        yield from processes.ask_each(door, questions)
    except InternalError as error:
        raise InternalError(
            f"{error}: memory may have run out, or OpenSim broke down on this model. "
            "Try again with one worker; open the model in OpenSim to check it."
        ) from error


def _extract(
    model_path: Path,
    sha256: str,
    angles: JointAngles,
    contacts: Sequence[ContactForce],
    workers: int | OpenSimProcesses,
    progress: Progress | None,
) -> Bundle:
    _check_not_empty(angles)
    wrenches = contact_wrenches(contacts, angles.times_s)
    with _processes(workers) as processes:
        # Asked of every new process, so that all of them load the model at the same time.
        copies = workers if isinstance(workers, int) else 1
        motion = _prepare(processes, [(str(model_path), sha256, angles)] * copies)
        bodies = tuple(contact_body(contact.contact, motion.bodies) for contact in contacts)
        questions = [
            (str(model_path), sha256, request) for request in _requests(motion, bodies, wrenches)
        ]
        frames = _collect(processes, questions, len(angles.times_s), progress)
    return _bundle(angles.times_s, motion, frames, sha256)


def _check_not_empty(angles: JointAngles) -> None:
    if not len(angles.times_s):
        raise RecordingError(
            "joint angles",
            expected="at least one frame",
            got="none",
            do="Choose a part of the trial that has frames.",
        )


def _prepare(
    processes: OpenSimProcesses, questions: Sequence[tuple[object, ...]]
) -> PreparedMotion:
    answers = _ask_each(processes, "motion.prepare_motion", questions)
    _, motion = next(answers)
    assert isinstance(motion, PreparedMotion)
    return motion


def _requests(
    motion: PreparedMotion, bodies: tuple[str, ...], wrenches: FloatArray
) -> Iterator[FrameRequest]:
    """Yield runs of frames: at least eight where there are that many, so that processes share."""
    frames = len(wrenches)
    step = min(_LARGEST_CHUNK, -(-frames // 8))
    for start in range(0, frames, step):
        part = slice(start, start + step)
        yield FrameRequest(
            motion.values[part],
            motion.speeds[part],
            motion.accelerations[part],
            bodies,
            wrenches[part],
        )


def _collect(
    processes: OpenSimProcesses,
    questions: Sequence[tuple[object, ...]],
    frames: int,
    progress: Progress | None,
) -> list[Frames]:
    parts: dict[int, Frames] = {}
    done = 0
    for number, answer in _ask_each(processes, "extract.extract_frames", questions):
        assert isinstance(answer, Frames)
        parts[number] = answer
        done += len(answer.muscle_lengths_m)
        if progress is not None:
            progress(done, frames)
    return [parts[number] for number in sorted(parts)]


def _bundle(
    times_s: FloatArray, motion: PreparedMotion, parts: Sequence[Frames], sha256: str
) -> Bundle:
    joined = {
        item.name: np.concatenate([getattr(part, item.name) for part in parts])
        for item in fields(Frames)
    }
    counts, points = joined.pop("point_counts"), joined.pop("points_m")
    path_start, path_points_m = _padded(counts, points)
    columns = [motion.coordinates.index(name) for name in motion.equations]
    return Bundle(
        times_s=times_s,
        mass_kg=motion.mass_kg,
        muscles=motion.muscles,
        equations=motion.equations,
        coordinate_values=motion.values[:, columns],
        joints=motion.joints,
        bodies=motion.bodies,
        path_points_m=path_points_m,
        path_start=path_start,
        model_name=motion.model_name,
        model_sha256=sha256,
        problems=motion.problems,
        **joined,
    )


def _padded(counts: IntArray, points_m: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return (M + 1,) starts and (T, P, 3) points, each muscle with room for its longest path.

    Parameters
    ----------
    counts : (T, M) array
        Points on each muscle's path.
    points_m : (sum of counts, 3) array
        The points in order of frames, muscles and places along the path.
    """
    room = counts.max(axis=0)
    starts = np.concatenate([[0], np.cumsum(room)]).astype(np.int64)
    # Place within the path of each muscle: room for P points, of which counts are taken.
    place = np.arange(starts[-1]) - np.repeat(starts[:-1], room)
    taken = place[None, :] < np.repeat(counts, room, axis=1)
    padded = np.full((len(counts), int(starts[-1]), 3), np.nan)
    padded[taken] = points_m
    return starts, padded
