"""Answers to the safety questions, given without pages."""

from hipspine.clinic.screen_person import screen_person
from hipspine.clinic.standing import keep_screening
from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply
from hipspine.screen.interview import give_answer, next_question

CALM = ("none", "lower_back", "same")
NUMBERS = {"age_years": 44.0, "pain_today": 3.0, "pain_average": 3.0}


def calm_answers(**special):
    """Answer every question that is put so that no flag is raised, but for those named."""
    library, given = screening_library(), Answers()
    while (asking := next_question(given, library)) is not None:
        question = asking.question
        value = special.get(question.id, _calm(question))
        given = give_answer(given, question.id, value, library)
    return given


def _calm(question):
    if question.kind == "reply":
        return Reply.NO
    if question.kind == "number":
        return NUMBERS.get(question.id, float(question.lowest))
    calm = next((one for one in CALM if one in question.choices), question.choices[0])
    return frozenset({calm}) if question.kind == "choices" else calm


def screen(store, person, at, **special):
    """Keep a screening of a person."""
    answers = calm_answers(**special)
    found = screen_person(answers, screening_library(), screened_on=at.date())
    keep_screening(store, person, found, at=at)
