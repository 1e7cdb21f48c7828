"""Where a foot or the seat bears weight that no plate measured, and why."""

from collections.abc import Mapping, Sequence

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import Contact, Event, EventKind
from hipspine.domain.problem import Problem
from hipspine.measure import contact_problems as problem
from hipspine.measure.plate_courses import Plate, are_silent, carried_by
from hipspine.mechanics.contact_assignment import FootPaths, OnPlate, Surroundings, on_ground
from hipspine.mechanics.gait_events import events_from_motion
from hipspine.mechanics.runs import TIME_TOLERANCE_S, is_between, is_shorter, mask_of, runs_of
from hipspine.mechanics.seat import seated_runs, standing_weight_N

LANDING_S = 0.02
LIFT_OFF_S = 0.06
"""Time by which landing precedes, and lift-off follows, a foot's being low and slow.

In the three walks of the tests' recordings plates felt 7 landings up to 0.013 s before that
stretch, and 7 lift-offs up to 0.058 s after it. Where the motion shows the event itself, a stance
lasts from the event or the low and slow stretch, whichever is first, to the lift-off.
"""

SHORTEST_MISSING_S = 0.05
"""A rest on the ground shorter than this is a scuff, not a step without a plate."""


Stance = tuple[float, float]
"""From when to when a foot stands [s]."""


def stances_of(feet: FootPaths, pelvis_path: FloatArray | None, side: Side) -> list[Stance]:
    """Return from when to when a foot stands, by its motion; scuffs left out."""
    events = () if pelvis_path is None else events_from_motion(feet, pelvis_path, side)
    stances = []
    for run in runs_of(on_ground(feet, side)):
        if is_shorter(feet.times_s, run, SHORTEST_MISSING_S):
            continue
        start, end = float(feet.times_s[run[0]]), float(feet.times_s[run[1] - 1])
        landing = _near(events, EventKind.HEEL_STRIKE, start - LANDING_S, end)
        lift_off = _near(events, EventKind.TOE_OFF, end, end + 2 * LIFT_OFF_S)
        early = start - LANDING_S if landing is None else min(start, landing)
        stances.append((early, end + LIFT_OFF_S if lift_off is None else lift_off))
    return stances


def _near(
    events: Sequence[Event], kind: EventKind, earliest_s: float, latest_s: float
) -> float | None:
    """Return the time of the first event of a kind within limits, or None."""
    times_s = [event.time_s for event in events if event.kind is kind]
    slack_s = TIME_TOLERANCE_S
    return next((at for at in times_s if earliest_s - slack_s <= at <= latest_s + slack_s), None)


def unmeasured(
    plates: Sequence[Plate],
    base_s: FloatArray,
    around: Surroundings,
    stances: Mapping[Side, Sequence[Stance]],
    body_weight_N: float | None,
) -> tuple[dict[Contact, BoolArray], list[Problem]]:
    """Return for each contact the frames in which its force is not known, and why."""
    problems = []
    unknown = {}
    broken = are_silent(plates)
    shared = np.logical_or.reduce([plate.carries == OnPlate.BOTH_FEET for plate in plates])
    for side in Side:
        missing = _stands_off_plate(plates, side, base_s, stances[side])
        problems += [problem.foot_off_plate(side, base_s, run) for run in runs_of(missing)]
        unseen = _unseen(plates, side, around)
        problems += [problem.foot_unseen(side, base_s, run) for run in runs_of(unseen)]
        unknown[Contact.foot(side)] = missing | unseen | shared | broken
    seated, seat_problems = _seat_unmeasured(plates, base_s, around, body_weight_N)
    unknown[Contact.SEAT] = seated
    return unknown, problems + seat_problems


def _stands_off_plate(
    plates: Sequence[Plate], side: Side, base_s: FloatArray, stances: Sequence[Stance]
) -> BoolArray:
    """(T,) whether a foot stands where no plate has felt it during that stance.

    A foot that a plate has felt at this place, and that has not moved since, is on that plate: a
    zero there is a measured zero (the unloaded feet of someone sitting).
    """
    carried = carried_by(plates, OnPlate.foot(side)) | carried_by(plates, OnPlate.BOTH_FEET)
    missing = np.zeros(len(base_s), dtype=np.bool_)
    for early, late in stances:
        stands = is_between(base_s, early, late)
        if not carried[stands].any():
            missing |= stands
    return missing


def _unseen(plates: Sequence[Plate], side: Side, around: Surroundings) -> BoolArray:
    """(T,) whether a foot's whereabouts are unknown and no plate carries it."""
    return ~around.feet.is_seen(side) & ~carried_by(plates, OnPlate.foot(side))


def _seat_unmeasured(
    plates: Sequence[Plate],
    base_s: FloatArray,
    around: Surroundings,
    body_weight_N: float | None,
) -> tuple[BoolArray, list[Problem]]:
    nobody = np.zeros(len(base_s), dtype=np.bool_)
    if around.pelvis_m is None:
        return nobody, []
    height = around.pelvis_m[:, 1]
    total = np.nan_to_num(np.sum([plate.force_N[:, 1] for plate in plates], axis=0))
    weight = body_weight_N or standing_weight_N(base_s, height, total)
    if weight is None:
        return nobody, []
    # A measured seat carries its share of the total, so nothing is left unmeasured there.
    runs = seated_runs(base_s, height, total, weight_N=weight)
    return mask_of(runs, len(base_s)), [problem.seat_unmeasured(base_s, run) for run in runs]
