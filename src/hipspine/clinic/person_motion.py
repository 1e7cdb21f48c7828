"""From the files of a trial to a person's model and joint angles."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from hipspine.clinic.kept import kept_folder, key_of
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.clinic.request_check import check_request, with_given_events
from hipspine.clinic.standing_posture import lumbar_posture_rad, standing_sample
from hipspine.content.marker_sets import (
    MarkerSet,
    read_marker_set,
    recognise_marker_set,
    shipped_marker_sets,
)
from hipspine.domain.assessment import MarkerError
from hipspine.domain.errors import RecordingError
from hipspine.domain.kinematics import Kinematics
from hipspine.domain.motion import JointAngles, Markers, Recording
from hipspine.domain.person import Subject
from hipspine.domain.problem import Level, Problem
from hipspine.readers import read_recording, require_usable
from hipspine.simulate.body.build import build_model_xml
from hipspine.simulate.extraction import total_mass_kg
from hipspine.simulate.fit.kinematics import solve_inverse_kinematics
from hipspine.simulate.fit.model_fit import fit_model

EVENT_MARGIN_S = 0.5
"""Motion kept on both sides of the part asked for: about half a step, for filters and events."""

FIT_VERSION = "2"
"""Raised whenever a fitted model would come out otherwise from the same recording."""

MASS_TOLERANCE = 0.03
"""Fraction by which a model's mass may differ from the one given before it is said: more than
clothes and a day's changes of weight."""


@dataclass(frozen=True, eq=False)
class PersonMotion:
    """A person's model and how its joints moved in one trial."""

    recording: Recording
    subject: Subject
    model_path: Path
    model_name: str
    angles: JointAngles
    """As found from markers or as given; not yet filtered."""
    marker_error: MarkerError | None
    problems: tuple[Problem, ...]
    standing_lumbar_rad: Mapping[str, float] = field(default_factory=dict)
    """Lumbar angles in the standing trial [rad]; empty without one."""


def person_motion(request: AssessmentRequest, workshop: Workshop) -> PersonMotion:
    """Return the person's model and joint angles.

    Raises
    ------
    RecordingError
        If the files do not hold what an assessment needs, or cannot be used as they are.
    """
    recording = read_recording(request.motion, forces=request.forces)
    require_usable(request.motion.name, recording.problems)
    check_request(request, recording)
    recording = with_given_events(request, recording)
    if recording.markers is not None and request.model is None:
        return _from_markers(request, recording, recording.markers, workshop)
    if recording.angles is not None and request.model is not None:
        return _from_angles(request, recording, recording.angles, request.model, workshop)
    raise _mismatch(request, recording)


def _mismatch(request: AssessmentRequest, recording: Recording) -> RecordingError:
    if recording.angles is not None:
        got, do = "joint angles without a model", "Give the model they belong to with --model."
    elif recording.markers is not None:
        got = "markers together with a model of your own"
        do = "Leave --model out, or give joint angles computed on that model instead of markers."
    else:
        got, do = "neither markers nor joint angles", "Give a .trc, .c3d or joint-angle .mot file."
    return RecordingError(
        request.motion.name, expected="markers, or joint angles with their model", got=got, do=do
    )


def _from_angles(
    request: AssessmentRequest,
    recording: Recording,
    angles: JointAngles,
    model: Path,
    workshop: Workshop,
) -> PersonMotion:
    model_kg = total_mass_kg(model, workers=workshop.workers)
    subject = request.subject or Subject(mass_kg=model_kg)
    problems = (*recording.problems, *_mass_problem(subject, model_kg, model))
    return PersonMotion(recording, subject, model, model.name, angles, None, problems)


def _mass_problem(subject: Subject, model_kg: float, model: Path) -> tuple[Problem, ...]:
    if abs(model_kg / subject.mass_kg - 1) <= MASS_TOLERANCE:
        return ()
    return (
        Problem(
            Level.WARNING,
            model.name,
            f"the model weighs {model_kg:.1f} kg, but the mass given is {subject.mass_kg:.1f} kg; "
            "forces come from the model's mass, body weights from the mass given",
            "Check the mass, or scale the model to it.",
        ),
    )


def _from_markers(
    request: AssessmentRequest, recording: Recording, markers: Markers, workshop: Workshop
) -> PersonMotion:
    if request.subject is None:
        raise RecordingError(
            request.motion.name,
            expected="the person's body mass",
            got="none",
            do="Give it in kg with --mass.",
        )
    marker_set = _marker_set(request, markers)
    moving = part_asked_for(markers, request)
    fit = _Fit(request.subject, marker_set, _static_markers(request), moving, request.kinematics)
    model_path, fit_problems = fitted_model(fit, workshop)
    angles, marker_error, problems = solved_angles(fit, model_path, workshop)
    return PersonMotion(
        recording,
        request.subject,
        model_path,
        "hipspine body model, fitted to the person",
        angles,
        marker_error,
        (*recording.problems, *fit_problems, *problems),
        _standing_lumbar_rad(fit, model_path, workshop),
    )


def _standing_lumbar_rad(fit: "_Fit", model_path: Path, workshop: Workshop) -> Mapping[str, float]:
    if fit.static is None:
        return {}
    standing = dataclasses.replace(fit, moving=standing_sample(fit.static))
    angles, _, _ = solved_angles(standing, model_path, workshop)
    return lumbar_posture_rad(angles)


def part_asked_for(markers: Markers, request: AssessmentRequest) -> Markers:
    """Return the markers of the part asked for, with a margin in which events can be found."""
    first = -np.inf if request.start_s is None else request.start_s - EVENT_MARGIN_S
    last = np.inf if request.end_s is None else request.end_s + EVENT_MARGIN_S
    kept = (markers.times_s >= first) & (markers.times_s <= last)
    if not kept.any():
        # The message about a window outside the recording comes with the cycles.
        return markers
    return Markers(markers.names, markers.times_s[kept], markers.positions_m[kept])


def _marker_set(request: AssessmentRequest, markers: Markers) -> MarkerSet:
    if request.marker_set is not None:
        return read_marker_set(request.marker_set)
    return recognise_marker_set(markers.names, shipped_marker_sets())


def _static_markers(request: AssessmentRequest) -> Markers | None:
    if request.static is None:
        return None
    static = read_recording(request.static)
    require_usable(request.static.name, static.problems)
    if static.markers is None:
        raise RecordingError(
            request.static.name,
            expected="markers of the person standing still",
            got="a file without markers",
            do="Give the standing trial's .trc or .c3d file.",
        )
    return static.markers


@dataclass(frozen=True, eq=False)
class _Fit:
    """What the person's model is made from."""

    subject: Subject
    marker_set: MarkerSet
    static: Markers | None
    moving: Markers
    kinematics: Kinematics

    def key(self) -> str:
        """Return the hash of everything that shapes the fitted model."""
        used = self.moving if self.static is None else self.static
        generic = hashlib.sha256(build_model_xml().encode()).hexdigest()
        return key_of(
            FIT_VERSION,
            generic,
            dataclasses.asdict(self.subject),
            self.marker_set.model_dump(mode="json"),
            *_ingredients(used),
        )


def _ingredients(markers: Markers) -> tuple[object, ...]:
    return markers.names, markers.times_s, markers.positions_m


def fitted_model(fit: _Fit, workshop: Workshop) -> tuple[Path, tuple[Problem, ...]]:
    """Return the person's model file and what is worth knowing about the fit."""

    def make(folder: Path) -> None:
        generic = folder / "generic.osim"
        generic.write_text(build_model_xml(), encoding="utf-8")
        report = fit_model(
            fit.static,
            fit.subject,
            fit.marker_set,
            model_path=generic,
            out_path=folder / "person.osim",
            markers_moving=fit.moving,
            workers=workshop.workers,
        )
        generic.unlink()
        _write_problems(folder, report.problems)

    workshop.progress("Fitting the model", 0, 1)
    folder = kept_folder(workshop.cache_dir, "models", fit.key(), make)
    workshop.progress("Fitting the model", 1, 1)
    return folder / "person.osim", _read_problems(folder)


def solved_angles(
    fit: _Fit, model_path: Path, workshop: Workshop
) -> tuple[JointAngles, MarkerError, tuple[Problem, ...]]:
    """Return the joint angles that follow the moving markers, and how well they follow."""

    def make(folder: Path) -> None:
        result = solve_inverse_kinematics(
            model_path,
            fit.moving,
            fit.marker_set,
            kinematics=fit.kinematics,
            workers=workshop.workers,
            progress=workshop.progress_of("Following the markers"),
        )
        angles = result.angles
        np.savez(folder / "angles.npz", times_s=angles.times_s, values=angles.values)
        _write_json(folder / "names.json", angles.names)
        _write_json(folder / "marker_error.json", dataclasses.asdict(result.marker_error))
        _write_problems(folder, result.problems)

    model_sha256 = hashlib.sha256(model_path.read_bytes()).hexdigest()
    key = key_of(
        model_sha256,
        fit.marker_set.model_dump(mode="json"),
        fit.kinematics,
        *_ingredients(fit.moving),
    )
    folder = kept_folder(workshop.cache_dir, "angles", key, make)
    with np.load(folder / "angles.npz") as arrays:
        times_s, values = arrays["times_s"], arrays["values"]
    names = json.loads((folder / "names.json").read_text("utf-8"))
    error = json.loads((folder / "marker_error.json").read_text("utf-8"))
    return JointAngles(tuple(names), times_s, values), MarkerError(**error), _read_problems(folder)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


def _write_problems(folder: Path, problems: tuple[Problem, ...]) -> None:
    _write_json(folder / "problems.json", [dataclasses.asdict(problem) for problem in problems])


def _read_problems(folder: Path) -> tuple[Problem, ...]:
    entries = json.loads((folder / "problems.json").read_text("utf-8"))
    return tuple(Problem(**{**entry, "level": Level(entry["level"])}) for entry in entries)
