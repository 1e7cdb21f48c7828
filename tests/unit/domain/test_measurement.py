import math

import pytest

from hipspine.domain.measurement import Measurement, NormRange, Repeatability


def test_a_measurement_has_either_a_value_or_a_reason() -> None:
    with pytest.raises(ValueError, match="either a value or a reason"):
        Measurement("cadence", "1/s", None)
    with pytest.raises(ValueError, match="either a value or a reason"):
        Measurement("cadence", "1/s", 1.8, absent_because="no steps")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_value_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="say why it is absent"):
        Measurement("cadence", "1/s", value)


def test_an_absent_measurement_keeps_its_reason() -> None:
    absent = Measurement.absent("cadence", "1/s", "no steps")
    assert absent.value is None
    assert absent.absent_because == "no steps"


def test_the_minimal_detectable_change_follows_from_the_standard_error() -> None:
    # Weir 2005: MDC95 = SEM x 1.96 x sqrt(2) = 2.7719 SEM.
    error = Repeatability(sem=2.0, source="source", people="people")
    assert error.mdc95 == pytest.approx(5.5437, abs=1e-4)  # four decimals worked out by hand


@pytest.mark.parametrize("sem", [0.0, -1.0, math.nan, math.inf])
def test_an_error_that_is_no_error_is_refused(sem: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Repeatability(sem=sem, source="source", people="people")


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(ValueError, match="is empty"):
        NormRange(2.0, 1.0, "source", "people")
