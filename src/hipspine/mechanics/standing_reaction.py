"""Ground reaction without plates while both feet stand, with or without a seat.

In squatting, rising and lifting both feet stay where they are. The total that the ground has to
supply follows from the motion; how much of it each foot bears, from where its pressure lies: by
statics the shares of two supports are in inverse proportion to their distances from it. A seat
bears the rest in the same way, behind the feet.

Frame: ground, X forward, Y up, Z right. Forces act on the body.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import Contact, ContactForce
from hipspine.mechanics.ground_reaction import Wrench

_HORIZONTAL = [0, 2]


@dataclass(frozen=True, eq=False)
class Standing:
    """What a body stands and sits on.

    foot_m : (T, 3) middle of each sole on the ground; seat_m : (T, 3) below the hips, at the
    ground's height; seated : (T,) whether the seat may bear anything.
    """

    foot_m: Mapping[Side, FloatArray]
    seat_m: FloatArray
    seated: BoolArray


def share_while_standing(needed: Wrench, standing: Standing) -> tuple[ContactForce, ...]:
    """Share what the body needs among two standing feet and a seat.

    Parameters
    ----------
    needed : Wrench
        From whole-body dynamics with no external force.
    standing : Standing

    Returns
    -------
    tuple of ContactForce
        Right foot, left foot and, if anybody sits at any time, the seat. In every frame forces and
        moments add up to what is needed.

    Notes
    -----
    While seated, the seat's share is how far the total centre of pressure lies from between the
    feet towards the seat, on the line between them; before the feet it is nothing, behind the seat
    all. Between the feet the share follows from the same rule along the line from foot to foot. All
    supports' centres of pressure are then moved by the same small distance: moments balance.
    Horizontal forces and the free torque are shared like the vertical force: nothing tells them
    apart. In a squat feet push outwards against each other; that part cannot be seen in motion.
    """
    height = standing.foot_m[Side.RIGHT][:, 1]
    total = needed.pressure_m(float(height.mean()))
    feet = {side: path[:, _HORIZONTAL] for side, path in standing.foot_m.items()}
    middle = 0.5 * (feet[Side.RIGHT] + feet[Side.LEFT])
    seat = standing.seat_m[:, _HORIZONTAL]
    on_seat = np.where(standing.seated, _share_along(total, middle, seat), 0.0)
    # The feet's own centre of pressure is what is left when the seat's part is taken away.
    across = feet[Side.LEFT] - feet[Side.RIGHT]
    aside = total - (middle + on_seat[:, None] * (seat - middle))
    on_left = np.clip(0.5 + _length_along(aside, across), 0.0, 1.0)
    shares = {
        Contact.RIGHT_FOOT: (1.0 - on_seat) * (1.0 - on_left),
        Contact.LEFT_FOOT: (1.0 - on_seat) * on_left,
    }
    places = {Contact.RIGHT_FOOT: feet[Side.RIGHT], Contact.LEFT_FOOT: feet[Side.LEFT]}
    if standing.seated.any():
        shares[Contact.SEAT], places[Contact.SEAT] = on_seat, seat
    centre = sum(shares[each][:, None] * places[each] for each in shares)
    moved = total - centre
    return tuple(
        _contact(needed, contact, shares[contact], places[contact] + moved, height)
        for contact in shares
    )


def _share_along(point: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """Return how far points lie from start to end, 0 to 1, (T,)."""
    return np.clip(_length_along(point - start, end - start), 0.0, 1.0)


def _length_along(vector: FloatArray, line: FloatArray) -> FloatArray:
    """Return the (T,) part of a line that a vector covers along it."""
    length: FloatArray = (vector * line).sum(axis=1) / np.square(line).sum(axis=1)
    return length


def _contact(
    needed: Wrench, contact: Contact, share: FloatArray, place: FloatArray, height: FloatArray
) -> ContactForce:
    force = share[:, None] * needed.force_N
    point = np.stack([place[:, 0], height, place[:, 1]], axis=1)
    torque = np.zeros_like(force)
    # What is left about the vertical, once every force acts where it acts: the total's own points
    # move with the total centre of pressure, so each support's part is its share.
    total = needed.pressure_m(float(height.mean()))
    at_total = np.stack([total[:, 0], height, total[:, 1]], axis=1)
    free = needed.moment_Nm[:, 1] - np.cross(at_total, needed.force_N)[:, 1]
    torque[:, 1] = share * free
    return ContactForce(contact, needed.times_s, force, point, torque)
