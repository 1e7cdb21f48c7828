"""The page on intended use states the figures of the patient stories as they are."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def page() -> str:
    text = (ROOT / "docs" / "explanation" / "intended-use.md").read_text(encoding="utf-8")
    return " ".join(text.split())


@pytest.fixture(scope="module")
def stories() -> list[dict[str, object]]:
    text = (ROOT / "tests" / "spec" / "patient_stories.toml").read_text(encoding="utf-8")
    found: list[dict[str, object]] = tomllib.loads(text)["story"]
    return found


def _stated(pattern: str, page: str) -> float:
    found = re.search(pattern, page)
    assert found, f"the page no longer says {pattern}"
    return float(found[1])


def test_the_number_of_stories_is_stated(page: str, stories: list[dict[str, object]]):
    assert _stated(r"(\d+) invented patient stories", page) == len(stories)


def test_the_upper_limit_of_misses_follows_from_the_serious_stories(
    page: str, stories: list[dict[str, object]]
):
    serious = sum(story["kind"] == "serious" for story in stories)
    assert _stated(r"among (\d+) serious stories", page) == serious
    # No miss in n: the rate at which that happens with 5 % probability is 1 - 0.05 ** (1 / n)
    # (exact binomial limit, Clopper and Pearson 1934, Biometrika 26:404). One decimal is stated.
    limit_percent = 100 * (1 - 0.05 ** (1 / serious))
    assert _stated(r"as high as ([\d.]+) %", page) == round(limit_percent, 1)
