"""Charts of a prediction: two stick figures that move, and curves with bands."""

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import Curve, Prediction, StickMotion
from hipspine.domain.units import degrees
from hipspine.report.charts import round_limits, ticks_between
from hipspine.report.figures import Numbers
from hipspine.report.svg import element, group, line, path_through, rectangle, text

LIMBS = (
    ("left", ("hip", "knee_l", "ankle_l", "heel_l", "ball_l", "toe_l")),
    ("right", ("hip", "knee_r", "ankle_r", "heel_r", "ball_r", "toe_r")),
    ("middle", ("hip", "lumbar", "shoulder", "head")),
)
"""Lines of the figure: class and the points they join."""
FRAMES = 24
"""Positions of a moving figure over the motion; more cannot be seen."""
STILLS = 6
METRE = 150.0
"""Height of a metre on the page [px]."""
FIGURE_WIDTH, FIGURE_HEIGHT = 340.0, 320.0
MARGIN = 14.0
HEAD = 12.0
"""Radius of the head on the page [px]."""
SLOWDOWN = 2.0
"""Figures move at half speed, so that the eye can follow."""

CHART_WIDTH, CHART_HEIGHT = 420.0, 240.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 12.0, 40.0


def moving_figure(motion: StickMotion, label: str) -> Markup:
    """Return a figure that walks on the spot, or moves once and begins again."""
    duration = SLOWDOWN * float(motion.times_s[-1]) if len(motion.times_s) > 1 else 0.0
    parts = [_moving_path(path, motion, duration) for path in figure_paths(motion, FRAMES)]
    return _svg([_ground(FIGURE_WIDTH), *parts], FIGURE_WIDTH, FIGURE_HEIGHT, label)


def first_position(motion: StickMotion, label: str) -> Markup:
    """Return a figure at the beginning of its motion, for a script to move."""
    parts = [
        element("path", d=path.drawn[0], class_=path.style) for path in figure_paths(motion, FRAMES)
    ]
    return _svg([_ground(FIGURE_WIDTH), *parts], FIGURE_WIDTH, FIGURE_HEIGHT, label)


@dataclass(frozen=True)
class MovingPath:
    """A limb or the head: how it is drawn at every position of the figure."""

    style: str
    drawn: list[str]


def figure_paths(motion: StickMotion, count: int) -> list[MovingPath]:
    """Return the parts of a figure at a count of positions, evenly over the motion."""
    places = _frames(motion, count)
    limbs = [
        MovingPath(
            f"limb {style}",
            [path_through(*_pixels(place, motion, names, FIGURE_WIDTH)) for place in places],
        )
        for style, names in LIMBS
    ]
    return [*limbs, MovingPath("head", [_head(place, motion) for place in places])]


def _head(place: FloatArray, motion: StickMotion) -> str:
    """Return the head as a dot: a line of no length with round ends."""
    x, y = _pixels(place, motion, ("head",), FIGURE_WIDTH)
    return path_through(np.repeat(x, 2), np.array([y[0] + HEAD - 3.0, y[0] + HEAD - 2.9]))


def _moving_path(path: MovingPath, motion: StickMotion, duration_s: float) -> Markup:
    drawn, style = path.drawn, path.style
    if duration_s <= 0.0:
        return element("path", d=drawn[0], class_=style)
    values = ";".join([*drawn, drawn[0]] if _is_cyclic(motion) else drawn)
    moves = element(
        "animate",
        attributeName="d",
        dur=f"{duration_s:.2f}s",
        repeatCount="indefinite",
        values=values,
    )
    return element("path", moves, d=drawn[0], class_=style)


def still_figures(before: StickMotion, after: StickMotion, label: str) -> Markup:
    """Return both figures over each other at a few instants, side by side."""
    count = STILLS if len(before.times_s) > 1 else 1
    width = 0.5 * FIGURE_WIDTH * max(count, 2)
    parts: list[Markup] = [_ground(width)]
    for motion, when in ((before, "before"), (after, "after")):
        for number, place in enumerate(_frames(motion, count)):
            shift = (number + 0.5) * width / count
            for _, names in LIMBS:
                x, y = _pixels(place, motion, names, 0.0)
                parts.append(element("path", d=path_through(x + shift, y), class_=f"still {when}"))
    return _svg(parts, width, FIGURE_HEIGHT, label)


def _is_cyclic(motion: StickMotion) -> bool:
    hip = motion.points_m[:, motion.names.index("hip")]
    return bool(abs(hip[-1, 1] - hip[0, 1]) < 0.05 and np.ptp(hip[:, 0]) > 0.5)


def _frames(motion: StickMotion, count: int) -> list[FloatArray]:
    if len(motion.times_s) == 1:
        return [motion.points_m[0]]
    wanted = np.linspace(motion.times_s[0], motion.times_s[-1], count)
    flat = motion.points_m.reshape(len(motion.times_s), -1)
    taken = np.array([np.interp(wanted, motion.times_s, column) for column in flat.T]).T
    return list(taken.reshape(count, *motion.points_m.shape[1:]))


def _pixels(
    place: FloatArray, motion: StickMotion, names: tuple[str, ...], width: float
) -> tuple[FloatArray, FloatArray]:
    """Return a limb on the page, a walking body kept in the middle."""
    rows = [motion.names.index(name) for name in names]
    hip = motion.points_m[:, motion.names.index("hip"), 0]
    middle = place[motion.names.index("hip"), 0] if np.ptp(hip) > 0.5 else float(hip.mean())
    x = width / 2.0 + METRE * (place[rows, 0] - middle)
    return x, FIGURE_HEIGHT - MARGIN - METRE * place[rows, 1]


def _ground(width: float) -> Markup:
    return line(0.0, FIGURE_HEIGHT - MARGIN, width, FIGURE_HEIGHT - MARGIN, "axis")


def _svg(parts: list[Markup], width: float, height: float, label: str) -> Markup:
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        class_="figure-svg",
        role="img",
        aria_label=label,
    )


def band_chart(curve: Curve, numbers: Numbers, *, x_label: str, y_label: str, label: str) -> Markup:
    """Return an angle over the motion: median and band of all variants, before and after."""
    before, after = degrees(curve.before), degrees(curve.after)
    low, high = round_limits(
        float(min(before.min(), after.min())), float(max(before.max(), after.max()))
    )
    x = LEFT + curve.progress * (CHART_WIDTH - LEFT - RIGHT)

    def y(values: FloatArray) -> FloatArray:
        return CHART_HEIGHT - BOTTOM - (values - low) / (high - low) * (CHART_HEIGHT - BOTTOM - TOP)

    parts = [*_axes(low, high, numbers), text(x_label, LEFT, CHART_HEIGHT - 6.0)]
    parts.append(text(y_label, LEFT + 4.0, TOP + 8.0))
    for values, when in ((before, "before"), (after, "after")):
        edge = np.concatenate([y(values.max(axis=0)), y(values.min(axis=0))[::-1]])
        outline = path_through(np.concatenate([x, x[::-1]]), edge)
        parts.append(element("path", d=f"{outline}Z", class_=f"band-{when}"))
        middle = y(np.median(values, axis=0))
        parts.append(element("path", d=path_through(x, middle), class_=f"median-{when}"))
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {CHART_WIDTH:g} {CHART_HEIGHT:g}",
        class_="chart",
        role="img",
        aria_label=label,
    )


def _axes(low: float, high: float, numbers: Numbers) -> list[Markup]:
    bottom, span = CHART_HEIGHT - BOTTOM, CHART_HEIGHT - BOTTOM - TOP
    parts = []
    for tick in ticks_between(low, high):
        at = bottom - (tick - low) / (high - low) * span
        parts.append(line(LEFT, at, CHART_WIDTH - RIGHT, at, "grid"))
        parts.append(
            text(
                numbers.decimal(tick, 0 if tick == round(tick) else 1),
                LEFT - 6.0,
                at + 4.0,
                anchor="end",
            )
        )
    for percent in (0, 25, 50, 75, 100):
        at = LEFT + percent / 100.0 * (CHART_WIDTH - LEFT - RIGHT)
        parts.append(text(str(percent), at, bottom + 16.0, anchor="middle"))
    return [group(parts), rectangle(LEFT, bottom, CHART_WIDTH - LEFT - RIGHT, 1.0, "baseline")]


def charts_of(prediction: Prediction) -> tuple[Curve, ...]:
    """Return the curves worth a chart: a posture has none."""
    if prediction.before is None or len(prediction.before.times_s) == 1:
        return ()
    return prediction.curves
