"""Variants of the body of two joints: what is varied, by how much, and what stays."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.simulate.uncertainty import SPREAD, Spread, variants

NOTHING = Spread(0.0, 0.0, 0.0, 0.0, 0.0)
COUNT = 400
# Standard deviation of a standard deviation from n draws: 1 / sqrt(2 n), 3.5 % here; four of them.
SAMPLING = 4 / np.sqrt(2 * COUNT)


def drawn(bundle, spread, count=COUNT, seed=1):
    return list(variants(bundle, np.random.default_rng(seed), count, spread))


def test_without_spread_every_variant_is_the_body_itself(make_bundle):
    bundle = make_bundle()
    [same] = drawn(bundle, NOTHING, count=1)
    assert np.array_equal(same.moment_arms_m, bundle.moment_arms_m)
    assert np.array_equal(same.required_moments_Nm, bundle.required_moments_Nm)
    assert np.array_equal(same.joint_load_offset_N, bundle.joint_load_offset_N)
    assert np.array_equal(same.muscles.max_isometric_force_N, bundle.muscles.max_isometric_force_N)


def test_the_same_seed_gives_the_same_bodies(make_bundle):
    first, second = (drawn(make_bundle(), SPREAD, count=3) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.required_moments_Nm, other.required_moments_Nm)
        assert np.array_equal(one.moment_arms_m, other.moment_arms_m)


def test_strength_varies_by_its_spread_and_is_never_negative(make_bundle):
    bundle = make_bundle()
    bodies = drawn(bundle, replace(NOTHING, strength=0.15))
    ratios = np.array([b.muscles.max_isometric_force_N for b in bodies]) / 2000.0
    assert np.log(ratios).std() == pytest.approx(0.15, rel=SAMPLING)
    assert (ratios > 0.0).all()


def test_a_lever_varies_as_a_whole(make_bundle):
    bundle = make_bundle()
    [body] = drawn(bundle, replace(NOTHING, moment_arm=0.05), count=1)
    acts = np.abs(bundle.moment_arms_m[0]) > 0.0
    psoas = 2
    ratio = (
        body.moment_arms_m[0, :, psoas][acts[:, psoas]]
        / bundle.moment_arms_m[0, :, psoas][acts[:, psoas]]
    )
    assert ratio.size == 2
    assert ratio[0] == pytest.approx(ratio[1])
    assert ratio[0] != 1.0


def test_a_centre_that_lies_elsewhere_changes_moments_by_the_force_through_the_joint(make_bundle):
    # 500 N press down through the hip. Flexion turns about Z: 1 cm fore or aft makes 5 N·m, up or
    # down none. 400 N through the disc: 4 N·m. Along the force nothing turns.
    bundle = make_bundle()
    bodies = drawn(bundle, replace(NOTHING, joint_centre_m=0.01))
    changes = np.array([b.required_moments_Nm[0] - bundle.required_moments_Nm[0] for b in bodies])
    names = bundle.equations
    hip, disc = names.index("hip_flexion_r"), names.index("L5_S1_extension")
    assert changes[:, hip].std() == pytest.approx(5.0, rel=SAMPLING)
    assert changes[:, disc].std() == pytest.approx(4.0, rel=SAMPLING)
    others = [row for row in range(len(names)) if row not in (hip, disc)]
    assert np.array_equal(changes[:, others], np.zeros((COUNT, len(others))))


def test_a_heavier_trunk_weighs_on_the_disc_and_not_on_the_hip(make_bundle):
    bundle = make_bundle()
    [body] = drawn(bundle, replace(NOTHING, trunk_mass=0.05), count=1)
    disc, hip = bundle.joints.index("L5_S1"), bundle.joints.index("hip_right")
    factor = body.joint_load_offset_N[0, disc, 4] / 400.0
    assert factor != 1.0
    row = bundle.equations.index("L5_S1_extension")
    assert body.required_moments_Nm[0, row] == pytest.approx(40.0 * factor)
    assert np.array_equal(body.joint_load_offset_N[:, hip], bundle.joint_load_offset_N[:, hip])
