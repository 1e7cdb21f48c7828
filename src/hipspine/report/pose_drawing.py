"""Draw a picture of a movement as SVG: a jointed figure for each frame, side by side.

Colours are presentation attributes, so that a picture stands alone as a file; every shape carries
a class besides (``pose-near``, ``pose-far``, ``pose-accent``, ``pose-thing``), by which a page's
style sheet can recolour it for dark or print.
"""

from dataclasses import dataclass, replace

import numpy as np
from markupsafe import Markup

from hipspine.content.poses import Arrow, Limb, Object, PosePicture
from hipspine.domain.arrays import FloatArray
from hipspine.report.pose_figure import HEAD_RADIUS, THICKNESS, Figure, posed, unit_vector
from hipspine.report.pose_things import BEHIND, CHAIR_BACK, drawn_thing
from hipspine.report.svg import element, group
from hipspine.report.svg import text as words_at

SCALE = 190.0
"""Pixels of the viewBox per body height: the same in all pictures."""
MARGIN = 0.09
GAP = 0.10
LABEL_HEIGHT = 26.0
LETTERS, LARGEST_LETTERS = 15.0, 20.0
"""Size of a label's letters, and the largest that they grow to in a wide picture [px]."""
LETTER_WIDTH = 8.2
"""About the breadth of a letter of a label [px]."""
READABLE_WIDTH = 370.0
"""A picture of this width [px], printed 60 mm wide, has letters of 7 points."""
FLOOR_ROOM = 0.03
ROOM_SHAPE = 1.15
"""Width by height of the room that a picture is given: 60 by 52 mm on the printed plan."""
ARROW_GAP = 0.05
"""Between the point that an arrow belongs to and the arrow, in body heights."""
COLOURS = {
    "pose-near": "#3b4a54",
    "pose-far": "#a3aeb5",
    "pose-accent": "#00795c",
    "pose-accent-far": "#7cbfab",
    "pose-arrow": "#b04e00",
    "pose-floor": "#8b9196",
}
"""Contrast with white: near 9:1, accent 5:1; far limbs are paler on purpose, and lie behind."""


@dataclass(frozen=True)
class Panel:
    """One frame's place on the page: body heights to pixels."""

    left: float
    """Body heights right of the origin that lie at ``offset``."""
    top: float
    offset: float
    width: float
    """Pixels."""
    height: float
    down: float = 0.0
    """Pixels from the picture's top edge to the panel's."""

    def pixel(self, point: FloatArray) -> tuple[float, float]:
        """Return where a point lies in the viewBox."""
        x = self.offset + (float(point[0]) - self.left) * SCALE
        return x, self.down + (self.top - float(point[1])) * SCALE


@dataclass(frozen=True)
class Layout:
    """The panels of a picture, and its width and height in pixels."""

    panels: tuple[Panel, ...]
    width: float
    height: float


def pose_picture(picture: PosePicture, *, language: str = "en") -> Markup:
    """Return a picture of a movement as an SVG element.

    Every frame is drawn at one scale, from the same place, with its label below; the picture's
    description is its accessible name.
    """
    figures = [posed(frame, picture.view) for frame in picture.frames]
    layout = _layout(picture, figures, language)
    width, height = layout.width, layout.height
    parts: list[Markup] = []
    for frame, figure, panel in zip(picture.frames, figures, layout.panels, strict=True):
        parts += _scene(picture, figure, panel)
        parts += [_arrow(arrow, figure, panel) for arrow in frame.arrows]
        middle = panel.offset + panel.width / 2
        label = frame.label(language)
        below = panel.down + panel.height + LABEL_HEIGHT - 8
        parts.append(words_at(label, middle, below, class_="pose-label", anchor="middle"))
    described = picture.describes(language)
    return element(
        "svg",
        element("title", described),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        role="img",
        class_="pose",
        aria_label=described,
        font_family="system-ui, sans-serif",
        font_size=f"{_letters(picture, layout, language):.0f}",
        fill="#3b4a54",
    )


def _letters(picture: PosePicture, layout: Layout, language: str) -> float:
    """Return the size of the labels' letters: larger in a wide picture, as far as they fit [px]."""
    longest = max(len(frame.label(language)) for frame in picture.frames)
    fits = layout.panels[0].width / (longest * LETTER_WIDTH / LETTERS)
    readable = LETTERS * layout.width / READABLE_WIDTH
    return max(LETTERS, min(LARGEST_LETTERS, fits, readable))


def _layout(picture: PosePicture, figures: list[Figure], language: str) -> Layout:
    """Return each frame's panel: as large as the largest frame, and as wide as its label."""
    corners = [np.array(list(figure.points.values())) for figure in figures]
    corners += [np.array(_corners(thing)) for thing in picture.objects if _corners(thing)]
    corners += [
        np.array([figure.at(arrow.at), _tip(arrow, figure)])
        for frame, figure in zip(picture.frames, figures, strict=True)
        for arrow in frame.arrows
    ]
    low = np.min([each.min(axis=0) for each in corners], axis=0) - MARGIN
    high = np.max([each.max(axis=0) for each in corners], axis=0) + MARGIN
    if picture.floor:
        low[1] = min(float(low[1]), -FLOOR_ROOM)
    letters = max(len(frame.label(language)) for frame in picture.frames)
    wanted = letters * LETTER_WIDTH / SCALE
    wider = max(wanted - float(high[0] - low[0]), 0.0)
    low[0], high[0] = low[0] - wider / 2, high[0] + wider / 2
    width, height = (float(size) * SCALE for size in high - low)
    first = Panel(float(low[0]), float(high[1]), 0.0, width, height)
    return _arranged(first, len(figures))


def _arranged(first: Panel, count: int) -> Layout:
    """Return panels beside each other; below each other where that shows the figure larger."""
    width, height = first.width, first.height + LABEL_HEIGHT
    beside = min(ROOM_SHAPE / (count * width), 1 / height)
    below = min(ROOM_SHAPE / width, 1 / (count * height))
    if below > beside:
        panels = tuple(replace(first, down=number * height) for number in range(count))
        return Layout(panels, width, count * height)
    step = width + GAP * SCALE
    panels = tuple(replace(first, offset=number * step) for number in range(count))
    return Layout(panels, step * count - GAP * SCALE, height)


def _corners(thing: Object) -> list[tuple[float, float]]:
    """Return the corners of a thing that has a place of its own; none if it hangs on the body."""
    if isinstance(thing.at, str):
        return []
    width, height = thing.size or (0.0, 0.0)
    x, y = thing.at
    back = CHAIR_BACK if thing.kind == "chair" else 0.0
    return [(x, y), (x + width, y + height + back)]


def _scene(picture: PosePicture, figure: Figure, panel: Panel) -> list[Markup]:
    """Return one frame: floor, furniture, far limbs, trunk, near limbs, what is held."""
    behind = [thing for thing in picture.objects if thing.kind in BEHIND]
    before = [thing for thing in picture.objects if thing.kind not in BEHIND]
    parts = [_floor(panel)] if picture.floor else []
    parts += [drawn_thing(thing, figure, panel.pixel, scale=SCALE) for thing in behind]
    near, far = figure.limbs
    if picture.view == "side":
        parts += [_arm(picture, figure, panel, far), _leg(picture, figure, panel, far)]
        parts += [_trunk(picture, figure, panel), _head(picture, figure, panel)]
        parts += [_leg(picture, figure, panel, near), _arm(picture, figure, panel, near)]
    else:
        legs = sorted((far, near), key=lambda limb: limb in figure.legs_in_front)
        drawn = [_leg(picture, figure, panel, limb) for limb in legs]
        trunk = group([_trunk(picture, figure, panel), _head(picture, figure, panel)])
        parts += [*drawn[: 2 - len(figure.legs_in_front)], trunk]
        parts += drawn[2 - len(figure.legs_in_front) :]
        parts += [_arm(picture, figure, panel, limb) for limb in (far, near)]
    parts += [drawn_thing(thing, figure, panel.pixel, scale=SCALE) for thing in before]
    return parts


def _colour(picture: PosePicture, part: str) -> str:
    far = part.startswith("far")
    if part in picture.coloured:
        return "pose-accent-far" if far else "pose-accent"
    return "pose-far" if far else "pose-near"


def _leg(picture: PosePicture, figure: Figure, panel: Panel, limb: Limb) -> Markup:
    style = _colour(picture, f"{limb}_leg")
    strokes = (("hip", "knee", "thigh"), ("knee", "ankle", "shank"), ("heel", "toe", "foot"))
    ankle_to_heel = _stroke(figure, panel, (f"{limb}_ankle", f"{limb}_heel"), "foot", style)
    drawn = [
        _stroke(figure, panel, (f"{limb}_{start}", f"{limb}_{end}"), part, style)
        for start, end, part in strokes
    ]
    if limb in figure.legs_in_front and picture.view == "front":
        names = tuple(f"{limb}_{joint}" for joint in ("hip", "knee", "ankle"))
        drawn.insert(0, _outline(figure, panel, names, "thigh"))
    return group([*drawn, ankle_to_heel])


def _arm(picture: PosePicture, figure: Figure, panel: Panel, limb: Limb) -> Markup:
    style = _colour(picture, f"{limb}_arm")
    names = (f"{limb}_shoulder", f"{limb}_elbow", f"{limb}_hand")
    outline = _outline(figure, panel, names, "arm")
    stroke = _stroke(figure, panel, names, "arm", style)
    return stroke if limb == "far" else group([outline, stroke])


def _outline(figure: Figure, panel: Panel, names: tuple[str, ...], part: str) -> Markup:
    """Return a pale rim that sets a limb off from what it lies on."""
    return element(
        "path",
        d=_path(figure, panel, names),
        fill="none",
        stroke="#ffffff",
        stroke_width=(THICKNESS[part] + 0.018) * SCALE,
        stroke_linecap="round",
        stroke_linejoin="round",
        class_="pose-outline",
    )


def _trunk(picture: PosePicture, figure: Figure, panel: Panel) -> Markup:
    style = _colour(picture, "trunk")
    if picture.view == "side":
        return _stroke(figure, panel, ("pelvis", "waist", "neck"), "trunk", style)
    names = ("left_shoulder", "right_shoulder", "right_hip", "left_hip")
    return element(
        "path",
        d=f"{_path(figure, panel, names)}Z",
        fill=COLOURS[style],
        stroke=COLOURS[style],
        stroke_width=THICKNESS["arm"] * SCALE,
        stroke_linejoin="round",
        class_=f"{style} pose-filled",
    )


def _head(picture: PosePicture, figure: Figure, panel: Panel) -> Markup:
    style = _colour(picture, "head")
    neck = _stroke(figure, panel, ("neck", "head"), "arm", style)
    x, y = panel.pixel(figure.points["head"])
    filled = {"fill": COLOURS[style], "class_": f"{style} pose-filled"}
    circle = element("circle", cx=x, cy=y, r=HEAD_RADIUS * SCALE, **filled)
    if picture.view != "side":
        return group([neck, circle])
    return group([neck, circle, _nose(picture, figure, panel, filled)])


def _nose(picture: PosePicture, figure: Figure, panel: Panel, filled: dict[str, str]) -> Markup:
    """Return a small nose: it tells which way a figure in side view looks."""
    up = figure.points["head"] - figure.points["neck"]
    up = up / np.linalg.norm(up)
    turn = -1.0 if picture.faces == "right" else 1.0
    ahead = turn * np.array([-up[1], up[0]])
    tip = panel.pixel(figure.points["head"] + ahead * HEAD_RADIUS * 0.98)
    return element("circle", cx=tip[0], cy=tip[1], r=HEAD_RADIUS * 0.36 * SCALE, **filled)


def _arrow(arrow: Arrow, figure: Figure, panel: Panel) -> Markup:
    ahead = unit_vector(arrow.towards)
    start = figure.at(arrow.at) + ahead * ARROW_GAP
    tip = _tip(arrow, figure)
    across = np.array([-ahead[1], ahead[0]]) * 0.026
    neck = tip - ahead * 0.05
    shaft = [panel.pixel(point) for point in (start, neck)]
    head = [panel.pixel(point) for point in (tip, neck + across, neck - across)]
    colour = COLOURS["pose-arrow"]
    return group(
        [
            element(
                "path", d=_through(shaft), stroke=colour, stroke_width=3.5, class_="pose-arrow"
            ),
            element("path", d=f"{_through(head)}Z", fill=colour, class_="pose-arrow pose-filled"),
        ]
    )


def _tip(arrow: Arrow, figure: Figure) -> FloatArray:
    return figure.at(arrow.at) + unit_vector(arrow.towards) * (arrow.length + ARROW_GAP)


def _floor(panel: Panel) -> Markup:
    y = panel.pixel(np.zeros(2))[1]
    return element(
        "line",
        x1=panel.offset,
        y1=y + 1,
        x2=panel.offset + panel.width,
        y2=y + 1,
        stroke=COLOURS["pose-floor"],
        stroke_width=2,
        class_="pose-floor",
    )


def _stroke(figure: Figure, panel: Panel, names: tuple[str, ...], part: str, style: str) -> Markup:
    return element(
        "path",
        d=_path(figure, panel, names),
        fill="none",
        stroke=COLOURS[style],
        stroke_width=THICKNESS[part] * SCALE,
        stroke_linecap="round",
        stroke_linejoin="round",
        class_=style,
    )


def _path(figure: Figure, panel: Panel, names: tuple[str, ...]) -> str:
    return _through([panel.pixel(figure.points[name]) for name in names])


def _through(pixels: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels)
