"""Lumbar extension dose: how far the spine is bent backward, under what load, how often."""

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.measure.gait.motion import RecordedMotion
from hipspine.measure.gait.strides import Span, gait_cycles_of
from hipspine.measure.gait.summary import Definition
from hipspine.mechanics.time_normalise import time_normalise

ASSUMPTIONS = (
    "Assumes that every stride of the day is like these, that only bending backward of the model's "
    "neutral posture counts, and that angle and load count in proportion. Rest, tissue tolerance "
    "and everything but walking are left out.",
    "No study ties this product to pain: compare it only with the same person at other times.",
)
METHOD = "integral over the stride of lumbar extension beyond neutral times L4/L5 compression"

PER_STRIDE = Definition("lumbar_extension_dose_per_stride", "N·rad·s", METHOD, cautions=ASSUMPTIONS)
NAME_A_DAY = "lumbar_extension_dose_per_day"


def extension_dose_measures(
    motion: RecordedMotion,
    compression_N: FloatArray | None,
    *,
    steps_a_day: float | None = None,
) -> tuple[Measurement, ...]:
    """Return the dose of a stride, and of a day where its steps are known.

    Parameters
    ----------
    motion : RecordedMotion
    compression_N : (T,) array or None
        Compression of the disc L4/L5 at the motion's frames [N]; None where the model has none.
    steps_a_day : float, optional
        Counted by a phone or watch; there is no default.
    """
    extension = motion.angles_rad.get("lumbar_extension")
    if extension is None or compression_N is None:
        stride = PER_STRIDE.of((), because="the model tells no lumbar angle or no lumbar load")
    else:
        product = np.clip(extension, 0, None) * compression_N
        stride = PER_STRIDE.of(
            [_over(motion, product, span) for span in _strides(motion)],
            because="no complete stride with all forces on the body measured",
        )
    return stride, _a_day(stride, steps_a_day)


def _strides(motion: RecordedMotion) -> tuple[Span, ...]:
    """Return the right side's strides, else the left's: each holds one of either side's steps."""
    for side in (Side.RIGHT, Side.LEFT):
        cycles = gait_cycles_of(motion.cycles, side)
        if cycles:
            return tuple((cycle.start_s, cycle.end_s) for cycle in cycles)
    return ()


def _over(motion: RecordedMotion, product: FloatArray, span: Span) -> float:
    course = time_normalise(motion.times_s, product, *span)
    return float(np.trapezoid(course, dx=(span[1] - span[0]) / (len(course) - 1)))


def _a_day(stride: Measurement, steps_a_day: float | None) -> Measurement:
    if stride.value is None:
        reason = stride.absent_because or ""
        return Measurement.absent(NAME_A_DAY, stride.unit, reason, method=METHOD)
    if steps_a_day is None:
        reason = "how many steps a day are walked was not given"
        return Measurement.absent(NAME_A_DAY, stride.unit, reason, method=METHOD)
    return Measurement(
        NAME_A_DAY,
        stride.unit,
        stride.value * steps_a_day / 2,
        method=f"{METHOD}; times {steps_a_day / 2:g} strides a day",
        cautions=ASSUMPTIONS,
    )
