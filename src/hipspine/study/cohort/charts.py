"""Drawings of a cohort: a band over the segment, a histogram, responses with their intervals."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from hipspine.domain.arrays import FloatArray
from hipspine.report.charts import PERCENT, round_limits, ticks_between
from hipspine.report.figures import Numbers
from hipspine.report.svg import element, line, path_through, rectangle, text
from hipspine.study.cohort.summary import BAND, Response

WIDTH, HEIGHT = 380.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 16.0, 12.0, 42.0
ROW = 26.0
NAMES = 110.0
"""Room for the what-ifs' names beside the dots."""


class _Scale:
    """A straight scale from values to pixels, with round ticks."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = round_limits(low, high)
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)

    def ticks(self, wanted: int = 5) -> tuple[float, ...]:
        # Adding zero turns minus zero into zero.
        return tuple(tick + 0.0 for tick in ticks_between(self.low, self.high, wanted=wanted))


def cohort_curve(
    curves: FloatArray,
    numbers: Numbers,
    *,
    x_label: str,
    y_label: str,
    title: str,
    description: str,
) -> Markup:
    """Return the median of (n, 101) persons' curves in the band of four in five of them."""
    low, high = np.quantile(curves, BAND, axis=0)
    x = LEFT + PERCENT / 100.0 * (WIDTH - LEFT - RIGHT)
    y = _Scale(float(low.min()), float(high.max()), HEIGHT - BOTTOM, TOP)
    edge = np.array([y(value) for value in (*high, *low[::-1])])
    outline = path_through(np.concatenate([x, x[::-1]]), edge)
    middle = np.array([y(value) for value in np.median(curves, axis=0)])
    parts = [
        *_y_axis(y, numbers, y_label),
        element("path", d=f"{outline}Z", class_="cohort-band"),
        element("path", d=path_through(x, middle), class_="cohort-median"),
    ]
    for percent in (0, 25, 50, 75, 100):
        place = LEFT + percent / 100.0 * (WIDTH - LEFT - RIGHT)
        parts.append(text(str(percent), place, HEIGHT - BOTTOM + 17, anchor="middle"))
    parts.append(_x_label(x_label, HEIGHT))
    return _svg(HEIGHT, parts, title, description)


def histogram(
    values: FloatArray,
    numbers: Numbers,
    *,
    x_label: str,
    y_label: str,
    title: str,
    description: str,
) -> Markup:
    """Return how many of (n,) values lie in each of some equal steps."""
    steps = int(np.clip(np.ceil(np.sqrt(len(values))), 5, 20))
    # A load that is the same in everybody is one bar, not none.
    margin = 0.0 if np.ptp(values) > 1e-9 else max(0.05 * abs(float(values[0])), 1e-6)
    counts, edges = np.histogram(
        values, bins=steps, range=(float(values.min()) - margin, float(values.max()) + margin)
    )
    span = WIDTH - LEFT - RIGHT
    y = _Scale(0.0, float(counts.max()), HEIGHT - BOTTOM, TOP)

    def x(value: float) -> float:
        return float(LEFT + (value - edges[0]) / (edges[-1] - edges[0]) * span)

    parts = _y_axis(y, numbers, y_label)
    for count, start, end in zip(counts, edges[:-1], edges[1:], strict=True):
        if count:
            top = y(float(count))
            width = max(1.0, x(end) - x(start) - 1.0)
            parts.append(rectangle(x(start), top, width, y(0.0) - top, "histogram-bar"))
    for tick in ticks_between(float(edges[0]), float(edges[-1])):
        parts.append(text(numbers.general(tick, 4), x(tick), HEIGHT - BOTTOM + 17, anchor="middle"))
    parts.append(_x_label(x_label, HEIGHT))
    return _svg(HEIGHT, parts, title, description)


def forest(
    responses: Sequence[Response], numbers: Numbers, *, x_label: str, title: str, description: str
) -> Markup:
    """Return each what-if's mean change with its interval and the spread of four in five."""
    height = TOP + ROW * len(responses) + BOTTOM
    spreads = {
        each.scenario: np.quantile(each.changes, BAND) for each in responses if each.changes.size
    }
    ends = [float(end) for each in spreads.values() for end in each]
    ends += [each.change.mean for each in responses if each.change]
    x = _Scale(min(ends, default=0.0), max(ends, default=1.0), NAMES, WIDTH - RIGHT)
    parts = []
    for tick in x.ticks(4):
        style = "axis" if tick == 0 else "grid"
        parts.append(line(x(tick), TOP, x(tick), height - BOTTOM, style))
        parts.append(text(numbers.general(tick, 3), x(tick), height - BOTTOM + 17, anchor="middle"))
    for row, each in enumerate(responses):
        middle = TOP + ROW * (row + 0.5)
        parts.append(text(each.scenario, NAMES - 8, middle + 4, anchor="end"))
        parts += _dot(each, spreads, x, middle)
    parts.append(_x_label(x_label, height))
    return _svg(height, parts, title, description)


def _dot(
    response: Response, spreads: dict[str, FloatArray], x: _Scale, middle: float
) -> list[Markup]:
    if response.change is None:
        return []
    parts = []
    low, high = spreads[response.scenario]
    parts.append(line(x(float(low)), middle, x(float(high)), middle, "forest-spread"))
    if response.change.low is not None and response.change.high is not None:
        ends = x(response.change.low), x(response.change.high)
        parts.append(line(ends[0], middle, ends[1], middle, "forest-interval"))
    mean = x(response.change.mean)
    parts.append(element("circle", cx=mean, cy=middle, r=4, class_="forest-mean"))
    return parts


def _y_axis(y: _Scale, numbers: Numbers, label: str) -> list[Markup]:
    parts = []
    for tick in y.ticks():
        style = "axis" if tick == 0 else "grid"
        parts.append(line(LEFT, y(tick), WIDTH - RIGHT, y(tick), style))
        parts.append(text(numbers.general(tick, 4), LEFT - 7, y(tick) + 4, anchor="end"))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(
        element(
            "text",
            label,
            x=0,
            y=0,
            class_="label",
            text_anchor="middle",
            transform=f"translate(12 {middle:.1f}) rotate(-90)",
        )
    )
    return parts


def _x_label(label: str, height: float) -> Markup:
    return text(label, (LEFT + WIDTH - RIGHT) / 2, height - 6, class_="label", anchor="middle")


def _svg(height: float, parts: Sequence[Markup], title: str, description: str) -> Markup:
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        *parts,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        class_="chart",
        aria_label=f"{title}. {description}",
    )
