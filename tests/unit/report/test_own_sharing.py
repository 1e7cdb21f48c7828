"""The sections of another way of sharing and of tiring, and their words on page one."""

import json
import re
from dataclasses import replace

import pytest

from hipspine.content.norms import published_norms
from hipspine.content.text import page_texts, report_texts
from hipspine.report import render_report, results_dict
from hipspine.report.own_sharing import plain_sharing, sharing_section
from hipspine.report.results_schema import Results
from hipspine.report.tiring_section import plain_tiring, tiring_section
from hipspine.report.trial import Trial
from made_sharing import BY_OBJECTIVE, BY_SIGNALS, SIGNALS, TIRING, change, stage


def trial_of(walk, language="en", **parts):
    return Trial(replace(walk, **parts), report_texts(language), published_norms())


def section_of(html: str, name: str) -> str:
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    assert found is not None, name
    return found.group()


def test_the_usual_sharing_has_no_section_and_no_key(walk, html):
    assert sharing_section(trial_of(walk)) is None
    assert tiring_section(trial_of(walk)) is None
    assert 'id="sharing"' not in html
    assert 'id="tiring"' not in html
    assert not {"sharing", "fatigue"} & set(results_dict(walk))


def test_each_change_has_its_unit_band_and_direction(walk):
    section = sharing_section(trial_of(walk, sharing=BY_SIGNALS))
    assert section.changes_title.endswith("[BW]")
    assert section.changes.rows == (
        ("Right hip, contact force", "4.00", "4.25", "+0.25 (+0.10 to +0.40)", "higher"),
        ("Left hip, contact force", "3.90", "3.85", "−0.05 (−0.20 to +0.10)", "no clear change"),
        ("L5/S1, compression", "1.90", "1.60", "−0.30 (−0.50 to −0.20)", "lower"),
    )
    assert any("1.0 % of the moment at Hip rotation" in note for note in section.notes)


def test_the_way_is_told_with_weight_and_delay(walk):
    [way] = sharing_section(trial_of(walk, sharing=BY_SIGNALS)).ways
    assert "2 of the person's own muscle signals" in way
    assert "costs 10 times" in way
    assert "50 ms" in way


def test_objective_and_dynamics_are_told_without_signals(walk):
    section = sharing_section(trial_of(walk, sharing=BY_OBJECTIVE))
    assert len(section.ways) == 2
    assert "load_aware" in section.ways[0]
    assert section.signals is None
    assert section.caution == ""


def test_signals_show_how_they_are_followed_and_the_fair_test(walk):
    section = sharing_section(trial_of(walk, sharing=BY_SIGNALS))
    assert section.signals.rows[0] == ("SOL", "Soleus, right", "MVIC", "0.90", "0.98", "0.80")
    assert section.signals.rows[1][-1] == "–"
    # (0.81 + 0.25) / 2, (0.9604 + 0.49) / 2, and 0.64 of the only one that is known.
    assert section.signals.rows[2][3:] == ("0.53", "0.73", "0.64")
    assert not any("no better" in note for note in section.signal_notes)
    worse = replace(BY_SIGNALS, signals=(replace(SIGNALS[0], left_out=0.1),))
    notes = sharing_section(trial_of(walk, sharing=worse)).signal_notes
    assert any("no better" in note for note in notes)
    # Only a maximal effort was used: nothing to say of own peaks.
    assert not any("own peak" in note for note in notes)


def test_page_one_tells_only_what_clearly_moved(walk):
    [told] = plain_sharing(trial_of(walk, sharing=BY_SIGNALS))
    assert told.lead == "We also used what was measured on 2 of your muscles."
    assert told.sentences[:2] == (
        "The top load on your right hip came out higher than the usual way.",
        "The top load on your low back came out lower than the usual way.",
    )
    # A clear change by less than a twentieth is a little one: 0.1 of 4.0.
    little = replace(BY_SIGNALS, loads=(change("hip_right", "resultant", 4.0, -0.1, -0.2, -0.05),))
    [told] = plain_sharing(trial_of(walk, sharing=little))
    assert "a little lower" in told.sentences[0]
    [other] = plain_sharing(trial_of(walk, sharing=BY_OBJECTIVE))
    assert other.sentences[0] == "The top loads came out about the same as the usual way."


def test_page_one_no_longer_says_that_no_muscle_was_measured(walk, html):
    said = "It did not measure your muscles."
    with_signals = render_report(replace(walk, sharing=BY_SIGNALS))
    assert said in section_of(html, "plain")
    assert said not in section_of(with_signals, "plain")
    assert "It measured only some of your muscles." in section_of(with_signals, "plain")
    assert "Muscles with a signal follow it" in section_of(with_signals, "activation")


def test_tiring_shows_loads_over_time_and_who_lost_most(walk):
    section = tiring_section(trial_of(walk, fatigue=TIRING, sharing=BY_SIGNALS))
    assert section.loads.rows[1] == ("2.5", "125", "4.20 (3.80 to 4.90)", "15 of 20")
    assert section.lost.rows[0] == ("Gluteus medius, left", "20 (10 to 30)", "40 (20 to 60)")
    # Who lost less than a twentieth is left out.
    assert len(section.lost.rows) == 3
    assert "were recorded rested" in section.caution[1]


def test_page_one_tells_the_order_by_place_and_never_the_minute(walk):
    [told] = plain_tiring(trial_of(walk, fatigue=TIRING))
    assert told.sentences[0] == (
        "These muscles tired first: the muscles at the side of the hip, the muscles of the shin."
    )
    assert "not how soon" in told.sentences[1]
    rested = replace(TIRING, stages=(stage(0.0, 0.0, 1.0), stage(5.0, 0.0, 1.0)))
    [nobody] = plain_tiring(trial_of(walk, fatigue=rested))
    assert nobody.sentences[0] == "No muscle got very tired."
    assert tiring_section(trial_of(walk, fatigue=rested)).lost is None


@pytest.mark.parametrize("language", ["en", "de"])
def test_both_sections_stand_in_the_page_and_are_led_to(walk, language):
    page = render_report(replace(walk, sharing=BY_SIGNALS, fatigue=TIRING), language=language)
    for name in ("sharing", "tiring"):
        assert f'<a href="#{name}">' in page
        assert section_of(page, name).count("<table") == 2
    points = re.findall(r"<td>[−+]?\d+\.\d+", section_of(page, "sharing"))
    assert bool(points) == (language == "en")


def test_results_hold_the_same_in_body_weights(walk):
    found = results_dict(replace(walk, sharing=BY_SIGNALS, fatigue=TIRING))
    Results.model_validate_json(json.dumps(found), strict=True)
    hip = found["sharing"]["peaks"][0]
    assert (hip["joint"], hip["direction"]) == ("hip_right", "more")
    assert hip["asked_bw"] == pytest.approx(4.25, rel=1e-6)
    assert hip["change_low_bw"] == pytest.approx(0.1, rel=1e-6)
    assert "r_left_out" not in found["sharing"]["signals"][1]
    last = found["fatigue"]["stages"][-1]
    assert last["time_s"] == 300.0
    assert last["lost"][0] == {
        "group": "gluteus_medius",
        "side": "left",
        "median": 0.4,
        "low": 0.2,
        "high": 0.6,
    }


def test_both_languages_have_the_same_sentences_with_the_same_gaps():
    english, german = (page_texts("sharing", each).sentences for each in ("en", "de"))
    assert list(english) == list(german)
    for key, sentence in english.items():
        assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", german[key])), key
