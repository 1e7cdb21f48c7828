from itertools import product

import pytest

from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.measure.emg.strength_and_drive import (
    ActivityConditions,
    Pattern,
    Standing,
    read_strength_and_drive,
    standing,
)

CLEAN = ActivityConditions(is_maximum_effort=True, is_share_of_own_maximum=False, hurt=False)
ERROR = Repeatability(sem=0.1, source="source", people="people")  # MDC95 0.277


def strength(value: float, **changes: object) -> Measurement:
    return Measurement("hip_extension", "N·m/kg", value, **{"repeatability": ERROR, **changes})


def test_low_strength_with_high_activity_is_compatible_with_weakness() -> None:
    found = read_strength_and_drive(Standing.LOWER, Standing.HIGHER, CLEAN)
    assert found.pattern is Pattern.WEAK


def test_low_strength_with_low_activity_is_compatible_with_under_driving() -> None:
    found = read_strength_and_drive(Standing.LOWER, Standing.LOWER, CLEAN)
    assert found.pattern is Pattern.UNDER_DRIVEN


def test_everything_else_cannot_be_told() -> None:
    for pair in product(Standing, Standing):
        found = read_strength_and_drive(*pair, CLEAN)
        told = pair in {
            (Standing.LOWER, Standing.HIGHER),
            (Standing.LOWER, Standing.LOWER),
        }
        assert (found.pattern is not Pattern.CANNOT_TELL) == told
        assert found.because


@pytest.mark.parametrize("activity", [Standing.LOWER, Standing.HIGHER])
@pytest.mark.parametrize("hurt", [True, None])
def test_pain_or_not_having_asked_leaves_it_open(activity, hurt) -> None:
    conditions = ActivityConditions(
        is_maximum_effort=True, is_share_of_own_maximum=False, hurt=hurt
    )
    found = read_strength_and_drive(Standing.LOWER, activity, conditions)
    assert found.pattern is Pattern.CANNOT_TELL
    assert any("hurt" in sentence for sentence in found.because)


@pytest.mark.parametrize(("maximum", "own"), [(False, False), (True, True)])
def test_low_activity_means_nothing_in_a_light_task_or_as_a_share_of_itself(maximum, own) -> None:
    conditions = ActivityConditions(
        is_maximum_effort=maximum, is_share_of_own_maximum=own, hurt=False
    )
    found = read_strength_and_drive(Standing.LOWER, Standing.LOWER, conditions)
    assert found.pattern is Pattern.CANNOT_TELL


def test_every_reading_names_what_else_fits_and_the_test_that_would_tell() -> None:
    for pair in product(Standing, Standing):
        found = read_strength_and_drive(*pair, CLEAN)
        text = " ".join(found.also_fits)
        assert all(word in text for word in ("pain", "fear", "effort"))
        assert any("Interpolated twitch" in sentence for sentence in found.would_tell)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.7, Standing.LOWER), (0.75, Standing.NOT_DIFFERENT), (1.3, Standing.HIGHER)],
)
def test_a_difference_has_to_exceed_the_detectable_one(value, expected) -> None:
    assert standing(strength(value), strength(1.0)) is expected


def test_without_error_value_or_equal_method_nothing_compares() -> None:
    other = strength(2.0)
    assert standing(strength(1.0, repeatability=None), other) is Standing.UNKNOWN
    assert standing(strength(1.0, method="belt"), other) is Standing.UNKNOWN
    absent = Measurement.absent("hip_extension", "N·m/kg", "not done")
    assert standing(absent, other) is Standing.UNKNOWN
    assert standing(other, absent) is Standing.UNKNOWN
