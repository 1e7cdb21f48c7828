"""The page about findings names every rule and arrow with what it is held against."""

from pathlib import Path

from hipspine.content.findings import finding_rules
from hipspine.content.mechanism_map import mechanism_map_content

PAGE = (Path(__file__).parents[2] / "docs/explanation/findings.md").read_text("utf-8")
HELD_AGAINST = {
    "norm": "published range",
    "other_side": "other side",
    "baseline": "own earlier visit",
    "stated": "nothing: stated",
    "answer": "yes or no",
    "computed": "own calculation",
}


def test_every_rule_stands_in_the_table():
    for rule in finding_rules().rules:
        assert f"| `{rule.id}` | {HELD_AGAINST[rule.compare]} | {rule.basis.value} |" in PAGE


def test_every_arrow_stands_in_the_table_with_grade_and_sources():
    content = mechanism_map_content()
    for number, link in enumerate(content.links, start=1):
        start, end = content.node(link.start).name.en, content.node(link.end).name.en
        grade = content.words["en"].grade[link.grade]
        cited = [", ".join(ids) or "–" for ids in (link.evidence_for, link.evidence_against)]
        assert f"| {number} | {start} → {end} | {grade} | {cited[0]} | {cited[1]} |" in PAGE


def test_the_thresholds_are_those_of_the_rules():
    rules = finding_rules()
    take_over, pattern = rules.rule("take_over").limits, rules.rule("strength_or_drive").limits
    assert take_over["share_of_moment"] == 0.05
    assert "at least 5 % of the largest" in PAGE
    assert take_over["lasting_s"] == 0.05
    assert "at least\n  0.05 s" in PAGE
    assert rules.rule("posture_what_if").limits["small_change_percent"] == 5
    assert "below 5 % is called none" in PAGE
    assert (pattern["low_signal"], pattern["high_signal"]) == (0.4, 0.6)
    assert "from\n0.60 of which on it fits less strength" in PAGE
    assert "A low share, up to 0.40, fits nothing" in PAGE
