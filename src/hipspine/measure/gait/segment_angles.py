"""Angles of pelvis, trunk and feet in space, with the direction of walking turned out first.

OpenSim's ``pelvis_tilt`` and ``pelvis_list`` turn about axes of the ground: they mean forward and
sideways only for a person who walks along +X. These angles mean it for any direction.
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.measure.gait.heading import Heading


@dataclass(frozen=True, eq=False)
class SpaceAngles:
    """Orientation of a segment relative to the direction of walking, each (T,) [rad]."""

    forward: FloatArray
    """Tipped forward (anterior tilt, forward lean)."""
    right_up: FloatArray
    """Right side higher than the left; of the trunk: leaning to the left."""
    to_left: FloatArray
    """Turned to the left about the vertical."""


def space_angles(orientation: FloatArray, heading: Heading) -> SpaceAngles:
    """Return a segment's angles in the order rotation, obliquity, tilt.

    Parameters
    ----------
    orientation : (T, 3, 3) array
        Columns are the segment's axes in ground: forward, up, to the right.
    heading : Heading

    Notes
    -----
    With R = Ry(rotation) Rx(-right_up) Rz(-forward): rotation about the vertical comes first, so
    that tilt and obliquity are what an observer sees in the segment's own planes.

    References
    ----------
    Baker R (2001). Pelvic angles: a mathematically rigorous definition which is consistent with a
    conventional clinical understanding of the terms. Gait Posture 13:1-6.
    doi:10.1016/S0966-6362(00)00083-7
    """
    turned = heading.axes.T @ orientation
    # Ry(c) Rx(b) Rz(a): element (1, 2) is -sin b; (1, 0), (1, 1) hold a; (0, 2), (2, 2) hold c.
    about_forward = np.arcsin(np.clip(-turned[:, 1, 2], -1, 1))
    about_right = np.arctan2(turned[:, 1, 0], turned[:, 1, 1])
    about_up = np.arctan2(turned[:, 0, 2], turned[:, 2, 2])
    return SpaceAngles(forward=-about_right, right_up=-about_forward, to_left=about_up)


def pointing_to_left_rad(orientation: FloatArray, heading: Heading) -> FloatArray:
    """Return the (T,) angle by which a foot's long axis points left of the way walked [rad].

    Parameters
    ----------
    orientation : (T, 3, 3) array
        Columns are the foot's axes in ground; the first points to the toes.
    """
    forward = heading.axes.T @ orientation[:, :, 0].T
    angle: FloatArray = np.arctan2(-forward[2], forward[0])
    return angle
