"""What is told of movements other than walking, beside angles and times.

Sitting down: how far trunk, pelvis and lumbar spine bend. Steps and stairs: how high, how often up
and down, and which foot leads. Anything else: whether, when and how fast somebody lies down.
"""

import numpy as np

from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import CycleKind
from hipspine.measure.gait.angle_measures import AngleCurves
from hipspine.measure.gait.motion import RecordedMotion
from hipspine.measure.gait.summary import Definition
from hipspine.measure.lying import lying_measures
from hipspine.measure.steps import step_measures
from hipspine.mechanics.time_normalise import time_normalise

NOBODY_SITS = "no whole way from standing to sitting lies in the part that was solved"
METHOD = "over sitting down, by the height of the pelvis"


def other_movement_measures(motion: RecordedMotion, curves: AngleCurves) -> tuple[Measurement, ...]:
    """Return what belongs to the movement that a trial shows; nothing for walks and squats."""
    kind = motion.cycles.kind
    if kind is CycleKind.SIT_TO_STAND:
        return _sitting_down(motion, curves)
    if kind is CycleKind.STEP:
        return step_measures(motion)
    return lying_measures(motion) if kind is CycleKind.UNKNOWN else ()


def _sitting_down(motion: RecordedMotion, curves: AngleCurves) -> tuple[Measurement, ...]:
    spans = [
        (phase.start_s, phase.end_s)
        for phase in motion.cycles.phases
        if phase.name == "sitting_down"
    ]
    told = (
        ("sitting_down_trunk_forward_lean_peak", "forward", curves.trunk_forward_lean, np.max),
        ("sitting_down_pelvis_anterior_tilt_range", "", curves.pelvis_anterior_tilt, np.ptp),
        ("sitting_down_lumbar_extension_range", "", curves.lumbar_extension(), np.ptp),
    )
    found = []
    for name, positive, course, statistic in told:
        pieces = (
            [] if course is None else [time_normalise(motion.times_s, course, *s) for s in spans]
        )
        because = NOBODY_SITS if course is not None else "the model has no such joint angle"
        definition = Definition(name, "rad", METHOD, positive=positive)
        found.append(definition.of([float(statistic(piece)) for piece in pieces], because=because))
    return tuple(found)
