"""The written cases of planning and progression as Python objects."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hipspine.content.library import screening_library
from hipspine.domain.answers import Reply
from hipspine.domain.programme import Overrides
from hipspine.domain.training import LegSymptoms
from hipspine.plan.log import Outcome
from hipspine.plan.request import PlanRequest, shipped_knowledge
from hipspine.screen.triage import triage
from screening_spec import answers_of

FILE = Path(__file__).parents[1] / "spec" / "plan_cases.toml"
DAY = date(2026, 11, 23)
BASELINE = 2.0
KNOWLEDGE = shipped_knowledge()
SCREENING = screening_library()
EVERYTHING = frozenset(
    name for exercise in KNOWLEDGE.library.exercises.values() for name in exercise.equipment
)


def cases(kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))[kind]
    return found


def outcomes_of(case: dict[str, Any]) -> list[Outcome]:
    rows = case["sessions"]
    return [
        _outcome(number, row, case, is_last=number == len(rows))
        for number, row in enumerate(rows, 1)
    ]


def _outcome(number: int, row: list[str], case: dict[str, Any], *, is_last: bool) -> Outcome:
    pain, morning, effort = (None if cell == "?" else float(cell) for cell in row)
    day = case["days"][number - 1] if "days" in case else 2 * number
    leg = LegSymptoms[case.get("leg", "none_or_same").upper()] if is_last else LegSymptoms(0)
    return Outcome(
        session=str(number),
        done_at=datetime(2026, 11, 2, 18, tzinfo=UTC) + timedelta(days=day),
        pain=pain,
        pain_known=pain or 0.0,
        effort=effort,
        effort_known=effort or 0.0,
        is_clean=case.get("clean", True) or not is_last,
        is_full=case.get("full", True) or not is_last,
        leg=leg,
        morning_pain=morning,
    )


def request_of(case: dict[str, Any]) -> PlanRequest:
    harmless = tomllib.loads((FILE.parent / "screening_cases.toml").read_text("utf-8"))["harmless"]
    answers = answers_of(
        {**harmless, "pain_today": case["pain"], **case.get("answers", {})}, SCREENING
    )
    return PlanRequest(
        triage=triage(answers, SCREENING, screened_on=DAY),
        answers=answers,
        minutes_per_day=case.get("minutes", 30.0),
        equipment=frozenset(case.get("equipment", EVERYTHING)),
        approach=case.get("approach"),
        asked={g.id: Reply.NO for g in KNOWLEDGE.library.gates.values() if g.is_asked},
        proven=case.get("proven", {}),
        tests=case.get("tests", {}),
        overrides=Overrides(
            pinned=frozenset(case.get("pinned", ())),
            banned=frozenset(case.get("banned", ())),
            by=case.get("by"),
        ),
    )
