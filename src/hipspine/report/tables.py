"""The tidy tables loads.csv, activations.csv and ledger.csv: one value per row, with its unit."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from hipspine.domain.anatomy import Side
from hipspine.domain.assessment import (
    Assessment,
    Curve,
    GroupSide,
    JointLoadCurves,
    WhatIfKind,
    WhatIfResult,
)
from hipspine.domain.units import body_weight_N
from hipspine.report.figures import RESULTS_DIGITS
from hipspine.report.finite import finite_assessment
from hipspine.report.results import LOAD_COMPONENTS

LOADS_COLUMNS = ("joint", "side", "repetition", "percent", "quantity", "value", "unit")
ACTIVATIONS_COLUMNS = ("group", "side", "repetition", "percent", "quantity", "value", "unit")
LEDGER_COLUMNS = (
    "what_if",
    "kind",
    "level",
    "level_unit",
    "feasible",
    "item",
    "side",
    "quantity",
    "value",
    "unit",
)

Row = tuple[object, ...]


def csv_tables(assessment: Assessment) -> dict[str, str]:
    """Return the tables by file name, as CSV text (UTF-8, comma, one header line)."""
    clean = finite_assessment(assessment)
    return {
        "loads.csv": _csv(LOADS_COLUMNS, _loads_rows(clean)),
        "activations.csv": _csv(ACTIVATIONS_COLUMNS, _activation_rows(clean)),
        "ledger.csv": _csv(LEDGER_COLUMNS, _ledger_rows(clean)),
    }


def side_of_joint(joint: str) -> str:
    """Return the side that a joint's name ends with (``hip_right``), or nothing for a disc."""
    return next((side.value for side in Side if joint.endswith(f"_{side}")), "")


def _csv(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(tuple(_cell(value) for value in row) for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.{RESULTS_DIGITS}g}"
    # A spreadsheet would run a cell that begins like this as a formula.
    if isinstance(value, str) and value.startswith(("=", "+", "@", "-")):
        return f"'{value}"
    return value


def _samples(curve: Curve) -> Iterator[tuple[int, int, float]]:
    """Yield (repetition from 1, percent, value) of every sample."""
    for repetition, values in enumerate(curve.values, start=1):
        for percent, value in enumerate(values):
            yield repetition, percent, float(value)


def _loads_rows(assessment: Assessment) -> Iterator[Row]:
    weight_N = body_weight_N(assessment.subject.mass_kg)
    for joint, load in assessment.loads.items():
        side = side_of_joint(joint)
        for quantity, attribute in LOAD_COMPONENTS.items():
            for repetition, percent, value in _samples(getattr(load, attribute)):
                yield joint, side, repetition, percent, quantity, value, "N"
                yield joint, side, repetition, percent, quantity, value / weight_N, "BW"


def _activation_rows(assessment: Assessment) -> Iterator[Row]:
    tables: tuple[tuple[str, str, Mapping[GroupSide, Curve]], ...] = (
        ("activation", "1", assessment.activations),
        ("force", "N", assessment.forces),
        ("hip_extension_moment", "Nm", assessment.hip_extension_moments),
    )
    for quantity, unit, curves in tables:
        for (group, side), curve in curves.items():
            for repetition, percent, value in _samples(curve):
                yield group.value, side.value, repetition, percent, quantity, value, unit


def _ledger_rows(assessment: Assessment) -> Iterator[Row]:
    weight_N = body_weight_N(assessment.subject.mass_kg)
    for result in assessment.what_ifs:
        posture = result.scenario.changes_posture
        kind = WhatIfKind.OTHER_POSTURE if posture else WhatIfKind.SAME_MOTION
        yield from _result_rows((result.scenario.name, kind.value, "", ""), result, weight_N)
    for sweep in assessment.sweeps:
        for level, result in zip(sweep.levels, sweep.results, strict=True):
            lead = (sweep.id, sweep.kind.value, float(level), sweep.unit)
            yield from _result_rows(lead, result, weight_N)


def _result_rows(lead: Row, result: WhatIfResult, weight_N: float) -> Iterator[Row]:
    start = (*lead, "yes" if result.is_feasible else "no")
    for row in result.ledger:
        item = (*start, row.group.value, row.side.value)
        yield (*item, "mean_force_before", row.before_N, "N")
        yield (*item, "mean_force_after", row.after_N, "N")
        yield (*item, "mean_force_change", row.change_N, "N")
    for joint, load in result.loads.items():
        yield from _joint_rows((*start, joint, side_of_joint(joint)), load, weight_N)


def _joint_rows(item: Row, load: JointLoadCurves, weight_N: float) -> Iterator[Row]:
    for quantity, attribute in LOAD_COMPONENTS.items():
        curve: Curve = getattr(load, attribute)
        yield (*item, f"{quantity}_mean", curve.mean / weight_N, "BW")
        yield (*item, f"{quantity}_peak", curve.peak / weight_N, "BW")
