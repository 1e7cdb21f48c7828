"""One force plate over the times of a trial: what it measured and what it carries."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.domain.motion import ExternalForce
from hipspine.domain.problem import Problem
from hipspine.measure import contact_problems as problem
from hipspine.mechanics.contact_assignment import (
    OnPlate,
    Surroundings,
    carried_by_plate,
    centre_of_pressure,
    moment_about_origin,
)
from hipspine.mechanics.gait_events import in_contact
from hipspine.mechanics.runs import runs_of
from hipspine.mechanics.time_normalise import resample


@dataclass(frozen=True, eq=False)
class Plate:
    """One plate at the common times: wrench about the origin, surface height, what it carries."""

    name: str
    claimed_side: Side | None
    force_N: FloatArray
    moment_Nm: FloatArray
    height_m: FloatArray
    loaded: BoolArray
    carries: IntArray


def plate_course(
    force: ExternalForce,
    base_s: FloatArray,
    around: Surroundings,
    *,
    threshold_N: float,
) -> Plate:
    """Return a plate at the common times, and the foot or seat that it carries in each frame.

    threshold_N : smallest vertical force that counts as contact [N].
    """
    moment = moment_about_origin(force.force_N, force.point_m, force.torque_Nm)
    vectors = np.concatenate((force.force_N, moment), axis=1)
    loaded = in_contact(force.times_s, force.force_N[:, 1], threshold_N=threshold_N)
    heights = force.point_m[loaded & np.isfinite(force.point_m[:, 1]), 1]
    known = np.isfinite(vectors).all(axis=1)
    vectors = np.where((loaded | ~known)[:, np.newaxis], vectors, 0.0)
    vectors = resample(force.times_s, vectors, base_s)
    loaded = np.nan_to_num(resample(force.times_s, loaded.astype(np.float64), base_s)) > 0.5
    surface = np.full(len(base_s), np.median(heights) if len(heights) else 0.0)
    point, _ = centre_of_pressure(vectors[:, :3], vectors[:, 3:], surface)
    return Plate(
        name=force.name,
        claimed_side=problem.claimed_side(force),
        force_N=vectors[:, :3],
        moment_Nm=vectors[:, 3:],
        height_m=surface,
        loaded=loaded,
        carries=carried_by_plate(point, vectors[:, 1], loaded, around),
    )


def carried_by(plates: Sequence[Plate], code: OnPlate) -> BoolArray:
    """(T,) whether any plate carries what the code stands for."""
    result: BoolArray = np.logical_or.reduce([plate.carries == code for plate in plates])
    return result


def are_silent(plates: Sequence[Plate]) -> BoolArray:
    """(T,) whether any plate gives no number: then no foot's force is complete."""
    silent = [~np.isfinite(plate.force_N).all(axis=1) for plate in plates]
    result: BoolArray = np.logical_or.reduce(silent)
    return result


def plate_problems(plates: Sequence[Plate], base_s: FloatArray) -> list[Problem]:
    """Return what is wrong with each plate by itself, or with what its file says of it."""
    found = []
    for plate in plates:
        if not plate.loaded.any():
            found.append(problem.plate_reads_zero(plate.name))
        for side in Side:
            carried = plate.carries == OnPlate.foot(side)
            if carried.any() and plate.claimed_side is side.other:
                found.append(problem.wrong_claim(plate.name, side))
        for run in runs_of(are_silent([plate])):
            found.append(problem.plate_silent(plate.name, base_s, run))
        for run in runs_of(plate.carries == OnPlate.STRANGER):
            found.append(problem.plate_under_no_foot(plate.name, base_s, run))
        for run in runs_of(plate.carries == OnPlate.BOTH_FEET):
            found.append(problem.both_feet_on_plate(plate.name, base_s, run))
    return found
