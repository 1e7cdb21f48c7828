"""The page of a movement test: picture, protocol, when to stop, and any result."""

from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.content.movement_tests import Entry, MovementTest
from hipspine.content.phrases import Phrases, phrases
from hipspine.content.poses import pose_pictures
from hipspine.content.text import Texts, page_texts, report_texts
from hipspine.domain.measurement import Measurement
from hipspine.measure.movement_tests.outcome import MovementOutcome
from hipspine.report.figures import Numbers, numbers_in
from hipspine.report.panels import Table
from hipspine.report.pose_drawing import pose_picture
from hipspine.report.shown_units import shown_unit


def render_movement_test(
    test: MovementTest, outcome: MovementOutcome | None = None, *, language: str = "en"
) -> str:
    """Return a test's page as one HTML file that opens offline and runs no script."""
    environment = Environment(
        loader=PackageLoader("hipspine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (resources.files("hipspine.report") / "static" / "report.css").read_text("utf-8")
    say, phrase = page_texts("measured", language), phrases(language)
    return environment.get_template("movement_test.html.jinja").render(
        say=say,
        report=report_texts(language),
        phrase=phrase,
        test=test,
        picture=pose_picture(pose_pictures("movement_tests")[test.id], language=language),
        entries=_entries(test, say, phrase),
        outcome=outcome,
        result=None if outcome is None else _result(outcome, language),
        sides=[] if outcome is None else _sides(outcome, language),
        cautions=[] if outcome is None else _cautions(outcome, phrase),
        style=Markup(style),
        version=__version__,
    )


def _entries(test: MovementTest, say: Texts, phrase: Phrases) -> Table:
    rows = tuple(_entry_row(entry, say, phrase) for entry in test.entries)
    return Table(tuple(say("test.page_enter_columns").split("|")), rows)


def _entry_row(entry: Entry, say: Texts, phrase: Phrases) -> tuple[str, ...]:
    if entry.unit == "yes_no":
        return entry.id, _question(entry, say, phrase), say("test.yes_no").replace("|", " / "), ""
    unit = {"count": "", "score": "", "deg": "°"}.get(entry.unit, entry.unit)
    low, high = (numbers_in(phrase.language).general(each) for each in (entry.low, entry.high))
    return entry.id, _question(entry, say, phrase), unit, f"{low} – {high}"


def _question(entry: Entry, say: Texts, phrase: Phrases) -> str:
    side = f" ({say('test.each_side')})" if entry.per_side else ""
    optional = say("test.optional") if entry.optional else ""
    return f"{phrase(entry.asks)}{side}{optional}"


def _result(outcome: MovementOutcome, language: str) -> Table:
    say, report = page_texts("measured", language), report_texts(language)
    rows = tuple(
        _result_row(one, report, phrases(language), numbers_in(language))
        for one in outcome.measurements
    )
    return Table(tuple(say("test.page_result_columns").split("|")), rows)


def _result_row(
    one: Measurement, report: Texts, phrase: Phrases, numbers: Numbers
) -> tuple[str, ...]:
    unit = shown_unit(one.name, one.unit)
    side = report(f"side.{one.side}") if one.side else ""
    if one.value is None:
        reason = report("measures.not_measured", reason=phrase(one.absent_because or ""))
        return phrase.name(one.name), side, reason, "", "", phrase(one.positive)
    error = one.repeatability
    norm = one.norm
    return (
        phrase.name(one.name),
        side,
        unit.written(numbers, one.value),
        report("measures.error_unknown")
        if error is None
        else f"{unit.written(numbers, error.mdc95)} ({phrase(error.source)})",
        ""
        if norm is None
        else report(
            "measures.norm",
            low=numbers.decimal(norm.low * unit.factor, unit.places),
            high=numbers.decimal(norm.high * unit.factor, unit.places),
            unit=unit.name,
            source=phrase(norm.source),
            people=phrase(norm.people),
        ),
        phrase(one.positive),
    )


def _sides(outcome: MovementOutcome, language: str) -> list[str]:
    say, phrase, numbers = page_texts("measured", language), phrases(language), numbers_in(language)
    return [
        say(
            "test.side_difference",
            difference=shown_unit(side.name, side.unit).change(numbers, side.difference),
            verdict=phrase(side.verdict.value),
            because=phrase(side.because),
        )
        for side in outcome.sides
    ]


def _cautions(outcome: MovementOutcome, phrase: Phrases) -> list[str]:
    said = [caution for one in outcome.measurements for caution in one.cautions]
    return [phrase(caution) for caution in dict.fromkeys(said)]
