"""Curves that joint motions follow, as polynomials on pieces."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.interpolate import make_interp_spline

from hipspine.domain.arrays import FloatArray

FEWEST_KNOTS = 4
"""The ends of the spline take their third derivative from a cubic through four knots."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A function of one coordinate.

    begins : (P,) where each piece begins; coefficients : (P, D) of ascending powers of the distance
    past the begin. The first piece reaches back without end, the last one onwards.
    """

    begins: FloatArray
    coefficients: FloatArray

    def times(self, factor: float) -> "Curve":
        """Return the curve with its values multiplied."""
        return Curve(self.begins, factor * self.coefficients)

    def at(self, x: float) -> float:
        """Return the value."""
        piece = max(int(np.searchsorted(self.begins, x, side="right")) - 1, 0)
        powers = (x - self.begins[piece]) ** np.arange(self.coefficients.shape[1])
        return float(self.coefficients[piece] @ powers)


def polynomial(*ascending: float) -> Curve:
    """Return a polynomial from its coefficients of ascending powers."""
    return Curve(np.zeros(1), np.array([ascending], dtype=np.float64))


def knot_spline(x: FloatArray, y: FloatArray) -> Curve:
    """Return the cubic spline through knots, going on straight beyond them.

    At both ends its third derivative is that of the cubic through the four knots there (Forsythe,
    Malcolm and Moler 1977, Computer Methods for Mathematical Computations, chapter 4), as in
    the splines of SIMM and OpenSim.

    Parameters
    ----------
    x, y : (K,) arrays
        At least four knots, x increasing.
    """
    first, last = (6.0 * _third_difference(x[at], y[at]) for at in (slice(4), slice(-4, None)))
    # The type stubs know only the named end conditions, scipy knows derivatives as well.
    ends: Any = ([(3, first)], [(3, last)])
    spline = make_interp_spline(x, y, k=3, bc_type=ends)
    begins, factorials = x[:-1], (1.0, 1.0, 2.0, 6.0)
    inner = np.column_stack([spline(begins, n) / factorials[n] for n in range(4)])
    slopes = spline(x[[0, -1]], 1)
    before = [y[0], slopes[0], 0.0, 0.0]
    after = [y[-1], slopes[1], 0.0, 0.0]
    # The piece before the knots begins at the first one, too: it is taken where x lies below it.
    return Curve(np.concatenate([[x[0]], x]), np.vstack([before, inner, after]))


def _third_difference(x: FloatArray, y: FloatArray) -> float:
    """Return the third divided difference of four points: a sixth of their cubic's derivative."""
    for order in range(1, 4):
        y = np.diff(y) / (x[order:] - x[:-order])
    return float(y[0])
