"""Joint angles from markers, by OpenSim's inverse kinematics in worker processes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from hipspine.content.marker_sets import MarkerSet
from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.landmarks import Landmark, Segment
from hipspine.domain.motion import JointAngles, Markers
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.fit.marker_error import error_problems, marker_error
from hipspine.simulate.fit.marker_mapping import MappedMarkers, TrackedMarker, map_markers
from hipspine.simulate.fit.marker_table import landmark_markers
from hipspine.simulate.fit.reports import KinematicsResult
from hipspine.simulate.fit.requests import ModelDescription, PoseAnswer, PoseRequest
from hipspine.simulate.fit.workers import OpenSimProcesses, opensim_processes

SLIPPED_M = 0.04
"""Distance (root mean square over the sample) at which a cluster marker contradicts the static
trial: the largest error that OpenSim's documentation accepts. Skin moves over the thigh by up to
3 cm in walking (Leardini et al. 2005, Gait Posture 21:212-225,
doi:10.1016/j.gaitpost.2004.05.002)."""

SAMPLE_FRAMES = 12
"""Frames over the trial in which clusters are checked before all frames are solved."""

FRAMES_PER_TASK = 50
"""Frames that a process solves in one go: many against the 0.5 s of reading the model, few
against a trial's length, so that progress shows and both cores are busy to the end."""

_STRAPPED = (
    Segment.RIGHT_THIGH,
    Segment.LEFT_THIGH,
    Segment.RIGHT_SHANK,
    Segment.LEFT_SHANK,
    Segment.RIGHT_UPPER_ARM,
    Segment.LEFT_UPPER_ARM,
    Segment.RIGHT_FOREARM,
    Segment.LEFT_FOREARM,
)
"""Segments whose posture the landmarks at their ends hold without the cluster."""


def solve_inverse_kinematics(
    model_path: Path,
    markers: Markers,
    marker_set: MarkerSet,
    *,
    workers: int | OpenSimProcesses = 2,
    progress: Callable[[int, int], None] | None = None,
) -> KinematicsResult:
    """Return the joint angles that bring a fitted model's markers onto the measured ones.

    Parameters
    ----------
    model_path : Path
        A model fitted by ``fit_model``; a model that has our landmark markers works too, without
        clusters.
    markers : Markers
        The trial [m], lab frame X forward, Y up, Z right; NaN where a marker is not seen.
    marker_set : MarkerSet
    workers : int or OpenSimProcesses
        Number of processes, or running ones to be used again; the frames are divided among them.
    progress : callable, optional
        Called with the number of frames done and of all frames.

    Raises
    ------
    RecordingError
        If fewer than three markers of the pelvis are in the recording.
    """
    mapped = map_markers(markers, marker_set)
    with opensim_processes(workers) as processes:
        model: ModelDescription = processes.ask(
            "scaling.describe_model", str(model_path), landmark_markers(), {}
        )
        known = tuple(marker for marker in mapped.tracked if marker.model_name in model.markers_m)
        slipped = _slipped(processes, model_path, mapped, known)
        tracked = tuple(marker for marker in known if marker.segment not in slipped)
        requests = _requests(model_path, mapped, tracked, processes.count)
        answers: dict[int, PoseAnswer] = {}
        done = 0
        for number, answer in processes.ask_each(
            "inverse_kinematics.solve_postures", [(request,) for request in requests]
        ):
            answers[number] = answer
            done += len(answer.values)
            if progress is not None:
                progress(done, len(mapped.times_s))
    result = _result(mapped, tracked, [answers[number] for number in sorted(answers)])
    problems = (*_without_place(mapped, known), *_slip_problems(slipped), *result.problems)
    return replace(result, problems=problems)


def standing_start(landmarks_m: dict[Landmark, FloatArray]) -> dict[str, float]:
    """Return pelvic coordinates from which the search for a posture starts [rad, m].

    The pelvis upright between the anterior spines, facing where they face: pelvis_rotation turns
    about the vertical, positive to the left, and carries the right-pointing axis z of the pelvis
    to (sin, 0, cos) in the lab.
    """
    right = landmarks_m.get(Landmark.RIGHT_ASIS)
    left = landmarks_m.get(Landmark.LEFT_ASIS)
    if right is None or left is None or not np.isfinite(right + left).all():
        return {}
    across, middle = right - left, (right + left) / 2
    return {
        "pelvis_rotation": float(np.arctan2(across[0], across[2])),
        "pelvis_tx": float(middle[0]),
        "pelvis_ty": float(middle[1]),
        "pelvis_tz": float(middle[2]),
    }


def _slipped(
    processes: OpenSimProcesses,
    model_path: Path,
    mapped: MappedMarkers,
    tracked: tuple[TrackedMarker, ...],
) -> dict[Segment, float]:
    """Return the segments whose cluster sits elsewhere than in the static trial.

    A strap or a plate that slips takes all its markers along: the cluster goes as a whole. The
    value is the largest distance of one of its markers, root mean square over a sample [m].
    """
    frames = np.linspace(0, len(mapped.times_s) - 1, SAMPLE_FRAMES).round().astype(np.int64)
    sample = _request(model_path, mapped, tracked, np.unique(frames))
    answer: PoseAnswer = processes.ask("inverse_kinematics.solve_postures", sample)
    found: dict[Segment, float] = {}
    for marker, errors in zip(tracked, answer.errors_m.T, strict=True):
        seen = errors[np.isfinite(errors)]
        distance = float(np.sqrt((seen**2).mean())) if seen.size else 0.0
        if marker.segment in _STRAPPED and distance > SLIPPED_M:
            found[marker.segment] = max(distance, found.get(marker.segment, 0.0))
    return found


def _slip_problems(slipped: dict[Segment, float]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            Level.WARNING,
            f"cluster of the {segment.value.replace('_', ' ')}",
            f"up to {distance * 100:.0f} cm from where the static trial has it (at most "
            f"{SLIPPED_M * 100:g}): it slipped or was put on anew, and is not followed",
            "Use a static trial taken with the markers as they are in this trial.",
        )
        for segment, distance in slipped.items()
    )


def _requests(
    model_path: Path, mapped: MappedMarkers, tracked: tuple[TrackedMarker, ...], workers: int
) -> list[PoseRequest]:
    frames = len(mapped.times_s)
    tasks = max(min(workers, frames), -(-frames // FRAMES_PER_TASK))
    return [
        _request(model_path, mapped, tracked, part)
        for part in np.array_split(np.arange(frames), tasks)
    ]


def _request(
    model_path: Path,
    mapped: MappedMarkers,
    tracked: tuple[TrackedMarker, ...],
    frames: IntArray,
) -> PoseRequest:
    start = {name: path[frames[0]] for name, path in mapped.landmarks_m.items()}
    return PoseRequest(
        model_path=model_path,
        marker_names=tuple(marker.model_name for marker in tracked),
        weights=np.array([marker.weight for marker in tracked]),
        times_s=mapped.times_s[frames],
        positions_m=np.stack([marker.path_m[frames] for marker in tracked], axis=1),
        start=standing_start(start),
    )


def _result(
    mapped: MappedMarkers, tracked: tuple[TrackedMarker, ...], answers: list[PoseAnswer]
) -> KinematicsResult:
    angles = JointAngles(
        names=answers[0].coordinates,
        times_s=mapped.times_s,
        values=_unwrapped(
            answers[0].coordinates, np.concatenate([answer.values for answer in answers])
        ),
    )
    names = tuple(marker.laboratory_name for marker in tracked)
    error = marker_error(names, np.concatenate([answer.errors_m for answer in answers]))
    problems = (
        *mapped.problems(),
        *error_problems(error, "inverse kinematics"),
    )
    return KinematicsResult(angles=angles, marker_error=error, problems=problems)


def _unwrapped(coordinates: tuple[str, ...], values: FloatArray) -> FloatArray:
    """Return the coordinates with the heading continuous over runs of frames.

    Each run starts from a heading within half a turn; for a person facing backwards in the
    laboratory, one run may start at +180 and the next at -180 degrees.
    """
    if "pelvis_rotation" not in coordinates:
        return values
    heading = coordinates.index("pelvis_rotation")
    whole = values.copy()
    whole[:, heading] = np.unwrap(values[:, heading])
    return whole


def _without_place(
    mapped: MappedMarkers, tracked: tuple[TrackedMarker, ...]
) -> tuple[Problem, ...]:
    kept = {marker.model_name for marker in tracked}
    dropped = [marker.laboratory_name for marker in mapped.tracked if marker.model_name not in kept]
    if not dropped:
        return ()
    return (
        Problem(
            Level.WARNING,
            "inverse kinematics",
            f"{len(dropped)} markers have no place on the model and are not followed: "
            f"{', '.join(dropped[:8])}{'...' if len(dropped) > 8 else ''}",
            "Fit the model with a static trial in which they are all seen.",
        ),
    )
