"""What each objective keeps small, on the body of two joints and five muscles."""

from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective
from hipspine.domain.units import body_weight_N
from hipspine.mechanics.activation_dynamics import ActivationDynamics
from hipspine.simulate.engine import Engine
from hipspine.simulate.sharing_problem import SharingRules, TrackedActivations, volume_weights

GLMAX, SEMIMEM, PSOAS, ILIOCOSTALIS, RECTUS = range(5)
# Frames count as solved at 1e-9 of the largest moment.
TOLERANCE = 1e-6


def engine(bundle, objective=DEFAULT_OBJECTIVE, **options) -> Engine:
    rules = SharingRules(objective, **options)
    return Engine(bundle, passive_curve=None, rules=rules)


def with_semimem_fibres_of(bundle, length_m: float):
    """The same capacities; only the volume of one muscle changes."""
    optimal = bundle.muscles.optimal_fibre_length_m.copy()
    lengths = bundle.muscle_lengths_m.copy()
    optimal[SEMIMEM] = length_m
    lengths[:, SEMIMEM] = 0.2 + length_m
    muscles = replace(bundle.muscles, optimal_fibre_length_m=optimal)
    return replace(bundle, muscles=muscles, muscle_lengths_m=lengths)


def test_volume_is_strength_times_fibre_length(make_bundle):
    weights = volume_weights(with_semimem_fibres_of(make_bundle(), 0.3).muscles)
    # Five muscles of 0.1, 0.3, 0.1, 0.1, 0.1 m: the mean is 0.14.
    assert weights == pytest.approx(np.array([0.1, 0.3, 0.1, 0.1, 0.1]) / 0.14)


def test_a_muscle_of_thrice_the_volume_works_a_third_as_hard(make_bundle):
    # Levers 5 and 4 cm, weights 1 to 3: activations 5 to 4/3.
    activations = engine(with_semimem_fibres_of(make_bundle(), 0.3)).base.activations[0]
    assert activations[GLMAX] / activations[SEMIMEM] == pytest.approx(15.0 / 4.0, rel=TOLERANCE)


def test_plain_squares_do_not_ask_for_volume(make_bundle):
    bundle = with_semimem_fibres_of(make_bundle(), 0.3)
    activations = engine(bundle, Objective.SQUARED).base.activations[0]
    assert activations[GLMAX] / activations[SEMIMEM] == pytest.approx(5.0 / 4.0, rel=TOLERANCE)


def test_cubes_share_more_evenly(make_bundle):
    activations = engine(make_bundle(), Objective.CUBED).base.activations[0]
    # a² in proportion to the lever.
    ratio = activations[GLMAX] / activations[SEMIMEM]
    assert ratio == pytest.approx(np.sqrt(5.0 / 4.0), rel=1e-5)


def test_a_load_aware_objective_prefers_the_longer_lever(make_bundle):
    plain, aware = (
        engine(make_bundle(), objective).base
        for objective in (Objective.SQUARED_BY_VOLUME, Objective.LOAD_AWARE)
    )
    # With c the capacity and g = 0.05 c the moment per activation, the hip carries 500 + c a. The
    # least a² / 2 + ((500 + c a) / W)² / 2 + (60 - g a)² / 2, the other extensor left out: per
    # newton metre it loads the hip by a quarter more and, with a force this costly, does nothing.
    c = float(plain.active_forces_N[0, GLMAX] / plain.activations[0, GLMAX])
    g, w = 0.05 * c, body_weight_N(70.0)
    expected = (60 * g - 500 * c / w**2) / (1 + (c / w) ** 2 + g * g)
    assert aware.activations[0, [GLMAX, SEMIMEM]] == pytest.approx([expected, 0.0], abs=TOLERANCE)
    loads = [each.joint_loads["hip_right"].resultant_N[0] for each in (plain, aware)]
    assert loads[1] < loads[0]


def test_reserves_of_a_load_aware_objective_are_those_of_the_moments(make_bundle):
    aware = engine(make_bundle(), Objective.LOAD_AWARE)
    assert aware.base.reserves_Nm.shape == (5, len(aware.coordinates))
    assert np.abs(aware.base.reserves_Nm).max() < 1.0


def test_a_tracked_muscle_is_drawn_to_its_signal_and_the_others_fill_in(make_bundle):
    wanted = np.full((5, 5), np.nan)
    wanted[:, SEMIMEM] = 0.5
    free = engine(make_bundle()).base.activations[0]
    tracked = TrackedActivations(wanted, weight=1e4)
    drawn = engine(make_bundle(), tracked=tracked).base.activations[0]
    # A weight of 1e4 leaves a deviation of about 1e-4 times the price of the moment.
    assert drawn[SEMIMEM] == pytest.approx(0.5, abs=1e-3)
    assert drawn[GLMAX] < free[GLMAX]
    assert drawn[ILIOCOSTALIS] == pytest.approx(free[ILIOCOSTALIS], abs=TOLERANCE)


def test_a_tracking_weight_of_nothing_changes_nothing(make_bundle):
    tracked = TrackedActivations(np.full((5, 5), 0.7), weight=0.0)
    drawn = engine(make_bundle(), tracked=tracked).base.activations
    assert drawn == pytest.approx(engine(make_bundle()).base.activations, abs=TOLERANCE)


def test_activation_that_takes_time_follows_what_a_still_posture_needs(make_bundle):
    slow = engine(make_bundle(), dynamics=ActivationDynamics()).base.activations
    assert slow == pytest.approx(engine(make_bundle()).base.activations, abs=TOLERANCE)


def test_cubes_with_signals_are_refused(make_bundle):
    tracked = TrackedActivations(np.full((5, 5), 0.7), weight=1.0)
    with pytest.raises(ValueError, match="without dynamics and without signals"):
        engine(make_bundle(), Objective.CUBED, tracked=tracked)
