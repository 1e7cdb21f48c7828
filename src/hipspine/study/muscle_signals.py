"""Simulated activation against measured muscle signals and published on-off times."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hipspine.content.norms import MuscleTiming, published_norms
from hipspine.content.validation.schema import emg_agreement
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import AnalogChannels
from hipspine.readers import read_recording
from hipspine.study.scoreboard import Row, RowWriter
from hipspine.study.solved_trial import SolvedTrial

PERCENT = 100.0
_AGREEMENT = emg_agreement()
_WRITER = RowWriter(_AGREEMENT)


def muscle_signal_rows(walks: Sequence[SolvedTrial], folder: Path) -> list[Row]:
    """Return the rows of measured signals and of on-off times of every walk."""
    rows: list[Row] = []
    for walk in walks:
        rows += _correlation_rows(walk, folder)
        rows += _timing_rows(walk)
    return rows


def pearson(first: FloatArray, second: FloatArray) -> float:
    """Return Pearson's correlation of two (T,) courses."""
    return float(np.corrcoef(first, second)[0, 1])


def delayed(signal: FloatArray, times_s: FloatArray, at_s: FloatArray) -> FloatArray:
    """Return a signal as it was one electromechanical delay before each time."""
    earlier = at_s - _AGREEMENT.electromechanical_delay_s
    values: FloatArray = np.interp(earlier, times_s, signal, left=np.nan, right=np.nan)
    return values


def jaccard(first: BoolArray, second: BoolArray) -> float:
    """Return how much of the time that either is on both are on (Jaccard 1912)."""
    either = int((first | second).sum())
    return float((first & second).sum() / either) if either else 0.0


def chance_jaccard(first: BoolArray, second: BoolArray) -> float:
    """Return the Jaccard index expected of intervals of the same lengths placed at random."""
    one, other = float(first.mean()), float(second.mean())
    either = one + other - one * other
    return one * other / either if either else 0.0


def _correlation_rows(walk: SolvedTrial, folder: Path) -> list[Row]:
    if walk.scored.emg is None:
        return []
    signals = read_recording(folder / walk.scored.emg).analog
    if signals is None:
        return [_WRITER.not_run("emg_mean_r2", walk.name, "the file holds no muscle signals")]
    correlations = {
        channel: _correlation(walk, signals, channel) for channel in _AGREEMENT.channels
    }
    rows = [
        _WRITER.scored("emg_r", f"{walk.name}, {channel.replace('_', ' ')}", value)
        for channel, value in correlations.items()
    ]
    squares = np.square(list(correlations.values()))
    note = f"over {_frames(walk).sum()} frames, one delay of 50 ms"
    return [*rows, _WRITER.scored("emg_mean_r2", walk.name, squares.mean(), note=note)]


def _frames(walk: SolvedTrial) -> BoolArray:
    return walk.engine.bundle.measured


def _correlation(walk: SolvedTrial, signals: AnalogChannels, channel: str) -> float:
    bundle = walk.engine.bundle
    members = [bundle.muscles.names.index(name) for name in _AGREEMENT.channels[channel]]
    weights = bundle.muscles.max_isometric_force_N[members]
    activation = np.average(walk.engine.base.activations[:, members], axis=1, weights=weights)
    values = signals.values[:, signals.names.index(channel)]
    measured = delayed(values, signals.times_s, bundle.times_s)
    return correlation(activation, measured, _frames(walk))


def correlation(activation: FloatArray, measured: FloatArray, counted: BoolArray) -> float:
    """Return Pearson's correlation over the frames counted in which the signal was measured."""
    used = counted & np.isfinite(measured)
    return pearson(activation[used], measured[used])


def _timing_rows(walk: SolvedTrial) -> list[Row]:
    timings = [timing for timing in published_norms().muscle_timings if timing.task == "walking"]
    if not walk.covers_whole_cycles:
        because = f"the trial holds no whole measured gait cycle (only: {walk.segments.label})"
        return [_WRITER.not_run("emg_jaccard", f"{walk.name}, all groups", because)]
    return [row for timing in timings for row in _timing_row(walk, timing)]


def _timing_row(walk: SolvedTrial, timing: MuscleTiming) -> list[Row]:
    activations = walk.drawn.activations(walk.engine.base)
    rows = []
    for side in Side:
        curve = activations.get((timing.group, side))
        if curve is None:
            continue
        ours = _on(walk, curve.curve)
        theirs = is_on(timing.on_percent)
        chance = chance_jaccard(ours, theirs)
        index = jaccard(ours, theirs)
        setting = f"{walk.name}, {timing.group.replace('_', ' ')} {side}"
        note = f"Jaccard {index:.2f}, chance {chance:.2f}"
        rows.append(_WRITER.scored("emg_jaccard", setting, index - chance, note=note))
    return rows


def _on(walk: SolvedTrial, activation: FloatArray) -> BoolArray:
    """Return at which percent of the cycle a muscle's signal would be on, (100,)."""
    delay_percent = _AGREEMENT.electromechanical_delay_s / walk.cycle_s() * PERCENT
    later = (np.arange(PERCENT) + delay_percent) % PERCENT
    moved = np.interp(later, np.arange(activation.size), activation)
    on: BoolArray = moved > _AGREEMENT.on_threshold
    return on


def is_on(intervals: Sequence[tuple[float, float]]) -> BoolArray:
    """Return whether each percent of the cycle lies in an interval, (100,)."""
    middle = np.arange(PERCENT) + 0.5
    on = np.zeros(middle.size, dtype=np.bool_)
    for start, end in intervals:
        on |= (middle >= start) & (middle <= end)
    return on
