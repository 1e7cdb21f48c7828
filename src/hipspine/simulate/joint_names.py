"""The names that joints carry here, whatever a model calls them."""

import re

from hipspine.domain.anatomy import LUMBAR_LEVELS

_LUMBAR = re.compile(r"^(?:(L5_S1|L4_L5|L3_L4|L2_L3|L1_L2|T12_L1)|L1_T12)(?!\d)")
_LEG = re.compile(r"^(?:walker_)?(hip|knee)_(r|l)$")
_SIDES = {"r": "right", "l": "left"}

JOINTS_WITH_LOADS = (*LUMBAR_LEVELS, "hip_right", "hip_left", "knee_right", "knee_left")
"""Joints whose contact load is mapped, in the order in which a bundle lists them."""


def standard_joint_name(name: str) -> str | None:
    """Return our name of a model's joint, or None where no contact load is mapped for it.

    Examples
    --------
    >>> standard_joint_name("L1_T12_IVD_jnt"), standard_joint_name("walker_knee_r")
    ('T12_L1', 'knee_right')
    """
    lumbar = _LUMBAR.match(name)
    if lumbar:
        return lumbar.group(1) or "T12_L1"
    leg = _LEG.match(name)
    return f"{leg.group(1)}_{_SIDES[leg.group(2)]}" if leg else None


def lumbar_level(joint: str) -> str | None:
    """Return the lumbar level that a model's joint is, or None."""
    name = standard_joint_name(joint)
    return name if name in LUMBAR_LEVELS else None
