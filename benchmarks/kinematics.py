"""`python -m benchmarks.kinematics`: joint angles from markers, ours and OpenSim's.

Both get the same model, the same markers with the same weights and the same frames, at the
recorded rate, each frame starting from the one before. OpenSim's search runs as its
InverseKinematicsTool runs it, without files, at that tool's own accuracy and at finer ones.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.clock import Spent, least_cpu_s, slope_s, timed
from benchmarks.kinematics_page import ASSESS, CONVERGED, PEERS, kinematics_tables
from benchmarks.machine import load_line, machine_line
from benchmarks.page import put_into
from benchmarks.walk import Recordings, find_recordings
from hipspine.content.marker_sets import recognise_marker_set, shipped_marker_sets
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import Markers
from hipspine.domain.person import Subject
from hipspine.mechanics.marker_kinematics import coordinate_errors
from hipspine.readers import read_recording
from hipspine.simulate.body.build import write_model
from hipspine.simulate.fit.followers import part_of
from hipspine.simulate.fit.marker_mapping import map_markers
from hipspine.simulate.fit.model_fit import fit_model
from hipspine.simulate.fit.own_postures import (
    describe_body,
    points_of,
    scaled_body,
    solve_postures,
)
from hipspine.simulate.fit.requests import PoseAnswer, PoseRequest
from hipspine.simulate.fit.skeleton_file import BodyModel, read_body_model
from hipspine.simulate.fit.workers import OpenSimProcesses

ACCURACIES = (PEERS, ASSESS, CONVERGED)
"""OpenSim's default, what `assess --kinematics opensim` uses, and where its search has ended."""

FEW, MANY = 4, 20
"""Consecutive frames from the middle of a trial, in OpenSim's short and long run."""

REPEATS = 5
MARKER_ERROR_M = 0.005
"""Of each marker in each direction, at random: skin and placing together come to more."""

PEOPLE = {
    "walk_rajagopal": ("static_walk_1.trc", 85.27),
    "subject4": ("static1.trc", 62.6),
}
"""Standing trial and mass [kg] (of the laboratories' scaled models), by folder."""

TRIALS = {
    "a walk": ("walk_rajagopal", "markers_walk.trc"),
    "another's walk": ("subject4", "walking1.trc"),
    "squats": ("subject4", "squats1.trc"),
    "rising from a chair": ("subject4", "STS1.trc"),
}


@dataclass(frozen=True, eq=False)
class Apart:
    """How far OpenSim's answers at one accuracy are from ours."""

    rms: Mapping[str, float]
    largest: Mapping[str, float]
    """By coordinate [rad or m]."""
    marker_rms_m: float
    objective_share: float
    """Mean excess of OpenSim's objective over ours, as a share of it."""
    frames_better: int
    """Frames in which OpenSim's objective is below ours by more than rounding."""


@dataclass(frozen=True, eq=False)
class TrialTimes:
    """One trial."""

    name: str
    frames: int
    markers: int
    ours_s: float
    """Per frame of the whole trial."""
    ours_block_s: float
    """Per frame of the frames that OpenSim got."""
    theirs_s: Mapping[float, float]
    """Per frame, by accuracy."""
    marker_rms_m: float
    apart: Mapping[float, Apart]
    errors: Mapping[str, float]
    """By coordinate: how far it is off when markers are [rad or m]."""


def main() -> int:
    """Measure, print the tables, and put them into a page if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kinematics", description=__doc__)
    parser.add_argument("--page", type=Path, help="put the tables into this page")
    options = parser.parse_args()
    recordings = find_recordings()
    if recordings is None:
        print("The recordings are not on this machine: nothing to measure.", file=sys.stderr)
        return 2
    measured = measure_kinematics(recordings)
    print(measured)
    if options.page is not None:
        put_into(options.page, measured, part="kinematics")
    return 0


def measure_kinematics(recordings: Recordings) -> str:
    """Return everything about joint angles from markers, as Markdown."""
    load = load_line()
    with TemporaryDirectory() as folder:
        people = {name: _fitted(recordings.folder.parent / name, Path(folder)) for name in PEOPLE}
        scaling_s = _scaling_s(read_body_model(Path(folder) / "generic.osim"))
        trials = [_trial(recordings.folder.parent, name, people) for name in TRIALS]
    today = datetime.now(UTC).date().isoformat()  # noqa: TID251 - dates the page
    head = f"Measured on {today}. Machine: {machine_line()}; {load} when the run began."
    return f"{head}\n\n{kinematics_tables(trials, scaling_s)}"


def _fitted(folder: Path, scratch: Path) -> Path:
    """Return our model, fitted to a person from the standing trial."""
    static, mass_kg = PEOPLE[folder.name]
    standing = _markers(folder / static)
    marker_set = recognise_marker_set(standing.names, shipped_marker_sets())
    out = scratch / f"{folder.name}.osim"
    generic = write_model(scratch / "generic.osim")
    fit_model(standing, Subject(mass_kg), marker_set, model_path=generic, out_path=out)
    return out


def _markers(path: Path) -> Markers:
    markers = read_recording(path).markers
    if markers is None:
        raise SystemExit(f"{path}: expected markers.")
    return markers


def _scaling_s(generic: BodyModel) -> float:
    """Return what scaling every segment and placing its markers takes, without posing it."""
    factors = dict.fromkeys(generic.skeleton.bodies[1:], 1.05)
    times = 200

    def scale() -> None:
        for _ in range(times):
            describe_body(scaled_body(generic, factors), {})

    scale()
    return least_cpu_s(scale, repeats=REPEATS) / times


def _trial(root: Path, name: str, people: Mapping[str, Path]) -> TrialTimes:
    print(f"Measuring: {name} ...", file=sys.stderr, flush=True)
    folder, file = TRIALS[name]
    path = people[folder]
    body = read_body_model(path)
    whole = _request(body, _markers(root / folder / file))
    middle = len(whole.times_s) // 2
    block = part_of(whole, np.arange(middle, middle + MANY))
    ours = solve_postures(body, block)
    theirs = {each: _theirs(path, replace(block, accuracy=each)) for each in ACCURACIES}
    return TrialTimes(
        name,
        frames=len(whole.times_s),
        markers=len(whole.marker_names),
        ours_s=_ours_s(body, whole),
        ours_block_s=_ours_s(body, block),
        theirs_s={each: spent_s for each, (_, spent_s) in theirs.items()},
        marker_rms_m=_rms(ours.errors_m),
        apart={each: _apart(block, ours, answer) for each, (answer, _) in theirs.items()},
        errors=_errors(body, block, ours.values[MANY // 2]),
    )


def _request(body: BodyModel, markers: Markers) -> PoseRequest:
    mapped = map_markers(markers, recognise_marker_set(markers.names, shipped_marker_sets()))
    known = {marker.name for marker in body.markers}
    tracked = [marker for marker in mapped.tracked if marker.model_name in known]
    request = PoseRequest(
        marker_names=tuple(marker.model_name for marker in tracked),
        weights=np.array([marker.weight for marker in tracked]),
        times_s=mapped.times_s,
        positions_m=np.stack([marker.path_m for marker in tracked], axis=1),
    )
    return part_of(request, np.arange(len(mapped.times_s)))


def _ours_s(body: BodyModel, request: PoseRequest) -> float:
    solve_postures(body, request)
    spent = least_cpu_s(lambda: solve_postures(body, request), repeats=REPEATS)
    return spent / len(request.times_s)


def _theirs(path: Path, request: PoseRequest) -> tuple[PoseAnswer, float]:
    """Return OpenSim's answer, and its processor time per frame without reading the model."""

    def solve(frames: int) -> tuple[PoseAnswer, Spent]:
        def run() -> PoseAnswer:
            with OpenSimProcesses(1) as processes:
                part = part_of(request, np.arange(frames))
                answer: PoseAnswer = processes.ask(
                    "inverse_kinematics.solve_postures", str(path), part
                )
            return answer

        return timed(run)

    few, many = solve(FEW), solve(MANY)
    return many[0], slope_s(few[1], many[1], frames=(FEW, MANY))


def _apart(request: PoseRequest, ours: PoseAnswer, theirs: PoseAnswer) -> Apart:
    apart = theirs.values - ours.values
    best, reached = (_objective(request, answer.errors_m) for answer in (ours, theirs))
    names = ours.coordinates
    return Apart(
        rms=dict(zip(names, np.sqrt((apart**2).mean(axis=0)).tolist(), strict=True)),
        largest=dict(zip(names, np.abs(apart).max(axis=0).tolist(), strict=True)),
        marker_rms_m=_rms(theirs.errors_m),
        objective_share=float((reached / best - 1.0).mean()),
        frames_better=int((reached < best * (1.0 - 1e-12)).sum()),
    )


def _objective(request: PoseRequest, errors_m: FloatArray) -> FloatArray:
    return np.asarray(np.nansum(request.weights * errors_m**2, axis=1))


def _rms(errors_m: FloatArray) -> float:
    return float(np.sqrt(np.nanmean(errors_m**2)))


def _errors(body: BodyModel, request: PoseRequest, values: FloatArray) -> dict[str, float]:
    by_name = {marker.name: marker for marker in body.markers}
    found = coordinate_errors(
        body.skeleton,
        points_of(tuple(by_name[name] for name in request.marker_names)),
        values,
        weights=request.weights,
        marker_error_m=MARKER_ERROR_M,
    )
    return dict(zip(body.skeleton.coordinates, found.tolist(), strict=True))


if __name__ == "__main__":
    sys.exit(main())
