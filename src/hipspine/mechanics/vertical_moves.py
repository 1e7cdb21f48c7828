"""Rises and descents of the body, from the height of the pelvis over time."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import signal

from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.filters import differentiate, low_pass, sampling_rate_hz
from hipspine.mechanics.runs import Run, runs_of

CUTOFF_HZ = 6.0
"""Low-pass cut-off for the pelvis' height (Winter 2009, section 3.4.4)."""

ONSET = 0.1
"""Share of a move's peak speed at which it starts and ends.

A tenth of the peak is well above sway and marker noise; a smaller share would not move start and
end by more than the time in which speed grows by a tenth.
"""

WHOLE_MOVE = 0.5
"""A move counts when it covers this share of the trial's range of height."""


@dataclass(frozen=True)
class VerticalMove:
    """One rise or descent of the pelvis."""

    rises: bool
    start_s: float
    end_s: float
    is_complete: bool
    """Whether it starts and ends within the recording."""


def vertical_moves(
    times_s: FloatArray, height_m: FloatArray, *, smallest_m: float
) -> list[VerticalMove]:
    """Return the rises and descents of the pelvis, in order of time.

    Parameters
    ----------
    times_s : (T,) array
        Evenly spaced time [s].
    height_m : (T,) array
        Height of the pelvis [m]; NaN splits the recording.
    smallest_m : float
        Smallest change of height that counts, if it also covers `WHOLE_MOVE` of the range [m].

    Notes
    -----
    Turning points are those with a prominence of at least half the smallest move, so that a
    hesitation does not split one. Around the fastest instant between two turning points the
    move lasts as long as its speed exceeds `ONSET` of the peak.
    """
    smooth = low_pass(height_m, rate_hz=sampling_rate_hz(times_s), cutoff_hz=CUTOFF_HZ)
    speed = differentiate(smooth, times_s)
    if not np.isfinite(smooth).any():
        return []
    least = max(smallest_m, WHOLE_MOVE * float(np.nanmax(smooth) - np.nanmin(smooth)))
    moves = []
    for stretch in runs_of(np.isfinite(smooth)):
        for first, last in _monotone_parts(smooth, stretch, prominence=least / 2):
            change = smooth[last] - smooth[first]
            if abs(change) >= least:
                towards = np.sign(change) * speed[first : last + 1]
                moves.append(_move(times_s, (first, last), towards, stretch, rises=change > 0))
    return moves


def _monotone_parts(height_m: FloatArray, stretch: Run, *, prominence: float) -> list[Run]:
    """Return first and last frame of the parts between turning points and the ends."""
    part = height_m[slice(*stretch)]
    tops, _ = signal.find_peaks(part, prominence=prominence)
    bottoms, _ = signal.find_peaks(-part, prominence=prominence)
    turns = sorted({0, *map(int, tops), *map(int, bottoms), len(part) - 1})
    begin = stretch[0]
    return [(begin + a, begin + b) for a, b in pairwise(turns)]


def _move(
    times_s: FloatArray, part: Run, towards_m_s: FloatArray, stretch: Run, *, rises: bool
) -> VerticalMove:
    fastest = int(np.argmax(towards_m_s))
    slow = np.flatnonzero(towards_m_s < ONSET * towards_m_s[fastest])
    before, after = slow[slow < fastest], slow[slow > fastest]
    start = part[0] + (int(before[-1]) if len(before) else 0)
    end = part[0] + (int(after[0]) if len(after) else len(towards_m_s) - 1)
    cut_at_start = not len(before) and part[0] == stretch[0]
    cut_at_end = not len(after) and part[1] == stretch[1] - 1
    return VerticalMove(
        rises=rises,
        start_s=float(times_s[start]),
        end_s=float(times_s[end]),
        is_complete=not (cut_at_start or cut_at_end),
    )
