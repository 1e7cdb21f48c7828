"""What questionnaires and instruments say: complete, plain, ours, in every language."""

import re
from pathlib import Path

import pytest

import hipspine.content
from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.questionnaire import Certainty

LIBRARY = questionnaire_library()
FOLDER = Path(hipspine.content.__file__).parent


def test_all_questionnaires_and_instruments_are_there():
    assert set(LIBRARY.questionnaires) == {
        "pain_scale", "own_activities", "everyday_function", "overall_change", "acceptable_state",
        "mood_and_worry", "activity_and_sitting", "symptoms", "self_check", "pain_map",
        "injury_history",
    }  # fmt: skip
    assert set(LIBRARY.instruments) == {
        "roland_morris", "oswestry", "phq_2", "gad_2", "start_back", "promis_physical_function",
        "promis_pain_interference", "lefs", "orebro_short", "fabq", "tsk_11", "tsk_17",
    }  # fmt: skip


def test_every_language_says_everything():
    assert set(LIBRARY.texts) == {"de", "en"}
    assert set(LIBRARY.words("de").sentences) == set(LIBRARY.words("en").sentences)


def test_gaps_are_the_same_in_every_language():
    for key, sentence in LIBRARY.words("en").sentences.items():
        gaps = re.findall(r"\{(\w+)\}", sentence)
        assert sorted(gaps) == sorted(re.findall(r"\{(\w+)\}", LIBRARY.words("de").sentence(key)))


def syllables(word):
    """Count the vowel groups of a word, a silent e at its end not counted; at least one."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith("le") and groups > 1:
        groups -= 1
    return max(groups, 1)


def english_grade(sentences):
    """Return the Flesch-Kincaid grade (Kincaid 1975): 0.39 w/s + 11.8 syl/w - 15.59."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    count = sum(len(re.findall(r"[.!?:]+(?:\s|$)", sentence)) or 1 for sentence in sentences)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * len(words) / count + 11.8 * per_word - 15.59


def german_grade(sentences):
    """Return the first Wiener Sachtextformel (Bamberger and Vanecek 1984), a school year.

    0.1935 MS + 0.1672 SL + 0.1297 IW - 0.0327 ES - 0.875: shares of words with three or more
    syllables, of words with more than six letters and of one-syllable words in percent, and the
    words per sentence.
    """
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-zÄÖÜäöüß]+", sentence)]
    count = sum(len(re.findall(r"[.!?:]+(?:\s|$)", sentence)) or 1 for sentence in sentences)
    parts = [
        len(re.findall(r"(?:ei|au|eu|äu|ie|[aeiouyäöü])", word.lower())) or 1 for word in words
    ]
    share = 100 / len(words)
    long = share * sum(len(word) > 6 for word in words)
    many, one = share * sum(n >= 3 for n in parts), share * sum(n == 1 for n in parts)
    return 0.1935 * many + 0.1672 * len(words) / count + 0.1297 * long - 0.0327 * one - 0.875


def spoken(language):
    """The sentences that a person reads: not names, units and how-sure labels."""
    words = LIBRARY.words(language).sentences
    shown = (
        "item",
        "questionnaire",
        "follow_up",
        "help",
        "verdict",
        "label",
        "absent",
        "no_figure",
    )
    return {
        key: sentence
        for key, sentence in words.items()
        if key.split(".")[0] in shown and ".choice." not in key and "{error}" not in sentence
    }


def test_english_reads_at_age_eleven_or_below():
    ours = spoken("en")
    assert english_grade(ours.values()) <= 5
    hard = {k: s for k, s in ours.items() if len(s.split()) > 6 and english_grade([s]) > 9}
    assert not hard


def test_german_reads_at_age_eleven_or_below():
    ours = spoken("de")
    assert german_grade(ours.values()) <= 5
    hard = {k: s for k, s in ours.items() if len(s.split()) > 6 and german_grade([s]) > 9}
    assert not hard


NEVER = {
    "en": r"switched off|inhibit|out of align|unstable|fragile|no serious|nothing serious|"
    r"will recover|\bmg\b|stop seeing|degenerat|damaged|crumbl|glutes are",
    "de": r"ausgeschaltet|gehemmt|fehlstellung|instabil|zerbrechlich|nichts ernst|nichts schlimm|"
    r"werden gesund|\bmg\b|verschleiß|abgenutzt|kaputt|bröckel",
}


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_said_that_must_never_be_said(language):
    said = LIBRARY.words(language).sentences
    assert not {k: s for k, s in said.items() if re.search(NEVER[language], s, re.IGNORECASE)}


def test_every_own_questionnaire_is_labelled_as_not_tested():
    assert not any(form.wording_tested for form in LIBRARY.questionnaires.values())
    for name in ("everyday_function", "mood_and_worry"):
        for score in LIBRARY.questionnaire(name).scores:
            assert score.no_important_change == "own_wording_not_tested"
            assert score.bands == ()


def test_the_self_check_has_no_score():
    assert LIBRARY.questionnaire("self_check").scores == ()
    assert LIBRARY.questionnaire("symptoms").scores == ()


def test_no_text_of_a_published_instrument_is_in_the_project():
    # An instrument has no place for item texts: only these keys, and three sentences of our own.
    for instrument in LIBRARY.instruments.values():
        for language, texts in LIBRARY.texts.items():
            parts = set(texts.under(f"instrument.{instrument.id}"))
            assert parts == {"about", "enter", "licence"}, (instrument.id, language)
        assert set(type(instrument).model_fields) == {
            "id", "name", "entry", "items", "item_lowest", "item_highest", "item_ranges", "scores",
            "evidence", "reviewed_on",
        }  # fmt: skip
    files = [*(FOLDER / "instruments").glob("*.toml")]
    assert len(files) == len(LIBRARY.instruments)
    for file in files:
        # Besides its name, no string in the file is longer than an id.
        text = re.sub(r"^#.*$", "", file.read_text("utf-8"), flags=re.MULTILINE)
        strings = re.findall(r'^(?!name).*?"([^"]+)"', text, flags=re.MULTILINE)
        assert all(" " not in value for value in strings)


# Turns of phrase that stand in the published forms and that a plain question need not have.
PUBLISHED = (
    "little interest or pleasure", "down, depressed", "nervous, anxious", "on edge",
    "because of my back", "stay at home most of the time", "not really safe",
    "worrying thoughts have been", "bothersome has your", "my pain was caused by",
    "afraid that i might injure", "accidentally injure", "interfere with your",
    "quite a bit of difficulty", "wenig interesse oder freude", "niedergeschlagenheit",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_phrase_of_a_published_form_is_used(language):
    said = " ".join(LIBRARY.words(language).sentences.values()).casefold()
    assert [phrase for phrase in PUBLISHED if phrase in said] == []


def test_a_code_that_is_to_be_confirmed_says_so():
    codes = {
        code.code: code.certainty
        for form in LIBRARY.forms.values()
        for score in form.scores
        for code in score.codes
    }
    assert codes == {"72514-3": Certainty.CHECKED, "55758-7": Certainty.TO_CONFIRM}
