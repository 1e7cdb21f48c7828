from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.units import radians
from hipspine.measure.gait.extension_dose import extension_dose_measures
from hipspine.measure.gait.power import joint_power_W, power_measures


def test_power_is_moment_times_speed():
    times = np.linspace(0, 1, 101)
    power = joint_power_W(np.full(101, -40.0), -2.0 * times, times)
    assert power == pytest.approx(80.0)  # 40 N·m of extension at 2 rad/s of extension


def test_the_work_of_a_constant_moment_is_moment_times_angle(plan, make_walk, found):
    measures = power_measures(make_walk(plan))
    # Single support of a side, from its opposite toe off to its opposite strike: 10 to 50 % of its
    # cycle; the hip goes from flexion 10 + 20 cos(36) to 10 - 20 degrees, against 30 N·m.
    turned = radians(20.0) * (np.cos(0.2 * np.pi) + 1)
    for side in Side:
        work = found(measures, "hip_work_generated_single_support", side)
        assert work.value == pytest.approx(30 * turned / 70, rel=2e-3)
        assert work.unit == "J/kg"
        absorbed = found(measures, "hip_work_absorbed_single_support", side)
        # Central differences are exact to second order; nothing is absorbed but rounding.
        assert absorbed.value == pytest.approx(0.0, abs=1e-3)


def test_power_without_forces_is_absent_and_says_why(make_walk, found):
    motion = make_walk()
    unmeasured = {name: moment * np.nan for name, moment in motion.moments_Nm.items()}
    measures = power_measures(replace(motion, moments_Nm=unmeasured))
    assert all(one.value is None for one in measures)
    one = found(measures, "ankle_work_generated_pre_swing", Side.LEFT)
    assert "forces" in one.absent_because


def test_power_of_a_joint_that_the_model_lacks_names_it(make_walk, found):
    measures = power_measures(replace(make_walk(), moments_Nm={}))
    one = found(measures, "hip_peak_power_swing", Side.RIGHT)
    assert one.absent_because == "the model has no coordinate hip_flexion_r"


def test_the_dose_is_the_integral_of_angle_times_load(plan, make_walk, found):
    motion = make_walk(plan)
    measures = extension_dose_measures(motion, np.full(motion.times_s.shape, 1000.0))
    # Mean extension 4 degrees all through, never below zero, under 1000 N for a stride.
    expected = radians(4.0) * 1000 * plan.stride_s
    dose = found(measures, "lumbar_extension_dose_per_stride")
    assert dose.value == pytest.approx(expected, rel=1e-3)
    assert any("no study" in caution.lower() for caution in dose.cautions)
    day = found(measures, "lumbar_extension_dose_per_day")
    assert day.absent_because == "how many steps a day are walked was not given"


def test_the_dose_of_a_day_counts_half_its_steps(make_walk, found):
    motion = make_walk()
    load = np.full(motion.times_s.shape, 1000.0)
    measures = extension_dose_measures(motion, load, steps_a_day=6000)
    stride = found(measures, "lumbar_extension_dose_per_stride").value
    assert found(measures, "lumbar_extension_dose_per_day").value == pytest.approx(3000 * stride)


def test_a_flexed_spine_has_no_extension_dose(make_walk, found):
    motion = make_walk()
    bent = {**motion.angles_rad, "lumbar_extension": np.full(motion.times_s.shape, -0.1)}
    measures = extension_dose_measures(
        replace(motion, angles_rad=bent), np.full(motion.times_s.shape, 1000.0)
    )
    assert found(measures, "lumbar_extension_dose_per_stride").value == 0.0


def test_no_disc_no_dose(make_walk, found):
    measures = extension_dose_measures(make_walk(), None, steps_a_day=6000)
    assert all("no lumbar" in one.absent_because for one in measures)
