import numpy as np
import pytest

from hipspine.mechanics.time_normalise import (
    Interpolation,
    bridge_short_gaps,
    resample,
    time_normalise,
)

TIMES_S = np.linspace(0, 2, 21)


def test_a_cycle_becomes_101_samples_from_start_to_end():
    curve = time_normalise(TIMES_S, 3 * TIMES_S, 0.5, 1.5)
    assert curve.shape == (101,)
    assert curve == pytest.approx(3 * np.linspace(0.5, 1.5, 101))


def test_every_component_is_normalised_and_the_shape_is_kept():
    values = np.ones((21, 4, 3)) * TIMES_S[:, np.newaxis, np.newaxis]
    curve = time_normalise(TIMES_S, values, 0.0, 2.0, points=5)
    assert curve.shape == (5, 4, 3)
    assert curve[:, 2, 1] == pytest.approx([0, 0.5, 1.0, 1.5, 2.0])


def test_a_cubic_spline_follows_a_cubic_exactly():
    wanted = np.linspace(0.33, 1.77, 11)
    result = resample(TIMES_S, TIMES_S**3, wanted, interpolation=Interpolation.CUBIC)
    assert result == pytest.approx(wanted**3)


def test_what_was_not_measured_is_nan_not_zero():
    values = TIMES_S.copy()
    values[10] = np.nan  # at 1.0 s: nothing is known between 0.9 and 1.1 s
    result = resample(TIMES_S, values, np.array([-0.1, 0.9, 0.95, 1.05, 1.1, 2.1]))
    assert result == pytest.approx([np.nan, 0.9, np.nan, np.nan, 1.1, np.nan], nan_ok=True)


def test_components_with_different_gaps_do_not_disturb_each_other():
    values = np.stack((TIMES_S, TIMES_S), axis=1)
    values[10, 0] = np.nan
    result = resample(TIMES_S, values, np.array([1.0]))
    assert result == pytest.approx(np.array([[np.nan, 1.0]]), nan_ok=True)


def test_a_single_sample_between_gaps_is_found_at_its_own_time():
    values = np.array([np.nan, 5.0, np.nan])
    result = resample(np.array([0.0, 1.0, 2.0]), values, np.array([0.5, 1.0]))
    assert result == pytest.approx([np.nan, 5.0], nan_ok=True)


def test_a_cycle_without_duration_is_refused():
    with pytest.raises(ValueError, match="duration"):
        time_normalise(TIMES_S, TIMES_S, 1.0, 1.0)


def test_only_short_gaps_inside_are_bridged():
    path = np.stack((TIMES_S, 2 * TIMES_S), axis=1)
    gappy = path.copy()
    gappy[0] = np.nan
    gappy[5] = np.nan  # bridged over 0.2 s
    gappy[10:15] = np.nan  # 0.6 s from side to side
    bridged = bridge_short_gaps(TIMES_S, gappy, longest_s=0.21)
    assert bridged[5] == pytest.approx(path[5])
    assert np.isnan(bridged[0]).all()
    assert np.isnan(bridged[10:15]).all()
