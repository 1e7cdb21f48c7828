"""Lines round cylinders, against ways that can be worked out by hand."""

import numpy as np
import pytest

from hipspine.domain.units import radians
from hipspine.mechanics.cylinder_wrapping import Cylinders, CylinderWraps, wrap_over_cylinders

RADIUS_M = 0.03
DISTANCE_M = 0.05
"""Of both ends from the axis: sine 3/5, so that tangents are 4 cm long."""

EXACT_M = 1e-12
"""Both sides are closed formulas of a few steps on numbers below 1 m."""

ANYWHERE = (0, 0)
UPPER, LOWER = (1, 1), (1, -1)
"""Number of the coordinate and sign: the half with positive, with negative y."""


def wrapped(
    first_m: tuple[float, float, float],
    last_m: tuple[float, float, float],
    *,
    side: tuple[int, int] = ANYWHERE,
    length_m: float = 1.0,
) -> CylinderWraps:
    cylinder = Cylinders(
        np.array([RADIUS_M]), np.array([length_m]), np.array([side[0]]), np.array([side[1]])
    )
    return wrap_over_cylinders(np.array([[first_m, last_m]]), cylinder)


def at(degrees: float, z_m: float = 0.0) -> tuple[float, float, float]:
    """A point at DISTANCE_M from the axis, turned from x."""
    turn = radians(degrees)
    return (DISTANCE_M * np.cos(turn), DISTANCE_M * np.sin(turn), z_m)


TANGENT_RAD = np.arccos(RADIUS_M / DISTANCE_M)
"""Between an end and its touching point, seen from the axis."""


def test_a_line_that_cuts_the_cylinder_goes_round_the_nearer_side() -> None:
    found = wrapped(at(170), at(10))
    assert found.is_crossing[0]
    assert found.is_touching[0]
    arc = radians(160) - 2 * TANGENT_RAD
    assert found.surface_m[0] == pytest.approx(RADIUS_M * arc, abs=EXACT_M)
    # Radii to touching points stand upright on the tangents; here both are above the axis.
    assert (found.touching_m[0, :, 1] > 0).all()
    ends = np.array([at(170), at(10)])
    np.testing.assert_allclose(
        np.linalg.norm(ends - found.touching_m[0], axis=1), 0.04, atol=EXACT_M
    )
    np.testing.assert_allclose(np.linalg.norm(found.touching_m[0], axis=1), RADIUS_M, atol=EXACT_M)


def test_a_line_that_misses_goes_straight() -> None:
    found = wrapped(at(120), at(30))
    # 90 degrees apart, the line passes at 5 cm times the cosine of 45: 3.5 cm.
    assert not found.is_touching[0]
    assert not found.is_crossing[0]
    assert np.isnan(found.touching_m).all()
    assert np.isnan(found.surface_m[0])


def test_the_middle_of_a_slanting_way_lies_midway() -> None:
    """Ends mirrored about the middle: so are the touching points, and the way is a helix."""
    found = wrapped(at(170, -0.02), at(10, 0.02))
    first, last = found.touching_m[0]
    np.testing.assert_allclose(first * (-1, 1, -1), last, atol=EXACT_M)
    assert -0.02 < first[2] < 0
    arc = RADIUS_M * (radians(160) - 2 * TANGENT_RAD)
    assert found.surface_m[0] == pytest.approx(np.hypot(arc, last[2] - first[2]), abs=EXACT_M)


def test_touching_points_lie_in_the_plane_of_the_ends_and_the_nearest_point() -> None:
    found = wrapped(at(170, -0.02), at(10, 0.02))
    nearest = np.array([0.0, RADIUS_M, 0.0])  # on top, where the line passes the axis
    first, last = (np.array(each) for each in (at(170, -0.02), at(10, 0.02)))
    normal = np.cross(first - nearest, last - nearest)
    for point in found.touching_m[0]:
        assert normal @ (point - nearest) == pytest.approx(0, abs=EXACT_M)


def test_a_line_on_the_wrong_side_is_pulled_round_the_side_that_may_be_touched() -> None:
    """The line passes below; only the upper half may be touched."""
    found = wrapped(at(-170), at(-10), side=UPPER)
    assert found.is_touching[0]
    assert not found.is_crossing[0]  # both ends lie below, where nothing has to be avoided
    assert (found.touching_m[0, :, 1] > 0).all()
    arc = radians(200) - 2 * TANGENT_RAD
    assert found.surface_m[0] == pytest.approx(RADIUS_M * arc, abs=EXACT_M)


def test_the_way_round_can_be_more_than_half_a_turn() -> None:
    found = wrapped(at(-100), at(-80), side=UPPER)
    assert found.is_touching[0]
    arc = radians(340) - 2 * TANGENT_RAD
    assert arc > np.pi
    assert found.surface_m[0] == pytest.approx(RADIUS_M * arc, abs=EXACT_M)


def test_a_line_that_misses_on_the_side_that_may_be_touched_goes_straight() -> None:
    assert not wrapped(at(120), at(30), side=UPPER).is_touching[0]


def test_a_line_across_to_the_other_side_is_pulled_only_where_it_passes_off_side() -> None:
    """From above left to below right; it passes nearest the axis above or below."""
    above, below = ((-0.1, 0.06, 0.0), (0.08, -0.01, 0.0)), ((-0.08, 0.01, 0.0), (0.1, -0.06, 0.0))
    assert wrapped(*below, side=UPPER).is_touching[0]
    assert not wrapped((-0.1, 0.1, 0.0), (0.1, -0.001, 0.0), side=UPPER).is_touching[0]
    assert wrapped(*above, side=LOWER).is_touching[0]


def test_left_and_right_are_mirrored() -> None:
    here, there = ((-0.04, 0.03, 0.01), (0.06, -0.02, -0.03))
    mirrored = [(x, -y, z) for x, y, z in (here, there)]
    up, down = wrapped(here, there, side=UPPER), wrapped(*mirrored, side=LOWER)
    assert up.is_touching[0]
    np.testing.assert_allclose(up.touching_m * (1, -1, 1), down.touching_m, atol=EXACT_M)
    assert up.surface_m[0] == pytest.approx(down.surface_m[0], abs=EXACT_M)


def test_an_end_inside_the_cylinder_goes_straight() -> None:
    assert not wrapped((0.01, 0.0, 0.0), at(170)).is_touching[0]


def test_a_way_past_the_end_of_the_cylinder_is_none() -> None:
    assert not wrapped(at(170, 0.3), at(10, 0.3), length_m=0.5).is_touching[0]
    assert wrapped(at(170, 0.2), at(10, 0.2), length_m=0.5).is_touching[0]


def test_a_line_along_the_axis_goes_straight() -> None:
    assert not wrapped((0.05, 0.0, -0.1), (0.05, 0.0, 0.1)).is_touching[0]


def test_each_line_has_the_answer_it_has_alone() -> None:
    lines = [(at(170), at(10)), (at(120), at(30)), (at(-170, 0.1), at(10))]
    cylinders = Cylinders(
        np.full(3, RADIUS_M), np.ones(3), np.array([0, 0, 1]), np.array([0, 0, 1])
    )
    found = wrap_over_cylinders(np.array(lines), cylinders)
    alone = [wrapped(*lines[0]), wrapped(*lines[1]), wrapped(*lines[2], side=UPPER)]
    np.testing.assert_array_equal(
        found.touching_m, np.concatenate([each.touching_m for each in alone])
    )
    np.testing.assert_array_equal(
        found.surface_m, np.concatenate([each.surface_m for each in alone])
    )


def test_no_lines_have_no_answers() -> None:
    empty = np.empty(0)
    none = Cylinders(empty, empty, empty.astype(np.int64), empty.astype(np.int64))
    assert wrap_over_cylinders(np.empty((0, 2, 3)), none).touching_m.shape == (0, 2, 3)
