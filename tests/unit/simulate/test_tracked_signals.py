"""From envelopes to activations to track, on the body of two joints."""

import numpy as np
import pytest

from hipspine.simulate.engine import Engine
from hipspine.simulate.sharing_problem import SharingRules
from hipspine.simulate.tracked_signals import SignalOfMuscles, tracked_signals

GLMAX, SEMIMEM, PSOAS, ILIOCOSTALIS, RECTUS = range(5)


@pytest.fixture
def engine(make_bundle) -> Engine:
    return Engine(make_bundle(), passive_curve=None)


def test_an_envelope_peaks_where_the_uninformed_sharing_does(engine):
    envelope = np.array([0.0, 2.0, 4.0, np.nan, 1.0])
    tracked = tracked_signals({"one": SignalOfMuscles(envelope, [GLMAX])}, engine.base)
    most = engine.base.activations[:3, GLMAX].max()
    expected = np.array([0.0, 0.5, 1.0, np.nan, 0.25]) * most
    np.testing.assert_allclose(tracked.wanted[:, GLMAX], expected, rtol=1e-12)
    assert np.isnan(tracked.wanted[:, [SEMIMEM, PSOAS, ILIOCOSTALIS, RECTUS]]).all()


def test_a_channel_that_measured_nothing_asks_for_nothing(engine):
    silent = SignalOfMuscles(np.zeros(5), [GLMAX])
    assert np.isnan(tracked_signals({"one": silent}, engine.base).wanted).all()


def test_a_muscle_that_the_signal_shows_silent_leaves_its_work_to_the_other(engine):
    ramp = SignalOfMuscles(np.array([0.0, 0.0, 0.0, 0.0, 1.0]), [GLMAX])
    rules = SharingRules(tracked=tracked_signals({"one": ramp}, engine.base))
    informed = engine.variant(rules=rules).base
    assert informed.activations[0, GLMAX] < engine.base.activations[0, GLMAX]
    assert informed.activations[0, SEMIMEM] > engine.base.activations[0, SEMIMEM]
    # The moment still balances: 60 N·m by both, but for the reserve of 1 N·m strength.
    arms = engine.bundle.moment_arms_m[0, 1]
    assert -arms @ informed.muscle_forces_N[0] == pytest.approx(60.0, abs=0.05)


def test_a_variant_keeps_the_settings_of_its_engine(make_bundle):
    engine = Engine(
        make_bundle(), passive_curve=None, disc_stiffness_Nm_per_rad={"L5_S1_extension": 50.0}
    )
    assert np.array_equal(engine.variant().base.activations, engine.base.activations)


def test_a_fraction_of_a_maximal_effort_is_the_activation_itself(engine):
    envelope = np.array([0.0, 0.2, 0.4, np.nan, 1.3])
    maximal = SignalOfMuscles(envelope, [GLMAX], is_of_maximum=True)
    wanted = tracked_signals({"one": maximal}, engine.base).wanted[:, GLMAX]
    # More than a maximal effort is full activation: the effort was not maximal.
    np.testing.assert_array_equal(wanted, [0.0, 0.2, 0.4, np.nan, 1.0])


def test_a_gain_changes_how_much_is_asked_for_and_not_when(engine):
    envelope = np.array([0.0, 2.0, 4.0, 1.0, 1.0])
    plain, half = (
        tracked_signals({"one": SignalOfMuscles(envelope, [GLMAX], gain=gain)}, engine.base)
        for gain in (1.0, 0.5)
    )
    np.testing.assert_allclose(half.wanted[:, GLMAX], 0.5 * plain.wanted[:, GLMAX], rtol=1e-12)
