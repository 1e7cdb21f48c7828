from datetime import date
from importlib import resources

import pytest

from hipspine.content.exercise_library import exercise_library
from hipspine.content.plan_rules import plan_evidence, plan_rules, read_plan_rules
from hipspine.content.programmes import approaches, read_approaches
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import Irritability, Stage

FOLDER = resources.files("hipspine.content")
RULES = (FOLDER / "plan_rules.toml").read_text("utf-8")


def with_change(old: str, new: str) -> str:
    assert old in RULES
    return RULES.replace(old, new, 1)


def test_every_source_of_rules_and_programmes_is_described():
    known = plan_evidence()
    cited = {name for entry in approaches().entries.values() for name in entry.results}
    assert plan_rules().cited <= set(known)
    assert {result.evidence for result in cited} <= set(known)


def test_every_source_of_the_plans_own_register_is_used():
    text = (FOLDER / "evidence_plans.toml").read_text("utf-8")
    own = {line.split('"')[1] for line in text.splitlines() if line.startswith("id = ")}
    used = set(plan_rules().cited)
    for entry in approaches().entries.values():
        used |= {result.evidence for result in entry.results}
    assert own <= used


@pytest.mark.parametrize("name", ["combined", "lumbar_first", "strengthen_now"])
def test_a_programme_names_results_that_do_not_favour_it(name):
    findings = {result.finding for result in approaches().named(name).results}
    assert findings & {"no_difference", "little_difference"}


def test_every_irritability_has_one_default_and_high_starts_gently():
    defaults = {one: approaches().default(one).id for one in Irritability}
    assert defaults == {
        Irritability.HIGH: "lumbar_first",
        Irritability.MODERATE: "combined",
        Irritability.LOW: "strengthen_now",
    }
    for entry in approaches().entries.values():
        assert entry.first_stage[Irritability.HIGH] is Stage.SETTLE


def test_the_articles_programme_shows_its_safety_edits_in_both_languages():
    edits = approaches().named("articles").edits
    assert {"twists_off", "pigeon_gated"} <= {edit.id for edit in edits}
    assert all(set(edit.words) == {"en", "de"} for edit in edits)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("acceptable_to = 5", "acceptable_to = 1", "safe, then acceptable"),
        ("settled_within = 1", "settled_within = 3", "settled morning"),
        ("weekly_set_increase = 0.2", "weekly_set_increase = 0.5", "weekly_set_increase"),
        ("load_step = 0.05", "load_step = 0.3", "load_step"),
        ('"bridge", "bridge_wide"', '"brigde", "bridge_wide"', "no exercise brigde"),
        ('["kongsted_2015", "own_plan_rules"]', '["nobody_1999"]', "no source nobody_1999"),
        ('walk_further = ["walking"', 'walk_further = ["flying"', "no target flying"),
        ("screen_again_days = 7", "screen_again_days = 14", "screen_again_days"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_place(old, new, message):
    with pytest.raises(ContentError, match=message):
        read_plan_rules(with_change(old, new), exercise_library())


@pytest.fixture
def folder(tmp_path):
    for file in (FOLDER / "programmes").iterdir():
        if file.name.endswith(".toml"):
            (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "combined"', 'id = "both"', "combined.toml holds both"),
        ('default_for = ["moderate"]', "default_for = []", "default of exactly one"),
        ('high = "settle"', 'high = "activate"', "begins with settle"),
        ("weights = {}", "weights = { flying = 1.0 }", "no target flying"),
        ("weights = {}", "weights = { trunk = 0 }", "above zero"),
        ('evidence = "jeong_2015"', 'evidence = "nobody_1999"', "no source nobody_1999"),
        ("weights = {}", 'weights = {}\nonly = ["flying"]', "no exercise flying"),
        ("[words.de]", "[words.fr]", "not in de and en"),
        (
            'high = "settle", moderate = "activate", low = "activate"',
            'high = "settle"',
            "each irritability once",
        ),
    ],
)
def test_a_programme_that_contradicts_the_rest_is_refused(folder, old, new, message):
    file = folder / "combined.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError, match=message):
        read_approaches(folder, library=exercise_library(), rules=plan_rules())


def test_the_content_was_reviewed():
    assert plan_rules().reviewed_on >= date(2026, 11, 21)


def test_programmes_are_told_in_short_sentences():
    # 18 words: a common upper limit for plain language; the exercises themselves stay below 15.
    for entry in approaches().entries.values():
        for words in entry.words.values():
            for text in (words.idea, words.what_speaks_for, words.what_speaks_against):
                for sentence in text.replace("!", ".").split("."):
                    assert len(sentence.split()) <= 18, sentence
