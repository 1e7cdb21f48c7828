"""The written cases and stories as Python objects; shared by the tests and the rendered page."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hipspine.content.library import Library
from hipspine.domain.answers import Answers
from hipspine.domain.triage import TriageLevel
from hipspine.screen.answer_check import answer_from, check_answer

HERE = Path(__file__).parents[1] / "spec"


@dataclass(frozen=True)
class Case:
    row: str
    what: str
    said: dict[str, Any]
    answers: Answers
    level: TriageLevel
    applies: tuple[str, ...]
    does_not_apply: tuple[str, ...]


def answers_of(raw: dict[str, Any], library: Library) -> Answers:
    given = {}
    for question_id, value in raw.items():
        answer = answer_from(value, library.questions[question_id])
        assert answer is not None, question_id
        check_answer(question_id, answer, library)
        given[question_id] = answer
    return Answers(given)


def harmless(library: Library) -> Answers:
    return answers_of(_table()["harmless"], library)


def cases(library: Library) -> list[Case]:
    table = _table()
    return [
        Case(
            row=case["row"],
            what=case["what"],
            said=case.get("answers", {}),
            answers=answers_of(_said(table["harmless"], case), library),
            level=TriageLevel[case["level"].upper()],
            applies=tuple(case.get("applies", ())),
            does_not_apply=tuple(case.get("not", ())),
        )
        for case in table["cases"]
    ]


def _table() -> dict[str, Any]:
    return tomllib.loads((HERE / "screening_cases.toml").read_text("utf-8"))


def _said(base: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    said = {**base, **case.get("answers", {})}
    return {q: value for q, value in said.items() if q not in case.get("not_asked", ())}
