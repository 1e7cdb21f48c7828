"""The result of one trial: plain numbers that are the same wherever they were worked out."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How working through a trial ended."""

    DONE = "done"
    FAILED = "failed"


class FailureKind(StrEnum):
    """Why a trial has no numbers."""

    UNUSABLE = "unusable"
    """Its files cannot be read or used; the reason says what to do."""
    CRASHED = "crashed"
    """The process that worked on it ended by itself."""
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    """It took more memory than it may."""
    DEFECT = "defect"
    """An error of ours."""


@dataclass(frozen=True)
class Number:
    """One number of a trial."""

    scenario: str
    place: str
    """A joint such as ``L5_S1``, a muscle group with its side, or ``trial``."""
    quantity: str
    summary: str
    """``peak``, ``mean``, ``lowest``; of a prediction ``median``, ``low``, ``high``."""
    unit: str
    value: float


@dataclass(frozen=True)
class KeptCurve:
    """One quantity over 0 to 100 %: 101 values, mean over the repetitions."""

    scenario: str
    place: str
    quantity: str
    unit: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class TrialResult:
    """What is kept of a trial, or why there is nothing."""

    trial: str
    outcome: Outcome
    failure: FailureKind | None = None
    reason: str = ""
    mass_kg: float | None = None
    segment: str = ""
    """What 0 to 100 % means."""
    infeasible: tuple[str, ...] = ()
    """Scenarios under which muscles cannot produce the recorded motion."""
    numbers: tuple[Number, ...] = ()
    curves: tuple[KeptCurve, ...] = ()
    problems: tuple[str, ...] = ()
    absent: tuple[str, ...] = field(default=())


def failed(trial: str, kind: FailureKind, reason: str) -> TrialResult:
    """Return the result of a trial that could not be worked through."""
    return TrialResult(trial, Outcome.FAILED, kind, reason)


def result_as_dict(result: TrialResult) -> dict[str, Any]:
    """Return a result as plain values."""
    return asdict(result)


def result_of_dict(values: dict[str, Any]) -> TrialResult:
    """Return the result that `result_as_dict` made plain."""
    told = dict(values)
    kind = told.pop("failure")
    return TrialResult(
        trial=told.pop("trial"),
        outcome=Outcome(told.pop("outcome")),
        failure=FailureKind(kind) if kind else None,
        numbers=tuple(Number(**each) for each in told.pop("numbers")),
        curves=tuple(
            KeptCurve(**{**each, "values": tuple(each["values"])}) for each in told.pop("curves")
        ),
        infeasible=tuple(told.pop("infeasible")),
        problems=tuple(told.pop("problems")),
        absent=tuple(told.pop("absent")),
        **told,
    )
