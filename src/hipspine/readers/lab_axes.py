"""Which way is up and forward in a laboratory, as far as a recording tells."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray

AXIS_NAMES = ("X", "Y", "Z")

SMALLEST_BODY_M = 0.6
"""Smallest extent along the vertical that tells an axis: from feet to pelvis, or sitting."""
FLOOR_BAND_M = (-0.15, 0.35)
"""Where the lowest marker of a person on a level floor is found, above the floor."""
SMALLEST_TRAVEL_M = 0.5
"""Travel above this is walking; swaying and sitting down stay below."""
SMALLEST_SPACING_M = 0.05
"""Mean distance of right from left markers below which they do not tell a direction."""


@dataclass(frozen=True)
class SignedAxis:
    """One of the file's axes with a direction: index 0, 1, 2 for X, Y, Z; sign +1 or -1."""

    index: int
    sign: int

    @property
    def vector(self) -> FloatArray:
        """(3,) unit vector on the file's axes."""
        vector = np.zeros(3)
        vector[self.index] = self.sign
        return vector

    def __str__(self) -> str:
        return f"{'+' if self.sign > 0 else '-'}{AXIS_NAMES[self.index]}"


def axis_named(text: str) -> SignedAxis | None:
    """Return the axis that a label such as ``+Z``, ``Z`` or ``-Y`` names, or None."""
    label = text.strip().upper()
    sign = -1 if label.startswith("-") else 1
    name = label.lstrip("+-")
    return SignedAxis(AXIS_NAMES.index(name), sign) if name in AXIS_NAMES else None


def nearest_axis(vector: FloatArray, besides: int | None = None) -> SignedAxis:
    """Return the file axis closest to a vector (3,), leaving out the axis of index ``besides``."""
    size = np.abs(vector)
    if besides is not None:
        size[besides] = -1.0
    index = int(np.argmax(size))
    return SignedAxis(index, 1 if vector[index] >= 0 else -1)


def rotation_to_ours(up: SignedAxis, forward: SignedAxis) -> FloatArray:
    """Return the (3, 3) rotation from the file's axes to X forward, Y up, Z right.

    A vector turns as ``rotation @ vector``; right is forward x up.
    """
    right = np.cross(forward.vector, up.vector)
    return np.stack([forward.vector, up.vector, right])


def upright_axes(positions_m: FloatArray) -> list[SignedAxis]:
    """Return the axes that could be the vertical: markers stand on a floor at zero there.

    Parameters
    ----------
    positions_m : (T, M, 3) array
        Marker positions on the file's axes [m], NaN where not seen.

    Returns
    -------
    Axes along which the body extends at least SMALLEST_BODY_M and whose lowest markers lie within
    FLOOR_BAND_M in the median frame; the one of largest extent first. Empty if none does.
    """
    low, high = body_bounds(positions_m)
    if len(low) == 0:
        return []
    found: list[tuple[float, SignedAxis]] = []
    for index in range(3):
        extent = float(np.median(high[:, index] - low[:, index]))
        for sign, floor in ((1, low[:, index]), (-1, -high[:, index])):
            on_floor = FLOOR_BAND_M[0] <= float(np.median(floor)) <= FLOOR_BAND_M[1]
            if extent >= SMALLEST_BODY_M and on_floor:
                found.append((extent, SignedAxis(index, sign)))
    return [axis for _, axis in sorted(found, key=lambda pair: -pair[0])]


def body_bounds(positions_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return lowest and highest position (F, 3) of the markers in up to 200 frames [m].

    The outermost twentieth on each side is left out, so that a stray or virtual point far away does
    not count.
    """
    seen = positions_m[_frames_with_markers(positions_m)]
    seen = seen[:: max(1, len(seen) // 200)]
    if seen.size == 0:
        return np.empty((0, 3)), np.empty((0, 3))
    low, high = np.nanpercentile(seen, [5, 95], axis=1)
    return low, high


def _frames_with_markers(positions_m: FloatArray) -> BoolArray:
    finite: BoolArray = np.isfinite(positions_m)
    frames: BoolArray = np.any(np.all(finite, axis=2), axis=1)
    return frames


def rightward(names: Sequence[str], positions_m: FloatArray) -> FloatArray | None:
    """Return the mean vector (3,) from left markers to their right counterparts [m].

    Pairs are names that differ in one ``L`` and ``R`` at the beginning (LASI, RASI; L.Heel, R.Heel)
    or end (heel_l, heel_r). None if there is no pair or the pairs point all over the place.
    """
    index = {name.upper(): i for i, name in enumerate(names)}
    pairs = [(i, index[other]) for name, i in index.items() if (other := _right_of(name)) in index]
    if not pairs:
        return None
    left, right = (positions_m[:, [pair[side] for pair in pairs]] for side in (0, 1))
    across = (right - left).reshape(-1, 3)
    across = across[np.isfinite(across).all(axis=1)]
    if len(across) == 0:
        return None
    mean: FloatArray = across.mean(axis=0)
    return mean if np.linalg.norm(mean) >= SMALLEST_SPACING_M else None


def _right_of(name: str) -> str:
    if name.startswith("L"):
        return "R" + name[1:]
    return name[:-1] + "R" if name.endswith(("_L", ".L")) else ""


def travel(positions_m: FloatArray) -> FloatArray | None:
    """Return the vector (3,) [m] by which the markers move over the trial, or None if they stay."""
    seen = _frames_with_markers(positions_m)
    if seen.sum() < 2:
        return None
    first, last = np.flatnonzero(seen)[[0, -1]]
    both = np.isfinite(positions_m[[first, last]]).all(axis=(0, 2))
    if not both.any():
        return None
    moved: FloatArray = (positions_m[last, both] - positions_m[first, both]).mean(axis=0)
    return moved if np.linalg.norm(moved) >= SMALLEST_TRAVEL_M else None
