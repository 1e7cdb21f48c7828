"""Gait Profile Score: how far nine angles are from a reference, all in all."""

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.measure.gait.angle_measures import NEUTRAL, AngleCurves
from hipspine.measure.gait.heading import Heading
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait.segment_angles import pointing_to_left_rad
from hipspine.measure.gait.strides import gait_cycles_of
from hipspine.mechanics.time_normalise import time_normalise
from hipspine.readers.gait_profile import PROFILE_VARIABLES, GaitReference

METHOD = "root mean square difference from the reference mean over the cycle (Baker 2009)"
NO_TABLE = "no reference table of the laboratory was given"
RUNS = "the reference is of people who walk, and this trial is a run"
OF_PELVIS = PROFILE_VARIABLES[:3]

_JOINT_ANGLES = {
    "hip_flexion": "hip_flexion",
    "hip_adduction": "hip_adduction",
    "hip_internal_rotation": "hip_rotation",
    "knee_flexion": "knee_angle",
    "ankle_dorsiflexion": "ankle_angle",
}


def profile_measures(
    motion: RecordedMotion,
    curves: AngleCurves,
    heading: Heading,
    reference: GaitReference | None,
) -> tuple[Measurement, ...]:
    """Return the nine Gait Variable Scores of each side, each side's score and the overall [rad].

    Notes
    -----
    GVS_i = sqrt(mean over the cycle of (angle_i - reference_i)²); GPS = sqrt(mean of GVS_i²).
    The overall score takes the pelvis once, from the left cycle: fifteen variables.

    References
    ----------
    Baker R et al. (2009). The Gait Profile Score and Movement Analysis Profile. Gait Posture
    30:265-269. doi:10.1016/j.gaitpost.2009.05.020
    """
    if reference is None or motion.cycles.is_running:
        because = NO_TABLE if reference is None else RUNS
        return (Measurement.absent("gait_profile_score", "rad", because, method=METHOD),)
    scores = {side: _variable_scores(motion, curves, heading, reference, side) for side in Side}
    found = [
        _measured(f"{name}_variable_score", scores[side].get(name), side)
        for side in Side
        for name in PROFILE_VARIABLES
    ]
    for side in Side:
        values = [scores[side].get(name) for name in PROFILE_VARIABLES]
        found.append(_measured("gait_profile_score", _root_mean_square(values), side))
    legs = [scores[side].get(name) for side in Side for name in PROFILE_VARIABLES[3:]]
    pelvis = [scores[Side.LEFT].get(name) for name in OF_PELVIS]
    found.append(_measured("gait_profile_score", _root_mean_square([*pelvis, *legs]), None))
    return tuple(found)


def _root_mean_square(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return float(np.sqrt(np.mean(np.square(known))))


def _measured(name: str, value: float | None, side: Side | None) -> Measurement:
    if value is None:
        because = "a variable is missing: it takes a complete gait cycle and the model's angle"
        return Measurement.absent(name, "rad", because, side=side, method=METHOD)
    return Measurement(name, "rad", value, side=side, method=METHOD, cautions=(NEUTRAL,))


def _variable_scores(
    motion: RecordedMotion,
    curves: AngleCurves,
    heading: Heading,
    reference: GaitReference,
    side: Side,
) -> dict[str, float]:
    cycles = gait_cycles_of(motion.cycles, side)
    scores = {}
    for name in PROFILE_VARIABLES:
        course = _course(name, motion, curves, heading, side)
        expected = reference.curves_rad[name]
        if course is None or not cycles:
            continue
        drawn = [
            time_normalise(motion.times_s, course, cycle.start_s, cycle.end_s, points=len(expected))
            for cycle in cycles
        ]
        score = float(np.sqrt(np.mean(np.square(np.mean(drawn, axis=0) - expected))))
        if np.isfinite(score):
            scores[name] = score
    return scores


def _course(
    name: str, motion: RecordedMotion, curves: AngleCurves, heading: Heading, side: Side
) -> FloatArray | None:
    """Return the (T,) course of a variable, positive as named [rad], or None."""
    if name in _JOINT_ANGLES:
        return motion.angles_rad.get(f"{_JOINT_ANGLES[name]}{side.suffix}")
    if name == "pelvis_anterior_tilt":
        return curves.pelvis_anterior_tilt
    inward = 1 if side is Side.RIGHT else -1
    if name == "pelvis_hike":
        return inward * curves.pelvis_right_up
    if name == "pelvis_forward_rotation":
        # The right side comes forward when the pelvis turns to the left.
        return inward * curves.pelvis_to_left
    foot = motion.orientations[BodyPart.foot(side)]
    return inward * pointing_to_left_rad(foot, heading)
