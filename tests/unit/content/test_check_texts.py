"""The words of a check: the same in both languages, short, and free of the terms of studies."""

import re
import string

import pytest

from hipspine.content.text import page_texts

TEXTS = {language: page_texts("check", language) for language in ("en", "de")}
LONGEST = 22
"""Words in a sentence; plain-language guides ask for about 15 on average and 25 at most."""


def gaps(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def test_both_languages_say_the_same_things_with_the_same_gaps():
    english, german = TEXTS["en"].sentences, TEXTS["de"].sentences
    assert set(english) == set(german)
    assert {key: gaps(text) for key, text in english.items()} == {
        key: gaps(text) for key, text in german.items()
    }


@pytest.mark.parametrize("language", TEXTS)
def test_sentences_are_short(language):
    sentences = [
        sentence
        for text in TEXTS[language].sentences.values()
        for sentence in re.split(r"(?<=[.?!:]) ", text)
    ]
    lengths = [len(sentence.split()) for sentence in sentences]
    assert max(lengths) <= LONGEST
    assert sum(lengths) / len(lengths) < 10


def test_no_german_sentence_is_left_in_english():
    same = {
        key
        for key, text in TEXTS["en"].sentences.items()
        if text == TEXTS["de"].sentences[key] and len(text.split()) > 1
    }
    assert same <= {"page.seconds"}
