"""FHIR resources: valid, in both languages, and back again."""

import copy
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hipspine.content.library import screening_library
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.answers import Answers, Reply
from hipspine.domain.errors import AnswersError, FileFormatError, InternalError
from hipspine.domain.questionnaire import AbsentScore, InstrumentEntry, Score
from hipspine.screen.answer_problems import is_asked
from hipspine.screen.scores import score_instrument, score_questionnaire
from hipspine.screen.triage import triage

pytest.importorskip("fhir.resources")
fhirpathpy = pytest.importorskip("fhirpathpy")

from fhirpathpy.models import models  # noqa: E402 - only after the extra is known to be there

from hipspine.content.questionnaires import Item  # noqa: E402
from hipspine.records.fhir.bundle import VisitRecord, visit_bundle  # noqa: E402
from hipspine.records.fhir.codes import LOINC_NOTICE, ExportStyle, PublicCodes  # noqa: E402
from hipspine.records.fhir.expressions import fewest_answers  # noqa: E402
from hipspine.records.fhir.observations import score_observation  # noqa: E402
from hipspine.records.fhir.questionnaires import (  # noqa: E402
    _enable_when,
    questionnaire_resource,
)
from hipspine.records.fhir.red_flags import red_flag_issues  # noqa: E402
from hipspine.records.fhir.responses import read_response, response_resource  # noqa: E402

LIBRARY = questionnaire_library()
SCREENING = screening_library()
FORMS = list(LIBRARY.questionnaires.values())
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
FILLED = {
    "pain_scale": {"pain_now": 3.0, "pain_average": 5.0, "pain_worst": 8.0},
    "own_activities": {
        "own_activity_1": "tie shoes",
        "own_activity_1_now": 2.0,
        "own_activity_2": "Gärtnern",
        "own_activity_2_now": 4.0,
        "own_activity_3": "walk",
        "own_activity_3_now": 5.0,
    },
    "everyday_function": {
        item.id: float(number)
        for number, item in enumerate(LIBRARY.questionnaire("everyday_function").items[:7])
    },
    "overall_change": {"change_since_start": -3.0},
    "acceptable_state": {"could_live_with_it": Reply.NOT_SURE},
    "mood_and_worry": {"mood_low": 7.0, "joy_lost": 4.0, "worry_much": 0.0},
    "activity_and_sitting": {
        "pain_days": 7.0,
        "sitting_hours": 9.0,
        "strength_days": 1.0,
        "strength_rest": Reply.NO,
    },
    "symptoms": {"common_symptoms": frozenset({"back_ache", "tires_early"})},
    "self_check": {"ache_with_exercise": Reply.YES, "hard_leg_tasks": Reply.NO},
    "pain_map": {
        "painful_regions": frozenset({"groin_left", "lumbar_middle"}),
        "worst_region": "groin_left",
        "tender_gluteal_muscles": Reply.NOT_SURE,
    },
    "injury_history": {
        "past_injuries": frozenset({"none"}),
        "earlier_back_pain_episodes": "no_episode",
    },
}


def written(form, answers):
    return json.loads(response_resource(form, Answers(answers), authored=NOW).model_dump_json())


def resource(form, **style):
    return json.loads(
        questionnaire_resource(form, LIBRARY, style=ExportStyle(**style)).model_dump_json()
    )


def expression_of(item):
    return item["extension"][0]["valueExpression"]["expression"]


def evaluated(expression, response):
    # Without the R4 model, answer.value silently gives nothing.
    found = fhirpathpy.evaluate(
        copy.deepcopy(response), expression, {"resource": copy.deepcopy(response)}, models["r4"]
    )
    return [float(value) for value in found]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_questionnaire_says_everything_in_both_languages(form):
    english, german = resource(form), resource(form, language="de")
    assert english["title"] == LIBRARY.words("en").sentence(f"questionnaire.{form.id}.title")
    assert german["title"] == english["_title"]["extension"][0]["extension"][1]["valueString"]
    assert german["_title"]["extension"][0]["extension"][0]["valueCode"] == "en"
    text = json.dumps(english, ensure_ascii=False)
    for language in ("en", "de"):
        words = LIBRARY.words(language)
        assert words.sentence("label.not_tested") in text
        for item in form.items:
            assert words.sentence(f"item.{item.id}.ask") in text
            for choice in item.choices:
                assert words.sentence(f"item.{item.id}.choice.{choice}") in text
    assert english["experimental"] is True


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_answers_survive_the_round_trip(form):
    answers = Answers(FILLED[form.id])
    text = response_resource(form, answers, authored=NOW).model_dump_json()
    back_form, back = read_response(text, LIBRARY)
    assert back_form == form
    assert dict(back) == dict(answers)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_emitted_expression_gives_the_same_score(form):
    response = written(form, FILLED[form.id])
    ours = {s.score: s for s in score_questionnaire(form, Answers(FILLED[form.id]))}
    for item in resource(form)["item"]:
        if not item["linkId"].startswith("score."):
            continue
        value = evaluated(expression_of(item), response)
        score = ours[item["linkId"].removeprefix("score.")]
        if isinstance(score, AbsentScore):
            assert value == []
        else:
            # Both are means of the same few whole numbers: equal up to rounding.
            assert value == pytest.approx([score.value], abs=1e-9)


@pytest.mark.parametrize("answered", range(9))
def test_expression_and_python_agree_on_how_many_answers_a_mean_needs(answered):
    form = LIBRARY.questionnaire("everyday_function")
    answers = {item.id: 3.0 for item in form.items[:answered]}
    item = next(i for i in resource(form)["item"] if i["linkId"] == "score.mean_difficulty")
    value = evaluated(expression_of(item), written(form, answers))
    assert value == ([3.0] if answered >= 6 else [])
    score = score_questionnaire(form, Answers(answers))[0]
    assert isinstance(score, Score) == (answered >= 6)


def test_an_item_is_enabled_just_when_we_ask_it():
    form = LIBRARY.questionnaire("injury_history")
    item = next(i for i in resource(form)["item"] if i["linkId"] == "past_injury_side")
    enabling = {clause["answerCoding"]["code"] for clause in item["enableWhen"]}
    assert item["enableBehavior"] == "any"
    side = form.item("past_injury_side")
    for choice in (*form.item("past_injuries").choices, "not_sure"):
        answer = Reply.NOT_SURE if choice == "not_sure" else frozenset({choice})
        assert is_asked(side, Answers({"past_injuries": answer})) == (choice in enabling)
    number = next(
        i
        for i in resource(LIBRARY.questionnaire("activity_and_sitting"))["item"]
        if i["linkId"] == "strength_rest"
    )
    assert number["enableWhen"] == [
        {"question": "strength_days", "operator": ">=", "answerInteger": 1}
    ]


def test_a_condition_that_fhir_cannot_say_is_a_defect():
    item = Item.model_validate(
        {
            "id": "x",
            "kind": "reply",
            "ask_if": {"any": [{"question": "a", "is": "yes"}, {"question": "b", "is": "yes"}]},
        }
    )
    with pytest.raises(InternalError, match="more than one question"):
        _enable_when(item.ask_if)


def test_codes_to_be_confirmed_are_left_out_unless_asked_for():
    score = score_instrument(LIBRARY.instrument("phq_2"), InstrumentEntry(totals={"total": 4}))[0]

    def codings(codes):
        style = ExportStyle(codes=codes)
        observation = score_observation(score, LIBRARY, taken=NOW, style=style)
        return [coding.code for coding in observation.code.coding]

    assert codings(PublicCodes.CHECKED) == ["phq_2.total"]
    assert codings(PublicCodes.ALL) == ["phq_2.total", "55758-7"]
    assert codings(PublicCodes.NONE) == ["phq_2.total"]


def test_the_loinc_notice_stands_where_its_codes_are_used():
    form = LIBRARY.questionnaire("pain_scale")
    assert resource(form)["copyright"] == LOINC_NOTICE
    assert "copyright" not in resource(form, codes=PublicCodes.NONE)
    assert "copyright" not in resource(LIBRARY.questionnaire("overall_change"))


def test_a_score_carries_its_range_error_and_origin():
    score = score_instrument(
        LIBRARY.instrument("roland_morris"), InstrumentEntry(ticked=frozenset({1, 2}))
    )[0]
    observation = json.loads(
        score_observation(
            score,
            LIBRARY,
            taken=NOW,
            style=ExportStyle(subject="Patient/17"),
            derived_from="QuestionnaireResponse/3",
        ).model_dump_json()
    )
    assert observation["valueQuantity"]["value"] == 2
    assert observation["valueQuantity"]["code"] == "{score}"
    assert observation["subject"] == {"reference": "Patient/17"}
    assert observation["derivedFrom"] == [{"reference": "QuestionnaireResponse/3"}]
    assert "well again" in observation["interpretation"][0]["text"]
    assert "below 5 points may be chance" in observation["note"][0]["text"]
    assert observation["code"]["text"].startswith("Roland-Morris")


def test_a_percentage_has_its_unit():
    score = score_instrument(LIBRARY.instrument("oswestry"), InstrumentEntry(totals={"total": 42}))
    observation = score_observation(score[0], LIBRARY, taken=NOW)
    assert observation.valueQuantity.code == "%"


def test_an_absent_score_says_why_and_has_no_value():
    score = score_instrument(LIBRARY.instrument("phq_2"), InstrumentEntry(ratings={1: 3}))[0]
    observation = score_observation(score, LIBRARY, taken=NOW, style=ExportStyle(language="de"))
    assert observation.valueQuantity is None
    assert "Antwort fehlt" in observation.dataAbsentReason.text


def test_an_own_score_is_marked_as_not_tested():
    form = LIBRARY.questionnaire("overall_change")
    score = score_questionnaire(form, Answers(FILLED["overall_change"]))[0]
    observation = score_observation(score, LIBRARY, taken=NOW)
    assert any("Nobody has tested" in note.text for note in observation.note)


def test_a_score_that_no_form_has_is_a_defect():
    with pytest.raises(InternalError, match="no rule"):
        score_observation(AbsentScore("phq_9", "total", "item_missing"), LIBRARY, taken=NOW)


def screened(**answers):
    return triage(Answers(answers), SCREENING, screened_on=date(2026, 11, 21))


def test_every_red_flag_is_a_preliminary_issue_with_its_level():
    result = screened(saddle_numbness=Reply.YES)
    issues = [
        json.loads(issue.model_dump_json())
        for issue in red_flag_issues(
            result, SCREENING, screened=NOW, style=ExportStyle(subject="Patient/17")
        )
    ]
    codes = [issue["code"]["coding"][0]["code"] for issue in issues]
    assert codes == [*(reason.rule for reason in result.reasons), "open_safety_questions"]
    first = issues[0]
    assert first["status"] == "preliminary"
    assert first["severity"] == "high"
    assert first["extension"][0]["valueCode"] == "emergency"
    assert first["patient"] == {"reference": "Patient/17"}
    assert first["evidence"][0]["code"][0]["coding"][0]["code"] == "saddle_numbness"


def test_open_safety_questions_are_an_issue_of_their_own():
    issues = red_flag_issues(screened(), SCREENING, screened=NOW)
    assert [issue.code.coding[0].code for issue in issues] == ["open_safety_questions"]
    assert issues[0].severity == "high"
    assert len(issues[0].evidence) == len(screened().unanswered)


def test_a_visit_is_one_bundle_whose_references_resolve():
    answers = Answers({**FILLED["pain_scale"], **FILLED["pain_map"]})
    scores = score_instrument(LIBRARY.instrument("phq_2"), InstrumentEntry(totals={"total": 4}))
    record = VisitRecord(answers, ("pain_scale", "pain_map"), scores, screened(), NOW)
    bundle = json.loads(visit_bundle(record, LIBRARY, SCREENING).model_dump_json())
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds.count("Questionnaire") == 2
    assert kinds.count("QuestionnaireResponse") == 2
    assert kinds.count("Observation") == 5  # four of pain, one PHQ-2
    assert kinds.count("DetectedIssue") == 1
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    for entry in bundle["entry"]:
        for origin in entry["resource"].get("derivedFrom", []):
            assert origin["reference"] in urls
    again = json.loads(visit_bundle(record, LIBRARY, SCREENING).model_dump_json())
    assert again == bundle


def test_a_visit_without_screening_has_no_issue():
    record = VisitRecord(Answers(FILLED["pain_scale"]), ("pain_scale",), (), None, NOW)
    bundle = visit_bundle(record, LIBRARY, SCREENING)
    assert {entry.resource.get_resource_type() for entry in bundle.entry} == {
        "Questionnaire",
        "QuestionnaireResponse",
        "Observation",
    }


def test_a_response_with_open_items_is_in_progress():
    form = LIBRARY.questionnaire("pain_scale")
    assert written(form, {"pain_now": 3.0})["status"] == "in-progress"
    assert written(form, FILLED["pain_scale"])["status"] == "completed"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda r: r.update(questionnaire="urn:other"), "one of our questionnaires"),
        (lambda r: r.pop("questionnaire"), "got none"),
        (
            lambda r: r.update(questionnaire="urn:hipspine:questionnaire:pain_scale|1999-01-01"),
            "one of our",
        ),
        (lambda r: r["item"][0].update(linkId="pain_not"), "it has no item pain_not"),
        (lambda r: r["item"][1].update(linkId="pain_now"), "pain_now is there twice"),
        (lambda r: r["item"][0]["answer"][0].update(valueInteger=12), "from 0 to 10, not 12"),
        (lambda r: r["item"][0].update(answer=[{"valueString": "3"}]), "another kind than number"),
        (
            lambda r: r["item"][0].update(answer=[{"valueInteger": 1}, {"valueInteger": 2}]),
            "another kind",
        ),
        (lambda r: r["item"][3]["answer"][0].update(valueDecimal=4.0), "answers give 3"),
        (lambda r: r["item"][3].update(linkId="score.other"), "give no such score"),
    ],
)
def test_a_response_that_cannot_be_right_is_refused(change, problem):
    response = written(LIBRARY.questionnaire("pain_scale"), FILLED["pain_scale"])
    change(response)
    with pytest.raises(AnswersError, match=problem):
        read_response(json.dumps(response), LIBRARY)


@pytest.mark.parametrize(
    ("name", "answer", "problem"),
    [
        ("acceptable_state", {"system": "urn:other", "code": "yes"}, "another kind than reply"),
        (
            "acceptable_state",
            {"system": "urn:hipspine:item:could_live_with_it", "code": "perhaps"},
            "another kind",
        ),
        (
            "pain_map",
            {"system": "urn:hipspine:item:painful_regions", "code": "elbow"},
            "no choice elbow",
        ),
    ],
)
def test_a_coded_answer_of_another_list_is_refused(name, answer, problem):
    response = written(LIBRARY.questionnaire(name), FILLED[name])
    response["item"][0]["answer"] = [{"valueCoding": answer}]
    with pytest.raises(AnswersError, match=problem):
        read_response(json.dumps(response), LIBRARY)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"resourceType": "QuestionnaireResponse"}', '{"resourceType": "Patient"}']
)
def test_what_is_no_response_of_r4_is_refused(text):
    with pytest.raises(FileFormatError, match="FHIR R4"):
        read_response(text, LIBRARY)


def test_a_response_says_whose_it_is():
    style = ExportStyle(subject="Patient/17")
    form = LIBRARY.questionnaire("pain_scale")
    response = response_resource(form, Answers(FILLED["pain_scale"]), authored=NOW, style=style)
    assert response.subject.reference == "Patient/17"


def test_two_answers_to_one_choice_are_refused():
    response = written(LIBRARY.questionnaire("pain_map"), FILLED["pain_map"])
    response["item"][1]["answer"] *= 2
    with pytest.raises(AnswersError, match="worst_region: an answer of another kind"):
        read_response(json.dumps(response), LIBRARY)


def test_an_item_without_an_answer_stays_open():
    response = written(LIBRARY.questionnaire("pain_scale"), {"pain_now": 3.0})
    response["item"].append({"linkId": "pain_worst"})
    assert dict(read_response(json.dumps(response), LIBRARY)[1]) == {"pain_now": 3.0}


def test_a_complete_screening_without_a_flag_gives_no_issue():
    quiet = replace(screened(), unanswered=(), reasons=())
    assert red_flag_issues(quiet, SCREENING, screened=NOW) == ()


def test_where_blanks_count_as_zero_one_answer_is_enough():
    assert fewest_answers(LIBRARY.instrument("roland_morris").score("total")) == 1
