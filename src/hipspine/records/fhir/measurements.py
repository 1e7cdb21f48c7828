"""Measurements as FHIR Observations, and the DiagnosticReport that holds them together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fhir.resources.R4B.diagnosticreport import DiagnosticReport
from fhir.resources.R4B.observation import Observation

from hipspine.content.plan_words import exchange_texts
from hipspine.domain.measurement import Measurement
from hipspine.records.fhir.codes import CATEGORY, DATA_ABSENT, OURS, UNITS

Json = dict[str, Any]

UCUM = {
    "m": "m", "s": "s", "rad": "rad", "1": "1", "1/s": "/s", "m/s": "m/s", "m/s²": "m/s2",
    "N": "N", "N·m": "N.m", "N·m/kg": "N.m/kg", "W": "W", "W/kg": "W/kg", "Hz": "Hz", "V": "V",
    "kg": "kg", "J": "J", "J/kg": "J/kg", "rad/s": "rad/s", "N·s": "N.s", "rad·N": "rad.N",
}  # fmt: skip
"""Units of measurements in the Unified Code for Units of Measure, which FHIR asks for."""


def measurement_observation(
    measurement: Measurement, *, subject: str, taken: datetime, language: str
) -> Observation:
    """Return a measurement as an Observation with error, range and cautions.

    An absent one carries its reason. A unit without a UCUM code is written without a code.
    """
    name = measurement.name.replace("_", " ")
    resource: Json = {
        "resourceType": "Observation",
        "language": language,
        "status": "preliminary",
        "category": [{"coding": [{"system": CATEGORY, "code": "exam"}]}],
        "code": {
            "coding": [{"system": f"{OURS}:measurement", "code": measurement.name}],
            "text": name,
        },
        "subject": {"reference": subject},
        "effectiveDateTime": taken.isoformat(),
    }
    if measurement.side is not None:
        resource["bodySite"] = {
            "coding": [{"system": f"{OURS}:side", "code": measurement.side.value}],
            "text": measurement.side.value,
        }
    if measurement.method:
        resource["method"] = {"text": measurement.method}
    return Observation.model_validate(resource | _result(measurement))


def _result(measurement: Measurement) -> Json:
    if measurement.value is None:
        reason = {"system": DATA_ABSENT, "code": "unknown"}
        return {
            "dataAbsentReason": {"coding": [reason], "text": measurement.absent_because},
        }
    part: Json = {"valueQuantity": _quantity(measurement.value, measurement.unit)}
    if measurement.norm is not None:
        low, high = measurement.norm.low, measurement.norm.high
        part["referenceRange"] = [
            {
                "low": _quantity(low, measurement.unit),
                "high": _quantity(high, measurement.unit),
                "text": f"{measurement.norm.people}; {measurement.norm.source}",
            }
        ]
    notes = [*measurement.cautions]
    if measurement.repeatability is not None:
        error = measurement.repeatability
        notes.append(
            f"SEM {error.sem:.4g} {measurement.unit}, "
            f"MDC95 {error.mdc95:.4g} {measurement.unit}: {error.source}"
        )
    if notes:
        part["note"] = [{"text": note} for note in notes]
    return part


def _quantity(value: float, unit: str) -> Json:
    quantity: Json = {"value": float(f"{value:.6g}"), "unit": unit}
    if unit in UCUM:
        quantity |= {"system": UNITS, "code": UCUM[unit]}
    return quantity


def diagnostic_report(
    observations: Sequence[str], *, subject: str, taken: datetime, language: str
) -> DiagnosticReport:
    """Return the report that holds an assessment's Observations, given by reference.

    It is *preliminary*: software made it and no clinician has looked at it.
    """
    say = exchange_texts(language)
    return DiagnosticReport.model_validate(
        {
            "resourceType": "DiagnosticReport",
            "language": language,
            "status": "preliminary",
            "code": {
                "coding": [{"system": f"{OURS}:report", "code": "movement_assessment"}],
                "text": say.sentence("fhir.measures"),
            },
            "subject": {"reference": subject},
            "effectiveDateTime": taken.isoformat(),
            "result": [{"reference": reference} for reference in observations],
            "conclusion": say.sentence("fhir.intended_use"),
        }
    )
