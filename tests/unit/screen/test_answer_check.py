import pytest

from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.errors import AnswersError
from hipspine.screen.answer_check import (
    answer_as_data,
    answer_from,
    check_answer,
    check_complete,
    contradictions,
    read_answers,
)

LIBRARY = screening_library()


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("age_years", 0.0),
        ("age_years", 120.0),
        ("pain_today", 10.0),
        ("saddle_numbness", Reply.NOT_SURE),
        ("pain_course", "worse"),
        ("pain_course", Reply.NOT_SURE),
        ("aorta_signs", frozenset({"none"})),
        ("aorta_signs", frozenset({"fainted", "cold_leg"})),
    ],
)
def test_an_answer_that_fits_is_accepted(question, value):
    check_answer(question, value, LIBRARY)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("age_years", 121.0),
        ("age_years", -1.0),
        ("age_years", 40.5),
        ("age_years", float("nan")),
        ("age_years", float("inf")),
        ("age_years", Reply.NOT_SURE),
        ("age_years", "old"),
        ("saddle_numbness", "maybe"),
        ("saddle_numbness", 1.0),
        ("pain_course", "yes"),
        ("pain_course", Reply.YES),
        ("aorta_signs", frozenset()),
        ("aorta_signs", frozenset({"none", "fainted"})),
        ("aorta_signs", frozenset({"hiccups"})),
        ("aorta_signs", "fainted"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(question, value):
    with pytest.raises(AnswersError, match=question):
        check_answer(question, value, LIBRARY)


def test_every_problem_of_a_file_is_listed_at_once():
    text = """
    age_years = 230
    tail_numbness = "no"
    pain_course = "sideways"
    aorta_signs = ["none", "fainted"]
    known_disease = ["bone", "bone"]
    exercise_safety = [1]
    pain_today = true
    both_legs = "no"
    both_legs_kind = ["weakness"]
    leg_weakness = "no"
    """
    with pytest.raises(AnswersError) as caught:
        read_answers(text, LIBRARY, where="answers.toml")
    message = str(caught.value)
    for complaint in (
        "age_years: expected a whole number from 0 to 120",
        "tail_numbness: there is no question",
        "pain_course: expected one of better, same, worse",
        "aorta_signs: expected a list",
        "known_disease: expected a list",
        "exercise_safety: expected a list",
        "pain_today: expected a whole number",
        "both_legs_kind: is answered although the answer to both_legs rules it out",
        "weak_legs_or_not",
    ):
        assert complaint in message


def test_a_file_that_is_not_toml_is_refused_with_the_line():
    with pytest.raises(AnswersError, match="line 1"):
        read_answers("age_years = \npain_today = 3\n", LIBRARY, where="answers.toml")


def test_good_answers_are_read_as_typed_values():
    text = 'age_years = 40\nsaddle_numbness = "not_sure"\npain_course = "same"\n'
    answers = read_answers(text + 'aorta_signs = ["none"]\n', LIBRARY, where="a.toml")
    assert dict(answers) == {
        "age_years": 40.0,
        "saddle_numbness": Reply.NOT_SURE,
        "pain_course": "same",
        "aorta_signs": frozenset({"none"}),
    }


def test_pain_that_began_later_than_today_contradicts_the_age():
    answers = Answers(
        {"age_years": 40.0, "pain_duration": "over_3_months", "onset_age_years": 41.0}
    )
    assert ("onset_age_years", "is above age_years") in list(contradictions(answers, LIBRARY))
    same = answers.with_answer("onset_age_years", 40.0)
    assert list(contradictions(same, LIBRARY)) == []


def test_not_being_sure_contradicts_nothing():
    answers = Answers(
        {
            "leg_weakness": Reply.YES,
            "leg_weakness_course": "known_mild_stable",
            "cannot_lift_foot_or_stand": Reply.NOT_SURE,
        }
    )
    assert list(contradictions(answers, LIBRARY)) == []


def test_missing_safety_questions_are_listed_together():
    with pytest.raises(AnswersError) as caught:
        check_complete(Answers({"age_years": 40.0}), LIBRARY, where="a.toml")
    assert "saddle_numbness" in str(caught.value)
    assert "chest_or_breath" in str(caught.value)
    assert "poor_sleep" not in str(caught.value)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("age_years", 40.0),
        ("saddle_numbness", Reply.STILL_NOT_SURE),
        ("pain_course", "same"),
        ("aorta_signs", frozenset({"fainted", "cold_leg"})),
    ],
)
def test_an_answer_survives_being_written_and_read(question, value):
    assert answer_from(answer_as_data(value), LIBRARY.questions[question]) == value


def test_a_complete_set_of_answers_passes():
    from screening_answers import complete

    answers = complete()
    check_complete(answers, LIBRARY, where="a.toml")
    assert list(contradictions(answers, LIBRARY)) == []
