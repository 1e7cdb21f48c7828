import numpy as np
import pytest

from hipspine.mechanics.emg_envelope import (
    band_pass,
    co_contraction,
    linear_envelope,
    usable_band_hz,
)
from hipspine.mechanics.emg_synthetic import band_noise

RATE_HZ = 2000.0
TIMES_S = np.arange(0, 4, 1 / RATE_HZ)


def wave(hz: float) -> np.ndarray:
    return np.sin(2 * np.pi * hz * TIMES_S)


@pytest.mark.parametrize(
    ("hz", "kept"),
    # Two passes of a second-order Butterworth edge halve the amplitude there (1/sqrt(2) squared);
    # at 2 Hz they leave (2/20)^4 and less; in the middle of the band nothing is lost.
    [(100.0, 1.0), (20.0, 0.5), (450.0, 0.5), (2.0, 0.0)],
)
def test_the_band_passes_muscle_and_stops_movement(hz: float, kept: float) -> None:
    passed = band_pass(wave(hz), rate_hz=RATE_HZ)[2000:-2000]
    # 2 %: the other edge of the band takes a little, too.
    assert np.sqrt(2 * np.mean(passed**2)) == pytest.approx(kept, abs=0.02)


def test_the_band_pass_does_not_delay() -> None:
    passed = band_pass(wave(100.0), rate_hz=RATE_HZ)
    middle = slice(2000, -2000)
    lags = range(-5, 6)
    products = [np.dot(np.roll(passed, lag)[middle], wave(100.0)[middle]) for lag in lags]
    assert lags[int(np.argmax(products))] == 0


def test_the_envelope_of_noise_is_its_mean_size() -> None:
    noise = 3.0 * band_noise(
        40_000, rate_hz=RATE_HZ, band_hz=(50, 150), random=np.random.default_rng(1)
    )
    envelope = linear_envelope(noise, rate_hz=RATE_HZ)
    # The mean size of Gaussian noise is s sqrt(2/pi). 20 s of noise 100 Hz wide hold some 4000
    # independent values, so the mean is certain to about 0.76 / sqrt(4000) = 1.2 %: 4 %.
    assert envelope.mean() == pytest.approx(3.0 * np.sqrt(2 / np.pi), rel=0.04)
    assert (envelope >= 0).all()


def test_gaps_stay_gaps() -> None:
    values = wave(100.0)
    values[3000:3100] = np.nan
    passed = band_pass(values, rate_hz=RATE_HZ)
    np.testing.assert_array_equal(np.isnan(passed), np.isnan(values))


def test_a_band_beyond_the_sampling_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="is not within"):
        band_pass(wave(100.0), rate_hz=RATE_HZ, band_hz=(20.0, 1000.0))


def test_the_usable_band_ends_below_half_the_rate() -> None:
    assert usable_band_hz(2000.0) == (20.0, 450.0)
    assert usable_band_hz(500.0) == (20.0, 225.0)
    with pytest.raises(ValueError, match="carries nothing"):
        usable_band_hz(40.0)


def test_co_contraction_is_the_share_in_common() -> None:
    one, other = np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.0, 0.5, 0.5, 0.0])
    # Common area 0.5, sum of areas 3: 2 x 0.5 / 3.
    assert co_contraction(one, other) == pytest.approx(1 / 3)
    assert co_contraction(one, one) == 1.0
    assert co_contraction(one, np.array([0.0, 0.0, 1.0, 1.0])) == 0.0


def test_co_contraction_of_silence_is_no_number() -> None:
    assert np.isnan(co_contraction(np.zeros(3), np.zeros(3)))
