"""Which foot (or the seat) receives the force of which plate: by position, not by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.errors import RecordingError
from hipspine.domain.motion import Contact, ContactForce, ExternalForce
from hipspine.domain.problem import Problem
from hipspine.measure import contact_problems as problem
from hipspine.measure.plate_courses import Plate, plate_course, plate_problems
from hipspine.measure.unmeasured_contacts import stances_of, unmeasured
from hipspine.mechanics.contact_assignment import (
    FootPaths,
    OnPlate,
    Surroundings,
    centre_of_pressure,
    on_ground,
)
from hipspine.mechanics.filters import low_pass, sampling_rate_hz
from hipspine.mechanics.gait_events import CONTACT_THRESHOLD_N
from hipspine.mechanics.seat import is_low
from hipspine.mechanics.time_normalise import bridge_short_gaps, resample


@dataclass(frozen=True, eq=False)
class GroundContacts:
    """The forces on both feet (and the seat), and what is wrong with them.

    ``contacts``: right foot, left foot, and the seat where there is one. The force is zero where
    nothing touches and NaN where it touches (or may touch) without being measured; centre of
    pressure and free torque exist only where a force is measured.
    """

    contacts: tuple[ContactForce, ...]
    problems: tuple[Problem, ...] = ()
    threshold_N: float = CONTACT_THRESHOLD_N
    """Smallest vertical force that counted as contact [N]."""

    def of(self, contact: Contact) -> ContactForce | None:
        """Return the force at one place, or None where the trial has none."""
        return next((force for force in self.contacts if force.contact is contact), None)

    def is_measured(self) -> BoolArray:
        """(T,) whether everything that pushes on the body is measured."""
        known = [np.isfinite(contact.force_N).all(axis=1) for contact in self.contacts]
        measured: BoolArray = np.logical_and.reduce(known)
        return measured


@dataclass(frozen=True, eq=False)
class _Wrench:
    """Force and moment about the origin summed over plates, and the surface's height."""

    force_N: FloatArray
    moment_Nm: FloatArray
    height_m: FloatArray


def assign_contacts(
    forces: Sequence[ExternalForce],
    feet: FootPaths,
    *,
    pelvis_path: FloatArray | None = None,
    times_s: FloatArray | None = None,
    threshold_N: float = CONTACT_THRESHOLD_N,
    cutoff_hz: float | None = None,
    body_weight_N: float | None = None,
) -> GroundContacts:
    """Return the force on each foot and the seat, plates assigned by position and merged.

    Parameters
    ----------
    forces : sequence of ExternalForce
        The plates as their file gives them.
    feet : FootPaths
        Heel and toe of both feet, lab frame.
    pelvis_path : (T, 3) array, optional
        A point amid the pelvis at the feet's times [m]. Without it nobody is found sitting.
    times_s : (N,) array, optional
        Times of the result [s]; by default those of the first plate.
    threshold_N : float
        Smallest vertical force that counts as contact [N].
    cutoff_hz : float, optional
        Zero-phase low-pass filter of forces and moments [Hz]; by default none. Contacts are found
        before filtering, and nothing is left outside them.
    body_weight_N : float, optional
        Body weight [N]; by default the force while the pelvis is high and still.

    Returns
    -------
    GroundContacts

    Raises
    ------
    RecordingError
        If the cut-off is not below half the plates' sampling rate.

    Notes
    -----
    Each plate's contact goes to the foot under which its centre of pressure lies; forces of a
    foot on two plates are added as force and moment, then reduced to a centre of pressure and a
    free torque (`mechanics.contact_assignment`). What the file says about sides is only compared.
    """
    if not forces:
        return GroundContacts((), (problem.no_plates(),))
    if cutoff_hz is not None:
        _check_cutoff(forces, cutoff_hz)
    base_s = forces[0].times_s
    around = _surroundings(feet, pelvis_path, base_s)
    plates = [plate_course(force, base_s, around, threshold_N=threshold_N) for force in forces]
    stances = {side: stances_of(feet, pelvis_path, side) for side in Side}
    unknown, problems = unmeasured(plates, base_s, around, stances, body_weight_N)
    out_s = base_s if times_s is None else times_s
    contacts = [
        _contact(
            contact,
            _sum(plates, contact),
            unknown[contact],
            _Sampling(base_s, out_s, cutoff_hz),
            threshold_N,
        )
        for contact in _present(plates, unknown)
    ]
    problems = [*plate_problems(plates, base_s), *problems]
    return GroundContacts(tuple(contacts), tuple(problems), threshold_N)


def _check_cutoff(forces: Sequence[ExternalForce], cutoff_hz: float) -> None:
    slowest_hz = min(sampling_rate_hz(force.times_s) for force in forces)
    if not 0 < cutoff_hz < slowest_hz / 2:
        raise RecordingError(
            "the cut-off for ground forces",
            expected=f"more than 0 and less than {slowest_hz / 2:g} Hz, half their sampling rate",
            got=f"{cutoff_hz:g} Hz",
            do="Choose a lower cut-off, or none.",
        )


def _surroundings(
    feet: FootPaths, pelvis_path: FloatArray | None, base_s: FloatArray
) -> Surroundings:
    here = feet.at(base_s)
    resting = {}
    for side in Side:
        # Judged at the feet's own rate: forces come much faster than markers.
        rests = on_ground(feet, side).astype(np.float64)
        resting[side] = np.nan_to_num(resample(feet.times_s, rests, base_s)) > 0.5
    if pelvis_path is None:
        return Surroundings(here, resting, np.zeros(len(base_s), dtype=np.bool_), None)
    bridged = bridge_short_gaps(feet.times_s, pelvis_path, longest_s=0.2)
    pelvis = resample(feet.times_s, bridged, base_s)
    return Surroundings(here, resting, is_low(pelvis[:, 1]), pelvis)


_CODES = {
    Contact.RIGHT_FOOT: OnPlate.RIGHT_FOOT,
    Contact.LEFT_FOOT: OnPlate.LEFT_FOOT,
    Contact.SEAT: OnPlate.SEAT,
}


def _sum(plates: Sequence[Plate], contact: Contact) -> _Wrench:
    """Add the plates that carry a contact; the surface's height is weighted by vertical force."""
    force, moment = np.zeros_like(plates[0].force_N), np.zeros_like(plates[0].force_N)
    weighted, weight = np.zeros(len(force)), np.zeros(len(force))
    for plate in plates:
        mine = plate.carries == _CODES[contact]
        force[mine] += plate.force_N[mine]
        moment[mine] += plate.moment_Nm[mine]
        weighted[mine] += plate.height_m[mine] * plate.force_N[mine, 1]
        weight[mine] += plate.force_N[mine, 1]
    usual = weighted.sum() / weight.sum() if weight.any() else 0.0
    height = np.divide(weighted, weight, out=np.full_like(weight, usual), where=weight != 0)
    return _Wrench(force, moment, height)


def _present(plates: Sequence[Plate], unknown: Mapping[Contact, BoolArray]) -> tuple[Contact, ...]:
    sits = unknown[Contact.SEAT].any() or any(
        (plate.carries == OnPlate.SEAT).any() for plate in plates
    )
    feet = (Contact.RIGHT_FOOT, Contact.LEFT_FOOT)
    return (*feet, Contact.SEAT) if sits else feet


@dataclass(frozen=True, eq=False)
class _Sampling:
    """From the plates' times to those of the result, low-pass filtered on the way if asked."""

    from_s: FloatArray
    to_s: FloatArray
    cutoff_hz: float | None

    def of(self, values: FloatArray) -> FloatArray:
        if self.cutoff_hz is not None:
            rate_hz = sampling_rate_hz(self.from_s)
            values = low_pass(values, rate_hz=rate_hz, cutoff_hz=self.cutoff_hz)
        return resample(self.from_s, values, self.to_s)


def _contact(
    contact: Contact,
    wrench: _Wrench,
    unknown: BoolArray,
    sampling: _Sampling,
    threshold_N: float,
) -> ContactForce:
    """Return one foot's (or the seat's) force, where it acts, and the free torque there.

    A filter spreads a contact over the moments before and after it. What it spreads stays with the
    foot, or the whole body would lack it around every heel strike: where it is too weak to have a
    centre of pressure, it acts at the nearest one in time, with all the moment that is left.
    """
    measured = np.concatenate((wrench.force_N, wrench.moment_Nm), axis=1)
    vectors = sampling.of(np.where(unknown[:, np.newaxis], np.nan, measured))
    force, moment = vectors[:, :3], vectors[:, 3:]
    height = resample(sampling.from_s, wrench.height_m, sampling.to_s)
    point, torque = centre_of_pressure(force, moment, height)
    with np.errstate(invalid="ignore"):
        weak = np.abs(force[:, 1]) <= threshold_N
    if sampling.cutoff_hz is None:
        force, point, torque = _without(weak, force, point, torque)
    else:
        point, torque = _at_nearest_point(weak, force, moment, point, torque)
    return ContactForce(contact, sampling.to_s, force, point, torque)


def _without(
    weak: BoolArray, force: FloatArray, point: FloatArray, torque: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    off = weak[:, np.newaxis]
    return np.where(off, 0.0, force), np.where(off, np.nan, point), np.where(off, 0.0, torque)


def _at_nearest_point(
    weak: BoolArray, force: FloatArray, moment: FloatArray, point: FloatArray, torque: FloatArray
) -> tuple[FloatArray, FloatArray]:
    firm = np.flatnonzero(~weak & np.isfinite(point).all(axis=1))
    if not firm.size:
        return point, torque
    nearest = firm[np.abs(np.arange(len(weak))[:, np.newaxis] - firm).argmin(axis=1)]
    moved = np.where(weak[:, np.newaxis], point[nearest], point)
    left = moment - np.cross(moved, force)
    return moved, np.where(weak[:, np.newaxis], left, torque)
