import numpy as np
import pytest

from hipspine.domain.problem import Level
from hipspine.measure.emg.quality import SignalKind, clipped_share, hum_share, signal_quality
from hipspine.mechanics.emg_envelope import band_pass, linear_envelope

RATE_HZ = 2000.0


@pytest.fixture
def muscle(clear_signal) -> np.ndarray:
    return clear_signal.values


@pytest.fixture
def times_s(clear_signal) -> np.ndarray:
    return clear_signal.times_s


def with_hum(muscle: np.ndarray, times_s: np.ndarray, share: float, hz: float = 50.0) -> np.ndarray:
    """Add a sine that makes up a share of the total power."""
    power = np.mean(muscle**2) * share / (1 - share)
    return muscle + np.sqrt(2 * power) * np.sin(2 * np.pi * hz * times_s)


def test_a_clear_signal_has_no_problem(muscle) -> None:
    quality = signal_quality("file", muscle, rate_hz=RATE_HZ)
    assert quality.kind is SignalKind.RAW
    assert quality.problems == ()
    assert quality.unusable_because is None


@pytest.mark.parametrize("hz", [50.0, 60.0])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.9])
def test_the_share_of_hum_is_the_made_one(muscle, times_s, share, hz) -> None:
    found, mains_hz = hum_share(with_hum(muscle, times_s, share, hz), rate_hz=RATE_HZ)
    assert mains_hz == hz
    # Power outside the band (below 20 Hz) counts in neither; muscle at the line itself counts as
    # hum, 3 of about 130 Hz: 3 %.
    assert found == pytest.approx(share, abs=0.03)


def test_harmonics_of_the_mains_count(muscle, times_s) -> None:
    found, mains_hz = hum_share(with_hum(muscle, times_s, 0.3, 150.0), rate_hz=RATE_HZ)
    assert mains_hz == 50.0
    assert found == pytest.approx(0.3, abs=0.03)


def test_a_signal_without_hum_has_hardly_any(muscle) -> None:
    # A line counts by chance where its estimate is three times its neighbours': rarely.
    assert hum_share(muscle, rate_hz=RATE_HZ)[0] < 0.05


def test_some_hum_is_a_warning_and_much_makes_the_channel_unusable(muscle, times_s) -> None:
    some = signal_quality("file", with_hum(muscle, times_s, 0.2), rate_hz=RATE_HZ)
    assert some.unusable_because is None
    assert [p.level for p in some.problems] == [Level.WARNING]
    much = signal_quality("file", with_hum(muscle, times_s, 0.7), rate_hz=RATE_HZ)
    assert much.unusable_because is not None
    assert "50 Hz" in much.unusable_because


def test_a_saturated_signal_is_unusable(muscle) -> None:
    limit = np.percentile(np.abs(muscle), 90)
    quality = signal_quality("file", np.clip(muscle, -limit, limit), rate_hz=RATE_HZ)
    assert quality.unusable_because is not None
    assert "saturated" in quality.unusable_because


def test_a_few_cut_peaks_are_a_warning(muscle) -> None:
    limit = np.percentile(np.abs(muscle), 99.7)
    quality = signal_quality("file", np.clip(muscle, -limit, limit), rate_hz=RATE_HZ)
    assert quality.unusable_because is None
    assert any("peaks are cut off" in problem.what for problem in quality.problems)


def test_the_share_at_the_limit_is_counted_in_flat_tops_only() -> None:
    values = np.array([0.0, 1, 1, 1, 0, -1, 0, 1, 0, 0])
    assert clipped_share(values) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.full(4000, 3.0), "flat"),
        (np.r_[np.random.default_rng(1).standard_normal(2000), np.zeros(2000)], "stands still"),
        (np.r_[np.random.default_rng(1).standard_normal(3999), np.nan], "missing"),
        (np.random.default_rng(1).standard_normal(500), "long"),
    ],
)
def test_a_flat_or_broken_signal_is_unusable(values, reason) -> None:
    quality = signal_quality("file", values, rate_hz=RATE_HZ)
    assert quality.unusable_because is not None
    assert reason in quality.unusable_because


def test_a_signal_sampled_too_slowly_is_unusable(muscle) -> None:
    quality = signal_quality("file", muscle[::8], rate_hz=RATE_HZ / 8)
    assert quality.unusable_because is not None
    assert "250 Hz" in quality.unusable_because
    slow = signal_quality("file", muscle[::3], rate_hz=RATE_HZ / 3)
    assert any("amplitude reads too low" in problem.what for problem in slow.problems)


def test_a_rate_read_from_rounded_time_stamps_is_not_called_too_slow(muscle) -> None:
    assert RATE_HZ / 2 == 1000
    quality = signal_quality("file", muscle[::2], rate_hz=999.99)
    assert not any("too low" in problem.what for problem in quality.problems)


def test_a_wrong_rate_shows_in_the_spectrum(muscle) -> None:
    # The signal's middle, 100 Hz, reads as 25 Hz when the rate is given four times too low.
    quality = signal_quality("file", muscle, rate_hz=RATE_HZ / 4)
    assert any("median frequency" in problem.what for problem in quality.problems)


def test_movement_of_the_electrode_is_a_warning(muscle, times_s) -> None:
    moving = muscle + 60 * np.sin(2 * np.pi * 2 * times_s)
    quality = signal_quality("file", moving, rate_hz=RATE_HZ)
    assert any("electrode moves" in problem.what for problem in quality.problems)


def test_an_envelope_is_recognised(muscle) -> None:
    envelope = linear_envelope(band_pass(muscle, rate_hz=RATE_HZ), rate_hz=RATE_HZ)
    assert signal_quality("file", envelope, rate_hz=RATE_HZ).kind is SignalKind.PROCESSED
