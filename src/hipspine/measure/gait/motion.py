"""What the measures are made from: the trunk, pelvis and feet in space, joint angles and moments.

Frame: ground, Y up; X and Z may point anywhere level, since every measure is taken relative to the
direction of walking. Time first, xyz last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.motion import Cycles


class BodyPart(StrEnum):
    """A segment whose place and orientation are needed."""

    PELVIS = "pelvis"
    TRUNK = "trunk"
    RIGHT_FOOT = "right_foot"
    LEFT_FOOT = "left_foot"

    @classmethod
    def foot(cls, side: Side) -> "BodyPart":
        """Return the foot of a side."""
        return cls.RIGHT_FOOT if side is Side.RIGHT else cls.LEFT_FOOT


@dataclass(frozen=True, eq=False)
class RecordedMotion:
    """One trial's motion as the measures read it; a part that a model lacks is left out.

    Parameters
    ----------
    times_s : (T,) array
        Frames [s].
    orientations : mapping of BodyPart to (T, 3, 3) array
        Columns are the segment's axes in ground: forward, up, to the right.
    origins_m : mapping of BodyPart to (T, 3) array
        A fixed point of each segment in ground [m]; of a foot its heel.
    angles_rad : mapping of str to (T,) array
        Joint angles by OpenSim's names and signs; the whole lumbar spine as
        ``lumbar_extension``, ``lumbar_bending`` and ``lumbar_rotation`` [rad].
    moments_Nm : mapping of str to (T,) array
        Net joint moments (muscles and passive tissue) by the same names and signs [N·m]; NaN where
        the forces on the body were not measured.
    cycles : Cycles
    mass_kg : float
    """

    times_s: FloatArray
    orientations: Mapping[BodyPart, FloatArray]
    origins_m: Mapping[BodyPart, FloatArray]
    angles_rad: Mapping[str, FloatArray]
    moments_Nm: Mapping[str, FloatArray]
    cycles: Cycles
    mass_kg: float
