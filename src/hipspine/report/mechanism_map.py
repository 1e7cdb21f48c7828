"""Draw the mechanism map: boxes and arrows, and the same in words beside it."""

import math
from dataclasses import dataclass

from markupsafe import Markup

from hipspine.content.mechanism_map import mechanism_map_content
from hipspine.domain.finding import EvidenceNote, LinkState, MapLink, MapNode, MechanismMap
from hipspine.report.panels import Table
from hipspine.report.svg import element, group, line, rectangle, text

WIDTH, HEIGHT = 360.0, 506.0
BOX_WIDTH, BOX_HEIGHT = 116.0, 56.0
LINE_HEIGHT = 14.0
"""All in the drawing's own units; 360 of them fit a phone at about one pixel each."""

CENTRES: dict[str, tuple[float, float]] = {
    "sitting": (180, 34),
    "tightness": (66, 140),
    "strength": (294, 140),
    "drive": (198, 232),
    "compensation": (294, 350),
    "pain": (174, 350),
    "load": (118, 472),
}
"""Where the boxes stand, so that no two arrows cross and none runs under a box."""

NAME_WRAP = 13
"""Characters that fit on one line of a box."""
HEAD_LENGTH, HEAD_HALF_WIDTH, GAP = 9.0, 4.5, 2.0
NUMBER_RADIUS, CROSS_ARM, CROSS_AT = 8.5, 5.5, 0.22


@dataclass(frozen=True)
class LinkLine:
    """One arrow in words, as it stands below the drawing."""

    number: int
    state: str
    state_words: str
    sentence: str


@dataclass(frozen=True)
class MapSection:
    """The map as the page shows it."""

    title: str
    intro: str
    drawing: Markup
    styles: tuple[tuple[str, str], ...]
    """Line styles and what they mean."""
    links: tuple[LinkLine, ...]
    table: Table | None = None


def plain_map(drawn: MechanismMap, language: str) -> MapSection:
    """Return the map for the person: plain names, one sentence per arrow."""
    words = mechanism_map_content().in_language(language)
    return MapSection(
        title=drawn.title,
        intro=drawn.plain_intro,
        drawing=draw_map(drawn, plain=True),
        styles=tuple(words.style.items()),
        links=tuple(_line(link, link.plain) for link in drawn.links),
    )


def clinician_map(drawn: MechanismMap, language: str) -> MapSection:
    """Return the map for the clinician: every arrow with its grade and sources."""
    words = mechanism_map_content().in_language(language)
    names = {node.id: node.name for node in drawn.nodes}
    rows = tuple(
        (
            f"{link.number} {names[link.start]} → {names[link.end]}",
            link.claim,
            f"{link.state_words}. {link.reason}",
            link.grade_words,
            _sources(link),
        )
        for link in drawn.links
    )
    return MapSection(
        title=drawn.title,
        intro=drawn.intro,
        drawing=draw_map(drawn, plain=False),
        styles=tuple(words.style.items()),
        links=(),
        table=Table(tuple(words.columns.split("|")), rows),
    )


def _line(link: MapLink, sentence: str) -> LinkLine:
    return LinkLine(link.number, link.state.value, link.state_words, sentence)


def _sources(link: MapLink) -> str:
    marks = {"for": "+", "against": "−"}
    return "; ".join(f"{marks[each.stance]} {_short(each)}" for each in link.sources)


def _short(note: EvidenceNote) -> str:
    """Return first author and year: Swain 2020."""
    author, _, year = note.id.rpartition("_")
    return f"{author.replace('_', ' ').title()} {year}"


def draw_map(drawn: MechanismMap, *, plain: bool) -> Markup:
    """Return the map as SVG with a title and the whole map in words as description."""
    said = " ".join(f"{link.number}. {link.plain}" for link in drawn.links)
    return element(
        "svg",
        element("title", drawn.title),
        element("desc", said),
        group(_arrow(link) for link in drawn.links),
        group(_box(node, plain=plain) for node in drawn.nodes),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        class_="mechanism",
        role="img",
    )


def _box(node: MapNode, *, plain: bool) -> Markup:
    x, y = CENTRES[node.id]
    state = "seen" if node.is_seen else "looked" if node.was_looked_at else "not-looked"
    lines = _wrapped(node.plain_name if plain else node.name)
    top = y - (len(lines) * LINE_HEIGHT) / 2 + 4
    written = [
        text(words, x, top + number * LINE_HEIGHT, class_="box-name", anchor="middle")
        for number, words in enumerate(lines)
    ]
    below = top + len(lines) * LINE_HEIGHT
    frame = rectangle(x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT, f"box {state}")
    return group(
        [frame, *written, text(node.state_words, x, below, class_="box-state", anchor="middle")]
    )


def _wrapped(name: str) -> list[str]:
    """Return a name on one line, or on two where it is long."""
    words = name.split()
    if len(name) <= NAME_WRAP or len(words) < 2:
        return [name]
    splits = range(1, len(words))
    at = min(splits, key=lambda i: max(len(" ".join(words[:i])), len(" ".join(words[i:]))))
    return [" ".join(words[:at]), " ".join(words[at:])]


def _arrow(link: MapLink) -> Markup:
    start, end = CENTRES[link.start], CENTRES[link.end]
    (x1, y1), (x2, y2) = _edge(start, end), _edge(end, start)
    length = math.hypot(x2 - x1, y2 - y1)
    along = ((x2 - x1) / length, (y2 - y1) / length)
    foot = (x2 - HEAD_LENGTH * along[0], y2 - HEAD_LENGTH * along[1])
    side = (-along[1] * HEAD_HALF_WIDTH, along[0] * HEAD_HALF_WIDTH)
    corners = (
        (x2, y2),
        (foot[0] + side[0], foot[1] + side[1]),
        (foot[0] - side[0], foot[1] - side[1]),
    )
    parts = [
        line(x1, y1, *foot, f"link {link.state.value}"),
        element(
            "polygon",
            points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
            class_=f"head {link.state.value}",
        ),
    ]
    if link.state is LinkState.CONTRADICTED:
        parts += _cross(x1 + CROSS_AT * (x2 - x1), y1 + CROSS_AT * (y2 - y1))
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    return group([*parts, *_number(link.number, *middle)])


def _number(number: int, x: float, y: float) -> list[Markup]:
    disc = element("circle", cx=x, cy=y, r=NUMBER_RADIUS, class_="link-number")
    return [disc, text(str(number), x, y + 3.8, class_="link-digits", anchor="middle")]


def _cross(x: float, y: float) -> list[Markup]:
    arm = CROSS_ARM
    return [
        line(x - arm, y - arm, x + arm, y + arm, "cross"),
        line(x - arm, y + arm, x + arm, y - arm, "cross"),
    ]


def _edge(centre: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Return where the line between two boxes leaves the first, a little outside its frame."""
    across, down = towards[0] - centre[0], towards[1] - centre[1]
    half_width, half_height = BOX_WIDTH / 2 + GAP, BOX_HEIGHT / 2 + GAP
    share = min(
        half_width / abs(across) if across else math.inf,
        half_height / abs(down) if down else math.inf,
    )
    return centre[0] + share * across, centre[1] + share * down
