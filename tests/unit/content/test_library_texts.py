"""Every sentence of the screening: complete, plain, and free of what must not be said."""

import re

import pytest

from hipspine.content.library import screening_library

LIBRARY = screening_library()
FOR_CLINICIANS = re.compile(r"\.short$|\.clinician$|^handover\.")
"""Sentences that only a clinician reads."""

NEVER_SAID = {
    "en": (
        r"nothing serious|no serious|not serious|harmless|all clear|rule[sd]? out|you are safe",
        r"inhibited|switched off|your glutes are|weak glutes",
        r"(pelvis|posture|spine) is (wrong|out|crooked|unstable|fragile|weak)|out of alignment",
        r"unstable|fragile|degenerat|damaged|crumbl|worn|wear and tear",
        r"you will (recover|be better|get better)|\d+ ?mg\b|stop seeing|you have (cancer|a tumour)",
        r"(rests? in bed|stay in bed)",
    ),
    "de": (
        r"nichts ernstes|nichts schlimmes|ungefährlich|harmlos|ausgeschlossen|unbedenklich",
        r"gehemmt|abgeschaltet|ihre gesäßmuskeln sind",
        r"(becken|haltung|wirbelsäule) ist (falsch|schief|instabil|schwach)",
        r"instabil|zerbrechlich|degenerat|verschliss|abgenutzt|zerbrösel|kaputt",
        r"sie werden (gesund|wieder gesund)|\d+ ?mg\b|gehen sie nicht mehr (zum|zur)",
        r"bettruhe|bleiben sie im bett",
    ),
}


@pytest.mark.parametrize("language", sorted(NEVER_SAID))
@pytest.mark.parametrize("part", range(6))
def test_what_must_never_be_said_is_not_said(language, part):
    pattern = re.compile(NEVER_SAID[language][part], re.IGNORECASE)
    said = {
        key: sentence
        for key, sentence in LIBRARY.words(language).sentences.items()
        if pattern.search(sentence)
    }
    assert said == {}


def test_every_shipped_language_is_checked_for_what_must_not_be_said():
    assert set(LIBRARY.texts) == set(NEVER_SAID)


def test_both_languages_have_the_same_sentences():
    english, german = (set(LIBRARY.words(language).sentences) for language in ("en", "de"))
    assert english == german


def test_no_german_sentence_is_left_in_english():
    english, german = (LIBRARY.words(language).sentences for language in ("en", "de"))
    same = {key for key in english if english[key] == german[key]}
    assert same == set()


def test_the_emergency_number_is_a_gap_and_not_a_number():
    for language in LIBRARY.texts:
        for key, sentence in LIBRARY.words(language).sentences.items():
            assert not re.search(r"\b(112|911|999|111)\b", sentence), key
        assert "{number}" in LIBRARY.words(language).sentence("level.emergency.do")


def for_people(language):
    """Return the whole sentences that people read; headings and single answers are shorter."""
    return {
        key: re.sub(r"\([^)]*\)", "", sentence.replace("{number}", "112"))
        for key, sentence in LIBRARY.words(language).sentences.items()
        if not FOR_CLINICIANS.search(key) and sentence.endswith((".", "?", "!"))
    }


def syllables(word):
    """Count a word's syllables: groups of vowels, less a silent e at the end."""
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ee", "ted", "ded"))
    return max(1, groups - silent)


def grade(text):
    """Return the Flesch-Kincaid grade (Kincaid et al. 1975, Research Branch Report 8-75)."""
    sentences = max(1, len(re.findall(r"[.!?:]+(?:\s|$)", text)))
    words = re.findall(r"[a-z']+", text.lower())
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_grade_is_right_on_a_worked_example():
    # "The cat sat on the mat. It was happy there." 10 words, 2 sentences, 11 syllables:
    # 0.39 * 5 + 11.8 * 1.1 - 15.59 = -0.66.
    assert grade("The cat sat on the mat. It was happy there.") == pytest.approx(-0.66)


def blocks(sentences):
    """Return the text of each question, level, rule ... as one block, as people meet it."""
    found = {}
    for key, sentence in sentences.items():
        found.setdefault(".".join(key.split(".")[:2]), []).append(sentence)
    return {key: " ".join(f"{s.rstrip('.!?')}." for s in parts) for key, parts in found.items()}


def test_english_reads_at_grade_six_or_below_throughout():
    # Reading age 9 to 11 is grade 4 to 6. A single sentence with "infection", "inflammation" or
    # "register" in it goes up to 8: there is no shorter word for these.
    every = blocks(for_people("en"))
    grades = {key: grade(text) for key, text in every.items()}
    assert grade(" ".join(every.values())) <= 6
    asked = {key: value for key, value in grades.items() if key.startswith(("question", "level"))}
    assert {key: round(value, 1) for key, value in asked.items() if value > 6} == {}
    assert {key: round(value, 1) for key, value in grades.items() if value > 8} == {}


def lix(text):
    """Return the readability index LIX (Bjoernsson 1968): words a sentence + % of long words."""
    sentences = max(1, len(re.findall(r"[.!?:]+(?:\s|$)", text)))
    words = re.findall(r"[a-zäöüß]+", text.lower())
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_the_index_is_right_on_a_worked_example():
    # 8 words, 2 sentences, 2 long words (Rücken has 6 letters, Schmerzen and langsam more than 6):
    # 8 / 2 + 100 * 2 / 8 = 29.
    assert lix("Der Rücken tut weh. Schmerzen gehen langsam weg.") == pytest.approx(29)


def test_german_reads_as_easily_as_books_for_children():
    # LIX below 40 is easy in German texts for children and youth (Bamberger and Vanecek 1984).
    every = blocks(for_people("de"))
    assert lix(" ".join(every.values())) < 40
    hard = {key: round(lix(text)) for key, text in every.items() if key.startswith("question")}
    assert {key: value for key, value in hard.items() if value > 55} == {}
