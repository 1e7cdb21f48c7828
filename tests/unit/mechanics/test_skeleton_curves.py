"""Curves that joint motions follow."""

import numpy as np
import pytest

from hipspine.mechanics.skeleton_curves import knot_spline, polynomial


def test_a_polynomial_has_ascending_coefficients() -> None:
    # 1 + 2 x + 3 x² at 2.
    assert polynomial(1.0, 2.0, 3.0).at(2.0) == 17.0
    assert polynomial(1.0, 2.0, 3.0).times(-2.0).at(2.0) == -34.0


def test_the_spline_through_knots_of_a_cubic_is_that_cubic() -> None:
    # The ends take their third derivative from the cubic through four knots: here it is exact.
    x = np.array([0.0, 0.3, 0.7, 1.0, 1.6, 2.0])
    spline = knot_spline(x, x**3 - 2.0 * x)
    for place in (0.1, 0.5, 1.3, 1.9):
        assert spline.at(place) == pytest.approx(place**3 - 2.0 * place, abs=1e-12)


def test_the_spline_meets_its_knots_and_goes_on_straight() -> None:
    x = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    y = np.array([0.0, 1.0, 0.0, 2.0, 1.0])
    spline = knot_spline(x, y)
    assert [spline.at(place) for place in x] == pytest.approx(list(y), abs=1e-12)
    # On a straight line, what is gained in one step is gained again in the next.
    for end, step in ((0.0, -0.5), (4.0, 0.5)):
        once, twice = spline.at(end + step), spline.at(end + 2 * step)
        assert twice - once == pytest.approx(once - spline.at(end), abs=1e-12)
    # The slope goes over into the straight line without a kink: differences across the end agree
    # but for the bend of the spline over a hundred thousandth.
    inside = (spline.at(4.0) - spline.at(4.0 - 1e-5)) / 1e-5
    outside = (spline.at(4.0 + 1e-5) - spline.at(4.0)) / 1e-5
    assert inside == pytest.approx(outside, abs=1e-3)
