from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.errors import RecordingError
from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import AnalogChannels
from hipspine.domain.problem import Level
from hipspine.measure.imu.assess import assess_imu
from hipspine.measure.imu.results import ImuAssessment


def measured(found: ImuAssessment, name: str) -> Measurement:
    return next(m for m in found.measurements if m.name == name)


def value(found: ImuAssessment, name: str) -> float:
    measurement = measured(found, name)
    assert measurement.value is not None, measurement.absent_because
    return measurement.value


def test_an_even_walk_has_its_cadence_and_full_regularity(walker, as_recording) -> None:
    found = assess_imu("file", as_recording(*walker.signals()))
    assert value(found, "gait_bouts") == 1
    # Even steps of 0.55 s; one sample at 100 Hz over 35 steps is 0.05 %.
    assert value(found, "cadence") == pytest.approx(1 / 0.55, rel=0.005)
    # 20 s hold 36 steps; the first and last may be lost where standing begins.
    assert value(found, "steps") == pytest.approx(36, abs=2)
    for name in ("step_regularity", "stride_regularity", "step_symmetry"):
        assert value(found, name) == pytest.approx(1.0, abs=0.03)  # noise of 1 % of the signal
    assert (found.mounting and found.mounting.up, found.mounting and found.mounting.forward) == (
        "+x",
        "+z",
    )


def test_the_range_of_tilt_is_the_made_one(walker, as_recording) -> None:
    found = assess_imu("file", as_recording(*walker.signals()))
    # Made: 0.035 rad each way. The acceleration of walking leaks in below 0.25 Hz only.
    assert value(found, "pelvis_tilt_range_walking") == pytest.approx(0.07, rel=0.05)


def test_a_limp_lowers_the_step_but_not_the_stride_regularity(walker, as_recording) -> None:
    even = assess_imu("file", as_recording(*walker.signals()))
    limp = assess_imu("file", as_recording(*replace(walker, limp=0.4).signals()))
    assert value(limp, "stride_regularity") > 0.95
    assert value(limp, "step_regularity") < 0.95
    assert value(limp, "step_symmetry") < value(even, "step_symmetry") - 0.03
    assert value(limp, "harmonic_ratio_vertical") < 0.5 * value(even, "harmonic_ratio_vertical")


@pytest.mark.parametrize(
    ("axes", "up", "forward"),
    [
        ("yzx", "+x", "+z"),  # as meant
        ("YZx", "-x", "+z"),  # upside down: turned about the forward axis
        ("yZX", "+x", "-z"),  # inside out: turned about the vertical axis
        ("Zyx", "+y", "+z"),  # turned sideways: a phone held upright, screen forward
        ("zyX", "+y", "-z"),  # a phone with the screen backward
    ],
)
def test_however_it_is_turned_the_numbers_stay(walker, as_recording, axes, up, forward) -> None:
    straight = assess_imu("file", as_recording(*walker.signals(), noise=0.0))
    turned = assess_imu("file", as_recording(*walker.signals(), axes=axes, noise=0.0))
    assert turned.mounting is not None
    assert (turned.mounting.up, turned.mounting.forward) == (up, forward)
    for one, other in zip(straight.measurements, turned.measurements, strict=True):
        assert other.value == pytest.approx(one.value, rel=1e-6), one.name


def test_a_sensor_worn_upside_down_is_noticed_when_told_how_it_was_meant(
    walker, as_recording
) -> None:
    upside_down = as_recording(*walker.signals(), axes="YZx")
    found = assess_imu("file", upside_down, up="x")
    assert any("worn upside down" in problem.what for problem in found.problems)
    sideways = assess_imu("file", as_recording(*walker.signals(), axes="Zyx"), up="x")
    assert any("turned sideways" in problem.what for problem in sideways.problems)
    right = assess_imu("file", as_recording(*walker.signals()), up="x")
    assert not any("worn" in problem.what for problem in right.problems)


def test_a_wrong_forward_axis_is_noticed_in_walking(walker, as_recording) -> None:
    found = assess_imu("file", as_recording(*walker.signals()), forward="-z")
    assert any("points backward" in problem.what for problem in found.problems)
    right = assess_imu("file", as_recording(*walker.signals()), forward="z")
    assert not any("points backward" in problem.what for problem in right.problems)


def test_a_sensor_that_lies_flat_gives_nothing_but_the_reason(walker, as_recording) -> None:
    found = assess_imu("file", as_recording(*walker.signals(), axes="zxy"))
    assert found.mounting is None
    assert all(m.value is None for m in found.measurements)
    assert [p.level for p in found.problems] == [Level.ERROR]
    assert "--forward" in found.problems[0].suggestion
    told = assess_imu("file", as_recording(*walker.signals(), axes="zxy"), forward="z")
    assert told.mounting is None  # z is vertical there
    told = assess_imu("file", as_recording(*walker.signals(), axes="zxy"), forward="y")
    assert value(told, "cadence") == pytest.approx(1 / 0.55, rel=0.005)


def test_standing_only_has_no_walking_measures(walker, as_recording) -> None:
    found = assess_imu("file", as_recording(*replace(walker, walk_s=0.0).signals()))
    assert value(found, "gait_bouts") == 0
    cadence = measured(found, "cadence")
    assert "no walking found" in (cadence.absent_because or "")
    sitting = measured(found, "sitting_time")
    assert "cannot tell" in (sitting.absent_because or "")
    assert any("cannot be told apart" in problem.what for problem in found.problems)


@pytest.mark.parametrize("steps", [1, 3])
def test_a_few_steps_are_no_gait(walker, as_recording, steps) -> None:
    found = assess_imu("file", as_recording(*replace(walker, walk_s=0.55 * steps).signals()))
    assert measured(found, "cadence").value is None


def test_few_strides_carry_a_warning(walker, as_recording) -> None:
    found = assess_imu("file", as_recording(*replace(walker, walk_s=5.0).signals()))
    assert any("strides" in caution for caution in measured(found, "cadence").cautions)
    assert not any(
        "Only" in c
        for c in measured(assess_imu("file", as_recording(*walker.signals())), "cadence").cautions
    )


def test_fidgeting_is_no_gait(as_recording) -> None:
    random = np.random.default_rng(3)
    times_s = np.arange(0, 20, 0.01)
    acceleration = np.zeros((len(times_s), 3))
    acceleration[:, 1] = 9.81
    for start in random.uniform(0, 19, 15):  # bumps at irregular times
        acceleration[:, 1] += 2.0 * np.exp(-(((times_s - start) / 0.1) ** 2))
    found = assess_imu("file", as_recording(times_s, acceleration, np.zeros_like(acceleration)))
    assert value(found, "gait_bouts") == 0


def test_two_walks_are_two_bouts(walker, as_recording) -> None:
    times_s, acceleration, turning = walker.signals()
    twice = [np.concatenate([part, part]) for part in (acceleration, turning)]
    found = assess_imu("file", as_recording(np.arange(2 * len(times_s)) / 100, *twice))
    assert value(found, "gait_bouts") == 2
    # Two walks of 20 s, from the first to the last landing seen.
    assert value(found, "walking_time") == pytest.approx(40.0, abs=3.0)


def test_a_belt_that_slips_is_noticed(walker, as_recording) -> None:
    _, acceleration, turning = walker.signals()
    angle = 0.6
    slip = np.array(
        [[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    )
    both = np.concatenate([acceleration, acceleration @ slip])
    turned = np.concatenate([turning, turning @ slip])
    found = assess_imu("file", as_recording(np.arange(len(both)) / 100, both, turned))
    assert any("turned by 34 degrees" in problem.what for problem in found.problems)


def test_without_a_gyroscope_tilt_and_rising_are_absent_and_the_rest_is_there(
    walker, as_recording
) -> None:
    times_s, acceleration, _ = walker.signals()
    found = assess_imu("file", as_recording(times_s, acceleration, None))
    assert value(found, "cadence") == pytest.approx(1 / 0.55, rel=0.005)
    assert "gyroscope" in (measured(found, "pelvis_tilt_range_walking").absent_because or "")
    assert "gyroscope" in (measured(found, "sit_to_stand_count").absent_because or "")


def test_uneven_time_steps_of_phones_are_evened_out(walker, as_recording) -> None:
    recorded = as_recording(*walker.signals())
    late = np.random.default_rng(4).uniform(0, 0.003, len(recorded.times_s))
    found = assess_imu("file", replace(recorded, times_s=recorded.times_s + late))
    assert value(found, "cadence") == pytest.approx(1 / 0.55, rel=0.005)
    assert any("resampled" in problem.what for problem in found.problems)


def test_a_long_gap_is_refused_and_a_short_one_bridged(walker, as_recording) -> None:
    recorded = as_recording(*walker.signals())
    values = recorded.values.copy()
    values[1000:1008] = np.nan
    short = assess_imu("file", replace(recorded, values=values))
    assert value(short, "cadence") == pytest.approx(1 / 0.55, rel=0.005)
    values[1000:1050] = np.nan
    with pytest.raises(RecordingError, match=r"a gap of 0\.51 s"):
        assess_imu("file", replace(recorded, values=values))


def test_slow_or_short_recordings_are_refused(walker, as_recording) -> None:
    times_s, acceleration, turning = walker.signals(10.0)
    with pytest.raises(RecordingError, match="at least 25 Hz"):
        assess_imu("file", as_recording(times_s, acceleration, turning))
    recorded = as_recording(*walker.signals())
    short = replace(recorded, times_s=recorded.times_s[:50], values=recorded.values[:50])
    with pytest.raises(RecordingError, match="and 2 s"):
        assess_imu("file", short)


def test_a_recording_without_accelerometer_is_refused() -> None:
    emg = AnalogChannels(("GMAX",), ("V",), np.arange(300) / 100, np.ones((300, 1)))
    with pytest.raises(RecordingError, match="an accelerometer"):
        assess_imu("file", emg)


def test_an_axis_that_does_not_exist_is_refused(walker, as_recording) -> None:
    with pytest.raises(RecordingError, match="got 'w'"):
        assess_imu("file", as_recording(*walker.signals()), forward="w")


def test_a_sensor_at_its_limit_is_a_warning(walker, as_recording) -> None:
    times_s, acceleration, turning = walker.signals()
    hits = acceleration.copy()
    hits[1000:1004, 1] = 19.6
    found = assess_imu("file", as_recording(times_s, hits, turning, noise=0.0))
    assert any("the sensor's limit" in problem.what for problem in found.problems)


def test_a_sensor_at_the_side_of_the_hip_has_no_tilt_but_its_steps(walker, as_recording) -> None:
    found = assess_imu("file", as_recording(*walker.signals(), axes="yXz"))
    assert value(found, "cadence") == pytest.approx(1 / 0.55, rel=0.005)
    assert measured(found, "pelvis_tilt_range_walking").value is None
    assert any("does not show" in problem.what for problem in found.problems)
