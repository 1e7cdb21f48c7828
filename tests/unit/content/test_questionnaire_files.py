"""A wrong content file of the questionnaires is refused, with the path inside it."""

import shutil
from pathlib import Path

import pytest

import hipspine.content
from hipspine.content.questionnaire_library import (
    questionnaire_library,
    read_questionnaire_library,
)
from hipspine.domain.errors import ContentError

LIBRARY = questionnaire_library()
FOLDER = Path(hipspine.content.__file__).parent


@pytest.fixture
def folder(tmp_path):
    """A copy of the content that a test may spoil."""
    copy = tmp_path / "content"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.trc"))
    return copy


def spoil(folder, name, before, after):
    file = folder / name
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after", "problem"),
    [
        (
            "questionnaires/pain_scale.toml",
            'kind = "number"',
            'kind = "numer"',
            r"items.*pain_now.*kind",
        ),
        ("questionnaires/pain_scale.toml", "highest = 10", "highest = 0", "from 0 to 0"),
        (
            "questionnaires/pain_scale.toml",
            '"pain_now", "pain_worst"',
            '"pain_nov", "pain_worst"',
            "no number item: pain_nov",
        ),
        ("questionnaires/pain_scale.toml", "ostelo_2008", "ostelo_2088", "ostelo_2088 is not in"),
        (
            "questionnaires/pain_scale.toml",
            'id = "pain_now"',
            'id = "age_years"',
            "number item|used 2 times",
        ),
        (
            "questionnaires/acceptable_state.toml",
            'id = "could_live_with_it"',
            'id = "low_mood"',
            "low_mood is used 2 times",
        ),
        (
            "questionnaires/acceptable_state.toml",
            'kind = "reply"',
            'kind = "reply"\nchoices = ["a"]',
            "with 1 choices",
        ),
        (
            "questionnaires/acceptable_state.toml",
            'kind = "reply"',
            'kind = "reply"\nnamed_by = "x"',
            "cannot be named_by",
        ),
        (
            "questionnaires/acceptable_state.toml",
            'kind = "reply"',
            'kind = "choice"\nchoices = ["a", "a"]',
            "listed twice",
        ),
        (
            "questionnaires/acceptable_state.toml",
            'id = "acceptable_state"',
            'id = "acceptable"',
            "the file name acceptable.toml",
        ),
        (
            "questionnaires/acceptable_state.toml",
            "reviewed_on",
            "wording_tested = true\nreviewed_on",
            "wording_tested",
        ),
        (
            "questionnaires/own_activities.toml",
            'named_by = "own_activity_1"',
            'named_by = "own_activity_1_now"',
            "no text item",
        ),
        (
            "questionnaires/own_activities.toml",
            'rule = "mean"',
            'rule = "total_only"',
            "rule total_only with 5 items",
        ),
        (
            "questionnaires/own_activities.toml",
            'better = "higher"',
            'better = "higher"\nreversed = ["own_activity_1_now"]',
            "our own scores are sums",
        ),
        (
            "questionnaires/injury_history.toml",
            'question = "past_injuries"',
            'question = "past_injury"',
            "is not asked before it",
        ),
        ("questionnaires/injury_history.toml", '"back_injury", ', "", "has no back_injury"),
        (
            "questionnaires/symptoms.toml",
            '"less_common_symptoms"',
            '"common_symptoms"',
            "listed twice: common_symptoms",
        ),
        (
            "questionnaires/pain_map.toml",
            '[[regions]]\nid = "lumbar_left"',
            '[[regions]]\nid = "lumbar_up"',
            "no choice of this map: lumbar_up",
        ),
        (
            "questionnaires/pain_map.toml",
            'place = ["groin"]',
            'place = ["leg"]',
            "pain_map.groin_left: no place leg",
        ),
        ("instruments/phq_2.toml", "items = [1, 2]", "items = [1, 3]", "the form has no item 3"),
        ("instruments/phq_2.toml", "items = [1, 2]", "items = [1, 1]", "an item is listed twice"),
        (
            "instruments/phq_2.toml",
            "highest = 6\nbetter",
            "highest = 7\nbetter",
            r"add up to \(0, 6\)",
        ),
        (
            "instruments/phq_2.toml",
            "lowest = 3, highest = 6",
            "lowest = 3, highest = 8",
            "does not lie on the scale",
        ),
        (
            "instruments/phq_2.toml",
            "lowest = 0\nhighest = 6",
            "lowest = 6\nhighest = 0",
            "is not below highest",
        ),
        (
            "instruments/phq_2.toml",
            'no_important_change = "no_source_read"\n',
            "",
            "important_change or no_important",
        ),
        (
            "instruments/phq_2.toml",
            'no_measurement_error = "no_source_read"\n',
            "",
            "measurement_error or no_meas",
        ),
        (
            "instruments/phq_2.toml",
            'entry = "ratings"',
            'entry = "total"',
            "entry total with 2 items",
        ),
        ("instruments/phq_2.toml", "item_highest = 3", "item_highest = 0", "items from 0 to 0"),
        (
            "instruments/start_back.toml",
            'score = "distress", at_most = 3',
            'score = "distres", at_most = 3',
            "no such score: distres",
        ),
        (
            "instruments/start_back.toml",
            'score = "distress", at_most = 3',
            'score = "distress"',
            "needs at_least or at_most",
        ),
        (
            "instruments/start_back.toml",
            "counts_from = { 9 = 3 }",
            "counts_from = { 10 = 3 }",
            "not among its items: 10",
        ),
        (
            "instruments/start_back.toml",
            'id = "distress"',
            'id = "total"',
            "a score is listed twice",
        ),
        (
            "instruments/lefs.toml",
            "points = 9, evidence",
            "evidence",
            "needs points, percent or both",
        ),
        (
            "instruments/promis_physical_function.toml",
            "points_up_to = 6",
            "points_up_to = 2",
            "must be more than points",
        ),
        (
            "follow_ups.toml",
            'ask = ["groin_pain_on_loading", "hip_stiff"]',
            'ask = ["hip_stif"]',
            "groin_pain.ask: nothing is called hip_stif",
        ),
        (
            "follow_ups.toml",
            'ask_again = ["leg_weakness"]',
            'ask_again = ["pain_places"]',
            "no yes-or-no question pain_places",
        ),
        ("follow_ups.toml", 'measure = ["fadir", ', 'measure = ["fadr", ', "not listed: fadr"),
        ("follow_ups.toml", 'show_help = "low_mood"', 'show_help = "mood"', "not listed: mood"),
        (
            "follow_ups.toml",
            '"groin_left", "groin_right"',
            '"groin"',
            "painful_regions has no groin",
        ),
        (
            "follow_ups.toml",
            'question = "tender_gluteal_muscles"',
            'question = "tender"',
            "nothing is called tender",
        ),
        (
            "follow_ups.toml",
            'when = { question = "worry_much", at_least = 5 }',
            'when = { named = "worry" }',
            "no named conditions",
        ),
        ("follow_ups.toml", 'measure = ["modified_thomas"]\n', "", "it leads nowhere"),
        (
            "course.toml",
            'worst_pain = "worst"',
            'worst_pain = "worse"',
            "no score pain_scale.worse",
        ),
        (
            "outcome_evidence.toml",
            'id = "ostelo_2008"',
            'id = "ostelo"',
            "outcome_evidence.ostelo is cited nowhere",
        ),
        (
            "text/de/questionnaires.toml",
            "within_error = ",
            "within_eror = ",
            "text/de: no sentence for verdict.within_error",
        ),
        (
            "text/de/questionnaires.toml",
            "within_error = ",
            "within_eror = ",
            "text/de: nothing says verdict.within_eror",
        ),
    ],
)
def test_a_wrong_content_file_is_refused_with_the_path(folder, name, before, after, problem):
    spoil(folder, name, before, after)
    with pytest.raises(ContentError, match=problem):
        read_questionnaire_library(folder)


def test_a_folder_without_any_language_is_refused(folder):
    for file in folder.glob("text/*/questionnaires*.toml"):
        file.unlink()
    with pytest.raises(ContentError, match="no language"):
        read_questionnaire_library(folder)


def test_the_untouched_copy_is_accepted(folder):
    assert read_questionnaire_library(folder) == LIBRARY


@pytest.mark.parametrize("name", ["follow_ups.toml", "course.toml", "outcome_evidence.toml"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ContentError, match=name):
        read_questionnaire_library(folder)


def test_a_missing_folder_is_told_by_what_it_should_hold(folder):
    shutil.rmtree(folder / "instruments")
    with pytest.raises(ContentError, match=r"course: no score roland_morris\.total"):
        read_questionnaire_library(folder)


def test_a_file_that_is_not_utf_8_is_named(folder):
    (folder / "course.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError, match=r"course\.toml.*UTF-8"):
        read_questionnaire_library(folder)


def test_items_that_are_no_list_are_refused(folder):
    spoil(folder, "instruments/phq_2.toml", "items = [1, 2]", "items = 3")
    with pytest.raises(ContentError, match=r"scores.*items"):
        read_questionnaire_library(folder)


@pytest.mark.parametrize(
    "condition", ['{ named = "x" }', '{ any = [{ question = "strength_days", at_least = 1 }] }']
)
def test_a_condition_that_fhir_cannot_say_is_refused(folder, condition):
    spoil(
        folder,
        "questionnaires/activity_and_sitting.toml",
        '{ question = "strength_days", at_least = 1 }',
        condition,
    )
    with pytest.raises(ContentError, match="must be on one question"):
        read_questionnaire_library(folder)
