"""What the choice of objective does to every row of the scoreboard, as a page."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from hipspine.clinic.request import Workshop
from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective
from hipspine.study.scoreboard import GoalResult, Row, Scoreboard, Verdict
from hipspine.study.scoreboard_page import with_unit
from hipspine.study.validation import validate

_MARKS = {Verdict.WITHIN: " ✓", Verdict.OUTSIDE: " ✗", Verdict.REPORTED: "", Verdict.NOT_RUN: ""}


def scoreboards_by_objective(
    recordings: Path | None, workshop: Workshop, default: Scoreboard
) -> dict[Objective, Scoreboard]:
    """Return the whole scoreboard under every objective, the default's, given, first."""
    others = [objective for objective in Objective if objective is not DEFAULT_OBJECTIVE]
    return {DEFAULT_OBJECTIVE: default} | {
        objective: validate(recordings, workshop, objective=objective) for objective in others
    }


def objective_page(boards: Mapping[Objective, Scoreboard], *, made_on: datetime.date) -> str:
    """Return the scoreboards side by side as a Markdown page."""
    names = " | ".join(f"`{objective}`" for objective in boards)
    rule = "|".join("---" for _ in boards)
    lines = [
        "# The objective and what it decides",
        "",
        f"Made on {made_on.isoformat()} by `hipspine validate --objectives`; not edited by hand. "
        f"The default is `{DEFAULT_OBJECTIVE}`; what each objective is, and why that one, stands "
        "in [](../explanation/objective.md). ✓ within the published band, ✗ outside.",
        "",
        "## Goals",
        "",
        f"| goal | {names} |",
        f"|---|{rule}|",
        *(_goal_line(results) for results in zip(*_goals(boards), strict=True)),
        "",
        "## Counts",
        "",
        f"| verdict | {names} |",
        f"|---|{rule}|",
        *(
            f"| {verdict} | {' | '.join(str(b.count(verdict)) for b in boards.values())} |"
            for verdict in Verdict
        ),
        "",
        "## Rows",
        "",
        f"| quantity | of | reference | {names} |",
        f"|---|---|---|{rule}|",
        *(_row_line(rows) for rows in _rows(boards)),
        "",
    ]
    return "\n".join(lines)


def _goals(boards: Mapping[Objective, Scoreboard]) -> list[tuple[GoalResult, ...]]:
    return [board.goals for board in boards.values()]


def _rows(boards: Mapping[Objective, Scoreboard]) -> list[tuple[Row | None, ...]]:
    """Return every row of the first board with its counterparts; None where a board has none."""
    found = [{_key(row): row for row in board.rows} for board in boards.values()]
    return [tuple(board.get(key) for board in found) for key in found[0]]


def _key(row: Row) -> tuple[str, str]:
    return row.figure.id, row.setting


def _goal_line(results: tuple[GoalResult, ...]) -> str:
    goal = results[0].goal
    reached = [
        "–"
        if each.reached is None
        else f"{with_unit(each.reached, goal.unit, digits=3)} ({each.verdict})"
        for each in results
    ]
    return f"| {goal.text} | {' | '.join(reached)} |"


def _row_line(rows: tuple[Row | None, ...]) -> str:
    first = rows[0]
    assert first is not None
    ours = [
        "–"
        if row is None or row.ours is None
        else f"{with_unit(row.ours, row.figure.unit, digits=3)}{_MARKS[row.verdict]}"
        for row in rows
    ]
    reference = first.figure.reference
    return f"| {first.figure.quantity} | {first.setting} | {reference} | {' | '.join(ours)} |"
