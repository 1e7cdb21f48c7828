"""Loads and muscle activation of two visits, laid over each other on fixed, equal axes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.content.phrases import phrases
from hipspine.content.text import Texts
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.visit import VisitCurve
from hipspine.measure.visit_comparison import ComparedCurve, Comparison
from hipspine.report.charts import Frame, Line, curve_chart
from hipspine.report.figures import Numbers
from hipspine.report.fixed_axes import fixed_limits
from hipspine.report.panels import LegendEntry, Panel, Table

LOADS = (
    ("L5_S1", "compression"),
    ("L5_S1", "shear_anterior"),
    ("L4_L5", "compression"),
    ("hip_left", "resultant"),
    ("hip_right", "resultant"),
)
MUSCLES = (
    "gluteus_maximus",
    "gluteus_medius",
    "gluteus_minimus",
    "hamstrings",
    "psoas",
    "iliacus",
    "longissimus",
    "iliocostalis",
    "multifidus",
)
"""Muscles drawn openly; the others wait behind a heading."""
COMPONENT_WORDS = {"shear_anterior": "anterior_shear", "shear_lateral": "lateral_shear"}
"""The report's key for a load component as results.json names it."""


@dataclass(frozen=True)
class CurveGroup:
    """Charts of one kind."""

    title: str
    panels: tuple[Panel, ...]
    folded: bool = False


@dataclass(frozen=True)
class VisitCurves:
    """The section: charts, or why there are none."""

    groups: tuple[CurveGroup, ...]
    missing: str | None
    intro: str
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Words:
    """What every panel needs: texts, numbers and the visits' names."""

    say: Texts
    report: Texts
    numbers: Numbers
    first: str
    second: str
    x_label: str


def visit_curves(
    comparison: Comparison, say: Texts, report: Texts, numbers: Numbers
) -> VisitCurves:
    """Return the section: each curve of both visits in one chart, in equal axes for all."""
    first, second = comparison.first.label, comparison.second.label
    intro = say("curves.intro", first=first, second=second)
    notes = (say("curves.no_error"), say("curves.no_band"))
    if comparison.curves_refused:
        words = say("curves.refused", settings=comparison.curves_refused)
        return VisitCurves((), words, intro, notes)
    x_label = report("chart.x_label", segment=_segment(comparison, report))
    words_of = _Words(say, report, numbers, first, second, x_label)
    groups = tuple(group for group in _groups(comparison, words_of) if group.panels)
    return VisitCurves(groups, None if groups else say("curves.absent"), intro, notes)


def _segment(comparison: Comparison, report: Texts) -> str:
    words = phrases(report.language)(comparison.first.task)
    return words[:1].upper() + words[1:]


def _groups(comparison: Comparison, words: _Words) -> tuple[CurveGroup, ...]:
    loads = {each.key[1:]: each for each in comparison.curves if each.key[0] == "load"}
    muscles = [each for each in comparison.curves if each.key[0] == "activation"]
    shown = [each for name in MUSCLES for each in muscles if each.key[1] == name]
    others = [each for each in muscles if each.key[1] not in MUSCLES]
    return (
        CurveGroup(
            words.say("curves.load"),
            tuple(_load_panel(loads[key], words) for key in LOADS if key in loads),
        ),
        CurveGroup(
            words.say("curves.activation"), tuple(_muscle_panel(each, words) for each in shown)
        ),
        CurveGroup(
            words.say("curves.other"),
            tuple(_muscle_panel(each, words) for each in others),
            folded=True,
        ),
    )


def _load_panel(each: ComparedCurve, words: _Words) -> Panel:
    _, joint, component = each.key
    component = COMPONENT_WORDS.get(component, component)
    side = next((side for side in Side if joint.endswith(f"_{side}")), None)
    name = words.report(f"loads.{component}")
    title = words.report("loads.chart_title", joint=words.report(f"joint.{joint}"), component=name)
    limits = fixed_limits(component, _both(each))
    label = words.say("curves.y_load", component=name[:1].upper() + name[1:])
    frame = Frame(*limits, label, words.x_label, numbers=words.numbers)
    return _panel(each, side, title, frame, words)


def _muscle_panel(each: ComparedCurve, words: _Words) -> Panel:
    _, group, side_name = each.key
    side = Side(side_name)
    title = f"{words.report(f'group.{group}')}, {words.report(f'side.{side.value}')}"
    frame = Frame(
        0,
        1,
        words.say("curves.y_activation"),
        words.x_label,
        y_ticks=(0, 0.5, 1),
        numbers=words.numbers,
    )
    return _panel(each, side, title, frame, words)


def _panel(
    each: ComparedCurve, side: Side | None, title: str, frame: Frame, words: _Words
) -> Panel:
    style = side.value if side else "middle"
    means = [words.numbers.decimal(one.mean, 2) for one in (each.first, each.second)]
    chart = curve_chart(
        frame,
        (
            Line(each.first.values[np.newaxis], words.first, "1", f"{style} visit-one"),
            Line(each.second.values[np.newaxis], words.second, "2", style),
        ),
        title=title,
        description=words.say(
            "curves.description",
            first=words.first,
            second=words.second,
            first_mean=means[0],
            second_mean=means[1],
        ),
    )
    legend = tuple(
        LegendEntry(
            f"{style}{extra}", words.say(f"curves.{key}", label=label), _figures(one, words)
        )
        for one, key, label, extra in (
            (each.first, "visit_one", words.first, " visit-one"),
            (each.second, "visit_two", words.second, ""),
        )
    )
    return Panel(title, chart, legend, (), _table(each, words))


def _figures(curve: VisitCurve, words: _Words) -> str:
    mean = words.numbers.with_spread(curve.mean, curve.mean_sd, 2)
    return words.say("curves.figures", mean=mean)


def _table(each: ComparedCurve, words: _Words) -> Table:
    rows = tuple(
        (
            str(percent),
            words.numbers.decimal(float(each.first.values[percent]), 2),
            words.numbers.decimal(float(each.second.values[percent]), 2),
        )
        for percent in range(0, 101, 10)
    )
    return Table((words.x_label, words.first, words.second), rows)


def _both(each: ComparedCurve) -> Sequence[FloatArray]:
    return (each.first.values, each.second.values)
