"""`hipspine exercises`: what is listed, what is shown, and how wrong names are answered."""

import pytest

from hipspine.cli.exercise_text import exercise_list_as_text, range_in_words
from hipspine.cli.main import run
from hipspine.content.exercise_library import exercise_library


def printed(capsys, *arguments):
    assert run(["exercises", *arguments]) == 0
    return capsys.readouterr().out


def test_the_list_names_every_exercise_and_marks_those_that_are_off(capsys):
    out = printed(capsys, "list")
    assert all(f"  {name}: " in out for name in exercise_library().exercises)
    assert out.count("[off by default]") == 2


def test_the_list_keeps_to_stage_equipment_and_muscle(capsys):
    out = printed(
        capsys, "list", "--stage", "activate", "--equipment", "mat", "--muscle", "gluteals"
    )
    assert "bridge: Bridge" in out
    assert "clam_band" not in out  # needs a band
    assert "dead_bug:" not in out  # trains the trunk
    assert "bridge_single_leg" not in out  # comes later


def test_no_equipment_is_said_with_none(capsys):
    assert "nothing needed" in printed(capsys, "list", "--equipment", "none")


def test_a_list_in_which_nothing_fits_says_so():
    assert exercise_list_as_text((), "en") == "No exercise fits all of that."


def test_an_exercise_is_shown_with_words_load_gates_and_neighbours(capsys):
    out = printed(capsys, "show", "side_bridge")
    assert "about 2600 N [mcgill_1998, to_confirm]" in out
    assert "gluteus medius: very high, mean 74 % of maximum [ekstrom_2007, established]" in out
    assert "external oblique: unknown" in out
    assert "hip       unknown: no published figure" in out
    assert "lateral_hip_pain (leave out)" in out
    assert "first     side_bridge_knees, 10 s held" in out
    assert "easier    side_bridge_knees" in out


def test_the_models_own_figure_stands_beside_the_published_one(capsys):
    out = printed(capsys, "show", "squat")
    assert 'in model  "Sit back and down": ' in out
    assert "body weights in L4/L5 (" in out
    assert "not measured in people" in out


def test_an_exercise_that_the_model_cannot_hold_says_why(capsys):
    assert "in model  not computed: hands, forearms" in printed(capsys, "show", "bird_dog")


def test_a_pose_that_its_muscles_cannot_hold_says_so(capsys):
    out = printed(capsys, "show", "bridge_single_leg")
    assert "not computed: the model's muscles cannot hold the drawn pose" in out


def test_an_exercise_speaks_german(capsys):
    assert "Seitstütz (side_bridge)" in printed(capsys, "show", "side_bridge", "--language", "de")


def test_an_exercise_that_is_off_says_why(capsys):
    assert "off by default: A crunch with a twist" in printed(capsys, "show", "bicycle_crunch")


def test_a_timed_exercise_shows_its_minutes(capsys):
    assert "10 to 30 min" in printed(capsys, "show", "walk_easy")


def test_a_stretch_shows_what_it_lengthens(capsys):
    assert "stretches hamstrings" in printed(capsys, "show", "stretch_hamstring_lying")


def test_a_muscle_of_which_only_the_band_is_published_has_no_figure(capsys):
    line = "gluteus maximus: very high [neto_2020, checked]"
    assert line in printed(capsys, "show", "deadlift_floor")


def test_a_count_of_repetitions_is_asked_first(capsys):
    assert "first     bridge, 15 clean" in printed(capsys, "show", "bridge_single_leg")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["show", "superman"], "hipspine exercises list"),
        (["show", "bridge", "--language", "fr"], "one of en, de"),
        (["list", "--stage", "late"], "one of settle, activate"),
        (["list", "--equipment", "kettle"], "one of mat"),
        (["list", "--muscle", "glutes"], "gluteus_maximus"),
    ],
)
def test_a_wrong_name_gets_the_right_ones(arguments, hint, capsys):
    assert run(["exercises", *arguments]) == 2
    assert hint in capsys.readouterr().err


def test_a_range_of_one_figure_is_said_once():
    assert range_in_words((2, 2)) == "2"
    assert range_in_words((2, 3.5)) == "2 to 3.5"
