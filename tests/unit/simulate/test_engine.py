"""The engine on a body of two joints and five muscles, worked out by hand.

Muscles hold 2000 N at full activation, times the curves' value at optimal length and rest, which
is 1 to within 1 %; `capacity` below is that product.
"""

from functools import partial

import numpy as np
import pytest

from hipspine.domain.errors import ModelError, RecordingError, ScenarioError
from hipspine.domain.scenario import (
    AS_RECORDED,
    MuscleChange,
    Parameter,
    PostureChange,
    PostureParameter,
    Scenario,
)
from hipspine.mechanics.muscle_curves import (
    PassiveCurve,
    active_force_at_length,
    active_force_at_speed,
    passive_force_at_length,
)
from hipspine.mechanics.muscle_sharing import share_muscles
from hipspine.simulate.engine import Engine

GLMAX, SEMIMEM, PSOAS, ILIOCOSTALIS, RECTUS = range(5)
UNIT_CAPACITY = float(active_force_at_length(np.array(1.0)) * active_force_at_speed(np.array(0.0)))
CAPACITY = 2000.0 * UNIT_CAPACITY
# Frames count as solved at 1e-9 of the largest moment.
TOLERANCE = 1e-6


def change(text_group: str, parameter: Parameter, value: float, side=None) -> Scenario:
    return Scenario("what if", muscles=(MuscleChange(text_group, parameter, value, side),))


@pytest.fixture
def engine(make_bundle) -> Engine:
    return Engine(make_bundle(), passive_curve=None)


def hip_activations(first_arm: float, second_arm: float, *, capacity=(CAPACITY, CAPACITY)):
    """Two extensors and a reserve of 1 N·m share 60 N·m: a = moment per activation times price."""
    first, second = first_arm * capacity[0], second_arm * capacity[1]
    price = 60.0 / (first**2 + second**2 + 1.0)
    return first * price, second * price


def test_extensors_share_the_hip_moment_by_their_strength_and_lever(engine):
    expected = hip_activations(0.05, 0.04)
    assert engine.base.activations[0, [GLMAX, SEMIMEM]] == pytest.approx(expected, abs=TOLERANCE)


def test_flexors_and_abdominals_have_nothing_to_do(engine):
    assert engine.base.activations[:, [PSOAS, RECTUS]] == pytest.approx(0.0, abs=TOLERANCE)


def test_the_disc_carries_the_weight_above_and_the_back_extensor(engine):
    # The only extensor: a = c x 40 / (c² + 1) with c = 0.05 m times capacity.
    lever = 0.05 * CAPACITY
    tension = CAPACITY * lever * 40.0 / (lever**2 + 1.0)
    load = engine.base.joint_loads["L5_S1"]
    assert load.compression_N == pytest.approx(400.0 + tension, abs=TOLERANCE * CAPACITY)
    assert tension == pytest.approx(800.0, rel=1e-3)


def test_the_hip_carries_its_extensors(engine):
    glmax, semimem = hip_activations(0.05, 0.04)
    expected = 500.0 + CAPACITY * (glmax + semimem)
    load = engine.base.joint_loads["hip_right"]
    assert load.compression_N == pytest.approx(expected, abs=TOLERANCE * CAPACITY)


def test_pelvis_and_coordinates_without_muscles_take_no_part(engine):
    assert engine.coordinates == ("hip_flexion_r", "L5_S1_extension")


def test_a_weaker_gluteus_hands_its_work_to_the_hamstrings(engine):
    half = engine.solve(change("gluteus_maximus", Parameter.STRENGTH, 0.5))
    expected = hip_activations(0.05, 0.04, capacity=(CAPACITY / 2, CAPACITY))
    assert half.activations[0, [GLMAX, SEMIMEM]] == pytest.approx(expected, abs=TOLERANCE)
    assert half.active_forces_N[0, GLMAX] == pytest.approx(
        CAPACITY / 2 * expected[0], abs=TOLERANCE * CAPACITY
    )


def test_drive_caps_activation_without_taking_strength(engine):
    capped = engine.solve(change("gluteus_maximus", Parameter.DRIVE, 0.1))
    assert capped.activations[:, GLMAX] == pytest.approx(0.1, abs=TOLERANCE)
    # Semimembranosus: 60 - 0.1 x 0.05 x capacity left, alone but for the reserve.
    lever = 0.04 * CAPACITY
    rest = 60.0 - 0.1 * 0.05 * CAPACITY
    assert capped.activations[0, SEMIMEM] == pytest.approx(
        lever * rest / (lever**2 + 1.0), abs=TOLERANCE
    )


def test_tone_floors_activation_and_its_antagonists_answer(engine):
    tense = engine.solve(change("psoas", Parameter.TONE, 0.2))
    assert tense.activations[:, PSOAS] == pytest.approx(0.2, abs=TOLERANCE)
    assert (tense.activations[:, GLMAX] > engine.base.activations[:, GLMAX]).all()
    assert (
        tense.joint_loads["L5_S1"].compression_N > engine.base.joint_loads["L5_S1"].compression_N
    ).all()


def test_drive_wins_over_tone(engine):
    both = Scenario(
        "both",
        muscles=(
            MuscleChange("psoas", Parameter.TONE, 0.4),
            MuscleChange("psoas", Parameter.DRIVE, 0.1),
        ),
    )
    assert engine.solve(both).activations[:, PSOAS] == pytest.approx(0.1, abs=TOLERANCE)


def test_no_drive_switches_a_muscle_off_below_its_minimum_activation(make_bundle):
    bundle = make_bundle()
    bundle.muscles.minimum_activation[:] = 0.01
    engine = Engine(bundle, passive_curve=None)
    assert engine.base.activations[0, RECTUS] == pytest.approx(0.01)
    off = engine.solve(change("rectus_abdominis", Parameter.DRIVE, 0.0))
    assert (off.activations[:, RECTUS] == 0.0).all()


def _published_passive(fibre_length):
    curve = PassiveCurve.PUBLISHED
    return passive_force_at_length(np.array(fibre_length), np.array(0.6), curve=curve)


def test_stretched_muscles_pull_without_being_active(make_bundle):
    # Fibres at 1.3 optimal lengths. The five passive forces f are equal: at the hip they give
    # (-0.05 - 0.04 + 0.04) f, at L5/S1 (-0.02 + 0.05 - 0.08) f, so both extensors have less or
    # more to do by 0.05 f.
    engine = Engine(make_bundle(fibre_m=0.13))
    passive = 2000.0 * float(_published_passive(1.3))
    assert engine.base.passive_forces_N == pytest.approx(passive, rel=1e-12)
    active = engine.base.active_forces_N[0]
    hip = -0.05 * active[GLMAX] - 0.04 * active[SEMIMEM] + 0.04 * active[PSOAS]
    back = -0.02 * active[PSOAS] + 0.05 * active[ILIOCOSTALIS] - 0.08 * active[RECTUS]
    reserves = engine.base.reserves_Nm[0]
    assert hip + reserves[0] == pytest.approx(-60.0 + 0.05 * passive, abs=TOLERANCE)
    assert back + reserves[1] == pytest.approx(40.0 + 0.05 * passive, abs=TOLERANCE)


def test_strength_scales_passive_force_too(make_bundle):
    engine = Engine(make_bundle(fibre_m=0.13))
    half = engine.solve(change("hamstrings", Parameter.STRENGTH, 0.5))
    assert half.passive_forces_N[:, SEMIMEM] == pytest.approx(
        0.5 * engine.base.passive_forces_N[:, SEMIMEM]
    )
    assert half.passive_forces_N[:, GLMAX] == pytest.approx(engine.base.passive_forces_N[:, GLMAX])


def test_tightness_raises_passive_force_of_the_meant_muscles_only(make_bundle):
    engine = Engine(make_bundle(fibre_m=0.12))
    tight = engine.solve(change("psoas", Parameter.TIGHTNESS, 0.2))
    # 12 cm of 8 cm fibres: 1.5 optimal lengths.
    expected = 2000.0 * float(_published_passive(1.5))
    assert tight.passive_forces_N[:, PSOAS] == pytest.approx(expected, rel=1e-12)
    assert np.array_equal(tight.passive_forces_N[:, GLMAX], engine.base.passive_forces_N[:, GLMAX])


def test_a_stiff_disc_takes_part_of_the_moment_away_from_its_angle(make_bundle):
    # Extended by 0.2 rad with 50 N·m/rad the disc flexes with 10 N·m; the extensor makes 50 N·m.
    engine = Engine(
        make_bundle(),
        disc_stiffness_Nm_per_rad={"L5_S1_extension": 50.0},
        passive_curve=None,
    )
    lever = 0.05 * CAPACITY
    assert engine.base.activations[0, ILIOCOSTALIS] == pytest.approx(
        lever * 50.0 / (lever**2 + 1.0), abs=TOLERANCE
    )


def test_a_disc_at_its_own_neutral_angle_resists_nothing(make_bundle, engine):
    # The bundle holds L5/S1 at 0.2 rad.
    at_ease = Engine(
        make_bundle(),
        disc_stiffness_Nm_per_rad={"L5_S1_extension": 50.0},
        disc_neutral_rad={"L5_S1_extension": 0.2},
        passive_curve=None,
    )
    assert at_ease.base.activations == pytest.approx(engine.base.activations, abs=TOLERANCE)


def test_stiffness_of_some_coordinates_that_do_not_exist_is_refused(make_bundle):
    stiffness = {"L5_S1_extension": 50.0, "L9_extension": 50.0}
    with pytest.raises(ModelError, match="L9_extension"):
        Engine(make_bundle(), disc_stiffness_Nm_per_rad=stiffness)


def test_a_model_without_discs_solves_without_their_stiffness_and_says_so(make_bundle, engine):
    stiffness = {"L1_L2_extension": 50.0}
    without = Engine(make_bundle(), disc_stiffness_Nm_per_rad=stiffness, passive_curve=None)
    assert without.base.absent[-1].what == "disc stiffness"
    assert np.array_equal(without.base.activations, engine.base.activations)


def test_frames_that_were_not_measured_are_absent_not_zero(make_bundle):
    bundle = make_bundle()
    bundle.required_moments_Nm[2] = np.nan
    solution = Engine(bundle, passive_curve=None).base
    assert np.isnan(solution.activations[2]).all()
    assert np.isnan(solution.muscle_forces_N[2]).all()
    assert np.isnan(solution.joint_loads["L5_S1"].force_N[2]).all()
    assert np.isfinite(np.delete(solution.activations, 2, axis=0)).all()
    assert solution.shortfalls == ()


def test_a_motion_without_a_measured_frame_is_refused(make_bundle):
    bundle = make_bundle()
    bundle.required_moments_Nm[:] = np.nan
    with pytest.raises(RecordingError, match="none among 5"):
        Engine(bundle)


def test_a_scenario_that_changes_nothing_returns_the_base_exactly(engine):
    unchanged = Scenario(
        "unchanged",
        muscles=(
            MuscleChange("gluteus_maximus", Parameter.STRENGTH, 1.0),
            MuscleChange("psoas", Parameter.TONE, 0.0),
            MuscleChange("hamstrings", Parameter.DRIVE, 1.0),
            MuscleChange("rectus_abdominis", Parameter.TIGHTNESS, 0.0),
        ),
    )
    for scenario in (AS_RECORDED, unchanged):
        solution = engine.solve(scenario)
        assert np.array_equal(solution.activations, engine.base.activations)
        assert np.array_equal(solution.muscle_forces_N, engine.base.muscle_forces_N)


def test_solving_many_gives_the_same_in_any_order(engine):
    scenarios = [change("gluteus_maximus", Parameter.STRENGTH, level) for level in (1.0, 0.5, 0.0)]
    forward = engine.solve_many(scenarios)
    backward = engine.solve_many(scenarios[::-1])[::-1]
    for one, other in zip(forward, backward, strict=True):
        assert np.array_equal(one.activations, other.activations)


def test_what_no_muscle_can_do_comes_with_a_certificate(engine):
    weak = Scenario(
        "no extensors",
        muscles=(
            MuscleChange("gluteus_maximus", Parameter.DRIVE, 0.1),
            MuscleChange("hamstrings", Parameter.STRENGTH, 0.0),
        ),
    )
    (shortfall,) = engine.solve(weak).shortfalls
    # 60 N·m less 0.1 x 0.05 x capacity, less the allowance of 5 % of 60 N·m.
    missing = 60.0 - 0.1 * 0.05 * CAPACITY - 3.0
    assert shortfall.coordinate == "hip_flexion_r"
    assert shortfall.missing_Nm == pytest.approx(missing, abs=TOLERANCE * CAPACITY)
    assert shortfall.frames == 5
    assert shortfall.at_limit == ("glmax1_r",)


def test_reserve_use_states_size_need_and_strength(engine):
    use = {entry.coordinate: entry for entry in engine.reserve_use(engine.base)}
    assert use["hip_flexion_r"].peak_moment_Nm == 60.0
    assert use["hip_flexion_r"].strength_Nm == 1.0
    assert use["hip_flexion_r"].peak_Nm == pytest.approx(abs(engine.base.reserves_Nm[:, 0]).max())


def test_a_group_that_the_model_lacks_is_refused(engine):
    with pytest.raises(ScenarioError, match="soleus"):
        engine.solve(change("soleus", Parameter.STRENGTH, 0.5))


def test_a_change_of_posture_needs_another_bundle(engine):
    lean = Scenario("lean", posture=(PostureChange(PostureParameter.TRUNK_FORWARD_LEAN, 0.1),))
    with pytest.raises(ScenarioError, match="posture"):
        engine.solve(lean)


def test_a_model_without_lumbar_joints_says_why_their_load_is_absent(make_bundle):
    bundle = make_bundle()
    legs_only = make_bundle(
        joints=("hip_right",),
        joint_rotations=bundle.joint_rotations[:, 1:],
        joint_load_offset_N=bundle.joint_load_offset_N[:, 1:],
        joint_load_per_force=bundle.joint_load_per_force[:, 1:],
    )
    solution = Engine(legs_only).base
    assert set(solution.joint_loads) == {"hip_right"}
    assert [entry.what for entry in solution.absent] == ["lumbar loads"]


def test_a_disc_that_only_psoas_crosses_has_no_load(make_bundle):
    bundle = make_bundle()
    bundle.joint_load_per_force[:, 0, :, [ILIOCOSTALIS, RECTUS]] = 0.0
    solution = Engine(bundle).base
    assert "L5_S1" not in solution.joint_loads
    assert "trunk muscles" in solution.absent[0].reason


def test_levels_that_the_model_lacks_are_absent_one_by_one(engine):
    assert [entry.what for entry in engine.base.absent] == [
        f"load at {level}" for level in ("L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
    ]


def test_a_knee_is_resolved_along_the_shank_where_the_model_has_one(make_bundle):
    bundle = make_bundle()
    quarter_turn = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0]])
    knee = make_bundle(
        joints=("L5_S1", "knee_right"),
        joint_rotations=np.tile(quarter_turn, (5, 2, 1, 1)),
        bodies=("tibia_r",),
    )
    load = Engine(knee, passive_curve=None).base.joint_loads["knee_right"]
    assert load.anterior_shear_N == pytest.approx(0.0)
    assert load.compression_N == pytest.approx(
        Engine(bundle, passive_curve=None).base.joint_loads["hip_right"].compression_N
    )


def test_frames_that_the_solver_gave_up_on_are_absent_with_the_reason(make_bundle, monkeypatch):
    monkeypatch.setattr(
        "hipspine.mechanics.muscle_sharing.share_muscles", partial(share_muscles, iteration_limit=0)
    )
    solution = Engine(make_bundle()).base
    assert np.isnan(solution.activations).all()
    assert np.isnan(solution.reserves_Nm).all()
    assert "muscle forces in 5 of 5 frames" in [entry.what for entry in solution.absent]


def test_a_variant_finds_what_an_engine_of_its_own_finds(make_bundle):
    """It starts from its neighbour's prices; where it ends does not hang on that."""
    engine, weak = Engine(make_bundle()), make_bundle(max_force=900.0)
    alone, variant = Engine(weak).base, engine.variant(bundle=weak).base
    assert not np.allclose(alone.activations, engine.base.activations, atol=0.01)
    assert variant.activations == pytest.approx(alone.activations, abs=TOLERANCE)
    assert variant.reserves_Nm == pytest.approx(alone.reserves_Nm, abs=TOLERANCE)


def test_a_variant_of_other_frames_is_solved_from_nothing(make_bundle):
    bundle = make_bundle()
    required_Nm = bundle.required_moments_Nm.copy()
    required_Nm[0] = np.nan
    shorter = make_bundle(required_moments_Nm=required_Nm)
    found = Engine(shorter).variant(bundle=bundle).base
    assert found.activations == pytest.approx(Engine(bundle).base.activations, abs=TOLERANCE)
