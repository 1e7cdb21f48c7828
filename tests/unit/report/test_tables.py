"""The tidy tables."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.scenario import Scenario
from hipspine.report.tables import ACTIVATIONS_COLUMNS, LEDGER_COLUMNS, LOADS_COLUMNS, csv_tables


@pytest.fixture(scope="module")
def tables(walk):
    return {
        name: list(csv.DictReader(io.StringIO(text))) for name, text in csv_tables(walk).items()
    }


def test_each_table_has_its_documented_columns(walk):
    heads = {name: tuple(text.split("\n")[0].split(",")) for name, text in csv_tables(walk).items()}
    assert heads == {
        "loads.csv": LOADS_COLUMNS,
        "activations.csv": ACTIVATIONS_COLUMNS,
        "ledger.csv": LEDGER_COLUMNS,
    }


def test_loads_hold_every_repetition_percent_quantity_and_unit_once(walk, tables):
    rows = [row for row in tables["loads.csv"] if row["joint"] == "L5_S1"]
    # 2 repetitions, 101 percents, 4 quantities, 2 units.
    assert len(rows) == 2 * 101 * 4 * 2
    keys = {tuple(row[c] for c in LOADS_COLUMNS if c != "value") for row in rows}
    assert len(keys) == len(rows)


def test_a_value_is_the_assessments_own(walk, tables):
    (row,) = [
        row
        for row in tables["loads.csv"]
        if (row["joint"], row["repetition"], row["percent"], row["quantity"], row["unit"])
        == ("hip_right", "2", "46", "resultant", "N")
    ]
    # The tables keep 7 significant digits.
    expected = walk.loads["hip_right"].resultant.values[1, 46]
    assert float(row["value"]) == pytest.approx(expected, rel=1e-6)
    assert row["side"] == "right"


def test_activations_hold_activation_force_and_hip_moment(tables):
    units = {(row["quantity"], row["unit"]) for row in tables["activations.csv"]}
    assert units == {("activation", "1"), ("force", "N"), ("hip_extension_moment", "Nm")}


def test_the_ledger_holds_muscles_and_joints_of_every_level(walk, tables):
    rows = [row for row in tables["ledger.csv"] if row["what_if"] == "pelvis_tilt"]
    assert {row["level"] for row in rows} == {"-10", "-5", "0", "5", "10"}
    assert {row["kind"] for row in rows} == {"other_posture"}
    assert {row["quantity"] for row in rows if row["item"] == "iliocostalis"} == {
        "mean_force_before",
        "mean_force_after",
        "mean_force_change",
    }
    assert "compression_peak" in {row["quantity"] for row in rows if row["item"] == "L5_S1"}


def test_an_infeasible_level_is_marked(tables):
    rows = [r for r in tables["ledger.csv"] if r["what_if"] == "gluteus_medius_minimus_strength"]
    feasible = {row["level"]: row["feasible"] for row in rows}
    assert feasible["0"] == "no"
    assert feasible["20"] == "yes"


def test_nothing_but_numbers_stands_in_the_value_column(walk, with_curve):
    values = np.ones((2, 101))
    values[1, 3] = np.nan
    for text in csv_tables(with_curve(walk, "L5_S1", values)).values():
        for row in csv.DictReader(io.StringIO(text)):
            assert np.isfinite(float(row["value"]))


def test_a_name_that_a_spreadsheet_would_run_is_disarmed(walk):
    result = replace(walk.what_ifs[0], scenario=Scenario("=cmd()"))
    text = csv_tables(replace(walk, what_ifs=(result,)))["ledger.csv"]
    assert "\n=cmd()" not in text
    assert "\n'=cmd()" in text
