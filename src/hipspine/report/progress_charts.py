"""Charts over weeks: forecast with bands and own reports, planned and done days, pain, the loop."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from hipspine.domain.arrays import FloatArray
from hipspine.domain.forecast import Band, ForecastPoint
from hipspine.domain.outcome import TrainingWeek
from hipspine.report.charts import ticks_between
from hipspine.report.figures import decimal
from hipspine.report.svg import element, group, line, path_through, picture, rectangle, text

CAP = 4.0
"""Half the width of the caps of an error bar, in pixels of the viewBox."""


@dataclass(frozen=True)
class WeekFrame:
    """The plotting area of a chart over weeks: data to pixels of the viewBox."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    x_label: str
    y_label: str
    width: float = 460.0
    height: float = 280.0
    left: float = 52.0
    right: float = 16.0
    top: float = 14.0
    bottom: float = 42.0

    @property
    def foot(self) -> float:
        """The vertical place of the horizontal axis."""
        return self.height - self.bottom

    def x(self, week: float) -> float:
        """Return the horizontal place of a week."""
        share = (week - self.x_low) / (self.x_high - self.x_low)
        return self.left + share * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        """Return the vertical place of a value; what lies outside stays at the edge."""
        inside = min(max(value, self.y_low), self.y_high)
        share = (inside - self.y_low) / (self.y_high - self.y_low)
        return self.foot - share * (self.foot - self.top)

    def path(self, weeks: FloatArray, values: FloatArray) -> str:
        """Return the path data of a curve through (n,) weeks and values."""
        x = np.array([self.x(week) for week in weeks])
        return path_through(x, np.array([self.y(value) for value in values]))

    def area(self, weeks: FloatArray, low: FloatArray, high: FloatArray) -> str:
        """Return the path data of the area between two curves."""
        there = np.concatenate([weeks, weeks[::-1]])
        return f"{self.path(there, np.concatenate([high, low[::-1]]))}Z"


@dataclass(frozen=True)
class OwnReport:
    """A person's report in the chart, with its measurement error in the unit of the chart."""

    weeks: float
    value: float
    error: float | None


def forecast_chart(
    frame: WeekFrame,
    own: Sequence[OwnReport],
    points: Sequence[ForecastPoint],
    before: Sequence[ForecastPoint],
    *,
    now: str,
    title: str,
    description: str,
) -> Markup:
    """Return a person's reports with error bars, and the bands of what may come.

    Parameters
    ----------
    before : sequence of ForecastPoint
        What was expected without the reports: drawn as a thin outline; may be empty.
    now : str
        The words at the last report.
    """
    parts = [_axes(frame)]
    weeks = np.array([point.weeks for point in points])
    for place, style in ((1, "most"), (0, "half")):
        low, high = _edges(points, place)
        parts.append(element("path", d=frame.area(weeks, low, high), class_=f"expected {style}"))
    if before:
        parts += _outline(frame, before)
    if own:
        x = frame.x(own[-1].weeks)
        parts.append(line(x, frame.top, x, frame.foot, "now"))
        parts.append(text(now, x + 5, frame.top + 10, class_="note"))
        parts.append(_joined(frame, own))
    parts += [_own(frame, report) for report in own]
    return picture(frame.width, frame.height, parts, title=title, description=description)


def in_unit(points: Sequence[ForecastPoint], factor: float) -> tuple[ForecastPoint, ...]:
    """Return points of a forecast in another unit."""
    return tuple(
        ForecastPoint(
            point.weeks,
            point.middle * factor,
            tuple(Band(b.share, b.low * factor, b.high * factor) for b in point.bands),
        )
        for point in points
    )


def _edges(points: Sequence[ForecastPoint], place: int) -> tuple[FloatArray, FloatArray]:
    low = np.array([point.bands[place].low for point in points])
    high = np.array([point.bands[place].high for point in points])
    return low, high


def _outline(frame: WeekFrame, before: Sequence[ForecastPoint]) -> list[Markup]:
    weeks = np.array([point.weeks for point in before])
    return [
        element("path", d=frame.path(weeks, edge), class_="before") for edge in _edges(before, 1)
    ]


def _joined(frame: WeekFrame, own: Sequence[OwnReport]) -> Markup:
    weeks = np.array([report.weeks for report in own])
    values = np.array([report.value for report in own])
    return element("path", d=frame.path(weeks, values), class_="own-line")


def _own(frame: WeekFrame, report: OwnReport) -> Markup:
    x, y = frame.x(report.weeks), frame.y(report.value)
    dot = element("circle", cx=x, cy=y, r=4.5, class_="own")
    if report.error is None:
        return dot
    top, low = frame.y(report.value + report.error), frame.y(report.value - report.error)
    bars = (
        line(x, top, x, low, "error"),
        line(x - CAP, top, x + CAP, top, "error"),
        line(x - CAP, low, x + CAP, low, "error"),
    )
    return group((*bars, dot))


def days_chart(
    frame: WeekFrame, weeks: Sequence[TrainingWeek], *, title: str, description: str
) -> Markup:
    """Return bars of the days with exercise, framed by what was planned."""
    parts = [_axes(frame, x_ticks=_week_ticks(weeks))]
    width = min(0.7 * (frame.x(1) - frame.x(0)), 34.0)
    for week in weeks:
        left = frame.x(week.number) - width / 2
        done, planned = frame.y(week.done_sessions), frame.y(week.planned_sessions or 0)
        parts.append(rectangle(left, done, width, frame.foot - done, "days-done"))
        if week.planned_sessions:
            parts.append(rectangle(left, planned, width, frame.foot - planned, "days-planned"))
    return picture(frame.width, frame.height, parts, title=title, description=description)


def pain_chart(
    frame: WeekFrame,
    weeks: Sequence[TrainingWeek],
    *,
    names: tuple[str, str],
    title: str,
    description: str,
) -> Markup:
    """Return mean pain during exercise (filled dots) and next morning (open squares) by week."""
    parts = [_axes(frame, x_ticks=_week_ticks(weeks))]
    during = [(w.number, w.pain_during) for w in weeks if w.pain_during is not None]
    after = [(w.number, w.pain_next_morning) for w in weeks if w.pain_next_morning is not None]
    for style, series in (("during", during), ("after", after)):
        parts.append(_marks(frame, series, style))
    parts.append(_marked_name(frame, names[0], frame.left + 12, "during"))
    parts.append(_marked_name(frame, names[1], frame.left + 150, "after"))
    return picture(frame.width, frame.height, parts, title=title, description=description)


def _marks(frame: WeekFrame, series: Sequence[tuple[int, float]], style: str) -> Markup:
    if not series:
        return Markup("")
    weeks, values = np.array(series, dtype=float).T
    marks = [_mark(frame.x(week), frame.y(value), style) for week, value in series]
    return group((element("path", d=frame.path(weeks, values), class_=f"trend {style}"), *marks))


def _mark(x: float, y: float, style: str) -> Markup:
    if style == "during":
        return element("circle", cx=x, cy=y, r=4.5, class_="mark during")
    return rectangle(x - 4, y - 4, 8, 8, "mark after")


def _marked_name(frame: WeekFrame, name: str, x: float, style: str) -> Markup:
    y = frame.top + 8
    return group((_mark(x, y - 4, style), text(name, x + 10, y, class_="note")))


def band_chart(
    frame: WeekFrame,
    weeks: FloatArray,
    bands: Sequence[tuple[FloatArray, FloatArray]],
    middle: FloatArray,
    *,
    title: str,
    description: str,
) -> Markup:
    """Return the wide band, the narrow one and the middle of many draws over the weeks."""
    parts = [_axes(frame)]
    for (low, high), style in zip(bands, ("most", "half"), strict=True):
        parts.append(element("path", d=frame.area(weeks, low, high), class_=f"expected {style}"))
    parts.append(element("path", d=frame.path(weeks, middle), class_="middle-line"))
    return picture(frame.width, frame.height, parts, title=title, description=description)


def _week_ticks(weeks: Sequence[TrainingWeek]) -> tuple[float, ...]:
    every = max(1, -(-len(weeks) // 12))
    return tuple(float(week.number) for week in weeks if (week.number - 1) % every == 0)


def _axes(frame: WeekFrame, *, x_ticks: tuple[float, ...] | None = None) -> Markup:
    parts: list[Markup] = []
    for tick in ticks_between(frame.y_low, frame.y_high):
        y = frame.y(tick)
        style = "axis" if tick == frame.y_low else "grid"
        parts.append(line(frame.left, y, frame.width - frame.right, y, style))
        parts.append(text(_number(tick), frame.left - 7, y + 4, anchor="end"))
    if x_ticks is None:
        x_ticks = ticks_between(frame.x_low, frame.x_high, wanted=8)
    for tick in x_ticks:
        x = frame.x(tick)
        parts.append(line(x, frame.foot, x, frame.foot + 4, "axis"))
        parts.append(text(_number(tick), x, frame.foot + 17, anchor="middle"))
    middle = (frame.left + frame.width - frame.right) / 2
    parts.append(text(frame.x_label, middle, frame.height - 5, class_="label", anchor="middle"))
    parts.append(_upright(frame))
    return group(parts, class_="axes")


def _number(tick: float) -> str:
    return decimal(tick, 0 if float(tick).is_integer() else 1)


def _upright(frame: WeekFrame) -> Markup:
    middle = (frame.top + frame.foot) / 2
    return element(
        "text",
        frame.y_label,
        x=0,
        y=0,
        class_="label",
        text_anchor="middle",
        transform=f"translate(13 {middle:.1f}) rotate(-90)",
    )
