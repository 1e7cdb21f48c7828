"""Build SVG elements as safe markup: every attribute and text is escaped."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from hipspine.domain.arrays import FloatArray


def element(tag: str, *children: str, **attributes: str | float | None) -> Markup:
    """Return an SVG element.

    ``class_`` becomes ``class`` and ``stroke_width`` becomes ``stroke-width``; None leaves an
    attribute out. Children that are not Markup are escaped as text.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    content = "".join(str(escape(child)) for child in children)
    return Markup(f"<{tag}{written}>{content}</{tag}>")


def picture(
    width: float, height: float, parts: Iterable[str], *, title: str, description: str
) -> Markup:
    """Return a finished chart with its name and description for screen readers."""
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        class_="chart",
        aria_label=f"{title}. {description}",
    )


def group(children: Iterable[str], **attributes: str | float | None) -> Markup:
    """Return a ``g`` element around the children."""
    return element("g", *children, **attributes)


def text(words: str, x: float, y: float, *, class_: str = "tick", anchor: str = "start") -> Markup:
    """Return a line of text with its baseline at y; anchor is start, middle or end."""
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def rectangle(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """Return a rectangle from its upper left corner."""
    return element("rect", x=x, y=y, width=width, height=height, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def path_through(x: FloatArray, y: FloatArray) -> str:
    """Return the path data of a line through (n,) points, to a tenth of a pixel."""
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _written(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".")
