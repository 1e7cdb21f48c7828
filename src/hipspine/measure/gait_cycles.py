"""Gait cycles and phases from heel strikes and toe offs, and what is missing to have more."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import (
    Contact,
    Cycle,
    CycleKind,
    Event,
    EventKind,
    Phase,
)
from hipspine.measure.ground_contacts import GroundContacts
from hipspine.mechanics.contact_assignment import FootPaths
from hipspine.mechanics.gait_events import events_from_force, events_from_motion, in_order
from hipspine.mechanics.runs import TIME_TOLERANCE_S, is_between

SHORTEST_CYCLE_S = 0.4
LONGEST_CYCLE_S = 3.0
"""A stride takes 1.0 to 1.2 s in walking (Winter 2009), 0.45 s in sprinting, up to 3 s in very
slow impaired walking; beyond these limits an event is missing or wrong."""

SMALLEST_STANCE = 0.3
LARGEST_STANCE = 0.8
"""Share of the cycle in stance: about 0.6 in walking, 0.3 in running, up to 0.8 in very slow
walking (Novacheck 1998, Gait Posture 7:77-95, doi:10.1016/S0966-6362(97)00038-6)."""

SAME_EVENT_S = 0.1
"""Plate and marker events of one kind and side nearer than this are the same event."""

WATCHED_S = 0.05
"""Plates watched an event if they measured this long before and after it: three times the error
of events from markers (16 ms)."""

METHODS = "heel strikes after O'Connor 2007, toe offs after Zeni 2008"


def combined_events(
    contacts: GroundContacts | None, feet: FootPaths, pelvis_m: FloatArray
) -> tuple[tuple[Event, ...], str]:
    """Return the plates' events, filled in from motion where plates see nothing, and the source.

    Motion events are moved by the median difference that those of their kind have to the plates'
    in the same trial, where there is one to compare.
    """
    moved = [event for side in Side for event in events_from_motion(feet, pelvis_m, side)]
    if contacts is None or not contacts.contacts:
        return in_order(moved), f"markers: {METHODS}"
    felt = _plate_events(contacts)
    delays_s = {kind: _median_delay_s(felt, moved, kind) for kind in EventKind}
    filled = [
        Event(event.kind, event.side, event.time_s + delays_s[event.kind])
        for event in moved
        if _twin(event, felt) is None and not _is_watched(event, contacts)
    ]
    return in_order([*felt, *filled]), _source(contacts, felt, filled, delays_s)


def _plate_events(contacts: GroundContacts) -> list[Event]:
    return [
        event
        for side in Side
        if (force := contacts.of(Contact.foot(side))) is not None
        for event in events_from_force(
            force.times_s, force.force_N[:, 1], side, threshold_N=contacts.threshold_N
        )
    ]


def _twin(event: Event, others: Sequence[Event]) -> Event | None:
    same = [
        other
        for other in others
        if (other.kind, other.side) == (event.kind, event.side)
        and abs(other.time_s - event.time_s) <= SAME_EVENT_S
    ]
    return min(same, key=lambda other: abs(other.time_s - event.time_s), default=None)


def _median_delay_s(felt: Sequence[Event], moved: Sequence[Event], kind: EventKind) -> float:
    delays = [
        twin.time_s - event.time_s
        for event in moved
        if event.kind is kind and (twin := _twin(event, felt)) is not None
    ]
    return float(np.median(delays)) if delays else 0.0


def _is_watched(event: Event, contacts: GroundContacts) -> bool:
    """Tell whether plates measured this foot's force all around an event's time."""
    force = contacts.of(Contact.foot(event.side))
    if force is None:
        return False
    early, late = event.time_s - WATCHED_S, event.time_s + WATCHED_S
    first, last = force.times_s[0] - TIME_TOLERANCE_S, force.times_s[-1] + TIME_TOLERANCE_S
    if early < first or late > last:
        return False
    around = is_between(force.times_s, early, late)
    return bool(np.isfinite(force.force_N[around]).all())


def _source(
    contacts: GroundContacts,
    felt: Sequence[Event],
    filled: Sequence[Event],
    delays_s: dict[EventKind, float],
) -> str:
    plates = f"force plates, {contacts.threshold_N:g} N"
    if not filled:
        return plates
    markers = f"{len(filled)} of {len(felt) + len(filled)} events from markers ({METHODS})"
    moves = [
        f"{kind.replace('_', ' ')}s by {1000 * delay:+.0f} ms"
        for kind, delay in delays_s.items()
        if delay
    ]
    if not moves:
        return f"{plates}; {markers}"
    return f"{plates}; {markers}, moved to agree with this trial's plates: {', '.join(moves)}"


def gait_cycles(events: Sequence[Event], side: Side) -> tuple[list[Cycle], list[str]]:
    """Return the plausible cycles of one side, and what is missing or odd, one sentence each."""
    mine = [event for event in events if event.side is side]
    strikes = [event.time_s for event in mine if event.kind is EventKind.HEEL_STRIKE]
    cycles, notes = [], []
    for start_s, end_s in pairwise(strikes):
        offs = [
            event.time_s
            for event in mine
            if event.kind is EventKind.TOE_OFF and start_s < event.time_s < end_s
        ]
        cycle = Cycle(CycleKind.GAIT, side, start_s, end_s, offs[0] if len(offs) == 1 else None)
        fault = _fault(cycle, offs)
        if fault is None:
            cycles.append(cycle)
            notes += _oddities(cycle)
        else:
            notes.append(fault)
    if not cycles:
        notes.append(_no_cycle(side, strikes))
    return cycles, notes


def _fault(cycle: Cycle, offs: Sequence[float]) -> str | None:
    """Return why a stretch between two heel strikes is no cycle, or None."""
    strikes = f"{cycle.side} heel strikes at {cycle.start_s:.3f} and {cycle.end_s:.3f} s"
    lasts = cycle.end_s - cycle.start_s
    if not SHORTEST_CYCLE_S <= lasts <= LONGEST_CYCLE_S:
        return (
            f"No cycle between the {strikes}: {lasts:.2f} s is outside {SHORTEST_CYCLE_S:g} to "
            f"{LONGEST_CYCLE_S:g} s, so an event is missing or wrong."
        )
    if len(offs) > 1:
        return (
            f"No cycle between the {strikes}: it holds {len(offs)} toe offs, so a heel strike is "
            "missing."
        )
    return None


def _oddities(cycle: Cycle) -> list[str]:
    name = f"The {cycle.side} cycle from {cycle.start_s:.3f} to {cycle.end_s:.3f} s"
    if cycle.toe_off_s is None:
        return [f"{name} has no toe off, so stance and swing are not told apart."]
    stance = (cycle.toe_off_s - cycle.start_s) / (cycle.end_s - cycle.start_s)
    if SMALLEST_STANCE <= stance <= LARGEST_STANCE:
        return []
    return [f"{name} has {stance:.0%} stance, outside 30 to 80 %: check its events."]


def _no_cycle(side: Side, strikes: Sequence[float]) -> str:
    found = ", ".join(f"{time_s:.3f} s" for time_s in strikes) or "none"
    return f"No complete {side} cycle: it needs two {side} heel strikes in a row; found {found}."


def gait_phases(events: Sequence[Event]) -> tuple[Phase, ...]:
    """Return the complete phases between events, whether or not a cycle around them is complete.

    ``stance`` and ``swing`` of each side; ``double_support``, with the side that has just
    landed; ``flight``, with the side that has just left the ground; ``toe_off_to_toe_off``, a
    whole stride of a side that needs no heel strike at the recording's edge.
    """
    phases = [phase for side in Side for phase in _phases_of(events, side)]
    phases += _between_feet(events)
    return tuple(sorted(phases, key=lambda phase: (phase.start_s, phase.end_s, phase.name)))


def _phases_of(events: Sequence[Event], side: Side) -> Iterator[Phase]:
    mine = [event for event in events if event.side is side]
    for one, other in pairwise(mine):
        if one.kind is other.kind or other.time_s - one.time_s > LONGEST_CYCLE_S:
            continue
        name = "stance" if one.kind is EventKind.HEEL_STRIKE else "swing"
        yield Phase(name, side, one.time_s, other.time_s)
    for one, strike, other in zip(mine, mine[1:], mine[2:], strict=False):
        kinds = (one.kind, strike.kind, other.kind)
        is_stride = kinds == (EventKind.TOE_OFF, EventKind.HEEL_STRIKE, EventKind.TOE_OFF)
        if is_stride and SHORTEST_CYCLE_S <= other.time_s - one.time_s <= LONGEST_CYCLE_S:
            yield Phase("toe_off_to_toe_off", side, one.time_s, other.time_s)


def _between_feet(events: Sequence[Event]) -> Iterator[Phase]:
    down: dict[Side, bool] = {}
    for one, other in pairwise(events):
        down[one.side] = one.kind is EventKind.HEEL_STRIKE
        if one.side is other.side or one.kind is other.kind:
            continue
        if other.time_s - one.time_s > LONGEST_CYCLE_S:
            continue
        if one.kind is EventKind.HEEL_STRIKE:
            yield Phase("double_support", one.side, one.time_s, other.time_s)
        elif down.get(other.side) is False:
            yield Phase("flight", one.side, one.time_s, other.time_s)


def unmeasured_parts(cycles: Sequence[Cycle], contacts: GroundContacts | None) -> list[str]:
    """Return one sentence for each cycle in which not all forces are measured."""
    if contacts is None or not contacts.contacts:
        return ["No forces were measured: the cycles are of motion only."] if cycles else []
    notes = []
    for cycle in cycles:
        share = measured_share(cycle.start_s, cycle.end_s, contacts)
        if share < 1:
            whose = f"{cycle.side} " if cycle.side is not None else ""
            notes.append(
                f"The {whose}{cycle.kind.replace('_', '-')} cycle from {cycle.start_s:.3f} to "
                f"{cycle.end_s:.3f} s has all forces measured in {share:.0%} of it; motion is "
                "complete, loads exist only in that part."
            )
    return notes


def measured_share(start_s: float, end_s: float, contacts: GroundContacts) -> float:
    """Return the share of a stretch of time in which every force on the body is measured."""
    times_s = contacts.contacts[0].times_s
    within = is_between(times_s, start_s, end_s)
    frame_s = float(np.median(np.diff(times_s)))
    # Frames that the stretch would hold if the forces had been recorded all along.
    expected = np.floor((end_s - start_s) / frame_s)
    return min(1.0, float(contacts.is_measured()[within].sum() / max(expected, 1.0)))
