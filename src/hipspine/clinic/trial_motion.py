"""A trial ready for the engine: smooth angles, forces on feet and seat, cycles, frames to solve."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from hipspine.clinic.kept import kept_folder, key_of
from hipspine.clinic.person_motion import PersonMotion
from hipspine.clinic.predicted_forces import predicted_forces
from hipspine.clinic.request import AssessmentRequest, Workshop
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import ContactForce, CycleKind, Cycles, ExternalForce, JointAngles
from hipspine.domain.problem import Problem
from hipspine.domain.units import body_weight_N
from hipspine.measure.cycles import find_cycles
from hipspine.measure.ground_contacts import assign_contacts
from hipspine.mechanics.contact_assignment import FootPaths
from hipspine.mechanics.filters import low_pass
from hipspine.mechanics.time_normalise import resample
from hipspine.simulate.extraction import body_positions

ANGLE_CUTOFF_HZ = 6.0
"""Low-pass for joint angles in walking (Winter 2009, Biomechanics and Motor Control of Human
Movement, 4th ed., section 3.4.4.3: 6 Hz keeps 99.7 % of the signal power)."""

FORCE_CUTOFF_HZ = 6.0
"""Low-pass for ground forces: the same as for the angles, so that forces and accelerations belong
together (Kristianslund et al. 2012, J Biomech 45:666, doi:10.1016/j.jbiomech.2011.12.011). On the
walk of a second laboratory the peak residual force is 45 N so, and 59 N with twice the cut-off."""

GAIT_RATE_HZ = 100.0
SLOW_RATE_HZ = 50.0
"""Frames per second that are solved at most: the angles hold nothing above 6 Hz."""

MARGIN_S = 0.06
"""Time before and after the frames of interest that is solved too, so that the splines' ends, whose
second derivatives are least certain, lie outside."""

FEWEST_SAMPLES = 2
"""Of a force, so that it has a sampling rate."""

_POINTS = {"calcn": "heel", "toes": "toe"}


@dataclass(frozen=True, eq=False)
class TrialMotion:
    """What one trial gives the engine."""

    person: PersonMotion
    angles: JointAngles
    """Smooth, at the frames to be solved."""
    contacts: tuple[ContactForce, ...]
    """At the same frames."""
    cycles: Cycles
    problems: tuple[Problem, ...]


def trial_motion(
    request: AssessmentRequest, person: PersonMotion, workshop: Workshop
) -> TrialMotion:
    """Return smooth angles, assigned forces and cycles of a trial.

    Raises
    ------
    RecordingError
        If the part asked for lies outside the recording.
    """
    smooth = smooth_angles(person.angles)
    feet, pelvis_m = foot_paths(person.model_path, smooth, workshop)
    if not person.recording.forces:
        return _without_plates(request, person, smooth, (feet, pelvis_m), workshop)
    forces = forces_during(smooth, person.recording.forces)
    weight_N = body_weight_N(person.subject.mass_kg)
    contacts = assign_contacts(forces, feet, pelvis_path=pelvis_m, body_weight_N=weight_N)
    cycles = find_cycles(
        contacts=contacts,
        feet=feet,
        pelvis_path=pelvis_m,
        given_events=person.recording.events,
        start_s=request.start_s,
        end_s=request.end_s,
    )
    times_s = frames_to_solve(smooth, cycles)
    at_frames = assign_contacts(
        forces,
        feet,
        pelvis_path=pelvis_m,
        times_s=times_s,
        cutoff_hz=FORCE_CUTOFF_HZ,
        body_weight_N=weight_N,
    )
    return TrialMotion(
        person,
        JointAngles(smooth.names, times_s, resample(smooth.times_s, smooth.values, times_s)),
        at_frames.contacts,
        cycles,
        (*person.problems, *contacts.problems),
    )


def _without_plates(
    request: AssessmentRequest,
    person: PersonMotion,
    smooth: JointAngles,
    paths: tuple[FootPaths, FloatArray],
    workshop: Workshop,
) -> TrialMotion:
    """Return the trial with ground reaction predicted from its motion."""
    feet, pelvis_m = paths
    cycles = find_cycles(
        contacts=None,
        feet=feet,
        pelvis_path=pelvis_m,
        given_events=person.recording.events,
        start_s=request.start_s,
        end_s=request.end_s,
    )
    predicted = predicted_forces(person, smooth, feet, pelvis_m, cycles, workshop)
    times_s = frames_to_solve(smooth, cycles)
    return TrialMotion(
        person,
        JointAngles(smooth.names, times_s, resample(smooth.times_s, smooth.values, times_s)),
        predicted.contacts,
        cycles,
        (*person.problems, *predicted.problems),
    )


def forces_during(
    angles: JointAngles, forces: Sequence[ExternalForce]
) -> tuple[ExternalForce, ...]:
    """Return the forces while the angles run: outside, nobody knows what was on the plates.

    Raises
    ------
    RecordingError
        If a plate has no samples there.
    """
    first_s, last_s = float(angles.times_s[0]), float(angles.times_s[-1])
    return tuple(_between(force, first_s, last_s) for force in forces)


def _between(force: ExternalForce, first_s: float, last_s: float) -> ExternalForce:
    kept = (force.times_s >= first_s) & (force.times_s <= last_s)
    if np.count_nonzero(kept) < FEWEST_SAMPLES:
        raise RecordingError(
            force.name,
            expected=f"forces between {first_s:.3f} and {last_s:.3f} s, where the motion is",
            got=f"forces from {force.times_s[0]:.3f} to {force.times_s[-1]:.3f} s",
            do="Change --from and --to, or give the forces of the whole trial.",
        )
    return replace(
        force,
        times_s=force.times_s[kept],
        force_N=force.force_N[kept],
        point_m=force.point_m[kept],
        torque_Nm=force.torque_Nm[kept],
    )


def smooth_angles(angles: JointAngles) -> JointAngles:
    """Return angles evenly sampled at no more than twice the gait rate, low-pass filtered."""
    rate_hz = 1 / float(np.median(np.diff(angles.times_s)))
    even_rate_hz = min(rate_hz, 2 * GAIT_RATE_HZ)
    count = int(np.floor((angles.times_s[-1] - angles.times_s[0]) * even_rate_hz + 1e-6)) + 1
    times_s = angles.times_s[0] + np.arange(count) / even_rate_hz
    values = resample(angles.times_s, angles.values, times_s)
    return JointAngles(
        angles.names, times_s, low_pass(values, rate_hz=even_rate_hz, cutoff_hz=ANGLE_CUTOFF_HZ)
    )


def foot_paths(
    model_path: Path, angles: JointAngles, workshop: Workshop
) -> tuple[FootPaths, FloatArray]:
    """Return heel and toe of both feet and the pelvis' middle, as the model's bodies move [m]."""
    bodies = ["pelvis", *(f"{body}{side.suffix}" for body in _POINTS for side in Side)]

    def make(folder: Path) -> None:
        positions = body_positions(model_path, angles, bodies, workers=workshop.workers)
        np.savez(folder / "paths.npz", allow_pickle=False, **positions)

    workshop.progress("Placing the feet", 0, 1)
    sha256 = hashlib.sha256(model_path.read_bytes()).hexdigest()
    key = key_of(sha256, angles.names, angles.times_s, angles.values, bodies)
    folder = kept_folder(workshop.cache_dir, "paths", key, make)
    workshop.progress("Placing the feet", 1, 1)
    with np.load(folder / "paths.npz") as paths:
        feet = FootPaths(
            angles.times_s,
            heel_m={side: paths[f"calcn{side.suffix}"] for side in Side},
            toe_m={side: paths[f"toes{side.suffix}"] for side in Side},
        )
        return feet, paths["pelvis"]


def frames_to_solve(angles: JointAngles, cycles: Cycles) -> FloatArray:
    """Return the times of the frames that the engine is to solve [s].

    They span the cycles, or the phases where there is no cycle, with a margin on both sides.
    """
    spans = cycles.cycles or cycles.phases
    first = max(min(span.start_s for span in spans) - MARGIN_S, float(angles.times_s[0]))
    last = min(max(span.end_s for span in spans) + MARGIN_S, float(angles.times_s[-1]))
    rate_hz = GAIT_RATE_HZ if cycles.kind is CycleKind.GAIT else SLOW_RATE_HZ
    return np.arange(first, last + 1e-9, 1 / rate_hz)
