"""Unit conversions. SI inside; degrees, millimetres, body weights and percent only at the edges.

This is the only module that may use degrees (ruff bans the functions elsewhere).
"""

import math
from typing import overload

import numpy as np

from hipspine.domain.arrays import FloatArray

STANDARD_GRAVITY = 9.80665
"""Standard acceleration of gravity [m/s²] (ISO 80000-3)."""

METRES_PER = {"m": 1.0, "cm": 0.01, "mm": 0.001}
"""Length units that recordings come in, and their size in metres."""


@overload
def radians(degrees: float) -> float: ...
@overload
def radians(degrees: FloatArray) -> FloatArray: ...
def radians(degrees: float | FloatArray) -> float | FloatArray:
    """Return an angle given in degrees in radians."""
    if isinstance(degrees, np.ndarray):
        return np.deg2rad(degrees)
    return math.radians(degrees)


@overload
def degrees(radians: float) -> float: ...
@overload
def degrees(radians: FloatArray) -> FloatArray: ...
def degrees(radians: float | FloatArray) -> float | FloatArray:
    """Return an angle given in radians in degrees."""
    if isinstance(radians, np.ndarray):
        return np.rad2deg(radians)
    return math.degrees(radians)


def body_weight_N(mass_kg: float) -> float:
    """Return the weight of a body of the given mass [N]."""
    return mass_kg * STANDARD_GRAVITY
