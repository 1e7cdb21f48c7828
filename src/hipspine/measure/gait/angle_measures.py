"""Pelvis, hip, lumbar and trunk angles over the cycle, and trunk lean in stance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.domain.motion import CycleKind
from hipspine.measure.gait.heading import Heading
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait.segment_angles import space_angles
from hipspine.measure.gait.strides import GaitPhase, Span, phase_spans, repetitions_of
from hipspine.measure.gait.summary import GAIT_ANGLE_ERROR, Definition
from hipspine.mechanics.time_normalise import time_normalise

DESCRIPTOR = (
    "A descriptor: pelvic tilt and lumbar curve do not tell people with and without back pain "
    "apart (Laird 2014, meta-analysis)."
)
NEUTRAL = "Zero is the body model's neutral posture, which depends on the markers at the spine."
NO_STRIDE = "the recording holds no complete stride of this side, and no repetition"


@dataclass(frozen=True)
class _Angle:
    """An angle over the cycle: where it comes from and what is told about it."""

    name: str
    positive: str
    curve: Callable[["AngleCurves", Side], FloatArray | None]
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class AngleCurves:
    """Angles over the frames of a trial, positive as named, each (T,) [rad].

    pelvis and trunk are relative to the direction of walking; hip and lumbar angles are joint
    angles and do not depend on it.
    """

    times_s: FloatArray
    pelvis_anterior_tilt: FloatArray
    pelvis_right_up: FloatArray
    pelvis_to_left: FloatArray
    trunk_forward_lean: FloatArray
    trunk_left_lean: FloatArray
    joint_angles: Mapping[str, FloatArray]

    def hip_extension(self, side: Side) -> FloatArray | None:
        """Return the (T,) extension of a hip [rad], or None."""
        flexion = self.joint_angles.get(f"hip_flexion{side.suffix}")
        return None if flexion is None else -flexion

    def lumbar_extension(self) -> FloatArray | None:
        """Return the (T,) extension of the whole lumbar spine [rad], or None."""
        return self.joint_angles.get("lumbar_extension")


def angle_curves(motion: RecordedMotion, heading: Heading) -> AngleCurves:
    """Return the angles of a trial, the direction of walking turned out of pelvis and trunk."""
    pelvis = space_angles(motion.orientations[BodyPart.PELVIS], heading)
    trunk = space_angles(motion.orientations[BodyPart.TRUNK], heading)
    return AngleCurves(
        times_s=motion.times_s,
        pelvis_anterior_tilt=pelvis.forward,
        pelvis_right_up=pelvis.right_up,
        pelvis_to_left=pelvis.to_left,
        trunk_forward_lean=trunk.forward,
        trunk_left_lean=trunk.right_up,
        joint_angles=motion.angles_rad,
    )


def _towards(side: Side, to_left: FloatArray) -> FloatArray:
    return to_left if side is Side.LEFT else -to_left


_ANGLES = (
    _Angle(
        "pelvis_anterior_tilt",
        "front tipped down",
        lambda curves, _side: curves.pelvis_anterior_tilt,
        (DESCRIPTOR, NEUTRAL),
    ),
    _Angle(
        "pelvis_hike",
        "this side higher than the other",
        lambda curves, side: _towards(side.other, curves.pelvis_right_up),
    ),
    _Angle(
        "pelvis_forward_rotation",
        "this side ahead of the other",
        lambda curves, side: _towards(side.other, curves.pelvis_to_left),
    ),
    _Angle(
        "hip_extension", "extended", lambda curves, side: curves.hip_extension(side), (NEUTRAL,)
    ),
    _Angle(
        "hip_adduction",
        "thigh towards the other leg",
        lambda curves, side: curves.joint_angles.get(f"hip_adduction{side.suffix}"),
    ),
    _Angle(
        "lumbar_extension",
        "bent backward",
        lambda curves, _side: curves.lumbar_extension(),
        (DESCRIPTOR, NEUTRAL),
    ),
    _Angle(
        "trunk_forward_lean", "upright trunk tipped forward", lambda c, _side: c.trunk_forward_lean
    ),
)


def angle_measures(motion: RecordedMotion, curves: AngleCurves) -> tuple[Measurement, ...]:
    """Return mean, range and largest value of each angle over strides or repetitions [rad]."""
    found: list[Measurement] = []
    for angle in _ANGLES:
        for side in Side:
            found += _over_strides(angle, motion, curves, side)
    return tuple(found)


def _over_strides(
    angle: _Angle, motion: RecordedMotion, curves: AngleCurves, side: Side
) -> list[Measurement]:
    course = angle.curve(curves, side)
    strides = repetitions_of(motion.cycles, side) if course is not None else ()
    values = [] if course is None else [time_normalise(motion.times_s, course, *s) for s in strides]
    because = NO_STRIDE if course is not None else "the model has no such joint angle"
    is_other = motion.cycles.kind is CycleKind.UNKNOWN
    over = "whole recording" if is_other else "stride or repetition"
    statistics: dict[str, Callable[[FloatArray], float]] = {
        "mean": lambda curve: float(curve.mean()),
        "range": lambda curve: float(curve.max() - curve.min()),
        "peak": lambda curve: float(curve.max()),
    }
    return [
        Definition(
            f"{angle.name}_{what}",
            "rad",
            f"{what} over the {over}",
            positive="" if what == "range" else angle.positive,
            # A range is free of the neutral posture's error, which is why it is told apart.
            cautions=angle.cautions if what != "range" else (),
            repeatability=_error_of(angle.name, motion),
        ).of([statistic(curve) for curve in values], side, because=because)
        for what, statistic in statistics.items()
    ]


def _error_of(angle: str, motion: RecordedMotion) -> Repeatability | None:
    """Return the published error of leg and pelvis angles; it was found in walking only."""
    if motion.cycles.kind is not CycleKind.GAIT or motion.cycles.is_running:
        return None
    return GAIT_ANGLE_ERROR if angle.startswith(("hip", "pelvis")) else None


def stance_measures(motion: RecordedMotion, curves: AngleCurves) -> tuple[Measurement, ...]:
    """Return pelvic drop and trunk lean while a side carries the body [rad]."""
    return tuple(measurement for side in Side for measurement in _of_stance(motion, curves, side))


def _of_stance(motion: RecordedMotion, curves: AngleCurves, side: Side) -> tuple[Measurement, ...]:
    alone = phase_spans(motion.cycles, side, GaitPhase.SINGLE_SUPPORT)
    stance = phase_spans(motion.cycles, side, GaitPhase.STANCE)
    other_down = _towards(side.other, curves.pelvis_right_up)
    to_stance_side = _towards(side, curves.trunk_left_lean)
    no_single = "the recording holds no complete single support of this side"
    no_stance = "the recording holds no complete stance of this side"
    return (
        Definition(
            "pelvis_drop_in_single_support",
            "rad",
            "largest over single support, pelvis against the horizontal",
            positive="side of the lifted leg lower",
            repeatability=_error_of("pelvis", motion),
        ).of(_each(motion, other_down, alone, np.max), side, because=no_single),
        Definition(
            "trunk_lean_to_stance_side",
            "rad",
            "largest over single support, trunk against the vertical",
            positive="towards the standing leg",
        ).of(_each(motion, to_stance_side, alone, np.max), side, because=no_single),
        Definition(
            "trunk_forward_lean_in_stance",
            "rad",
            "mean over stance, trunk against the vertical",
            positive="forward",
            cautions=(NEUTRAL,),
        ).of(_each(motion, curves.trunk_forward_lean, stance, np.mean), side, because=no_stance),
    )


def _each(
    motion: RecordedMotion,
    course: FloatArray,
    spans: tuple[Span, ...],
    statistic: Callable[[FloatArray], object],
) -> list[float]:
    """Return a statistic of a course over each span; NaN where it is not recorded throughout."""
    pieces = [time_normalise(motion.times_s, course, *span) for span in spans]
    return [float(np.asarray(statistic(piece))) for piece in pieces]
