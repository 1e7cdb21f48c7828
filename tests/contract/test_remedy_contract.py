"""What every remedy file obeys; a new file is picked up by itself."""

import re
from importlib import resources

import pytest

from hipspine.content.exercise_library import exercise_library

FILES = sorted(
    file.name.removesuffix(".toml")
    for file in (resources.files("hipspine.content") / "remedies").iterdir()
    if file.name.endswith(".toml")
)
NEVER_SAID = {
    "en": r"alignment|misalign|switched off|inhibit|unstable|fragile|crumbl|degenerat|damage|"
    r"worn|nothing serious|no serious|you will recover|cure\b|perfect|stop seeing|must not move",
    "de": r"fehlgestellt|Fehlstellung|abgeschaltet|gehemmt|instabil|zerbrechlich|degener|"
    r"Verschleiß|kaputt|nichts Ernstes|werden gesund|perfekt",
}
MEDICINE_DOSE = r"\d+\s*(mg|g|ml|mcg|µg)\b|tablets?\b|pills?\b|times a day|mal täglich|mal am Tag"
LISTED = {
    "staying_active", "heat", "cold", "sleep", "pacing", "sitting_and_workplace", "manual_therapy",
    "massage", "acupuncture", "yoga", "pilates", "medicines", "imaging",
}  # fmt: skip


@pytest.fixture(params=FILES)
def remedy(request):
    return exercise_library().remedies[request.param]


def sentences(words):
    one = (*words.how, *words.care, *words.speaks_for, *words.speaks_against, *words.checklist)
    return (words.what, *one)


def syllables(word):
    """Count the vowel groups of a word, a silent e at its end not counted; at least one."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(groups - silent, 1)


def reading_grade(texts):
    """Return the Flesch-Kincaid grade (Kincaid 1975): 0.39 w/s + 11.8 syl/w - 15.59."""
    words = [word for text in texts for word in re.findall(r"[A-Za-z']+", text)]
    count = sum(len(re.findall(r"[.!?]+(?:\s|$)", text)) or 1 for text in texts)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * len(words) / count + 11.8 * per_word - 15.59


def test_all_that_people_ask_about_is_there():
    assert set(FILES) >= LISTED


def test_it_speaks_english_and_german(remedy):
    assert set(remedy.words) == {"en", "de"}


def test_it_says_what_speaks_for_and_what_speaks_against(remedy):
    for words in remedy.words.values():
        assert words.speaks_for
        assert words.speaks_against
    assert remedy.evidence_for
    assert remedy.evidence_against


def test_its_english_reads_at_sixth_grade_or_below(remedy):
    assert reading_grade(sentences(remedy.words["en"])) <= 6


def test_its_german_keeps_to_short_sentences(remedy):
    # Plain-language guides ask for at most 15 words in a sentence.
    parts = [part for text in sentences(remedy.words["de"]) for part in re.split(r"[.!?;:]", text)]
    assert max(len(part.split()) for part in parts) <= 15


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_says_nothing_that_the_evidence_contradicts(remedy, language):
    for text in sentences(remedy.words[language]):
        assert not re.search(NEVER_SAID[language], text, re.IGNORECASE), text


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_never_names_a_dose_of_medicine(remedy, language):
    for text in sentences(remedy.words[language]):
        assert not re.search(MEDICINE_DOSE, text, re.IGNORECASE), text


def test_its_sentences_end_as_sentences(remedy):
    for words in remedy.words.values():
        assert all(text.endswith((".", "!", "?")) for text in sentences(words))


def test_heat_and_cold_have_a_timer_and_spare_numb_skin(remedy):
    if remedy.id in ("heat", "cold"):
        assert remedy.timer_min == (15, 20)
        assert "numb_skin" in remedy.gates
        assert all(len(words.care) >= 3 for words in remedy.words.values())


def test_medicines_send_people_to_a_pharmacist_or_doctor(remedy):
    if remedy.kind == "medicine":
        assert "pharmacist or doctor" in " ".join(remedy.words["en"].how)
        assert "Apotheke oder Praxis" in " ".join(remedy.words["de"].how)


def test_sitting_comes_with_a_checklist_and_an_interval():
    sitting = exercise_library().remedies["sitting_and_workplace"]
    assert sitting.every_min == (20, 30)
    assert all(len(words.checklist) >= 5 for words in sitting.words.values())
