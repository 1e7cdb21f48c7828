"""A comparison of two visits as comparison.json, with its schema, version 1.0."""

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from hipspine.content.phrases import Phrases, phrases
from hipspine.domain.visit import VisitRecord
from hipspine.measure.visit_comparison import ComparedMeasurement, Comparison
from hipspine.report.figures import RESULTS_DIGITS, significant, significant_list

COMPARISON_VERSION: Literal["1.0"] = "1.0"
"""Raised by 0.1 when a key is added, by 1 when a key changes its meaning or goes."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class VisitResult(_Part):
    """One of the visits."""

    label: str
    kind: Literal["assessment", "emg", "imu", "movement_test", "pose"]
    recorded_on: str | None = None
    mass_kg: float | None = None
    made_with: dict[str, str]


class ChangeResult(_Part):
    """A measurement at both visits, in its SI unit; ``difference`` is second minus first."""

    name: str
    unit: str
    side: Literal["left", "right"] | None = None
    method: str | None = None
    first: float | None = None
    second: float | None = None
    difference: float | None = None
    sem: float | None = None
    mdc95: float | None = None
    verdict: Literal["beyond_error", "within_error", "error_unknown", "not_compared"]
    reason: str


class CurvePairResult(_Part):
    """A mean curve of both visits, 101 samples each."""

    quantity: Literal["activation", "load_bw"]
    of: str
    side_or_component: str
    first: list[float]
    second: list[float]


class ComparisonResult(_Part):
    """The whole of comparison.json."""

    schema_version: Literal["1.0"] = COMPARISON_VERSION
    language: Literal["en", "de"]
    first: VisitResult
    second: VisitResult
    changes: list[ChangeResult]
    only_at_second: list[str]
    curves: list[CurvePairResult]
    curves_refused: str | None = None
    cautions: list[str]


def comparison_dict(comparison: Comparison, *, language: str = "en") -> dict[str, Any]:
    """Return the content of comparison.json: SI units, sentences in the language."""
    say = phrases(language)
    content = {
        "language": language,
        "first": _visit(comparison.first),
        "second": _visit(comparison.second),
        "changes": [_change(each, say) for each in comparison.measurements],
        "only_at_second": [
            f"{one.name} {one.side}" if one.side else one.name for one in comparison.only_second
        ],
        "curves": [
            {
                "quantity": "activation" if each.key[0] == "activation" else "load_bw",
                "of": each.key[1],
                "side_or_component": each.key[2],
                "first": significant_list(each.first.values, RESULTS_DIGITS),
                "second": significant_list(each.second.values, RESULTS_DIGITS),
            }
            for each in comparison.curves
        ],
        "curves_refused": comparison.curves_refused,
        "cautions": list(comparison.cautions),
    }
    found = ComparisonResult.model_validate(content)
    written: dict[str, Any] = found.model_dump(mode="json", exclude_none=True)
    return written


def comparison_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of comparison.json."""
    return ComparisonResult.model_json_schema()


def _visit(visit: VisitRecord) -> dict[str, Any]:
    return {
        "label": visit.label,
        "kind": visit.kind,
        "recorded_on": visit.recorded_on.isoformat() if visit.recorded_on else None,
        "mass_kg": asdict(visit.person)["mass_kg"],
        "made_with": dict(visit.made_with),
    }


def _change(each: ComparedMeasurement, say: Phrases) -> dict[str, Any]:
    error = each.first.repeatability
    return {
        "name": each.first.name,
        "unit": each.first.unit,
        "side": each.first.side,
        "method": each.first.method or None,
        "first": each.first.value,
        "second": each.second.value if each.second else None,
        "difference": _rounded(each.change.difference),
        "sem": _rounded(error.sem if error else None),
        "mdc95": _rounded(error.mdc95 if error else None),
        "verdict": _verdict(each),
        "reason": say(each.change.reason),
    }


def _verdict(each: ComparedMeasurement) -> str:
    if not each.is_comparable:
        return "not_compared"
    verdict = each.change.verdict.value
    return "error_unknown" if verdict == "cannot_tell" else verdict


def _rounded(value: float | None) -> float | None:
    return None if value is None else significant(value, RESULTS_DIGITS)
