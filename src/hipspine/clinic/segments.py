"""Which stretches of a trial are time-normalised to 0-100 %."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.assessment import GAIT_CYCLE, STANCE_PHASE, Curve
from hipspine.domain.motion import CycleKind, Cycles
from hipspine.domain.problem import Level, Problem
from hipspine.domain.provenance import Absent
from hipspine.mechanics.runs import runs_of
from hipspine.mechanics.time_normalise import time_normalise

Span = tuple[float, float]
"""Start and end of a stretch [s]."""

_LABELS = {
    CycleKind.SQUAT: "squat",
    CycleKind.SIT_TO_STAND: "sit-to-stand",
    CycleKind.STEP: "step",
}


@dataclass(frozen=True, eq=False)
class Segments:
    """The stretches of a trial that curves are drawn over."""

    label: str
    """What 0-100 % means."""
    of_side: Mapping[Side, tuple[Span, ...]]
    of_trunk: tuple[Span, ...]
    trunk_side: Side | None = None
    """Whose stretches those of the trunk are; None where they are both sides'."""
    absent: tuple[Absent, ...] = ()
    problems: tuple[Problem, ...] = ()

    def curve(self, times_s: FloatArray, values: FloatArray, side: Side | None) -> Curve | None:
        """Return a quantity over the stretches of a side (or the trunk), or None.

        Stretches in which the quantity was not measured throughout are left out; where none is
        whole, parts of several are joined, if together they cover every percent.
        """
        spans = self.of_trunk if side is None else self.of_side.get(side, ())
        repetitions = [time_normalise(times_s, values, *span) for span in spans]
        whole = [repetition for repetition in repetitions if np.isfinite(repetition).all()]
        if not whole:
            whole = _joined(repetitions)
        return Curve(np.stack(whole)) if whole else None

    def frames(self, times_s: FloatArray) -> BoolArray:
        """(T,) whether a frame lies in any stretch."""
        inside = np.zeros(times_s.shape, dtype=np.bool_)
        for spans in (*self.of_side.values(), self.of_trunk):
            for start_s, end_s in spans:
                inside |= (times_s >= start_s) & (times_s <= end_s)
        return inside


def _joined(repetitions: Sequence[FloatArray]) -> list[FloatArray]:
    """Return the mean of what was measured at each percent, or nothing if a percent lacks."""
    if not repetitions:
        return []
    stacked = np.stack(list(repetitions))
    if not np.isfinite(stacked).any(axis=0).all():
        return []
    return [np.nanmean(stacked, axis=0)]


def segments_of(cycles: Cycles, is_measured: BoolArray, times_s: FloatArray) -> Segments:
    """Return the stretches to draw curves over.

    Gait: each side over its own complete cycles; where none is measured throughout, over parts of
    several strides that together cover the cycle; where no side has either, over its stance phases.
    The trunk over the right side's stretches, else the left side's, whole cycles first. Other
    movements: both sides and the trunk over every repetition, or over the rise from seat-off on
    where the seat is not measured. Where nothing of that is measured throughout: the longest part
    of the recording that is.

    Parameters
    ----------
    cycles : Cycles
    is_measured : (T,) array
        Whether everything that pushes on the body is measured at a frame.
    times_s : (T,) array
        The frames' times [s].
    """
    known = _Measured(is_measured, times_s)
    if cycles.kind is CycleKind.GAIT:
        whole = {side: known.among(_own_cycles(cycles, side)) for side in Side}
        joined = {side: known.covering(_strides(cycles, side)) for side in Side if not whole[side]}
        if any(whole.values()) or any(joined.values()):
            return _by_side(GAIT_CYCLE, whole | joined, _notes(joined), trunk_over=whole)
        stances = {side: known.among(_phases(cycles, "stance", side)) for side in Side}
        if any(stances.values()):
            return _by_side(STANCE_PHASE, stances)
    elif cycles.cycles:
        repetitions = known.among([(cycle.start_s, cycle.end_s) for cycle in cycles.cycles])
        if repetitions:
            return _together(_LABELS[cycles.kind], repetitions)
        rises = known.among(_phases(cycles, "seat_off_to_standing", None))
        if rises:
            return _together("rise from seat-off to standing", rises)
    return _together("part of the recording with all forces measured", known.longest_run())


@dataclass(frozen=True, eq=False)
class _Measured:
    """Tells which stretches are measured throughout."""

    is_measured: BoolArray
    times_s: FloatArray

    def among(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Return the stretches that are measured throughout, to the frame."""
        snapped = [self._to_frames(span) for span in spans]
        return tuple(span for span in snapped if self._is_whole(span))

    def _to_frames(self, span: Span) -> Span:
        """Return the stretch without what lies less than a frame outside measured frames.

        Events fall between frames; a curve can only be drawn between frames that are measured.
        """
        frame_s = float(np.median(np.diff(self.times_s)))
        known = self.times_s[self.is_measured]
        near = known[(known >= span[0] - frame_s) & (known <= span[1] + frame_s)]
        if not near.size:
            return span
        start_s = max(span[0], float(near[0]))
        end_s = min(span[1], float(near[-1]))
        is_slight = start_s - span[0] <= frame_s and span[1] - end_s <= frame_s
        return (start_s, end_s) if is_slight and end_s > start_s else span

    def covering(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Return the stretches if together they are measured at every percent, else none."""
        share = self.is_measured.astype(np.float64)
        at_percent = [
            time_normalise(self.times_s, np.where(share > 0, share, np.nan), *span)
            for span in spans
        ]
        return tuple(spans) if _joined(at_percent) else ()

    def _is_whole(self, span: Span) -> bool:
        inside = (self.times_s >= span[0]) & (self.times_s <= span[1])
        return bool(inside.any() and self.is_measured[inside].all())

    def longest_run(self) -> tuple[Span, ...]:
        runs = [
            (float(self.times_s[first]), float(self.times_s[stop - 1]))
            for first, stop in runs_of(self.is_measured)
            if stop - first > 1
        ]
        return (max(runs, key=lambda run: run[1] - run[0]),) if runs else ()


def _own_cycles(cycles: Cycles, side: Side) -> list[Span]:
    return [(cycle.start_s, cycle.end_s) for cycle in cycles.cycles if cycle.side is side]


def _strides(cycles: Cycles, side: Side) -> list[Span]:
    """Return the side's cycles, and the strides begun before the first and after the last.

    Those at the ends are taken to last as long as the side's cycles do on average.
    """
    own = _own_cycles(cycles, side)
    if not own:
        return []
    duration_s = float(np.mean([end_s - start_s for start_s, end_s in own]))
    first_s, last_s = own[0][0], own[-1][1]
    return [(first_s - duration_s, first_s), *own, (last_s, last_s + duration_s)]


def _notes(joined: Mapping[Side, tuple[Span, ...]]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            Level.INFO,
            f"{side} side",
            f"no {side} gait cycle has all forces measured throughout: its curves are joined from "
            "the measured parts of several strides",
            "Read the join with care. A trial with three plates in a row avoids it.",
        )
        for side, spans in joined.items()
        if spans
    )


def _phases(cycles: Cycles, name: str, side: Side | None) -> list[Span]:
    return [
        (phase.start_s, phase.end_s)
        for phase in cycles.phases
        if phase.name == name and phase.side is side
    ]


def _together(label: str, spans: tuple[Span, ...]) -> Segments:
    return Segments(label, dict.fromkeys(Side, spans), spans)


def _by_side(
    label: str,
    of_side: Mapping[Side, tuple[Span, ...]],
    problems: tuple[Problem, ...] = (),
    *,
    trunk_over: Mapping[Side, tuple[Span, ...]] | None = None,
) -> Segments:
    """Return stretches of each side, the trunk over the first that there are.

    Preferred for the trunk are the right side's of ``trunk_over``, then the left side's there.
    """
    choices = [
        (side, spans[side])
        for spans in (trunk_over or {}, of_side)
        for side in (Side.RIGHT, Side.LEFT)
        if spans.get(side)
    ]
    trunk_side, trunk = choices[0]
    absent = tuple(
        Absent(
            f"curves of the {side} side",
            f"the trial holds no complete {label} of the {side} side with all forces measured",
        )
        for side in Side
        if not of_side[side]
    )
    return Segments(label, of_side, trunk, trunk_side, absent, problems)
