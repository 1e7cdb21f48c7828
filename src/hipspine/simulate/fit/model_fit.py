"""Make a generic model the person's: size, mass, strength and the places of the markers."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from hipspine.content.marker_sets import MarkerSet
from hipspine.domain.arrays import FloatArray
from hipspine.domain.landmarks import Landmark
from hipspine.domain.motion import JointAngles, Markers
from hipspine.domain.person import Subject
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.fit.body_size import (
    check_subject,
    factors_by_height,
    height_problems,
    stature_m,
    strength_factor,
)
from hipspine.simulate.fit.marker_error import error_problems, marker_error
from hipspine.simulate.fit.marker_mapping import MappedMarkers, map_markers
from hipspine.simulate.fit.marker_table import BODIES, fixed_landmarks, landmark_markers
from hipspine.simulate.fit.own_postures import (
    describe_body,
    scaled_body,
    solve_postures,
    with_markers,
)
from hipspine.simulate.fit.reports import FitMethod, FitReport, ScaleFactor
from hipspine.simulate.fit.requests import (
    ModelDescription,
    PlacementRequest,
    PoseRequest,
    ScalingRequest,
)
from hipspine.simulate.fit.scale_factors import completed, measured_factors, refined
from hipspine.simulate.fit.skeleton_file import BodyModel, read_body_model
from hipspine.simulate.fit.standing_start import standing_start
from hipspine.simulate.fit.still_pose import StillPose, most_typical_pose, stillest_pose
from hipspine.simulate.fit.workers import OpenSimProcesses, opensim_processes

REFINEMENTS = 3
"""Rounds of scaling, posing and comparing again. The third moved no factor by more than 0.2 % in
the two recordings that the tests use (the first by 2.4 %, the second by 0.6 %)."""

STATURE_TOLERANCE = 0.08
"""Fraction by which the scaled model's stature may differ from the height given before it is said.
Of two persons of one height, one may have legs or trunk a few percent longer."""


def model_name_of(subject: Subject) -> str:
    """Return the person's name with what OpenSim allows in a model's name: letters, digits, _."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", subject.name).strip("_") or "person"


@dataclass(frozen=True, eq=False)
class _Posed:
    """A scaled model in the person's posture."""

    coordinates: dict[str, float]
    model: ModelDescription
    landmarks: tuple[Landmark, ...]
    errors_m: FloatArray


def fit_model(
    markers_static: Markers | None,
    subject: Subject,
    marker_set: MarkerSet | None,
    *,
    model_path: Path,
    out_path: Path,
    markers_moving: Markers | None = None,
    workers: int | OpenSimProcesses = 1,
) -> FitReport:
    """Write the model of a person, and return how it was made.

    The size comes from a static trial; without one from a moving trial (a warning); without
    markers from height; without height from the population's mean (a warning). Then OpenSim
    scales the model to the person's mass, muscle forces are scaled by mass to the power 2/3, the
    model takes the measured posture by its landmarks, and the other markers are put on their
    bodies where they were measured.

    Parameters
    ----------
    markers_static, markers_moving : Markers or None
        Marker trials [m]; the moving one is used only where there is no static one.
    subject : Subject
    marker_set : MarkerSet or None
        What the markers' names mean; None only without markers.
    model_path : Path
        The generic model.
    out_path : Path
        Where the person's model goes.
    workers : int or OpenSimProcesses
        Running processes to be used again; the fit itself needs one.

    Raises
    ------
    RecordingError
        If mass, height or a segment's size are not a person's, or the pelvis lacks markers.
    ModelError
        If the model cannot be read or written.
    """
    check_subject(subject)
    markers = markers_static if markers_static is not None else markers_moving
    body = with_markers(read_body_model(model_path), landmark_markers())
    with opensim_processes(workers) as processes:
        task = _Fit(processes, body, describe_body(body, {}), subject, model_path, out_path)
        if markers is None or marker_set is None:
            return task.by_height()
        mapped = map_markers(markers, marker_set)
        if markers_static is not None:
            return task.by_markers(mapped, stillest_pose(mapped), FitMethod.STATIC_TRIAL)
        return task.by_markers(mapped, most_typical_pose(mapped), FitMethod.MOVING_TRIAL)


@dataclass(frozen=True, eq=False)
class _Fit:
    processes: OpenSimProcesses
    body: BodyModel
    generic: ModelDescription
    subject: Subject
    model_path: Path
    out_path: Path

    def by_height(self) -> FitReport:
        model_stature = stature_m(self.generic.joint_centres_m, str(self.model_path))
        factors = factors_by_height(self.subject, model_stature)
        self._write_scaled(factors)
        known = self.subject.height_m is not None
        return self._report(
            FitMethod.HEIGHT if known else FitMethod.POPULATION_HEIGHT,
            factors,
            height_problems(self.subject),
        )

    def by_markers(self, mapped: MappedMarkers, pose: StillPose, method: FitMethod) -> FitReport:
        person = {str(name): place for name, place in pose.landmarks_m.items()}
        factors, problems = completed(measured_factors(person, self.generic.markers_m))
        posed = self._posed(mapped, pose, factors)
        for _ in range(REFINEMENTS):
            again = measured_factors(person, posed.model.markers_m)
            measured = tuple(f for f in factors if f.measured_m is not None)
            factors, problems = completed(refined(measured, again))
            posed = self._posed(mapped, pose, factors)
        self._write_scaled(factors)
        self._place_markers(mapped, pose, posed)
        laboratory = {marker.model_name: marker.laboratory_name for marker in mapped.tracked}
        error = marker_error(tuple(laboratory[name] for name in posed.landmarks), posed.errors_m)
        report = self._report(
            method,
            factors,
            (
                *mapped.problems(),
                *problems,
                *_moving_problem(method),
                *_arm_problems(pose),
                *self._stature_problem(),
                *error_problems(error, method.value),
            ),
        )
        posture = JointAngles(
            names=tuple(posed.coordinates),
            times_s=np.array([pose.time_s]),
            values=np.array([list(posed.coordinates.values())]),
        )
        return replace(report, marker_error=error, posture=posture)

    def _write_scaled(self, factors: tuple[ScaleFactor, ...]) -> None:
        request = ScalingRequest(
            model_path=self.model_path,
            out_path=self.out_path,
            name=model_name_of(self.subject),
            body_factors=self._by_body(factors),
            mass_kg=self.subject.mass_kg,
            strength_factor=strength_factor(self.subject.mass_kg, self.generic.mass_kg),
            markers=landmark_markers(),
        )
        self.processes.ask("scaling.write_scaled_model", request)

    def _by_body(self, factors: tuple[ScaleFactor, ...]) -> dict[str, float]:
        return {
            body: factor.factor
            for factor in factors
            for body in BODIES[factor.segment]
            if body in self.generic.bodies
        }

    def _posed(
        self, mapped: MappedMarkers, pose: StillPose, factors: tuple[ScaleFactor, ...]
    ) -> _Posed:
        weights = {marker.model_name: marker.weight for marker in mapped.tracked}
        landmarks = tuple(
            name
            for name in mapped.landmarks_m
            if name in pose.landmarks_m and name in self.generic.markers_m
        )
        request = PoseRequest(
            marker_names=tuple(str(name) for name in landmarks),
            weights=np.array([weights[name] for name in landmarks]),
            times_s=np.array([pose.time_s]),
            positions_m=np.array([[pose.markers_m[name] for name in landmarks]]),
            start=standing_start(pose.landmarks_m),
        )
        model = scaled_body(self.body, self._by_body(factors))
        answer = solve_postures(model, request)
        posture = answer.posture(0)
        return _Posed(posture, describe_body(model, posture), landmarks, answer.errors_m)

    def _place_markers(self, mapped: MappedMarkers, pose: StillPose, posed: _Posed) -> None:
        kept = fixed_landmarks() | _of_raised_arms(pose)
        movable = [
            (marker.model_name, _body_of(marker.model_name, posed.model, mapped))
            for marker in mapped.tracked
            if marker.model_name in pose.markers_m and marker.model_name not in kept
        ]
        placed = [(name, body) for name, body in movable if body in self.generic.bodies]
        request = PlacementRequest(
            model_path=self.out_path,
            posture=posed.coordinates,
            names=tuple(name for name, _ in placed),
            bodies=tuple(body for _, body in placed),
            positions_m=np.array([pose.markers_m[name] for name, _ in placed]),
        )
        self.processes.ask("scaling.write_markers_in_place", request)

    def _stature_problem(self) -> tuple[Problem, ...]:
        if self.subject.height_m is None or "acromial_r" not in self.generic.joint_centres_m:
            return ()
        scaled = describe_body(read_body_model(self.out_path), {})
        height = stature_m(scaled.joint_centres_m, str(self.out_path))
        if abs(height / self.subject.height_m - 1) <= STATURE_TOLERANCE:
            return ()
        return (
            Problem(
                Level.WARNING,
                "model size",
                f"markers make a person of {height:.2f} m, but the height given is "
                f"{self.subject.height_m:.2f} m",
                "Check the height, and that the static trial is of the same person.",
            ),
        )

    def _report(
        self, method: FitMethod, factors: tuple[ScaleFactor, ...], problems: tuple[Problem, ...]
    ) -> FitReport:
        return FitReport(
            model_path=self.out_path,
            subject=self.subject,
            method=method,
            scale_factors=factors,
            strength_factor=strength_factor(self.subject.mass_kg, self.generic.mass_kg),
            marker_error=None,
            posture=None,
            problems=problems,
        )


def _body_of(name: str, model: ModelDescription, mapped: MappedMarkers) -> str:
    segment = next(marker.segment for marker in mapped.tracked if marker.model_name == name)
    if segment is not None:
        return BODIES[segment][0]
    return model.marker_bodies.get(name, "")


def _of_raised_arms(pose: StillPose) -> frozenset[Landmark]:
    """Return the landmarks that a raised arm has carried away from where the model has them."""
    places = ("acromion", "elbow_lateral", "elbow_medial", "wrist_radial", "wrist_ulnar")
    return frozenset(Landmark.on(side, place) for side in pose.raised_arms for place in places)


def _arm_problems(pose: StillPose) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            Level.INFO,
            f"{side} arm",
            "raised in the posture that the model is fitted to; the shoulder blade has moved with "
            "it, so the acromion is not used there and arm landmarks keep their generic places",
            "Let the arms hang, or hold them out by less than 45 degrees, in the static trial.",
        )
        for side in pose.raised_arms
    )


def _moving_problem(method: FitMethod) -> tuple[Problem, ...]:
    if method is FitMethod.STATIC_TRIAL:
        return ()
    return (
        Problem(
            Level.WARNING,
            "model size",
            "no static trial: the model is scaled and its markers are placed from the frame of "
            "the moving trial whose landmark distances are nearest their medians",
            "Pass a static trial with --static for joint angles without this offset.",
        ),
    )
