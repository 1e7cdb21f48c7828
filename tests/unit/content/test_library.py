import shutil
from pathlib import Path

import pytest

from hipspine.content.library import (
    check_content,
    content_folder,
    read_library,
    screening_library,
)
from hipspine.domain.errors import ContentError
from hipspine.domain.triage import TriageLevel

FILES = (
    "questions.toml",
    "red_flags.toml",
    "triage.toml",
    "other_causes.toml",
    "yellow_flags.toml",
    "evidence.toml",
)


@pytest.fixture
def folder(tmp_path):
    """A copy of the screening's content, to be edited wrongly."""
    for name in FILES:
        (tmp_path / name).write_text((content_folder() / name).read_text("utf-8"), "utf-8")
    for language in ("en", "de"):
        (tmp_path / "text" / language).mkdir(parents=True)
        for file in (content_folder() / "text" / language).iterdir():
            if file.name.startswith("screening"):
                copy = tmp_path / "text" / language / file.name
                copy.write_text(file.read_text("utf-8"), "utf-8")
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def found(folder: Path) -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in check_content(folder)]


def test_the_content_that_ships_has_no_problems():
    assert check_content(content_folder()) == ()


def test_a_copy_of_the_content_is_read_as_the_content_that_ships(folder):
    assert read_library(folder).safety_questions == screening_library().safety_questions


def test_every_question_that_decides_whether_a_safety_question_is_put_is_one_itself():
    library = screening_library()
    for question in library.safety_questions:
        if question in library.ask_if:
            assert set(library.ask_if[question].questions()) <= set(library.safety_questions)


def test_rows_t01_to_t08_t10_t14_and_t15_are_asked_weekly():
    rows = {"T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T10", "T14", "T15"}
    for rule in screening_library().rules:
        if rule.row in rows:
            assert rule.weekly, rule.id


def test_only_the_two_lower_levels_permit_a_plan():
    permitted = {level for level, entry in screening_library().levels.items() if entry.permits_plan}
    assert permitted == {TriageLevel.SELF_CARE, TriageLevel.CLINICIAN_SOON}


def test_a_language_that_does_not_ship_is_refused():
    with pytest.raises(ContentError, match="de, en"):
        screening_library().words("xx")


WRONG = [
    ("red_flags.toml", '["todd_2016", "greenhalgh', '["tod_2016", "greenhalgh', "no tod_2016"),
    ("red_flags.toml", 'question = "chest_or_breath"', 'question = "chest"', "no question has the"),
    ("red_flags.toml", '{ named = "infection_risk" }', '{ named = "risk" }', "is named risk"),
    (
        "red_flags.toml",
        'question = "chest_or_breath", is = "yes"',
        'question = "chest_or_breath", is = "no"',
        "may not rest on no",
    ),
    ("red_flags.toml", 'is = "within_hours"', 'is = "in_hours"', "cannot be answered in_hours"),
    ("red_flags.toml", "at_least = 55", "at_least = 155", "155 lies outside age_years"),
    (
        "red_flags.toml",
        'question = "sepsis_signs", is = "yes"',
        'question = "sepsis_signs", at_least = 1',
        "is of kind reply",
    ),
    (
        "red_flags.toml",
        'question = "pain_course", is = "worse"',
        'question = "pain_course", includes = ["worse"]',
        "is of kind choice",
    ),
    ("red_flags.toml", 'id = "T15"', 'id = "T14"', "T15: this row of the decision table"),
    ("red_flags.toml", 'id = "T02"', 'id = "T01"', "the id is used 2 times"),
    ("red_flags.toml", 'level = "emergency"', 'level = "self_care"', "a hard stop is"),
    (
        "red_flags.toml",
        'question = "infection_risk"\nincludes = [',
        'named = "infection_risk"\n[conditions.other]\nquestion = "infection_risk"\nincludes = [',
        "refers to itself",
    ),
    (
        "questions.toml",
        'question = "both_legs", is = "yes"',
        'question = "pain_course", is = "worse"',
        "no question has the id pain_course",
    ),
    (
        "questions.toml",
        'question = "both_legs", is = "yes"',
        'question = "both_legs", is = "no"',
        "may not rest on no",
    ),
    (
        "questions.toml",
        'not_above = "age_years"',
        'not_above = "pain_places"',
        "no number with the id pain_places",
    ),
    (
        "questions.toml",
        'not_above = "age_years"',
        'not_above = "nothing"',
        "no number with the id nothing",
    ),
    (
        "triage.toml",
        "permits_plan = false",
        "permits_plan = true",
        "only self_care and clinician_soon",
    ),
    (
        "triage.toml",
        'outside = ["neck", ',
        "outside = [",
        "each choice of the question pain_places",
    ),
    ("evidence.toml", 'id = "own_severe_pain"', 'id = "own_other"', "nothing cites it"),
    (
        "text/de/screening_rules.toml",
        "T01.reason",
        "T01.grund",
        "rule.T01.reason: the sentence is missing",
    ),
    (
        "text/en/screening_rules.toml",
        "T01.reason",
        "T77.reason",
        "nothing in the content has this id",
    ),
    (
        "text/de/screening.toml",
        "Rufen Sie {number} an oder",
        "Rufen Sie an oder",
        "its gaps differ",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "complaint"), WRONG)
def test_a_wrong_reference_is_named_with_its_path(folder, name, old, new, complaint):
    edit(folder / name, old, new)
    problems = found(folder)
    assert any(complaint in problem for problem in problems), problems
    with pytest.raises(ContentError, match="hipspine content check"):
        read_library(folder)


SCHEMA = [
    ("red_flags.toml", '\ntier = "hard"', '\ntier = "firm"', "rules.0 (T01).tier"),
    ("red_flags.toml", 'is = "yes"', 'ist = "yes"', "ist"),
    ("red_flags.toml", "count = 2, of", "count = 9, of", "count 9 is more than the 5 parts"),
    ("red_flags.toml", 'id = "T01"', 'id = "one"', "rules.0 (one).id"),
    (
        "red_flags.toml",
        'question = "saddle_numbness", is = "yes"',
        'question = "saddle_numbness"',
        "do not make a condition",
    ),
    ("questions.toml", '\nkind = "reply"', '\nkind = "number"', "kind number from 0 to 0"),
    ("questions.toml", '\nkind = "reply"', '\nkind = "choice"', "kind choice with 0 choices"),
    ("questions.toml", '"better", "same", "worse"', '"better", "same", "same"', "listed twice"),
    ("evidence.toml", 'doi = "10.1080/02688697.2016.1187254"\n', "", "needs a doi, a pmid or"),
    ("triage.toml", "ask_again_days = 7", "ask_again_days = 30", "less than or equal to 7"),
    ("other_causes.toml", "[[causes]]", "[[causes", "line"),
    ("text/en/screening.toml", 'print = "To keep', 'print = 5 # "To keep', "5"),
    (
        "text/en/screening.toml",
        "[contact]",
        "[rule]\nT01.reason = 'x'\n[contact]",
        "rule.T01.reason",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "complaint"), SCHEMA)
def test_a_file_against_its_schema_is_refused_with_the_path_inside(
    folder, name, old, new, complaint
):
    edit(folder / name, old, new)
    problems = found(folder)
    assert any(complaint in problem for problem in problems), problems


def test_missing_and_unreadable_files_are_all_named(folder):
    (folder / "triage.toml").unlink()
    (folder / "evidence.toml").write_bytes(b"\xff\xfe")
    problems = found(folder)
    assert any(problem.startswith("triage.toml") for problem in problems)
    assert any(problem.startswith("evidence.toml") for problem in problems)
    with pytest.raises(ContentError):
        read_library(folder)


@pytest.mark.parametrize("emptied", ["text", "text/en and text/de"])
def test_content_without_any_sentence_is_refused(folder, emptied):
    shutil.rmtree(folder / "text")
    if emptied != "text":
        (folder / "text" / "en").mkdir(parents=True)
        (folder / "text" / "notes.txt").write_text("not a language", "utf-8")
    assert any("no screening*.toml" in problem for problem in found(folder))


def test_a_scope_without_the_question_of_places_is_refused(folder):
    edit(folder / "questions.toml", 'id = "pain_places"', 'id = "places"')
    assert any("pain_places" in problem for problem in found(folder))
