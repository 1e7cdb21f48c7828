"""The report's charts as SVG: curves over the cycle, stacked areas and comparisons.

Colours live in ``static/report.css`` by class, so that light, dark and print differ there only.
All charts share one size in viewBox units, at which their text is legible on a phone.
"""

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from hipspine.domain.arrays import FloatArray
from hipspine.report.figures import ENGLISH, Numbers
from hipspine.report.svg import element, group, line, path_through, picture, rectangle, text

LETTER_HEIGHT = 14.0
"""Room for the letter at the end of a line; two ends are moved apart by it."""
PERCENT = np.linspace(0.0, 100.0, 101)
"""Where the samples of a time-normalised curve lie [%]."""


@dataclass(frozen=True)
class Frame:
    """The plotting area of a chart and its axes: data to pixels of the viewBox."""

    y_low: float
    y_high: float
    y_label: str
    x_label: str
    width: float = 380.0
    height: float = 230.0
    left: float = 58.0
    right: float = 22.0
    top: float = 12.0
    bottom: float = 40.0
    y_ticks: tuple[float, ...] | None = None
    numbers: Numbers = ENGLISH

    def x(self, percent: float) -> float:
        """Return the horizontal place of a percentage of the cycle."""
        return self.left + percent / 100 * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        """Return the vertical place of a value; what lies outside stays at the edge."""
        inside = min(max(value, self.y_low), self.y_high)
        share = (inside - self.y_low) / (self.y_high - self.y_low)
        return self.height - self.bottom - share * (self.height - self.top - self.bottom)

    def path(self, values: FloatArray) -> str:
        """Return the path data of a curve of (101,) values."""
        x = np.array([self.x(percent) for percent in PERCENT])
        return path_through(x, np.array([self.y(value) for value in values]))


@dataclass(frozen=True, eq=False)
class Line:
    """One quantity in a chart: values : (N, 101), every repetition."""

    values: FloatArray
    name: str
    letter: str
    style: str
    """CSS class that gives colour and dash: ``left``, ``right`` or ``middle``."""
    toe_off_percent: float | None = None


@dataclass(frozen=True)
class Band:
    """A published range behind the curves, in the chart's unit."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class CurveBand:
    """A group's range at each percent, (101,) each, in the chart's unit."""

    low: FloatArray
    high: FloatArray


def ticks_between(low: float, high: float, *, wanted: int = 5) -> tuple[float, ...]:
    """Return round tick values from low to high, about as many as wanted."""
    raw = (high - low) / wanted
    magnitude = 10.0 ** np.floor(np.log10(raw))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if raw <= m * magnitude * 1.0001)
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return tuple(float(count * step) for count in np.arange(first, last + 1))


def round_limits(low: float, high: float) -> tuple[float, float]:
    """Return limits at round values that hold low, high and zero."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return 0.0, 1.0
    ticks = ticks_between(low, high)
    step = ticks[1] - ticks[0]
    return float(np.floor(low / step + 1e-9) * step), float(np.ceil(high / step - 1e-9) * step)


def curve_chart(
    frame: Frame,
    lines: tuple[Line, ...],
    *,
    title: str,
    description: str,
    bands: tuple[Band, ...] = (),
    group_band: CurveBand | None = None,
    on_percent: tuple[tuple[float, float], ...] = (),
) -> Markup:
    """Return a chart of curves over the cycle: repetitions thin, their mean thick.

    ``bands`` are published ranges across the cycle, ``group_band`` where a group of people lies,
    ``on_percent`` published times at which the muscle is on, as bars along the foot of the chart.
    """
    parts = [_band(frame, band) for band in bands]
    if group_band is not None:
        parts.append(_area(frame, group_band.low, group_band.high, "band"))
    parts += [_timing_bar(frame, start, end) for start, end in on_percent]
    parts.append(_axes(frame))
    for each in lines:
        parts.append(_toe_off(frame, each))
        parts.append(_repetitions(frame, each))
    # The first line lies on top: the left is dashed, so that an equal right shows through its gaps.
    parts += [
        element("path", d=frame.path(_mean(each)), class_=f"mean {each.style}")
        for each in reversed(lines)
    ]
    parts += _end_letters(frame, lines)
    return picture(frame.width, frame.height, parts, title=title, description=description)


def stacked_areas(
    frame: Frame,
    layers: tuple[tuple[str, FloatArray], ...],
    *,
    title: str,
    description: str,
    toe_off_percent: float | None = None,
    toe_off_words: str = "toe off",
) -> Markup:
    """Return areas stacked over the cycle, positive parts up from zero and negative parts down.

    ``layers`` are (CSS class, (101,) values), the first next to the zero line; the line on top is
    their sum.
    """
    up, down = np.zeros(101), np.zeros(101)
    parts = [_axes(frame)]
    for style, values in layers:
        for share, base in ((np.maximum(values, 0), up), (np.minimum(values, 0), down)):
            if np.any(share != 0):
                parts.append(_area(frame, base, base + share, style))
            base += share
    total = np.sum([values for _, values in layers], axis=0)
    parts.append(line(frame.x(0), frame.y(0), frame.x(100), frame.y(0), "axis"))
    if toe_off_percent is not None:
        x = frame.x(toe_off_percent)
        parts.append(line(x, frame.top, x, frame.height - frame.bottom, "toe-off middle"))
        parts.append(text(toe_off_words, x + 4, frame.top + 9, class_="note"))
    parts.append(element("path", d=frame.path(total), class_="mean total"))
    return picture(frame.width, frame.height, parts, title=title, description=description)


def comparison_chart(
    frame: Frame, recorded: FloatArray, what_if: FloatArray, *, title: str, description: str
) -> Markup:
    """Return a chart of one load as recorded and under a what-if, (101,) values each.

    The page's script moves the what-if's path, which it finds by its class.
    """
    parts = [
        _axes(frame),
        element("path", d=frame.path(recorded), class_="mean recorded"),
        element("path", d=frame.path(what_if), class_="mean what-if"),
    ]
    return picture(frame.width, frame.height, parts, title=title, description=description)


def _mean(each: Line) -> FloatArray:
    mean: FloatArray = each.values.mean(axis=0)
    return mean


def _band(frame: Frame, band: Band) -> Markup:
    top, foot = frame.y(band.high), frame.y(band.low)
    width = frame.x(100) - frame.x(0)
    if band.low == band.high:
        # A single published figure has no height of its own; it shows as a thin band.
        return rectangle(frame.x(0), top - 2, width, 4, "band single")
    return rectangle(frame.x(0), top, width, foot - top, "band")


def _timing_bar(frame: Frame, start: float, end: float) -> Markup:
    foot = frame.height - frame.bottom
    return rectangle(frame.x(start), foot - 7, frame.x(end) - frame.x(start), 7, "timing")


def _repetitions(frame: Frame, each: Line) -> Markup:
    if len(each.values) < 2:
        return Markup("")
    style = f"repetition {each.style}"
    return group(element("path", d=frame.path(values), class_=style) for values in each.values)


def _toe_off(frame: Frame, each: Line) -> Markup:
    if each.toe_off_percent is None:
        return Markup("")
    x = frame.x(each.toe_off_percent)
    return line(x, frame.top, x, frame.height - frame.bottom, f"toe-off {each.style}")


def _end_letters(frame: Frame, lines: tuple[Line, ...]) -> list[Markup]:
    """Return each line's letter at its right end, moved apart where two ends meet."""
    ends = sorted((frame.y(float(_mean(each)[-1])), each.letter, each.style) for each in lines)
    letters, below = [], frame.height - frame.bottom + 8
    for y, letter, style in reversed(ends):
        y = min(y, below - LETTER_HEIGHT)
        below = y
        place = frame.x(100) + 6
        letters.append(text(letter, place, y + 4, class_=f"letter {style}"))
    return letters


def _axes(frame: Frame) -> Markup:
    foot = frame.height - frame.bottom
    parts: list[Markup] = []
    ticks = frame.y_ticks or ticks_between(frame.y_low, frame.y_high)
    places = _decimals(ticks)
    for tick in ticks:
        y = frame.y(tick)
        style = "axis" if tick == 0 else "grid"
        parts.append(line(frame.x(0), y, frame.x(100), y, style))
        parts.append(text(frame.numbers.decimal(tick, places), frame.left - 7, y + 4, anchor="end"))
    for percent in (0, 25, 50, 75, 100):
        parts.append(line(frame.x(percent), foot, frame.x(percent), foot + 4, "axis"))
        parts.append(text(str(percent), frame.x(percent), foot + 17, anchor="middle"))
    middle_x, middle_y = frame.x(50), (frame.top + foot) / 2
    parts.append(text(frame.x_label, middle_x, frame.height - 5, class_="label", anchor="middle"))
    parts.append(
        element(
            "text",
            frame.y_label,
            x=0,
            y=0,
            class_="label",
            text_anchor="middle",
            transform=f"translate(12 {middle_y:.1f}) rotate(-90)",
        )
    )
    return group(parts, class_="axes")


def _decimals(ticks: tuple[float, ...]) -> int:
    """Return how many decimals tell all ticks exactly."""
    return next(
        places
        for places in range(7)
        if places == 6 or all(abs(round(tick, places) - tick) < 1e-9 for tick in ticks)
    )


def _area(frame: Frame, base: FloatArray, edge: FloatArray, style: str) -> Markup:
    """Return the area between two curves: along the edge, and back along the base."""
    percent = np.concatenate([PERCENT, PERCENT[::-1]])
    values = np.concatenate([edge, base[::-1]])
    x = np.array([frame.x(each) for each in percent])
    y = np.array([frame.y(each) for each in values])
    return element("path", d=f"{path_through(x, y)}Z", class_=f"area {style}")
