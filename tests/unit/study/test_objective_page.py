import datetime

import pytest

from hipspine.content.validation.schema import goals, hip_figures
from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective
from hipspine.study.objective_page import objective_page
from hipspine.study.scoreboard import GoalResult, RowWriter, Scoreboard


def board(value: float) -> Scoreboard:
    writer = RowWriter(hip_figures())
    figure = next(each for each in hip_figures().figures if each.low is not None)
    row = writer.scored(figure.id, "walk, left hip", value)
    results = tuple(GoalResult(goal, None, "nothing") for goal in goals())
    return Scoreboard((row,), results)


@pytest.fixture
def page() -> str:
    boards = {Objective.SQUARED_BY_VOLUME: board(1e-6), Objective.SQUARED: board(1e6)}
    return objective_page(boards, made_on=datetime.date(2026, 1, 1))


def test_every_objective_has_its_column_and_the_default_is_named(page):
    assert "| `squared_by_volume` | `squared` |" in page
    assert f"The default is `{DEFAULT_OBJECTIVE}`" in page


def test_a_row_shows_both_numbers_with_their_verdicts(page):
    [line] = [each for each in page.split("\n") if "walk, left hip" in each]
    assert "1e-06" in line
    assert "1e+06" in line
    assert line.count("✗") == 2


def test_a_row_that_one_objective_does_not_have_is_a_dash():
    boards = {
        Objective.SQUARED_BY_VOLUME: board(1.0),
        Objective.CUBED: Scoreboard((), board(1.0).goals),
    }
    page = objective_page(boards, made_on=datetime.date(2026, 1, 1))
    [line] = [each for each in page.split("\n") if "walk, left hip" in each]
    assert line.endswith("| – |")


def test_every_goal_is_listed_even_where_nothing_was_run(page):
    assert all(goal.text in page for goal in goals())
