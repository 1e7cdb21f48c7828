"""What answers lead to."""

import pytest

from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.answers import Answers, Reply
from hipspine.screen.follow_ups import next_steps, screening_answers

FILE = questionnaire_library().follow_ups


def steps(**answers):
    return next_steps(FILE, Answers(answers))


@pytest.mark.parametrize(
    ("answers", "measure", "leave_out"),
    [
        ({"painful_regions": frozenset({"groin_left"})}, "fadir", "pigeon_pose"),
        ({"painful_regions": frozenset({"buttock_right"})}, "fair", "long_loaded_sitting"),
        (
            {"painful_regions": frozenset({"lateral_hip_left"})},
            "single_leg_stance",
            "leg_across_body",
        ),
        (
            {"painful_regions": frozenset({"lateral_hip_left"})},
            "hip_abduction_strength",
            "pigeon_pose",
        ),
        ({"tender_gluteal_muscles": frozenset({"left"})}, "hip_abduction_strength", None),
        ({"common_symptoms": frozenset({"legs_weak_on_stairs"})}, "sit_to_stand", None),
        ({"hard_leg_tasks": Reply.YES}, "sit_to_stand", None),
        ({"common_symptoms": frozenset({"tires_early"})}, "single_leg_bridge_hold", None),
        ({"noticed_own_posture": Reply.YES}, "lumbar_range_of_motion", None),
        ({"sitting_hours": 6.0}, "modified_thomas", None),
        ({"sitting_stretch_minutes": 60.0}, "modified_thomas", None),
        (
            {"past_injuries": frozenset({"leg_fracture"}), "past_injury_side": "left"},
            "both_sides_compared",
            None,
        ),
    ],
)
def test_an_answer_changes_what_is_measured_and_left_out(answers, measure, leave_out):
    found = steps(**answers)
    assert measure in found.measure
    assert leave_out is None or leave_out in found.leave_out


@pytest.mark.parametrize(
    ("answers", "again"),
    [
        ({"painful_regions": frozenset({"leg_below_knee_left"})}, "saddle_numbness"),
        ({"less_common_symptoms": frozenset({"pain_runs_down_leg"})}, "leg_weakness"),
        ({"less_common_symptoms": frozenset({"leg_numb_or_tingling"})}, "bladder_change"),
        ({"less_common_symptoms": frozenset({"unsteady"})}, "cord_signs"),
        ({"less_common_symptoms": frozenset({"leg_gives_way"})}, "leg_weakness"),
        (
            {"painful_regions": frozenset({"leg_above_knee_left", "leg_below_knee_right"})},
            "both_legs",
        ),
        ({"past_injuries": frozenset({"hip_operation"})}, "surgery_or_fracture_12_weeks"),
        ({"mood_low": 5.0}, "self_harm_thoughts"),
        ({"worry_much": 5.0}, "low_mood"),
    ],
)
def test_a_worrying_answer_puts_safety_questions_again(answers, again):
    assert again in steps(**answers).ask_again


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"painful_regions": frozenset({"lumbar_left", "lumbar_right"})},
        {"painful_regions": frozenset({"none"})},
        {"sitting_hours": 5.0, "sitting_stretch_minutes": 59.0},
        {"mood_low": 4.0, "joy_lost": 4.0, "worry_much": 4.0},
        {"noticed_own_posture": Reply.NO, "hard_leg_tasks": Reply.NO},
    ],
)
def test_answers_that_mean_nothing_more_lead_nowhere(answers):
    found = steps(**answers)
    assert found.because == ()
    assert (found.ask, found.ask_again, found.measure, found.leave_out) == ((), (), (), ())


def test_not_sure_leads_to_the_same_as_the_worrying_answer():
    assert steps(hard_leg_tasks=Reply.NOT_SURE).because == steps(hard_leg_tasks=Reply.YES).because


def test_groin_pain_does_not_ask_for_the_buttock_test():
    assert "fair" not in steps(painful_regions=frozenset({"groin_left"})).measure


def test_low_mood_shows_help_and_counts_in_the_screening():
    found = steps(joy_lost=8.0)
    assert found.show_help == ("low_mood",)
    before = Answers({"low_mood": Reply.NO, "self_harm_thoughts": Reply.NO})
    after = screening_answers(before, found)
    assert after["low_mood"] is Reply.YES
    assert "self_harm_thoughts" not in after


def test_a_yes_or_not_sure_to_a_safety_question_is_never_taken_back():
    found = steps(less_common_symptoms=frozenset({"unsteady"}))
    before = Answers({"cord_signs": Reply.YES, "leg_weakness": Reply.NOT_SURE})
    assert screening_answers(before, found) == before


def test_each_step_is_named_once():
    found = steps(
        painful_regions=frozenset({"groin_left", "lateral_hip_left"}),
        tender_gluteal_muscles=frozenset({"left"}),
    )
    assert len(set(found.measure)) == len(found.measure)
    assert len(set(found.leave_out)) == len(found.leave_out)
