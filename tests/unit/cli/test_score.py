"""`hipspine score`."""

import json

import pytest

from hipspine.cli.main import EXIT_USER_INPUT, run

PAIN = "pain_now = 3\npain_average = 5\npain_worst = 8\n"


@pytest.fixture
def answers(tmp_path):
    def write(text, name="answers.toml"):
        file = tmp_path / name
        file.write_text(text, "utf-8")
        return str(file)

    return write


def printed(capsys, *arguments):
    assert run(["score", *arguments]) == 0
    return capsys.readouterr().out


def refused(capsys, *arguments):
    assert run(["score", *arguments]) == EXIT_USER_INPUT
    return capsys.readouterr().err


def test_without_a_name_all_questionnaires_are_listed(capsys):
    text = printed(capsys)
    assert "pain_scale" in text
    assert "Roland-Morris" in text


def test_ticked_items_are_scored_and_compared_with_error(capsys):
    text = printed(capsys, "roland_morris", "--items", "1,4,9", "--before", "14")
    assert "Ticked items: 3 (0 – 24)" in text
    assert "From 14 to 3: Better" in text
    assert "below 5 points may be chance" in text
    assert "hardly shows change" in text
    assert "not a diagnosis" in text
    assert "Spine 2008;33:90-94. (checked in the source)" in text


def test_no_ticked_item_is_zero(capsys):
    data = json.loads(printed(capsys, "roland_morris", "--items", "none", "--format", "json"))
    assert data["scores"]["total"]["value"] == 0


def test_marks_by_item_number_are_scored(capsys):
    data = json.loads(printed(capsys, "phq_2", "--items", "1=2,2=1", "--format", "json"))
    assert (data["scores"]["total"]["value"], data["scores"]["total"]["band"]) == (3, "closer_look")


def test_a_total_that_needs_another_says_so(capsys):
    text = printed(capsys, "start_back", "--total", "total=5", "--language", "de")
    assert "braucht es auch den Teil" in text
    assert "Es wurde nichts eingetragen" in text


def test_a_change_without_a_known_error_says_so(capsys):
    text = printed(capsys, "phq_2", "--total", "4", "--before", "2")
    assert "We do not know how large chance changes are" in text
    change = json.loads(
        printed(capsys, "phq_2", "--total", "4", "--before", "2", "--format", "json")
    )
    assert change["changes"]["total"]["verdict"] == "not_known"
    assert change["changes"]["total"]["measurement_error_missing"] == "no_source_read"


def test_an_absent_score_is_null_with_its_reason(capsys):
    data = json.loads(printed(capsys, "phq_2", "--items", "1=2", "--format", "json"))
    assert data["scores"]["total"] == {"value": None, "absent": "item_missing", "unanswered": ["2"]}


def test_our_own_questionnaire_is_scored_from_a_file(capsys, answers):
    text = printed(capsys, "pain_scale", "--answers", answers(PAIN))
    assert "Pain now: 3 (0 – 10)" in text
    assert "Nobody has tested" in text


def test_low_mood_shows_help_with_the_local_number(capsys, answers, monkeypatch):
    monkeypatch.setenv("HIPSPINE_EMERGENCY_NUMBER", "999")
    file = answers("mood_low = 8\njoy_lost = 3\nworry_much = 2\n")
    text = printed(capsys, "mood_and_worry", "--answers", file)
    assert "call 999 or a crisis line now" in text


def test_the_self_check_says_that_it_is_no_test(capsys, answers):
    file = answers('ache_with_exercise = "yes"\nhard_leg_tasks = "not_sure"\n')
    text = printed(capsys, "self_check", "--answers", file)
    assert "This is not a test." in text
    assert "stand up from a chair" in text


def test_a_map_of_pain_says_what_comes_next(capsys, answers):
    file = answers('painful_regions = ["groin_left"]\ntender_gluteal_muscles = ["none"]\n')
    assert "hip joint" in printed(capsys, "pain_map", "--answers", file)


@pytest.mark.parametrize("name", ["pain_scale", "phq_2"])
def test_the_result_can_be_a_fhir_bundle(capsys, answers, name):
    pytest.importorskip("fhir.resources")
    given = ["--answers", answers(PAIN)] if name == "pain_scale" else ["--total", "4"]
    bundle = json.loads(printed(capsys, name, *given, "--format", "fhir"))
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert "Observation" in kinds
    assert ("QuestionnaireResponse" in kinds) == (name == "pain_scale")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["sf_36", "--total", "3"], "one of fabq"),
        (["phq_2", "--total", "7"], "from 0 to 6, not 7"),
        (["phq_2", "--total", "lots"], "'lots'"),
        (["phq_2"], "nothing was entered"),
        (["fabq", "--total", "12"], "physical_activity=12"),
        (["phq_2", "--items", "1=2,1=3"], "item 1 twice"),
        (["phq_2", "--items", "1"], "a number"),
        (["roland_morris", "--items", "1=1"], "takes ticked items"),
        (["roland_morris", "--items", "1,x"], "a number"),
        (["roland_morris", "--total", "3", "--before", "30"], "from 0 to 24"),
        (["roland_morris", "--total", "3", "--before", "sum=3"], "a score that is there now"),
        (
            ["phq_2", "--total", "3", "--answers", "x.toml"],
            "cannot open|UTF-8|--answers for our own",
        ),
        (["pain_scale", "--total", "3"], "--answers for our own"),
        (["pain_scale", "--answers", "/nowhere/a.toml"], "a TOML file in UTF-8"),
        (["phq_2", "--total", "3", "--language", "xx"], "one of de, en"),
    ],
)
def test_what_cannot_be_used_is_refused(capsys, arguments, problem):
    message = refused(capsys, *arguments)
    assert any(part in message for part in problem.split("|"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pain_now = ", "valid TOML"),
        ("pain_nov = 3", "pain_scale has no such item"),
        ("pain_now = true", "is a number"),
        ('pain_now = "3"', "is a number"),
        ("pain_now = [3]", "is a number"),
        ("pain_now = 9\npain_worst = 3", "cannot be above"),
    ],
)
def test_answers_that_cannot_be_right_are_refused(capsys, answers, text, problem):
    assert problem in refused(capsys, "pain_scale", "--answers", answers(text))


@pytest.mark.parametrize("value", ["true", "3", '["walk"]'])
def test_an_activity_is_named_in_words(capsys, answers, value):
    file = answers(f"own_activity_1 = {value}\nown_activity_1_now = 3\n")
    assert "is a few words" in refused(capsys, "own_activities", "--answers", file)
