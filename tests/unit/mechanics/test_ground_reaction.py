"""Sharing the ground reaction between the feet."""

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import Contact
from hipspine.mechanics.contact_assignment import moment_about_origin
from hipspine.mechanics.ground_reaction import (
    FRICTION_LIMIT,
    Stance,
    Wrench,
    share_between_feet,
    trailing_share,
)

ROUNDING = 1e-9  # sums of products of size 1000 in double precision


def stance(side, start_s, end_s, *, heel_x, z):
    return Stance(
        side, start_s, end_s, np.array([heel_x, 0.0, z]), np.array([heel_x + 0.25, 0.0, z]), 0.04
    )


TIMES = np.linspace(0.0, 1.0, 101)
RIGHT = stance(Side.RIGHT, -0.3, 0.6, heel_x=0.0, z=0.1)
LEFT = stance(Side.LEFT, 0.4, 1.3, heel_x=0.6, z=-0.1)


def walk(*, beyond_m=0.0):
    """A wrench whose centre of pressure moves from the right to the left foot, as in walking."""
    x = np.interp(TIMES, [0.0, 0.4, 0.6, 1.0], [0.05, 0.22, 0.65, 0.80]) + beyond_m
    z = np.interp(TIMES, [0.4, 0.6], [0.1, -0.1])
    force = np.stack(
        [
            100.0 * np.sin(7.0 * TIMES),
            700.0 + 80.0 * np.cos(9.0 * TIMES),
            30.0 * np.cos(5.0 * TIMES),
        ],
        axis=1,
    )
    point = np.stack([x, np.zeros_like(x), z], axis=1)
    torque = np.outer(np.sin(4.0 * TIMES), [0.0, 5.0, 0.0])
    return Wrench(TIMES, force, np.cross(point, force) + torque)


def reactions(wrench, stances=(RIGHT, LEFT)):
    shared = share_between_feet(wrench, stances)
    return shared, *shared.feet


def test_the_trailing_foot_starts_with_all_and_ends_with_next_to_nothing():
    start, end = trailing_share(np.array([0.0, 1.0]))
    assert start == pytest.approx([1.0, 1.0, 1.0])
    # Ren 2008: exp(-(2t/T)^3) at t = T is exp(-8); k2 is chosen so that the fore-aft share is 0.
    assert end == pytest.approx([0.0, np.exp(-8.0), np.exp(-8.0)], abs=1e-15)


def test_half_way_the_trailing_foot_carries_one_over_e_of_its_load():
    share = trailing_share(np.array([0.5]))[0]
    # With 2t/T = 1: exp(-1); fore-aft k1 exp(-1/9) - k2 with k1 = exp(4/9), k2 = exp(-4/3)/2.
    assert share[1:] == pytest.approx([np.exp(-1.0)] * 2)
    assert share[0] == pytest.approx(np.exp(4 / 9 - 1 / 9) - np.exp(-4 / 3) / 2)


def test_both_feet_together_give_the_whole_force():
    wrench = walk()
    _, right, left = reactions(wrench)
    assert right.force_N + left.force_N == pytest.approx(wrench.force_N, abs=ROUNDING)


def test_both_feet_together_give_the_whole_moment_where_soles_reach():
    wrench = walk()
    shared, right, left = reactions(wrench)
    moment = sum(moment_about_origin(f.force_N, f.point_m, f.torque_Nm) for f in (right, left))
    assert shared.residual_moment_Nm == pytest.approx(wrench.moment_Nm - moment, abs=ROUNDING)
    alone = (TIMES < 0.4) | (TIMES > 0.6)
    assert np.abs(shared.residual_moment_Nm[alone]).max() < ROUNDING


def test_a_single_foot_takes_force_point_and_free_torque_as_they_are():
    wrench = walk()
    _, right, left = reactions(wrench)
    assert right.contact is Contact.RIGHT_FOOT
    assert right.force_N[10] == pytest.approx(wrench.force_N[10])
    # By hand at t = 0.1: x between 0.05 and 0.22, a quarter of the way.
    assert right.point_m[10] == pytest.approx([0.05 + 0.25 * 0.17, 0.0, 0.1])
    assert right.torque_Nm[10] == pytest.approx([0.0, 5.0 * np.sin(0.4), 0.0])
    assert (left.force_N[10] == 0).all()


def test_nothing_jumps_between_one_foot_and_two():
    _, right, left = reactions(walk())
    strike, lift = 40, 60
    for before, after in ((strike, strike + 1), (lift, lift + 1)):
        # In 0.01 s, a twentieth of double support, Ren's curves change by at most 0.12 of 780 N.
        assert np.abs(right.force_N[after] - right.force_N[before]).max() < 95.0
        assert np.abs(left.force_N[after] - left.force_N[before]).max() < 95.0
    assert np.abs(right.point_m[strike + 1] - right.point_m[strike]).max() < 0.03
    assert left.point_m[lift + 1] == pytest.approx(left.point_m[lift], abs=0.03)


def test_neither_foot_would_slide():
    wrench = walk()
    total = np.linalg.norm(wrench.force_N[:, [0, 2]], axis=1) / wrench.force_N[:, 1]
    assert total.max() < FRICTION_LIMIT  # otherwise nothing could be asked of the feet
    _, right, left = reactions(wrench)
    together = (TIMES >= 0.4) & (TIMES <= 0.6)
    for foot in (right, left):
        force = foot.force_N[together]
        across = np.linalg.norm(force[:, [0, 2]], axis=1)
        assert (across <= FRICTION_LIMIT * force[:, 1] + ROUNDING).all()


def test_friction_changes_nothing_where_the_published_curve_needs_little():
    wrench = walk()
    _, right, _ = reactions(wrench)
    together = (TIMES >= 0.4) & (TIMES <= 0.6)
    published = wrench.force_N[40] * trailing_share((TIMES[together] - 0.4) / 0.2)
    behind, ahead = published, wrench.force_N[together] - published
    needs_little = np.all(
        [np.hypot(f[:, 0], f[:, 2]) < FRICTION_LIMIT * f[:, 1] for f in (behind, ahead)], axis=0
    )
    assert needs_little.sum() >= 5
    assert right.force_N[together][needs_little] == pytest.approx(published[needs_little])


def test_the_centre_of_pressure_stays_on_the_sole_and_the_rest_is_reported():
    shared, right, _ = reactions(walk(beyond_m=0.1))
    late = 39  # t = 0.39, wanted 0.1 m beyond 0.22 m, the toe is at 0.25 m
    wanted_x = np.interp(0.39, [0.0, 0.4], [0.05, 0.22]) + 0.1
    assert right.point_m[late, 0] == pytest.approx(0.25)
    missing = (wanted_x - 0.25) * right.force_N[late, 1]
    assert shared.residual_moment_Nm[late, 2] == pytest.approx(missing)
    assert np.abs(shared.residual_force_N).max() < ROUNDING


def test_a_double_support_that_began_before_the_trial_is_not_known():
    early = stance(Side.LEFT, -0.1, 1.3, heel_x=0.6, z=-0.1)
    late_right = stance(Side.RIGHT, -0.8, 0.2, heel_x=0.0, z=0.1)
    _, right, left = reactions(walk(), (late_right, early))
    assert np.isnan(right.force_N[5]).all()
    assert np.isnan(left.force_N[5]).all()
    assert np.isfinite(left.force_N[50]).all()


def test_without_a_foot_on_the_ground_everything_is_residual():
    wrench = walk()
    shared, right, left = reactions(wrench, ())
    assert (right.force_N == 0).all()
    assert (left.force_N == 0).all()
    assert shared.residual_force_N == pytest.approx(wrench.force_N)


def test_mirrored_walks_give_mirrored_feet():
    wrench = walk()
    mirror, turn = np.array([1.0, 1.0, -1.0]), np.array([-1.0, -1.0, 1.0])
    mirrored = Wrench(TIMES, wrench.force_N * mirror, wrench.moment_Nm * turn)
    swapped = (
        stance(Side.LEFT, -0.3, 0.6, heel_x=0.0, z=-0.1),
        stance(Side.RIGHT, 0.4, 1.3, heel_x=0.6, z=0.1),
    )
    _, right, left = reactions(wrench)
    _, mirrored_right, mirrored_left = reactions(mirrored, swapped)
    assert mirrored_left.force_N == pytest.approx(right.force_N * mirror, abs=ROUNDING)
    assert mirrored_right.point_m == pytest.approx(left.point_m * mirror, abs=ROUNDING)
