"""Compression of a predicted motion: for clinicians, with its band, its fit, and its doubt."""

import re
from dataclasses import replace
from html import unescape

import pytest

from hipspine.content.text import page_texts
from hipspine.domain.prediction import (
    CompressionChange,
    Fit,
    NoCompression,
    PredictedCompression,
)
from hipspine.report.prediction import render_prediction
from hipspine.report.prediction_compression import compression_lines
from hipspine.report.prediction_near import NearAndFree
from hipspine.report.prediction_results import prediction_dict
from made_prediction import HAMSTRINGS, made_prediction

LANGUAGES = ("en", "de")
FOUND = PredictedCompression(
    disc="L5_S1",
    changes=(
        CompressionChange("mean", 1103.0, 980.0, 1240.0, -9.0, -25.0, 10.0, 14 / 15),
        CompressionChange("peak", 1560.0, 1390.0, 1702.0, -75.0, -97.0, -22.0, 1.0),
    ),
    asked=16,
    fitting=15,
    fit=Fit(38.0, 49.0, 8.7, 8.6, 6.4),
)
NONE = replace(FOUND, changes=(), fitting=2, absent_because=NoCompression.DOES_NOT_FIT)


def page(found, language="en"):
    told = NearAndFree(made_prediction(HAMSTRINGS), compression=found)
    return unescape(render_prediction(told, language=language))


def section(html, name):
    return re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL).group()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stands_in_a_section_of_its_own_marked_experimental(language):
    say = page_texts("prediction", language)
    found = section(page(FOUND, language), "compression")
    assert say("compression.experimental") in found
    assert say("page.for_clinician") in found
    # 1103 N of a body of 85.3 kg, which weighs 836.5 N, are 1.32 body weights.
    share = "1.32" if language == "en" else "1,32"
    assert f"1103\u00a0N ({share}), 980 … 1240\u00a0N" in found
    assert "−9\u00a0N" in found
    assert "−25\u00a0N … +10\u00a0N" in found
    assert "14/15" in found
    assert "15/15" in found


def test_the_persons_part_says_nothing_of_it():
    html = page(FOUND)
    for name in ("plain", "figures", "numbers"):
        assert not re.search(r"compression|\d\u00a0N\b", section(html, name), re.IGNORECASE)
    assert "No load on the spine is shown here." not in html


def test_what_is_left_over_is_always_told_with_its_limit():
    for found in (FOUND, NONE):
        told = section(page(found), "compression")
        assert "38 N (limit 49 N)" in told
        assert "8.7 N·m in the plane (limit 8.6 N·m, Hicks 2015)" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_motion_that_does_not_fit_gives_the_reason_and_no_number_of_a_load(language):
    say = page_texts("prediction", language)
    found = section(page(NONE, language), "compression")
    assert say("compression.does_not_fit") in found
    assert "1103" not in found
    lines = compression_lines(
        NearAndFree(made_prediction(HAMSTRINGS), compression=NONE), language=language
    )
    assert say("compression.does_not_fit") in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language):
    say = page_texts("prediction", language)
    assert all(say(f"compression.{reason}") for reason in NoCompression)


def test_the_screen_tells_the_same_with_the_band():
    lines = compression_lines(
        NearAndFree(made_prediction(HAMSTRINGS), compression=FOUND), language="en"
    )
    assert any(
        "−75\u00a0N (−97\u00a0N … −22\u00a0N), 15/15 versions agree" in each for each in lines
    )


def test_without_being_asked_for_it_is_nowhere():
    told = NearAndFree(made_prediction(HAMSTRINGS))
    assert "compression" not in prediction_dict(told)
    assert 'id="compression"' not in render_prediction(told)
    assert compression_lines(told, language="en") == ()


def test_json_holds_it_with_what_is_left_over():
    told = prediction_dict(NearAndFree(made_prediction(HAMSTRINGS), compression=FOUND))
    assert told["compression"]["experimental"] is True
    assert told["compression"]["changes"][1]["median_N"] == -75.0
    assert told["compression"]["fit"]["force_limit_N"] == 49.0
