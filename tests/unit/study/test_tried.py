"""What was tried: each attempt changes what it names, and nothing else."""

import numpy as np
import pytest

from hipspine.content.validation.schema import Posture, disc_pressure
from hipspine.simulate.bundle import Bundle, MuscleParameters
from hipspine.simulate.engine import Engine
from hipspine.study.posed_body import silent
from hipspine.study.tried import ATTEMPTS, LEANING, Attempt, tried_signal_rows

LEG, BACK = 0, 1


def bent_body() -> Bundle:
    """One hip extensor and one back extensor, stretched by 30 %; the disc is bent by 0.1 rad."""
    muscles = MuscleParameters(
        names=("glmax1_r", "IL_L1_r"),
        max_isometric_force_N=np.full(2, 2000.0),
        optimal_fibre_length_m=np.full(2, 0.1),
        tendon_slack_length_m=np.full(2, 0.2),
        pennation_at_optimal_rad=np.zeros(2),
        max_contraction_velocity_per_s=np.full(2, 10.0),
        passive_strain_at_max_force=np.full(2, 0.6),
        minimum_activation=np.full(2, 0.01),
    )
    per_force = np.zeros((1, 1, 6, 2))
    per_force[..., 4, BACK] = 1.0
    return Bundle(
        times_s=np.zeros(1),
        mass_kg=70.0,
        muscles=muscles,
        muscle_lengths_m=np.full((1, 2), 0.33),
        lengthening_speeds_m_s=np.zeros((1, 2)),
        equations=("hip_flexion_r", "L4_L5_extension"),
        coordinate_values=np.array([[0.0, -0.1]]),
        moment_arms_m=np.array([[[-0.05, 0.0], [0.0, 0.05]]]),
        required_moments_Nm=np.array([[-60.0, 60.0]]),
        joints=("L4_L5",),
        joint_rotations=np.eye(3)[None, None],
        joint_load_offset_N=np.zeros((1, 1, 6)),
        joint_load_per_force=per_force,
        bodies=("pelvis",),
        body_rotations=np.eye(3)[None, None],
        body_origins_m=np.zeros((1, 1, 3)),
        path_points_m=np.zeros((1, 4, 3)),
        path_start=2 * np.arange(3),
        model_name="bent",
        model_sha256="0" * 64,
    )


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(bent_body(), disc_stiffness_Nm_per_rad={"L4_L5_extension": 100.0})


def attempt(begin: str) -> Attempt:
    return next(each for each in ATTEMPTS if each.name.startswith(begin))


def passive_N(engine: Engine) -> np.ndarray:
    return engine.base.passive_forces_N[0]


def test_the_first_attempt_changes_nothing(engine):
    same = attempt("as it is").engine(engine)
    assert np.array_equal(same.base.muscle_forces_N, engine.base.muscle_forces_N)


def test_legs_as_published_pull_harder_and_the_back_as_before(engine):
    stiff = passive_N(attempt("passive strain of the legs as published").engine(engine))
    assert stiff[LEG] > 2.0 * passive_N(engine)[LEG] > 0.0
    assert stiff[BACK] == passive_N(engine)[BACK]


def test_without_passive_force_nothing_pulls_that_counts(engine):
    # At a hundredfold strain the curve gives 0.3 x 4 / (100 x (e^4 - 1)) of 2000 N: 0.5 N.
    assert (passive_N(attempt("no passive").engine(engine)) < 0.5).all()


def test_silent_muscles_have_no_least_activation(engine):
    assert silent(engine.bundle).muscles.minimum_activation.tolist() == [0.0, 0.0]
    # The bundle that it was made from keeps its own.
    assert engine.bundle.muscles.minimum_activation.tolist() == [0.01, 0.01]


@pytest.mark.parametrize(("begin", "factor"), [("no discs", 0.0), ("discs twice", 2.0)])
def test_discs_bear_by_their_stiffness(engine, begin, factor):
    # The disc gives 100 x 0.1 = 10 N·m of the 60; muscle and reserve make the rest between them.
    found = attempt(begin).engine(engine).base
    made = 0.05 * found.muscle_forces_N[0, BACK] + found.reserves_Nm[0, 1]
    assert made == pytest.approx(60.0 - factor * 10.0, abs=1e-6)


def test_pressure_in_the_belly_spares_the_disc(engine):
    def compression(which: Engine) -> float:
        return float(which.base.joint_loads["L4_L5"].compression_N[0])

    # 5 kPa on 243 cm2 push the trunk up with 121.5 N, and extend it as well.
    assert compression(attempt("5 kPa").engine(engine)) < compression(engine) - 121.0


def test_leaning_postures_are_postures_of_the_table():
    assert set(LEANING) <= {posture.id for posture in disc_pressure().postures}


@pytest.mark.parametrize(("unsupported", "at_rest"), [((), True), (("right_leg",), False)])
def test_only_a_body_borne_in_every_part_is_at_rest(unsupported, at_rest):
    posture = Posture(id="a", name="Lying", rests=True, unsupported=unsupported, angles_deg={})
    assert posture.is_at_rest is at_rest


def test_the_better_of_two_answers_is_taken_for_each_channel(row):
    rows = [
        row(0.8, id="emg_r"),
        row(-0.9, id="emg_informed_r"),
        row(0.5, id="emg_mean_r2"),
    ]
    [found] = tried_signal_rows(rows)
    # One channel: the squares are 0.64 and 0.81; means of other rows do not count.
    assert found.ours == pytest.approx(0.81)


def test_without_signals_nothing_is_said_of_them(row):
    assert tried_signal_rows([row(1.0)]) == []
