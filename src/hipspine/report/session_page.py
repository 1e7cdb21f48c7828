"""The page of muscle signals, a sensor or landmarks: findings, curves, measures, quality."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.content.phrases import phrases
from hipspine.content.text import page_texts, report_texts
from hipspine.domain.finding import Finding, MechanismMap
from hipspine.domain.measurement import Measurement
from hipspine.domain.problem import Problem
from hipspine.measure.emg.results import CycleCurve, EmgChannel
from hipspine.measure.trends import Visit, changes_over_visits
from hipspine.report.charts import Frame, Line, curve_chart, round_limits
from hipspine.report.figures import numbers_in
from hipspine.report.findings_section import findings_section, page_words
from hipspine.report.first_page import found_lines, next_steps
from hipspine.report.panels import LegendEntry, Panel, Table
from hipspine.report.shown_units import shown_unit

STYLES = ("report.css", "findings.css")
PLAIN_FINDINGS = 5
"""Findings told first; the others follow in their own section."""


@dataclass(frozen=True, eq=False)
class Session:
    """What the page shows of one session."""

    kind: Literal["emg", "imu", "pose"]
    name: str
    measurements: tuple[Measurement, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    mechanism_map: MechanismMap | None = None
    channels: tuple[EmgChannel, ...] = ()
    earlier: tuple[Visit, ...] = ()


def render_session(session: Session, *, language: str = "en") -> str:
    """Return a session's page as one HTML file that opens offline and runs no script."""
    environment = Environment(
        loader=PackageLoader("hipspine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    static = resources.files("hipspine.report") / "static"
    style = "".join((static / name).read_text("utf-8") for name in STYLES)
    return environment.get_template("session.html.jinja").render(
        say=page_texts("measured", language),
        report=report_texts(language),
        session=session,
        plain=found_lines(session.findings[:PLAIN_FINDINGS]),
        next=next_steps(language),
        words=page_words(language),
        findings=findings_section(session.findings, _map(session), language=language),
        panels=[panel for each in session.channels if (panel := _panel(each, language))],
        measures=_measures(session.measurements, language),
        cautions=_cautions(session.measurements, language),
        changes=_changes(session, language),
        problems=_problems(session.problems, language),
        style=Markup(style),
        version=__version__,
    )


def _map(session: Session) -> MechanismMap | None:
    """Return the map where the session looked at any of its boxes; an empty one tells nothing."""
    drawn = session.mechanism_map
    looked = drawn is not None and any(node.was_looked_at for node in drawn.nodes)
    return drawn if looked else None


def _panel(channel: EmgChannel, language: str) -> Panel | None:
    """Return a channel's curve over the cycle; None where it has none."""
    curve, say, numbers = channel.curve, page_texts("measured", language), numbers_in(language)
    if curve is None or channel.reference is None:
        return None
    report, phrase = report_texts(language), phrases(language)
    name = phrase.name(channel.muscle or channel.channel)
    style = channel.side.value if channel.side else "middle"
    side = report(f"side.{channel.side.value}") if channel.side else ""
    title = f"{name[:1].upper()}{name[1:]}{', ' if side else ''}{side}"
    count = len(curve.values)
    many = report("chart.repetitions_many", count=count)
    figures = report("chart.repetitions_one") if count == 1 else many
    label = say(f"session.y_{channel.reference.value.replace(' ', '_')}")
    low, high = round_limits(0.0, max(1.0, float(curve.values.max())))
    letter = report(f"chart.{channel.side.value}_letter") if channel.side else ""
    chart = curve_chart(
        Frame(low, high, label, say("session.x_label"), numbers=numbers),
        (Line(curve.values, name, letter, style),),
        title=title,
        description=f"{label}: {figures}.",
        on_percent=tuple((100 * start, 100 * end) for start, end in curve.normal_on),
    )
    means = curve.values.mean(axis=0)
    rows = tuple(
        (str(percent), numbers.decimal(float(means[percent]), 2)) for percent in range(0, 101, 10)
    )
    legend = (LegendEntry(style, side, figures),)
    return Panel(
        title,
        chart,
        legend,
        (_normal(curve, language),),
        Table((say("session.x_label"), name), rows),
    )


def _normal(curve: CycleCurve, language: str) -> str:
    say, numbers = page_texts("measured", language), numbers_in(language)
    if not curve.normal_on or curve.normal_source is None:
        return say("session.no_normal")
    intervals = ", ".join(
        f"{numbers.decimal(100 * start, 0)}–{numbers.decimal(100 * end, 0)}"
        for start, end in curve.normal_on
    )
    return say("session.normal", intervals=intervals, source=phrases(language)(curve.normal_source))


def _measures(measurements: Sequence[Measurement], language: str) -> Table:
    report, phrase, numbers = report_texts(language), phrases(language), numbers_in(language)
    rows = []
    for one in measurements:
        unit = shown_unit(one.name, one.unit)
        if one.value is None:
            value = report("measures.not_measured", reason=phrase(one.absent_because or ""))
        else:
            value = unit.with_spread(numbers, one.value, one.spread)
        error = one.repeatability
        known = "" if error is None else unit.written(numbers, error.mdc95)
        rows.append(
            (
                phrase.name(one.name),
                report(f"side.{one.side}") if one.side else "",
                value,
                known or ("" if one.value is None else report("measures.error_unknown")),
            )
        )
    return Table(tuple(report("measures.columns").split("|"))[:4], tuple(rows))


def _cautions(measurements: Sequence[Measurement], language: str) -> list[str]:
    said = [caution for one in measurements if one.value is not None for caution in one.cautions]
    return [phrases(language)(caution) for caution in dict.fromkeys(said)]


def _changes(session: Session, language: str) -> Table | None:
    """Return the changes from the first visit to this one that could be told."""
    if not session.earlier:
        return None
    say, report = page_texts("measured", language), report_texts(language)
    phrase, numbers = phrases(language), numbers_in(language)
    now = Visit(session.name, session.measurements)
    rows = tuple(
        (
            phrase.name(change.name),
            report(f"side.{change.side.value}") if change.side else "",
            shown_unit(change.name, change.unit).change(numbers, change.difference),
            say(f"change.{change.verdict.value}"),
            phrase(change.reason),
        )
        for change in changes_over_visits((session.earlier[0], now))
        if change.difference is not None
    )
    return Table(tuple(say("session.changes_columns").split("|")), rows) if rows else None


def _problems(problems: Sequence[Problem], language: str) -> Table | None:
    report, phrase = report_texts(language), phrases(language)
    rows = tuple(
        (
            report(f"quality.level_{each.level}"),
            *(phrase(words) for words in (each.where, each.what, each.suggestion)),
        )
        for each in problems
    )
    return Table(tuple(report("quality.problems_columns").split("|")), rows) if rows else None
