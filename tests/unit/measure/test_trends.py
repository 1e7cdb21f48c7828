import pytest

from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.measure.trends import ChangeVerdict, Visit, changes_over_visits

ERROR = Repeatability(sem=1.0, source="somebody 2000", people="ten adults")


def cadence(value: float | None, **changes: object) -> Measurement:
    if value is None:
        return Measurement.absent("cadence", "1/s", "no walking")
    return Measurement("cadence", "1/s", value, **{"repeatability": ERROR, **changes})


def only_change(first: Measurement, *later: Measurement):
    visits = [Visit("one", (first,)), Visit("two", later)]
    (change,) = changes_over_visits(visits)
    return change


@pytest.mark.parametrize(
    ("later", "verdict"),
    # MDC95 of an SEM of 1 is 2.77.
    [
        (12.7, ChangeVerdict.WITHIN_ERROR),
        (12.8, ChangeVerdict.BEYOND_ERROR),
        (7.2, ChangeVerdict.BEYOND_ERROR),
    ],
)
def test_only_a_change_beyond_the_minimal_detectable_one_counts(later, verdict) -> None:
    change = only_change(cadence(10.0), cadence(later))
    assert change.verdict is verdict
    assert change.difference == pytest.approx(later - 10.0)
    assert "somebody 2000" in change.reason


def test_without_a_known_error_nobody_can_tell() -> None:
    change = only_change(cadence(10.0, repeatability=None), cadence(20.0))
    assert change.verdict is ChangeVerdict.CANNOT_TELL
    assert change.difference == 10.0
    assert change.detectable is None


def test_measurements_by_different_methods_are_not_compared() -> None:
    change = only_change(cadence(10.0, method="MVIC"), cadence(20.0, method="dynamic peak"))
    assert change.verdict is ChangeVerdict.CANNOT_TELL
    assert change.difference is None
    assert "MVIC" in change.reason


@pytest.mark.parametrize("pair", [(None, 1.0), (1.0, None)])
def test_an_absent_value_leaves_no_change_but_its_reason(pair) -> None:
    change = only_change(*(cadence(value) for value in pair))
    assert change.difference is None
    assert "no walking" in change.reason


def test_a_measurement_that_was_not_repeated_is_named() -> None:
    change = only_change(cadence(10.0))
    assert change.verdict is ChangeVerdict.CANNOT_TELL
    assert "not measured" in change.reason


def test_every_later_visit_is_held_against_the_first() -> None:
    visits = [Visit(str(i), (cadence(float(i)),)) for i in range(4)]
    changes = changes_over_visits(visits)
    assert [(c.earlier, c.later, c.difference) for c in changes] == [
        ("0", "1", 1.0),
        ("0", "2", 2.0),
        ("0", "3", 3.0),
    ]
    assert changes_over_visits(visits[:1]) == ()
