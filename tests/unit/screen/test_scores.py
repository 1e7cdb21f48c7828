"""Scores of own questionnaires, and refusals of numbers that cannot be right."""

import pytest

from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.errors import AnswersError, ContentError
from hipspine.domain.questionnaire import Absence, EnteredAs, InstrumentEntry
from hipspine.screen.answer_problems import open_items
from hipspine.screen.scores import score_instrument, score_questionnaire

LIBRARY = questionnaire_library()


def own(name, **answers):
    scores = score_questionnaire(LIBRARY.questionnaire(name), Answers(answers))
    return {score.score: score for score in scores}


def entered(name, **entry):
    scores = score_instrument(LIBRARY.instrument(name), InstrumentEntry(**entry))
    return {score.score: score for score in scores}


def test_three_pain_numbers_give_each_and_their_mean():
    scores = own("pain_scale", pain_now=3.0, pain_average=5.0, pain_worst=8.0)
    values = {name: score.value for name, score in scores.items()}
    # The three add up to 16.
    assert values == {"now": 3, "average": 5, "worst": 8, "mean_of_three": pytest.approx(16 / 3)}


def test_the_mean_of_three_needs_all_three():
    scores = own("pain_scale", pain_now=3.0)
    assert scores["now"].value == 3
    assert scores["mean_of_three"].reason is Absence.ITEM_MISSING
    assert scores["mean_of_three"].unanswered == ("pain_average", "pain_worst")
    assert scores["worst"].reason is Absence.NOTHING_ENTERED


@pytest.mark.parametrize(
    ("worst", "band"), [(0.0, "as_recovered_people"), (1.0, "above_recovered_people")]
)
def test_only_no_pain_at_all_is_as_recovered_people(worst, band):
    assert own("pain_scale", pain_now=0.0, pain_average=0.0, pain_worst=worst)["worst"].band == band


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"pain_now": 11.0}, "from 0 to 10, not 11"),
        ({"pain_now": -1.0}, "not -1"),
        ({"pain_now": 2.5}, "not 2.5"),
        ({"pain_now": float("nan")}, "not nan"),
        ({"pain_now": "3"}, "is a number"),
        ({"pain_now": True}, "is a number"),
        ({"pain_now": Reply.NOT_SURE}, "cannot be answered with not sure"),
        ({"pain_now": 9.0, "pain_worst": 8.0}, "pain_now 9 cannot be above pain_worst 8"),
        ({"pain_average": 9.0, "pain_worst": 8.0}, "pain_average 9 cannot be above"),
    ],
)
def test_pain_numbers_that_cannot_be_right_are_refused(answers, problem):
    with pytest.raises(AnswersError, match=problem):
        own("pain_scale", **answers)


def test_all_problems_are_listed_at_once():
    with pytest.raises(AnswersError, match=r"pain_now.*; pain_worst") as raised:
        own("pain_scale", pain_now=11.0, pain_worst=-2.0)
    assert raised.value.where == "pain_scale"


ACTIVITIES = {
    "own_activity_1": "tie my shoes",
    "own_activity_1_now": 2.0,
    "own_activity_2": "garden",
    "own_activity_2_now": 4.0,
    "own_activity_3": "carry shopping",
    "own_activity_3_now": 6.0,
}


def test_three_own_activities_give_their_mean_and_say_what_they_are():
    score = own("own_activities", **ACTIVITIES)["mean"]
    assert score.value == pytest.approx(4)  # (2 + 4 + 6) / 3
    assert score.about == ("tie my shoes", "garden", "carry shopping")


def test_two_own_activities_are_too_few():
    two = {key: value for key, value in ACTIVITIES.items() if "_3" not in key}
    assert own("own_activities", **two)["mean"].reason is Absence.TOO_FEW_ITEMS


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"own_activity_4": "swim"}, "answer both or neither"),
        ({"own_activity_4_now": 3.0}, "answer both or neither"),
        ({"own_activity_2": " Tie  my SHOES"}, "names the same as own_activity_1"),
        ({"own_activity_1": "  "}, "is a few words"),
        ({"own_activity_1": Reply.YES}, "is a few words"),
        ({"own_activity_1": 3.0}, "is a few words"),
    ],
)
def test_activities_and_their_ratings_belong_together(change, problem):
    with pytest.raises(AnswersError, match=problem):
        own("own_activities", **{**ACTIVITIES, **change})


def test_everyday_function_needs_six_of_eight():
    names = [item.id for item in LIBRARY.questionnaire("everyday_function").items]
    six = own("everyday_function", **dict.fromkeys(names[:6], 3.0))["mean_difficulty"]
    assert six.value == pytest.approx(3)
    assert six.unanswered == tuple(names[6:])
    five = own("everyday_function", **dict.fromkeys(names[:5], 3.0))["mean_difficulty"]
    assert five.reason is Absence.TOO_FEW_ITEMS


@pytest.mark.parametrize(
    ("change", "band"),
    [
        (-5, "worse"),
        (-2, "worse"),
        (-1, "about_the_same"),
        (1, "about_the_same"),
        (2, "better"),
        (5, "better"),
    ],
)
def test_two_steps_of_overall_change_are_the_least_that_counts(change, band):
    assert own("overall_change", change_since_start=float(change))["change"].band == band


@pytest.mark.parametrize(
    ("name", "answers", "problem"),
    [
        ("acceptable_state", {"could_live_with_it": "maybe"}, "yes, no or not_sure"),
        ("pain_map", {"painful_regions": frozenset({"elbow"})}, "no choice elbow"),
        ("pain_map", {"painful_regions": frozenset({"none", "groin_left"})}, "cannot be none and"),
        ("pain_map", {"painful_regions": frozenset()}, "is a choice of"),
        ("pain_map", {"painful_regions": "groin_left"}, "is a choice of"),
        (
            "pain_map",
            {"painful_regions": frozenset({"groin_left"}), "worst_region": "elbow"},
            "is one of",
        ),
        (
            "injury_history",
            {"past_injuries": frozenset({"none"}), "past_injury_side": "left"},
            "says? it does not apply",
        ),
    ],
)
def test_answers_of_the_wrong_kind_are_refused(name, answers, problem):
    with pytest.raises(AnswersError, match=problem):
        own(name, **answers)


def test_not_sure_is_an_answer_to_a_choice():
    assert own("pain_map", painful_regions=Reply.NOT_SURE, worst_region=Reply.NOT_SURE) == {}


def test_open_items_are_those_asked_and_not_answered():
    form = LIBRARY.questionnaire("injury_history")
    assert open_items(form, Answers({})) == ("past_injuries", "earlier_back_pain_episodes")
    hurt = Answers({"past_injuries": frozenset({"back_injury"})})
    assert "past_injury_side" in open_items(form, hurt)


@pytest.mark.parametrize(
    ("name", "entry", "problem"),
    [
        ("roland_morris", {}, "nothing was entered"),
        ("roland_morris", {"ticked": frozenset({0, 25})}, "items 1 to 24, not 0, 25"),
        ("roland_morris", {"ratings": {1: 1}}, "takes ticked items"),
        ("roland_morris", {"totals": {"total": 25}}, "from 0 to 24, not 25"),
        ("roland_morris", {"totals": {"total": 3.5}}, "not 3.5"),
        ("roland_morris", {"totals": {"sum": 3}}, "called total, not sum"),
        ("roland_morris", {"ticked": frozenset({1, 2}), "totals": {"total": 3}}, "items give 2"),
        ("oswestry", {"ratings": {11: 1}}, "items 1 to 10, not 11"),
        ("oswestry", {"ratings": {1: 6}}, "item 1 is a whole number from 0 to 5, not 6"),
        ("oswestry", {"ratings": {1: 1.5}}, "not 1.5"),
        ("oswestry", {"ratings": {1: float("inf")}}, "not inf"),
        ("oswestry", {"ticked": frozenset({1})}, "takes a number per item"),
        ("oswestry", {"totals": {"total": -1}}, "not -1"),
        ("oswestry", {"totals": {"total": float("nan")}}, "not nan"),
        ("phq_2", {"ratings": {1: 4}}, "from 0 to 3, not 4"),
        ("gad_2", {"totals": {"total": 7}}, "from 0 to 6, not 7"),
        ("start_back", {"ratings": {1: 2}}, "from 0 to 1, not 2"),
        ("start_back", {"ratings": {9: 5}}, "from 0 to 4, not 5"),
        ("start_back", {"totals": {"total": 4, "distress": 5}}, "distress 5 does not fit total 4"),
        ("start_back", {"totals": {"total": 9, "distress": 4}}, "distress 4 does not fit total 9"),
        ("orebro_short", {"ratings": {1: 0}}, "item 1 is a whole number from 1 to 10"),
        ("orebro_short", {"totals": {"total": 0}}, "from 1 to 100"),
        ("promis_physical_function", {"ratings": {1: 3}}, "takes a total only"),
        ("promis_pain_interference", {"totals": {"t_score": 9.9}}, "from 10 to 90"),
        ("lefs", {"totals": {"total": 81}}, "from 0 to 80"),
        ("fabq", {"totals": {"work": 43}}, "from 0 to 42"),
        ("tsk_11", {"ratings": {1: 0}}, "from 1 to 4"),
        ("tsk_17", {"totals": {"total": 16}}, "from 17 to 68"),
    ],
)
def test_entries_that_the_form_cannot_give_are_refused(name, entry, problem):
    with pytest.raises(AnswersError, match=problem):
        entered(name, **entry)


def test_a_total_that_agrees_with_the_items_is_welcome():
    score = entered("roland_morris", ticked=frozenset({1, 2}), totals={"total": 2})["total"]
    assert (score.value, score.entered_as) == (2, EnteredAs.ITEMS)


def test_an_oswestry_total_may_be_rounded_on_the_form():
    # 19 of 45 is 42.2 %, which forms print as 42.
    ratings = dict.fromkeys(range(1, 10), 2) | {1: 3}
    assert entered("oswestry", ratings=ratings, totals={"total": 42})["total"].value == (
        pytest.approx(100 * 19 / 45)
    )
    with pytest.raises(AnswersError, match="items give 42"):
        entered("oswestry", ratings=ratings, totals={"total": 43})


def test_a_total_stands_where_items_are_missing():
    score = entered("phq_2", ratings={1: 2}, totals={"total": 4})["total"]
    assert (score.value, score.entered_as, score.unanswered) == (4, EnteredAs.TOTAL, ())


def test_an_unknown_instrument_or_questionnaire_is_refused():
    with pytest.raises(ContentError, match="one of fabq, gad_2"):
        LIBRARY.instrument("sf_36")
    with pytest.raises(ContentError, match="'sf_36'"):
        LIBRARY.questionnaire("sf_36")
    with pytest.raises(ContentError, match="one of de, en"):
        LIBRARY.words("xx")
