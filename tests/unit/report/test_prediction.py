import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from hipspine.content.text import page_texts
from hipspine.domain.prediction import (
    EXPECTED,
    UNIT_OF,
    Certainty,
    Curve,
    Effect,
    MotionKind,
    Prediction,
    PredictionQuestion,
    Quantity,
    StickMotion,
)
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import parse_muscle_change
from hipspine.predict.figure import POINTS
from hipspine.predict.summary import Reason
from hipspine.report.prediction import render_prediction
from hipspine.report.prediction_near import NearAndFree, in_the_middle
from hipspine.report.prediction_reserve import reserve_sentences
from hipspine.report.prediction_results import prediction_dict
from hipspine.report.prediction_words import (
    Telling,
    absent_sentences,
    effect_sentence,
    plain_prediction,
    size_words,
)

LANGUAGES = ("en", "de")
NEVER = re.compile(
    r"switched off|inhibited|out of alignment|unstable|fragile|damaged|worn|degenerat|crumbl"
    r"|you will recover|instabil|verschlissen|abgenutzt|ausgeschaltet|kaputt",
    re.IGNORECASE,
)


def effect(quantity: Quantity, certainty: Certainty, median: float = 0.05) -> Effect:
    return Effect(quantity, UNIT_OF[quantity], median, 0.01, 0.09, 16, 15 / 16, certainty)


def walk(effects: tuple[Effect, ...], *absent: Absent) -> Prediction:
    times = np.linspace(0.0, 1.1, 12)
    points = np.random.default_rng(3).uniform(0.0, 1.7, (12, len(POINTS), 2))
    figure = StickMotion(times, points, POINTS) if effects else None
    rows = np.random.default_rng(4).normal(size=(16, 101))
    return Prediction(
        question=PredictionQuestion(
            MotionKind.WALK,
            (
                parse_muscle_change("gluteus_maximus.left.strength=0.5"),
                parse_muscle_change("gluteus_medius.drive=0.3"),
            ),
            speed_m_s=1.3,
        ),
        effects=effects,
        asked=16,
        answered=16 if effects else 0,
        before=figure,
        after=figure,
        curves=(Curve("hip_flexion", np.linspace(0, 1, 101), rows, rows + 0.1),) if effects else (),
        absent=absent,
        cpu_s=12.3,
    )


EVERY = tuple(
    effect(quantity, certainty) for quantity in EXPECTED[MotionKind.WALK] for certainty in Certainty
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("certainty", Certainty)
@pytest.mark.parametrize("quantity", Quantity)
def test_no_sentence_states_a_number_without_its_band(
    language: str, certainty: Certainty, quantity: Quantity
) -> None:
    telling = Telling.in_language(language)
    for median in (0.05, -0.05):
        one = effect(quantity, certainty, median)
        sentence = effect_sentence(one, telling)
        for value in (one.median, one.lowest, one.highest):
            assert telling.amount(one, value) in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_robust_changes_are_told_as_findings(language: str) -> None:
    robust = effect(Quantity.HAMSTRING_ACTIVITY, Certainty.ROBUST)
    open_ = effect(Quantity.LUMBAR_EXTENSION_MEAN, Certainty.UNCERTAIN)
    plain = plain_prediction(walk((robust, open_)), Telling.in_language(language))
    assert len(plain.robust) == 1
    assert len(plain.uncertain) == 1
    say = page_texts("prediction", language)
    assert plain.no_change == (say("plain.none_same"),)


def test_gluteus_medius_is_said_to_be_seen_from_the_side_only() -> None:
    plain = plain_prediction(walk(EVERY), Telling.in_language("en"))
    assert any("gluteus medius" in sentence for sentence in plain.means)


def test_angles_are_shown_in_degrees_and_activity_in_percent() -> None:
    telling = Telling.in_language("en")
    tilt = effect(Quantity.PELVIS_ANTERIOR_TILT, Certainty.ROBUST)
    assert telling.amount(tilt, np.pi / 180) == "+1.0°"
    ham = effect(Quantity.HAMSTRING_ACTIVITY, Certainty.ROBUST)
    assert telling.amount(ham, 0.5) == "+50\u00a0%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_without_an_answer_says_so(language: str) -> None:
    nothing = walk((), Absent("walk", Reason.NONE))
    plain = plain_prediction(nothing, Telling.in_language(language))
    say = page_texts("prediction", language)
    assert say("reason.none") in plain.robust[0]
    assert say("reason.none") in render_prediction(NearAndFree(nothing), language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_version_alone_is_not_said_to_have_found_nothing(language: str) -> None:
    one = replace(walk((), Absent("walk", Reason.SINGLE)), asked=1, answered=1)
    plain = plain_prediction(one, Telling.in_language(language))
    say = page_texts("prediction", language)
    assert plain.robust == (say("plain.only_figures"),)
    # Of changes that are not told none stays open, and none stays the same.
    assert (plain.uncertain, plain.no_change) == ((), ())
    shown = unescape(render_prediction(NearAndFree(one), language=language))
    assert say("plain.open") not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_how_large_the_model_body_is_and_what_it_does(language: str) -> None:
    shown = unescape(render_prediction(NearAndFree(walk(EVERY)), language=language))
    assert ("1.70 m" if language == "en" else "1,70 m") in shown
    assert ("1.30 m/s" if language == "en" else "1,30 m/s") in shown


def test_a_lift_says_how_heavy_the_load_is() -> None:
    question = PredictionQuestion(MotionKind.LIFT, (), load_kg=12.5)
    assert size_words(question, Telling.in_language("en")).endswith("It lifts 12.5 kg.")
    assert size_words(question, Telling.in_language("de")).endswith("Er hebt 12,5 kg.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_muscles_changed_along_are_named_one_by_one(language: str) -> None:
    told = walk(EVERY, Absent("multifidus", "not_apart"))
    (sentence,) = absent_sentences(told, Telling.in_language(language))
    assert sentence.startswith("multifidus: ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_quantity_has_words(language: str) -> None:
    say = page_texts("prediction", language)
    for reason in (*Reason, "not_in_model", "not_apart"):
        assert say(f"reason.{reason}")
    for quantity in Quantity:
        assert say(f"quantity.{quantity.value}")
        assert say(f"subject.up.{quantity.value}") != say(f"subject.down.{quantity.value}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_the_same_sentences(language: str) -> None:
    keys = {name: set(page_texts("prediction", name).sentences) for name in LANGUAGES}
    assert keys[language] == keys["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_nothing_that_must_never_be_said(language: str) -> None:
    for sentence in page_texts("prediction", language).sentences.values():
        assert not NEVER.search(sentence), sentence


def test_the_page_shows_no_load_on_the_spine() -> None:
    page = render_prediction(NearAndFree(walk(EVERY)))
    assert not re.search(r"compression|\bBW\b|newton", page, re.IGNORECASE)


def test_the_page_runs_no_script_and_has_no_inline_style() -> None:
    page = render_prediction(NearAndFree(walk(EVERY)))
    assert "<script" not in page
    assert " style=" not in page
    assert "unsafe-inline" not in page


def test_left_is_drawn_dashed_and_both_figures_move() -> None:
    page = render_prediction(NearAndFree(walk(EVERY)))
    assert ".limb.left { stroke-dasharray" in page
    # Two legs, trunk and head, before and after.
    assert page.count("<animate") == 8


def test_the_json_holds_every_effect_with_its_band() -> None:
    content = prediction_dict(NearAndFree(walk(EVERY)))
    assert len(content["effects"]) == len(EVERY)
    assert all({"median", "lowest", "highest", "certainty"} <= set(e) for e in content["effects"])
    assert content["question"]["changes"] == [
        "gluteus_maximus.left.strength=0.5",
        "gluteus_medius.drive=0.3",
    ]


def test_the_tracking_weights_effect_is_shown_with_bands() -> None:
    near = in_the_middle([(w, d, walk(EVERY)) for w, d in ((0.03, 0.08), (0.3, 0.05), (3.0, 0.04))])
    content = prediction_dict(near)
    assert [each["weight"] for each in content["near"]] == [0.03, 0.3, 3.0]
    page = render_prediction(near)
    assert page_texts("prediction", "en")("near.title") in page
    assert "weight 0.3" in page


def test_a_reserve_is_told_with_its_band_and_with_the_versions_that_never_reach_it() -> None:
    strengths = np.array([*[0.3] * 6, *[0.5] * 6, *[np.nan] * 4])
    told = reserve_sentences("hamstrings", 0.1, strengths, Telling.in_language("en"))
    assert "40\u00a0% of the usual (from 30\u00a0% to 50\u00a0%, in 12 of 16" in told[0]
    assert "4 of 16" in told[1]


def test_too_few_answers_make_no_reserve() -> None:
    told = reserve_sentences("hamstrings", 0.1, np.full(5, 0.4), Telling.in_language("de"))
    assert told == (
        page_texts("prediction", "de")("reserve.none", group="Hintere Oberschenkelmuskeln"),
    )
