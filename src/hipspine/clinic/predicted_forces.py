"""Ground reaction from motion alone, for recordings without force plates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hipspine.clinic.person_motion import PersonMotion
from hipspine.clinic.request import Workshop
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import (
    ContactForce,
    CycleKind,
    Cycles,
    Event,
    EventKind,
    JointAngles,
)
from hipspine.domain.problem import Level, Problem
from hipspine.domain.units import radians
from hipspine.mechanics.contact_assignment import FootPaths, on_ground
from hipspine.mechanics.ground_reaction import Stance, Wrench, share_between_feet
from hipspine.mechanics.runs import runs_of
from hipspine.mechanics.seat import is_low
from hipspine.mechanics.standing_reaction import Standing, share_while_standing
from hipspine.simulate.extraction import required_wrench

SOLE_BELOW_HEEL_M = 0.01
"""How far the sole lies below the heel bone's origin, as in the reference walker; an estimate."""

SOLE_BEHIND_HEEL_M = 0.02
SOLE_BEFORE_TOE_M = 0.05
"""How far the sole reaches beyond the origins of heel and toes where it bears load; estimates."""

HALF_WIDTH_M = 0.045
"""Half of a foot's width (Winter 2009, figure 4.1: a foot is 0.055 of body height wide)."""

STANDING_SHARE = 0.9
"""Part of the frames in which a foot has to be seen standing to be taken as standing throughout;
heels that lift in a deep squat leave the toes where they are."""

SITTING_SHARE = 0.4
"""Part of a low stretch that has to be spent near its lowest height to be sitting. Whoever squats
without a pause, as a half sine, is within 3 cm of the bottom of 30 cm for a fifth of the time."""

LYING_RAD = radians(75.0)
"""Inclination of the pelvis from upright beyond which a person lies; ours: bending down to the
floor on straight legs tips it by 60 to 70 degrees."""

RISEN_M = 0.03
"""How far the pelvis has risen from the seat when the seat is certainly free: soft tissue and
cushions give way by less."""


RUNNING = Problem(
    Level.WARNING,
    "ground reaction",
    "this is a run, and forces predicted for running were never held against plates",
    "Do not read any size of loads; give --forces.",
)


@dataclass(frozen=True, eq=False)
class PredictedForces:
    """Contacts at the frames to be solved; NaN where the ground reaction cannot be told."""

    contacts: tuple[ContactForce, ...]
    problems: tuple[Problem, ...]


def predicted_forces(
    person: PersonMotion,
    smooth: JointAngles,
    feet: FootPaths,
    pelvis_m: FloatArray,
    cycles: Cycles,
    workshop: Workshop,
) -> PredictedForces:
    """Return the ground reaction that a person's motion needs.

    Raises
    ------
    RecordingError
        If the person neither walks nor stands on both feet, or lies.
    """
    if cycles.kind is not CycleKind.GAIT:
        require_nobody_lies(smooth)
    force_N, moment_Nm = required_wrench(person.model_path, smooth, workers=workshop.workers)
    needed = Wrench(smooth.times_s, force_N, moment_Nm)
    ground_m = _ground_height_m(feet)
    if cycles.kind is CycleKind.GAIT:
        stances = walking_stances(cycles.events, feet, ground_height_m=ground_m)
        shared = share_between_feet(needed, stances, ground_height_m=ground_m)
        contacts = _without_open_ends(shared.feet, stances)
    else:
        _check_both_feet_stand(feet)
        standing = _standing(feet, pelvis_m, ground_m, cycles.kind)
        contacts = share_while_standing(needed, standing)
    return PredictedForces(contacts, notices_of(cycles))


def walking_stances(
    events: Sequence[Event], feet: FootPaths, *, ground_height_m: float
) -> tuple[Stance, ...]:
    """Return every time a foot stands, from its heel strikes and toe offs.

    A stance that began before the trial or ends after it gets an end outside of it.
    """
    first, last = float(feet.times_s[0]), float(feet.times_s[-1])
    outside = last - first
    stances = []
    for side in Side:
        own = sorted((each for each in events if each.side is side), key=lambda each: each.time_s)
        landing: float | None = first - outside
        for event in own:
            if event.kind is EventKind.HEEL_STRIKE:
                landing = event.time_s
            elif landing is not None:
                stances.append(_stance(feet, side, (landing, event.time_s), ground_height_m))
                landing = None
        if own and landing is not None:
            stances.append(_stance(feet, side, (landing, last + outside), ground_height_m))
    return _in_order_of_landing(stances, first)


def _in_order_of_landing(stances: Sequence[Stance], first_s: float) -> tuple[Stance, ...]:
    """Return the stances; of two that began before the trial, the later one lifts off later."""
    begun = sorted((each for each in stances if each.start_s < first_s), key=lambda s: s.end_s)
    if len(begun) < len(Side):
        return tuple(stances)
    later = replace(begun[-1], start_s=0.5 * (begun[-1].start_s + first_s))
    return tuple(later if each is begun[-1] else each for each in stances)


def _stance(
    feet: FootPaths, side: Side, span: tuple[float, float], ground_height_m: float
) -> Stance:
    """Return a stance with its sole where the foot is in the middle of it, when it is flat."""
    inside = (feet.times_s >= span[0]) & (feet.times_s <= span[1])
    heel = np.median(feet.heel_m[side][inside], axis=0)
    toe = np.median(feet.toe_m[side][inside], axis=0)
    along = (toe - heel) * np.array([1.0, 0.0, 1.0])
    along /= np.linalg.norm(along)
    heel, toe = heel - SOLE_BEHIND_HEEL_M * along, toe + SOLE_BEFORE_TOE_M * along
    heel[1] = toe[1] = ground_height_m
    return Stance(side, *span, heel, toe, HALF_WIDTH_M)


def _without_open_ends(
    contacts: Sequence[ContactForce], stances: Sequence[Stance]
) -> tuple[ContactForce, ...]:
    """Return the contacts with NaN where two feet stand until after the trial's end.

    How a double support is shared depends on when it ends.
    """
    times_s = contacts[0].times_s
    last = float(times_s[-1])
    open_ends = [each for each in stances if each.end_s > last]
    if len(open_ends) < len(Side):
        return tuple(contacts)
    unknown = times_s >= max(each.start_s for each in open_ends)
    for contact in contacts:
        contact.force_N[unknown] = contact.point_m[unknown] = contact.torque_Nm[unknown] = np.nan
    return tuple(contacts)


def _ground_height_m(feet: FootPaths) -> float:
    """Return the floor's height: below where the lower heel usually is at its lowest."""
    heights = [feet.heel_m[side][:, 1] for side in Side]
    return float(min(np.nanpercentile(each, 5) for each in heights)) - SOLE_BELOW_HEEL_M


def require_nobody_lies(smooth: JointAngles) -> None:
    """Refuse a recording in which somebody lies: feet do not carry the body then.

    Raises
    ------
    RecordingError
        If the pelvis is tipped further than bending down to the floor does.
    """
    if not {"pelvis_tilt", "pelvis_list"} <= set(smooth.names):
        return
    # The height of the pelvis' long axis: it is turned about Z first and about X after it.
    upward = np.cos(smooth.of("pelvis_tilt")) * np.cos(smooth.of("pelvis_list"))
    share = float((upward < np.cos(LYING_RAD)).mean())
    if share > 0:
        raise RecordingError(
            "the recording",
            expected="ground reaction forces, or a movement in which the feet carry the body",
            got=f"no forces, and a person who lies in {share:.0%} of the frames: what floor or "
            "table carries is not measured",
            do="Cut the trial with --from and --to, or enter tests in lying with `hipspine test`.",
        )


def _check_both_feet_stand(feet: FootPaths) -> None:
    share = min(float(on_ground(feet, side).mean()) for side in Side)
    if share < STANDING_SHARE:
        raise RecordingError(
            "the recording",
            expected="ground reaction forces, or a movement in which they can be told from the "
            "motion: walking, or both feet standing throughout",
            got=f"no forces, and a foot that stands in {share:.0%} of the frames",
            do="Give the forces with --forces.",
        )


def _standing(
    feet: FootPaths, pelvis_m: FloatArray, ground_height_m: float, kind: CycleKind
) -> Standing:
    def on_floor(path: FloatArray) -> FloatArray:
        floored = path.copy()
        floored[:, 1] = ground_height_m
        return floored

    soles = {
        side: on_floor(np.asarray(0.5 * (feet.heel_m[side] + feet.toe_m[side]))) for side in Side
    }
    rises = kind is CycleKind.SIT_TO_STAND
    seated = seated_frames(pelvis_m[:, 1]) if rises else np.zeros(len(pelvis_m), dtype=np.bool_)
    return Standing(soles, on_floor(pelvis_m), seated)


def seated_frames(height_m: FloatArray) -> BoolArray:
    """Return when a seat may bear something, from the pelvis' height, (T,).

    In every stretch in which the pelvis is low it is taken to sit where it stays lowest and still:
    as long as it is within 3 cm of that height. A squat turns round without staying.
    """
    seated = np.zeros(height_m.shape, dtype=np.bool_)
    for first, stop in runs_of(is_low(height_m)):
        low = height_m[first:stop]
        near = low < low.min() + RISEN_M
        if near.sum() >= SITTING_SHARE * low.size:
            seated[first:stop] = near
    return seated


def notices_of(cycles: Cycles) -> tuple[Problem, ...]:
    """Return what to know of forces that were predicted for a trial."""
    running = (RUNNING,) if cycles.is_running else ()
    return (_notice(cycles.kind), *running)


def _notice(kind: CycleKind) -> Problem:
    how = (
        "between the feet by the smooth transition of Ren 2008"
        if kind is CycleKind.GAIT
        else "among feet and seat by where the body's pressure has to lie"
    )
    return Problem(
        Level.WARNING,
        "ground reaction",
        f"no forces were given; they were predicted from the motion and shared {how}, which is off "
        "by up to a tenth of body weight; discs came within 0.2 body weights of loads from plates, "
        "but hips 0.4 to 1.8 too high",
        "Do not read the size of loads in hips and knees; give --forces where measured.",
    )
