"""Repetitions of squats, sit-to-stands and steps, and which of these a trial shows."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import Contact, Cycle, CycleKind, Phase
from hipspine.measure.ground_contacts import GroundContacts
from hipspine.mechanics.contact_assignment import FootPaths, ground_velocity_m_s
from hipspine.mechanics.filters import differentiate, low_pass, sampling_rate_hz
from hipspine.mechanics.runs import runs_of
from hipspine.mechanics.seat import is_low
from hipspine.mechanics.vertical_moves import VerticalMove, vertical_moves

STEPPING_M_S = 0.7
"""Foot speed that only a step reaches: a swinging foot moves about three times as fast as the
walker, so that this finds walking from 0.25 m/s; standing feet stay below 0.3 m/s."""

SMALLEST_STEP_HEIGHT_M = 0.08
"""Feet that rest at heights further apart than this climb; a low step is 0.10 m."""

SMALLEST_SQUAT_M = 0.15
"""Pelvis descent that counts as a squat or as sitting down."""

FOOT_AT_REST_M_S = 0.1
"""Speed below which a toe marker rests, so that its height is that of the ground."""


def movement_kind(
    feet: FootPaths, pelvis_m: FloatArray, contacts: GroundContacts | None
) -> CycleKind:
    """Return what a trial shows, by how feet and pelvis move.

    Parameters
    ----------
    feet : FootPaths
        Both feet.
    pelvis_m : (T, 3) array
        A point amid the pelvis at the same times [m].
    contacts : GroundContacts or None
        Forces, to tell sitting from squatting.

    Notes
    -----
    Both feet faster than 0.7 m/s over the ground: gait, or steps if they rest at heights more
    than 0.08 m apart. Feet at rest and the pelvis moving more than 0.15 m up and down:
    sit-to-stand if the feet at times do not carry the body while the pelvis is low (without
    forces: if the trial starts or ends with a low pelvis), otherwise squats. Anything else is
    unknown.
    """
    if all(_steps(feet, side) for side in Side):
        climbs = any(_climbs(feet, side) for side in Side)
        return CycleKind.STEP if climbs else CycleKind.GAIT
    height = pelvis_m[:, 1]
    seen = height[np.isfinite(height)]
    if not len(seen) or any(_steps(feet, side) for side in Side):
        return CycleKind.UNKNOWN
    if np.ptp(seen) < SMALLEST_SQUAT_M:
        return CycleKind.UNKNOWN
    return CycleKind.SIT_TO_STAND if _sits(height, contacts) else CycleKind.SQUAT


def _steps(feet: FootPaths, side: Side) -> bool:
    middle = (feet.heel_m[side] + feet.toe_m[side]) / 2
    smooth = low_pass(middle, rate_hz=sampling_rate_hz(feet.times_s), cutoff_hz=6.0)
    velocity = differentiate(smooth, feet.times_s) - ground_velocity_m_s(feet)
    speed = np.linalg.norm(velocity, axis=1)
    return bool((speed[np.isfinite(speed)] > STEPPING_M_S).any())


def _climbs(feet: FootPaths, side: Side) -> bool:
    toe = feet.toe_m[side]
    speed = np.linalg.norm(differentiate(toe, feet.times_s) - ground_velocity_m_s(feet), axis=1)
    resting = toe[speed < FOOT_AT_REST_M_S, 1]
    if not len(resting):
        return False
    low, high = np.percentile(resting, [5, 95])
    return bool(high - low > SMALLEST_STEP_HEIGHT_M)


def _sits(height_m: FloatArray, contacts: GroundContacts | None) -> bool:
    if contacts is not None and contacts.contacts:
        return contacts.of(Contact.SEAT) is not None
    low = is_low(height_m)
    seen = np.flatnonzero(np.isfinite(height_m))
    return bool(low[seen[0]] or low[seen[-1]])


def repetitions(
    times_s: FloatArray, pelvis_height_m: FloatArray, kind: CycleKind
) -> tuple[tuple[Cycle, ...], list[str]]:
    """Return the complete repetitions of a squat, sit-to-stand or step, and what is missing.

    Parameters
    ----------
    times_s : (T,) array
        Evenly spaced time [s].
    pelvis_height_m : (T,) array
        Height of a point amid the pelvis [m].
    kind : CycleKind
        A squat is a descent and the rise after it; a sit-to-stand is a rise; a step is a rise or
        a descent.
    """
    smallest_m = SMALLEST_STEP_HEIGHT_M if kind is CycleKind.STEP else SMALLEST_SQUAT_M
    moves = vertical_moves(times_s, pelvis_height_m, smallest_m=smallest_m)
    notes = [
        f"A {'rise' if move.rises else 'descent'} of the pelvis at {move.start_s:.2f}-"
        f"{move.end_s:.2f} s is cut off by the recording's edge or a gap."
        for move in moves
        if not move.is_complete
    ]
    spans = _squats(moves) if kind is CycleKind.SQUAT else _single_moves(moves, kind)
    cycles = tuple(Cycle(kind, None, start_s, end_s) for start_s, end_s in spans)
    if not cycles:
        notes.append(f"No complete {kind.replace('_', '-')}: the pelvis does not make one.")
    return cycles, notes


def _squats(moves: Sequence[VerticalMove]) -> list[tuple[float, float]]:
    return [
        (down.start_s, up.end_s)
        for down, up in pairwise(moves)
        if not down.rises and up.rises and down.is_complete and up.is_complete
    ]


def _single_moves(moves: Sequence[VerticalMove], kind: CycleKind) -> list[tuple[float, float]]:
    return [
        (move.start_s, move.end_s)
        for move in moves
        if move.is_complete and (move.rises or kind is CycleKind.STEP)
    ]


def repetition_phases(
    cycles: Sequence[Cycle], contacts: GroundContacts | None
) -> tuple[Phase, ...]:
    """Return the phases of sit-to-stands: ``seated`` stretches and ``seat_off_to_standing``.

    Seat-off is where the feet start to carry the whole body: the end of a seat's measured
    contact, or the force peak under the feet where the seat is not measured.
    """
    seat = contacts.of(Contact.SEAT) if contacts is not None else None
    if seat is None:
        return ()
    runs = runs_of(is_seated(seat.force_N))
    seated = [
        Phase("seated", None, float(seat.times_s[first]), float(seat.times_s[stop - 1]))
        for first, stop in runs
    ]
    rises = [
        Phase("seat_off_to_standing", None, phase.end_s, cycle.end_s)
        for cycle in cycles
        for phase in seated
        if cycle.kind is CycleKind.SIT_TO_STAND and cycle.start_s <= phase.end_s < cycle.end_s
    ]
    return tuple(sorted([*seated, *rises], key=lambda phase: phase.start_s))


def sitting_down_phases(times_s: FloatArray, pelvis_height_m: FloatArray) -> tuple[Phase, ...]:
    """Return the complete descents of a sit-to-stand trial as phases ``sitting_down``.

    Parameters
    ----------
    times_s : (T,) array
        Evenly spaced time [s].
    pelvis_height_m : (T,) array
        Height of a point amid the pelvis [m].
    """
    moves = vertical_moves(times_s, pelvis_height_m, smallest_m=SMALLEST_SQUAT_M)
    return tuple(
        Phase("sitting_down", None, move.start_s, move.end_s)
        for move in moves
        if move.is_complete and not move.rises
    )


def is_seated(seat_force_N: FloatArray) -> BoolArray:
    """(T,) whether the seat carries something: a force, or one that was not measured."""
    vertical = seat_force_N[:, 1]
    return np.asarray(np.isnan(vertical) | (vertical > 0))
