from datetime import date

import pytest

from hipspine.content.library import screening_library
from hipspine.screen.answer_check import contradictions
from hipspine.screen.triage import triage
from screening_spec import cases

LIBRARY = screening_library()
CASES = cases(LIBRARY)
DAY = date(2026, 11, 21)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row} {case.what}")
def test_a_case_gets_the_level_and_the_rules_that_the_table_asks_for(case):
    result = triage(case.answers, LIBRARY, screened_on=DAY)
    applying = {reason.rule for reason in result.reasons}
    assert result.level_so_far is case.level
    assert set(case.applies) <= applying
    assert not set(case.does_not_apply) & applying


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row} {case.what}")
def test_a_case_answers_every_safety_question_that_is_put(case):
    result = triage(case.answers, LIBRARY, screened_on=DAY)
    assert result.unanswered == ()
    assert result.level is result.level_so_far


def test_every_rule_has_a_case_in_which_it_applies_and_the_harmless_case_has_none():
    every = {rule.id for rule in LIBRARY.rules}
    assert {rule for case in CASES for rule in case.applies} == every
    # The harmless case itself, and every case of another row, leaves these out.
    plain = cases(LIBRARY)[0]
    nothing = triage(plain.answers, LIBRARY, screened_on=DAY)
    assert nothing.reasons == ()


def test_every_row_of_the_table_has_cases():
    assert {f"T{row:02d}" for row in range(1, 25)} <= {case.row for case in CASES}


def test_every_answer_that_a_rule_names_is_given_in_some_case():
    named = {
        (part.question, value)
        for rule in LIBRARY.rules
        for part in rule.when.walk()
        if part.question
        for value in part.values
    }
    given = {
        (question, chosen)
        for case in CASES
        for question, value in case.answers.items()
        for chosen in (value if isinstance(value, frozenset) else [value])
    }
    assert {pair for pair in named - given if pair[0] != "pain_places"} == set()


def test_only_the_case_of_old_and_stable_against_cannot_lift_contradicts_itself():
    found = {case.what for case in CASES if list(contradictions(case.answers, LIBRARY))}
    assert found == {"cannot lift the foot"}
