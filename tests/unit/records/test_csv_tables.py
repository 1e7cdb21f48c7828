import csv
from dataclasses import replace
from datetime import date
from io import StringIO

from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement
from hipspine.domain.training import MorningAfter
from hipspine.records.csv_tables import (
    check_ins_csv,
    measurements_csv,
    mornings_csv,
    scores_csv,
    sessions_csv,
)


def rows(text):
    return list(csv.DictReader(StringIO(text)))


def test_each_side_of_each_exercise_is_a_row(session):
    left, right = rows(sessions_csv([session]))
    assert (left["side"], left["reps"], left["pain_during_0_10"]) == ("left", "10", "2")
    assert (right["side"], right["leg_symptoms"]) == ("right", "eased")


def test_what_was_not_said_is_empty_and_not_zero(session):
    assert rows(sessions_csv([session]))[1]["pain_during_0_10"] == ""


def test_an_empty_note_is_an_empty_cell(session, check_in):
    assert {row["note"] for row in rows(sessions_csv([session]))} <= {"", "hard"}
    assert rows(check_ins_csv([replace(check_in, note="")]))[0]["note"] == ""
    assert rows(measurements_csv([Measurement("tilt", "rad", 0.1)]))[0]["method"] == ""


def test_a_check_in_keeps_its_scores_in_a_table_of_their_own(check_in):
    assert rows(check_ins_csv([check_in]))[0]["is_flare"] == "yes"
    assert rows(scores_csv([check_in])) == [
        {"check_in": "c1", "made_on": "2026-11-28", "score": "psfs.mean", "value": "5.0"}
    ]


def test_mornings_are_in_order_of_days():
    mornings = [MorningAfter(date(2026, 11, day), 2.0) for day in (24, 22)]
    assert [row["day"] for row in rows(mornings_csv(mornings))] == ["2026-11-22", "2026-11-24"]


def test_an_absent_measurement_has_its_reason_and_no_value():
    absent = Measurement.absent("cadence", "1/s", "one step only", side=Side.LEFT)
    (row,) = rows(measurements_csv([absent]))
    assert (row["value"], row["absent_because"]) == ("", "one step only")


def test_a_value_in_a_note_is_no_formula(session):
    noted = Measurement("cadence", "1/s", 1.9, method="=1+1")
    assert rows(measurements_csv([noted]))[0]["method"] == "'=1+1"
    assert rows(measurements_csv([Measurement("tilt", "rad", -0.1)]))[0]["value"] == "-0.1"
