"""Lumbar load in walking against Arshad 2018 and Cappozzo 1984."""

import re
from collections.abc import Sequence

import numpy as np

from hipspine.content.validation.schema import PublishedFigure, lumbar_figures
from hipspine.domain.anatomy import Side, groups_named, side_of
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import EventKind
from hipspine.simulate.muscle_groups import muscle_group_of
from hipspine.study.scoreboard import Row, RowWriter
from hipspine.study.solved_trial import SolvedTrial

PERCENT = 100.0
BACK_EXTENSORS = groups_named("back_extensors")
PEAK_FREQUENCIES_HZ = (0.5, 4.0)
"""Where the frequency of the load's peaks is looked for: from half a stride to four steps a
second."""

_WRITER = RowWriter(lumbar_figures())


def lumbar_rows(walks: Sequence[SolvedTrial]) -> list[Row]:
    """Return every lumbar row of every walk, and the rise of load with speed between walks."""
    rows = [row for walk in walks for row in _rows_of(walk)]
    return [*rows, _rise_with_speed(walks)]


def band_rows(walk: SolvedTrial) -> list[Row]:
    """Return the rows of Arshad 2018, loads and muscles, of one walk."""
    return [*_load_rows(walk), *_muscle_rows(walk)]


def muscles_matching(names: Sequence[str], pattern: str) -> list[int]:
    """Return the positions of muscles whose name, without its side, matches a whole pattern."""
    matches = re.compile(pattern).fullmatch
    return [
        position
        for position, name in enumerate(names)
        if matches(name.removesuffix("_r").removesuffix("_l"))
    ]


def peak_frequency_hz(curve: FloatArray, cycle_s: float) -> float:
    """Return the frequency of the strongest sine in one whole cycle of a curve [Hz].

    Parameters
    ----------
    curve : (101,) array
        Samples at 0 to 100 % of the cycle; the last repeats the first.
    cycle_s : float
        How long the cycle lasts [s].
    """
    strengths = np.abs(np.fft.rfft(curve[:-1] - curve[:-1].mean()))
    frequencies = np.arange(strengths.size) / cycle_s
    lowest, highest = PEAK_FREQUENCIES_HZ
    strengths[(frequencies < lowest) | (frequencies > highest)] = 0.0
    return float(frequencies[int(np.argmax(strengths))])


def percent_apart(first: float, second: float) -> float:
    """Return how far two places in a cycle lie apart, the shorter way round [%]."""
    apart = abs(first - second) % PERCENT
    return min(apart, PERCENT - apart)


def _rows_of(walk: SolvedTrial) -> list[Row]:
    return [*band_rows(walk), *_cappozzo_rows(walk)]


def _load_rows(walk: SolvedTrial) -> list[Row]:
    ids = ("l4_l5_compression_peak", "l4_l5_anterior_shear_peak", "l4_l5_lateral_shear_peak")
    if "L4_L5" not in walk.loads:
        return [_WRITER.not_run(each, walk.name, "no stretch was measured whole") for each in ids]
    load = walk.loads["L4_L5"]
    curves = (load.compression, load.anterior_shear, load.lateral_shear)
    shares = [curve.curve / walk.body_weight_N * PERCENT for curve in curves]
    sizes = [shares[0].max(), np.abs(shares[1]).max(), np.abs(shares[2]).max()]
    note = f"over the {walk.segments.label}"
    return [
        _WRITER.scored(each, walk.name, size, note=note)
        for each, size in zip(ids, sizes, strict=True)
    ]


def _muscle_rows(walk: SolvedTrial) -> list[Row]:
    return [_muscle_row(walk, figure) for figure in lumbar_figures().figures if figure.muscles]


def _muscle_row(walk: SolvedTrial, figure: PublishedFigure) -> Row:
    names = walk.engine.bundle.muscles.names
    members = muscles_matching(names, figure.muscles or "")
    if not members:
        return _WRITER.not_run(figure.id, walk.name, "the model has no such muscle")
    curve = walk.trunk_curve(walk.summed_force_N(walk.engine.base, members))
    if curve is None:
        return _WRITER.not_run(figure.id, walk.name, "no stretch was measured whole")
    right = [member for member in members if side_of(names[member]) is Side.RIGHT]
    one_side = walk.trunk_curve(walk.summed_force_N(walk.engine.base, right))
    note = "both sides together"
    if one_side is not None:
        note += f"; right side alone {one_side.max() / walk.body_weight_N * PERCENT:.1f}"
    return _WRITER.scored(
        figure.id, walk.name, curve.max() / walk.body_weight_N * PERCENT, note=note
    )


def _cappozzo_rows(walk: SolvedTrial) -> list[Row]:
    ids = ("l3_l4_compression_largest", "l3_l4_compression_smallest")
    if "L3_L4" not in walk.loads:
        return [_WRITER.not_run(each, walk.name, "no stretch was measured whole") for each in ids]
    compression = walk.loads["L3_L4"].compression.curve / walk.body_weight_N
    return [
        _WRITER.scored(ids[0], walk.name, compression.max()),
        _WRITER.scored(ids[1], walk.name, compression.min()),
        _frequency_row(walk, compression),
        _burst_row(walk),
    ]


def _frequency_row(walk: SolvedTrial, compression: FloatArray) -> Row:
    figure = "l3_l4_peaks_per_s"
    if not walk.covers_whole_cycles:
        return _WRITER.not_run(figure, walk.name, _no_cycle(walk))
    return _WRITER.scored(figure, walk.name, peak_frequency_hz(compression, walk.cycle_s()))


def _burst_row(walk: SolvedTrial) -> Row:
    figure = "extensor_burst_at_toe_off"
    if not walk.covers_whole_cycles:
        return _WRITER.not_run(figure, walk.name, _no_cycle(walk))
    apart = {side: _burst_from_toe_off(walk, side) for side in Side}
    known = {side: value for side, value in apart.items() if value is not None}
    if not known:
        return _WRITER.not_run(figure, walk.name, "no cycle holds its own toe-off")
    nearest = min(known, key=lambda side: known[side])
    return _WRITER.scored(figure, walk.name, known[nearest], note=f"{nearest} side")


def _burst_from_toe_off(walk: SolvedTrial, side: Side) -> float | None:
    """Return how far a side's back extensors peak from its toe-off [% of cycle]."""
    names = walk.engine.bundle.muscles.names
    members = [
        position
        for position, name in enumerate(names)
        if (found := muscle_group_of(name)) and found[0] in BACK_EXTENSORS and found[1] is side
    ]
    curve = walk.side_curve(walk.summed_force_N(walk.engine.base, members), side)
    toe_off = _toe_off_percent(walk, side)
    if curve is None or toe_off is None:
        return None
    return percent_apart(float(np.argmax(curve)), toe_off)


def _toe_off_percent(walk: SolvedTrial, side: Side) -> float | None:
    cycles = walk.motion.cycles
    for cycle in cycles.cycles:
        if cycle.side is not side:
            continue
        for event in cycles.events:
            inside = cycle.start_s < event.time_s < cycle.end_s
            if inside and event.side is side and event.kind is EventKind.TOE_OFF:
                return (event.time_s - cycle.start_s) / (cycle.end_s - cycle.start_s) * PERCENT
    return None


def _no_cycle(walk: SolvedTrial) -> str:
    return f"the trial holds no whole measured gait cycle (only: {walk.segments.label})"


def _rise_with_speed(walks: Sequence[SolvedTrial]) -> Row:
    figure, setting = "l3_l4_rises_with_speed", "between the walks"
    loaded = [walk for walk in walks if "L3_L4" in walk.loads]
    if len(loaded) <= 1:
        return _WRITER.not_run(figure, setting, "takes two walks at different speeds")
    slow, *_, fast = sorted(loaded, key=walking_speed_m_s)
    difference = _largest(fast) - _largest(slow)
    note = f"{walking_speed_m_s(slow):.2f} and {walking_speed_m_s(fast):.2f} m/s, different people"
    return _WRITER.scored(figure, setting, difference, note=note)


def _largest(walk: SolvedTrial) -> float:
    return float(walk.loads["L3_L4"].compression.curve.max() / walk.body_weight_N)


def walking_speed_m_s(walk: SolvedTrial) -> float:
    """Return how fast the pelvis moves over the ground, over the frames solved [m/s]."""
    angles = walk.motion.angles
    start = np.array([angles.of("pelvis_tx")[0], angles.of("pelvis_tz")[0]])
    end = np.array([angles.of("pelvis_tx")[-1], angles.of("pelvis_tz")[-1]])
    return float(np.linalg.norm(end - start) / (angles.times_s[-1] - angles.times_s[0]))
