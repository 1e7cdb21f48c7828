"""Colours: legible in light and dark, and sides kept apart from muscle groups."""

import re
from importlib import resources

import pytest

CSS = (resources.files("hipspine.report") / "static" / "report.css").read_text("utf-8")
TEXT_PAIRS = [
    ("ink", "page"),
    ("ink", "sheet"),
    ("soft", "page"),
    ("soft", "sheet"),
    ("accent", "page"),
    ("accent", "sheet"),
    ("left-ink", "sheet"),
    ("right-ink", "sheet"),
    ("care", "sheet"),
    ("good", "sheet"),
    ("stop", "stop-soft"),
    ("ink", "stop-soft"),
    ("ink", "care-soft"),
    ("ink", "accent-soft"),
]
GRAPHIC_PAIRS = [("left", "sheet"), ("right", "sheet"), ("line", "sheet"), ("timing", "sheet")]


def variables(block):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def schemes():
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    light = variables(blocks[0])
    return {"light": light, "dark": light | variables(blocks[1])}


def luminance(colour):
    """Return the relative luminance of #rrggbb (WCAG 2.2, definition)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_the_published_measure():
    # WCAG 2.2: black on white is 21 to 1.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS)
def test_text_reaches_the_contrast_of_wcag_aa(scheme, front, back):
    colours = schemes()[scheme]
    assert contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), GRAPHIC_PAIRS)
def test_lines_reach_the_contrast_that_wcag_asks_of_graphics(scheme, front, back):
    colours = schemes()[scheme]
    assert contrast(colours[front], colours[back]) >= 3


def test_sides_have_their_own_colours_that_no_muscle_group_wears():
    light = schemes()["light"]
    assert (light["left"], light["right"]) == ("#d55e00", "#0072b2")
    groups = ("gluteus-maximus", "hamstrings", "medius", "adductors", "rotators", "flexors")
    assert not {light[name] for name in groups} & {light["left"], light["right"]}
    assert len({light[name] for name in groups}) == len(groups)
