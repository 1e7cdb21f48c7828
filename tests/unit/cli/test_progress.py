"""`hipspine progress` and `hipspine forecast` through their public doors."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from hipspine.cli.main import EXIT_USER_INPUT, run
from hipspine.domain.forecast import Duration
from hipspine.domain.outcome import FollowUp, StrengthTest
from hipspine.domain.training import CheckIn, TrainingLog
from hipspine.records.documents import as_text

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch):
    for module in ("progress", "forecast"):
        monkeypatch.setattr(f"hipspine.cli.{module}.current_day", lambda: TODAY)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    check_ins = tuple(
        CheckIn(f"{week}", TODAY - timedelta(weeks=4 - week), 6 - week) for week in range(4)
    )
    known = FollowUp(log=TrainingLog((), (), check_ins), duration=Duration.ACUTE)
    tests = (StrengthTest("clam", TODAY - timedelta(weeks=3), 20), StrengthTest("clam", TODAY, 24))
    file = tmp_path / "diary.json"
    file.write_text(as_text(replace(known, strength=tests)), "utf-8")
    return file


def test_progress_is_told_in_sentences(diary, capsys):
    assert run(["progress", str(diary)]) == 0
    told = capsys.readouterr().out
    assert "Pain over the last week: 3 of 10. At the first check-in: 6." in told
    assert "In 6 weeks: about half of people like you say a pain from" in told


def test_progress_speaks_german(diary, capsys):
    assert run(["progress", str(diary), "--language", "de"]) == 0
    assert "Wo Sie jetzt stehen" in capsys.readouterr().out


def test_progress_as_data_holds_bands_and_changes(diary, capsys):
    assert run(["progress", str(diary), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["progress"]
    assert found["forecast"]["group"] == "acute"
    assert found["changes"][0]["verdict"] == "improved"


def test_progress_is_written_as_a_page(diary, tmp_path, capsys):
    out = tmp_path / "pages" / "progress.html"
    assert run(["progress", str(diary), "--out", str(out)]) == 0
    assert "Strength: Clam" in out.read_text("utf-8")
    assert capsys.readouterr().out.strip() == str(out)
    assert [file.name for file in out.parent.iterdir()] == ["progress.html"]


def test_a_page_that_cannot_be_written_is_told(diary, tmp_path, capsys):
    (tmp_path / "taken").write_text("", "utf-8")
    out = tmp_path / "taken" / "progress.html"
    assert run(["progress", str(diary), "--out", str(out)]) == EXIT_USER_INPUT
    assert "expected a file that can be written" in capsys.readouterr().err


@pytest.mark.parametrize("given", [[], ["diary", "--person", "Ada"]])
def test_files_or_a_person_are_needed_and_not_both(diary, given, capsys):
    arguments = [str(diary) if part == "diary" else part for part in given]
    assert run(["progress", *arguments]) == EXIT_USER_INPUT
    assert "--person" in capsys.readouterr().err


def test_pain_is_forecast_from_reports_alone(capsys):
    arguments = ["--duration", "acute", "--report", "0=6", "--report", "2=4", "--json"]
    assert run(["forecast", "pain", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)["forecast"]
    assert [one["value"] for one in found["reports"]] == [60, 40]
    assert [one["weeks"] for one in found["reports"]] == [0, 2]


def test_pain_is_forecast_from_the_group_alone(capsys):
    assert run(["forecast", "pain", "--duration", "persistent"]) == 0
    assert "few and very uncertain" in capsys.readouterr().out


def test_pain_is_forecast_from_a_file_as_a_page(diary, tmp_path):
    out = tmp_path / "forecast.html"
    assert run(["forecast", "pain", str(diary), "--out", str(out)]) == 0
    assert "Wallwork" in out.read_text("utf-8")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--report", "0=6"],
        ["--duration", "acute", "--report", "six"],
        ["--duration", "acute", "--report", "0=11"],
        ["--duration", "acute", "--report", "0=nan"],
        ["--duration", "acute", "--report", "0=5", "--report", "0=6"],
        ["--duration", "acute", "--report", "1e9=5"],
    ],
)
def test_reports_that_cannot_be_are_refused(wrong, capsys):
    assert run(["forecast", "pain", *wrong]) == EXIT_USER_INPUT
    assert "expected" in capsys.readouterr().err


def test_a_file_without_check_ins_gives_the_reason(tmp_path, capsys):
    file = tmp_path / "empty.json"
    file.write_text(as_text(FollowUp()), "utf-8")
    assert run(["forecast", "pain", str(file)]) == EXIT_USER_INPUT
    assert "needs a check-in first" in capsys.readouterr().err
    assert run(["forecast", "strength", str(file)]) == EXIT_USER_INPUT


def test_strength_is_forecast_in_sentences_and_as_data(diary, capsys):
    assert run(["forecast", "strength", str(diary)]) == 0
    assert "% of their first test" in capsys.readouterr().out
    assert run(["forecast", "strength", str(diary), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["Clam"]["quantity"] == "strength"


def test_the_loop_is_an_illustration_in_every_form(tmp_path, capsys):
    assert run(["forecast", "loop", "--draws", "20"]) == 0
    assert "An illustration for clinicians and researchers." in capsys.readouterr().out
    assert run(["forecast", "loop", "--draws", "20", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_illustration"] is True
    out = tmp_path / "loop.html"
    assert run(["forecast", "loop", "--draws", "20", "--out", str(out)]) == 0
    assert "no forecast for anyone" in out.read_text("utf-8")
