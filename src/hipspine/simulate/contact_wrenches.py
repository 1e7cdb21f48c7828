"""Contact forces at the frames of a motion, as moment and force about the ground's origin."""

from collections.abc import Sequence

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError
from hipspine.domain.motion import Contact, ContactForce

_BODIES = {
    Contact.RIGHT_FOOT: ("calcn_r", "foot_r", "talus_r"),
    Contact.LEFT_FOOT: ("calcn_l", "foot_l", "talus_l"),
    Contact.SEAT: ("pelvis",),
    Contact.RIGHT_HAND: ("hand_r", "radius_r"),
    Contact.LEFT_HAND: ("hand_l", "radius_l"),
    Contact.TRUNK: ("torso",),
    Contact.RIGHT_THIGH: ("femur_r",),
    Contact.LEFT_THIGH: ("femur_l",),
    Contact.RIGHT_SHANK: ("tibia_r",),
    Contact.LEFT_SHANK: ("tibia_l",),
}
"""Bodies that a contact may push on: the first that the model has is taken."""


def contact_body(contact: Contact, bodies: Sequence[str]) -> str:
    """Return the model's body that a contact pushes on.

    Raises
    ------
    ModelError
        If the model has none of the bodies that could be meant.
    """
    for name in _BODIES[contact]:
        if name in bodies:
            return name
    raise ModelError(
        f"contact {contact}",
        expected=f"a model with a body named {' or '.join(_BODIES[contact])}",
        got=f"bodies {', '.join(bodies)}",
        do="Rename the model's bodies as in Rajagopal's model.",
    )


def contact_wrenches(contacts: Sequence[ContactForce], times_s: FloatArray) -> FloatArray:
    """Return (T, P, 6) moment about the ground's origin [N·m] and force [N] of each contact.

    Parameters
    ----------
    contacts : P contacts
        Forces on the body in the lab frame. NaN means that it was not measured.
    times_s : (T,) array
        Frames wanted; between samples the wrench is interpolated linearly, outside of a contact's
        samples it is NaN.

    Notes
    -----
    Moment and force are interpolated, never the point of application: at the edges of a contact
    the point runs away (metres in the recordings) while moment and force go to zero.
    """
    wrenches = [_at(contact, times_s) for contact in contacts]
    return np.stack(wrenches, axis=1) if wrenches else np.zeros((len(times_s), 0, 6))


def _at(contact: ContactForce, times_s: FloatArray) -> FloatArray:
    own = _about_origin(contact)
    columns = [
        np.interp(times_s, contact.times_s, column, left=np.nan, right=np.nan) for column in own.T
    ]
    return np.column_stack(columns)


def _about_origin(contact: ContactForce) -> FloatArray:
    force = contact.force_N
    moment = np.cross(contact.point_m, force) + contact.torque_Nm
    # Where nothing touches there is no moment either, whatever the point reads.
    moment[(force == 0.0).all(axis=1)] = 0.0
    return np.concatenate([moment, force], axis=1)
