"""Who finds the joint angles that follow markers."""

from enum import StrEnum


class Kinematics(StrEnum):
    """The search for the posture whose markers lie nearest the measured ones."""

    HIPSPINE = "hipspine"
    """Our own (`hipspine.mechanics.marker_kinematics`)."""
    OPENSIM = "opensim"
    """OpenSim's, for a check: the same answer where markers decide, a few hundred times slower."""


DEFAULT_KINEMATICS = Kinematics.HIPSPINE
