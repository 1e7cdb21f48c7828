"""From a trial's angles, forces and muscle work to its measurements."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.clinic.request import AssessmentRequest
from hipspine.clinic.segments import Segments
from hipspine.content.reference_walker_work import reference_walker_work
from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup, Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import Curve, GroupSide, JointLoadCurves
from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import CycleKind, Cycles
from hipspine.measure.gait.angle_measures import angle_curves, angle_measures, stance_measures
from hipspine.measure.gait.extension_dose import extension_dose_measures
from hipspine.measure.gait.heading import heading_of
from hipspine.measure.gait.load_sharing import load_sharing_measures
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait.muscle_work import (
    HipMotion,
    HipWork,
    Stretches,
    muscle_work_measures,
)
from hipspine.measure.gait.power import power_measures
from hipspine.measure.gait.profile_score import profile_measures
from hipspine.measure.gait.push_off import push_off_measures
from hipspine.measure.gait.spatiotemporal import spatiotemporal_measures
from hipspine.measure.gait.strides import GaitPhase, phase_spans
from hipspine.measure.gait.work_ledger import work_ledger_measures
from hipspine.measure.other_movements import other_movement_measures
from hipspine.measure.repetition_times import repetition_time_measures
from hipspine.readers.gait_profile import GaitReference, read_gait_reference_file
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Solution
from hipspine.simulate.lumbar_angles import TOTAL_ANGLES, total_from_levels
from hipspine.simulate.muscle_groups import members_by_group

_BODIES = {
    BodyPart.PELVIS: "pelvis",
    BodyPart.TRUNK: "torso",
    BodyPart.RIGHT_FOOT: "calcn_r",
    BodyPart.LEFT_FOOT: "calcn_l",
}

_HIP_COORDINATES = {HipMotion.EXTENSION: "hip_flexion", HipMotion.ABDUCTION: "hip_adduction"}
"""Coordinates that are positive against the direction."""


@dataclass(frozen=True, eq=False)
class TrialWork:
    """What one trial's assessment found, as far as measures need it."""

    bundle: Bundle
    solution: Solution
    cycles: Cycles
    segments: Segments
    forces_N: Mapping[GroupSide, Curve]
    loads: Mapping[str, JointLoadCurves]


@dataclass(frozen=True, eq=False)
class MeasureOptions:
    """What measures may be given beyond the trial; each is absent with a reason without it."""

    steps_a_day: float | None = None
    profile_reference: GaitReference | None = None
    walker_N_per_kg: Mapping[MuscleGroup, float] | None = None
    """Mean force of the reference walker's muscle groups."""


def measure_options(request: AssessmentRequest) -> MeasureOptions:
    """Return what a request gives for measures, and the reference walker's work.

    Raises
    ------
    FileFormatError
        If the reference table of the Gait Profile Score cannot be read.
    """
    table = None
    if request.gait_reference is not None:
        table = read_gait_reference_file(request.gait_reference)
    return MeasureOptions(request.steps_a_day, table, reference_walker_work())


def measure_trial(
    trial: TrialWork, options: MeasureOptions | None = None
) -> tuple[Measurement, ...]:
    """Return every measurement of a trial, those that could not be made with their reason.

    Angles, muscle work and load sharing are measured of any movement, the rest of walks only.
    """
    options = options or MeasureOptions()
    motion = recorded_motion(trial.bundle, trial.cycles)
    is_gait = trial.cycles.kind is CycleKind.GAIT
    if motion is None:
        of_motion: tuple[Measurement, ...] = (_no_segments(trial.bundle),)
    elif is_gait:
        of_motion = _gait_measures(motion, trial, options)
    else:
        curves = angle_curves(motion, heading_of(motion))
        angles = angle_measures(motion, curves)
        of_motion = (*angles, *other_movement_measures(motion, curves))
    walks = is_gait and not trial.cycles.is_running
    walker = options.walker_N_per_kg if walks else None
    return (
        *of_motion,
        *repetition_time_measures(trial.cycles),
        *muscle_work_measures(hip_work(trial.bundle, trial.solution), _stretches(trial)),
        *work_ledger_measures(trial.forces_N, trial.bundle.mass_kg, reference_N_per_kg=walker),
        *load_sharing_measures(trial.loads),
    )


def _no_segments(bundle: Bundle) -> Measurement:
    lacking = ", ".join(body for body in _BODIES.values() if body not in bundle.bodies)
    because = f"the model {bundle.model_name} has no body called: {lacking}"
    return Measurement.absent("angles_and_distances", "1", because)


def _gait_measures(
    motion: RecordedMotion, trial: TrialWork, options: MeasureOptions
) -> tuple[Measurement, ...]:
    heading = heading_of(motion)
    curves = angle_curves(motion, heading)
    disc = trial.solution.joint_loads.get("L4_L5")
    compression_N = None if disc is None else disc.compression_N
    return (
        *spatiotemporal_measures(motion, heading),
        *angle_measures(motion, curves),
        *stance_measures(motion, curves),
        *push_off_measures(motion, curves),
        *power_measures(motion),
        *extension_dose_measures(motion, compression_N, steps_a_day=options.steps_a_day),
        *profile_measures(motion, curves, heading, options.profile_reference),
    )


def recorded_motion(bundle: Bundle, cycles: Cycles) -> RecordedMotion | None:
    """Return the motion as measures read it, or None where the model lacks a segment."""
    if any(body not in bundle.bodies for body in _BODIES.values()):
        return None
    at = {part: bundle.bodies.index(body) for part, body in _BODIES.items()}
    return RecordedMotion(
        times_s=bundle.times_s,
        orientations={part: bundle.body_rotations[:, index] for part, index in at.items()},
        origins_m={part: bundle.body_origins_m[:, index] for part, index in at.items()},
        angles_rad=_angles(bundle),
        moments_Nm={
            name: bundle.required_moments_Nm[:, row] for row, name in enumerate(bundle.equations)
        },
        cycles=cycles,
        mass_kg=bundle.mass_kg,
    )


def _angles(bundle: Bundle) -> dict[str, FloatArray]:
    """Return the joint angles, with the lumbar levels added up to the whole spine's."""
    angles = {name: bundle.coordinate_values[:, row] for row, name in enumerate(bundle.equations)}
    levels = [f"{level}_{way}" for way in TOTAL_ANGLES for level in LUMBAR_LEVELS]
    for direction, total in TOTAL_ANGLES.items():
        summed = total_from_levels([n for n in levels if n in angles], angles, direction)
        if total not in angles and summed is not None:
            angles[total] = summed
    return angles


def hip_work(bundle: Bundle, solution: Solution) -> HipWork:
    """Return what the muscle groups do about the hips and against their capacity."""
    members = members_by_group(bundle.muscles.names)
    active = {key: solution.active_forces_N[:, of].sum(axis=1) for key, of in members.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        # A muscle with no activation at all tells no capacity: NaN, and its group's use is absent.
        capacities = solution.active_forces_N / solution.activations
    return HipWork(
        times_s=bundle.times_s,
        mass_kg=bundle.mass_kg,
        moments_Nm={way: _hip_moments(bundle, solution, way, members) for way in HipMotion},
        active_N=active,
        capacity_N={key: capacities[:, of].sum(axis=1) for key, of in members.items()},
    )


def _hip_moments(
    bundle: Bundle,
    solution: Solution,
    direction: HipMotion,
    members: Mapping[GroupSide, list[int]],
) -> dict[GroupSide, FloatArray]:
    """Return each group's moment about the hip of its side, positive in the direction [N·m]."""
    forces_N = solution.muscle_forces_N
    moments = {}
    for (group, side), of in members.items():
        coordinate = f"{_HIP_COORDINATES[direction]}{side.suffix}"
        if coordinate not in bundle.equations:
            continue
        arms = bundle.moment_arms_m[:, bundle.equations.index(coordinate), of]
        if np.any(arms):
            moments[group, side] = -(arms * forces_N[:, of]).sum(axis=1)
    return moments


def _stretches(trial: TrialWork) -> Stretches:
    """Return the phases of a walk, or the stretches over which other movements are drawn."""
    if trial.cycles.kind is CycleKind.GAIT:
        return {
            phase.value: {side: phase_spans(trial.cycles, side, phase) for side in Side}
            for phase in GaitPhase
        }
    return {trial.segments.label.replace(" ", "_"): trial.segments.of_side}
