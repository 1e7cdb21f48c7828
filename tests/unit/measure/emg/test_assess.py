from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import RecordingError
from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import AnalogChannels, Cycle, CycleKind
from hipspine.measure.emg.assess import assess_emg
from hipspine.measure.emg.channel_names import read_channel_name
from hipspine.measure.emg.quality import SignalKind
from hipspine.measure.emg.request import EmgRequest
from hipspine.measure.emg.results import EmgAssessment, Reference
from hipspine.mechanics.emg_envelope import band_pass, linear_envelope
from hipspine.mechanics.emg_synthetic import synthetic_emg

RATE_HZ = 2000.0
CYCLES = tuple(Cycle(CycleKind.GAIT, Side.RIGHT, 0.5 + 1.1 * i, 1.6 + 1.1 * i) for i in range(9))


def measured(found: EmgAssessment, name: str, side: Side | None = None) -> Measurement:
    (match,) = [m for m in found.measurements if m.name == name and m.side is side]
    return match


def test_the_curve_shows_the_made_burst(channels) -> None:
    found = assess_emg("file", channels("GMAX_R"), EmgRequest(cycles=CYCLES))
    curve = found.channels[0].curve
    assert curve is not None
    assert curve.values.shape == (9, 101)
    # Bursts start up to 0.05 s after the cycle of 1.1 s begins and last 0.3 s: on in all cycles
    # from 5 to 27 %, in none from 34 to 98 %, each with 1 % for the error of an end.
    assert curve.on_share is not None
    assert (curve.on_share[6:27] == 1).all()
    assert (curve.on_share[34:98] == 0).all()
    assert measured(found, "gluteus_maximus_on_share", Side.RIGHT).value == pytest.approx(
        0.3 / 1.1, abs=0.02
    )


def test_published_timing_stands_behind_the_curve(channels) -> None:
    found = assess_emg("file", channels("GMAX_R"), EmgRequest(cycles=CYCLES))
    curve = found.channels[0].curve
    assert curve is not None
    assert curve.normal_on == ((0.0, 0.14), (0.96, 1.0))
    assert curve.normal_source
    other = assess_emg("file", channels("GMAX_R"), EmgRequest(cycles=CYCLES, task="squat"))
    assert other.channels[0].curve is not None
    assert other.channels[0].curve.normal_on == ()


def test_activity_is_a_share_of_the_maximum_trial(channels, clear_signal) -> None:
    # The maximum trial holds four times the burst's amplitude for two seconds.
    random = np.random.default_rng(5)
    maximum = 4 * 10 * band_pass(random.standard_normal(4000), rate_hz=RATE_HZ, band_hz=(50, 150))
    trial = channels("GMAX_R", values=maximum)
    found = assess_emg("file", channels("GMAX_R"), EmgRequest(cycles=CYCLES, mvic=(trial,)))
    channel = found.channels[0]
    assert channel.reference is Reference.MVIC
    peak = measured(found, "gluteus_maximus_activity_peak", Side.RIGHT)
    truth = clear_signal.burst_rms / np.sqrt(np.mean(maximum**2))
    # An envelope at 6 Hz of 0.3 s of noise scatters by some 15 % about the mean size, and peaks
    # are its upper end: within 0 to 35 % above.
    assert truth < (peak.value or 0) < 1.35 * truth
    assert peak.repetitions == 9
    assert peak.spread is not None


def test_without_a_maximum_trial_the_peak_is_the_reference_and_says_so(channels) -> None:
    found = assess_emg("file", channels("GMAX_R"), EmgRequest())
    peak = measured(found, "gluteus_maximus_activity_peak", Side.RIGHT)
    assert peak.value == 1.0
    assert "dynamic peak" in peak.method
    assert any("not how much" in caution for caution in peak.cautions)


def test_a_maximum_trial_below_the_task_is_named_as_not_maximal(channels, clear_signal) -> None:
    weak = channels("GMAX_R", values=0.3 * clear_signal.values)
    found = assess_emg("file", channels("GMAX_R"), EmgRequest(mvic=(weak,)))
    peak = measured(found, "gluteus_maximus_activity_peak", Side.RIGHT)
    assert any("not maximal" in caution for caution in peak.cautions)


def test_a_missing_maximum_trial_is_a_warning(channels) -> None:
    trial = channels("GMED_R")
    found = assess_emg("file", channels("GMAX_R"), EmgRequest(mvic=(trial,)))
    assert any("no usable maximum trial for GMAX_R" in p.what for p in found.problems)


def test_a_flat_maximum_trial_is_not_used(channels, clear_signal) -> None:
    flat = channels("GMAX_R", values=np.zeros_like(clear_signal.values))
    found = assess_emg("file", channels("GMAX_R"), EmgRequest(mvic=(flat,)))
    assert found.channels[0].reference is Reference.DYNAMIC_PEAK
    assert any("a maximum trial cannot be used" in p.what for p in found.problems)


def test_a_bad_channel_is_absent_with_its_reason_and_leaves_the_others(channels) -> None:
    good = channels("GMAX_R", "GMED_R")
    values = good.values.copy()
    values[:, 1] = 0.0
    found = assess_emg("file", replace(good, values=values), EmgRequest())
    absent = measured(found, "gluteus_medius_activity_peak", Side.RIGHT)
    assert absent.value is None
    assert "flat" in (absent.absent_because or "")
    assert measured(found, "gluteus_maximus_activity_peak", Side.RIGHT).value == 1.0


def test_an_unlabelled_side_has_no_curve_and_a_warning(channels) -> None:
    found = assess_emg("file", channels("GMAX"), EmgRequest(cycles=CYCLES))
    assert found.channels[0].curve is None
    assert any("which side" in problem.what for problem in found.problems)
    assert any("no channel has a complete cycle" in problem.what for problem in found.problems)


def test_an_unknown_channel_can_be_named(channels) -> None:
    names = {"EMG1": read_channel_name("gluteus_maximus_r")}
    found = assess_emg("file", channels("EMG1"), EmgRequest(cycles=CYCLES, names=names))
    assert found.channels[0].muscle == "gluteus_maximus"
    assert found.channels[0].curve is not None


def test_one_cycle_is_no_spread(channels) -> None:
    found = assess_emg("file", channels("GMAX_R"), EmgRequest(cycles=CYCLES[:1]))
    peak = measured(found, "gluteus_maximus_activity_peak", Side.RIGHT)
    assert peak.spread is None
    assert any("One cycle only" in caution for caution in peak.cautions)


def test_an_envelope_gives_curves_but_no_bursts(channels, clear_signal) -> None:
    envelope = linear_envelope(band_pass(clear_signal.values, rate_hz=RATE_HZ), rate_hz=RATE_HZ)
    found = assess_emg("file", channels("GMAX_R", values=envelope), EmgRequest(cycles=CYCLES))
    assert found.channels[0].kind is SignalKind.PROCESSED
    assert found.channels[0].curve is not None
    share = measured(found, "gluteus_maximus_on_share", Side.RIGHT)
    assert "envelope" in (share.absent_because or "")


def test_noise_alone_is_no_activity_but_says_that_weak_signals_look_alike(channels) -> None:
    noise = np.random.default_rng(1).standard_normal(20_000)
    found = assess_emg("file", channels("GMAX_R", values=noise), EmgRequest())
    share = measured(found, "gluteus_maximus_on_share", Side.RIGHT)
    assert "looks the same as no activity" in (share.absent_because or "")


def test_co_contraction_needs_maximum_trials_of_both(channels) -> None:
    both = channels("GMAX_R", "RF_R")
    name = "gluteus_maximus_rectus_femoris_co_contraction"
    without = measured(assess_emg("file", both, EmgRequest()), name, Side.RIGHT)
    assert "maximum trials" in (without.absent_because or "")
    request = EmgRequest(mvic=(both,), cycles=CYCLES)
    # Both channels are the same signal: all of the activity is common.
    assert measured(assess_emg("file", both, request), name, Side.RIGHT).value == pytest.approx(1.0)


def test_a_hold_is_judged_by_its_spectrum(channels) -> None:
    random = np.random.default_rng(5)
    steady = band_pass(random.standard_normal(60_000), rate_hz=RATE_HZ, band_hz=(50, 150))
    recording = channels("GMED_L", values=steady)
    request = EmgRequest(holds_s=((0.0, 9.0), (10.0, 19.0), (20.0, 29.0), (25.0, 45.0)))
    found = assess_emg("file", recording, request)
    slope = measured(found, "gluteus_medius_median_frequency_slope_hold_1", Side.LEFT)
    assert any("includes zero" in caution for caution in slope.cautions)
    outside = measured(found, "gluteus_medius_median_frequency_slope_hold_4", Side.LEFT)
    assert "outside the recording" in (outside.absent_because or "")
    decay = measured(found, "gluteus_medius_median_frequency_decay_per_hold", Side.LEFT)
    # Three holds of the same noise: their start values differ by some 2 % by chance.
    assert decay.value == pytest.approx(0.0, abs=0.05)
    assert decay.repetitions == 3


def test_a_short_hold_is_absent(channels) -> None:
    found = assess_emg("file", channels("GMED_L"), EmgRequest(holds_s=((0.0, 5.0),)))
    slope = measured(found, "gluteus_medius_amplitude_slope_hold_1", Side.LEFT)
    assert "shorter than 8 s" in (slope.absent_because or "")


def test_force_plates_and_other_sensors_are_left_out(channels) -> None:
    found = assess_emg("file", channels("Fx1", "acc_x", "GMAX"), EmgRequest())
    assert [channel.channel for channel in found.channels] == ["GMAX"]
    with pytest.raises(RecordingError, match="at least one muscle channel"):
        assess_emg("file", channels("Fx1", "Mz1"), EmgRequest())


def test_dropped_samples_are_refused(channels) -> None:
    whole = channels("GMAX")
    kept = np.r_[0:3000, 3010 : len(whole.times_s)]
    holed = AnalogChannels(whole.names, whole.units, whole.times_s[kept], whole.values[kept])
    with pytest.raises(RecordingError, match="evenly spaced"):
        assess_emg("file", holed, EmgRequest())


def test_co_contraction_is_absent_where_a_muscle_is_and_spans_what_there_is(channels) -> None:
    both = channels("GMAX_R", "RF_R")
    name = "gluteus_maximus_rectus_femoris_co_contraction"
    whole = measured(assess_emg("file", both, EmgRequest(mvic=(both,))), name, Side.RIGHT)
    assert whole.value == pytest.approx(1.0)
    assert "whole recording" in whole.method
    values = both.values.copy()
    values[:, 1] = 0.0
    flat = assess_emg("file", replace(both, values=values), EmgRequest(mvic=(both,)))
    assert "cannot be used" in (measured(flat, name, Side.RIGHT).absent_because or "")


def test_a_faint_burst_is_named_as_faint(channels) -> None:
    made = synthetic_emg(snr_db=5.0, random=np.random.default_rng(1))
    found = assess_emg("file", channels("GMAX_R", values=made.values), EmgRequest())
    share = measured(found, "gluteus_maximus_on_share", Side.RIGHT)
    assert any("above noise" in caution for caution in share.cautions)
