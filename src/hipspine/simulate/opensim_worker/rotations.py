"""OpenSim's rotations as numbers. Worker processes only."""

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray

_PLACES = tuple((row, column) for row in range(3) for column in range(3))


def entries_of(rotation: opensim.Rotation) -> list[float]:
    """Return the nine entries, row by row."""
    return [rotation.get(row, column) for row, column in _PLACES]


def matrix_of(rotation: opensim.Rotation) -> FloatArray:
    """Return (3, 3) axes as columns."""
    return np.array(entries_of(rotation)).reshape(3, 3)
