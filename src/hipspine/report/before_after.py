"""The before-after page: two visits, plain words first, then curves, all numbers and quality."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hipspine import __version__
from hipspine.content.phrases import Phrases, phrases
from hipspine.content.text import Texts, page_texts, report_texts
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement
from hipspine.measure.trends import ChangeVerdict
from hipspine.measure.visit_comparison import ComparedMeasurement, Comparison
from hipspine.report.figures import Numbers, numbers_in
from hipspine.report.panels import Table
from hipspine.report.shown_units import ShownUnit, shown_unit
from hipspine.report.visit_curves import VisitCurves, visit_curves

PLAIN_LINES = 6
"""Changes told one by one on the first page; the table has all."""
CHANCE = 0.05
"""How often a number without any change passes a 95 % limit."""


@dataclass(frozen=True, eq=False)
class Telling:
    """The words and numbers of a comparison in one language."""

    say: Texts
    report: Texts
    phrase: Phrases
    numbers: Numbers

    @classmethod
    def in_language(cls, language: str) -> "Telling":
        """Return the telling of a language that ships."""
        return cls(
            page_texts("compare", language),
            report_texts(language),
            phrases(language),
            numbers_in(language),
        )

    def side(self, side: Side | None) -> str:
        """Return a side in words, or an empty text."""
        return self.report(f"side.{side.value}") if side else ""


@dataclass(frozen=True)
class PlainSummary:
    """The first page in sentences."""

    changed: tuple[str, ...]
    same: tuple[str, ...]
    unknown: tuple[str, ...]
    means: tuple[str, ...]
    next: tuple[str, ...]


@dataclass(frozen=True)
class NumberGroup:
    """The measurements of one verdict as a table; the long ones wait behind a heading."""

    title: str
    table: Table
    folded: bool


@dataclass(frozen=True)
class ComparisonQuality:
    """What to know before believing a change."""

    cautions: tuple[str, ...]
    problems: Table | None
    made_with: Table


def render_before_after(comparison: Comparison, *, language: str = "en") -> str:
    """Return the before-after page as one HTML file that opens offline and runs no script."""
    telling = Telling.in_language(language)
    environment = Environment(
        loader=PackageLoader("hipspine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (resources.files("hipspine.report") / "static" / "report.css").read_text("utf-8")
    curves: VisitCurves = visit_curves(comparison, telling.say, telling.report, telling.numbers)
    return environment.get_template("before_after.html.jinja").render(
        say=telling.say,
        report=telling.report,
        first=comparison.first.label,
        second=comparison.second.label,
        plain=plain_summary(comparison, telling),
        curves=curves,
        groups=number_groups(comparison, telling),
        quality=_quality(comparison, telling),
        style=Markup(style),
        version=__version__,
    )


def plain_summary(comparison: Comparison, telling: Telling) -> PlainSummary:
    """Return the first page's sentences: changed, same, unknown, what it means, what next."""
    say = telling.say
    changed = comparison.of(ChangeVerdict.BEYOND_ERROR)
    same = comparison.of(ChangeVerdict.WITHIN_ERROR)
    unknown = comparison.of(ChangeVerdict.CANNOT_TELL)
    known = len(changed) + len(same)
    means = [say("plain.feel"), say("plain.cause")]
    if known:
        expected = telling.numbers.general(round(known * CHANCE, 1))
        means.insert(0, say("plain.chance", known=known, expected=expected))
    return PlainSummary(
        changed=_changed_sentences(changed, telling),
        same=(say("plain.same_some", count=len(same)) if same else say("plain.same_none"),),
        unknown=_unknown_sentences(len(unknown), len(comparison.refused), telling),
        means=tuple(means),
        next=tuple(say(f"plain.{key}") for key in ("next_repeat", "next_talk", "next_doctor")),
    )


def _changed_sentences(
    changed: tuple[ComparedMeasurement, ...], telling: Telling
) -> tuple[str, ...]:
    say = telling.say
    if not changed:
        return (say("plain.changed_none"),)
    largest = sorted(changed, key=_times_error, reverse=True)
    lines = [_changed_sentence(each, telling) for each in largest[:PLAIN_LINES]]
    if more := len(changed) - len(lines):
        lines.append(say("plain.changed_more", count=more))
    return tuple(lines)


def _times_error(each: ComparedMeasurement) -> float:
    change = each.change
    return abs(change.difference or 0.0) / (change.detectable or 1.0)


def _changed_sentence(each: ComparedMeasurement, telling: Telling) -> str:
    name, unit = each.first.name, shown_unit(each.first.name, each.first.unit)
    plain = _plain_name(name, telling)
    side = telling.side(each.first.side)
    first, second = (
        "" if one is None or one.value is None else unit.written(telling.numbers, one.value)
        for one in (each.first, each.second)
    )
    return telling.say(
        "plain.changed_one",
        name=plain,
        side=f" ({side})" if side else "",
        first=first,
        second=second,
    )


def _plain_name(name: str, telling: Telling) -> str:
    """Return what a number is in plain words: its own, or those of its angle and statistic."""
    say = telling.say
    if say.has(f"plain_name.{name}"):
        return say(f"plain_name.{name}")
    angle, _, statistic = name.rpartition("_")
    if say.has(f"plain_angle.{angle}") and say.has(f"plain_statistic.{statistic}"):
        return f"{say(f'plain_angle.{angle}')}, {say(f'plain_statistic.{statistic}')}"
    return _capital(telling.phrase.name(name))


def _unknown_sentences(unknown: int, refused: int, telling: Telling) -> tuple[str, ...]:
    say = telling.say
    lines = [say("plain.unknown_some", count=unknown) if unknown else say("plain.unknown_none")]
    if refused:
        lines.append(say("plain.refused_some", count=refused))
    return tuple(lines)


def number_groups(comparison: Comparison, telling: Telling) -> tuple[NumberGroup, ...]:
    """Return every number: by verdict, then what does not compare and what is new."""
    say = telling.say
    columns = tuple(say("table.columns").split("|"))
    groups = []
    for verdict in (
        ChangeVerdict.BEYOND_ERROR,
        ChangeVerdict.WITHIN_ERROR,
        ChangeVerdict.CANNOT_TELL,
    ):
        found = comparison.of(verdict)
        rows = tuple(_row(each, telling) for each in found)
        title = say(f"table.group_{verdict.value}", count=len(found))
        folded = verdict is ChangeVerdict.CANNOT_TELL
        groups.append(NumberGroup(title, Table(columns, rows), folded))
    return (*groups, _refused_group(comparison, telling), _only_second_group(comparison, telling))


def _row(each: ComparedMeasurement, telling: Telling) -> tuple[str, ...]:
    unit, change = shown_unit(each.first.name, each.first.unit), each.change
    detectable = change.detectable
    return (
        telling.phrase.name(each.first.name),
        telling.side(each.first.side),
        _value(each.first, unit, telling),
        _value(each.second, unit, telling),
        unit.change(telling.numbers, change.difference or 0.0),
        "–" if detectable is None else unit.written(telling.numbers, detectable),
        telling.say(f"table.{change.verdict.value}"),
        telling.phrase(change.reason),
    )


def _value(one: Measurement | None, unit: ShownUnit, telling: Telling) -> str:
    if one is None or one.value is None:
        return telling.say("table.absent_value")
    return unit.with_spread(telling.numbers, one.value, one.spread)


def _refused_group(comparison: Comparison, telling: Telling) -> NumberGroup:
    rows = []
    for each in comparison.refused:
        unit = shown_unit(each.first.name, each.first.unit)
        rows.append(
            (
                telling.phrase.name(each.first.name),
                telling.side(each.first.side),
                _value(each.first, unit, telling),
                _value(each.second, unit, telling),
                telling.phrase(each.change.reason),
            )
        )
    columns = tuple(telling.say("table.refused_columns").split("|"))
    title = telling.say("table.group_refused", count=len(rows))
    return NumberGroup(title, Table(columns, tuple(rows)), folded=True)


def _only_second_group(comparison: Comparison, telling: Telling) -> NumberGroup:
    rows = tuple(
        (
            telling.phrase.name(one.name),
            telling.side(one.side),
            _value(one, shown_unit(one.name, one.unit), telling),
        )
        for one in comparison.only_second
    )
    columns = tuple(telling.say("table.only_columns").split("|"))
    title = telling.say("table.group_only_second", count=len(rows))
    return NumberGroup(title, Table(columns, rows), folded=True)


def _quality(comparison: Comparison, telling: Telling) -> ComparisonQuality:
    say, first, second = telling.say, comparison.first, comparison.second
    filled = {
        "other_software": _pair(comparison, "software_version"),
        "other_schema": {"first": first.schema_version, "second": second.schema_version},
    }
    cautions = [say(f"quality.{key}", **filled.get(key, {})) for key in comparison.cautions]
    masses = first.person.mass_kg, second.person.mass_kg
    if masses[0] is not None and masses[1] is not None and masses[0] != masses[1]:
        one, other = (telling.numbers.decimal(mass, 1) for mass in masses if mass is not None)
        cautions.append(say("quality.mass_changed", first=one, second=other))
    return ComparisonQuality(
        cautions=tuple(cautions),
        problems=_problems(comparison, telling),
        made_with=_made_with(comparison, telling),
    )


def _pair(comparison: Comparison, name: str) -> dict[str, str]:
    made = comparison.first.made_with, comparison.second.made_with
    return {"first": made[0].get(name, "–"), "second": made[1].get(name, "–")}


def _problems(comparison: Comparison, telling: Telling) -> Table | None:
    rows = tuple(
        (
            visit.label,
            telling.report(f"quality.level_{each.level}"),
            *(telling.phrase(words) for words in (each.where, each.what, each.suggestion)),
        )
        for visit in (comparison.first, comparison.second)
        for each in visit.problems
    )
    return Table(tuple(telling.say("quality.problems_columns").split("|")), rows) if rows else None


def _made_with(comparison: Comparison, telling: Telling) -> Table:
    first, second = comparison.first.made_with, comparison.second.made_with
    names: Iterable[str] = {**first, **second}
    rows = tuple(
        (telling.phrase.name(name), first.get(name, "–"), second.get(name, "–")) for name in names
    )
    return Table(tuple(telling.say("quality.made_columns").split("|")), rows)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
