"""One sitting without a laboratory: what a person wants, has, and can hold; read, kept, judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from hipspine.clinic.make_plan import Screened
from hipspine.clinic.self_check import HOLDS, LIKE, SelfCheck
from hipspine.content.exercises import Gate
from hipspine.content.toml_file import Record, read_toml_as
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import ContentError
from hipspine.domain.programme import Irritability, Wishes
from hipspine.domain.triage import Restriction
from hipspine.plan.request import check_request, request_from, shipped_knowledge
from hipspine.plan.safety import closed_gates
from hipspine.plan.stages import irritability_of
from hipspine.records.documents import DocumentError, as_text, from_text

DRAFT = "check"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_HOLD_S = 600.0
"""The highest that the tests take."""


@dataclass(frozen=True)
class Sitting:
    """What was said so far; None and what is missing has not been asked yet."""

    started_on: date
    keeps_wishes: bool | None = None
    """Whether the wishes of the plan before still fit; None: not asked."""
    goals: frozenset[str] | None = None
    minutes: float | None = None
    equipment: frozenset[str] | None = None
    weekdays: frozenset[int] | None = None
    asked: Mapping[str, bool] = field(default_factory=dict)
    """Replies to the questions of gates, by gate id: True is yes."""
    holds_wanted: bool | None = None
    holds: Mapping[str, Mapping[Side, float | None]] = field(default_factory=dict)
    """Seconds by test and side; None: left out."""

    @property
    def self_check(self) -> SelfCheck:
        """The holds that were done."""
        done = {
            test: {side: s for side, s in sides.items() if s is not None}
            for test, sides in self.holds.items()
        }
        return SelfCheck({test: sides for test, sides in done.items() if sides})

    def wishes(self, before: Wishes | None) -> Wishes:
        """Return what to plan with; what was not said is as before."""
        known = before or Wishes()
        return replace(
            known,
            minutes_per_day=known.minutes_per_day if self.minutes is None else self.minutes,
            equipment=known.equipment if self.equipment is None else self.equipment,
            weekdays=known.weekdays if self.weekdays is None else self.weekdays,
            goals=known.goals if self.goals is None else self.goals,
            asked_no=(known.asked_no - set(self.asked))
            | {name for name, is_yes in self.asked.items() if not is_yes},
        )

    def with_hold(self, test: str, side: Side, seconds: float | None) -> "Sitting":
        """Return the sitting with one hold more."""
        sides = {**self.holds.get(test, {}), side: seconds}
        return replace(self, holds={**self.holds, test: sides})


def sitting_text(sitting: Sitting) -> str:
    """Return a sitting as text, to be taken up again."""
    return as_text(sitting)


def read_sitting(text: str | None, today: date) -> Sitting:
    """Return the sitting of a text; a new one where there is none of today."""
    if text is None:
        return Sitting(today)
    try:
        found = from_text(text, Sitting)
    except DocumentError:
        return Sitting(today)
    return found if found.started_on == today else Sitting(today)


def asked_gates() -> tuple[Gate, ...]:
    """Return the gates of exercises that only a question can open, in the order of their file."""
    library = shipped_knowledge().library
    used = {gate for exercise in library.exercises.values() for gate in exercise.gates}
    return tuple(gate for gate in library.gates.values() if gate.is_asked and gate.id in used)


def irritability(screened: Screened, wishes: Wishes) -> Irritability:
    """Return how easily symptoms are stirred up, by the answers of the screening."""
    request = request_from(wishes, screened.triage, screened.answers)
    return irritability_of(request, shipped_knowledge().rules)


def why_no_hold(test: str, screened: Screened, wishes: Wishes) -> Gate | str | None:
    """Return why a timed hold is not for today: a gate, or the key of a reason; None: it may be.

    A hold is held to the gates of the exercise that it is like.
    """
    if irritability(screened, wishes) is Irritability.HIGH:
        return "not_today"
    if Restriction.LOW_LOAD_ONLY in screened.triage.restrictions:
        return "clinician"
    knowledge = shipped_knowledge()
    request = request_from(wishes, screened.triage, screened.answers)
    return next(closed_gates(knowledge.library.exercise(LIKE[test]), request, knowledge), None)


Seconds = Annotated[float, Field(ge=0, le=LONGEST_HOLD_S)]


class _SelfCheckTable(Record):
    goals: frozenset[str] = frozenset()
    minutes: float = 20.0
    equipment: frozenset[str] = frozenset()
    days: frozenset[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = frozenset(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    )
    no: frozenset[str] | Literal["all"] = frozenset()


class _Hold(Record):
    left: Seconds | None = None
    right: Seconds | None = None


class _Holds(Record):
    single_leg_bridge: _Hold = _Hold()
    side_lying_abduction_hold: _Hold = _Hold()


class _SittingFile(Record):
    safety: dict[str, bool | int | float | str | list[str]] | None = None
    self_check: _SelfCheckTable | None = None
    holds: _Holds = _Holds()


@dataclass(frozen=True)
class SittingAnswers:
    """Everything of a sitting from a file."""

    safety: Mapping[str, object] | None
    """Answers to the safety questions by id; None: the file has none."""
    sitting: Sitting


def read_sitting_file(text: str, *, where: str, today: date) -> SittingAnswers:
    """Return the answers of a whole sitting from a TOML text.

    Raises
    ------
    ContentError
        If it is not TOML or holds anything that cannot be meant; every path is named.
    """
    file = read_toml_as(_SittingFile, text, where=where)
    sitting = Sitting(today, keeps_wishes=file.self_check is None, holds_wanted=True)
    if file.self_check is not None:
        sitting = _with_table(sitting, file.self_check, where)
    for test in HOLDS:
        entered: _Hold = getattr(file.holds, test)
        for side in Side:
            sitting = sitting.with_hold(test, side, getattr(entered, side.value))
    return SittingAnswers(file.safety, sitting)


def _with_table(sitting: Sitting, table: _SelfCheckTable, where: str) -> Sitting:
    gates = {gate.id for gate in asked_gates()}
    said_no = gates if table.no == "all" else frozenset(table.no)
    things = equipment_known()
    problems = [f"self_check.no: no gate {name}" for name in sorted(said_no - gates)]
    problems += [
        f"self_check.equipment: no {name}" for name in sorted(table.equipment - set(things))
    ]
    if problems:
        raise ContentError(
            where,
            expected=f"gates of {', '.join(sorted(gates))}; equipment of {', '.join(things)}",
            got="; ".join(problems),
            do="Correct every one of them.",
        )
    return replace(
        sitting,
        goals=table.goals,
        minutes=table.minutes,
        equipment=table.equipment,
        weekdays=frozenset(WEEKDAYS.index(day) for day in table.days),
        asked={name: name not in said_no for name in gates},
    )


def equipment_known() -> tuple[str, ...]:
    """Return everything that an exercise may need, by id."""
    exercises = shipped_knowledge().library.exercises.values()
    return tuple(sorted({name for exercise in exercises for name in exercise.equipment}))


def check_wishes(wishes: Wishes, screened: Screened) -> None:
    """Refuse wishes that cannot be meant, before anything is kept.

    Raises
    ------
    ContentError
        If minutes, days or ids are impossible; every problem is listed.
    """
    request = request_from(wishes, screened.triage, screened.answers)
    check_request(request, shipped_knowledge())
