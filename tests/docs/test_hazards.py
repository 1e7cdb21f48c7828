"""The hazard file names only controls and tests that exist, and its estimates add up."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REGISTER = ROOT / "docs" / "reference" / "hazards.md"
FIELDS = ("situation", "cause", "harm", "estimate", "control", "where", "test", "remains")
NOT_BUILT = "not built yet:"
NOT_ACCEPTABLE_FROM = 8
"""Sum of the class numbers of severity and probability, as the register defines it."""


def _sections() -> dict[str, str]:
    parts = re.split(r"^### (?=H\d\d )", REGISTER.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {part[:3]: part for part in parts[1:]}


def _fields(section: str) -> dict[str, str]:
    return dict(re.findall(r"^\| (\w+) \| (.+) \|$", section, flags=re.MULTILINE))


HAZARDS = {hazard: _fields(section) for hazard, section in _sections().items()}


def _quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _built(field: str) -> list[tuple[str, str]]:
    return [
        (hazard, name)
        for hazard, fields in HAZARDS.items()
        if not fields[field].startswith(NOT_BUILT)
        for name in _quoted(fields[field])
    ]


def _waiting() -> list[tuple[str, str]]:
    return sorted(
        {
            (hazard, name)
            for hazard, fields in HAZARDS.items()
            for field in ("where", "test")
            if fields[field].startswith(NOT_BUILT)
            for name in _quoted(fields[field])
        }
    )


def test_hazards_are_numbered_without_gaps():
    assert list(HAZARDS) == [f"H{number:02d}" for number in range(1, len(HAZARDS) + 1)]


@pytest.mark.parametrize("hazard", HAZARDS)
def test_every_hazard_has_every_field(hazard: str):
    assert tuple(HAZARDS[hazard]) == FIELDS


@pytest.mark.parametrize("hazard", HAZARDS)
def test_every_hazard_names_a_place_and_a_test_or_what_it_waits_for(hazard: str):
    assert _quoted(HAZARDS[hazard]["where"])
    assert _quoted(HAZARDS[hazard]["test"])


@pytest.mark.parametrize(("hazard", "place"), _built("where"))
def test_the_place_of_every_control_exists(hazard: str, place: str):
    assert (ROOT / place).exists(), f"{hazard} names {place}, which is not there"


@pytest.mark.parametrize(("hazard", "test"), _built("test"))
def test_every_control_names_an_existing_test(hazard: str, test: str):
    file, _, function = test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert function in names, f"{hazard} names {test}, which is not there"


@pytest.mark.parametrize(("hazard", "part"), _waiting())
def test_what_has_been_built_is_no_longer_called_not_built(hazard: str, part: str):
    # A folder without code (left behind by a cache) is not a part that has been built.
    path = ROOT / part
    is_there = path.is_file() or any(path.glob("*.py"))
    assert not is_there, f"{part} exists: name the control and the test of {hazard}"


@pytest.mark.parametrize("hazard", HAZARDS)
def test_the_control_lowers_the_estimate_to_what_can_be_accepted(hazard: str):
    found = re.fullmatch(r"S([1-5]) P([1-5]) → P([1-5])", HAZARDS[hazard]["estimate"])
    assert found, "an estimate reads like S5 P2 → P1"
    severity, before, after = map(int, found.groups())
    assert after < before
    assert severity + after < NOT_ACCEPTABLE_FROM
