from datetime import date, timedelta

import pytest

from hipspine.content.library import screening_library
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.condition import AtLeast, Includes, InRange, Is, deciding_questions
from hipspine.domain.triage import Restriction, Tier, TriageLevel
from hipspine.screen.other_causes import other_causes, yellow_flags
from hipspine.screen.triage import ask_again_on, contacts, open_safety_questions, triage

LIBRARY = screening_library()
DAY = date(2026, 11, 21)


def screened(**answers):
    return triage(Answers(answers), LIBRARY, screened_on=DAY)


def test_nothing_answered_counts_as_an_emergency_and_permits_nothing():
    result = screened()
    assert result.level is TriageLevel.EMERGENCY
    assert result.level_so_far is TriageLevel.SELF_CARE
    assert not result.is_complete
    assert not result.permits_exercise(DAY)


def test_a_follow_up_stays_open_as_long_as_its_question_does():
    assert "both_legs_kind" in open_safety_questions(Answers(), LIBRARY)
    assert "both_legs_kind" not in open_safety_questions(Answers({"both_legs": Reply.NO}), LIBRARY)


def test_a_reason_names_rule_tier_answers_and_evidence():
    reason = screened(saddle_numbness=Reply.YES).reasons[0]
    assert (reason.rule, reason.tier, reason.level) == ("T01", Tier.HARD, TriageLevel.EMERGENCY)
    assert reason.questions == ("saddle_numbness",)
    assert set(reason.evidence) <= set(LIBRARY.evidence)


def test_reasons_come_most_urgent_first():
    result = screened(cancer_ever=Reply.YES, saddle_numbness=Reply.YES, pain_course="worse")
    levels = [reason.level for reason in result.reasons]
    assert levels == sorted(levels, reverse=True)


def test_only_the_most_urgent_contacts_are_named():
    result = screened(cancer_ever=Reply.YES, pain_pattern=frozenset({"new"}))
    assert contacts(result, LIBRARY) == ("cancer_team",)


def test_without_a_reason_the_level_says_whom_to_contact():
    assert contacts(screened(), LIBRARY) == ("self_and_watch",)


def test_from_the_same_day_on_there_is_no_limit_but_no_exercise():
    result = screened(fever_or_very_ill=Reply.YES, leg_weakness=Reply.YES)
    assert result.restrictions == {Restriction.NO_EXERCISE}


def test_limits_of_several_rules_add_up():
    result = screened(
        known_disease=frozenset({"nerve"}), exercise_safety=frozenset({"dizzy_or_blackout"})
    )
    assert result.restrictions == {Restriction.CLINICIAN_LED_ONLY, Restriction.LOW_LOAD_ONLY}


def test_an_open_screening_is_put_again_the_same_day():
    assert ask_again_on(screened(), LIBRARY) == DAY


@pytest.mark.parametrize(("age", "level"), [(40.0, "self_care"), (17.0, "clinician_soon")])
def test_a_complete_screening_below_the_same_day_is_put_again_after_a_week(age, level):
    from screening_answers import complete

    result = triage(complete(age_years=age), LIBRARY, screened_on=DAY)
    assert result.level.id == level
    assert ask_again_on(result, LIBRARY) == DAY + timedelta(days=7) == result.expires_on


def test_a_screening_permits_exercise_for_seven_days_and_not_before_it_was_made():
    from screening_answers import complete

    result = triage(complete(), LIBRARY, screened_on=DAY)
    permitted = [
        days for days in range(-3, 12) if result.permits_exercise(DAY + timedelta(days=days))
    ]
    assert permitted == [0, 1, 2, 3, 4, 5, 6]


def test_a_condition_reads_an_answer_of_another_kind_as_not_holding():
    answers = Answers({"a": "text", "b": 3.0, "c": frozenset({"x"})})
    assert not InRange("a", 0, 5).holds(answers)
    assert not Is("b", frozenset({"3"})).holds(answers)
    assert not Includes("a", frozenset({"text"})).holds(answers)
    assert Includes("c", frozenset({"x"})).holds(answers)


def test_a_condition_lists_its_questions_once_and_those_that_decided():
    both = AtLeast(
        1, (Is("a", frozenset({"yes"})), Is("b", frozenset({"yes"})), InRange("a", 0, 1))
    )
    assert list(both.questions()) == ["a", "b"]
    assert list(deciding_questions(both, Answers({"b": Reply.YES}))) == ["b"]


PATTERNS = {
    "nerve_root": {"pain_places": frozenset({"lower_leg"}), "leg_tingling": Reply.YES},
    "spinal_stenosis": {"walking_pain_eases_bending": Reply.YES, "age_years": 70.0},
    "hip_joint": {"pain_places": frozenset({"groin"}), "hip_stiff": Reply.YES},
    "sacroiliac_joint": {"pain_beside_tailbone": Reply.YES},
    "inflammatory_back_pain": {
        "pain_duration": "over_3_months",
        "onset_age_years": 25.0,
        "inflammatory_signs": frozenset({"psoriasis", "family"}),
    },
    "vertebral_fracture": {"age_years": 70.0, "osteoporosis": Reply.YES},
    "inner_organs": {"pain_with_meals_or_periods": Reply.YES},
    "deep_gluteal_pain": {"buttock_pain_sitting": Reply.YES},
    "gluteal_tendon": {"pain_places": frozenset({"outer_hip"}), "lying_on_side_hurts": Reply.YES},
    "iliotibial_band": {"outer_knee_after_running": Reply.YES},
}


@pytest.mark.parametrize("cause", PATTERNS)
def test_a_pattern_that_fits_is_listed_and_does_not_change_the_level(cause):
    assert cause in other_causes(Answers(PATTERNS[cause]), LIBRARY)
    quiet = {q: v for q, v in PATTERNS[cause].items() if q not in LIBRARY.safety_questions}
    assert triage(Answers(quiet), LIBRARY, screened_on=DAY).reasons == ()


def test_every_pattern_has_an_example_and_none_fits_nothing():
    assert set(PATTERNS) == {cause.id for cause in LIBRARY.causes}
    assert other_causes(Answers(), LIBRARY) == ()


@pytest.mark.parametrize(
    ("question", "value", "flagged"),
    [("worry", 7.0, True), ("worry", 6.0, False), ("low_mood", Reply.YES, True)],
)
def test_what_can_slow_recovery_is_listed_from_seven_of_ten(question, value, flagged):
    assert (question in yellow_flags(Answers({question: value}), LIBRARY)) is flagged
