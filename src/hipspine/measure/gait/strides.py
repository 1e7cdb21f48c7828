"""Whole strides of a side, and the phases between the events of both feet."""

from enum import StrEnum

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Cycle, CycleKind, Cycles, EventKind

Span = tuple[float, float]
"""Start and end of a stretch [s]."""


class GaitPhase(StrEnum):
    """A phase of the gait cycle, after Perry and Burnfield 2010 (Gait Analysis, chapter 2)."""

    LOADING = "loading"
    """Heel strike to the other foot's toe off."""
    SINGLE_SUPPORT = "single_support"
    """On this foot alone: the other foot's toe off to its heel strike; in running the stance."""
    PRE_SWING = "pre_swing"
    """The other foot's heel strike to toe off: the push-off."""
    SWING = "swing"
    """Toe off to the next heel strike."""
    STANCE = "stance"
    """Heel strike to toe off."""


def gait_cycles_of(cycles: Cycles, side: Side) -> tuple[Cycle, ...]:
    """Return the complete gait cycles of a side, heel strike to heel strike."""
    return tuple(
        cycle for cycle in cycles.cycles if cycle.side is side and cycle.kind is CycleKind.GAIT
    )


def whole_strides(cycles: Cycles, side: Side) -> tuple[Span, ...]:
    """Return the strides of a side for distances and durations.

    Heel strike to heel strike; where a short recording holds none, toe off to toe off, which spans
    a stride as well.
    """
    own = tuple((cycle.start_s, cycle.end_s) for cycle in gait_cycles_of(cycles, side))
    return own or _spans(cycles, "toe_off_to_toe_off", side)


def repetitions_of(cycles: Cycles, side: Side) -> tuple[Span, ...]:
    """Return the repetitions that a side's angles are told over.

    In walking the side's strides; in squats, rises and steps every repetition, since both sides
    take part in each; of an unknown movement, such as lying or standing, the recorded window.
    """
    if cycles.kind is CycleKind.GAIT:
        return whole_strides(cycles, side)
    if cycles.kind is CycleKind.UNKNOWN:
        return tuple(
            (phase.start_s, phase.end_s)
            for phase in cycles.phases
            if phase.name == "recorded_window"
        )
    return tuple(
        (cycle.start_s, cycle.end_s) for cycle in cycles.cycles if cycle.side in (None, side)
    )


def phase_spans(cycles: Cycles, side: Side, phase: GaitPhase) -> tuple[Span, ...]:
    """Return every complete stretch of a phase of a side, whether or not a whole cycle holds it.

    Double support is named after the foot that has just landed: it is that foot's loading and the
    other's pre-swing. One foot's swing is the other's single support, without the flights in it. In
    running, with no double support, loading and pre-swing are empty.
    """
    if cycles.kind is not CycleKind.GAIT:
        return ()
    if phase is GaitPhase.LOADING:
        return _spans(cycles, "double_support", side)
    if phase is GaitPhase.PRE_SWING:
        return _spans(cycles, "double_support", side.other)
    if phase is GaitPhase.SINGLE_SUPPORT:
        return _on_one_foot(cycles, side)
    return _spans(cycles, phase.value, side)


def _on_one_foot(cycles: Cycles, side: Side) -> tuple[Span, ...]:
    """Return the other foot's swings, from where this foot lands and until it leaves the ground.

    In walking this foot stands throughout; in running it lands and leaves within the other's swing.
    """
    alone = []
    for start_s, end_s in _spans(cycles, "swing", side.other):
        own = [e for e in cycles.events if e.side is side and start_s < e.time_s < end_s]
        landings = [e.time_s for e in own if e.kind is EventKind.HEEL_STRIKE]
        leavings = [e.time_s for e in own if e.kind is EventKind.TOE_OFF]
        alone.append((max(landings, default=start_s), min(leavings, default=end_s)))
    return tuple(span for span in alone if span[0] < span[1])


def _spans(cycles: Cycles, name: str, side: Side) -> tuple[Span, ...]:
    return tuple(
        (phase.start_s, phase.end_s)
        for phase in cycles.phases
        if phase.name == name and phase.side is side
    )
