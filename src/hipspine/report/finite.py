"""Keep what is not a number out of every output: it becomes absent, with the reason."""

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, TypeVar

import numpy as np

from hipspine.domain.assessment import (
    Assessment,
    Curve,
    JointLoadCurves,
    LedgerRow,
    Quality,
    Sweep,
    WhatIfResult,
)
from hipspine.domain.provenance import Absent

Key = TypeVar("Key")


def finite_assessment(assessment: Assessment) -> Assessment:
    """Return the assessment without curves or figures that are not numbers.

    Whatever is left out is named in ``absent`` with how much of it was missing. A curve is left
    out whole: a mean over the frames that happen to be there would be another quantity.
    """
    absent = list(assessment.absent)
    return replace(
        assessment,
        activations=_finite_curves(assessment.activations, "activation", absent),
        forces=_finite_curves(assessment.forces, "force", absent),
        hip_extension_moments=_finite_curves(
            assessment.hip_extension_moments, "hip extension moment", absent
        ),
        loads=_finite_loads(assessment.loads, "as recorded", absent),
        what_ifs=tuple(_finite_result(each, absent) for each in assessment.what_ifs),
        sweeps=tuple(_finite_sweep(each, absent) for each in assessment.sweeps),
        quality=_finite_quality(assessment.quality, absent),
        absent=tuple(absent),
    )


def _samples_missing(curve: Curve) -> str | None:
    """Return what is wrong with a curve, or None where every sample is a number."""
    if curve.values.size == 0:
        return "there is no repetition to compute it from"
    missing = int(np.count_nonzero(~np.isfinite(curve.values)))
    if missing == 0:
        return None
    return f"{missing} of {curve.values.size} samples could not be computed"


def _finite_curves(
    curves: Mapping[Key, Curve], what: str, absent: list[Absent]
) -> dict[Key, Curve]:
    kept: dict[Key, Curve] = {}
    for key, curve in curves.items():
        reason = _samples_missing(curve)
        if reason is None:
            kept[key] = curve
        else:
            name = " ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
            absent.append(Absent(f"{what} of {name.replace('_', ' ')}", reason))
    return kept


def _finite_loads(
    loads: Mapping[str, JointLoadCurves], scenario: str, absent: list[Absent]
) -> dict[str, JointLoadCurves]:
    kept: dict[str, JointLoadCurves] = {}
    for joint, load in loads.items():
        parts = (load.compression, load.anterior_shear, load.lateral_shear, load.resultant)
        reasons = [reason for part in parts if (reason := _samples_missing(part))]
        if reasons:
            absent.append(Absent(f"load of {joint} ({scenario})", reasons[0]))
        else:
            kept[joint] = load
    return kept


def _finite_result(result: WhatIfResult, absent: list[Absent]) -> WhatIfResult:
    name = result.scenario.name
    rows = tuple(row for row in result.ledger if _row_is_finite(row))
    if len(rows) < len(result.ledger):
        lost = len(result.ledger) - len(rows)
        absent.append(Absent(f"ledger rows ({lost}, {name})", "their force could not be computed"))
    return replace(result, loads=_finite_loads(result.loads, name, absent), ledger=rows)


def _row_is_finite(row: LedgerRow) -> bool:
    return math.isfinite(row.before_N) and math.isfinite(row.after_N)


def _finite_sweep(sweep: Sweep, absent: list[Absent]) -> Sweep:
    return replace(sweep, results=tuple(_finite_result(each, absent) for each in sweep.results))


def _finite_quality(quality: Quality, absent: list[Absent]) -> Quality:
    error, residuals = quality.marker_error, quality.residuals
    if error is not None and not _holds_numbers(error):
        absent.append(Absent("marker error", "at least one of its figures could not be computed"))
        error = None
    if residuals is not None and not _holds_numbers(residuals):
        absent.append(Absent("residual forces", "at least one figure could not be computed"))
        residuals = None
    reserves = tuple(each for each in quality.reserves if _holds_numbers(each))
    shortfalls = tuple(each for each in quality.shortfalls if _holds_numbers(each))
    if lost := len(quality.reserves) - len(reserves):
        absent.append(Absent(f"reserve figures ({lost})", "they could not be computed"))
    return replace(
        quality,
        marker_error=error,
        residuals=residuals,
        reserves=reserves,
        shortfalls=shortfalls,
    )


def _holds_numbers(record: Any) -> bool:
    """Tell whether every number in a dataclass of scalars and mappings is finite."""

    def numbers(value: object) -> list[float]:
        if isinstance(value, Mapping):
            return [number for each in value.values() for number in numbers(each)]
        return [float(value)] if isinstance(value, int | float) else []

    return all(math.isfinite(number) for number in numbers(asdict(record)))
