"""What every exercise file obeys; a new file is picked up by itself."""

import re
from importlib import resources

import pytest

from hipspine.content.exercise_library import exercise_library
from hipspine.content.exercises import Band
from hipspine.domain.programme import Stage

FILES = sorted(
    file.name.removesuffix(".toml")
    for file in (resources.files("hipspine.content") / "exercises").iterdir()
    if file.name.endswith(".toml")
)
TRAINS = ("activate", "strengthen", "control")

NEVER_SAID = {
    # Claims that the evidence contradicts, promises, and words that frighten.
    "en": r"out of alignment|misalign|switched off|inhibit|wakes? up|asleep|weak glutes cause|"
    r"unstable spine|fragile spine|crumbl|degenerat|damage|worn out|nothing serious|no serious|"
    r"you will recover|cure|perfect posture|hips forward and|pull your hips forward|stop seeing",
    "de": r"fehlgestellt|Fehlstellung|abgeschaltet|gehemmt|weckt|schläft|instabil|zerbrechlich|"
    r"degener|Verschleiß|verschlissen|kaputt|nichts Ernstes|werden gesund|heilt|"
    r"perfekte Haltung|Becken nach vorn und",
}
MEDICINE_DOSE = r"\d+\s*(mg|g|ml|mcg|µg)\b|tablet|times a day|-mal täglich|mal am Tag"


@pytest.fixture(params=FILES)
def exercise(request):
    return exercise_library().exercises[request.param]


def syllables(word):
    """Count the vowel groups of a word, a silent e at its end not counted; at least one."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(groups - silent, 1)


def reading_grade(sentences):
    """Return the Flesch-Kincaid grade (Kincaid 1975): 0.39 w/s + 11.8 syl/w - 15.59."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    count = sum(len(re.findall(r"[.!?]+(?:\s|$)", sentence)) or 1 for sentence in sentences)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * len(words) / count + 11.8 * per_word - 15.59


def longest_sentence(sentences):
    parts = [part for sentence in sentences for part in re.split(r"[.!?;:]", sentence)]
    return max(len(part.split()) for part in parts)


def says(words, pattern):
    return [text for text in words.sentences if re.search(pattern, text, re.IGNORECASE)]


def test_there_are_at_least_seventy_exercises():
    assert len(FILES) >= 70


def test_the_reading_grade_is_the_published_formula():
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 - 15.59 = -1.45.
    assert reading_grade(["The cat sat on the mat."]) == pytest.approx(-1.45)


def test_it_speaks_english_and_german_and_says_as_much_in_each(exercise):
    assert set(exercise.words) == {"en", "de"}
    english, german = exercise.words["en"], exercise.words["de"]
    assert len(english.cues) == len(german.cues)
    assert len(english.faults) == len(german.faults)
    assert english.sentences != german.sentences


def test_its_english_reads_at_sixth_grade_or_below(exercise):
    assert reading_grade(exercise.words["en"].sentences) <= 6


def test_its_german_keeps_to_short_sentences(exercise):
    # No grade formula is settled for instructions this short; plain-language guides ask for
    # at most 15 words in a sentence.
    assert longest_sentence(exercise.words["de"].sentences) <= 15


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_says_nothing_that_the_evidence_contradicts(exercise, language):
    assert says(exercise.words[language], NEVER_SAID[language]) == []
    assert says(exercise.words[language], MEDICINE_DOSE) == []


def test_its_sentences_end_as_sentences(exercise):
    for words in exercise.words.values():
        assert all(text.endswith((".", "!", "?")) for text in words.sentences)
        assert not words.name.endswith(".")


def test_strengthening_waits_for_calm_pain_leave_to_load_and_strong_legs(exercise):
    if exercise.aim == "strengthen" and exercise.first_stage.number >= Stage.STRENGTHEN.number:
        assert {"strong_pain", "low_load_only", "leg_weakness"} <= set(exercise.gates)


def test_training_that_does_not_settle_pain_waits_for_calm_pain(exercise):
    if exercise.aim in TRAINS and Stage.SETTLE not in exercise.stages:
        assert "strong_pain" in exercise.gates


def test_training_whose_load_is_not_known_to_be_low_needs_leave_to_load(exercise):
    if exercise.aim in TRAINS and exercise.lumbar_load.band is not Band.LOW:
        assert "low_load_only" in exercise.gates


def test_the_settling_stage_never_loads_the_back_highly(exercise):
    if Stage.SETTLE in exercise.stages:
        assert exercise.lumbar_load.band not in (Band.HIGH, Band.VERY_HIGH)
        assert not {"weight", "barbell"} & set(exercise.equipment)
        assert exercise.dose.effort[1] <= 6


def test_a_weight_waits_for_the_strengthening_stage(exercise):
    if {"weight", "barbell"} & set(exercise.equipment):
        assert exercise.first_stage.number >= Stage.STRENGTHEN.number


def test_a_weight_on_hips_or_trunk_asks_after_heart_and_bones(exercise):
    if {"weight", "barbell"} & set(exercise.equipment) and exercise.position != "side_lying":
        assert {"heart_or_blood_pressure", "fragile_bone"} <= set(exercise.gates)


def test_lying_flat_or_on_the_belly_asks_after_pregnancy(exercise):
    if exercise.position in ("prone", "on_forearms"):
        assert "pregnancy" in exercise.gates
    if exercise.position == "supine" and "bench" not in exercise.equipment:
        assert "pregnancy" in exercise.gates


def test_what_is_done_on_a_mat_asks_whether_the_floor_can_be_reached(exercise):
    if "mat" in exercise.equipment:
        assert "getting_to_floor" in exercise.gates


def test_training_on_one_side_of_the_body_on_the_floor_spares_a_sore_hip(exercise):
    if exercise.position == "side_lying" and "mat" in exercise.equipment:
        assert "lateral_hip_pain" in exercise.gates


def test_standing_on_one_leg_asks_after_falls(exercise):
    on_one_leg = exercise.family in ("step", "lunge") or "single_leg" in exercise.id
    if on_one_leg and exercise.position in ("standing", "sitting"):
        assert {"unsteady", "dizziness"} <= set(exercise.gates)


def test_nothing_is_trained_to_failure(exercise):
    # 8 of 10 is two repetitions short of failure; the first stages stay further away.
    early = exercise.first_stage.number < Stage.STRENGTHEN.number
    assert exercise.dose.effort[1] <= (6 if early else 7)


def test_strengthening_leaves_days_of_rest(exercise):
    if exercise.aim == "strengthen" and exercise.first_stage.number >= Stage.STRENGTHEN.number:
        # Endurance holds at moderate effort may come oftener than loaded sets.
        most = 6 if exercise.dose.hold_s else (5 if exercise.dose.effort[1] <= 6 else 3)
        assert exercise.dose.days_per_week[1] <= most


def test_training_has_an_easier_or_a_harder_neighbour(exercise):
    if exercise.aim in TRAINS:
        assert exercise.easier or exercise.harder


def test_single_leg_strengthening_asks_for_a_clean_easier_exercise_first(exercise):
    if exercise.aim == "strengthen" and "single_leg" in exercise.id:
        assert exercise.needs


def test_what_is_needed_first_can_be_trained_with_the_same_or_an_earlier_stage(exercise):
    known = exercise_library().exercises
    for need in exercise.needs:
        assert known[need.exercise].on_by_default


def test_it_rests_on_a_source(exercise):
    register = exercise_library().evidence
    assert all(register[name].says for name in exercise.cited)


def test_off_by_default_comes_late_and_says_why(exercise):
    if not exercise.on_by_default:
        assert exercise.stages == (Stage.FUNCTION,)
        assert all(words.off_because for words in exercise.words.values())


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_two_exercises_share_a_name(language):
    names = [entry.words[language].name for entry in exercise_library().exercises.values()]
    assert len(set(names)) == len(names)
