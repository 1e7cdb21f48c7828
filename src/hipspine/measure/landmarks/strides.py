"""Strides from landmarks: where heel and toe swing farthest before and behind the hips.

References
----------
Zeni JA, Richards JG, Higginson JS (2008). Two simple methods for determining gait events during
treadmill and overground walking using kinematic data. Gait Posture 27:710-714.
doi:10.1016/j.gaitpost.2007.07.007
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.signal import find_peaks

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.measure.landmarks.sagittal import SagittalPaths
from hipspine.mechanics.filters import sampling_rate_hz
from hipspine.mechanics.runs import runs_of

SMALLEST_SWING = 0.25
"""Prominence of a foot's swing, in leg lengths, that counts as a step; a step of ordinary walking
swings the foot by about 0.7 leg lengths against the hips."""

SHORTEST_STRIDE_S = 0.6
LONGEST_STRIDE_S = 2.5
"""A stride of walking lasts about 0.9 to 1.4 s; outside this range a step was missed."""


@dataclass(frozen=True)
class Stride:
    """One stride of a side, from heel strike to heel strike [s]."""

    side: Side
    start_s: float
    end_s: float
    toe_off_s: float | None


@dataclass(frozen=True)
class Strides:
    """Heel strikes of both sides in order of time, and the strides between them."""

    strikes_s: dict[Side, tuple[float, ...]]
    strides: tuple[Stride, ...]

    def of(self, side: Side) -> tuple[Stride, ...]:
        """Return a side's strides."""
        return tuple(stride for stride in self.strides if stride.side is side)


def strides_of(paths: SagittalPaths) -> Strides:
    """Return the strides that the landmarks show; none where nobody walks."""
    leg = paths.leg_length()
    strikes, strides = {}, []
    for side in Side:
        heel = _before_hips(paths, side, "heel")
        toe = _before_hips(paths, side, "toe")
        strikes[side] = _peaks_s(paths.times_s, heel, SMALLEST_SWING * leg)
        offs = _peaks_s(paths.times_s, -toe, SMALLEST_SWING * leg)
        strides += _strides(side, strikes[side], offs)
    return Strides(strikes, tuple(sorted(strides, key=lambda stride: stride.start_s)))


def _before_hips(paths: SagittalPaths, side: Side, place: str) -> FloatArray:
    """Return how far a foot's point is before the hips (T,); the ankle where it is not seen."""
    path = paths.of(side, place)
    if not np.isfinite(path).any():
        path = paths.of(side, "ankle")
    before: FloatArray = path[:, 0] - paths.middle("hip")[:, 0]
    return before


def _peaks_s(times_s: FloatArray, values: FloatArray, prominence: float) -> tuple[float, ...]:
    apart = max(1, round(SHORTEST_STRIDE_S * sampling_rate_hz(times_s)))
    found: list[float] = []
    for first, stop in runs_of(np.isfinite(values)):
        peaks, _ = find_peaks(values[first:stop], prominence=prominence, distance=apart)
        found += [float(times_s[first + peak]) for peak in peaks]
    return tuple(found)


def _strides(side: Side, strikes: tuple[float, ...], offs: tuple[float, ...]) -> list[Stride]:
    found = []
    for start_s, end_s in pairwise(strikes):
        if SHORTEST_STRIDE_S <= end_s - start_s <= LONGEST_STRIDE_S:
            inside = [off for off in offs if start_s < off < end_s]
            found.append(Stride(side, start_s, end_s, inside[0] if len(inside) == 1 else None))
    return found
