"""The schema of exercises, gates and remedies: what an entry must say, and may not."""

import tomllib

import pytest
from pydantic import ValidationError

from hipspine.content.exercises import (
    Band,
    Dose,
    Exercise,
    Gate,
    Load,
    MuscleActivity,
    Need,
    activity_band,
)
from hipspine.content.library import content_folder
from hipspine.content.remedies import Remedy

KNOWN = {"measured_as": "mean", "evidence": "a_source", "certainty": "checked"}
GOOD_DOSE = {
    "sets": [2, 3],
    "reps": [8, 12],
    "seconds_per_rep": 4.0,
    "rest_s": [60, 90],
    "effort": [5, 7],
    "days_per_week": [2, 3],
    "evidence": "a_source",
}


def bridge_table():
    file = content_folder() / "exercises" / "bridge.toml"
    return tomllib.loads(file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        (0, Band.LOW),
        (20.9, Band.LOW),
        (21, Band.MODERATE),
        (40.9, Band.MODERATE),
        (41, Band.HIGH),
        (60, Band.HIGH),
        (60.1, Band.VERY_HIGH),
        (106.2, Band.VERY_HIGH),
    ],
)
def test_bands_of_activity_follow_macadam_and_feser(percent, band):
    assert activity_band(percent) is band


def test_a_muscle_with_a_figure_has_the_band_of_the_middle_of_its_range():
    # 34 to 53: the middle is 43.5, above 40.
    muscle = {"group": "gluteus_maximus", "percent": [34, 53], **KNOWN}
    assert MuscleActivity.model_validate({**muscle, "band": "high"}).band is Band.HIGH
    with pytest.raises(ValidationError, match="the middle of"):
        MuscleActivity.model_validate({**muscle, "band": "moderate"})


def test_a_band_without_a_figure_needs_a_source():
    muscle = {"group": "gluteus_maximus", "band": "very_high"}
    assert MuscleActivity.model_validate({**muscle, **KNOWN}).percent is None
    with pytest.raises(ValidationError, match="needs measured_as, evidence and certainty"):
        MuscleActivity.model_validate(muscle)


def test_an_unknown_activity_names_no_source():
    with pytest.raises(ValidationError, match="unknown activity has no figure"):
        MuscleActivity.model_validate({"group": "psoas", "band": "unknown", **KNOWN})


def test_a_muscle_that_the_body_does_not_have_is_refused():
    with pytest.raises(ValidationError, match="no muscle group glutes"):
        MuscleActivity.model_validate({"group": "glutes", "band": "unknown"})


@pytest.mark.parametrize(
    ("basis", "figure", "band"),
    [
        ("compression_N", 1999, "low"),
        ("compression_N", 2009, "moderate"),
        ("compression_N", 3000, "high"),
        ("compression_N", 3400, "very_high"),
        ("pressure_MPa", 0.5, "low"),
        ("pressure_MPa", 1.1, "moderate"),
        ("pressure_MPa", 1.7, "high"),
        ("pressure_MPa", 2.3, "very_high"),
        ("percent_body_weight", 143, "moderate"),
        ("percent_body_weight", 238, "high"),
        ("percent_body_weight", 441, "very_high"),
    ],
)
def test_bands_of_load_lie_between_the_published_anchors(basis, figure, band):
    known = {"basis": basis, "figure": figure, "evidence": "a_source", "certainty": "checked"}
    assert Load.model_validate({"band": band, **known}).figure == figure
    wrong = "low" if band != "low" else "high"
    with pytest.raises(ValidationError, match="is not"):
        Load.model_validate({"band": wrong, **known})


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"band": "low"}, "needs basis, evidence and certainty"),
        ({"band": "unknown", "figure": 500}, "no figure and no source"),
        (
            {"band": "low", "basis": "judged", "figure": 500, "evidence": "x", "certainty": "own"},
            "basis judged with figure",
        ),
        (
            {"band": "low", "basis": "compression_N", "evidence": "x", "certainty": "own"},
            "basis compression_N with figure None",
        ),
    ],
)
def test_a_load_is_known_with_its_source_or_said_to_be_unknown(table, problem):
    with pytest.raises(ValidationError, match=problem):
        Load.model_validate(table)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"sets": [3, 2]}, "is not a range"),
        ({"sets": [0, 2]}, "is not within 1 to 5"),
        ({"reps": [8, 400]}, "is not within 1 to 30"),
        ({"effort": [5, 10]}, "is not within 0 to 8"),
        ({"days_per_week": [2, 8]}, "is not within 1 to 7"),
        ({"minutes": [1, 2]}, "give minutes, or reps"),
        ({"reps": None, "seconds_per_rep": None}, "give minutes, or reps"),
        ({"seconds_per_rep": None}, "reps need seconds_per_rep or hold_s"),
        ({"hold_s": [5, 10]}, "reps need seconds_per_rep or hold_s, and not both"),
        ({"reps": None, "minutes": [1, 2]}, "minutes stand alone"),
        ({"seconds_per_rep": -1}, "greater than 0"),
    ],
)
def test_an_impossible_dose_is_refused(change, problem):
    table = {key: value for key, value in {**GOOD_DOSE, **change}.items() if value is not None}
    with pytest.raises(ValidationError, match=problem):
        Dose.model_validate(table)


def test_a_session_lasts_its_repetitions_on_each_side_and_the_rests_between_sets():
    # 2 sides x 3 sets x 10 repetitions x 4 s + 2 rests x 60 s = 360 s.
    dose = Dose.model_validate(GOOD_DOSE)
    assert dose.session_s(sets=3, reps=10, sides=2) == 360


def test_a_session_of_holds_lasts_the_shortest_hold():
    # 1 side x 2 sets x 5 holds x 5 s + 1 rest x 30 s = 80 s.
    holds = {**GOOD_DOSE, "hold_s": [5, 10], "rest_s": [30, 60]}
    del holds["seconds_per_rep"]
    assert Dose.model_validate(holds).session_s(sets=2, reps=5, sides=1) == 80


def test_a_timed_exercise_lasts_its_shortest_time():
    timed = {"minutes": [10, 30], "effort": [2, 4], "days_per_week": [3, 7], "evidence": "x"}
    assert Dose.model_validate(timed).session_s(sets=1, reps=1, sides=1) == 600


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"stages": ["activate", "settle"]}, "stages are not in order"),
        ({"stages": ["settle", "settle"]}, "stages are not in order"),
        ({"stages": ["rest"]}, "Input should be"),
        ({"muscles": []}, "without a muscle"),
        ({"on_by_default": False}, "off_because is said exactly where"),
        ({"hip_load": {"band": "low"}}, "needs basis"),
        ({"colour": "blue"}, "Extra inputs"),
        ({"id": "Bridge"}, "pattern"),
    ],
)
def test_an_exercise_that_contradicts_itself_is_refused(change, problem):
    with pytest.raises(ValidationError, match=problem):
        Exercise.model_validate({**bridge_table(), **change})


def test_a_muscle_listed_twice_is_refused():
    table = bridge_table()
    table["muscles"].append(table["muscles"][0])
    with pytest.raises(ValidationError, match="listed twice"):
        Exercise.model_validate(table)


@pytest.mark.parametrize(
    ("joint", "basis", "figure"),
    [("lumbar_load", "percent_body_weight", 50), ("hip_load", "compression_N", 500)],
)
def test_a_load_in_the_unit_of_the_other_joint_is_refused(joint, basis, figure):
    load = {"band": "low", "basis": basis, "figure": figure, "evidence": "x", "certainty": "own"}
    with pytest.raises(ValidationError, match="belongs to the other joint"):
        Exercise.model_validate({**bridge_table(), joint: load})


def test_a_need_counts_repetitions_or_seconds():
    with pytest.raises(ValidationError, match="give reps or hold_s"):
        Need.model_validate({"exercise": "bridge"})


def test_a_gate_is_decided_in_one_way():
    words = {"en": {"why": "Because."}, "de": {"why": "Darum."}}
    gate = {"id": "a_gate", "then": "leave_out", "evidence": ["x"], "words": words}
    with pytest.raises(ValidationError, match="give when, restriction, or ask"):
        Gate.model_validate(gate)
    both = {**gate, "restriction": "low_load_only", "when": {"question": "knee", "is": "yes"}}
    with pytest.raises(ValidationError, match="give when, restriction, or ask"):
        Gate.model_validate(both)
    one_language = {**words, "en": {"why": "Because.", "ask": "Does it hurt?"}}
    with pytest.raises(ValidationError, match="ask in every language"):
        Gate.model_validate({**gate, "words": one_language})


def test_a_medicine_has_no_time_or_interval():
    file = content_folder() / "remedies" / "medicines.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    assert Remedy.model_validate(table).kind == "medicine"
    with pytest.raises(ValidationError, match="a medicine has no time here"):
        Remedy.model_validate({**table, "every_min": [240, 360]})
