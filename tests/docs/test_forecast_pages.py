"""The pages about progress and forecast say what the program does."""

import json
import re
from pathlib import Path

import pytest

from hipspine.clinic.follow_up import read_follow_up
from hipspine.content.forecast import forecast_content
from hipspine.content.loop_model import loop_content
from hipspine.domain.forecast import Duration
from hipspine.study.forecast_calibration import (
    PEOPLE,
    SIMULATORS,
    STRENGTH_SIMULATORS,
    Coverage,
    coverage_page,
)

DOCS = Path(__file__).parents[2] / "docs"
GROUPS = ("model", *SIMULATORS, "strength", *STRENGTH_SIMULATORS)


def coverage_text() -> str:
    return (DOCS / "reference" / "forecast-coverage.md").read_text("utf-8")


def rows() -> dict[str, tuple[float, float]]:
    found = re.findall(r"^\| ([a-z ,]+) \| ([\d.]+) \| ([\d.]+) \|", coverage_text(), re.MULTILINE)
    return {name: (float(half), float(most)) for name, half, most in found}


def test_the_coverage_page_shows_every_group():
    assert tuple(rows()) == GROUPS


@pytest.mark.parametrize("group", [name for name in GROUPS if name != "calm"])
def test_the_published_coverage_lies_within_3_points(group):
    half, most = rows()[group]
    assert half == pytest.approx(50, abs=3)
    assert most == pytest.approx(80, abs=3)


def test_the_coverage_page_is_the_one_that_the_program_writes():
    nothing = {0.5: 0.0, 0.8: 0.0}
    ahead = dict.fromkeys((2, 6, 13, 26), nothing)
    written = coverage_page([Coverage("model", PEOPLE, 4 * PEOPLE, nothing, ahead, nothing, 0.0)])
    lines = [line for line in written.splitlines() if not line.startswith("| model")]
    table = re.compile(r"^\| [a-z ,]+ \| [\d.]+ \|")
    assert [line for line in coverage_text().splitlines() if not table.match(line)] == lines


def test_the_example_of_the_how_to_can_be_read(tmp_path: Path):
    page = (DOCS / "how-to" / "progress.md").read_text("utf-8")
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL).group(1)
    file = tmp_path / "diary.json"
    file.write_text(example, "utf-8")
    known = read_follow_up([file])
    assert known.duration is Duration.ACUTE
    assert (len(known.log.sessions), len(known.log.check_ins), len(known.strength)) == (1, 2, 2)
    assert set(json.loads(example)) == {"duration", "flags", "screened_on", "log", "strength"}


def test_the_published_courses_of_the_page_are_those_of_the_content():
    page = (DOCS / "explanation" / "forecast.md").read_text("utf-8")
    for course in forecast_content().file.courses:
        figures = " | ".join(f"{mean:g}" for _, mean in course.published)
        assert f"| {figures} |" in page


def test_the_page_of_the_loop_counts_its_numbers():
    page = (DOCS / "explanation" / "loop-model.md").read_text("utf-8")
    assert f"None of the {len(loop_content()[0].parameters)} numbers" in page
