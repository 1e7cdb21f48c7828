"""The cards of what-ifs in report.html: sliders that need no script to be read."""

import re
from dataclasses import replace

import pytest

from hipspine.content.norms import published_norms
from hipspine.content.text import report_texts
from hipspine.report import render_report
from hipspine.report.trial import Trial
from hipspine.report.what_if_words import lacks_more, outcome_sentence
from report_page import Page, payload_of


def test_every_sweep_has_a_labelled_slider_and_a_table_that_needs_no_script(walk, html):
    page = Page(html)
    sliders = {each["id"]: each for each in page.of("input")}
    labels = {each.get("for") for each in page.of("label")}
    assert set(sliders) == {f"slider-{sweep.id}" for sweep in walk.sweeps} == labels
    for sweep in walk.sweeps:
        slider = sliders[f"slider-{sweep.id}"]
        assert slider["type"] == "range"
        assert int(slider["max"]) == len(sweep.levels) - 1
        assert int(slider["value"]) == sweep.levels.index(sweep.as_recorded_level)
    # Without the script the sliders stay hidden and the tables stay open.
    assert all("hidden" in each for _, each in page.elements if "data-card" in each)
    assert html.count('<details class="numbers static-levels" open>') == len(walk.sweeps)
    assert html.count('aria-live="polite"') == len(walk.sweeps)


def test_same_motion_and_other_posture_never_share_a_badge(walk, html):
    cards = re.findall(r'<details class="card (\w+)".*?class="badge (\w+)">(.*?)<', html, re.DOTALL)
    assert len(cards) == len(walk.sweeps)
    names = {"same_motion": "Same motion", "other_posture": "Other posture"}
    for (kind, badge, words), sweep in zip(
        cards, sorted(walk.sweeps, key=lambda each: each.kind != "same_motion"), strict=True
    ):
        assert kind == badge == sweep.kind.value
        assert words == names[kind]


def test_an_infeasible_level_says_which_moment_by_how_much_and_which_muscles(walk, html):
    levels = payload_of(html)["cards"]["gluteus_medius_minimus_strength"]["levels"]
    assert [level["feasible"] for level in levels] == [True] * 9 + [False] * 2
    (sentence,) = levels[-1]["shortfalls"]
    assert "Hip adduction and abduction, right lacks 18.4 N·m" in sentence
    assert "tfl_r, piri_r, glmax1_r, sart_r" in sentence
    assert sentence in Page(html).visible_text()


def test_a_moment_that_is_missing_as_recorded_is_not_laid_to_a_level(walk):
    sweep = next(each for each in walk.sweeps if each.id == "gluteus_medius_minimus_strength")
    last = sweep.results[-1]
    missing = last.shortfalls[0]
    quality = replace(walk.quality, shortfalls=last.shortfalls)
    able = Trial(walk, report_texts(), published_norms())
    short = replace(able, assessment=replace(walk, quality=quality))
    assert lacks_more(able, last)
    assert not lacks_more(short, last)
    # Two tenths of a newton metre more, or another joint, are the level's own.
    worse = replace(missing, missing_Nm=missing.missing_Nm + 0.2)
    assert lacks_more(short, replace(last, shortfalls=(worse,)))
    assert lacks_more(short, replace(last, shortfalls=(replace(missing, coordinate="toes"),)))
    told = outcome_sentence(short, last, "Gluteus medius", same=False)
    assert "no more than for the motion as recorded" in told


def test_what_is_missing_as_recorded_stands_over_the_sliders(walk, html):
    sweep = next(each for each in walk.sweeps if each.id == "gluteus_medius_minimus_strength")
    quality = replace(walk.quality, shortfalls=sweep.results[-1].shortfalls)
    short = render_report(replace(walk, quality=quality))
    head = "Already for the motion as recorded"
    assert head in Page(short).visible_text()
    assert head not in Page(html).visible_text()


def test_the_ledger_names_the_ten_largest_changes_largest_first(walk, html):
    ledger = payload_of(html)["cards"]["hamstrings_strength"]["levels"][-1]["ledger"]
    rows = sorted(walk.sweeps[3].results[-1].ledger, key=lambda row: -abs(row.change_N))[:10]
    assert len(ledger) == 10
    shown = [float(row[2].replace("−", "-")) for row in ledger]
    # Whole newtons are shown.
    assert shown == pytest.approx([row.change_N for row in rows], abs=0.5)


def test_the_payload_curves_have_four_significant_digits(walk, html):
    curve = payload_of(html)["cards"]["trunk_lean"]["levels"][0]["curves"]["L5_S1.compression"]
    assert len(curve) == 101
    assert all(len(f"{value:.10g}".replace(".", "").lstrip("0")) <= 4 for value in curve)


def test_the_first_level_shown_is_the_recording_with_nothing_changed(html):
    level = payload_of(html)["cards"]["gluteus_maximus_strength"]["levels"][0]
    assert level["ledger"] == []
    assert "as recorded" in level["sentence"]
