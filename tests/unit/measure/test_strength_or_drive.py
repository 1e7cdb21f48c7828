"""Strength and muscle signal together: patterns at most, and "cannot tell" whenever in doubt."""

from itertools import product

import pytest

from hipspine.domain.measurement import NormRange, Repeatability
from hipspine.measure.emg.strength_and_drive import Pattern, Standing
from hipspine.measure.strength_or_drive import (
    RAW_DOUBT,
    Against,
    SignalAs,
    TestConditions,
    signal_measurement,
    standing_against_norm,
    strength_measurement,
    strength_or_drive,
)

# Of an error of 0.1 N·m/kg the smallest detectable change is 1.96 * sqrt(2) * 0.1 = 0.277.
ERROR = Repeatability(0.1, "made up", "nobody")
LOW, HIGH = (0.20, 0.21, 0.19), (0.50, 0.51, 0.49)


def read(
    strength: float = 1.0,
    beside: float | NormRange = 2.0,
    signal: tuple[float, ...] = LOW,
    other: tuple[float, ...] = HIGH,
    **changed: object,
):
    entries = {
        "against": Against.OTHER_SIDE,
        "signal_as": SignalAs.SHARE_OF_M_WAVE,
        "is_maximum_effort": True,
        "hurt": False,
    }
    conditions = TestConditions(**(entries | changed))
    compared = (
        beside if isinstance(beside, NormRange) else strength_measurement("push", beside, ERROR)
    )
    return strength_or_drive(
        strength_measurement("push", strength, ERROR),
        compared,
        signal_measurement(signal, conditions.signal_as),
        signal_measurement(other, conditions.signal_as),
        conditions,
    )


def test_weak_with_a_low_signal_in_a_maximum_effort_is_compatible_with_less_drive():
    found = read()
    assert (found.strength, found.signal) == (Standing.LOWER, Standing.LOWER)
    assert found.reading.pattern is Pattern.UNDER_DRIVEN


def test_weak_with_a_high_signal_is_compatible_with_weakness():
    assert read(signal=HIGH, other=LOW).reading.pattern is Pattern.WEAK


def test_a_share_of_the_own_maximum_hides_low_drive():
    found = read(signal_as=SignalAs.SHARE_OF_MAXIMUM)
    assert found.reading.pattern is Pattern.CANNOT_TELL
    assert any("own maximum" in why for why in found.reading.because)


@pytest.mark.parametrize("against", Against)
def test_raw_signals_of_two_placements_never_tell(against):
    for signal, other in ((LOW, HIGH), (HIGH, LOW)):
        found = read(signal=signal, other=other, signal_as=SignalAs.RAW, against=against)
        assert found.reading.pattern is Pattern.CANNOT_TELL
        assert RAW_DOUBT in found.reading.because


@pytest.mark.parametrize("hurt", [True, None])
def test_pain_or_not_having_asked_leaves_it_open(hurt):
    assert read(hurt=hurt).reading.pattern is Pattern.CANNOT_TELL


def test_a_difference_within_the_error_tells_nothing():
    # 2.0 against 1.8 N·m/kg is less than 0.277.
    assert read(strength=1.8).reading.pattern is Pattern.CANNOT_TELL


def test_two_repeats_have_no_error_and_tell_nothing():
    found = read(signal=LOW[:2])
    assert found.signal is Standing.UNKNOWN
    assert found.reading.pattern is Pattern.CANNOT_TELL


def test_the_larger_error_of_both_signals_counts():
    # SDs of 0.01 and 0.2; 1.96 * sqrt(2) * 0.2 = 0.55 exceeds the difference of 0.3.
    assert read(other=(0.3, 0.5, 0.7)).signal is Standing.NOT_DIFFERENT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.2, Standing.LOWER),  # 1.5 - 0.277 = 1.223
        (1.3, Standing.NOT_DIFFERENT),
        (2.2, Standing.NOT_DIFFERENT),  # 2.0 + 0.277 = 2.277
        (2.3, Standing.HIGHER),
    ],
)
def test_a_norm_is_left_only_beyond_the_error(value, expected):
    norm = NormRange(1.5, 2.0, "made up", "nobody")
    assert standing_against_norm(strength_measurement("push", value, ERROR), norm) is expected


def test_a_strength_without_a_known_error_cannot_be_compared_with_a_norm():
    norm = NormRange(1.5, 2.0, "made up", "nobody")
    assert standing_against_norm(strength_measurement("push", 0.1, None), norm) is Standing.UNKNOWN


def test_whatever_comes_out_the_other_reasons_and_the_test_that_would_tell_are_named():
    for signal_as, maximum, hurt in product(SignalAs, (True, False), (True, False, None)):
        found = read(signal_as=signal_as, is_maximum_effort=maximum, hurt=hurt).reading
        assert any("twitch" in test for test in found.would_tell)
        named = " ".join(found.also_fits)
        assert all(word in named for word in ("pain", "fear", "effort"))
