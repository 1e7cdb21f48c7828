"""An assessment as the content of results.json: plain values, units in the names."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from hipspine.content.phrases import Phrases, phrases
from hipspine.domain.assessment import (
    Assessment,
    Curve,
    JointLoadCurves,
    LedgerRow,
    Quality,
    Shortfall,
    Sweep,
    WhatIfResult,
)
from hipspine.domain.measurement import Measurement
from hipspine.domain.prediction import AskedPrediction
from hipspine.domain.uncertainty import LoadBands
from hipspine.domain.units import body_weight_N
from hipspine.report.figures import RESULTS_DIGITS, significant, significant_list, spread
from hipspine.report.finite import finite_assessment
from hipspine.report.prediction_near import NearAndFree
from hipspine.report.prediction_results import prediction_dict
from hipspine.report.results_schema import Results
from hipspine.report.sharing_results import fatigue_dict, sharing_dict

LOAD_COMPONENTS: dict[str, str] = {
    "compression": "compression",
    "shear_anterior": "anterior_shear",
    "shear_lateral": "lateral_shear",
    "resultant": "resultant",
}
"""Name in results.json and loads.csv, and the attribute of JointLoadCurves behind it."""


def results_dict(
    assessment: Assessment, *, language: str = "en", recorded_on: date | None = None
) -> dict[str, Any]:
    """Return the content of results.json, checked against its schema.

    Parameters
    ----------
    assessment : Assessment
        Curves may hold NaN: such a result goes to ``absent`` with the reason.
    language : str
        Of the sentences; names, units and methods are the same in every language.
    recorded_on : date, optional
        Day of the recording, by which visits are put in order.

    Returns
    -------
    dict
        JSON values only; keys as documented in docs/reference/results.md.
    """
    clean = finite_assessment(assessment)
    day = None if recorded_on is None else recorded_on.isoformat()
    content = _content(clean, phrases(language)) | {"recorded_on": day}
    results = Results.model_validate(content)
    found: dict[str, Any] = _rounded(results.model_dump(mode="json", exclude_none=True))
    return found


def in_body_weights(curve: Curve, mass_kg: float) -> Curve:
    """Return a curve of forces [N] in body weights."""
    return Curve(curve.values / body_weight_N(mass_kg))


def _content(assessment: Assessment, say: Phrases) -> dict[str, Any]:
    mass_kg = assessment.subject.mass_kg
    provenance = asdict(assessment.provenance)
    provenance["options"] = dict(assessment.provenance.options)
    subject = asdict(assessment.subject) | {"body_weight_N": body_weight_N(mass_kg)}
    cycles = asdict(assessment.cycles) | {
        "segment_label": assessment.segment_label,
        "trunk_side": assessment.trunk_side,
        "missing": [say(each) for each in assessment.cycles.missing],
    }
    return {
        "language": say.language,
        "provenance": provenance,
        "subject": subject,
        "quality": _quality(assessment.quality, say),
        "cycles": cycles,
        "activations": _activations(assessment),
        "loads": _loads(assessment.loads, mass_kg),
        "load_bands": _load_bands(assessment.load_bands, mass_kg),
        "sharing": sharing_dict(assessment.sharing, mass_kg),
        "fatigue": fatigue_dict(assessment.fatigue, mass_kg),
        "what_ifs": {
            "asked": [_what_if(each, mass_kg) for each in assessment.what_ifs],
            "sweeps": [_sweep(each, mass_kg, say) for each in assessment.sweeps],
        },
        "measurements": [measurement_content(each, say) for each in assessment.measurements],
        "findings": [asdict(each) for each in assessment.findings],
        "mechanism_map": asdict(assessment.mechanism_map) if assessment.mechanism_map else None,
        "predictions": [_prediction(each, say) for each in assessment.predictions] or None,
        "absent": [_said(asdict(each), say, "what", "reason") for each in assessment.absent],
    }


def _prediction(asked: AskedPrediction, say: Phrases) -> dict[str, Any]:
    found = asked.prediction
    return {
        "changes": [str(change) for change in asked.changes],
        "answer": found and prediction_dict(NearAndFree(found), language=say.language),
        "absent_because": asked.absent_because,
    }


def measurement_content(measurement: Measurement, say: Phrases) -> dict[str, Any]:
    """Return a measurement as JSON values, in SI, its sentences translated; a lack is None."""
    content = asdict(measurement) | {
        "positive": say(measurement.positive) or None,
        "cautions": [say(each) for each in measurement.cautions],
        "absent_because": say(measurement.absent_because or "") or None,
        "method": measurement.method or None,
    }
    if measurement.repeatability is not None:
        content["repeatability"]["mdc95"] = measurement.repeatability.mdc95
    return content


def _said(content: dict[str, Any], say: Phrases, *keys: str) -> dict[str, Any]:
    """Return JSON values with the sentences under the keys translated."""
    return content | {key: say(content[key]) for key in keys}


def _quality(quality: Quality, say: Phrases) -> dict[str, Any]:
    return {
        "problems": [
            _said(asdict(each), say, "where", "what", "suggestion") for each in quality.problems
        ],
        "marker_error": asdict(quality.marker_error) if quality.marker_error else None,
        "residuals": asdict(quality.residuals) if quality.residuals else None,
        "reserves": [asdict(each) for each in quality.reserves],
        "shortfalls": _shortfalls(quality.shortfalls),
    }


def _shortfalls(shortfalls: tuple[Shortfall, ...]) -> list[dict[str, Any]]:
    return [asdict(each) for each in shortfalls]


def _activations(assessment: Assessment) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for (group, side), curve in assessment.activations.items():
        entry = _curve(curve)
        if (force := assessment.forces.get((group, side))) is not None:
            entry["force_N"] = _curve(force)
        if (moment := assessment.hip_extension_moments.get((group, side))) is not None:
            entry["hip_extension_moment_Nm"] = _curve(moment)
        found.setdefault(group.value, {})[side.value] = entry
    return found


def _curve(curve: Curve, *, with_curve: bool = True) -> dict[str, Any]:
    return {
        "mean": curve.mean,
        "peak": curve.peak,
        "lowest": curve.lowest,
        "repetitions": len(curve.values),
        "mean_sd": spread(curve.values.mean(axis=1)),
        "peak_sd": spread(curve.values.max(axis=1)),
        "curve": significant_list(curve.curve, RESULTS_DIGITS) if with_curve else None,
    }


def _loads(
    loads: Mapping[str, JointLoadCurves], mass_kg: float, *, with_curve: bool = True
) -> dict[str, dict[str, Any]]:
    return {
        joint: _joint_load(load, mass_kg, with_curve=with_curve) for joint, load in loads.items()
    }


def _load_bands(bands: LoadBands | None, mass_kg: float) -> dict[str, Any] | None:
    if bands is None:
        return None
    components = {attribute: name for name, attribute in LOAD_COMPONENTS.items()}
    return {
        "variants": bands.variants,
        "share": bands.share,
        "varied": [{"what": what, "sd": sd, "unit": unit} for what, sd, unit in bands.causes],
        "bands": [
            {
                "joint": joint,
                "quantity": components[component],
                "of": summary,
                "value_bw": band.value_N / body_weight_N(mass_kg),
                "low_bw": band.low_N / body_weight_N(mass_kg),
                "high_bw": band.high_N / body_weight_N(mass_kg),
            }
            for (joint, component, summary), band in bands.bands.items()
        ],
    }


def _joint_load(load: JointLoadCurves, mass_kg: float, *, with_curve: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for name, attribute in LOAD_COMPONENTS.items():
        curve: Curve = getattr(load, attribute)
        entry[f"{name}_bw"] = _curve(in_body_weights(curve, mass_kg), with_curve=with_curve)
        entry[f"{name}_N"] = _curve(curve, with_curve=with_curve)
    return entry


def _what_if(result: WhatIfResult, mass_kg: float, *, with_curve: bool = True) -> dict[str, Any]:
    scenario = result.scenario
    changes = [str(change) for change in scenario.muscles]
    changes += [f"{each.parameter}={each.offset_rad:+.4f} rad" for each in scenario.posture]
    return {
        "name": scenario.name,
        "kind": "other_posture" if scenario.changes_posture else "same_motion",
        "changes": changes,
        "feasible": result.is_feasible,
        "loads": _loads(result.loads, mass_kg, with_curve=with_curve),
        "ledger": [_ledger_row(row, mass_kg) for row in result.ledger],
        "shortfalls": _shortfalls(result.shortfalls),
    }


def _ledger_row(row: LedgerRow, mass_kg: float) -> dict[str, Any]:
    return {
        "group": row.group,
        "side": row.side,
        "before_N": row.before_N,
        "after_N": row.after_N,
        "change_N": row.change_N,
        "change_bw": row.change_N / body_weight_N(mass_kg),
    }


def _sweep(sweep: Sweep, mass_kg: float, say: Phrases) -> dict[str, Any]:
    levels = [
        _what_if(result, mass_kg, with_curve=False) | {"level": level, "kind": sweep.kind}
        for level, result in zip(sweep.levels, sweep.results, strict=True)
    ]
    return {
        "id": sweep.id,
        "title": say(sweep.title),
        "kind": sweep.kind,
        "unit": sweep.unit,
        "as_recorded_level": sweep.as_recorded_level,
        "levels": levels,
    }


def _rounded(value: Any) -> Any:
    """Return JSON values with every float rounded to RESULTS_DIGITS significant digits."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, float | np.floating):
        return significant(float(value), RESULTS_DIGITS)
    return value
