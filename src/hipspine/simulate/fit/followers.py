"""Two ways to find postures from markers, our own and OpenSim's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.kinematics import Kinematics
from hipspine.simulate.fit.marker_table import landmark_markers
from hipspine.simulate.fit.own_postures import solve_postures, with_markers
from hipspine.simulate.fit.requests import PoseAnswer, PoseRequest
from hipspine.simulate.fit.skeleton_file import BodyModel, read_body_model
from hipspine.simulate.fit.standing_start import first_standing_start
from hipspine.simulate.fit.workers import OpenSimProcesses, opensim_processes

FRAMES_PER_TASK = 50
"""Frames that an OpenSim process solves in one go: many against the 0.5 s of reading the model, few
against a trial's length, so that progress shows and both cores are busy to the end."""


def nothing_to_tell(_done: int, _frames: int) -> None:
    """Pass over the progress."""


class Follower(Protocol):
    """Finds postures of one model file."""

    marker_names: frozenset[str]

    def follow(
        self, request: PoseRequest, progress: Callable[[int, int], None] = nothing_to_tell
    ) -> PoseAnswer:
        """Return the posture of every frame; progress is told the frames done and all frames."""


@contextmanager
def follower(
    kinematics: Kinematics, model_path: Path, workers: int | OpenSimProcesses
) -> Iterator[Follower]:
    """Give what finds postures of a model file; OpenSim's processes end with the context."""
    model = with_markers(read_body_model(model_path), landmark_markers())
    if kinematics is Kinematics.HIPSPINE:
        yield OwnFollower(model)
        return
    with opensim_processes(workers) as processes:
        yield OpenSimFollower(processes, model_path, model)


class OwnFollower:
    """Finds postures in this process."""

    def __init__(self, model: BodyModel) -> None:
        self._model = model
        self.marker_names = frozenset(marker.name for marker in model.markers)

    def follow(
        self, request: PoseRequest, progress: Callable[[int, int], None] = nothing_to_tell
    ) -> PoseAnswer:
        """Return the posture of every frame."""
        answer = solve_postures(self._model, request)
        progress(len(answer.values), len(answer.values))
        return answer


class OpenSimFollower:
    """Divides the frames among OpenSim's processes."""

    def __init__(self, processes: OpenSimProcesses, path: Path, model: BodyModel) -> None:
        self._processes = processes
        self._path = str(path)
        self.marker_names = frozenset(marker.name for marker in model.markers)

    def follow(
        self, request: PoseRequest, progress: Callable[[int, int], None] = nothing_to_tell
    ) -> PoseAnswer:
        """Return the posture of every frame."""
        frames = len(request.times_s)
        tasks = max(min(self._processes.count, frames), -(-frames // FRAMES_PER_TASK))
        parts = [part_of(request, part) for part in np.array_split(np.arange(frames), tasks)]
        answers: dict[int, PoseAnswer] = {}
        done = 0
        for number, answer in self._processes.ask_each(
            "inverse_kinematics.solve_postures", [(self._path, part) for part in parts]
        ):
            answers[number] = answer
            done += len(answer.values)
            progress(done, frames)
        return _joined([answers[number] for number in sorted(answers)])


def part_of(request: PoseRequest, frames: IntArray) -> PoseRequest:
    """Return the request for some of the frames, with a start of their own."""
    positions_m = request.positions_m[frames]
    paths = dict(zip(request.marker_names, positions_m.swapaxes(0, 1), strict=True))
    return replace(
        request,
        times_s=request.times_s[frames],
        positions_m=positions_m,
        start=first_standing_start(paths),
    )


def _joined(answers: list[PoseAnswer]) -> PoseAnswer:
    coordinates = answers[0].coordinates
    values = np.concatenate([answer.values for answer in answers])
    errors = np.concatenate([answer.errors_m for answer in answers])
    return PoseAnswer(coordinates, _unwrapped(coordinates, values), errors)


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
