"""The claims in words: nothing of a language is missing, and German holds no English sentence."""

import re

import pytest

from hipspine.content.claims.schema import claims
from hipspine.content.phrases import phrases
from hipspine.study.claims_quantities import quantity_of, quantity_title
from hipspine.study.claims_results import kept_results
from hipspine.study.claims_words import Telling, claim_text, claims_dict, judged_claims, list_text

FOUND = claims()
JUDGED = judged_claims(FOUND, kept_results())
GERMAN = phrases("de")


def sentences_of_claims():
    for claim in FOUND.claims:
        yield from (claim.statement, claim.literature, claim.limits)
        yield from (each for each in (claim.not_testable, claim.left_out) if each)


def titles():
    for experiment in FOUND.experiments.experiments:
        yield experiment.title
        yield from (level.title for level in experiment.levels)


@pytest.mark.parametrize("sentence", sorted({*sentences_of_claims(), *titles(), "as recorded"}))
def test_every_claim_and_every_experiment_is_told_in_german(sentence):
    assert GERMAN.knows(sentence), sentence
    assert GERMAN(sentence) != sentence or sentence.islower(), sentence


@pytest.mark.parametrize(
    "name", sorted({each for one in FOUND.experiments.experiments for each in one.quantities})
)
def test_every_quantity_and_its_muscles_have_a_german_name(name):
    _quantity, group = quantity_of(name)
    assert GERMAN.knows(quantity_title(name, group="X"))
    assert not group or GERMAN.knows_name(group), group


@pytest.mark.parametrize("judged", JUDGED, ids=lambda judged: judged.claim.id)
def test_a_claim_told_in_german_has_no_english_left(judged):
    told = claim_text(judged, FOUND, kept_results(), Telling("de"))
    ours = [line for line in told.splitlines() if not line.startswith(("  dafür", "  dagegen"))]
    # Ids of commands and pages, which are named after English words, stand in the last lines.
    for line in ours[:-2]:
        for english in (" the ", " of ", " is ", "variants", "expected", " walk", "body weights"):
            assert english not in line, line


def test_the_german_list_has_the_same_claims_and_decimal_commas():
    lines = list_text(JUDGED, Telling("de")).splitlines()
    assert sum(line.startswith("C") for line in lines) == len(FOUND.claims)
    told = claim_text(JUDGED[16], FOUND, kept_results(), Telling("de"))
    assert "N/kg (+" in told
    assert re.search(r"\d,\d %", told)


def test_values_for_programs_keep_their_ids_in_any_language():
    english, german = (claims_dict(JUDGED, Telling(each))["claims"] for each in ("en", "de"))
    for one, other in zip(english, german, strict=True):
        assert one["literature"]["verdict"] == other["literature"]["verdict"]
        assert one["model"]["verdict"] == other["model"]["verdict"]
        assert one["statement"] != other["statement"]
