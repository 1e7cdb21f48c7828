"""Joint angles from markers, by our own inverse kinematics or by OpenSim's."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from hipspine.content.marker_sets import MarkerSet
from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.kinematics import DEFAULT_KINEMATICS, Kinematics
from hipspine.domain.landmarks import Segment
from hipspine.domain.motion import JointAngles, Markers
from hipspine.domain.problem import Level, Problem
from hipspine.mechanics.marker_kinematics import STEP_LIMIT
from hipspine.mechanics.runs import runs_of
from hipspine.simulate.fit.followers import Follower, follower, nothing_to_tell
from hipspine.simulate.fit.marker_error import error_problems, marker_error
from hipspine.simulate.fit.marker_mapping import MappedMarkers, TrackedMarker, map_markers
from hipspine.simulate.fit.reports import KinematicsResult
from hipspine.simulate.fit.requests import PoseAnswer, PoseRequest
from hipspine.simulate.fit.standing_start import first_standing_start
from hipspine.simulate.fit.workers import OpenSimProcesses

SLIPPED_M = 0.04
"""Distance (root mean square over the sample) at which a cluster marker contradicts the static
trial: the largest error that OpenSim's documentation accepts. Skin moves over the thigh by up to
3 cm in walking (Leardini et al. 2005, Gait Posture 21:212-225,
doi:10.1016/j.gaitpost.2004.05.002)."""

FEW_FRAMES = 0.01
"""Share of frames; ours. Where a search stops in so few, other frames carry the curves, and angles
are smoothed at 6 Hz before anything is computed from them. They are named all the same."""

STRETCHES_NAMED = 6
"""Stretches of unfinished frames that a problem names; further ones are only counted."""

SAMPLE_FRAMES = 12
"""Frames over the trial in which clusters are checked before all frames are solved."""

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
    kinematics: Kinematics = DEFAULT_KINEMATICS,
    workers: int | OpenSimProcesses = 2,
    progress: Callable[[int, int], None] = nothing_to_tell,
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
    kinematics : Kinematics
        Who searches; ours by default.
    workers : int or OpenSimProcesses
        For OpenSim's search only: number of processes, or running ones to be used again; the frames
        are divided among them.
    progress : callable, optional
        Called with the number of frames done and of all frames.

    Raises
    ------
    RecordingError
        If fewer than three markers of the pelvis are in the recording.
    """
    mapped = map_markers(markers, marker_set)
    with follower(kinematics, model_path, workers) as found:
        known = tuple(each for each in mapped.tracked if each.model_name in found.marker_names)
        slipped = _slipped(found, mapped, known)
        tracked = tuple(marker for marker in known if marker.segment not in slipped)
        every = np.arange(len(mapped.times_s))
        answer = found.follow(_request(mapped, tracked, every), progress)
    result = _result(mapped, tracked, answer)
    problems = (*_without_place(mapped, known), *_slip_problems(slipped), *result.problems)
    return replace(result, problems=problems)


def _slipped(
    found: Follower, mapped: MappedMarkers, tracked: tuple[TrackedMarker, ...]
) -> dict[Segment, float]:
    """Return the segments whose cluster sits elsewhere than in the static trial.

    A strap or a plate that slips takes all its markers along: the cluster goes as a whole. The
    value is the largest distance of one of its markers, root mean square over a sample [m].
    """
    frames = np.linspace(0, len(mapped.times_s) - 1, SAMPLE_FRAMES).round().astype(np.int64)
    answer = found.follow(_request(mapped, tracked, np.unique(frames)))
    distances: dict[Segment, float] = {}
    for marker, errors in zip(tracked, answer.errors_m.T, strict=True):
        seen = errors[np.isfinite(errors)]
        distance = float(np.sqrt((seen**2).mean())) if seen.size else 0.0
        if marker.segment in _STRAPPED and distance > SLIPPED_M:
            distances[marker.segment] = max(distance, distances.get(marker.segment, 0.0))
    return distances


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


def _request(
    mapped: MappedMarkers, tracked: tuple[TrackedMarker, ...], frames: IntArray
) -> PoseRequest:
    start = {name: path[frames] for name, path in mapped.landmarks_m.items()}
    return PoseRequest(
        marker_names=tuple(marker.model_name for marker in tracked),
        weights=np.array([marker.weight for marker in tracked]),
        times_s=mapped.times_s[frames],
        positions_m=np.stack([marker.path_m[frames] for marker in tracked], axis=1),
        start=first_standing_start(start),
    )


def _result(
    mapped: MappedMarkers, tracked: tuple[TrackedMarker, ...], answer: PoseAnswer
) -> KinematicsResult:
    angles = JointAngles(answer.coordinates, mapped.times_s, answer.values)
    names = tuple(marker.laboratory_name for marker in tracked)
    error = marker_error(names, answer.errors_m)
    problems = (
        *mapped.problems(),
        *error_problems(error, "inverse kinematics"),
        *unfinished_problems(answer.unfinished, mapped.times_s),
    )
    return KinematicsResult(angles=angles, marker_error=error, problems=problems)


def unfinished_problems(unfinished: tuple[int, ...], times_s: FloatArray) -> tuple[Problem, ...]:
    """Return a note where the search for a frame's posture was stopped, naming the frames.

    It is a warning where they are more than `FEW_FRAMES` of the trial.

    unfinished : frames of the trial; times_s : (T,) of all its frames.
    """
    if not unfinished:
        return ()
    stopped = np.isin(np.arange(len(times_s)), unfinished)
    stretches = [(first, after - 1) for first, after in runs_of(stopped)]
    named = ", ".join(
        f"{times_s[first]:g} s" if first == last else f"{times_s[first]:g} - {times_s[last]:g} s"
        for first, last in stretches[:STRETCHES_NAMED]
    )
    return (
        Problem(
            Level.WARNING if len(unfinished) > FEW_FRAMES * len(times_s) else Level.INFO,
            "inverse kinematics",
            f"in {len(unfinished)} of {len(times_s)} frames the search for the posture was stopped "
            f"at {STEP_LIMIT} steps: {named}{', ...' if len(stretches) > STRETCHES_NAMED else ''}",
            "Look at the markers at these times (swapped labels, jumps, too few seen): the angles "
            "there can be off.",
        ),
    )


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
