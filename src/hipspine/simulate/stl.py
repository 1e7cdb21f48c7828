"""Surfaces in binary STL files: triangles without shared corners, as scanners and CAD write them.

References
----------
Library of Congress, Sustainability of Digital Formats, STL (fdd000505): 80 bytes of header, the
number of triangles, then for each its normal, three corners and two bytes of attributes.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.errors import FileFormatError

SAME_CORNER_M = 1e-6
"""Corners that are nearer than this are one: single precision tells no more of a metre."""

_HEADER_BYTES = 84
_TRIANGLE = np.dtype(
    [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")], align=False
)


@dataclass(frozen=True, eq=False)
class Surface:
    """A surface of triangles.

    points_m : (N, 3) corners, each once [m].
    triangles : (K, 3) rows of ``points_m``.
    """

    points_m: FloatArray
    triangles: IntArray


def read_stl(path: Path) -> Surface:
    """Return the surface in a binary STL file, its corners joined; lengths are taken as metres.

    Raises
    ------
    FileFormatError
        If it is not a whole binary STL file, or holds a corner that is no number.
    """
    content = path.read_bytes()
    count = int.from_bytes(content[80:_HEADER_BYTES], "little")
    expected = _HEADER_BYTES + count * _TRIANGLE.itemsize
    if len(content) != expected or count == 0:
        raise FileFormatError(
            str(path),
            expected=f"a binary STL file of {count} triangles: {expected} bytes, one at least",
            got=f"{len(content)} bytes",
            do="Install the package that it came with once more.",
        )
    corners = np.frombuffer(content, _TRIANGLE, offset=_HEADER_BYTES)["corners"].astype(np.float64)
    if not np.isfinite(corners).all():
        raise FileFormatError(
            str(path),
            expected="numbers for every corner",
            got=f"{np.count_nonzero(~np.isfinite(corners))} that are none",
            do="Install the package that it came with once more.",
        )
    return joined(corners, SAME_CORNER_M)


def joined(corners_m: FloatArray, cell_m: float) -> Surface:
    """Return triangles (K, 3, 3) [m] with all corners within a cell of a grid made one.

    The one lies at their mean. Triangles that shrink to a line, and those that come to lie on one
    another, are left out. A cell wider than the triangles makes a coarser surface of them.

    References
    ----------
    Rossignac J, Borrel P. Multi-resolution 3D approximations for rendering complex scenes. In:
    Modeling in Computer Graphics. Springer; 1993. doi:10.1007/978-3-642-78114-8_29
    """
    flat = corners_m.reshape(-1, 3)
    _, which = np.unique(np.round(flat / cell_m), axis=0, return_inverse=True)
    which = which.reshape(-1)
    count = int(which.max()) + 1
    sums = [np.bincount(which, flat[:, axis], count) for axis in range(3)]
    points = np.stack(sums, axis=1) / np.bincount(which, minlength=count)[:, None]
    triangles = which.reshape(-1, 3).astype(np.int64)
    a, b, c = triangles.T
    triangles = triangles[(a != b) & (b != c) & (c != a)]
    _, first = np.unique(np.sort(triangles, axis=1), axis=0, return_index=True)
    return Surface(points, triangles[np.sort(first)])


def piece_near(surface: Surface, place_m: FloatArray) -> Surface:
    """Return the piece, of those that share no corner, whose corner lies nearest to a place."""
    count = len(surface.points_m)
    edges = surface.triangles.reshape(-1), np.roll(surface.triangles, 1, axis=1).reshape(-1)
    graph = coo_array((np.ones(len(edges[0])), edges), (count, count))
    _, piece = connected_components(graph, directed=False)
    nearest = np.linalg.norm(surface.points_m - place_m, axis=1).argmin()
    kept = surface.triangles[piece[surface.triangles[:, 0]] == piece[nearest]]
    used, renumbered = np.unique(kept, return_inverse=True)
    return Surface(surface.points_m[used], renumbered.reshape(-1, 3))


def thinned(surface: Surface, cell_m: float) -> Surface:
    """Return a surface with no details finer than a cell."""
    return joined(surface.points_m[surface.triangles], cell_m)
