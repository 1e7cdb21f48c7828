import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.mechanics.contact_assignment import (
    FootPaths,
    centre_of_pressure,
    distance_to_foot_m,
    ground_velocity_m_s,
    moment_about_origin,
    on_ground,
)


def test_centre_of_pressure_of_a_wrench_given_elsewhere_is_where_the_force_acts():
    # 600 N up and 50 N forward at (0.3, 0.1, -0.2) with 4 N·m free torque, told about the plate's
    # middle (1.0, 0.1, 0.5): r = (-0.7, 0, -0.7), r x F = (420, -35, -420), plus (0, 4, 0).
    force = np.array([[50.0, 600.0, 0.0]])
    middle = np.array([[1.0, 0.1, 0.5]])
    told = np.array([[420.0, -35.0 + 4.0, -420.0]])
    moment = moment_about_origin(force, middle, told)
    point, torque = centre_of_pressure(force, moment, np.array([0.1]))
    assert point == pytest.approx(np.array([[0.3, 0.1, -0.2]]))
    assert torque == pytest.approx(np.array([[0.0, 4.0, 0.0]]))


def test_two_plates_under_one_foot_share_its_centre_of_pressure_by_force():
    # 200 N at x = 0.0 and 600 N at x = 0.2: 600 * 0.2 / 800 = 0.15.
    one, other = np.array([[0.0, 200.0, 0.0]]), np.array([[0.0, 600.0, 0.0]])
    here, there = np.zeros((1, 3)), np.array([[0.2, 0.0, 0.0]])
    moment = moment_about_origin(one, here, 0 * one) + moment_about_origin(other, there, 0 * other)
    point, torque = centre_of_pressure(one + other, moment, np.zeros(1))
    assert point[0] == pytest.approx([0.15, 0.0, 0.0])
    assert torque[0] == pytest.approx([0.0, 0.0, 0.0])


def test_opposed_shear_on_two_plates_is_a_free_torque():
    # 20 N forward at z = +0.1 and 20 N backward at z = -0.1: 0.1*20 + 0.1*20 = 4 N·m upward.
    one, other = np.array([[20.0, 300.0, 0.0]]), np.array([[-20.0, 300.0, 0.0]])
    right, left = np.array([[0.0, 0.0, 0.1]]), np.array([[0.0, 0.0, -0.1]])
    moment = moment_about_origin(one, right, 0 * one) + moment_about_origin(other, left, 0 * other)
    point, torque = centre_of_pressure(one + other, moment, np.zeros(1))
    assert point[0] == pytest.approx([0.0, 0.0, 0.0])
    assert torque[0] == pytest.approx([0.0, 4.0, 0.0])


def test_no_force_has_no_centre_of_pressure_and_no_moment():
    nothing = np.zeros((1, 3))
    moment = moment_about_origin(nothing, np.full((1, 3), np.nan), nothing)
    assert moment[0] == pytest.approx([0.0, 0.0, 0.0])
    point, _ = centre_of_pressure(nothing, moment, np.zeros(1))
    assert np.isnan(point).all()


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((0.1, 0.9, 0.0), 0.0),  # on the foot: height is ignored
        ((0.1, 0.0, 0.05), 0.05),  # beside it
        ((0.5, 0.0, 0.4), 0.5),  # 0.3 beyond the toe and 0.4 aside
        ((-0.3, 0.0, 0.0), 0.3),  # behind the heel
    ],
)
def test_distance_is_measured_to_the_nearest_part_of_the_foot(point, expected):
    heel, toe = np.array([[0.0, 0.05, 0.0]]), np.array([[0.2, 0.05, 0.0]])
    assert distance_to_foot_m(np.array([point]), heel, toe) == pytest.approx([expected])


def _feet(velocity_m_s):
    """The left foot stands on a belt of that speed; the right one swings above it at 3 m/s."""
    times = np.arange(0, 1, 0.01)
    standing = np.stack((velocity_m_s * times, 0 * times + 0.05, 0 * times), axis=1)
    swinging = np.stack((3.0 * times, 0 * times + 0.15, 0 * times + 0.2), axis=1)
    toe = np.array([0.2, 0.0, 0.0])
    return FootPaths(
        times,
        {Side.LEFT: standing, Side.RIGHT: swinging},
        {Side.LEFT: standing + toe, Side.RIGHT: swinging + toe},
    )


@pytest.mark.parametrize("belt_m_s", [0.0, -1.2])
def test_a_foot_that_moves_with_the_belt_stands_and_a_swinging_one_does_not(belt_m_s):
    feet = _feet(belt_m_s)
    assert ground_velocity_m_s(feet) == pytest.approx([belt_m_s, 0, 0])
    assert on_ground(feet, Side.LEFT).all()
    assert not on_ground(feet, Side.RIGHT).any()


def test_a_foot_that_is_never_seen_is_not_on_the_ground():
    feet = _feet(0.0)
    unseen = np.full((100, 3), np.nan)
    blind = FootPaths(
        feet.times_s,
        {Side.LEFT: unseen, Side.RIGHT: feet.heel_m[Side.RIGHT]},
        {Side.LEFT: unseen, Side.RIGHT: feet.toe_m[Side.RIGHT]},
    )
    assert not on_ground(blind, Side.LEFT).any()
    assert not blind.is_seen(Side.LEFT).any()
