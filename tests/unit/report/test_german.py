"""The report in German: nothing English left, decimal commas, the same structure."""

import re
from dataclasses import replace

import pytest

from hipspine.content.text import report_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.report import render_report, results_dict

ERROR = Repeatability(
    0.03,
    "Wilken 2012, Gait Posture 35:301-307, PMID 22041096: changes above about 5 degrees",
    "29 healthy adults, two sessions 5.6 days apart, leg and pelvis angles from markers",
)
MEASURED = (
    Measurement("walking_speed", "m/s", 1.25, positive="forward", method="any"),
    Measurement(
        "hip_extension_peak", "rad", 0.2, positive="extended", side=Side.LEFT, repeatability=ERROR
    ),
    Measurement.absent(
        "step_length",
        "m",
        "the recording holds no complete stride of this side",
        side=Side.RIGHT,
    ),
)
VARIANTS = ["walk", "walk_without_lumbar", "walk_without_cycles", "walk_shared_anew", "squat"]


def body_of(page: str) -> str:
    """Return the visible part of a page, without style, script and payload."""
    return re.sub(r"<(style|script)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)


@pytest.fixture(scope="module", params=VARIANTS)
def german(request):
    assessment = replace(request.getfixturevalue(request.param), measurements=MEASURED)
    return body_of(render_report(assessment, language="de"))


def test_no_english_sentence_of_the_report_is_left(german) -> None:
    for key, english in report_texts("en").sentences.items():
        words = [part for part in re.split(r"{\w+}", english) if len(part.split()) > 2]
        if english == report_texts("de").sentences[key]:
            continue
        for part in words:
            assert part.strip() not in german, key


def test_no_text_key_is_left(german) -> None:
    for key in report_texts("de").sentences:
        if "_" in key:
            assert key not in german


def test_the_page_says_that_it_is_german(german) -> None:
    assert '<html lang="de">' in german


def test_measures_are_told_in_german_with_decimal_commas(german) -> None:
    assert "Gehtempo" in german
    assert "1,25 m/s" in german
    # 0.2 rad = 11.459 degrees; 1.96 * sqrt(2) * 0.03 rad = 4.8 degrees.
    assert "11,5" in german
    assert "4,8" in german
    assert "nicht gemessen: die Aufnahme enthält keinen ganzen Doppelschritt dieser Seite" in german


def test_numbers_of_charts_and_tables_have_decimal_commas(german) -> None:
    cells = re.findall(r"<td>([^<]*)</td>", german)
    ticks = re.findall(r'class="tick"[^>]*>([^<]*)<', german)
    points = [each for each in cells + ticks if re.fullmatch(r"[−+]?\d+\.\d+( ± .*)?", each)]
    assert points == []


def test_both_languages_draw_the_same_charts(walk) -> None:
    charts = []
    for language in ("en", "de"):
        page = body_of(render_report(walk, language=language))
        charts.append(re.findall(r' d="([^"]*)"', page))
    assert charts[0] == charts[1]


def test_results_keep_names_and_numbers_and_translate_sentences(walk) -> None:
    both = [
        results_dict(replace(walk, measurements=MEASURED), language=language)
        for language in ("en", "de")
    ]
    assert [found["language"] for found in both] == ["en", "de"]
    for key in ("activations", "loads", "subject", "provenance"):
        assert both[0][key] == both[1][key]
    names = [[one["name"] for one in found["measurements"]] for found in both]
    assert names[0] == names[1]
    reason = both[1]["measurements"][2]["absent_because"]
    assert reason == "die Aufnahme enthält keinen ganzen Doppelschritt dieser Seite"
