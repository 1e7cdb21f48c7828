"""Movement tests in words: the list, a protocol, a result, in both languages."""

from collections.abc import Iterable
from dataclasses import asdict

from hipspine.cli.output import on_screen
from hipspine.content.movement_tests import Entry, MovementTest
from hipspine.content.phrases import Phrases, phrases
from hipspine.content.text import Texts, page_texts
from hipspine.domain.measurement import Measurement
from hipspine.measure.movement_tests.outcome import MovementOutcome
from hipspine.report.figures import numbers_in
from hipspine.report.shown_units import shown_unit


def list_text(tests: Iterable[MovementTest], *, language: str = "en") -> str:
    """Return the names of the tests, one a line."""
    rows = sorted(tests, key=lambda test: test.id)
    width = max(len(test.id) for test in rows)
    lines = [f"{test.id:<{width}}  {phrases(language)(test.name)}" for test in rows]
    return "\n".join([*lines, "", page_texts("measured", language)("test.list_more")])


def protocol_text(test: MovementTest, *, language: str = "en") -> str:
    """Return how a test is done, when to stop, what to enter and what is known about it."""
    say, phrase = page_texts("measured", language), phrases(language)
    steps = [f"{number}. {phrase(step)}" for number, step in enumerate(test.protocol, start=1)]
    return "\n".join(
        [
            phrase(test.name),
            phrase(test.about),
            "",
            *steps,
            "",
            *(phrase(words) for words in test.stop),
            "",
            say("test.enter"),
            *(f"  {_entry(entry, say, phrase)}" for entry in test.entries),
            "",
            say("test.known"),
            *(f"- {phrase(line)}" for line in test.evidence),
        ]
    )


def _entry(entry: Entry, say: Texts, phrase: Phrases) -> str:
    sides = "left./right." if entry.per_side else ""
    value = say("test.yes_no") if entry.unit == "yes_no" else entry.unit
    optional = say("test.optional") if entry.optional else ""
    return f"{sides}{entry.id}=<{value}>  {phrase(entry.asks)}{optional}"


def outcome_text(outcome: MovementOutcome, *, language: str = "en") -> str:
    """Return a test's result: what follows first, then numbers, sides and cautions."""
    say, phrase, numbers = page_texts("measured", language), phrases(language), numbers_in(language)
    lines = [f"! {phrase(sentence)}" for sentence in outcome.says]
    lines += [_measured(measurement, language) for measurement in outcome.measurements]
    lines += [
        say(
            "test.side_difference",
            difference=shown_unit(side.name, side.unit).change(numbers, side.difference),
            verdict=phrase(side.verdict.value),
            because=phrase(side.because),
        )
        for side in outcome.sides
    ]
    cautions = [caution for measurement in outcome.measurements for caution in measurement.cautions]
    lines += [f"- {phrase(caution)}" for caution in dict.fromkeys(cautions)]
    return on_screen("\n".join([*lines, say("test.limits")]))


def _measured(measurement: Measurement, language: str) -> str:
    say, phrase, numbers = page_texts("measured", language), phrases(language), numbers_in(language)
    side = page_texts("report", language)(f"side.{measurement.side}") if measurement.side else ""
    name = f"{phrase.name(measurement.name)} {side}".rstrip()
    if measurement.value is None:
        reason = phrase(measurement.absent_because or "")
        return f"{name}: {say('value.absent', reason=reason)}"
    unit = shown_unit(measurement.name, measurement.unit)
    parts = [f"{name}: {unit.written(numbers, measurement.value)}"]
    if measurement.repeatability is not None:
        size = unit.written(numbers, measurement.repeatability.mdc95)
        parts.append(say("test.not_noise", size=size))
    if measurement.norm is not None:
        norm = measurement.norm
        parts.append(
            say(
                "test.published",
                low=numbers.decimal(norm.low * unit.factor, unit.places),
                high=unit.written(numbers, norm.high),
                source=phrase(norm.source),
                people=phrase(norm.people),
            )
        )
    return "; ".join(parts)


def outcome_content(
    outcome: MovementOutcome, *, language: str = "en", visit: str | None = None
) -> dict[str, object]:
    """Return a test's result as JSON values, in SI; the sentences are in the language."""
    say = phrases(language)
    named = {} if visit is None else {"visit": visit}
    return {
        **named,
        "test": outcome.test.id,
        "language": language,
        "research_only": outcome.test.research_only,
        "measurements": [_json(measurement, say) for measurement in outcome.measurements],
        "sides": [
            {**asdict(side), "verdict": say(side.verdict.value), "because": say(side.because)}
            for side in outcome.sides
        ],
        "says": [say(sentence) for sentence in outcome.says],
    }


def _json(measurement: Measurement, say: Phrases) -> dict[str, object]:
    content = {key: value for key, value in asdict(measurement).items() if value is not None}
    content["cautions"] = [say(caution) for caution in measurement.cautions]
    if measurement.absent_because is not None:
        content["absent_because"] = say(measurement.absent_because)
    if measurement.repeatability is not None:
        content["repeatability"] = {
            **asdict(measurement.repeatability),
            "mdc95": measurement.repeatability.mdc95,
        }
    return content
