"""A row's verdict, a goal's verdict, and how they are written."""

import datetime
import json

import pytest

from hipspine.content.validation.schema import Figures, Goal
from hipspine.study.scoreboard import GoalResult, RowWriter, Scoreboard, Verdict
from hipspine.study.scoreboard_page import (
    scoreboard_dict,
    scoreboard_page,
    scoreboard_text,
    with_unit,
)

DAY = datetime.date(2026, 1, 2)
GOAL = Goal(id="some_goal", text="Some load at most 3", unit="BW", at_most=3.0)


@pytest.mark.parametrize(
    ("ours", "verdict"),
    [
        (1.0, Verdict.WITHIN),
        (2.0, Verdict.WITHIN),
        (0.99, Verdict.OUTSIDE),
        (2.01, Verdict.OUTSIDE),
        (None, Verdict.NOT_RUN),
    ],
)
def test_a_number_is_within_up_to_the_ends_of_its_band(row, ours, verdict):
    assert row(ours, 1.0, 2.0).verdict is verdict


def test_a_number_without_a_band_is_only_reported(row):
    assert row(1.0).verdict is Verdict.REPORTED


def test_a_row_without_number_needs_a_reason_and_a_row_with_one_has_none(row):
    given = row(1.0, 0.0, 2.0)
    with pytest.raises(ValueError, match="either a number or a reason"):
        type(given)(given.figure, given.source, "somebody", None)
    with pytest.raises(ValueError, match="either a number or a reason"):
        type(given)(given.figure, given.source, "somebody", 1.0, because="no recording")


def test_what_is_not_a_number_is_refused(row):
    with pytest.raises(ValueError, match="not a number"):
        row(float("nan"), 0.0, 2.0)


@pytest.mark.parametrize(
    ("reached", "verdict"), [(3.0, "met"), (3.1, "not met"), (None, "not run")]
)
def test_a_goal_is_met_not_met_or_not_run(reached, verdict):
    assert GoalResult(GOAL, reached, "somebody").verdict == verdict


def test_a_writer_finds_figure_and_source(row):
    given = row(1.0, 0.0, 2.0)
    figures = Figures(sources={"someone": given.source}, figures=(given.figure,))
    writer = RowWriter(figures)
    assert writer.scored("some_load", "somebody", 1.0) == given
    assert writer.not_run("some_load", "somebody", "no recording").ours is None


@pytest.fixture
def scoreboard(row) -> Scoreboard:
    rows = (row(1.5, 1.0, 2.0), row(9.0, 1.0, 2.0), row(None, 1.0, 2.0), row(0.25, unit="1"))
    return Scoreboard(rows, (GoalResult(GOAL, 4.0, "two walks"),))


def test_text_gives_goals_rows_and_counts(scoreboard):
    text = scoreboard_text(scoreboard)
    assert text.startswith("NOT MET  Some load at most 3: 4 BW (two walks)")
    assert "outside  Some load [somebody]: 9 BW | as published (Someone 2000)" in text
    assert text.endswith("4 rows: 1 within, 1 outside, 1 reported, 1 not run")


def test_every_row_stands_on_the_page_with_its_verdict(scoreboard):
    page = scoreboard_page(scoreboard, made_on=DAY, causes={"some_goal": "Muscles are strong."})
    lines = [line for line in page.split("\n") if line.startswith("| Some load |")]
    assert [line.split(" | ")[5] for line in lines] == ["within", "outside", "not run", "reported"]
    assert "Made on 2026-01-02" in page
    assert "**Some load at most 3.** Muscles are strong." in page
    assert "- Someone 2000: Someone A." in page


def test_a_goal_that_is_met_needs_no_cause(row):
    board = Scoreboard((row(1.0, 0.0, 2.0),), (GoalResult(GOAL, 2.0, "one walk"),))
    assert "Why goals are not met" not in scoreboard_page(board, made_on=DAY, causes={})


def test_what_rounding_leaves_of_a_difference_is_shown_as_nothing():
    assert with_unit(6.177e-13, "% BW") == "0 % BW"
    assert with_unit(-6.177e-13, "1") == "0"
    assert with_unit(0.00042, "1") == "0.00042"


def test_a_bar_in_a_cell_does_not_break_the_table(row):
    board = Scoreboard((row(1.0, 0.0, 2.0, quantity="Load |x|"),), ())
    assert "| Load \\|x\\| |" in scoreboard_page(board, made_on=DAY, causes={})


def test_json_holds_every_row_and_says_why_one_was_not_run(scoreboard):
    values = json.loads(json.dumps(scoreboard_dict(scoreboard, made_on=DAY), allow_nan=False))
    assert values["schema"] == "hipspine/scoreboard/1"
    assert values["counts"] == {"within": 1, "outside": 1, "reported": 1, "not run": 1}
    assert [entry["not_run_because"] for entry in values["rows"]] == [
        None,
        None,
        "no recording",
        None,
    ]
    assert values["goals"][0]["verdict"] == "not met"
