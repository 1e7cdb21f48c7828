"""results.json: keys, numbers and what is left out."""

import json
import math
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.assessment import Curve, JointLoadCurves, LedgerRow, Residuals
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.report import results_dict
from hipspine.report.results_schema import Results, results_json_schema

TOP_KEYS = [
    "schema_version",
    "language",
    "provenance",
    "subject",
    "quality",
    "cycles",
    "activations",
    "loads",
    "load_bands",
    "what_ifs",
    "measurements",
    "findings",
    "absent",
]
RAMP = np.linspace(0.0, 1000.0, 101)


def ramp_load(joint: str) -> JointLoadCurves:
    """Two repetitions: a ramp from 0 to 1000 N, and the same to 1200 N."""
    curve = Curve(np.stack([RAMP, 1.2 * RAMP]))
    return JointLoadCurves(joint, curve, curve, curve, curve)


def numbers_in(value):
    if isinstance(value, dict):
        return [n for each in value.values() for n in numbers_in(each)]
    if isinstance(value, list):
        return [n for each in value for n in numbers_in(each)]
    return [value] if isinstance(value, float) else []


def test_top_keys_are_the_documented_ones(walk):
    assert list(results_dict(walk)) == TOP_KEYS


def test_a_load_has_mean_peak_spread_and_curve_in_newtons_and_body_weights(walk):
    found = results_dict(replace(walk, loads={"L5_S1": ramp_load("L5_S1")}))
    load = found["loads"]["L5_S1"]
    # Means of the ramps: 500 and 600 N; peaks: 1000 and 1200 N; sd of two numbers d apart: d/√2.
    assert load["compression_N"]["mean"] == pytest.approx(550)
    assert load["compression_N"]["peak"] == pytest.approx(1100)
    assert load["compression_N"]["lowest"] == pytest.approx(0, abs=1e-9)
    assert load["compression_N"]["mean_sd"] == pytest.approx(100 / math.sqrt(2))
    assert load["compression_N"]["peak_sd"] == pytest.approx(200 / math.sqrt(2))
    assert load["compression_N"]["repetitions"] == 2
    weight_N = walk.subject.mass_kg * STANDARD_GRAVITY
    # results.json keeps 7 significant digits.
    assert load["compression_bw"]["peak"] == pytest.approx(1100 / weight_N, rel=1e-6)
    assert len(load["compression_bw"]["curve"]) == 101
    assert load["compression_N"]["curve"][50] == pytest.approx(550)


def test_one_repetition_has_no_spread_key(walk):
    found = results_dict(walk)
    assert "mean_sd" not in found["activations"]["gluteus_maximus"]["left"]
    assert "mean_sd" in found["activations"]["gluteus_maximus"]["right"]


def test_activations_are_found_by_group_and_side_with_force_and_hip_moment(walk):
    entry = results_dict(walk)["activations"]["gluteus_maximus"]["right"]
    assert set(entry) >= {"mean", "peak", "curve", "force_N", "hip_extension_moment_Nm"}


def test_sweeps_keep_ledger_and_levels_but_no_curves(walk):
    sweep = results_dict(walk)["what_ifs"]["sweeps"][0]
    assert [each["level"] for each in sweep["levels"]] == list(walk.sweeps[0].levels)
    assert sweep["levels"][3]["ledger"]
    assert "curve" not in sweep["levels"][3]["loads"]["L5_S1"]["compression_bw"]


def test_an_infeasible_level_carries_its_certificate(walk):
    sweeps = results_dict(walk)["what_ifs"]["sweeps"]
    level = next(s for s in sweeps if s["id"] == "gluteus_medius_minimus_strength")["levels"][-1]
    assert level["feasible"] is False
    assert level["shortfalls"][0]["missing_Nm"] == 18.4
    assert "tfl_r" in level["shortfalls"][0]["at_limit"]


def test_same_motion_and_other_posture_are_told_apart(walk):
    what_ifs = results_dict(walk)["what_ifs"]
    kinds = {each["id"]: each["kind"] for each in what_ifs["sweeps"]}
    assert kinds["gluteus_maximus_strength"] == "same_motion"
    assert kinds["pelvis_tilt"] == "other_posture"
    assert what_ifs["asked"][0]["kind"] == "same_motion"


@pytest.mark.parametrize("variant", ["walk", "walk_without_lumbar", "walk_without_cycles", "squat"])
def test_every_variant_obeys_the_schema_and_holds_only_finite_numbers(variant, request):
    found = results_dict(request.getfixturevalue(variant))
    text = json.dumps(found, allow_nan=False)
    Results.model_validate_json(text, strict=True)
    assert all(math.isfinite(number) for number in numbers_in(found))
    assert "null" not in text


def test_a_curve_with_gaps_becomes_absent_with_how_much_is_missing(walk, with_curve):
    values = np.ones((2, 101))
    values[0, :7] = np.nan
    found = results_dict(with_curve(walk, "L5_S1", values))
    assert "L5_S1" not in found["loads"]
    assert "L4_L5" in found["loads"]
    absent = {each["what"]: each["reason"] for each in found["absent"]}
    assert absent["load of L5_S1 (as recorded)"] == "7 of 202 samples could not be computed"


def test_a_quality_figure_that_is_not_a_number_becomes_absent(walk):
    broken = Residuals(math.nan, 1, 1, 1, 1, 1)
    found = results_dict(replace(walk, quality=replace(walk.quality, residuals=broken)))
    assert "residuals" not in found["quality"]
    assert "residual forces" in [each["what"] for each in found["absent"]]


def test_a_ledger_row_that_is_not_a_number_is_left_out_and_named(walk):
    result = walk.what_ifs[0]
    rows = (*result.ledger, LedgerRow(*next(iter(walk.forces)), math.inf, 1.0))
    found = results_dict(replace(walk, what_ifs=(replace(result, ledger=rows),)))
    assert len(found["what_ifs"]["asked"][0]["ledger"]) == len(result.ledger)
    assert any("ledger rows" in each["what"] for each in found["absent"])


def test_the_json_schema_file_is_the_one_the_models_give():
    file = resources.files("hipspine.report") / "static" / "results.schema.json"
    assert json.loads(file.read_text("utf-8")) == results_json_schema()


def test_a_measurement_is_written_with_its_error_or_with_its_reason(walk):
    error = Repeatability(sem=0.01, source="a study", people="ten adults")
    made = Measurement("step_length", "m", 0.7, side=Side.LEFT, repeatability=error)
    absent = Measurement.absent("walking_speed", "m/s", "no complete stride")
    found = results_dict(replace(walk, measurements=(made, absent)))["measurements"]
    assert (found[0]["value"], found[0]["side"]) == (0.7, "left")
    # The error of 0.01 times 2.77186.
    assert found[0]["repeatability"]["mdc95"] == pytest.approx(0.0277186, rel=1e-5)
    assert "absent_because" not in found[0]
    assert found[1]["absent_because"] == "no complete stride"
    assert "value" not in found[1]


def test_bands_are_written_in_body_weights_around_their_value(walk):
    found = results_dict(walk)["load_bands"]
    assert (found["variants"], found["share"]) == (40, 0.8)
    [band] = found["bands"]
    assert (band["joint"], band["quantity"], band["of"]) == ("hip_right", "resultant", "peak")
    # Numbers carry 7 digits.
    assert band["high_bw"] - band["value_bw"] == pytest.approx(0.1, abs=1e-6)
    assert band["value_bw"] - band["low_bw"] == pytest.approx(0.1, abs=1e-6)


def test_without_variants_there_are_no_bands(walk):
    assert "load_bands" not in results_dict(replace(walk, load_bands=None))
