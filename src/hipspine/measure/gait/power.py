"""Hip and ankle power by phase: where the legs put work into the motion and take it out."""

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.measure.gait.motion import RecordedMotion
from hipspine.measure.gait.strides import GaitPhase, Span, phase_spans
from hipspine.measure.gait.summary import Definition
from hipspine.mechanics.filters import differentiate
from hipspine.mechanics.time_normalise import time_normalise

JOINTS = {"hip": "hip_flexion", "ankle": "ankle_angle"}
"""Joints whose sagittal power is told, and their coordinate."""

PHASES = (GaitPhase.LOADING, GaitPhase.SINGLE_SUPPORT, GaitPhase.PRE_SWING, GaitPhase.SWING)

METHOD = "sagittal net joint moment times angular velocity, per kg of body mass"


def joint_power_W(moment_Nm: FloatArray, angle_rad: FloatArray, times_s: FloatArray) -> FloatArray:
    """Return the power that the muscles at a joint put into the motion [W].

    Parameters
    ----------
    moment_Nm, angle_rad : (T,) array
        Net moment and angle of one coordinate, in the same direction.
    times_s : (T,) array

    Returns
    -------
    (T,) array
        Positive generated, negative absorbed; NaN where the moment is.

    References
    ----------
    Winter DA (1983). Energy generation and absorption at the ankle and knee during fast, natural,
    and slow cadences. Clin Orthop Relat Res 175:147-154.
    """
    power: FloatArray = moment_Nm * differentiate(angle_rad, times_s)
    return power


def power_measures(motion: RecordedMotion) -> tuple[Measurement, ...]:
    """Return the work generated and absorbed in each phase [J/kg], and the peaks [W/kg]."""
    found: list[Measurement] = []
    for joint, coordinate in JOINTS.items():
        for side in Side:
            found += _of_joint(motion, joint, f"{coordinate}{side.suffix}", side)
    return tuple(found)


def _of_joint(motion: RecordedMotion, joint: str, coordinate: str, side: Side) -> list[Measurement]:
    moment = motion.moments_Nm.get(coordinate)
    angle = motion.angles_rad.get(coordinate)
    if moment is None or angle is None:
        power = np.full(motion.times_s.shape, np.nan)
        because = f"the model has no coordinate {coordinate}"
    else:
        power = joint_power_W(moment, angle, motion.times_s) / motion.mass_kg
        because = "no such phase in the recording with all forces on the body measured"
    found = []
    for phase in PHASES:
        found += _of_phase(motion, power, joint, phase, side, because)
    return found


def _of_phase(
    motion: RecordedMotion,
    power: FloatArray,
    joint: str,
    phase: GaitPhase,
    side: Side,
    because: str,
) -> list[Measurement]:
    spans = phase_spans(motion.cycles, side, phase)
    pieces = [time_normalise(motion.times_s, power, *span) for span in spans]
    name, method = f"{joint}_{{}}_{phase}", f"{METHOD}; over {phase.replace('_', ' ')}"
    generated = [_work(np.clip(piece, 0, None), span) for piece, span in _zip(pieces, spans)]
    absorbed = [_work(np.clip(-piece, 0, None), span) for piece, span in _zip(pieces, spans)]
    return [
        Definition(name.format("work_generated"), "J/kg", method).of(
            generated, side, because=because
        ),
        Definition(name.format("work_absorbed"), "J/kg", method).of(
            absorbed, side, because=because
        ),
        Definition(name.format("peak_power"), "W/kg", method, positive="generated").of(
            [float(piece.max()) for piece in pieces], side, because=because
        ),
    ]


def _zip(pieces: list[FloatArray], spans: tuple[Span, ...]) -> list[tuple[FloatArray, Span]]:
    return list(zip(pieces, spans, strict=True))


def _work(power: FloatArray, span: Span) -> float:
    """Return the integral of an evenly sampled power over a span; NaN where it has a gap."""
    return float(np.trapezoid(power, dx=(span[1] - span[0]) / (len(power) - 1)))
