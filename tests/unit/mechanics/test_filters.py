import numpy as np
import pytest

from hipspine.mechanics.filters import cutoff_for_two_passes_hz, differentiate, low_pass

RATE_HZ = 100.0
TIMES_S = np.arange(0, 10, 1 / RATE_HZ)


def _amplitude_after(frequency_hz, cutoff_hz):
    wave = np.sin(2 * np.pi * frequency_hz * TIMES_S)
    filtered = low_pass(wave, rate_hz=RATE_HZ, cutoff_hz=cutoff_hz)
    middle = slice(300, 700)  # whole periods, far from the ends
    return np.sqrt(2 * np.mean(filtered[middle] ** 2))


def test_amplitude_at_the_cutoff_is_one_over_root_two_after_both_passes():
    # Without the correction for two passes it would be 0.5. 400 samples of a sine: 1e-3 is ample.
    assert _amplitude_after(6.0, 6.0) == pytest.approx(1 / np.sqrt(2), abs=1e-3)


def test_slow_motion_passes_and_fast_noise_does_not():
    assert _amplitude_after(0.5, 6.0) == pytest.approx(1.0, abs=1e-3)
    # Two second-order passes fall with the fourth power: (6/30)^4 = 0.0016, less by the warping.
    assert _amplitude_after(30.0, 6.0) < 0.005


def test_the_design_cutoff_is_winters_eighth_tenth():
    # (sqrt(2) - 1)^(1/4) = 0.8022; at a low cut-off the warping is negligible.
    assert cutoff_for_two_passes_hz(0.1, rate_hz=1000) == pytest.approx(0.1 / 0.8022, rel=1e-4)


def test_a_peak_stays_where_it_is():
    bump = np.exp(-(((TIMES_S - 5.0) / 0.2) ** 2))
    filtered = low_pass(bump, rate_hz=RATE_HZ, cutoff_hz=6.0)
    assert TIMES_S[np.argmax(filtered)] == pytest.approx(5.0)


def test_a_straight_line_passes_unchanged_to_its_ends():
    line = 2.0 + 3.0 * TIMES_S
    # The start-up transient of both poles, exp(-w t / sqrt(2)) with w = 2 pi 6/0.8, has fallen to
    # exp(-11) = 2e-5 after the two periods of padding, of at most 1 unit of padded rise.
    assert low_pass(line, rate_hz=RATE_HZ, cutoff_hz=6.0) == pytest.approx(line, abs=2e-5)


def test_gaps_stay_gaps_and_do_not_spread():
    values = np.stack((np.sin(TIMES_S), np.cos(TIMES_S)), axis=1)
    values[400:420, 0] = np.nan
    filtered = low_pass(values, rate_hz=RATE_HZ, cutoff_hz=6.0)
    assert np.array_equal(np.isnan(filtered), np.isnan(values))
    whole = low_pass(np.cos(TIMES_S), rate_hz=RATE_HZ, cutoff_hz=6.0)
    assert filtered[:, 1] == pytest.approx(whole)


def test_a_single_sample_between_gaps_survives():
    values = np.array([np.nan, 1.5, np.nan, 2.0, 2.0])
    filtered = low_pass(values, rate_hz=RATE_HZ, cutoff_hz=6.0)
    assert filtered[1] == pytest.approx(1.5)
    assert filtered[3:] == pytest.approx([2.0, 2.0])


@pytest.mark.parametrize("cutoff_hz", [0.0, -1.0, 50.0, 80.0])
def test_a_cutoff_outside_the_sampled_band_is_refused(cutoff_hz):
    with pytest.raises(ValueError, match="cut-off"):
        low_pass(TIMES_S, rate_hz=RATE_HZ, cutoff_hz=cutoff_hz)


def test_the_slope_of_a_parabola_is_exact_even_on_uneven_times():
    times = np.array([0.0, 0.1, 0.3, 0.4, 0.8])
    # Second-order differences are exact for second-order polynomials.
    assert differentiate(times**2, times) == pytest.approx(2 * times)


def test_the_slope_beside_a_gap_is_one_sided():
    times = np.arange(6.0)
    values = np.array([0.0, 2.0, np.nan, 7.0, np.nan, 1.0])
    assert differentiate(values, times) == pytest.approx(
        [2.0, 2.0, np.nan, np.nan, np.nan, np.nan], nan_ok=True
    )
