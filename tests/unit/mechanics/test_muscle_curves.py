"""Force by length and speed: the curves' fixed points, their limits, and OpenSim's own muscle."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipspine.mechanics.muscle_curves import (
    PassiveCurve,
    active_capacity_N,
    active_force_at_length,
    active_force_at_speed,
    passive_force_at_length,
    passive_force_N,
)


@dataclass(frozen=True)
class OneMuscle:
    """1000 N, fibres of 10 cm on a tendon of 20 cm, pennate by 0.35 rad."""

    max_isometric_force_N: np.ndarray
    optimal_fibre_length_m: np.ndarray
    tendon_slack_length_m: np.ndarray
    pennation_at_optimal_rad: np.ndarray
    max_contraction_velocity_per_s: np.ndarray
    passive_strain_at_max_force: np.ndarray


PENNATE = OneMuscle(*(np.array([value]) for value in (1000.0, 0.1, 0.2, 0.35, 10.0, 0.6)))
PARALLEL = replace(PENNATE, pennation_at_optimal_rad=np.array([0.0]))


def test_a_fibre_at_its_optimal_length_and_at_rest_gives_its_maximum():
    # De Groote 2016: both multipliers are 1 there by the fit of their constants, to 1 %.
    assert active_force_at_length(np.array(1.0)) == pytest.approx(1.0, abs=0.01)
    assert active_force_at_speed(np.array(0.0)) == pytest.approx(1.0, abs=0.01)


def test_a_fibre_at_its_top_shortening_speed_gives_nothing():
    assert active_force_at_speed(np.array(-1.0)) == pytest.approx(0.0, abs=0.01)
    assert active_force_at_speed(np.array(-3.0)) >= 0.0


def test_the_passive_curve_meets_its_two_fixed_points():
    strain = np.array(0.6)
    assert passive_force_at_length(np.array(1.6), strain) == pytest.approx(1.0, abs=1e-14)
    assert passive_force_at_length(np.array(0.2), strain) == pytest.approx(0.0, abs=1e-14)


def test_the_published_passive_curve_starts_at_the_optimal_length():
    strain = np.array(0.6)
    lengths = np.array([0.5, 1.0, 1.6])
    published = passive_force_at_length(lengths, strain, curve=PassiveCurve.PUBLISHED)
    assert published == pytest.approx([0.0, 0.0, 1.0], abs=1e-14)
    # OpenSim's is already (1 - e^(-16/3)) / (e^4 - e^(-16/3)) = 1.8 % there.
    assert passive_force_at_length(np.array(1.0), strain) == pytest.approx(0.0182, abs=1e-4)


def test_a_muscle_shorter_than_its_tendon_pulls_with_nothing():
    slack = np.array([[0.19]])
    assert active_capacity_N(slack, np.zeros((1, 1)), PENNATE)[0, 0] == 0.0
    assert passive_force_N(slack, PENNATE)[0, 0] == 0.0


def test_a_fibre_stretched_beyond_the_curves_is_held_at_their_end():
    end, beyond = passive_force_N(np.array([[0.38], [0.45]]), PARALLEL)[:, 0]
    assert beyond == pytest.approx(end)


def test_a_tight_muscle_is_stretched_further_at_the_same_posture():
    # Ten percent shorter fibres: 9 cm, so a fibre of 10.8 cm is at 1.2 instead of 1.08 of them.
    lengths = np.array([[0.308]])
    tight = passive_force_N(lengths, PARALLEL, shortening=np.array([0.1]))
    expected = 1000.0 * passive_force_at_length(np.array(1.2), np.array(0.6))
    assert tight[0, 0] == pytest.approx(expected, rel=1e-12)
    assert tight[0, 0] > passive_force_N(lengths, PARALLEL)[0, 0]


def test_tightness_lowers_the_top_speed_with_the_fibre_length():
    # 9 cm fibres shorten at most at 0.9 m/s.
    force = active_capacity_N(
        np.array([[0.29]]), np.array([[-0.9]]), PARALLEL, shortening=np.array([0.1])
    )
    assert force[0, 0] == pytest.approx(0.0, abs=10.0)


@given(st.floats(-0.2, 0.6), st.floats(-3.0, 3.0))
def test_no_length_or_speed_gives_a_negative_or_endless_force(along, speed):
    lengths = np.array([[0.2 + along]])
    active = active_capacity_N(lengths, np.array([[speed]]), PENNATE)[0, 0]
    passive = passive_force_N(lengths, PENNATE)[0, 0]
    assert 0.0 <= active < 2000.0
    assert 0.0 <= passive < 5000.0


@pytest.mark.opensim
@pytest.mark.parametrize("tightness", [0.0, 0.1])
def test_forces_equal_those_of_opensims_muscle(tightness):
    opensim = pytest.importorskip("opensim")
    muscle = opensim.DeGrooteFregly2016Muscle()
    muscle.setName("muscle")
    muscle.set_max_isometric_force(1000.0)
    muscle.set_optimal_fiber_length(0.1 * (1.0 - tightness))
    muscle.set_tendon_slack_length(0.2)
    muscle.set_pennation_angle_at_optimal(0.35)
    muscle.set_max_contraction_velocity(10.0)
    muscle.set_ignore_tendon_compliance(True)
    muscle.set_ignore_activation_dynamics(True)
    model = opensim.Model()
    body = opensim.Body("body", 1.0, opensim.Vec3(0), opensim.Inertia(1))
    model.addBody(body)
    joint = opensim.SliderJoint("joint", model.getGround(), body)
    model.addJoint(joint)
    muscle.addNewPathPoint("origin", model.getGround(), opensim.Vec3(0))
    muscle.addNewPathPoint("insertion", body, opensim.Vec3(0))
    model.addForce(muscle)
    model.finalizeConnections()
    state = model.initSystem()
    coordinate = model.getCoordinateSet().get(0)
    for length in (0.22, 0.25, 0.28, 0.30, 0.33, 0.35):
        for speed in (-0.7, -0.2, 0.0, 0.3, 0.8):
            coordinate.setValue(state, length)
            coordinate.setSpeedValue(state, speed)
            muscle.setActivation(state, 1.0)
            model.realizeDynamics(state)
            lengths, speeds = np.array([[length]]), np.array([[speed]])
            shortening = np.array([tightness])
            active = active_capacity_N(lengths, speeds, PENNATE, shortening=shortening)
            passive = passive_force_N(lengths, PENNATE, shortening=shortening)
            # The same formulas: only rounding may differ.
            assert active[0, 0] == pytest.approx(
                muscle.getActiveFiberForceAlongTendon(state), rel=1e-10, abs=1e-9
            )
            assert passive[0, 0] == pytest.approx(
                muscle.getPassiveFiberForceAlongTendon(state), rel=1e-10, abs=1e-9
            )
