"""Variants of the model and quantities, on two hips whose answers can be worked out by hand."""

import numpy as np
import pytest

from hipspine.domain.scenario import MuscleChange, Parameter
from hipspine.domain.units import body_weight_N
from hipspine.simulate.bundle import Bundle, MuscleParameters
from hipspine.study.claims_experiments import largest_taker_share, takers
from hipspine.study.claims_quantities import (
    QUANTITIES,
    Case,
    QuantityAbsentError,
    quantity_of,
    quantity_title,
)
from hipspine.study.claims_variants import VARIANTS, Variant, VariantEngine, heavier, variant_engine

MUSCLES = ("glmax1_r", "semimem_r", "glmax1_l", "semimem_l")
EXTENSION_NM = 60.0
FRAMES = 3
MASS_KG = 60.0
# Equal muscles share in proportion to their arms of 5 and 4 cm: activations 5k and 4k with
# 2000 N * (0.05 * 5k + 0.04 * 4k) = 60 N·m, so k = 60 / 820.
GLUTEUS_N = 2000 * 5 * 60 / 820
HAMSTRING_N = 2000 * 4 * 60 / 820
HAMSTRING_ALONE_N = EXTENSION_NM / 0.04


def two_hips() -> Bundle:
    """Two hips with two extensors each; 500 N rest on each hip without muscles."""
    count, level = len(MUSCLES), np.eye(3)
    arms = np.array([[-0.05, -0.04, 0.0, 0.0], [0.0, 0.0, -0.05, -0.04]])
    per_force = np.zeros((FRAMES, 2, 6, count))
    per_force[:, 0, 4, :2], per_force[:, 1, 4, 2:] = -1.0, -1.0
    offset = np.zeros((FRAMES, 2, 6))
    offset[:, :, 4] = -500.0
    return Bundle(
        times_s=0.01 * np.arange(FRAMES),
        mass_kg=MASS_KG,
        muscles=MuscleParameters(
            names=MUSCLES,
            max_isometric_force_N=np.full(count, 2000.0),
            optimal_fibre_length_m=np.full(count, 0.1),
            tendon_slack_length_m=np.full(count, 0.2),
            pennation_at_optimal_rad=np.zeros(count),
            max_contraction_velocity_per_s=np.full(count, 10.0),
            passive_strain_at_max_force=np.full(count, 0.6),
            minimum_activation=np.zeros(count),
        ),
        muscle_lengths_m=np.full((FRAMES, count), 0.3),
        lengthening_speeds_m_s=np.zeros((FRAMES, count)),
        equations=("hip_flexion_r", "hip_flexion_l"),
        coordinate_values=np.zeros((FRAMES, 2)),
        moment_arms_m=np.tile(arms, (FRAMES, 1, 1)),
        required_moments_Nm=np.full((FRAMES, 2), -EXTENSION_NM),
        joints=("hip_right", "hip_left"),
        joint_rotations=np.tile(level, (FRAMES, 2, 1, 1)),
        joint_load_offset_N=offset,
        joint_load_per_force=per_force,
        bodies=("pelvis",),
        body_rotations=np.tile(level, (FRAMES, 1, 1, 1)),
        body_origins_m=np.zeros((FRAMES, 1, 3)),
        path_points_m=np.zeros((FRAMES, 2 * count, 3)),
        path_start=2 * np.arange(count + 1),
        model_name="two hips",
        model_sha256="0" * 64,
    )


def case(engine: VariantEngine, *changes: MuscleChange) -> Case:
    return Case(engine.engine, engine.engine.solve(engine.scenario("some", changes)), None)


@pytest.fixture(scope="module")
def published() -> VariantEngine:
    return variant_engine(two_hips(), VARIANTS[0], None)


def value(of: Case, name: str) -> float:
    quantity, group = quantity_of(name)
    return quantity.of(of, group)


NO_GLUTEUS = MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.0)

# Reserves take what costs them less than the muscles: a fiftieth at most on so small a body.
RESERVES = 0.02


def test_forces_are_means_of_both_sides_per_kg(published):
    before = case(published)
    assert value(before, "force:hamstrings") == pytest.approx(HAMSTRING_N / MASS_KG, rel=RESERVES)


def test_shares_of_hip_extension_add_up_to_one(published):
    before = case(published)
    gluteus = value(before, "extension_share:gluteus_maximus")
    assert gluteus == pytest.approx(0.25 / 0.41, rel=1e-6)  # 0.05 * 5k of 0.05 * 5k + 0.04 * 4k
    assert gluteus + value(before, "extension_share:hamstrings") == pytest.approx(1.0)


def test_the_hip_bears_the_pull_of_its_muscles(published):
    expected = (500.0 + GLUTEUS_N + HAMSTRING_N) / body_weight_N(MASS_KG)
    assert value(case(published), "hip_load_peak") == pytest.approx(expected, rel=RESERVES)


def test_who_takes_over_is_told_by_group(published):
    before, after = case(published), case(published, NO_GLUTEUS)
    found = takers("0", before, after)
    gained = (HAMSTRING_ALONE_N - HAMSTRING_N) / MASS_KG
    assert [taker.group for taker in found.more] == ["hamstrings"]
    assert found.more[0].change_N_per_kg == pytest.approx(gained, rel=2 * RESERVES)
    assert [taker.group for taker in found.less] == ["gluteus_maximus"]
    assert largest_taker_share(before, after) == pytest.approx(1.0)


def test_weakness_of_one_side_shows_as_a_side_difference(published):
    after = case(published, MuscleChange("hamstrings", Parameter.STRENGTH, 0.0, side="right"))
    right = 500.0 + EXTENSION_NM / 0.05  # gluteus maximus alone, with its longer arm
    left = 500.0 + GLUTEUS_N + HAMSTRING_N
    expected = (right - left) / (0.5 * (right + left))
    # A difference of two numbers near 1800 N carries the reserves of both.
    assert value(after, "hip_load_side_difference") == pytest.approx(expected, abs=RESERVES)


def test_a_moment_that_no_muscle_can_make_is_told_per_kg(published):
    changes = (NO_GLUTEUS, MuscleChange("hamstrings", Parameter.STRENGTH, 0.0))
    missing = value(case(published, *changes), "missing_moment")
    # All of it but the reserve allowance, a few per cent.
    assert 0.9 * EXTENSION_NM / MASS_KG < missing <= EXTENSION_NM / MASS_KG


def test_what_a_model_lacks_is_absent_and_not_zero(published):
    before = case(published)
    with pytest.raises(QuantityAbsentError, match="no load at L5/S1"):
        value(before, "l5_s1_compression_mean")
    with pytest.raises(QuantityAbsentError, match="lumbar spine does not move"):
        value(before, "lumbar_arm:hamstrings")
    with pytest.raises(QuantityAbsentError, match="whole gait cycle"):
        value(before, "late_stance_extension_moment")
    with pytest.raises(QuantityAbsentError, match="prediction"):
        value(before, "lumbar_extension_mean")


def test_a_heavier_body_needs_and_bears_more_in_proportion():
    bundle = two_hips()
    heavy = heavier(bundle, 1.2)
    assert heavy.mass_kg == pytest.approx(72.0)
    np.testing.assert_allclose(heavy.required_moments_Nm, 1.2 * bundle.required_moments_Nm)
    np.testing.assert_allclose(heavy.joint_load_offset_N, 1.2 * bundle.joint_load_offset_N)
    assert bundle.mass_kg == MASS_KG


def test_weaker_muscles_share_the_same_work_by_higher_activation():
    weak = variant_engine(two_hips(), Variant("weak", "half as strong", strength=0.5), None)
    strong = variant_engine(two_hips(), Variant("as", "as they are"), None)
    ratio = value(case(weak), "use_peak:hamstrings") / value(case(strong), "use_peak:hamstrings")
    assert ratio == pytest.approx(2.0, rel=2 * RESERVES)


def test_variants_have_ids_of_their_own_and_begin_with_the_model_as_published():
    assert len({variant.id for variant in VARIANTS}) == len(VARIANTS)
    assert VARIANTS[0] == Variant(VARIANTS[0].id, VARIANTS[0].title)


@pytest.mark.parametrize("kind", QUANTITIES)
def test_every_quantity_has_a_title_and_a_unit(kind):
    assert QUANTITIES[kind].unit
    assert "{" not in quantity_title(f"{kind}:hamstrings")
