"""Hip and lumbar extension at push-off, at the same instant, and what they say of each other.

In running, where no foot lands before the other leaves, at toe off.
"""

from dataclasses import replace

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

TOO_LITTLE = "the hip extends less than 5 degrees at push-off, and a ratio to that is noise"
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

IN_RUNNING = "at this foot's toe off, where push-off ends; running has no double support"
NO_TOE_OFF = "no stance of this side with its toe off in the recording"
HIP_AT_TOE_OFF = replace(
    # The published error of angles was found in walking.
    HIP,
    name="hip_extension_at_toe_off",
    method=IN_RUNNING,
    repeatability=None,
)
LUMBAR_AT_TOE_OFF = replace(LUMBAR, name="lumbar_extension_at_toe_off", method=IN_RUNNING)
RATIO_AT_TOE_OFF = replace(
    RATIO,
    name="lumbar_per_hip_extension_at_toe_off",
    method=f"{IN_RUNNING}; lumbar over hip extension",
)


def push_off_measures(motion: RecordedMotion, curves: AngleCurves) -> tuple[Measurement, ...]:
    """Return hip and lumbar extension at push-off and their ratio, for each side.

    Notes
    -----
    Push-off begins when the other foot lands, near half of the cycle; hip extension is largest
    there. The ratio is absent where the hip extends less than `SMALLEST_HIP_EXTENSION_RAD`. In
    running the hip extends most about toe off (Novacheck 1998, Gait Posture 7:77-95,
    doi:10.1016/S0966-6362(97)00038-6): the angles at that instant have names of their own.
    """
    return tuple(one for side in Side for one in _of_side(motion, curves, side))


def _of_side(
    motion: RecordedMotion, curves: AngleCurves, side: Side
) -> tuple[Measurement, Measurement, Measurement]:
    if motion.cycles.is_running:
        stances = phase_spans(motion.cycles, side, GaitPhase.STANCE)
        at_s, because = np.array([end for _start, end in stances]), NO_TOE_OFF
        defined = (HIP_AT_TOE_OFF, LUMBAR_AT_TOE_OFF, RATIO_AT_TOE_OFF)
    else:
        pushes = phase_spans(motion.cycles, side, GaitPhase.PRE_SWING)
        at_s, because = np.array([start for start, _end in pushes]), NO_PUSH_OFF
        defined = (HIP, LUMBAR, RATIO)
    hip = _at(motion, curves.hip_extension(side), at_s)
    lumbar = _at(motion, curves.lumbar_extension(), at_s)
    hip_measure = defined[0].of(list(hip), side, because=because)
    lumbar_measure = defined[1].of(list(lumbar), side, because=because)
    extends = hip >= SMALLEST_HIP_EXTENSION_RAD
    if hip_measure.value is not None and not extends.any():
        return hip_measure, lumbar_measure, defined[2].of((), side, because=TOO_LITTLE)
    ratio = defined[2].of(list((lumbar / hip)[extends]), side, because=because)
    return hip_measure, lumbar_measure, ratio


def _at(motion: RecordedMotion, course: FloatArray | None, at_s: FloatArray) -> FloatArray:
    if course is None:
        return np.full(at_s.shape, np.nan)
    return resample(motion.times_s, course, at_s)
