"""Running: flights instead of double support, and what that changes about the measures."""

import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.units import radians
from hipspine.measure.gait.angle_measures import angle_curves, angle_measures, stance_measures
from hipspine.measure.gait.heading import heading_of
from hipspine.measure.gait.profile_score import profile_measures
from hipspine.measure.gait.push_off import push_off_measures
from hipspine.measure.gait.spatiotemporal import spatiotemporal_measures
from hipspine.measure.gait.strides import GaitPhase, phase_spans
from hipspine.readers.gait_profile import PROFILE_VARIABLES, GaitReference

STRIDE_S, STANCE = 0.7, 0.35


@pytest.fixture
def run(make_walk, make_plan):
    return make_walk(make_plan(stride_s=STRIDE_S, stance=STANCE, speed_m_s=3.0))


def test_a_run_is_known_by_its_flights_and_a_walk_is_none(run, make_walk):
    assert run.cycles.is_running
    assert not make_walk().cycles.is_running


@pytest.mark.parametrize("side", Side)
def test_in_running_single_support_is_the_stance(run, side):
    alone = phase_spans(run.cycles, side, GaitPhase.SINGLE_SUPPORT)
    stances = phase_spans(run.cycles, side, GaitPhase.STANCE)
    assert set(alone) <= set(stances)
    # A swing of the other foot lies around every stance but those at the recording's ends.
    assert len(alone) >= len(stances) - 2


def test_flight_contact_and_speed_are_those_of_the_plan(run, found):
    measures = spatiotemporal_measures(run, heading_of(run))
    assert found(measures, "running_speed").value == pytest.approx(3.0, abs=5e-3)
    assert found(measures, "running_speed").norm is None
    assert all(one.name != "walking_speed" for one in measures)
    for side in Side:
        flight, contact = 0.5 - STANCE, STANCE  # shares of a stride: steps are half a stride apart
        assert found(measures, "flight_time", side).value == pytest.approx(flight * STRIDE_S)
        assert found(measures, "ground_contact_time", side).value == pytest.approx(
            contact * STRIDE_S
        )
        assert found(measures, "stance_share", side).value == pytest.approx(STANCE)
        assert found(measures, "single_support_share", side).value == pytest.approx(STANCE)
    assert found(measures, "flight_time_side_difference").value == pytest.approx(0, abs=1e-9)


def test_a_walk_has_no_flight_time(make_walk):
    motion = make_walk()
    names = {one.name for one in spatiotemporal_measures(motion, heading_of(motion))}
    assert "walking_speed" in names
    assert not names & {"flight_time", "ground_contact_time", "running_speed"}


def test_hip_and_lumbar_extension_of_a_run_are_read_at_toe_off(run, found):
    curves = angle_curves(run, heading_of(run))
    measures = push_off_measures(run, curves)
    hip = found(measures, "hip_extension_at_toe_off", Side.RIGHT)
    # hip_flexion_r = 10° + 20° cos(2 pi 0.35) at toe off; its cosine is -0.588.
    assert hip.value == pytest.approx(-radians(10 + 20 * -0.58779), abs=radians(0.1))
    assert hip.repeatability is None, "the published error was found in walking"
    assert "running" in hip.method
    ratio = found(measures, "lumbar_per_hip_extension_at_toe_off", Side.RIGHT)
    assert "less than 5 degrees" in ratio.absent_because
    assert all("push_off" not in one.name for one in measures)


def test_the_pelvis_drop_of_a_run_is_over_its_stances(run, found):
    measures = stance_measures(run, angle_curves(run, heading_of(run)))
    drop = found(measures, "pelvis_drop_in_single_support", Side.RIGHT)
    assert drop.value is not None
    assert drop.repeatability is None


def test_angles_of_a_run_carry_no_error_found_in_walking(run, make_walk, found):
    motions = {"run": run, "walk": make_walk()}
    errors = {
        name: found(
            angle_measures(motion, angle_curves(motion, heading_of(motion))),
            "hip_extension_peak",
            Side.LEFT,
        ).repeatability
        for name, motion in motions.items()
    }
    assert errors["run"] is None
    assert errors["walk"] is not None


def test_a_run_has_no_score_against_people_who_walk(run):
    level = dict.fromkeys(PROFILE_VARIABLES, 0 * run.times_s[:51])
    heading = heading_of(run)
    reference = GaitReference("walkers", level)
    (score,) = profile_measures(run, angle_curves(run, heading), heading, reference)
    assert score.value is None
    assert "walk" in score.absent_because
