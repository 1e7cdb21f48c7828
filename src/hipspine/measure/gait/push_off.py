"""Hip and lumbar extension at push-off, at the same instant, and what they say of each other."""

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.domain.units import radians
from hipspine.measure.gait.angle_measures import DESCRIPTOR, NEUTRAL, AngleCurves
from hipspine.measure.gait.motion import RecordedMotion
from hipspine.measure.gait.strides import GaitPhase, phase_spans
from hipspine.measure.gait.summary import GAIT_ANGLE_ERROR, Definition
from hipspine.mechanics.time_normalise import resample

SMALLEST_HIP_EXTENSION_RAD = radians(5.0)
"""Below this the ratio is absent: it is as large as the change that two sessions can tell apart
(Wilken 2012), so dividing by it yields noise."""

METHOD = "at the other foot's heel strike, where push-off begins (Perry and Burnfield 2010)"

NO_PUSH_OFF = "no double support before this side's toe off in the recording"

HIP = Definition(
    "hip_extension_at_push_off",
    "rad",
    METHOD,
    positive="extended",
    repeatability=GAIT_ANGLE_ERROR,
    cautions=(NEUTRAL,),
)
LUMBAR = Definition(
    "lumbar_extension_at_push_off",
    "rad",
    METHOD,
    positive="bent backward",
    cautions=(DESCRIPTOR, NEUTRAL),
)
RATIO = Definition(
    "lumbar_per_hip_extension_at_push_off",
    "1",
    f"{METHOD}; lumbar over hip extension",
    positive="lumbar spine extended",
    cautions=(
        "Whether a spine extends to make up for a hip that does not is a hypothesis: a ratio does "
        "not show which came first, and no study ties it to pain.",
        NEUTRAL,
    ),
)


def push_off_measures(motion: RecordedMotion, curves: AngleCurves) -> tuple[Measurement, ...]:
    """Return hip and lumbar extension at push-off and their ratio, for each side.

    Notes
    -----
    Push-off begins when the other foot lands, near half of the cycle; hip extension is largest
    there. The ratio is absent where the hip extends less than `SMALLEST_HIP_EXTENSION_RAD`.
    """
    return tuple(one for side in Side for one in _of_side(motion, curves, side))


def _of_side(
    motion: RecordedMotion, curves: AngleCurves, side: Side
) -> tuple[Measurement, Measurement, Measurement]:
    pushes = phase_spans(motion.cycles, side, GaitPhase.PRE_SWING)
    at_s = np.array([start for start, _end in pushes])
    hip = _at(motion, curves.hip_extension(side), at_s)
    lumbar = _at(motion, curves.lumbar_extension(), at_s)
    hip_measure = HIP.of(list(hip), side, because=NO_PUSH_OFF)
    lumbar_measure = LUMBAR.of(list(lumbar), side, because=NO_PUSH_OFF)
    extends = hip >= SMALLEST_HIP_EXTENSION_RAD
    if hip_measure.value is not None and not extends.any():
        why = "the hip extends less than 5 degrees at push-off, and a ratio to that is noise"
        return hip_measure, lumbar_measure, RATIO.of((), side, because=why)
    ratio = RATIO.of(list((lumbar / hip)[extends]), side, because=NO_PUSH_OFF)
    return hip_measure, lumbar_measure, ratio


def _at(motion: RecordedMotion, course: FloatArray | None, at_s: FloatArray) -> FloatArray:
    if course is None:
        return np.full(at_s.shape, np.nan)
    return resample(motion.times_s, course, at_s)
