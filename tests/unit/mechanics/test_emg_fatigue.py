import numpy as np
import pytest
from scipy import signal

from hipspine.mechanics.emg_fatigue import fatigue_of_hold, median_frequency_hz, straight_line
from hipspine.mechanics.emg_synthetic import band_noise

RATE_HZ = 2000.0


def test_the_median_frequency_of_a_flat_band_is_its_middle() -> None:
    random = np.random.default_rng(1)
    noise = band_noise(40_000, rate_hz=RATE_HZ, band_hz=(50, 150), random=random)
    # The power of the filter that made it, halved. 20 s hold 4000 independent values: the median
    # of a band 100 Hz wide is certain to about 50 / sqrt(4000) = 0.8 Hz: 3 Hz.
    sections = signal.butter(2, (50, 150), btype="bandpass", fs=RATE_HZ, output="sos")
    frequencies, response = signal.freqz_sos(sections, worN=20_000, fs=RATE_HZ)
    power = np.cumsum(np.abs(response) ** 2)
    expected_hz = frequencies[np.searchsorted(power, power[-1] / 2)]
    assert median_frequency_hz(noise, rate_hz=RATE_HZ) == pytest.approx(expected_hz, abs=3.0)


def test_a_flat_signal_has_no_median_frequency() -> None:
    assert np.isnan(median_frequency_hz(np.ones(1000), rate_hz=RATE_HZ))


def hold(drop: float, growth: float) -> tuple[np.ndarray, np.ndarray]:
    """Thirty seconds whose band sinks and amplitude grows by a fraction of the start."""
    random = np.random.default_rng(2)
    seconds = []
    for i in range(30):
        scale = 1 - drop * i / 29
        piece = band_noise(2000, rate_hz=RATE_HZ, band_hz=(50 * scale, 150 * scale), random=random)
        seconds.append(piece * (1 + growth * i / 29))
    return np.concatenate(seconds), np.arange(60_000) / RATE_HZ


def test_a_tiring_hold_has_a_falling_spectrum_and_a_growing_amplitude() -> None:
    fatigue = fatigue_of_hold(*hold(0.3, 0.5), rate_hz=RATE_HZ)
    assert fatigue is not None
    slope = fatigue.median_slope
    # The made fall is 30 % in 29 s: 1.03 % a second. One epoch's median frequency scatters by some
    # 5 %, and the slope over 30 by 5 / sqrt(30 x 75) = 0.1 %: three times that.
    assert slope.per_s / slope.start == pytest.approx(-0.0103, abs=0.003)
    assert slope.high_per_s < 0
    growth = fatigue.rms_slope
    assert growth.per_s / growth.start == pytest.approx(0.5 / 29, abs=0.003)


def test_a_steady_hold_shows_no_change() -> None:
    fatigue = fatigue_of_hold(*hold(0.0, 0.0), rate_hz=RATE_HZ)
    assert fatigue is not None
    assert fatigue.median_slope.low_per_s < 0 < fatigue.median_slope.high_per_s


def test_a_short_hold_has_no_slope() -> None:
    values, times_s = hold(0.0, 0.0)
    assert fatigue_of_hold(values[:14_000], times_s[:14_000], rate_hz=RATE_HZ) is None


def test_a_flat_hold_has_no_slope() -> None:
    assert fatigue_of_hold(np.zeros(20_000), np.arange(20_000) / RATE_HZ, rate_hz=RATE_HZ) is None


def test_the_interval_of_a_slope_is_the_textbook_one() -> None:
    # Points 0, 1, 2, 3 at 0, 1, 1, 2: slope 0.6, residuals sum of squares 0.2, standard error
    # sqrt(0.2 / 2 / 5) = 0.1414, t(0.975, 2) = 4.3027: 0.6 +- 0.6085.
    line = straight_line(np.arange(4.0), np.array([0.0, 1.0, 1.0, 2.0]))
    assert line.per_s == pytest.approx(0.6)
    assert line.low_per_s == pytest.approx(0.6 - 0.6085, abs=1e-3)
    assert line.high_per_s == pytest.approx(0.6 + 0.6085, abs=1e-3)
    assert line.start == pytest.approx(0.1)
