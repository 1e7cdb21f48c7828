"""One function per kind of input gives findings and the map drawn from them."""

from dataclasses import replace

from hipspine.clinic.explain_assessment import (
    explain_measurements,
    explain_movement_test,
    explain_sensor,
    explain_signals,
    explain_trial,
)
from hipspine.content.movement_tests import movement_tests
from hipspine.domain.anatomy import Side
from hipspine.domain.assessment import Assessment, Quality, ReserveUse, Shortfall, Sweep, WhatIfKind
from hipspine.domain.assessment import WhatIfResult as Result
from hipspine.domain.finding import LinkState
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.domain.motion import CycleKind, Cycles
from hipspine.domain.person import Subject
from hipspine.domain.provenance import Provenance
from hipspine.domain.scenario import Scenario
from hipspine.measure.emg.results import EmgAssessment
from hipspine.measure.imu.results import ImuAssessment
from hipspine.measure.movement_tests.entered import entered_values
from hipspine.measure.movement_tests.outcome import PersonTested, movement_test_outcome

ERROR = Repeatability(0.02, "made up", "nobody")


def both_sides(name, unit, left, right, repetitions=1):
    return tuple(
        Measurement(name, unit, value, side=side, repetitions=repetitions, repeatability=ERROR)
        for side, value in ((Side.LEFT, left), (Side.RIGHT, right))
    )


PUSHES = both_sides("hip_extension_strength", "N·m/kg", 0.9, 1.4)
SINKS = both_sides("pelvis_drop_in_single_support", "rad", 0.20, 0.05, repetitions=3)


def walk(**changes):
    given = {
        "subject": Subject(80.0),
        "provenance": Provenance("hipspine", "0", "model", "0" * 64, (), ()),
        "quality": Quality((), None, None, (), ()),
        "cycles": Cycles(CycleKind.GAIT, (), (), (), "made up"),
        "segment_label": "gait cycle",
        "activations": {},
        "forces": {},
        "hip_extension_moments": {},
        "loads": {},
        "what_ifs": (),
        "sweeps": (),
        "findings": (),
        "absent": (),
    }
    return Assessment(**(given | changes))


def ids(explained):
    return {finding.id for finding in explained.findings}


def test_a_trial_and_tests_of_the_same_day_meet_on_one_map():
    explained = explain_trial(walk(measurements=SINKS), besides=PUSHES)
    assert {"gait_sides", "strength_sides", "strength_or_drive"} <= ids(explained)
    solid = [link for link in explained.mechanism_map.links if link.state is LinkState.MEASURED]
    assert [(link.start, link.end) for link in solid] == [("strength", "compensation")]


def test_without_the_tests_the_same_walk_leaves_the_arrow_an_idea():
    explained = explain_trial(walk(measurements=SINKS))
    assert all(link.state is not LinkState.MEASURED for link in explained.mechanism_map.links)


def test_the_moment_a_joint_needs_decides_what_shortfall_counts():
    short = Shortfall("hip_flexion_r", Side.RIGHT, 0.4, 4.0, 20, ())
    sweep = Sweep(
        "gluteus_maximus_strength", "", WhatIfKind.SAME_MOTION, "%", (0.0, 100.0), 100.0,
        (Result(Scenario("none"), {}, (), (short,)), Result(Scenario("as recorded"), {}, ())),
    )  # fmt: skip

    def outcome(peak_Nm):
        reserve = ReserveUse("hip_flexion_r", 0.1, 0.1, peak_Nm, 1.0)
        trial = walk(sweeps=(sweep,), quality=Quality((), None, None, (reserve,), ()))
        explained = explain_trial(trial, frame_s=0.01)
        return next(each.outcome for each in explained.findings if each.id == "take_over")

    assert outcome(60.0) == "impossible"  # 4 N·m are more than 5 % of 60
    assert outcome(100.0) == "nearly"  # and less than 5 % of 100


def test_language_goes_through_to_findings_and_map():
    german = explain_trial(walk(measurements=SINKS), language="de")
    assert german.mechanism_map.title.startswith("Die Idee")
    assert "rechts niedriger als links" in german.findings[0].sentence


def test_a_movement_test_entered_by_hand_is_explained():
    test = movement_tests()["single_leg_bridge"]
    entered = entered_values(test, ["right.hold_s=80", "left.hold_s=20"])
    outcome = movement_test_outcome(test, entered, PersonTested(age=30))
    assert {"endurance_range", "endurance_sides"} <= ids(explain_movement_test(outcome))
    again = explain_movement_test(outcome, baseline=outcome.measurements)
    assert "since_last_visit" in ids(again)


def test_signals_and_sensors_alone_are_explained_with_their_limit():
    emg = EmgAssessment("walk.csv", (), (), ())
    assert ids(explain_signals(emg)) == {"signal_limit"}
    sitting = (Measurement("longest_sitting", "s", 3600.0),)
    imu = ImuAssessment("day.csv", 36000.0, None, (), (), sitting, ())
    explained = explain_sensor(imu)
    assert ids(explained) == {"day_described", "sensor_limit"}
    assert explained.mechanism_map.node("sitting").was_looked_at


def test_a_short_walk_says_nothing_of_how_a_day_is_sat():
    walk = tuple(
        Measurement(name, unit, value)
        for name, unit, value in (
            ("longest_sitting", "s", 0.0),
            ("sitting_breaks", "1", 0.0),
            ("sit_to_stand_count", "1", 0.0),
            ("cadence", "1/s", 1.8),
        )
    )
    short = ImuAssessment("walk.csv", 6.0, None, (), (), walk, ())
    assert ids(explain_sensor(short)) == {"steps_described", "sensor_limit"}
    rising = (replace(walk[2], value=12.0),)
    chair = ImuAssessment("chair.csv", 30.0, None, (), (), rising, ())
    assert "day_described" in ids(explain_sensor(chair)), "rises that were counted are told"


def test_the_other_side_being_weak_mirrors_the_findings_and_not_the_map():
    def mirrored(measurements):
        other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
        return tuple(replace(each, side=other[each.side]) for each in measurements)

    here = explain_measurements((*PUSHES, *SINKS))
    there = explain_measurements(mirrored((*PUSHES, *SINKS)))
    assert [each.state for each in here.mechanism_map.links] == [
        each.state for each in there.mechanism_map.links
    ]
    swapped = {"left_less": "right_less", "right_less": "left_less"}
    for each in here.findings:
        other = next(one for one in there.findings if one.id == each.id)
        assert other.outcome == swapped.get(each.outcome, each.outcome)
