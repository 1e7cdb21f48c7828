"""The report's sentences as data."""

import pytest

from hipspine.content.text import read_texts, report_texts
from hipspine.domain.anatomy import LUMBAR_LEVELS, MuscleGroup
from hipspine.domain.errors import ContentError


def test_a_sentence_gets_its_gaps_filled():
    texts = read_texts('[a]\nb = "{count} steps"', language="en", where="here")
    assert texts("a.b", count=3) == "3 steps"


def test_an_unknown_sentence_is_refused():
    with pytest.raises(ContentError, match=r"a sentence for a\.c"):
        read_texts('[a]\nb = "x"', language="en", where="here")("a.c")


def test_a_gap_without_a_value_is_refused():
    with pytest.raises(ContentError, match="none for count"):
        read_texts('[a]\nb = "{count} steps"', language="en", where="here")("a.b")


@pytest.mark.parametrize("text", ["[a]\nb = 3", '[a]\nb = " "', "[a"])
def test_a_file_with_anything_but_sentences_is_refused(text):
    with pytest.raises(ContentError, match="here"):
        read_texts(text, language="en", where="here")


def test_a_language_that_does_not_ship_is_refused():
    with pytest.raises(ContentError, match="'xx'"):
        report_texts("xx")


def test_every_muscle_group_and_disc_has_a_name():
    texts = report_texts()
    assert set(texts.under("group")) == {group.value for group in MuscleGroup}
    assert set(LUMBAR_LEVELS) <= set(texts.under("joint"))
