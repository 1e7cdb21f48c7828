import pytest

from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.errors import AnswersError
from hipspine.domain.triage import TriageLevel
from hipspine.screen.interview import (
    Ending,
    ending,
    give_answer,
    is_out_of_scope,
    next_question,
    questions_left,
    settled_level,
)

LIBRARY = screening_library()
HARMLESS = {"age_years": 40.0, "pain_places": frozenset({"lower_back"}), "onset_age_years": 40.0}


def harmless(question):
    if question.id in HARMLESS:
        return HARMLESS[question.id]
    if question.kind == "reply":
        return Reply.NO
    if question.kind == "number":
        return 0.0
    if question.kind == "choices":
        return frozenset({"none"})
    return question.choices[0]


def until(stop, answers=None, **instead):
    """Answer harmlessly, or as told, until a question is due or the interview is over."""
    answers = Answers() if answers is None else answers
    asked = []
    while (asking := next_question(answers, LIBRARY)) is not None and asking.question.id != stop:
        asked.append(asking.question.id)
        value = instead.get(asking.question.id, harmless(asking.question))
        answers = give_answer(answers, asking.question.id, value, LIBRARY)
    return answers, asked


def test_the_first_questions_are_about_age_place_and_what_needs_help_now():
    _, asked = until("fever_or_very_ill")
    assert asked[:6] == [
        "age_years",
        "pain_places",
        "saddle_numbness",
        "bladder_change",
        "bowel_change",
        "sexual_change",
    ]
    assert set(asked) <= set(LIBRARY.safety_questions)


def test_a_harmless_interview_puts_every_question_without_follow_ups_once():
    answers, asked = until(None)
    assert ending(answers, LIBRARY) is Ending.COMPLETE
    assert len(asked) == len(set(asked))
    skipped = set(LIBRARY.questions) - set(asked)
    assert skipped <= set(LIBRARY.ask_if)
    assert "leg_weakness_course" in skipped


def test_a_follow_up_comes_only_where_it_matters():
    _, asked = until(None, leg_weakness=Reply.YES, leg_weakness_course="known_mild_stable")
    assert asked.index("leg_weakness_course") == asked.index("leg_weakness") + 1


def test_not_sure_is_put_once_more_in_plainer_words_and_then_counts_as_yes():
    answers, _ = until("saddle_numbness")
    answers = give_answer(answers, "saddle_numbness", Reply.NOT_SURE, LIBRARY)
    again = next_question(answers, LIBRARY)
    assert again.question.id == "saddle_numbness"
    assert again.plainer
    assert settled_level(answers, LIBRARY) is TriageLevel.SELF_CARE
    answers = give_answer(answers, "saddle_numbness", Reply.NOT_SURE, LIBRARY)
    assert answers["saddle_numbness"] is Reply.STILL_NOT_SURE
    assert settled_level(answers, LIBRARY) is TriageLevel.EMERGENCY
    assert ending(answers, LIBRARY) is Ending.HARD_STOP


def test_the_plainer_wording_may_settle_it():
    answers, _ = until("saddle_numbness")
    for reply in (Reply.NOT_SURE, Reply.NO):
        answers = give_answer(answers, "saddle_numbness", reply, LIBRARY)
    assert next_question(answers, LIBRARY).question.id == "bladder_change"


def test_an_emergency_ends_the_interview_at_once():
    answers, asked = until(None, bladder_change=Reply.YES)
    assert asked[-1] == "bladder_change"
    assert ending(answers, LIBRARY) is Ending.HARD_STOP


def test_at_the_same_day_only_what_could_make_it_an_emergency_is_still_asked():
    answers, asked = until(None, fever_or_very_ill=Reply.YES)
    after = asked[asked.index("fever_or_very_ill") + 1 :]
    assert "sepsis_signs" in after
    assert "hot_hip" in after
    assert "cancer_ever" not in after  # no leg sign was reported, so it could not matter
    assert "poor_sleep" not in after
    assert ending(answers, LIBRARY) is Ending.HARD_STOP


def test_with_a_leg_sign_a_history_of_cancer_is_still_asked_at_the_same_day():
    _, asked = until(None, cord_signs=Reply.YES)
    assert "cancer_ever" in asked


def test_an_unsure_answer_at_the_same_day_is_put_once_more():
    answers, _ = until("cord_signs_fast", cord_signs=Reply.YES)
    answers = give_answer(answers, "cord_signs_fast", Reply.NOT_SURE, LIBRARY)
    again = next_question(answers, LIBRARY)
    assert (again.question.id, again.plainer) == ("cord_signs_fast", True)


def test_changing_an_answer_takes_back_what_hung_on_it():
    answers = Answers()
    for question, value in {
        "pain_duration": "over_3_months",
        "onset_age_years": 30.0,
        "inflammatory_signs": frozenset({"psoriasis"}),
    }.items():
        answers = give_answer(answers, question, value, LIBRARY)
    changed = give_answer(answers, "pain_duration", "under_3_weeks", LIBRARY)
    assert dict(changed) == {"pain_duration": "under_3_weeks"}


def test_taking_back_a_worrying_answer_reopens_the_interview():
    answers, _ = until(None, bladder_change=Reply.YES)
    answers = give_answer(answers, "bladder_change", Reply.NO, LIBRARY)
    assert ending(answers, LIBRARY) is None
    assert next_question(answers, LIBRARY).question.id == "bowel_change"


@pytest.mark.parametrize("place", LIBRARY.scope.outside)
def test_pain_only_outside_the_scope_ends_politely(place):
    answers, asked = until(None, pain_places=frozenset({place}))
    assert ending(answers, LIBRARY) is Ending.OUT_OF_SCOPE
    assert asked == ["age_years", "pain_places"]


def test_pain_inside_and_outside_the_scope_goes_on():
    answers = Answers({"pain_places": frozenset({"knee", "lower_back"})})
    assert not is_out_of_scope(answers, LIBRARY)


def test_a_warning_sign_comes_before_the_scope():
    answers = Answers({"pain_places": frozenset({"neck"}), "chest_or_breath": Reply.YES})
    assert ending(answers, LIBRARY) is Ending.HARD_STOP


def test_a_wrong_answer_or_question_is_refused():
    with pytest.raises(AnswersError, match="unknown id"):
        give_answer(Answers(), "tail_numbness", Reply.NO, LIBRARY)
    with pytest.raises(AnswersError, match="a whole number from 0 to 120"):
        give_answer(Answers(), "age_years", 130.0, LIBRARY)


def test_an_answer_leaves_one_question_less_or_opens_follow_ups():
    answers, left = Answers({}), questions_left(Answers({}), LIBRARY)
    while (asking := next_question(answers, LIBRARY)) is not None:
        name = asking.question.id
        answers = give_answer(answers, name, harmless(asking.question), LIBRARY)
        opened = [each for each, needed in LIBRARY.ask_if.items() if name in needed.questions()]
        now = questions_left(answers, LIBRARY)
        # Harmless answers close what depends on them, or open it; nothing else changes.
        assert left - 1 - len(opened) <= now <= left - 1 + len(opened)
        left = now
    assert left == 0
