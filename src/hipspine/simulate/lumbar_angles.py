"""Lumbar angles between models: one total for the whole lumbar spine, or one angle per level.

A model with a single ``back`` joint has the coordinates ``lumbar_extension``, ``lumbar_bending``
and ``lumbar_rotation``. A model with six levels has three angles per level, tied together by a
rhythm: each level takes a fixed share. All angles in radians, OpenSim's signs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.arrays import FloatArray
from hipspine.simulate.joint_names import lumbar_level

TOTAL_ANGLES = {
    "extension": "lumbar_extension",
    "bending": "lumbar_bending",
    "rotation": "lumbar_rotation",
}
"""Coordinates of a model with a single lumbar joint, by direction."""

_DIRECTION_WORDS = {
    "extension": re.compile(r"ext", re.IGNORECASE),
    "bending": re.compile(r"bend", re.IGNORECASE),
    "rotation": re.compile(r"rot", re.IGNORECASE),
}


@dataclass(frozen=True)
class LevelRhythm:
    """How the lumbar levels follow one leading coordinate: level = offset + slope * leader."""

    leader: str
    offsets_rad: tuple[float, ...]
    """One per level, the leader's own included where it is a level (offset 0, slope 1)."""
    slopes: tuple[float, ...]


def lumbar_direction(coordinate: str) -> str | None:
    """Return the direction that a coordinate's name tells: extension, bending or rotation."""
    for direction, word in _DIRECTION_WORDS.items():
        if word.search(coordinate):
            return direction
    return None


def leader_from_total(total_rad: FloatArray, rhythm: LevelRhythm) -> FloatArray:
    """Return the leading coordinate for which the levels add up to a total.

    Parameters
    ----------
    total_rad : (T,) array
        Angle of the trunk on the pelvis in one direction [rad].
    rhythm : LevelRhythm
        The model's own shares.

    Returns
    -------
    (T,) array
        The leading coordinate [rad].

    Notes
    -----
    Adding angles of successive levels holds for one direction at a time; for the combined angles
    of walking (below 0.2 rad) what it neglects is second order.
    """
    return (total_rad - sum(rhythm.offsets_rad)) / sum(rhythm.slopes)


def total_from_levels(
    names: Sequence[str], angles_rad: Mapping[str, FloatArray], direction: str
) -> FloatArray | None:
    """Return the sum of all six levels' angles in one direction, or None if a level is missing."""
    by_level = {
        lumbar_level(name): angles_rad[name]
        for name in names
        if lumbar_level(name) and lumbar_direction(name) == direction
    }
    if any(level not in by_level for level in LUMBAR_LEVELS):
        return None
    total: FloatArray = sum((by_level[level] for level in LUMBAR_LEVELS[1:]), by_level["L5_S1"])
    return total
