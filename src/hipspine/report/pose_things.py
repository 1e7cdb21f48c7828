"""Draw what stands beside or is held by a posed figure: furniture, ball, weight, band."""

from collections.abc import Callable

import numpy as np
from markupsafe import Markup

from hipspine.content.poses import Object
from hipspine.domain.arrays import FloatArray
from hipspine.report.pose_figure import THICKNESS, Figure
from hipspine.report.svg import element, group

BEHIND = frozenset({"mat", "table", "bench", "chair", "step", "wall", "cushion", "ball"})
"""Drawn before the figure; the others lie over it."""
FILL, EDGE, HELD = "#dfe3e5", "#7d868d", "#7a4b9a"
SIZES = {"ball": (0.32, 0.32), "weight": (0.10, 0.06), "bar": (0.13, 0.13), "device": (0.06, 0.06)}
"""Width and height where the picture gives none, in body heights: a ball of 55 cm for 1.7 m."""
CHAIR_BACK = 0.30
"""How far a chair's back rises above its seat, in body heights."""
ABOVE_KNEE = 0.78
"""Where a loop of band lies on the thigh, from the hip on."""

Pixel = Callable[[FloatArray], tuple[float, float]]


def drawn_thing(thing: Object, figure: Figure, pixel: Pixel, *, scale: float) -> Markup:
    """Return a thing drawn where it stands, or on the point of the body that it hangs on."""
    place = figure.at(thing.at) + np.array(thing.offset)
    width, height = thing.size or SIZES.get(thing.kind, (0.3, 0.03))
    if thing.kind in ("band", "strap"):
        start, end = _ends(thing, figure)
        return _band(pixel(start), pixel(end), strap=thing.kind == "strap")
    if thing.kind in ("ball", "bar"):
        return _disc(pixel(place), width / 2 * scale, held=thing.kind == "bar")
    if thing.kind in ("weight", "device"):
        corner = pixel(place + np.array([-width / 2, height / 2]))
        return _box(corner, width * scale, height * scale, held=True)
    if thing.kind in ("table", "bench", "chair"):
        return _on_legs(thing, pixel, place, (width, height), scale)
    return _box(pixel(place + np.array([0.0, height])), width * scale, height * scale, held=False)


def _ends(thing: Object, figure: Figure) -> tuple[FloatArray, FloatArray]:
    """Return the two ends of a band or strap."""
    start = _held_at(thing.at, figure)
    if thing.to is not None:
        return start, _held_at(thing.to, figure)
    limb = str(thing.at).split("_")[0]
    along = figure.points[f"{limb}_knee"] - figure.points[f"{limb}_hip"]
    along = along / np.linalg.norm(along)
    across = np.array([-along[1], along[0]]) * THICKNESS["thigh"] / 2
    return start - across, start + across


def _held_at(at: str | tuple[float, float], figure: Figure) -> FloatArray:
    """Return where a band's end lies: above the knee where it is held at one."""
    if isinstance(at, str) and at.endswith("_knee"):
        hip = figure.points[at.replace("_knee", "_hip")]
        return hip + ABOVE_KNEE * (figure.points[at] - hip)
    return figure.at(at)


def _box(corner: tuple[float, float], width: float, height: float, *, held: bool) -> Markup:
    return element(
        "rect",
        x=corner[0],
        y=corner[1],
        width=width,
        height=height,
        rx=min(4.0, height / 2),
        fill=HELD if held else FILL,
        stroke="none" if held else EDGE,
        stroke_width=1.5,
        class_="pose-held" if held else "pose-thing",
    )


def _on_legs(
    thing: Object, pixel: Pixel, place: FloatArray, size: tuple[float, float], scale: float
) -> Markup:
    """Return a slab on two legs; a chair has a back at one end."""
    width, height = size
    slab = 0.045
    top = _box(pixel(place + np.array([0.0, height])), width * scale, slab * scale, held=False)
    parts = [
        _box(
            pixel(place + np.array([x, height - slab])),
            0.03 * scale,
            (height - slab) * scale,
            held=False,
        )
        for x in (0.02, width - 0.05)
    ]
    if thing.kind == "chair":
        end = width - 0.01 if thing.turned else -0.02
        back = pixel(place + np.array([end, height + CHAIR_BACK]))
        parts.append(_box(back, 0.03 * scale, CHAIR_BACK * scale, held=False))
    return group([*parts, top])


def _disc(middle: tuple[float, float], radius: float, *, held: bool) -> Markup:
    return element(
        "circle",
        cx=middle[0],
        cy=middle[1],
        r=radius,
        fill=HELD if held else FILL,
        fill_opacity=0.85 if held else 1,
        stroke="none" if held else EDGE,
        stroke_width=1.5,
        class_="pose-held" if held else "pose-thing",
    )


def _band(start: tuple[float, float], end: tuple[float, float], *, strap: bool) -> Markup:
    path = f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
    line = element(
        "path",
        d=path,
        fill="none",
        stroke=HELD,
        stroke_width=4 if strap else 5,
        stroke_linecap="round",
        stroke_dasharray="7 5" if strap else None,
        class_="pose-held-line",
    )
    if strap:
        return line
    rim = element(
        "path",
        d=path,
        fill="none",
        stroke="#ffffff",
        stroke_width=8,
        stroke_linecap="round",
        class_="pose-outline",
    )
    return group([rim, line])
