"""Units, axes, rates, noise and the side of the body change no finding beyond its error."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal
from scipy.spatial.transform import Rotation

from hipspine.domain.anatomy import Side
from hipspine.domain.motion import AnalogChannels, Cycle, CycleKind
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.measure.emg.assess import assess_emg
from hipspine.measure.emg.request import EmgRequest
from hipspine.measure.imu.assess import assess_imu
from hipspine.mechanics.emg_synthetic import synthetic_emg

few = settings(max_examples=8, deadline=None)


def emg(seed: int, *names: str) -> AnalogChannels:
    random = np.random.default_rng(seed)
    made = [synthetic_emg(snr_db=15.0, random=random, bursts=4) for _ in names]
    return AnalogChannels(
        names, ("V",) * len(names), made[0].times_s, np.stack([m.values for m in made], axis=1)
    )


def cycles(side: Side) -> tuple[Cycle, ...]:
    return tuple(Cycle(CycleKind.GAIT, side, 0.5 + 1.1 * i, 1.6 + 1.1 * i) for i in range(3))


BOTH = cycles(Side.LEFT) + cycles(Side.RIGHT)


def numbers(found) -> dict[tuple[str, object], float | None]:
    return {(m.name, m.side): m.value for m in found.measurements}


@few
@given(st.integers(0, 1000), st.floats(1e-6, 1e6), st.floats(-3, 3))
def test_unit_and_offset_of_an_emg_change_nothing(seed, factor, offset) -> None:
    recorded = emg(seed, "GMAX_R")
    scaled = replace(recorded, values=factor * (recorded.values + offset))
    request = EmgRequest(cycles=BOTH)
    before, after = (numbers(assess_emg("f", r, request)) for r in (recorded, scaled))
    for key, value in before.items():
        # The same arithmetic on other sizes: rounding only, but an end may move by one sample of
        # 2200 in a cycle.
        assert (after[key] is None) == (value is None)
        assert value is None or abs((after[key] or 0) - value) < 2e-3


@few
@given(st.integers(0, 1000))
def test_left_and_right_change_places(seed) -> None:
    recorded = emg(seed, "GMAX_R", "GMAX_L")
    mirrored = replace(recorded, names=("GMAX_L", "GMAX_R"))
    request = EmgRequest(cycles=BOTH)
    before, after = (numbers(assess_emg("f", r, request)) for r in (recorded, mirrored))
    assert {(name, side.other): value for (name, side), value in before.items()} == after


@few
@given(st.integers(0, 1000), st.sampled_from([1000.0, 1500.0, 4000.0]))
def test_the_sampling_rate_of_an_emg_hardly_matters(seed, rate_hz) -> None:
    recorded = emg(seed, "GMAX_R")
    count = round(len(recorded.times_s) * rate_hz / 2000)
    values = signal.resample(recorded.values, count, axis=0)
    other = replace(recorded, times_s=np.arange(count) / rate_hz, values=values)
    request = EmgRequest(cycles=BOTH)
    before, after = (numbers(assess_emg("f", r, request)) for r in (recorded, other))
    for key, value in before.items():
        # At 15 dB ends move by up to 6 ms (docs/reference/emg-accuracy.md), two ends of 1100 ms:
        # 1 %; the upper filter edge moves where the rate is 1 kHz. Bound: 3 %.
        assert value is not None
        assert after[key] is not None
        assert abs(after[key] - value) < 0.03


@few
@given(st.integers(0, 1000))
def test_a_little_more_noise_changes_little(seed) -> None:
    recorded = emg(seed, "GMAX_R")
    noise = np.random.default_rng(seed).normal(0, 0.3, recorded.values.shape)
    request = EmgRequest(cycles=BOTH)
    before, after = (
        numbers(assess_emg("f", r, request))
        for r in (recorded, replace(recorded, values=recorded.values + noise))
    )
    for key, value in before.items():
        # Noise of 0.3 on a burst of 5.6: its power adds 0.3 %, chance 3 % of an amplitude.
        assert value is not None
        assert after[key] is not None
        assert abs(after[key] - value) < 0.04


def walk(seed: int, rate_hz: float = 100.0, noise: float = 0.05) -> AnalogChannels:
    """Standing, twenty seconds of walking with uneven steps, standing; z forward, x up."""
    random = np.random.default_rng(seed)
    landings = 3.0 + np.cumsum(random.normal(0.55, 0.01, 36))
    times_s = np.arange(0, 26, 1 / rate_hz)
    phase = 2 * np.pi * np.interp(times_s, landings, np.arange(36.0))
    walks = ((times_s > landings[0]) & (times_s < landings[-1])).astype(float)
    up = STANDARD_GRAVITY + walks * (2.5 * np.cos(phase - 0.8) + 0.5 * np.cos(phase / 2))
    ahead, right = -walks * 1.2 * np.sin(phase - 0.8), walks * np.sin(phase / 2)
    turn = -walks * 0.035 * np.cos(phase) * 2 * np.pi / 0.55
    zero = np.zeros_like(up)
    values = np.stack([up, right, ahead, 0.2 * turn, turn, zero], axis=1)
    # White noise of the same density at every rate.
    values = values + noise * np.sqrt(rate_hz / 100) * random.normal(0, 1, values.shape) * 0.2
    names = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
    return AnalogChannels(names, ("m/s^2",) * 3 + ("rad/s",) * 3, times_s, values)


def turned(recorded: AnalogChannels, rotation: Rotation) -> AnalogChannels:
    parts = [rotation.apply(recorded.values[:, :3]), rotation.apply(recorded.values[:, 3:])]
    return replace(recorded, values=np.concatenate(parts, axis=1))


def imu_numbers(recorded: AnalogChannels) -> dict[str, float | None]:
    return {m.name: m.value for m in assess_imu("f", recorded).measurements}


def assert_alike(before, after, relative: float) -> None:
    for name, value in before.items():
        assert (after[name] is None) == (value is None), name
        if value is not None:
            assert abs(after[name] - value) <= relative * max(abs(value), 0.05), name


@few
@given(st.integers(0, 1000), st.floats(-30, 30), st.sampled_from([0, 90, 180, 270]))
def test_how_the_sensor_is_turned_about_the_back_changes_nothing(seed, askew, quarter) -> None:
    recorded = walk(seed)
    rotation = Rotation.from_euler("z", askew + quarter, degrees=True)
    # Rotation about the axis through the back: gravity undoes it but for rounding.
    assert_alike(imu_numbers(recorded), imu_numbers(turned(recorded, rotation)), 1e-6)


@few
@given(st.integers(0, 1000), st.floats(-25, 25))
def test_a_pelvis_that_leans_changes_little(seed, lean) -> None:
    recorded = walk(seed)
    rotation = Rotation.from_euler("y", lean, degrees=True)
    # The frame follows gravity; only the resting lean changes, which no measure uses. Forward is
    # the level part of the sensor's axis: where the mean of walking is not quite upright, that
    # turns by its sine times that of the lean, below half a degree here: 1 % of the size.
    assert_alike(imu_numbers(recorded), imu_numbers(turned(recorded, rotation)), 0.01)


@few
@given(st.integers(0, 1000))
def test_left_and_right_of_the_sensor_do_not_matter(seed) -> None:
    recorded = walk(seed)
    # Mirrored through the sagittal plane: acceleration to the right and turning about the other
    # two axes change sign.
    mirror = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    mirrored = replace(recorded, values=recorded.values * mirror)
    assert_alike(imu_numbers(recorded), imu_numbers(mirrored), 1e-6)


@few
@given(st.integers(0, 1000), st.sampled_from([50.0, 128.0, 200.0]))
def test_the_sampling_rate_of_a_sensor_hardly_matters(seed, rate_hz) -> None:
    recorded = walk(seed)
    count = round(len(recorded.times_s) * rate_hz / 100)
    at_s = np.minimum(np.arange(count) / rate_hz, recorded.times_s[-1])
    columns = [np.interp(at_s, recorded.times_s, column) for column in recorded.values.T]
    other = replace(recorded, times_s=np.arange(count) / rate_hz, values=np.stack(columns, axis=1))
    before, after = imu_numbers(recorded), imu_numbers(other)
    # Linear interpolation at 50 Hz takes 1 % of a 4 Hz wave; harmonics above are mere noise here,
    # so harmonic ratios are not compared.
    for name in ("cadence", "steps", "step_regularity", "stride_regularity", "step_symmetry"):
        assert before[name] is not None
        assert after[name] is not None
        assert abs(after[name] - before[name]) <= 0.03 * before[name], name


@few
@given(st.integers(0, 1000))
def test_noise_of_a_phone_changes_little(seed) -> None:
    before, after = imu_numbers(walk(seed, noise=0.0)), imu_numbers(walk(seed, noise=0.5))
    # 0.1 m/s² and 0.1 rad/s of noise on waves of 2.5 m/s² and 0.4 rad/s.
    for name, bound in (("cadence", 0.01), ("step_regularity", 0.03), ("stride_regularity", 0.03)):
        assert before[name] is not None
        assert after[name] is not None
        assert abs(after[name] - before[name]) <= bound * before[name], name
