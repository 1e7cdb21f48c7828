"""Predictions asked for beside a recording: a section of the report, a line on the first page."""

import re
from dataclasses import replace

import pytest

from hipspine.domain.prediction import AskedPrediction, Certainty, NotPredicted, Quantity
from hipspine.domain.provenance import Absent
from hipspine.predict.summary import Reason
from hipspine.report import render_report, results_dict
from hipspine.report.prediction_beside import plain_answers, prediction_section
from made_prediction import HAMSTRINGS, TILT, WEAK, effect, made_prediction
from reading import reading_grade

LANGUAGES = ("en", "de")


@pytest.fixture
def asked():
    return AskedPrediction(WEAK, made_prediction(HAMSTRINGS, TILT))


def section_of(html, name):
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    return found.group() if found else ""


def test_a_report_without_a_question_has_no_such_section(walk):
    html = render_report(walk)
    assert section_of(html, "prediction") == ""
    assert "predictions" not in results_dict(walk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_stands_after_the_what_ifs_with_figures_curves_and_size(walk, asked, language):
    html = render_report(replace(walk, predictions=(asked,)), language=language)
    section = section_of(html, "prediction")
    assert html.index('id="what-if"') < html.index('id="prediction"') < html.index('id="quality"')
    assert 'href="#prediction"' in html
    # Two legs, trunk and head, before and after.
    assert section.count("<animate") == 8
    assert "band-after" in section
    for figure in ("1.83", "85", "1.42"):
        assert (figure if language == "en" else figure.replace(".", ",")) in section


def test_the_first_page_tells_the_clear_change_alone_with_its_band(walk, asked):
    plain = section_of(render_report(replace(walk, predictions=(asked,))), "plain")
    assert "A model body of your size" not in plain  # the sentence begins otherwise
    assert "a model body of your size: the big buttock muscle at 50\u00a0% of its strength" in plain
    # 16 of 16 versions, +20 % (from 0.8 to 1.2 times that).
    assert "16 of 16 versions of the model: +20\u00a0% (from +16\u00a0% to +24\u00a0%)" in plain
    assert "pelvis" not in plain.split("a model body of your size")[1].split("</ul>")[0]


def test_at_most_two_changes_are_told_on_the_first_page():
    many = [effect(quantity, Certainty.ROBUST, 0.1) for quantity in (*Quantity,)[:5]]
    (told,) = plain_answers((AskedPrediction(WEAK, made_prediction(*many)),), language="en")
    assert sum("16 of 16" in sentence for sentence in told.sentences) == 2


def test_no_load_on_the_spine_is_told_with_a_prediction(walk, asked):
    section = section_of(render_report(replace(walk, predictions=(asked,))), "prediction")
    assert not re.search(r"compression|\bBW\b|newton", section, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", NotPredicted)
def test_what_cannot_be_predicted_is_absent_with_its_reason(walk, reason, language):
    nothing = AskedPrediction(WEAK, None, reason)
    section = prediction_section((nothing,), language=language)
    assert section is not None
    assert len(section.cards[0].absent) > 20
    html = render_report(replace(walk, predictions=(nothing,)), language=language)
    assert html.count(section.cards[0].absent) == 2
    content = results_dict(replace(walk, predictions=(nothing,)))
    assert content["predictions"] == [
        {"changes": ["gluteus_maximus.strength=0.5"], "absent_because": reason.value}
    ]


def test_no_answer_is_said_to_be_none(walk):
    nothing = AskedPrediction(WEAK, made_prediction(absent=(Absent("walk", Reason.NONE),)))
    html = render_report(replace(walk, predictions=(nothing,)))
    assert "It gave no clear answer." in section_of(html, "plain")
    assert "no version of the model gave an answer" in section_of(html, "prediction")
    assert "<animate" not in html


def test_results_hold_the_answer_with_its_bands(walk, asked):
    (found,) = results_dict(replace(walk, predictions=(asked,)))["predictions"]
    assert found["answer"]["question"]["height_m"] == 1.83
    assert [each["certainty"] for each in found["answer"]["effects"]] == ["robust", "uncertain"]


def test_what_the_person_is_told_reads_at_sixth_grade_or_below(asked):
    (told,) = plain_answers((asked,), language="en")
    assert reading_grade([told.title, told.lead, *told.sentences]) <= 6
