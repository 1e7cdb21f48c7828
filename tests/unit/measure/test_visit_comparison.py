"""Two visits: what compares, what is refused, and which verdict a difference gets."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import RecordingError
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.domain.visit import VisitCurve, VisitPerson, VisitRecord
from hipspine.measure.trends import ChangeVerdict
from hipspine.measure.visit_comparison import compare_visits

# A standard error of 0.01 m makes 1.96 * sqrt(2) * 0.01 = 0.0277 m detectable.
ERROR = Repeatability(0.01, "a study", "ten adults")
STEP = Measurement("step_length", "m", 0.70, side=Side.LEFT, method="markers", repeatability=ERROR)
SPEED = Measurement("walking_speed", "m/s", 1.2, method="markers")
PERSON = VisitPerson("Ada", "female", 1.70, 62.0)
CURVE = VisitCurve(np.full(101, 0.5), 0.5, None, 1)
KEY = ("activation", "gluteus_maximus", "left")


def visit(*measurements: Measurement, **changes: object) -> VisitRecord:
    made = VisitRecord("assessment", "March", None, PERSON, measurements, task="gait cycle")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_difference_beyond_the_detectable_change_is_more_than_error() -> None:
    later = replace(STEP, value=0.70 + 0.028)
    found = compare_visits(visit(STEP), visit(later))
    assert [each.first.name for each in found.of(ChangeVerdict.BEYOND_ERROR)] == ["step_length"]


def test_a_difference_below_the_detectable_change_is_within_error() -> None:
    found = compare_visits(visit(STEP), visit(replace(STEP, value=0.70 + 0.027)))
    assert len(found.of(ChangeVerdict.WITHIN_ERROR)) == 1


def test_without_a_published_error_nothing_is_said_of_a_difference() -> None:
    found = compare_visits(visit(SPEED), visit(replace(SPEED, value=1.9)))
    (each,) = found.of(ChangeVerdict.CANNOT_TELL)
    assert each.change.difference == pytest.approx(0.7)
    assert each.change.detectable is None


def test_another_method_is_refused_with_the_reason() -> None:
    found = compare_visits(visit(STEP), visit(replace(STEP, method="sensor")))
    (each,) = found.refused
    assert "markers" in each.change.reason
    assert "sensor" in each.change.reason


def test_left_is_never_compared_with_right() -> None:
    found = compare_visits(visit(STEP), visit(replace(STEP, side=Side.RIGHT)))
    assert found.refused[0].second is None
    assert [one.side for one in found.only_second] == [Side.RIGHT]


def test_an_absent_measurement_is_refused_with_its_own_reason() -> None:
    absent = Measurement.absent("step_length", "m", "no complete stride", side=Side.LEFT)
    found = compare_visits(visit(STEP), visit(absent))
    assert "no complete stride" in found.refused[0].change.reason


def test_swapped_dates_are_an_error() -> None:
    first = visit(STEP, recorded_on=date(2026, 6, 1))
    second = visit(STEP, recorded_on=date(2026, 3, 1))
    with pytest.raises(RecordingError, match="Swap the two files"):
        compare_visits(first, second)
    assert compare_visits(second, first).cautions == ()


def test_visits_without_dates_are_compared_as_given_and_say_so() -> None:
    assert "no_dates" in compare_visits(visit(STEP), visit(STEP)).cautions


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (replace(PERSON, sex="male"), "sex female and male"),
        (replace(PERSON, height_m=1.74), "heights of 1.70 and 1.74 m"),
        (replace(PERSON, name="Grace"), "the names Ada and Grace"),
    ],
)
def test_two_people_are_an_error(other: VisitPerson, says: str) -> None:
    with pytest.raises(RecordingError, match=says):
        compare_visits(visit(STEP), visit(STEP, person=other))


def test_other_names_of_one_person_can_be_confirmed_but_another_sex_cannot() -> None:
    named = visit(STEP, person=replace(PERSON, name="Grace"))
    assert compare_visits(visit(STEP), named, same_person=True).measurements
    with pytest.raises(RecordingError, match="sex"):
        compare_visits(
            visit(STEP), visit(STEP, person=replace(PERSON, sex="male")), same_person=True
        )


def test_a_person_without_a_name_and_another_mass_are_no_other_person() -> None:
    other = VisitPerson("subject", "female", 1.71, 70.0)
    assert compare_visits(visit(STEP), visit(STEP, person=other)).measurements


def test_a_walk_is_not_compared_with_a_squat_nor_with_a_sensor() -> None:
    with pytest.raises(RecordingError, match="a squat with a squat"):
        compare_visits(visit(STEP), visit(STEP, task="squat"))
    with pytest.raises(RecordingError, match="same command"):
        compare_visits(visit(STEP), visit(STEP, kind="imu"))


def test_curves_made_with_other_settings_are_not_laid_over_each_other() -> None:
    first = visit(STEP, curves={KEY: CURVE}, made_with={"force_cutoff_hz": "6"})
    second = visit(STEP, curves={KEY: CURVE}, made_with={"force_cutoff_hz": "12"})
    found = compare_visits(first, second)
    assert found.curves == ()
    assert found.curves_refused == "force_cutoff_hz 6 / 12"


def test_another_software_version_is_a_caution_not_a_refusal() -> None:
    first = visit(STEP, curves={KEY: CURVE}, made_with={"software_version": "1"})
    second = visit(STEP, curves={KEY: CURVE}, made_with={"software_version": "2"})
    found = compare_visits(first, second)
    assert len(found.curves) == 1
    assert "other_software" in found.cautions


def test_visits_of_one_name_are_told_apart() -> None:
    found = compare_visits(visit(STEP), visit(STEP))
    assert (found.first.label, found.second.label) == ("March (1)", "March (2)")
