"""The cycles of a trial: the one door to gait cycles and repetitions."""

from collections.abc import Sequence

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import CycleKind, Cycles, Event, Phase
from hipspine.measure.gait_cycles import (
    combined_events,
    gait_cycles,
    gait_phases,
    unmeasured_parts,
)
from hipspine.measure.ground_contacts import GroundContacts
from hipspine.measure.repetitions import (
    movement_kind,
    repetition_phases,
    repetitions,
    sitting_down_phases,
)
from hipspine.mechanics.contact_assignment import FootPaths
from hipspine.mechanics.filters import sampling_rate_hz
from hipspine.mechanics.gait_events import in_order

SLOWEST_RATE_HZ = 25.0
"""Slowest sampling that still tells events apart: a frame is then a third of double support."""


def find_cycles(
    *,
    contacts: GroundContacts | None,
    feet: FootPaths,
    pelvis_path: FloatArray,
    given_events: Sequence[Event] = (),
    kind: CycleKind | None = None,
    start_s: float | None = None,
    end_s: float | None = None,
) -> Cycles:
    """Return the cycles and phases of a trial, where its events come from, and what is missing.

    Parameters
    ----------
    contacts : GroundContacts or None
        Forces assigned to the feet, or None where there are none.
    feet : FootPaths
        Heel and toe of both feet, lab frame.
    pelvis_path : (T, 3) array
        A point amid the pelvis at the feet's times [m].
    given_events : sequence of Event
        Events of the file or of a hand-edited list. They are used as they are: nothing is
        detected beside them.
    kind : CycleKind, optional
        What the trial shows; by default found by `movement_kind` (gait where events are given).
    start_s, end_s : float, optional
        The part of the trial to use [s].

    Raises
    ------
    RecordingError
        If the part asked for lies outside the recording or ends before it starts, or the feet
        come too slowly to tell when they land.
    """
    _check_rate(feet)
    window = _window(feet.times_s, start_s, end_s)
    if kind is None:
        kind = CycleKind.GAIT if given_events else movement_kind(feet, pelvis_path, contacts)
    if kind is CycleKind.GAIT:
        return _gait(contacts, feet, pelvis_path, given_events, window)
    if kind is CycleKind.UNKNOWN:
        return Cycles(
            kind=kind,
            cycles=(),
            phases=(Phase("recorded_window", None, *window),),
            events=(),
            event_source="none",
            missing=("The motion is neither gait nor squat, sit-to-stand or step: no cycles.",),
        )
    return _repeated(contacts, feet, pelvis_path, kind, window)


def _check_rate(feet: FootPaths) -> None:
    rate_hz = sampling_rate_hz(feet.times_s) if len(feet.times_s) > 1 else 0.0
    if rate_hz < SLOWEST_RATE_HZ:
        raise RecordingError(
            "the paths of the feet",
            expected=f"at least {SLOWEST_RATE_HZ:g} frames per second",
            got=f"{rate_hz:.3g}",
            do="Record faster, or check the time column.",
        )


def _window(times_s: FloatArray, start_s: float | None, end_s: float | None) -> tuple[float, float]:
    first, last = float(times_s[0]), float(times_s[-1])
    start = first if start_s is None else start_s
    end = last if end_s is None else end_s
    if start >= end or start >= last or end <= first:
        raise RecordingError(
            "the part of the trial asked for",
            expected=f"a start before its end, within {first:.3f} to {last:.3f} s",
            got=f"{start:.3f} to {end:.3f} s",
            do="Change --from and --to.",
        )
    return max(start, first), min(end, last)


def _gait(
    contacts: GroundContacts | None,
    feet: FootPaths,
    pelvis_m: FloatArray,
    given_events: Sequence[Event],
    window: tuple[float, float],
) -> Cycles:
    if given_events:
        events, source = in_order(given_events), "given events"
    else:
        events, source = combined_events(contacts, feet, pelvis_m)
    events = tuple(event for event in events if window[0] <= event.time_s <= window[1])
    cycles, notes = [], []
    for side in Side:
        own, odd = gait_cycles(events, side)
        cycles += own
        notes += odd
    cycles.sort(key=lambda cycle: cycle.start_s)
    return Cycles(
        kind=CycleKind.GAIT,
        cycles=tuple(cycles),
        # Between fewer than two events lies no phase: what is left is the part asked for.
        phases=gait_phases(events) or (Phase("recorded_window", None, *window),),
        events=events,
        event_source=source,
        missing=(*notes, *unmeasured_parts(cycles, contacts)),
    )


def _repeated(
    contacts: GroundContacts | None,
    feet: FootPaths,
    pelvis_m: FloatArray,
    kind: CycleKind,
    window: tuple[float, float],
) -> Cycles:
    within = np.flatnonzero((feet.times_s >= window[0]) & (feet.times_s <= window[1]))
    cycles, notes = repetitions(feet.times_s[within], pelvis_m[within, 1], kind)
    found = list(repetition_phases(cycles, contacts))
    if kind is CycleKind.SIT_TO_STAND:
        found += sitting_down_phases(feet.times_s[within], pelvis_m[within, 1])
    phases = [
        phase
        for phase in sorted(found, key=lambda phase: phase.start_s)
        if phase.start_s >= window[0] and phase.end_s <= window[1]
    ]
    return Cycles(
        kind=kind,
        cycles=cycles,
        phases=tuple(phases),
        events=(),
        event_source="pelvis height, speed above 10 % of each move's peak",
        missing=(*notes, *unmeasured_parts(cycles, contacts)),
    )
