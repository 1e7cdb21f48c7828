"""`hipspine compare` through its public door."""

import json
from pathlib import Path

import pytest

from hipspine.cli.main import run


@pytest.fixture
def visits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path]:
    paths = []
    for day, right in (("2026-03-01", 40), ("2026-06-01", 75)):
        arguments = ["test", "single_leg_bridge", f"right.hold_s={right}", "left.hold_s=50"]
        assert run([*arguments, "--age", "30", "--visit", day, "--json"]) == 0
        path = tmp_path / f"{day}.json"
        path.write_text(capsys.readouterr().out)
        paths.append(path)
    return paths[0], paths[1]


def test_two_tests_are_compared_on_screen_and_on_a_page(visits, tmp_path, capsys) -> None:
    # Detectable: 1.96 * sqrt(2) * 24.8 * sqrt(1 - 0.87) = 24.8 s; 75 - 40 = 35 s is more.
    out = tmp_path / "out"
    assert run(["compare", *map(str, visits), "--out", str(out)]) == 0
    text = capsys.readouterr().out
    assert "Seconds in the one-leg bridge (right): from 40 s to 75 s." in text
    assert "1 numbers changed by less than the error" in text
    assert sorted(path.name for path in out.iterdir() if not path.name.startswith(".")) == [
        "comparison.html",
        "comparison.json",
    ]


def test_json_goes_to_stdout_in_the_language_asked_for(visits, capsys) -> None:
    assert run(["compare", *map(str, visits), "--json", "--language", "de"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["language"] == "de"
    assert found["changes"][0]["reason"].startswith(("Größer", "Nicht größer"))


def test_swapped_visits_end_with_what_to_do(visits, capsys) -> None:
    assert run(["compare", *map(str, reversed(visits))]) == 2
    assert "Swap the two files" in capsys.readouterr().err


def test_a_file_that_is_no_visit_is_named(visits, tmp_path, capsys) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}")
    assert run(["compare", str(visits[0]), str(other)]) == 2
    assert "other.json" in capsys.readouterr().err
