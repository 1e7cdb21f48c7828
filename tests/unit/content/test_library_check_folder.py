"""The check of a whole content folder, and conditions in words."""

import shutil
from pathlib import Path

import pytest

import hipspine.content
from hipspine.content.check import content_problems
from hipspine.content.condition_words import condition_as_words
from hipspine.content.findings import finding_rules, read_finding_rules
from hipspine.content.library import screening_library
from hipspine.content.schema import ConditionTable

SHIPPED = Path(hipspine.content.__file__).parent


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "content"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def test_the_whole_content_that_ships_has_no_problems():
    assert content_problems(SHIPPED) == ()


@pytest.mark.parametrize("file", ["findings.toml", "norms/joint_loads.toml", "text/en/report.toml"])
def test_a_damaged_file_beside_the_screening_is_named(folder, file):
    (folder / file).write_text("[broken", "utf-8")
    problems = content_problems(folder)
    assert [Path(file).name in p.where for p in problems] == [True]


def test_problems_of_the_screening_come_first_and_alone(folder):
    (folder / "findings.toml").write_text("[broken", "utf-8")
    (folder / "triage.toml").write_text("[broken", "utf-8")
    assert [problem.where for problem in content_problems(folder)] == ["triage.toml"]


def test_the_rules_of_findings_that_ship_are_those_of_the_folder():
    assert finding_rules() == read_finding_rules(SHIPPED)


def test_a_folder_with_the_screening_alone_is_enough(folder):
    for name in ("questionnaires", "exercises", "programmes", "norms"):
        shutil.rmtree(folder / name)
    (folder / "findings.toml").unlink()
    assert content_problems(folder) == ()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"question": "a", "is": "yes"}, "a = yes"),
        ({"question": "a", "is": ["x", "y"]}, "a = x or y"),
        ({"question": "a", "includes": ["x"]}, "a includes x"),
        (
            {"question": "a", "includes": ["x", "y"], "how_many": 2},
            "a includes x or y (at least 2)",
        ),
        ({"question": "a", "at_least": 5}, "a from 5"),
        ({"question": "a", "at_least": 5, "at_most": 8}, "a from 5 up to 8"),
        ({"named": "leg_sign"}, "leg sign"),
        (
            {"all": [{"named": "x"}, {"any": [{"named": "y"}, {"named": "z"}]}]},
            "x and (y or z)",
        ),
        ({"count": 1, "of": [{"named": "x"}, {"named": "y"}]}, "at least 1 of: x; y"),
    ],
)
def test_a_condition_reads_as_words(table, words):
    assert condition_as_words(ConditionTable.model_validate(table)) == words


def test_every_rule_of_the_screening_reads_as_words():
    for rule in screening_library().rules:
        assert condition_as_words(rule.when)
