"""Measurements, problems and changes as text and as JSON."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hipspine.content.phrases import Phrases, phrases
from hipspine.content.text import page_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.errors import FileFormatError
from hipspine.domain.measurement import Measurement
from hipspine.domain.problem import Problem
from hipspine.domain.units import degrees
from hipspine.measure.trends import Change, Visit, changes_over_visits

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
    label: str,
    measurements: Sequence[Measurement],
    earlier: Sequence[Visit],
    *,
    language: str = "en",
) -> dict[str, object]:
    """Return the visit and its changes against earlier ones, SI units throughout."""
    now, say = Visit(label, tuple(measurements)), phrases(language)
    return {
        "visit": label,
        "language": language,
        "measurements": [_measurement(measurement, say) for measurement in measurements],
        "changes": [
            {**asdict(change), "reason": say(change.reason)}
            for change in changes_over_visits((*earlier, now))
        ],
    }


def _measurement(measurement: Measurement, say: Phrases) -> dict[str, object]:
    because = measurement.absent_because
    return {
        **asdict(measurement),
        "cautions": [say(caution) for caution in measurement.cautions],
        "absent_because": None if because is None else say(because),
    }


def visits_as_text(
    label: str,
    measurements: Sequence[Measurement],
    earlier: Sequence[Visit],
    *,
    language: str = "en",
) -> str:
    """Return the visit and its changes against earlier ones, in the units that people read."""
    text = measurements_as_text(measurements, language=language)
    if not earlier:
        return text
    now = Visit(label, tuple(measurements))
    changes = changes_over_visits((*earlier, now))
    return f"{text}\n{changes_as_text(changes, language=language)}"


def problems_as_list(
    problems: Sequence[Problem], *, language: str = "en"
) -> list[dict[str, object]]:
    """Return problems as plain mappings."""
    say = phrases(language)
    return [
        {
            "level": problem.level,
            "where": say(problem.where),
            "what": say(problem.what),
            "suggestion": say(problem.suggestion),
        }
        for problem in problems
    ]


def measurements_as_text(measurements: Sequence[Measurement], *, language: str = "en") -> str:
    """Return one line per measurement, cautions that several share once below."""
    lines = [_line(measurement, language) for measurement in measurements]
    cautions = dict.fromkeys(
        caution for m in measurements if m.value is not None for caution in m.cautions
    )
    say = phrases(language)
    return "\n".join([*lines, *(f"  ! {say(caution)}" for caution in cautions)])


def _named(name: str, side: Side | None, language: str) -> str:
    words = phrases(language).name(name)
    return f"{words} ({page_texts('report', language)(f'side.{side.value}')})" if side else words


def _line(measurement: Measurement, language: str) -> str:
    say = page_texts("measured", language)
    name = _named(measurement.name, measurement.side, language)
    if measurement.value is None:
        reason = phrases(language)(measurement.absent_because or "")
        return f"{name:<58} {say('value.absent', reason=reason)}"
    text = shown(measurement.name, measurement.value, measurement.unit, language=language)
    if measurement.spread is not None and measurement.repetitions is not None:
        spread = shown(measurement.name, measurement.spread, measurement.unit, language=language)
        text += f"  ({say('value.spread', spread=spread, count=measurement.repetitions)})"
    return f"{name:<58} {text}"


def shown(name: str, value: float, unit: str, *, language: str = "en") -> str:
    """Return a value with the unit that people read: degrees, steps per minute, percent."""
    say = page_texts("measured", language)
    text = _written(name, value, unit, degree=say("value.unit_deg"), steps=say("value.unit_steps"))
    return text.replace(".", ",") if language == "de" else text


def _written(name: str, value: float, unit: str, *, degree: str, steps: str) -> str:
    if unit == "rad":
        return f"{degrees(value):.1f} {degree}"
    if name in _PER_MINUTE:
        return f"{60 * value:.1f} {steps}"
    if unit == "1/s":
        return f"{6000 * value:.1f} %/min"
    if unit == "1" and "activity" in name:
        return f"{100 * value:.0f} %"
    if unit == "1" and value == math.floor(value) and abs(value) < 1e6:
        return f"{value:.0f}"
    return f"{value:.3g}{'' if unit == '1' else f' {unit}'}"


def changes_as_text(changes: Sequence[Change], *, language: str = "en") -> str:
    """Return one line per change that could be computed, and how many could not."""
    known = [change for change in changes if change.difference is not None]
    lines = [_change_line(change, language) for change in known]
    if left_out := len(changes) - len(known):
        lines.append(page_texts("measured", language)("change.left_out", count=left_out))
    return "\n".join(lines)


def _change_line(change: Change, language: str) -> str:
    say = page_texts("measured", language)
    return say(
        "change.line",
        earlier=change.earlier,
        later=change.later,
        name=_named(change.name, change.side, language),
        difference=shown(change.name, change.difference or 0.0, change.unit, language=language),
        verdict=say(f"change.{change.verdict.value}"),
        reason=phrases(language)(change.reason),
    )


def problems_as_text(problems: Sequence[Problem], *, language: str = "en") -> str:
    """Return one line per problem, with what to do."""
    level, say = page_texts("measured", language), phrases(language)
    return "\n".join(
        f"{level(f'level.{p.level.value}')}: {say(p.where)}: {say(p.what)}. {say(p.suggestion)}"
        for p in problems
    )
