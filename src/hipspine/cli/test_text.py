"""Movement tests in words: the list, a protocol, a result."""

from collections.abc import Iterable
from dataclasses import asdict

from hipspine.content.movement_tests import Entry, MovementTest
from hipspine.domain.measurement import Measurement
from hipspine.domain.units import degrees
from hipspine.measure.movement_tests.outcome import MovementOutcome

_SHOWN = {"rad": ("°", degrees(1.0)), "s": ("s", 1.0), "1": ("", 1.0), "N·m/kg": ("N·m/kg", 1.0)}
"""Unit as shown, and what an SI value is multiplied with."""

LIMITS = "Research and education; not a diagnosis. One test on one day is one number."


def list_text(tests: Iterable[MovementTest]) -> str:
    """Return the names of the tests, one a line."""
    rows = sorted(tests, key=lambda test: test.id)
    width = max(len(test.id) for test in rows)
    lines = [f"{test.id:<{width}}  {test.name}" for test in rows]
    return "\n".join([*lines, "", "`hipspine test NAME` shows the protocol."])


def protocol_text(test: MovementTest) -> str:
    """Return how a test is done, when to stop, what to enter and what is known about it."""
    steps = [f"{number}. {step}" for number, step in enumerate(test.protocol, start=1)]
    entries = [f"  {_entry(entry)}" for entry in test.entries]
    return "\n".join(
        [
            test.name,
            test.about,
            "",
            *steps,
            "",
            *test.stop,
            "",
            "Enter:",
            *entries,
            "",
            "What is known:",
            *(f"- {line}" for line in test.evidence),
        ]
    )


def _entry(entry: Entry) -> str:
    sides = "left./right." if entry.per_side else ""
    value = "yes|no" if entry.unit == "yes_no" else entry.unit
    optional = " (may be left out)" if entry.optional else ""
    return f"{sides}{entry.id}=<{value}>  {entry.asks}{optional}"


def outcome_text(outcome: MovementOutcome) -> str:
    """Return a test's result: what follows first, then numbers, sides and cautions."""
    lines = [f"! {sentence}" for sentence in outcome.says]
    lines += [_measured(measurement) for measurement in outcome.measurements]
    for side in outcome.sides:
        unit, factor = _SHOWN[side.unit]
        lines.append(
            f"right minus left: {side.difference * factor:+.3g} {unit}: {side.verdict} "
            f"({side.because})"
        )
    cautions = [caution for measurement in outcome.measurements for caution in measurement.cautions]
    lines += [f"- {caution}" for caution in dict.fromkeys(cautions)]
    return "\n".join([*lines, LIMITS])


def _measured(measurement: Measurement) -> str:
    side = f" {measurement.side}" if measurement.side else ""
    name = f"{measurement.name.replace('_', ' ')}{side}"
    if measurement.value is None:
        return f"{name}: absent, {measurement.absent_because}"
    unit, factor = _SHOWN[measurement.unit]
    parts = [f"{name}: {measurement.value * factor:.3g} {unit}".rstrip()]
    if measurement.repeatability is not None:
        error = measurement.repeatability
        parts.append(f"change above {error.mdc95 * factor:.2g} {unit} is not noise".rstrip())
    if measurement.norm is not None:
        norm = measurement.norm
        band = f"{norm.low * factor:.3g} to {norm.high * factor:.3g} {unit}".rstrip()
        parts.append(f"published: {band} ({norm.source}; {norm.people})")
    return "; ".join(parts)


def outcome_content(outcome: MovementOutcome) -> dict[str, object]:
    """Return a test's result as JSON values, in SI."""
    return {
        "test": outcome.test.id,
        "research_only": outcome.test.research_only,
        "measurements": [_json(measurement) for measurement in outcome.measurements],
        "sides": [asdict(side) for side in outcome.sides],
        "says": list(outcome.says),
    }


def _json(measurement: Measurement) -> dict[str, object]:
    content = {key: value for key, value in asdict(measurement).items() if value is not None}
    if measurement.repeatability is not None:
        content["repeatability"] = {
            **asdict(measurement.repeatability),
            "mdc95": measurement.repeatability.mdc95,
        }
    return content
