"""What ground, seat and load do to a predicted motion; free of casadi."""

from dataclasses import dataclass

from hipspine.domain.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Reaction:
    """Forces on the planar body over a motion.

    Each is (T, 3): forward [N], upward [N], moment about the origin of space [N·m], positive
    counter-clockwise seen from the right.
    """

    right_foot: FloatArray
    left_foot: FloatArray
    seat: FloatArray
    load: FloatArray
    """Of a load in the hands, acting at the shoulders."""
    mass_centre_m: FloatArray
    """(T, 2) where the body's centre of mass is, forward and up, the load left out."""
