import numpy as np
import pytest

from hipspine.mechanics.emg_change_point import independent_share, variance_change
from hipspine.mechanics.emg_envelope import band_pass
from hipspine.mechanics.emg_onset import find_bursts
from hipspine.mechanics.emg_synthetic import MUSCLE_BAND_HZ, band_noise, synthetic_emg

RATE_HZ = 2000.0


def made(snr_db: float, seed: int = 1, **changes: object):
    signal = synthetic_emg(snr_db=snr_db, random=np.random.default_rng(seed), **changes)
    return signal, band_pass(signal.values, rate_hz=RATE_HZ)


def test_every_burst_of_a_clear_signal_is_found_where_it_is() -> None:
    signal, passed = made(20.0)
    found = find_bursts(passed, signal.times_s)
    assert found is not None
    assert len(found.bursts) == len(signal.onsets_s)
    for burst, onset_s, offset_s in zip(
        found.bursts, signal.onsets_s, signal.offsets_s, strict=True
    ):
        assert burst.start is not None
        assert burst.end is not None
        # 95 % of errors are within 4 ms at 20 dB (docs/reference/emg-accuracy.md); 10 ms is one
        # period of the signal's middle frequency.
        assert burst.start.time_s == pytest.approx(onset_s, abs=0.010)
        assert burst.end.time_s == pytest.approx(offset_s, abs=0.010)
        assert burst.start.earliest_s <= burst.start.time_s <= burst.start.latest_s


def test_the_size_of_a_burst_over_noise_is_the_made_one() -> None:
    signal, passed = made(20.0)
    found = find_bursts(passed, signal.times_s)
    assert found is not None
    sizes = [burst.size_over_noise_db for burst in found.bursts]
    # The band-pass takes more from the broad noise than from the muscle: worked out on a minute of
    # each. 0.3 s of a 100 Hz band hold 60 independent values, whose mean power scatters by
    # sqrt(2/60) = 18 % = 0.8 dB, so ten bursts by 0.25 dB, and the noise is not part of the made
    # 20 dB (0.04 dB): 0.8 dB is three times the scatter.
    gained = kept_db(MUSCLE_BAND_HZ) - kept_db((10.0, 500.0))
    assert np.mean(sizes) == pytest.approx(20.0 + gained, abs=0.8)


def kept_db(band_hz: tuple[float, float]) -> float:
    """Power that the band-pass leaves of noise in a band [dB]."""
    random = np.random.default_rng(9)
    noise = band_noise(120_000, rate_hz=RATE_HZ, band_hz=band_hz, random=random)
    return float(10 * np.log10(np.mean(band_pass(noise, rate_hz=RATE_HZ) ** 2)))


def test_noise_alone_has_no_burst() -> None:
    signal, passed = made(0.0, bursts=0)
    found = find_bursts(passed, signal.times_s)
    assert found is not None
    assert found.bursts == ()


def test_a_burst_at_the_edge_has_no_start() -> None:
    signal, passed = made(20.0)
    inside = signal.times_s > signal.onsets_s[0] + 0.1
    found = find_bursts(passed[inside], signal.times_s[inside])
    assert found is not None
    assert found.bursts[0].start is None
    assert found.bursts[0].end is not None


def test_a_named_rest_gives_the_noise() -> None:
    signal, passed = made(15.0)
    found = find_bursts(passed, signal.times_s, rest=(0.0, 0.45))
    assert found is not None
    assert found.rest.sum() == pytest.approx(0.45 * RATE_HZ, abs=2)
    assert len(found.bursts) == len(signal.onsets_s)


def test_an_exactly_silent_rest_tells_no_noise() -> None:
    values = np.zeros(4000)
    values[2000:3000] = np.random.default_rng(1).standard_normal(1000)
    assert find_bursts(values, np.arange(4000) / RATE_HZ) is None


def test_too_short_a_signal_has_no_rest() -> None:
    assert find_bursts(np.ones(500), np.arange(500) / RATE_HZ) is None


def test_the_change_of_variance_is_found_to_the_sample_when_it_is_large() -> None:
    random = np.random.default_rng(3)
    values = np.concatenate([0.01 * random.standard_normal(200), random.standard_normal(100)])
    found = variance_change(values, np.arange(300) / 1000, first=50)
    assert found is not None
    # Within the first few samples of the louder part one may by chance be small.
    assert found.index - 50 == pytest.approx(200, abs=3)
    assert found.earliest_s <= 0.2 <= found.latest_s


def test_an_uncertain_change_has_a_wider_interval() -> None:
    random = np.random.default_rng(4)
    noise = random.standard_normal(600)
    widths = []
    for ratio in (10.0, 1.5):
        values = noise * np.where(np.arange(600) < 300, 1.0, ratio)
        found = variance_change(values, np.arange(600) / 1000)
        assert found is not None
        widths.append(found.half_width_s)
    assert widths[1] > 2 * widths[0]


def test_a_change_needs_samples_on_both_sides() -> None:
    assert variance_change(np.ones(10), np.arange(10) / 1000) is None


def test_correlated_samples_count_less() -> None:
    random = np.random.default_rng(5)
    white = random.standard_normal(4000)
    narrow = band_noise(4000, rate_hz=RATE_HZ, band_hz=(50, 150), random=random)
    # White noise is independent; noise of bandwidth B has about 2B independent samples a second,
    # here 200 of 2000 (Bendat and Piersol): between half and twice that for a soft-edged band.
    assert independent_share(white) > 0.9
    assert 0.05 < independent_share(narrow) < 0.2


def test_silence_counts_as_independent() -> None:
    assert independent_share(np.zeros(100)) == 1.0
