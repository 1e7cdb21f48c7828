"""How sure a difference is: worked out by hand from standard errors of measurement."""

import math

import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.finding import Confidence
from hipspine.domain.measurement import Measurement, NormRange, Repeatability
from hipspine.explain.compare import (
    against_baseline,
    against_norm,
    between_sides,
    confidence_of,
    detectable_difference,
    error_of_one,
)

ERROR = Repeatability(10.0, "made up", "nobody")
# 1.96 * 10 for one measurement; 1.96 * sqrt(10^2 + 10^2) for the difference of two.
ONE, TWO = 19.6, 27.719
RANGE = NormRange(50.0, 100.0, "made up", "nobody")


def hold(value, *, side=None, repetitions=1, error=ERROR, norm=None, spread=None, method=""):
    return Measurement(
        "single_leg_bridge_hold",
        "s",
        value,
        side=side,
        method=method,
        repetitions=repetitions,
        repeatability=error,
        norm=norm,
        spread=spread,
    )


def test_errors_are_those_of_one_and_of_two_measurements():
    assert error_of_one(hold(60)) == pytest.approx(ONE)
    assert detectable_difference(hold(60), hold(70)) == pytest.approx(TWO, abs=1e-3)
    assert hold(60).repeatability.mdc95 == pytest.approx(TWO, abs=1e-3), "the same as published"


def test_a_scattered_recording_is_never_surer_than_a_steady_one():
    # SD 60 over 4 repetitions: 60 / 2 = 30 is more than the published 10.
    scattered = hold(60, spread=60.0, repetitions=4)
    assert error_of_one(scattered) == pytest.approx(1.96 * 30)
    # Beside a steady one: the root of 30^2 + 0^2.
    assert detectable_difference(scattered, hold(60)) == pytest.approx(1.96 * 30)


@pytest.mark.parametrize(
    ("size", "detectable", "repetitions", "confidence", "reason"),
    [
        (30, None, 5, Confidence.CANNOT_TELL, "no_error"),
        (27, 27.7, 5, Confidence.CANNOT_TELL, "within_error"),
        (28, 27.7, 1, Confidence.LIKELY, "once"),
        (28, 27.7, 2, Confidence.CLEAR, "beyond"),
    ],
)
def test_the_rule_of_confidence(size, detectable, repetitions, confidence, reason):
    assert confidence_of(size, detectable, repetitions) == (confidence, reason)


@pytest.mark.parametrize(
    ("value", "outcome", "confidence"),
    [
        (30.0, "below", Confidence.LIKELY),  # 20 below 50: more than 19.6
        (31.0, "unclear", Confidence.CANNOT_TELL),  # 19 below
        (75.0, "within", Confidence.LIKELY),  # 25 from both ends
        (60.0, "unclear", Confidence.CANNOT_TELL),  # 10 from the lower end
        (120.0, "above", Confidence.LIKELY),
    ],
)
def test_a_value_is_outside_a_range_only_beyond_its_error(value, outcome, confidence):
    judged = against_norm(hold(value, norm=RANGE))
    assert (judged.outcome, judged.confidence) == (outcome, confidence)


def test_without_error_or_range_nothing_can_be_told():
    assert against_norm(hold(1.0, norm=RANGE, error=None)).outcome == "unclear"
    assert against_norm(hold(1.0)).reason == "no_norm"
    mean_only = NormRange(146.0, 146.0, "a mean", "students")
    assert against_norm(hold(1.0, norm=mean_only)).reason == "no_norm"


def test_the_lower_side_is_named():
    left, right = hold(40.0, side=Side.LEFT), hold(70.0, side=Side.RIGHT)
    assert between_sides(left, right).outcome == "left_less"
    assert between_sides(left, right).difference == 30.0, "right minus left"
    assert between_sides(hold(70.0), hold(40.0)).outcome == "right_less"
    assert between_sides(hold(70.0), hold(60.0)).outcome == "unclear"


def test_two_visits_are_two_repetitions():
    judged = against_baseline(hold(40.0), hold(70.0))
    assert (judged.outcome, judged.confidence) == ("more", Confidence.CLEAR)
    assert against_baseline(hold(70.0), hold(40.0)).outcome == "less"


def test_other_methods_do_not_compare():
    assert against_baseline(hold(40.0), hold(90.0, method="by video")).outcome == "unclear"
    assert between_sides(hold(40.0, method="belt"), hold(90.0)).outcome == "unclear"


def test_an_absent_value_gives_no_verdict():
    gone = Measurement.absent("single_leg_bridge_hold", "s", "not tested")
    assert against_baseline(gone, hold(40.0)).difference is None
    assert math.isclose(error_of_one(hold(1.0)), ONE)
