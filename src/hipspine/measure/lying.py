"""Lying down and getting up, from how pelvis and trunk are inclined."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.domain.units import radians
from hipspine.measure.gait.motion import BodyPart, RecordedMotion
from hipspine.measure.gait.summary import Definition
from hipspine.mechanics.runs import runs_of

LYING_RAD = radians(60.0)
"""Inclination of trunk and pelvis from upright beyond which a person lies; ours: half way between
leaning and level. Bending forward on the feet brings the trunk there, but the hips bend with it."""

UPRIGHT_RAD = radians(30.0)
"""Inclination of the trunk below which a person stands or sits upright; ours."""

BENT_RAD = radians(50.0)
"""Hip flexion above which a person face down bends forward rather than lies; ours."""

METHOD = "trunk and pelvis more than 60 degrees from upright"
NOBODY_LIES = "nobody lies in the recording"
NOT_WHOLE = "the recording holds no whole way from upright to lying"
NOT_UP = "the recording holds no whole way from lying to upright"
NO_LOADS = (
    "What floor or mattress carries is not measured: lying, there are angles and times, no loads."
)


@dataclass(frozen=True)
class _Change:
    """A change of posture: from the last frame in one to the first in the other [s]."""

    to_lying: bool
    lasts_s: float


def lying_measures(motion: RecordedMotion) -> tuple[Measurement, ...]:
    """Return how long somebody lies, and how long lying down and getting up take [s]."""
    lies = is_lying(motion)
    if not lies.any():
        return tuple(
            Measurement.absent(name, "s", NOBODY_LIES, method=METHOD)
            for name in ("lying_time", "lying_down_duration", "lying_to_upright_duration")
        )
    frame_s = float(np.median(np.diff(motion.times_s)))
    changes = _changes(motion.times_s, lies, is_upright(motion))
    down = [change.lasts_s for change in changes if change.to_lying]
    up = [change.lasts_s for change in changes if not change.to_lying]
    return (
        Measurement(
            "lying_time", "s", float(lies.sum()) * frame_s, method=METHOD, cautions=(NO_LOADS,)
        ),
        Definition("lying_down_duration", "s", f"from upright to lying: {METHOD}").of(
            down, because=NOT_WHOLE
        ),
        Definition("lying_to_upright_duration", "s", f"from lying to upright: {METHOD}").of(
            up, because=NOT_UP
        ),
    )


def is_lying(motion: RecordedMotion) -> BoolArray:
    """(T,) whether the person lies: trunk and pelvis near level, and not bent forward on the feet.

    Notes
    -----
    A deep bend on the feet also levels the trunk; then its front faces down and the hips are bent.
    Who lies face down has straight hips; on the back or side the hips may be bent.
    """
    level = np.minimum(
        _from_upright(motion, BodyPart.TRUNK), _from_upright(motion, BodyPart.PELVIS)
    )
    faces_down = motion.orientations[BodyPart.TRUNK][:, 1, 0] < -np.cos(radians(45.0))
    hips = [
        motion.angles_rad[name]
        for name in ("hip_flexion_r", "hip_flexion_l")
        if name in motion.angles_rad
    ]
    bent = np.min(hips, axis=0) > BENT_RAD if hips else np.zeros(level.shape, dtype=np.bool_)
    return np.asarray((level > LYING_RAD) & ~(faces_down & bent))


def is_upright(motion: RecordedMotion) -> BoolArray:
    """(T,) whether the trunk is within 30 degrees of upright."""
    return np.asarray(_from_upright(motion, BodyPart.TRUNK) < UPRIGHT_RAD)


def _from_upright(motion: RecordedMotion, part: BodyPart) -> FloatArray:
    """(T,) angle between a segment's long axis and the vertical, 0 upright to pi [rad]."""
    up = motion.orientations[part][:, 1, 1]
    angle: FloatArray = np.arccos(np.clip(up, -1.0, 1.0))
    return angle


def _changes(times_s: FloatArray, lies: BoolArray, upright: BoolArray) -> list[_Change]:
    """Return the ways from an upright stretch to a lying one or back, nothing else between."""
    stretches = [(run, True) for run in runs_of(lies)] + [(run, False) for run in runs_of(upright)]
    stretches.sort(key=lambda stretch: stretch[0])
    return [
        _Change(to_lying, float(times_s[later[0]] - times_s[before[1] - 1]))
        for (before, was_lying), (later, to_lying) in pairwise(stretches)
        if was_lying is not to_lying
    ]
