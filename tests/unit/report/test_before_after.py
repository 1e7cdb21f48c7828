"""The before-after page: plain words first, verdicts right, both languages, one schema."""

import json
import re
from dataclasses import replace
from datetime import date
from importlib import resources

import numpy as np
import pytest

from hipspine.content.text import page_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.domain.visit import VisitCurve, VisitPerson, VisitRecord
from hipspine.measure.visit_comparison import compare_visits
from hipspine.report.before_after import (
    Telling,
    number_groups,
    plain_summary,
    render_before_after,
)
from hipspine.report.comparison import comparison_dict, comparison_json_schema
from hipspine.report.fixed_axes import fixed_limits

# A standard error of 0.01 m makes 1.96 * sqrt(2) * 0.01 = 0.0277 m detectable.
ERROR = Repeatability(0.01, "a study", "ten adults")
STEP = Measurement("step_length", "m", 0.70, side=Side.LEFT, method="markers", repeatability=ERROR)
CADENCE = Measurement("cadence", "1/s", 1.8, method="markers")
SHARE = Measurement.absent("stance_share", "1", "the recording holds no complete stride")
WAVE = 1.0 + 0.5 * np.sin(np.linspace(0, 6.28, 101))


def visit(day: int, step_m: float, scale: float) -> VisitRecord:
    curve = VisitCurve(scale * WAVE, scale, 0.02, 3)
    return VisitRecord(
        kind="assessment",
        label=f"2026-0{day}-01",
        recorded_on=date(2026, day, 1),
        person=VisitPerson("Ada", "female", 1.7, 60.0 + day),
        measurements=(replace(STEP, value=step_m), CADENCE, SHARE),
        curves={
            ("load", "L5_S1", "compression"): curve,
            ("activation", "gluteus_maximus", "left"): VisitCurve(0.3 * WAVE, 0.3, None, 1),
        },
        task="gait cycle",
        made_with={"software_version": "0.1"},
    )


@pytest.fixture
def compared():
    return compare_visits(visit(3, 0.70, 1.0), visit(6, 0.75, 1.1))


def test_the_first_page_tells_what_changed_by_more_than_error(compared) -> None:
    summary = plain_summary(compared, Telling.in_language("en"))
    assert summary.changed == (
        "Length of a step (left): from 0.70\u00a0m to 0.75\u00a0m. "
        "This is more than the error of measuring.",
    )


def test_chance_is_told_with_how_many_numbers_were_compared(compared) -> None:
    # One number has a known error; 5 % of it is 0.05, written as 0.1 or 0.0.
    summary = plain_summary(compared, Telling.in_language("en"))
    assert any("1 numbers with a known error" in sentence for sentence in summary.means)


def test_a_number_without_known_error_is_never_told_as_changed(compared) -> None:
    page = render_before_after(compared)
    plain = re.search(r'<section id="plain".*?</section>', page, re.DOTALL)
    assert plain is not None
    assert "Steps in a minute" not in plain[0]
    assert "For 1 numbers nobody has published" in plain[0]


def test_every_measurement_is_in_exactly_one_table(compared) -> None:
    groups = number_groups(compared, Telling.in_language("en"))
    assert [len(group.table.rows) for group in groups] == [1, 0, 1, 1, 0]


def test_the_table_gives_change_detectable_change_verdict_and_reason(compared) -> None:
    row = number_groups(compared, Telling.in_language("de"))[0].table.rows[0]
    assert row[:7] == (
        "Schrittlänge",
        "links",
        "0,70\u00a0m",
        "0,75\u00a0m",
        "+0,05\u00a0m",
        "0,03\u00a0m",
        "mehr als der Fehler",
    )
    assert row[7] == "Größer als die kleinste erkennbare Änderung (a study)."


def test_both_visits_share_one_chart_with_the_same_axis(compared) -> None:
    page = render_before_after(compared)
    charts = re.findall(r"<svg[^>]*class=\"chart\".*?</svg>", page, re.DOTALL)
    assert len(charts) == 2
    for chart in charts:
        assert chart.count('class="mean ') == 2
        assert chart.count("visit-one") >= 1


def test_plain_words_come_first_then_curves_then_numbers_then_quality(compared) -> None:
    page = render_before_after(compared)
    assert re.findall(r'<section id="(\w+)"', page) == ["plain", "curves", "table", "quality"]


def test_the_page_runs_nothing_and_asks_the_network_for_nothing(compared) -> None:
    page = render_before_after(compared)
    assert "<script" not in page
    assert " style=" not in page
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=\"(?!#)", page)


def test_german_pages_keep_no_english_key_word(compared) -> None:
    page = render_before_after(compared, language="de")
    body = page.split("</style>")[1]
    for key, english in page_texts("compare", "en").sentences.items():
        if " " in english and "{" not in english:
            assert english not in body, key


def test_a_name_with_markup_is_escaped(compared) -> None:
    evil = replace(compared, first=replace(compared.first, label="<script>alert(1)</script>"))
    assert "<script" not in render_before_after(evil)


def test_comparison_json_obeys_its_schema_and_tells_the_verdicts(compared) -> None:
    found = comparison_dict(compared)
    verdicts = {each["name"]: each["verdict"] for each in found["changes"]}
    assert verdicts == {
        "step_length": "beyond_error",
        "cadence": "error_unknown",
        "stance_share": "not_compared",
    }
    step = next(each for each in found["changes"] if each["name"] == "step_length")
    assert step["difference"] == pytest.approx(0.05)
    assert step["mdc95"] == pytest.approx(0.0277186, rel=1e-5)
    json.dumps(found, allow_nan=False)


def test_the_json_schema_file_is_the_one_the_models_give() -> None:
    file = resources.files("hipspine.report") / "static" / "comparison.schema.json"
    assert json.loads(file.read_text("utf-8")) == comparison_json_schema()


def test_both_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    for page in ("compare", "measured"):
        english, german = page_texts(page, "en"), page_texts(page, "de")
        assert list(english.sentences) == list(german.sentences)
        for key, sentence in english.sentences.items():
            gaps = sorted(re.findall(r"{\w+}", sentence))
            assert gaps == sorted(re.findall(r"{\w+}", german.sentences[key])), key
            assert sentence.count("|") == german.sentences[key].count("|"), key


def test_load_axes_stay_fixed_unless_a_curve_leaves_them() -> None:
    assert fixed_limits("compression", [np.array([0.2, 2.9])]) == (0.0, 3.0)
    low, high = fixed_limits("compression", [np.array([0.2, 4.4])])
    assert low == 0.0
    assert high >= 4.4


def syllables(word: str) -> int:
    """Count the vowel groups of a word, a silent e at its end not counted; at least one."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le")
    return max(groups - (1 if silent and groups > 1 else 0), 1)


def test_the_plain_words_need_a_reading_age_of_nine_to_eleven() -> None:
    sentences = [
        sentence
        for key, sentence in page_texts("compare", "en").sentences.items()
        if key.startswith("plain.") and sentence.endswith(".")
    ]
    words = [word for each in sentences for word in re.findall(r"[A-Za-z']+", each)]
    count = sum(len(re.findall(r"[.!?]+(?:\s|$)", each)) for each in sentences)
    per_word = sum(map(syllables, words)) / len(words)
    # Flesch-Kincaid grade (Kincaid 1975); grade 6 is an age of 11 to 12.
    assert 0.39 * len(words) / count + 11.8 * per_word - 15.59 <= 6.0
