from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from hipspine.clinic.screen_person import screen_person
from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply
from hipspine.report.handover import render_handover
from hipspine.report.screening_result import (
    Telling,
    answer_words,
    permits_exercise,
    screening_dict,
    shown_level,
)
from hipspine.screen.interview import Ending

LIBRARY = screening_library()
DAY = date(2026, 11, 21)
TELLING = Telling(LIBRARY, "en", "112")
URGENT = Answers(
    {
        "age_years": 62.0,
        "pain_places": frozenset({"lower_back"}),
        "saddle_numbness": Reply.YES,
        "bladder_change": Reply.NO,
        "cough_sends_pain_down_leg": Reply.YES,
        "leg_tingling": Reply.YES,
        "worry": 9.0,
    }
)


def screened(answers):
    return screen_person(answers, LIBRARY, screened_on=DAY)


class Text(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.outside = []
        self.feed(html)

    def handle_data(self, data):
        self.found.append(data.strip())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("src") or given.get("href"):
            self.outside.append(tag)


def words_of(html):
    return " ".join(filter(None, Text(html).found))


def test_the_page_gives_level_rule_source_answers_and_what_was_denied():
    said = words_of(render_handover(screened(URGENT), TELLING))
    for part in (
        "Emergency",
        "call 112",
        "T01",
        "suspected cauda equina syndrome",
        "Todd NV",
        "Age: 62",
        "Answered no : New or worse bladder change (2 weeks)".replace(" :", ":"),
        "not a medical device",
        "No examination has been made",
    ):
        assert part in said


def test_other_patterns_are_named_only_where_nothing_is_urgent():
    assert "A nerve in the low back" not in words_of(render_handover(screened(URGENT), TELLING))
    calm = URGENT.with_answer("saddle_numbness", Reply.NO).with_answer(
        "pain_places", frozenset({"lower_leg"})
    )
    said = words_of(render_handover(screened(calm), TELLING))
    assert "A nerve in the low back" in said
    assert "You worry a lot" in said


def test_of_several_rules_of_a_row_only_the_most_urgent_is_shown():
    answers = Answers({"cancer_ever": Reply.YES, "pain_pattern": frozenset({"new"})})
    said = words_of(render_handover(screened(answers), TELLING))
    assert "T12b" in said
    assert "T12c" not in said


def test_the_page_lists_safety_questions_that_are_open():
    assert "Chest pain, breathlessness" in words_of(render_handover(screened(URGENT), TELLING))


def test_the_page_asks_the_network_for_nothing():
    html = render_handover(screened(URGENT), TELLING)
    assert Text(html).outside == []
    assert "<script" not in html


def test_the_page_speaks_german_throughout():
    said = words_of(render_handover(screened(URGENT), Telling(LIBRARY, "de", "112")))
    assert "Notfall" in said
    assert "Answered no" not in said


def test_the_emergency_number_is_escaped_and_shown():
    html = render_handover(screened(URGENT), Telling(LIBRARY, "en", "<b>1</b>"))
    assert "<b>1</b>" not in html


def test_an_unfinished_screening_has_no_lowest_level():
    open_still = screened(Answers({"age_years": 40.0}))
    said = words_of(render_handover(open_still, TELLING))
    assert "Not settled yet" in said
    assert "Look after it yourself" not in said
    assert "None reported" in said


def test_limits_are_shown():
    answers = Answers({"known_disease": frozenset({"nerve"})})
    said = words_of(render_handover(screened(answers), TELLING))
    assert "Only exercise that a doctor or physio guides" in said


def test_the_data_of_an_emergency_permit_no_exercise():
    data = screening_dict(screened(URGENT), TELLING, today=DAY)
    assert data["level"] == "emergency"
    assert data["permits_exercise"] is False
    assert data["ending"] == "hard_stop"
    assert data["restrictions"] == ["no_exercise"]
    assert data["reasons"][0]["evidence"][0]["doi"].startswith("10.")
    assert data["expires_on"] == "2026-11-28"


def test_an_unfinished_screening_has_no_ending_in_the_data():
    data = screening_dict(screened(Answers()), TELLING, today=DAY)
    assert data["ending"] is None
    assert data["level"] == "emergency"


def test_a_screening_outside_the_scope_permits_no_exercise():
    neck = screened(Answers({"age_years": 40.0, "pain_places": frozenset({"neck"})}))
    assert neck.ending is Ending.OUT_OF_SCOPE
    assert not permits_exercise(neck, DAY)
    assert screening_dict(neck, TELLING, today=DAY)["outside"].keys() == {"neck"}


def test_once_over_open_safety_questions_count_as_yes_in_the_level_shown():
    unfinished = screened(Answers({"age_years": 40.0}))
    assert shown_level(unfinished).id == "self_care"
    assert shown_level(replace(unfinished, ending=Ending.COMPLETE)).id == "emergency"


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("saddle_numbness", Reply.YES, "Yes"),
        ("saddle_numbness", Reply.STILL_NOT_SURE, "Not sure"),
        ("age_years", 40.0, "40"),
        ("pain_course", "worse", "Getting worse"),
        ("both_legs_kind", frozenset({"weakness", "pain"}), "Pain, Weak"),
    ],
)
def test_an_answer_reads_as_words(question, value, words):
    assert answer_words(LIBRARY.questions[question], value, LIBRARY.words("en")) == words
