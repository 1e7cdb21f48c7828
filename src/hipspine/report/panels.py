"""One chart with everything around it: title, legend with figures, notes and a table of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hipspine.domain.anatomy import Side
from hipspine.domain.assessment import Curve
from hipspine.report.charts import Line
from hipspine.report.trial import Trial

TABLE_EVERY_PERCENT = 10
"""The table beside a chart gives every tenth percent of the cycle."""


@dataclass(frozen=True)
class LegendEntry:
    """A line of a chart in words, with its figures."""

    style: str
    name: str
    figures: str


@dataclass(frozen=True)
class Table:
    """A table of texts; the first cell of a row is its heading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Panel:
    """A chart as the page shows it."""

    title: str
    chart: Markup
    legend: tuple[LegendEntry, ...]
    notes: tuple[str, ...]
    table: Table


@dataclass(frozen=True, eq=False)
class NamedCurve:
    """A curve with the side whose colour and letter it wears; a disc has none."""

    curve: Curve
    name: str
    side: Side | None


def curve_lines(trial: Trial, curves: Sequence[NamedCurve]) -> tuple[Line, ...]:
    """Return the lines that show the curves in a chart."""
    return tuple(
        Line(
            each.curve.values,
            each.name,
            trial.texts(f"chart.{each.side.value}_letter") if each.side else "",
            each.side.value if each.side else "middle",
            trial.toe_off_percent(each.side) if each.side else None,
        )
        for each in curves
    )


def legend(
    trial: Trial, curves: Sequence[NamedCurve], *, places: int, signed: bool = False
) -> tuple[LegendEntry, ...]:
    """Return the legend of the curves, with mean and peak."""
    return tuple(
        LegendEntry(
            each.side.value if each.side else "middle",
            each.name if each.side else "",
            trial.mean_and_peak(each.curve, places, signed=signed),
        )
        for each in curves
    )


def summary(
    trial: Trial, curves: Sequence[NamedCurve], *, places: int, signed: bool = False
) -> str:
    """Return the curves in one sentence: the text alternative of their chart."""
    return " ".join(
        f"{each.name}: {trial.mean_and_peak(each.curve, places, signed=signed)} "
        f"({trial.repetitions(len(each.curve.values))})."
        for each in curves
    )


def numbers_table(trial: Trial, curves: Sequence[NamedCurve], *, places: int) -> Table:
    """Return the mean curves at every tenth percent of the cycle."""
    rows = tuple(
        (
            str(percent),
            *(trial.numbers.decimal(float(each.curve.curve[percent]), places) for each in curves),
        )
        for percent in range(0, 101, TABLE_EVERY_PERCENT)
    )
    columns = (trial.x_label, *(each.name for each in curves))
    return Table(columns, rows)
