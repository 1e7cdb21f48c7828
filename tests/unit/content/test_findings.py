"""Rules of findings and the mechanism map: what is wrong in them is named with its path."""

import shutil
from pathlib import Path

import pytest

import hipspine.content
from hipspine.content.check import content_problems
from hipspine.content.findings import (
    LANGUAGES,
    checked_language,
    finding_rules,
    gaps_of,
    read_finding_rules,
)
from hipspine.content.mechanism_map import mechanism_map_content, read_mechanism_map
from hipspine.domain.anatomy import MuscleGroup
from hipspine.domain.errors import ContentError
from hipspine.domain.finding import Confidence

SHIPPED = Path(hipspine.content.__file__).parent


@pytest.fixture
def folder(tmp_path):
    for file in SHIPPED.glob("*.toml"):
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


def changed(folder, name, old, new):
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return folder


def test_every_rule_cites_a_source_for_and_one_against():
    rules = finding_rules()
    for rule in rules.rules:
        notes = rules.notes(rule.evidence_for, rule.evidence_against)
        assert {note.stance for note in notes} == {"for", "against"}, rule.id


def test_every_reason_side_grade_and_muscle_has_words_in_both_languages():
    en, de = (finding_rules().words(language) for language in ("en", "de"))
    for part in ("confidence", "reason", "side", "basis", "grade", "detail", "muscle", "page"):
        assert set(getattr(en, part)) == set(getattr(de, part)), part
    assert {group.value for group in MuscleGroup} <= set(en.muscle)
    assert set(en.confidence) == {each.value for each in Confidence}
    for compare, sentences in en.saw.items():
        assert set(sentences) == set(de.saw[compare])
        assert all(gaps_of(sentences[key]) == gaps_of(de.saw[compare][key]) for key in sentences)


def test_a_language_that_does_not_ship_is_named():
    assert all(checked_language(language) for language in LANGUAGES)
    with pytest.raises(ContentError, match="one of de, en"):
        finding_rules().words("fr")
    with pytest.raises(ContentError, match="one of de, en"):
        mechanism_map_content().in_language("fr")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("findings_tests.toml", '"griffin_2016"', '"nobody_1900"', "nobody_1900 is in no register"),
        ("findings_tests.toml", 'id = "buttock_pain"', 'id = "hip_or_groin_pain"', "there twice"),
        ("findings_tests.toml", '["fadir_provokes_groin_pain"]', '["magic"]', "magic is not under"),
        ("findings_tests.toml", 'evidence_against = ["swain_2020"]', "", "one against"),
        ("findings_motion.toml", '"early", "late", "use"', '"early", "late"', "no such outcome"),
        ("findings_motion.toml", "limits_reason = ", "# limits_reason = ", "go together"),
        ("findings_motion.toml", "bis zu etwa {tenths} von", "bis zu etwa drei von", "other gaps"),
        ("findings_tests.toml", 'compare = "answer"', 'compare = "computed"', "rules that compare"),
        ("findings.toml", "[words.de.confidence]", "[words.fr.confidence]", "words"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_is_wrong(folder, name, old, new, words):
    with pytest.raises(ContentError, match=words):
        read_finding_rules(changed(folder, name, old, new))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "pain"', 'id = "load"', "there twice"),
        ('end = "tightness"', 'end = "nowhere"', "no box nowhere"),
        ('finding = "hip_stretch_range"', 'finding = "magic"', "no rule magic"),
        ('outcomes = ["below"]', 'outcomes = ["sideways"]', "no outcome sideways"),
        ('["boukabache_2021"]', '["nobody_1900"]', "no source nobody_1900"),
        ("„{start}“ und „{end}“: Beides", "Beides: {end}", "other gaps"),
    ],
)
def test_a_wrong_map_is_refused_with_what_is_wrong(folder, old, new, words):
    changed(folder, "mechanism_map.toml", old, new)
    with pytest.raises(ContentError, match=words):
        read_mechanism_map(folder, finding_rules())


def test_a_missing_rule_file_is_named(folder):
    (folder / "findings_signals.toml").unlink()
    with pytest.raises(ContentError, match=r"findings_signals\.toml"):
        read_finding_rules(folder)


def test_the_content_check_reads_rules_and_map(tmp_path):
    whole = tmp_path / "content"
    shutil.copytree(SHIPPED, whole, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    changed(whole, "mechanism_map.toml", 'end = "tightness"', 'end = "nowhere"')
    assert [problem.where for problem in content_problems(whole)] == ["mechanism_map.toml"]


def test_every_box_has_short_names_that_fit_a_box():
    # Two lines of 14 characters are drawn in a box.
    for node in mechanism_map_content().nodes:
        for name in (node.name, node.plain_name):
            for language in ("en", "de"):
                assert len(name.in_language(language)) <= 24, node.id
