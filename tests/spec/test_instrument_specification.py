"""Every published instrument gives the scores that its source's rule gives by hand."""

import tomllib
from pathlib import Path

import pytest

from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.questionnaire import InstrumentEntry, Score
from hipspine.screen.scores import score_instrument

CASES = tomllib.loads(Path(__file__).with_name("instrument_cases.toml").read_text("utf-8"))["cases"]
NOT_SCORES = {"instrument", "says", "ticked", "items", "same", "totals"}


def entry_of(case, instrument):
    ratings = {int(number): mark for number, mark in case.get("items", {}).items()}
    if "same" in case:
        every = dict.fromkeys(range(1, instrument.items + 1), case["same"])
        ratings = every | ratings
    return InstrumentEntry(
        totals=case.get("totals", {}),
        ratings=ratings,
        ticked=frozenset(case["ticked"]) if "ticked" in case else None,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['instrument']}: {case['says']}")
def test_the_marks_give_the_score_of_the_source(case):
    instrument = questionnaire_library().instrument(case["instrument"])
    scores = {s.score: s for s in score_instrument(instrument, entry_of(case, instrument))}
    wanted = {name: value for name, value in case.items() if name not in NOT_SCORES}
    assert set(scores) == set(wanted)
    for name, (expected, *band) in wanted.items():
        score = scores[name]
        if isinstance(expected, str):
            assert score.reason.value == expected
            continue
        assert isinstance(score, Score)
        # Sums of whole marks are exact; a percentage of small whole numbers rounds below 1e-9.
        assert score.value == pytest.approx(expected, abs=1e-9)
        told = f"needs {score.band_needs}" if score.band_needs else score.band
        assert told == (band[0] if band else None)


def test_every_instrument_and_every_published_range_has_a_case():
    library = questionnaire_library()
    assert {case["instrument"] for case in CASES} == set(library.instruments)
    shown = {
        (case["instrument"], name, value[1])
        for case in CASES
        for name, value in case.items()
        if name not in NOT_SCORES and len(value) == 2
    }
    published = {
        (instrument.id, score.id, band.id)
        for instrument in library.instruments.values()
        for score in instrument.scores
        for band in score.bands
    }
    assert published <= shown
