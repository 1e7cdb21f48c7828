"""The schema of exercises, gates and remedies, and how files are checked against each other."""

import shutil
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from hipspine.content.check import content_problems
from hipspine.content.exercise_library import (
    exercise_library,
    harder_than,
    read_exercise_library,
)
from hipspine.content.exercises import (
    Band,
    Dose,
    Exercise,
    Gate,
    Load,
    MuscleActivity,
    Need,
    Stage,
    activity_band,
)
from hipspine.content.library import content_folder
from hipspine.content.remedies import Remedy
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.errors import ContentError
from hipspine.domain.triage import Restriction

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


@pytest.fixture
def folder(tmp_path):
    """A copy of the content, to be edited wrongly."""
    here = tmp_path / "content"
    shutil.copytree(Path(str(content_folder())), here, ignore=shutil.ignore_patterns("*.py"))
    return here


def replace(file, old, new):
    text = file.read_text("utf-8")
    assert old in text, f"{old} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), "utf-8")


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


def gate(name):
    return exercise_library().gates[name]


def test_groin_pain_closes_the_gate_of_deep_hip_bends():
    closed = Answers({"pain_places": frozenset({"groin"})})
    elsewhere = Answers({"pain_places": frozenset({"lower_back"})})
    assert gate("groin_pain").is_closed(closed)
    assert not gate("groin_pain").is_closed(elsewhere)


def test_the_pain_map_closes_a_gate_as_the_screening_does():
    marked = Answers({"painful_regions": frozenset({"groin_left"})})
    assert gate("groin_pain").is_closed(marked)


@pytest.mark.parametrize(("pain", "closed"), [(5.0, False), (6.0, True), (10.0, True)])
def test_strong_pain_closes_the_gate_of_strengthening(pain, closed):
    # Stage 1 to 2 asks for pain of 5 of 10 or less.
    assert gate("strong_pain").is_closed(Answers({"pain_today": pain})) is closed


def test_not_sure_and_not_answered_close_a_gate():
    unsure = Answers({"leg_weakness": Reply.NOT_SURE})
    assert gate("leg_weakness").is_closed(unsure)
    still_open = gate("leg_weakness").is_closed(Answers(), open_questions={"leg_weakness"})
    assert still_open


def test_a_limit_of_the_screening_closes_its_gate():
    limit = frozenset({Restriction.LOW_LOAD_ONLY})
    assert gate("low_load_only").is_closed(Answers(), restrictions=limit)
    assert not gate("low_load_only").is_closed(Answers())


def test_a_gate_that_is_asked_opens_on_no_alone():
    hip_pinch = gate("hip_pinch")
    assert hip_pinch.is_asked
    assert hip_pinch.is_closed(Answers())
    assert hip_pinch.is_closed(Answers(), asked={"hip_pinch": Reply.NOT_SURE})
    assert hip_pinch.is_closed(Answers(), asked={"hip_pinch": Reply.YES})
    assert not hip_pinch.is_closed(Answers(), asked={"hip_pinch": Reply.NO})


def test_pigeon_is_gated_by_groin_pinch_side_of_hip_and_hip_surgery():
    pigeon = exercise_library().exercise("stretch_pigeon")
    assert {"groin_pain", "hip_pinch", "lateral_hip_pain", "new_hip_joint"} <= set(pigeon.gates)


def test_twists_and_bicycles_alone_are_off_by_default():
    off = {name for name, entry in exercise_library().exercises.items() if not entry.on_by_default}
    assert off == {"russian_twist", "bicycle_crunch"}


def test_the_hip_protocol_of_clam_leg_lift_and_single_leg_bridge_is_there():
    # The hip arm of the trial by Bade and others (2017).
    known = exercise_library().exercises
    assert {"clam", "kneeling_leg_lift", "bridge_single_leg"} <= set(known)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_exercises_without_equipment(stage):
    found = exercise_library().matching(stage=stage, equipment=frozenset())
    assert len(found) >= 3


def test_matching_keeps_to_the_equipment_at_hand():
    found = exercise_library().matching(equipment=frozenset({"mat"}))
    assert {name for entry in found for name in entry.equipment} == {"mat"}


def test_matching_finds_a_muscle_by_group_and_by_combination():
    library = exercise_library()
    by_group = library.matching(muscle="psoas")
    assert {entry.id for entry in by_group} == {
        "stretch_hip_flexor_kneeling",
        "stretch_hip_flexor_lying",
    }
    one = {entry.id for entry in library.matching(muscle="gluteus_medius")}
    assert one < {entry.id for entry in library.matching(muscle="gluteals")}


def test_harder_exercises_are_found_at_any_distance():
    known = exercise_library().exercises
    assert {"bridge_single_leg", "hip_thrust_single_leg"} <= harder_than("bridge", known)
    assert "bridge" not in harder_than("bridge", known)


def test_an_exercise_that_does_not_exist_is_refused():
    with pytest.raises(ContentError, match="hipspine exercises list"):
        exercise_library().exercise("superman")


WRONG = [
    ("exercises/clam.toml", '"clam_band"', '"clam_bend"', "clam: no exercise clam_bend"),
    (
        "exercises/clam_band.toml",
        'easier = ["clam"]',
        'easier = ["bridge"]',
        "clam: clam_band does not name it as easier",
    ),
    (
        "exercises/plank_ball.toml",
        'easier = ["plank"]',
        'easier = ["plank"]\nharder = ["plank"]',
        "plank_ball: is harder than itself",
    ),
    (
        "exercises/squat.toml",
        'stages = ["strengthen", "maintain"]',
        'stages = ["maintain"]',
        "squat: split_squat is harder and comes in an earlier stage",
    ),
    ("exercises/squat.toml", '"knee_pain"', '"knee_ache"', "gate knee_ache is not in"),
    ("exercises/squat.toml", '["hayden_2021"', '["hyden_2021"', "source hyden_2021 is in none"),
    ("exercises/squat.toml", 'exercise = "sit_to_stand"', 'exercise = "sit"', "no such exercise"),
    (
        "exercises/squat.toml",
        'exercise = "sit_to_stand"\nreps = 10',
        'exercise = "sit_to_stand"\nhold_s = 10',
        "squat.needs.sit_to_stand: is not counted so",
    ),
    (
        "exercises/squat.toml",
        'exercise = "sit_to_stand"',
        'exercise = "single_leg_squat"',
        "squat.needs.single_leg_squat: comes in a later stage",
    ),
    ("exercises/squat.toml", "[words.de]", "[words.fr]", "squat.words: in en, fr"),
    (
        "exercise_gates.toml",
        'includes = ["knee"]',
        'includes = ["elbow"]',
        "exercise_gates.knee_pain: pain_places cannot be answered elbow",
    ),
    (
        "exercise_gates.toml",
        'question = "leg_weakness"',
        'question = "leg_power"',
        "exercise_gates.leg_weakness: no question has the id leg_power",
    ),
    (
        "exercise_gates.toml",
        'question = "leg_weakness", is = "yes"',
        'question = "leg_weakness", is = "no"',
        "a rule may not rest on no",
    ),
    ("remedies/heat.toml", '["numb_skin"]', '["cold_skin"]', "gate cold_skin is not in"),
    ("remedies/heat.toml", '"qaseem_2017", ', "", None),
    (
        "evidence_exercises.toml",
        'id = "kang_2016"',
        'id = "nice_ng59"',
        "nice_ng59 is described in another register already",
    ),
    (
        "evidence_exercises.toml",
        'id = "kang_2016"',
        'id = "kang_2061"',
        "evidence_exercises.toml: kang_2061 is cited nowhere",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "problem"), WRONG)
def test_files_that_contradict_each_other_are_refused(folder, name, old, new, problem):
    replace(folder / name, old, new)
    if problem is None:  # the change keeps the files in agreement
        assert read_exercise_library(folder).exercises
        return
    with pytest.raises(ContentError) as caught:
        read_exercise_library(folder)
    assert problem in str(caught.value)


def test_a_gate_that_guards_nothing_is_named(folder):
    for file in (folder / "remedies").iterdir():
        file.write_text(file.read_text("utf-8").replace('gates = ["numb_skin"]\n', ""), "utf-8")
    with pytest.raises(ContentError, match=r"exercise_gates\.numb_skin guards nothing"):
        read_exercise_library(folder)


def test_a_file_is_named_after_its_exercise(folder):
    (folder / "exercises" / "clam.toml").rename(folder / "exercises" / "mussel.toml")
    with pytest.raises(ContentError, match=r"clam\.toml"):
        read_exercise_library(folder)


def test_a_missing_file_is_named(folder):
    (folder / "exercise_gates.toml").unlink()
    with pytest.raises(ContentError, match=r"exercise_gates\.toml: expected the file"):
        read_exercise_library(folder)


def test_a_remedy_that_says_more_in_one_language_is_named(folder):
    replace(
        folder / "remedies" / "heat.toml", "[words.en]\n", '[words.en]\nchecklist = ["More."]\n'
    )
    with pytest.raises(ContentError, match=r"heat\.words: one language says more"):
        read_exercise_library(folder)


def test_the_content_check_covers_the_exercises(folder):
    assert content_problems(folder) == ()
    replace(folder / "exercises" / "clam.toml", '"clam_band"', '"clam_bend"')
    (problem,) = content_problems(folder)
    assert "clam_bend" in problem.what


def test_a_medicine_has_no_time_or_interval():
    file = content_folder() / "remedies" / "medicines.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    assert Remedy.model_validate(table).kind == "medicine"
    with pytest.raises(ValidationError, match="a medicine has no time here"):
        Remedy.model_validate({**table, "every_min": [240, 360]})
