"""The scoreboard as text, as JSON and as a page of the documentation."""

import datetime
from collections.abc import Mapping, Sequence

from hipspine.study.scoreboard import GoalResult, Row, Scoreboard, Verdict

SCHEMA = "hipspine/scoreboard/1"

ROUNDING = 1e-9
"""Smaller numbers are what 64 bits leave of a difference of equals, in any unit of the board."""


def scoreboard_dict(scoreboard: Scoreboard, *, made_on: datetime.date) -> dict[str, object]:
    """Return the scoreboard as values that JSON can write."""
    return {
        "schema": SCHEMA,
        "made_on": made_on.isoformat(),
        "counts": {verdict.value: scoreboard.count(verdict) for verdict in Verdict},
        "goals": [_goal_dict(result) for result in scoreboard.goals],
        "rows": [_row_dict(row) for row in scoreboard.rows],
    }


def _goal_dict(result: GoalResult) -> dict[str, object]:
    return {
        "id": result.goal.id,
        "goal": result.goal.text,
        "unit": result.goal.unit,
        "reached": result.reached,
        "verdict": result.verdict,
        "detail": result.detail,
    }


def _row_dict(row: Row) -> dict[str, object]:
    return {
        "id": row.figure.id,
        "part": row.figure.part,
        "quantity": row.figure.quantity,
        "setting": row.setting,
        "ours": row.ours,
        "unit": row.figure.unit,
        "reference": row.figure.reference,
        "low": row.figure.low,
        "high": row.figure.high,
        "source": row.source.reference,
        "peers": row.figure.peers,
        "verdict": row.verdict.value,
        "not_run_because": row.because,
        "note": row.note,
    }


def scoreboard_text(scoreboard: Scoreboard) -> str:
    """Return the scoreboard as lines for a terminal: goals first, then every row."""
    lines = [
        f"{result.verdict.upper():8} {result.goal.text}: {_reached(result)} ({result.detail})"
        for result in scoreboard.goals
    ]
    part = ""
    for row in scoreboard.rows:
        if row.figure.part != part:
            part = row.figure.part
            lines += ["", part]
        lines.append(
            f"  {row.verdict.value:8} {row.figure.quantity} [{row.setting}]: {_ours(row)}"
            f" | {row.figure.reference} ({row.source.label})"
        )
    counts = ", ".join(f"{scoreboard.count(verdict)} {verdict.value}" for verdict in Verdict)
    return "\n".join([*lines, "", f"{len(scoreboard.rows)} rows: {counts}"])


def scoreboard_page(
    scoreboard: Scoreboard, *, made_on: datetime.date, causes: Mapping[str, str]
) -> str:
    """Return the scoreboard as a Markdown page.

    Parameters
    ----------
    causes : mapping of goal id to text
        Why a goal is not met, and what was tried.
    """
    counts = ", ".join(f"{scoreboard.count(verdict)} {verdict.value}" for verdict in Verdict)
    lines = [
        "# Scoreboard",
        "",
        f"Made on {made_on.isoformat()} by `hipspine validate`; not edited by hand. How it is "
        "done, and what a verdict means, stands in [](../explanation/validation.md).",
        "",
        f"{len(scoreboard.rows)} rows: {counts}.",
        "",
        "## Goals",
        "",
        "| goal | reached | verdict | from |",
        "|---|---|---|---|",
        *(
            f"| {_cell(result.goal.text)} | {_reached(result)} | **{result.verdict}** "
            f"| {_cell(result.detail)} |"
            for result in scoreboard.goals
        ),
        "",
    ]
    lines += _causes(scoreboard.goals, causes)
    for part in dict.fromkeys(row.figure.part for row in scoreboard.rows):
        lines += _part(part, [row for row in scoreboard.rows if row.figure.part == part])
    return "\n".join([*lines, *_sources(scoreboard.rows), ""])


def _causes(results: Sequence[GoalResult], causes: Mapping[str, str]) -> list[str]:
    unmet = [result for result in results if not result.is_met]
    if not unmet:
        return []
    lines = ["## Why goals are not met", ""]
    for result in unmet:
        cause = causes.get(result.goal.id, "The cause has not been found yet.")
        lines += [f"**{result.goal.text}.** {cause}", ""]
    return lines


def _part(part: str, rows: Sequence[Row]) -> list[str]:
    return [
        f"## {part}",
        "",
        "| quantity | of | ours | reference | peers | verdict | note |",
        "|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
        "",
    ]


def _line(row: Row) -> str:
    cells = (
        row.figure.quantity,
        row.setting,
        _ours(row),
        f"{row.figure.reference} ({row.source.label})",
        row.figure.peers or "",
        row.verdict.value,
        "; ".join(text for text in (row.because, row.note, row.figure.note) if text),
    )
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _sources(rows: Sequence[Row]) -> list[str]:
    sources = dict.fromkeys(row.source for row in rows)
    return ["## Sources", "", *(f"- {source.label}: {source.reference}" for source in sources)]


def _ours(row: Row) -> str:
    return with_unit(row.ours, row.figure.unit)


def _reached(result: GoalResult) -> str:
    return with_unit(result.reached, result.goal.unit)


def with_unit(value: float | None, unit: str, *, digits: int = 4) -> str:
    """Return a figure with its unit, a dash where there is none; ratios have no unit."""
    if value is None:
        return "–"
    shown = "0" if abs(value) < ROUNDING else f"{value:.{digits}g}"
    return shown if unit == "1" else f"{shown} {unit}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
