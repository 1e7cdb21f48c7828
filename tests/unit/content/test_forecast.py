"""The forecast's priors and the loop's numbers: complete, cited, and true to their sources."""

import math
import re
import shutil
from importlib import resources
from pathlib import Path

import pytest

from hipspine.content.forecast import forecast_content, read_forecast_content
from hipspine.content.loop_model import loop_content, read_loop_content
from hipspine.content.progress_texts import LANGUAGES, progress_texts
from hipspine.domain.errors import ContentError
from hipspine.domain.forecast import Duration
from hipspine.domain.questionnaire import Certainty
from hipspine.track.loop_model import STATES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content files that forecasts read, to be spoiled."""
    shipped = Path(str(resources.files("hipspine.content")))
    for name in (
        "forecast.toml", "loop_model.toml", "evidence.toml", "outcome_evidence.toml",
        "evidence_exercises.toml",
    ):  # fmt: skip
        shutil.copy(shipped / name, tmp_path / name)
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


def test_published_figures_are_those_of_the_source():
    # Wallwork 2024: mean pain at entry, 6, 26 and 52 weeks.
    published = {
        Duration.ACUTE: (56, 26, 22, 21),
        Duration.SUBACUTE: (63, 29, 29, 31),
        Duration.PERSISTENT: (56, 48, 43, 40),
    }
    for duration, means in published.items():
        course = forecast_content().course(duration)
        assert course.published == tuple(zip((0, 6, 26, 52), means, strict=True))


def test_a_flag_with_a_published_size_shifts_the_level_by_it():
    content = forecast_content()
    plain = content.pain_prior(Duration.ACUTE, flags=frozenset(), step=10.0)
    flags = frozenset({"expects_lasting_pain"})
    shifted = content.pain_prior(Duration.ACUTE, flags=flags, step=10.0)
    # 1.04 per point over 5 points as a difference in standard deviations of 24.
    expected = 24 * 5 * math.log(1.04) * math.sqrt(3) / math.pi
    assert shifted.level - plain.level == pytest.approx(expected)


def test_a_flag_without_a_published_size_shifts_nothing():
    content = forecast_content()
    plain = content.pain_prior(Duration.ACUTE, flags=frozenset(), step=10.0)
    flags = frozenset({"worry", "low_mood", "poor_sleep"})
    assert content.pain_prior(Duration.ACUTE, flags=flags, step=10.0) == plain


def test_the_strength_prior_gives_the_gain_for_any_true_start():
    prior = forecast_content().strength_prior(error_percent=5.0)
    slope = prior.start_to_level * prior.level_sd / prior.start_sd
    rest = prior.level_sd * math.sqrt(1 - prior.start_to_level**2)
    assert slope == pytest.approx(1.25)
    assert rest == pytest.approx(10.0)


def test_a_source_that_nobody_describes_is_refused(folder):
    spoil(folder, "forecast.toml", '"wallwork_2024"]', '"nobody_2024"]')
    with pytest.raises(ContentError, match="nobody_2024"):
        read_forecast_content(folder)


def test_a_course_that_is_missing_is_refused(folder):
    spoil(folder, "forecast.toml", 'id = "subacute"', 'id = "acute"')
    with pytest.raises(ContentError, match="one course for each"):
        read_forecast_content(folder)


def test_every_number_of_the_loop_says_where_it_comes_from():
    content, evidence = loop_content()
    assert set(content.start) == set(STATES)
    for one in content.parameters:
        assert set(one.evidence) <= set(evidence)
        assert set(one.words) == set(LANGUAGES)
        # A number without a study of its own says that it is the project's.
        if any(name.startswith("own_") for name in one.evidence):
            assert one.certainty is Certainty.OWN


def test_the_loop_shows_trials_that_found_nothing_too():
    stances = [trial.stance for trial in loop_content()[0].trials]
    assert stances.count("no_difference") >= 2


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [('"own_loop"]', '"nobody"]', "nobody"), ("high = 2.0", "high = 0.1", "is not a range")],
)
def test_a_loop_that_contradicts_itself_is_refused(folder, old, new, complaint):
    spoil(folder, "loop_model.toml", old, new)
    with pytest.raises(ContentError, match=complaint):
        read_loop_content(folder)


def test_strategies_differ_in_when_they_exercise_and_settle():
    strategies = {one.id: one for one in loop_content()[0].strategies}
    at = {name: (one.exercise(3), one.settling(3), one.exercise(7), one.settling(7))
          for name, one in strategies.items()}  # fmt: skip
    assert at == {
        "nothing": (0, 0, 0, 0),
        "exercise_only": (1, 0, 1, 0),
        "settle_first": (0, 1, 1, 0),
        "both": (1, 1, 1, 1),
    }


def test_both_languages_say_the_same_things_with_the_same_gaps():
    import string

    def gaps(language: str) -> dict[str, set[str]]:
        return {
            key: {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            for key, sentence in progress_texts(language).sentences.items()
        }

    assert gaps("en") == gaps("de")


def test_another_language_is_refused():
    with pytest.raises(ContentError):
        progress_texts("fr")


NEVER = (
    "inhibited", "switched off", "out of alignment", "unstable", "fragile", "degenerat", "damaged",
    "crumbl", "no serious cause", "you will recover", "will be gone", "stop seeing",
    "gehemmt", "abgeschaltet", "fehlstellung", "instabil", "verschlissen", "kaputt",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_that_must_never_be_said(language):
    said = " ".join(progress_texts(language).sentences.values()).lower()
    assert [word for word in NEVER if word in said] == []


def syllables(word: str) -> int:
    """Count the vowel groups of a word, a silent e at its end not counted; at least one."""
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(groups - silent, 1)


def test_the_person_reads_sentences_of_school_age():
    own = ("now.", "notice.", "forecast.", "episode.", "scores.intro", "sides.", "life.tip")
    said = " ".join(
        re.sub(r"\{\w+\}|\(.*?\)", "5", sentence)
        for key, sentence in progress_texts("en").sentences.items()
        if key.startswith(own) and sentence.endswith(".")
    )
    sentences = [part for part in re.split(r"[.:?]", said) if part.strip()]
    words = re.findall(r"[A-Za-z]+|\d+", said)
    # Flesch-Kincaid grade (Kincaid 1975): grade 6 ends at an age of 12; the goal is 9 to 11.
    count = sum(syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * count / len(words) - 15.59
    assert grade <= 6.0
