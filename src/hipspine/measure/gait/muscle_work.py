"""Who extends and abducts the hip in each phase, and how hard the gluteal muscles work for it.

All of it is computed by a model that shares the moments among muscles at the least effort; nobody's
muscle was measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import GroupSide
from hipspine.domain.measurement import Measurement
from hipspine.measure.gait.strides import Span
from hipspine.measure.gait.summary import Definition
from hipspine.mechanics.time_normalise import time_normalise


class HipMotion(StrEnum):
    """A direction in which muscles turn the thigh against the pelvis."""

    EXTENSION = "extension"
    ABDUCTION = "abduction"


NAMED: dict[HipMotion, tuple[MuscleGroup, ...]] = {
    HipMotion.EXTENSION: (
        MuscleGroup.GLUTEUS_MAXIMUS,
        MuscleGroup.HAMSTRINGS,
        MuscleGroup.ADDUCTORS,
        MuscleGroup.GLUTEUS_MEDIUS,
    ),
    HipMotion.ABDUCTION: (
        MuscleGroup.GLUTEUS_MEDIUS,
        MuscleGroup.GLUTEUS_MINIMUS,
        MuscleGroup.GLUTEUS_MAXIMUS,
        MuscleGroup.TENSOR_FASCIAE_LATAE,
        MuscleGroup.PIRIFORMIS,
    ),
}
"""Groups told apart in each direction; the rest is summed as the other muscles."""

USED = (MuscleGroup.GLUTEUS_MAXIMUS, MuscleGroup.GLUTEUS_MEDIUS)
"""Groups whose use against capacity is told."""

SMALLEST_MOMENT_NM_PER_KG = 0.02
"""Mean moment below which shares are absent: about 2 % of the peak hip extension moment of walking
(0.8 to 1.0 N·m/kg; Winter 2009), so the shares would be of next to nothing."""

MODELLED = (
    "Computed by a model that shares work at the least effort, not measured in the muscle; the "
    "model's own spread is larger than differences of a few percent."
)


@dataclass(frozen=True, eq=False)
class HipWork:
    """The work of muscle groups over the frames of a trial; NaN where forces were not measured.

    moments_Nm : per direction and group of a side, (T,) moment about that side's hip, positive
    in the direction [N·m]; active_N, capacity_N : per group of a side, (T,) force of its
    contracting fibres along the tendon, and what they could give at full activation at that
    length and speed [N].
    """

    times_s: FloatArray
    mass_kg: float
    moments_Nm: Mapping[HipMotion, Mapping[GroupSide, FloatArray]]
    active_N: Mapping[GroupSide, FloatArray]
    capacity_N: Mapping[GroupSide, FloatArray]


Stretches = Mapping[str, Mapping[Side, tuple[Span, ...]]]
"""Name of a phase (``loading``, ``stance``, ``squat``...) to the spans of each side."""


def muscle_work_measures(work: HipWork, stretches: Stretches) -> tuple[Measurement, ...]:
    """Return shares of the hip moments by group, and gluteal use, in each phase of each side."""
    found: list[Measurement] = []
    for phase, of_side in stretches.items():
        for side in Side:
            spans = of_side.get(side, ())
            for direction in HipMotion:
                found += _shares(work, direction, phase, side, spans)
            for group in USED:
                found += _use(work, group, phase, side, spans)
    return tuple(found)


def _shares(
    work: HipWork, direction: HipMotion, phase: str, side: Side, spans: tuple[Span, ...]
) -> list[Measurement]:
    per_span = [_impulse_shares(work, direction, side, span) for span in spans]
    because = _why_no_share(per_span, direction)
    names = [group.value for group in NAMED[direction]] + ["other_muscles"]
    return [
        Definition(
            f"{name}_share_of_hip_{direction}_in_{phase}",
            "1",
            f"impulse of the group's {direction} moment over that of all that turn the same way",
            cautions=(MODELLED,),
        ).of([shares[name] for shares in per_span if shares is not None], side, because=because)
        for name in names
    ]


def _why_no_share(per_span: list[dict[str, float] | None], direction: HipMotion) -> str:
    if not per_span:
        return "no such phase in the recording"
    return (
        f"muscles make next to no {direction} moment in it, or forces on the body were not "
        "measured throughout"
    )


def _impulse_shares(
    work: HipWork, direction: HipMotion, side: Side, span: Span
) -> dict[str, float] | None:
    """Return each group's share of the positive impulse in a span, or None for next to nothing."""
    means = {
        group: _mean(work.times_s, np.clip(moment, 0, None), span)
        for (group, of_side), moment in work.moments_Nm[direction].items()
        if of_side is side
    }
    total = sum(means.values())
    if not total >= SMALLEST_MOMENT_NM_PER_KG * work.mass_kg:
        return None
    shares = {group.value: means.get(group, 0.0) / total for group in NAMED[direction]}
    return shares | {"other_muscles": 1 - sum(shares.values())}


def _use(
    work: HipWork, group: MuscleGroup, phase: str, side: Side, spans: tuple[Span, ...]
) -> list[Measurement]:
    key = (group, side)
    if key not in work.active_N:
        because = f"the model has no {group.value.replace('_', ' ')} on this side"
        spans = ()
    else:
        because = "no such phase in the recording with all forces on the body measured"
    used = [
        time_normalise(work.times_s, work.active_N[key] / work.capacity_N[key], *span)
        for span in spans
    ]
    method = "active force over what the group could give at that length and speed"
    name = f"{group}_use_{{}}_in_{phase}"
    return [
        Definition(name.format("mean"), "1", f"{method}; mean", cautions=(MODELLED,)).of(
            [float(course.mean()) for course in used], side, because=because
        ),
        Definition(name.format("peak"), "1", f"{method}; largest", cautions=(MODELLED,)).of(
            [float(course.max()) for course in used], side, because=because
        ),
    ]


def _mean(times_s: FloatArray, course: FloatArray, span: Span) -> float:
    return float(time_normalise(times_s, course, *span).mean())
