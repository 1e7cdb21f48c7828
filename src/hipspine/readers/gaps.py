"""Gaps in marker trajectories: finding them and filling short ones."""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import Markers

SAMPLES_BESIDE_A_GAP = 2
"""A gap is filled only if at least this many samples are seen on both sides: a cubic needs four."""


@dataclass(frozen=True)
class Gap:
    """A stretch in which a marker was not seen.

    first, last : frames, counted from 0, both unseen; duration_s from the last seen frame before to
    the first seen one after (or to the end of the trial).
    """

    marker: str
    first: int
    last: int
    duration_s: float

    @property
    def frames(self) -> int:
        """Number of frames in which the marker is missing."""
        return self.last - self.first + 1


@dataclass(frozen=True, eq=False)
class FilledMarkers:
    """Markers after gap filling, with what was filled and what was left open."""

    markers: Markers
    filled: tuple[Gap, ...]
    left_open: tuple[Gap, ...]


def gaps_of(name: str, times_s: FloatArray, seen: BoolArray) -> list[Gap]:
    """Return the gaps of one marker in order of time; seen : (T,)."""
    edges = np.diff(np.concatenate([[True], seen, [True]]).astype(np.int8))
    starts, ends = np.flatnonzero(edges == -1), np.flatnonzero(edges == 1)
    last_frame = len(times_s) - 1
    gaps = []
    for start, end in zip(starts, ends, strict=True):
        before, after = max(int(start) - 1, 0), min(int(end), last_frame)
        duration_s = float(times_s[after] - times_s[before])
        gaps.append(Gap(name, int(start), int(end) - 1, duration_s))
    return gaps


def fill_gaps(markers: Markers, max_gap_s: float = 0.2) -> FilledMarkers:
    """Return markers with short gaps filled by a cubic spline through the seen samples.

    Parameters
    ----------
    markers : Markers
        NaN where not seen.
    max_gap_s : float
        Longest gap to fill [s]. Up to 0.2 s a cubic spline was the best of three methods in
        Howarth and Callaghan (2010); beyond, a method that knows the segment was better.

    Returns
    -------
    FilledMarkers
        New markers; gaps that are too long, or that touch the beginning or end of the trial, stay
        open and are listed.

    Notes
    -----
    A spline knows nothing of the rigid segment that the marker sits on, and the figure of 0.2 s
    was found on wrist markers: at a heel strike even a shorter gap may be filled badly.

    References
    ----------
    Howarth S.J., Callaghan J.P. (2010) Quantitative assessment of the accuracy for three
    interpolation techniques in kinematic analysis of human movement. Comput Methods Biomech Biomed
    Engin 13:847-855. doi:10.1080/10255841003664701
    """
    positions = markers.positions_m.copy()
    filled: list[Gap] = []
    left_open: list[Gap] = []
    for i, name in enumerate(markers.names):
        seen: BoolArray = np.all(np.isfinite(positions[:, i]), axis=1)
        gaps = gaps_of(name, markers.times_s, seen)
        fillable = [gap for gap in gaps if gap.duration_s <= max_gap_s and _is_inside(gap, seen)]
        left_open += [gap for gap in gaps if gap not in fillable]
        if fillable:
            _fill(positions[:, i], markers.times_s, seen, fillable)
            filled += fillable
    return FilledMarkers(
        Markers(markers.names, markers.times_s, positions), tuple(filled), tuple(left_open)
    )


def _is_inside(gap: Gap, seen: BoolArray) -> bool:
    beside = SAMPLES_BESIDE_A_GAP
    before = seen[max(gap.first - beside, 0) : gap.first]
    after = seen[gap.last + 1 : gap.last + 1 + beside]
    return bool(before.sum() == beside and after.sum() == beside)


def _fill(path: FloatArray, times_s: FloatArray, seen: BoolArray, gaps: list[Gap]) -> None:
    """Write a spline's values into the gaps of one marker's path (T, 3), a view of a copy."""
    from scipy.interpolate import CubicSpline

    spline = CubicSpline(times_s[seen], path[seen])
    for gap in gaps:
        frames = slice(gap.first, gap.last + 1)
        path[frames] = spline(times_s[frames])
