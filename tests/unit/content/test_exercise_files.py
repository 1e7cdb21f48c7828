"""Files of exercises, gates and remedies are checked against each other."""

import shutil
from pathlib import Path

import pytest

from hipspine.content.check import content_problems
from hipspine.content.exercise_library import read_exercise_library
from hipspine.content.library import content_folder
from hipspine.domain.errors import ContentError

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
