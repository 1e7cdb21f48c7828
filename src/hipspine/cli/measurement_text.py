"""Measurements, problems and changes as text and as JSON."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hipspine.domain.errors import FileFormatError
from hipspine.domain.measurement import Measurement
from hipspine.domain.problem import Problem
from hipspine.domain.units import degrees
from hipspine.measure.trends import Change, ChangeVerdict, Visit, changes_over_visits

_VERDICTS = {
    ChangeVerdict.BEYOND_ERROR: "more than measurement error",
    ChangeVerdict.WITHIN_ERROR: "within measurement error",
    ChangeVerdict.CANNOT_TELL: "cannot tell",
}
_PER_MINUTE = {"cadence"}


class VisitFile(BaseModel):
    """What ``--json`` writes and ``--since`` reads back; further keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    visit: str
    measurements: tuple[Measurement, ...]


def read_visit(path: Path) -> Visit:
    """Return an earlier visit from a file written with ``--json``.

    Raises
    ------
    FileFormatError
        If the file cannot be read or is no such file.
    """
    try:
        found = VisitFile.model_validate_json(path.read_bytes())
    except OSError as error:
        got = error.strerror or str(error)
    except ValidationError as error:
        first = error.errors()[0]
        got = f"{'.'.join(str(part) for part in first['loc']) or 'file'}: {first['msg']}"
    else:
        return Visit(found.visit, found.measurements)
    raise FileFormatError(
        str(path),
        expected="an earlier visit, as written with --json",
        got=got,
        do="Name the output of the same command with --json.",
    )


def visits_as_dict(
    label: str, measurements: Sequence[Measurement], earlier: Sequence[Visit]
) -> dict[str, object]:
    """Return the visit and its changes against earlier ones, SI units throughout."""
    now = Visit(label, tuple(measurements))
    return {
        "visit": label,
        "measurements": [asdict(measurement) for measurement in measurements],
        "changes": [asdict(change) for change in changes_over_visits((*earlier, now))],
    }


def visits_as_text(
    label: str, measurements: Sequence[Measurement], earlier: Sequence[Visit]
) -> str:
    """Return the visit and its changes against earlier ones, in the units that people read."""
    text = measurements_as_text(measurements)
    if not earlier:
        return text
    now = Visit(label, tuple(measurements))
    return f"{text}\n{changes_as_text(changes_over_visits((*earlier, now)))}"


def problems_as_list(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """Return problems as plain mappings."""
    return [asdict(problem) for problem in problems]


def measurements_as_text(measurements: Sequence[Measurement]) -> str:
    """Return one line per measurement, cautions that several share once below."""
    lines = [_line(measurement) for measurement in measurements]
    cautions = dict.fromkeys(
        caution for m in measurements if m.value is not None for caution in m.cautions
    )
    return "\n".join([*lines, *(f"  ! {caution}" for caution in cautions)])


def _line(measurement: Measurement) -> str:
    side = f" ({measurement.side.value})" if measurement.side else ""
    name = f"{measurement.name.replace('_', ' ')}{side}"
    if measurement.value is None:
        return f"{name:<58} absent: {measurement.absent_because}"
    text = shown(measurement.name, measurement.value, measurement.unit)
    if measurement.spread is not None and measurement.repetitions is not None:
        spread = shown(measurement.name, measurement.spread, measurement.unit)
        text += f"  (SD {spread}, {measurement.repetitions} repetitions)"
    return f"{name:<58} {text}"


def shown(name: str, value: float, unit: str) -> str:
    """Return a value with the unit that people read: degrees, steps per minute, percent."""
    if unit == "rad":
        return f"{degrees(value):.1f} deg"
    if name in _PER_MINUTE:
        return f"{60 * value:.1f} steps/min"
    if unit == "1/s":
        return f"{6000 * value:.1f} %/min"
    if unit == "1" and "activity" in name:
        return f"{100 * value:.0f} %"
    if unit == "1" and value == math.floor(value) and abs(value) < 1e6:
        return f"{value:.0f}"
    return f"{value:.3g}{'' if unit == '1' else f' {unit}'}"


def changes_as_text(changes: Sequence[Change]) -> str:
    """Return one line per change that could be computed, and how many could not."""
    known = [change for change in changes if change.difference is not None]
    lines = [_change_line(change) for change in known]
    if left_out := len(changes) - len(known):
        lines.append(f"{left_out} more cannot be compared: absent at one visit, or other methods.")
    return "\n".join(lines)


def _change_line(change: Change) -> str:
    side = f" ({change.side.value})" if change.side else ""
    difference = shown(change.name, change.difference or 0.0, change.unit)
    name = f"{change.name.replace('_', ' ')}{side}"
    verdict = _VERDICTS[change.verdict]
    return f"{change.earlier} to {change.later}: {name}: {difference}, {verdict}. {change.reason}"


def problems_as_text(problems: Sequence[Problem]) -> str:
    """Return one line per problem, with what to do."""
    return "\n".join(f"{p.level.value}: {p.where}: {p.what}. {p.suggestion}" for p in problems)
