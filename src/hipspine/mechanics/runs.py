"""Stretches of consecutive frames in which something holds."""

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray

Run = tuple[int, int]
"""First frame of a stretch, and the frame after its last one."""

TIME_TOLERANCE_S = 1e-9
"""Times that differ by less than rounding count as equal.

A frame's time is rounded where the clock stands: of two frames 0.05 s apart the difference is a
little more or less, so what lasts just as long as a limit would hang on when the clock began.
"""


def runs_of(mask: BoolArray) -> list[Run]:
    """Return the stretches of consecutive true frames of a (T,) mask, in order of time."""
    edges = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(start), int(stop)) for start, stop in zip(starts, stops, strict=True)]


def mask_of(runs: list[Run], frames: int) -> BoolArray:
    """Return the (frames,) mask that is true within the given stretches."""
    mask = np.zeros(frames, dtype=np.bool_)
    for start, stop in runs:
        mask[start:stop] = True
    return mask


def columns_by_gaps(known: BoolArray) -> list[tuple[BoolArray, IntArray]]:
    """Return each pattern of gaps (T,) of a (T, K) mask, and the columns that share it."""
    if known.shape[1] and (known == known[:, :1]).all():
        # Nearly always so, and finding unique columns takes longer than the work on them.
        return [(known[:, 0], np.arange(known.shape[1]))]
    patterns, which = np.unique(known, axis=1, return_inverse=True)
    return [
        (patterns[:, index], np.flatnonzero(which.reshape(-1) == index))
        for index in range(patterns.shape[1])
    ]


def span_s(times_s: FloatArray, run: Run) -> float:
    """Return the time from the first to the last frame of a stretch [s]."""
    return float(times_s[run[1] - 1] - times_s[run[0]])


def is_shorter(times_s: FloatArray, run: Run, limit_s: float) -> bool:
    """Tell whether a stretch lasts less than a limit, wherever the clock began."""
    return span_s(times_s, run) < limit_s - TIME_TOLERANCE_S


def is_between(times_s: FloatArray, early_s: float, late_s: float) -> BoolArray:
    """(T,) whether each frame lies within limits, both included, wherever the clock began."""
    within: BoolArray = (times_s >= early_s - TIME_TOLERANCE_S) & (
        times_s <= late_s + TIME_TOLERANCE_S
    )
    return within


def without_short_gaps(mask: BoolArray, times_s: FloatArray, *, shortest_s: float) -> BoolArray:
    """Return the mask with those false stretches filled that are shorter than a time.

    Only gaps between two true stretches are filled, not the ends of the recording.
    """
    gaps = [
        run
        for run in runs_of(~mask)
        if run[0] > 0 and run[1] < mask.size and is_shorter(times_s, run, shortest_s)
    ]
    return mask | mask_of(gaps, mask.size)


def without_short_runs(mask: BoolArray, times_s: FloatArray, *, shortest_s: float) -> BoolArray:
    """Return the mask without those true stretches that are shorter than a time."""
    kept = [run for run in runs_of(mask) if not is_shorter(times_s, run, shortest_s)]
    return mask_of(kept, mask.size)
