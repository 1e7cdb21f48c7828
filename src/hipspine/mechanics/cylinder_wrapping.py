"""Where a straight line between two points has to go round a cylinder, and how far that is.

The conditions and the place of the touching points are those of OpenSim's WrapCylinder (OpenSim
4.6, Apache-2.0; after SIMM, Delp and Loan 1995, doi:10.1016/0010-4825(95)98882-E), so that paths
come out as OpenSim's own. A cylinder lies about z of its own frame, its middle at the origin.
N lines, each with a cylinder of its own; lengths in m.
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray

_REACH_M = 10.0
"""Touching points are looked for this far along the cylinder, as OpenSim does."""

_FLAT = 1e-5
"""A line is parallel to a plane where it rises less than this over twice the reach (OpenSim)."""


@dataclass(frozen=True, eq=False)
class Cylinders:
    """The cylinder of each line.

    radii_m, lengths_m : (N,); axes, signs : (N,) integers, the half that may be touched: where
    the coordinate of this number (0 to 2) has this sign; sign 0 : all round.
    """

    radii_m: FloatArray
    lengths_m: FloatArray
    axes: IntArray
    signs: IntArray

    def of(self, which: IntArray | BoolArray) -> "Cylinders":
        """Return some of the cylinders."""
        return Cylinders(
            self.radii_m[which], self.lengths_m[which], self.axes[which], self.signs[which]
        )


@dataclass(frozen=True, eq=False)
class CylinderWraps:
    """Lines round cylinders.

    is_crossing : (N,), the line would cut the cylinder and must go round it; is_touching : (N,),
    it goes round it; touching_m : (N, 2, 3), first and last point on the surface, in the
    cylinder's frame; surface_m : (N,), length of the way between them. NaN where nothing touches.
    """

    is_crossing: BoolArray
    is_touching: BoolArray
    touching_m: FloatArray
    surface_m: FloatArray


@dataclass(frozen=True, eq=False)
class _Sides:
    """Which way round: touching points at the height of the line's ends, before they slide."""

    touching_m: FloatArray
    """(N, 2, 3)"""
    is_far: BoolArray
    """The way leads round the side that the line does not pass."""
    is_long: BoolArray
    """It is more than half a turn."""


def wrap_over_cylinders(ends_m: FloatArray, cylinders: Cylinders) -> CylinderWraps:
    """Return which lines go round their cylinder, and where they touch it.

    Parameters
    ----------
    ends_m : (N, 2, 3) array
        Both ends of each line, in the cylinder's frame.
    cylinders : Cylinders

    Notes
    -----
    The touching points are those in the plane through the ends and the point of the cylinder that
    is nearest the line, which is close to the shortest way but not quite it.
    """
    is_crossing, is_candidate = _candidates(ends_m, cylinders)
    touching_m = np.full_like(ends_m, np.nan)
    surface_m = np.full(len(ends_m), np.nan)
    rows = np.flatnonzero(is_candidate)
    ends, own = ends_m[rows], cylinders.of(rows)
    sides = _sides(ends, own)
    slid = _slid(ends, own, sides)
    is_beyond = (np.abs(slid[:, :, 2]) > own.lengths_m[:, None] / 2).all(axis=1)
    rows, slid = rows[~is_beyond], slid[~is_beyond]
    touching_m[rows] = slid
    surface_m[rows] = _surface(slid, own.radii_m[~is_beyond], sides.is_long[~is_beyond])
    is_touching = np.isfinite(surface_m)
    return CylinderWraps(is_crossing & is_touching, is_touching, touching_m, surface_m)


def _candidates(ends_m: FloatArray, cylinders: Cylinders) -> tuple[BoolArray, BoolArray]:
    """Return which lines cut their cylinder, and which may go round it."""
    is_outside = (_off_axis(ends_m) >= cylinders.radii_m[:, None]).all(axis=1)
    share, nearest_m, distance_m = _nearest_to_axis(ends_m)
    is_crossing = is_outside & (distance_m < cylinders.radii_m) & (share > 0) & (share < 1)
    is_free = cylinders.signs == 0
    on_side = _on_side(ends_m, cylinders)
    changes = on_side[:, 0] != on_side[:, 1]
    is_off = ~_on_side(nearest_m[:, None], cylinders)[:, 0]
    # With both ends on the other side, the way always leads round the side that may be touched.
    is_pulled = ~on_side.any(axis=1) | (changes & is_off)
    return (
        is_crossing & (is_free | on_side.any(axis=1)),
        is_crossing | (is_outside & ~is_free & is_pulled),
    )


def _off_axis(points_m: FloatArray) -> FloatArray:
    distance: FloatArray = np.hypot(points_m[..., 0], points_m[..., 1])
    return distance


def _on_side(points_m: FloatArray, cylinders: Cylinders) -> BoolArray:
    """Return (N, K) whether (N, K, 3) points are on the side that may be touched."""
    along = np.take_along_axis(points_m, cylinders.axes[:, None, None], axis=2)[:, :, 0]
    on_side: BoolArray = np.where(along < 0, -1, 1) == cylinders.signs[:, None]
    return on_side


def _nearest_to_axis(ends_m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return where lines come nearest the axis: share of the line, place, and distance.

    A line along the axis has no such place: NaN.
    """
    way = ends_m[:, 1] - ends_m[:, 0]
    across = np.square(way[:, :2]).sum(axis=1)
    across[across == 0] = np.nan
    share = -(ends_m[:, 0, :2] * way[:, :2]).sum(axis=1) / across
    nearest = ends_m[:, 0] + share[:, None] * way
    return share, nearest, _off_axis(nearest)


def _sides(ends_m: FloatArray, cylinders: Cylinders) -> _Sides:
    tangent_m = _tangents(ends_m, cylinders.radii_m)
    first, last = _nearest_pair(tangent_m)
    is_far = np.zeros(len(ends_m), dtype=np.bool_)
    held = cylinders.signs != 0
    first[held], last[held], is_far[held] = _held_pair(tangent_m[held], cylinders.of(held))
    rows = np.arange(len(ends_m))
    touching = np.stack([tangent_m[rows, 0, first], tangent_m[rows, 1, last]], axis=1)
    radial = touching * (1.0, 1.0, 0.0)
    turn = (radial.sum(axis=1) * (touching - ends_m).sum(axis=1)).sum(axis=1)
    return _Sides(touching, is_far, held & (turn < 0))


def _tangents(ends_m: FloatArray, radii_m: FloatArray) -> FloatArray:
    """Return (N, 2, 2, 3) per end both points at its height where a line from it grazes."""
    across = ends_m * (1.0, 1.0, 0.0)
    outward = across / _off_axis(ends_m)[:, :, None]
    sine = radii_m[:, None] / _off_axis(ends_m)
    near = (radii_m[:, None] * sine)[:, :, None] * outward
    aside = np.sqrt(np.square(radii_m[:, None]) * (1 - np.square(sine)))
    sideways = aside[:, :, None] * np.stack(
        [-outward[:, :, 1], outward[:, :, 0], np.zeros_like(aside)], axis=2
    )
    foot = ends_m - across + near
    return np.stack([foot + sideways, foot - sideways], axis=2)


def _cosines(tangent_m: FloatArray) -> FloatArray:
    """Return (N, 2, 2) cosines about the axis between the first and the last end's points."""
    radial = tangent_m[..., :2] / _off_axis(tangent_m)[..., None]
    cosines: FloatArray = np.einsum("nai,nbi->nab", radial[:, 0], radial[:, 1])
    return cosines


def _nearest_pair(tangent_m: FloatArray) -> tuple[IntArray, IntArray]:
    best = np.argmax(_cosines(tangent_m).reshape(-1, 4), axis=1)
    return best // 2, best % 2


def _held_pair(tangent_m: FloatArray, cylinders: Cylinders) -> tuple[IntArray, IntArray, BoolArray]:
    """Return the points on the side that may be touched, and whether that is the far way.

    A path that leaves the first end's one tangent arrives on the last end's other.
    """
    cosines = np.clip(_cosines(tangent_m), -1, 1)
    # Wider apart by the first of the first end's points than by its second.
    is_wider = cosines[:, 0, 1] < cosines[:, 1, 0]
    on_side = _on_side(tangent_m.reshape(-1, 4, 3), cylinders).reshape(-1, 2, 2)
    starts, arrives = on_side[:, 0], on_side[:, 1]
    is_open = starts[:, 0] == starts[:, 1]
    by_last = np.where(arrives[:, 0], 1, np.where(starts[:, 0] | arrives[:, 1], 0, ~is_wider))
    first = np.where(is_open, by_last, np.where(starts[:, 0], 0, 1))
    return first, 1 - first, is_wider == (first == 0)


def _slid(ends_m: FloatArray, cylinders: Cylinders, sides: _Sides) -> FloatArray:
    """Return (N, 2, 3) touching points, slid along the cylinder into the path's plane."""
    normal = _plane(ends_m, cylinders.radii_m, sides.is_far)
    touching, other = sides.touching_m, ends_m[:, ::-1, 2]
    level = np.einsum("ni,ni->n", normal, ends_m[:, 0])[:, None]
    across = np.einsum("ni,nki->nk", normal[:, :2], touching[:, :, :2])
    is_flat = np.abs(2 * _REACH_M * normal[:, 2:]) < _FLAT
    height = (level - across) / np.where(is_flat, np.nan, normal[:, 2:])
    is_found = np.abs(height - touching[:, :, 2]) <= _REACH_M * (1 + 2 * _FLAT)
    is_between = np.abs(height - other) < np.abs(ends_m[:, 1:, 2] - ends_m[:, :1, 2])
    slid = touching.copy()
    slid[:, :, 2] = np.where(is_found & is_between, height, touching[:, :, 2])
    return slid


def _plane(ends_m: FloatArray, radii_m: FloatArray, is_far: BoolArray) -> FloatArray:
    """Return (N, 3) normals of the planes in which paths run.

    A plane holds both ends and a point of the surface: beside the axis where the line passes, on
    the line's side of it or on the far one.
    """
    off = _off_axis(ends_m)
    share = off[:, 0] / off.sum(axis=1)
    middle = ends_m[:, 0] + share[:, None] * (ends_m[:, 1] - ends_m[:, 0])
    on_axis = middle * (0.0, 0.0, 1.0)
    normal = _unit(cross(_unit(ends_m[:, 0] - on_axis), _unit(ends_m[:, 1] - on_axis)))
    aside = _unit(np.stack([-normal[:, 1], normal[:, 0], np.zeros_like(off[:, 0])], axis=1))
    # The point on the line's side is the nearer one; on a tie the second way round counts as near.
    towards = np.einsum("ni,ni->n", aside, middle)
    is_first = np.where(is_far, towards <= 0, towards > 0)
    apex = on_axis + radii_m[:, None] * np.where(is_first[:, None], aside, -aside)
    return _unit(cross(_unit(ends_m[:, 0] - apex), _unit(ends_m[:, 1] - apex)))


def _surface(touching_m: FloatArray, radii_m: FloatArray, is_long: BoolArray) -> FloatArray:
    """Return (N,) lengths of the helices between two points of the surface."""
    radial = touching_m[:, :, :2]
    radial = radial / _off_axis(touching_m)[:, :, None]
    angle = np.arccos(np.clip(np.einsum("ni,ni->n", radial[:, 0], radial[:, 1]), -1, 1))
    turned = np.where(is_long, 2 * np.pi - angle, angle)
    rise = touching_m[:, 1, 2] - touching_m[:, 0, 2]
    lengths: FloatArray = np.hypot(radii_m * turned, rise)
    return lengths


def _unit(vectors: FloatArray) -> FloatArray:
    """Return (N, 3) vectors of length 1, zero where they are zero."""
    lengths = np.sqrt(np.einsum("ni,ni->n", vectors, vectors))
    lengths[lengths == 0] = 1.0
    units: FloatArray = vectors / lengths[:, None]
    return units


def cross(left: FloatArray, right: FloatArray) -> FloatArray:
    """Return (N, 3) cross products; for so few, numpy's own takes longer."""
    x, y, z = left.T
    u, v, w = right.T
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], axis=1)
