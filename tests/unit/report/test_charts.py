"""Charts: where points land, and what is drawn."""

import re

import numpy as np
import pytest

from hipspine.report.charts import (
    Band,
    Frame,
    Line,
    comparison_chart,
    curve_chart,
    round_limits,
    stacked_areas,
    ticks_between,
)
from hipspine.report.svg import element, text

FRAME = Frame(
    0, 2, "Load [BW]", "Gait cycle [%]", width=200, height=100, left=50, right=50, top=10, bottom=10
)


def points_of(path):
    return [tuple(map(float, pair.split())) for pair in path.strip("MZ").split("L")]


def path_with(svg, class_):
    return re.search(rf'<path d="([^"]*)" class="{class_}"', svg).group(1)


def test_a_frame_maps_the_corners_of_the_data_to_the_corners_of_the_plot():
    assert (FRAME.x(0), FRAME.x(100)) == (50, 150)
    assert (FRAME.y(0), FRAME.y(2)) == (90, 10)
    assert FRAME.y(1) == 50


def test_what_lies_outside_the_axis_stays_at_its_edge():
    assert FRAME.y(3) == FRAME.y(2)


def test_ticks_are_round_and_inside():
    assert ticks_between(0, 1.79) == pytest.approx((0, 0.5, 1.0, 1.5))
    assert ticks_between(-0.17, 0.2) == pytest.approx((-0.1, 0, 0.1, 0.2))


def test_limits_are_round_and_hold_zero():
    assert round_limits(0.3, 1.79) == pytest.approx((0, 2))
    assert round_limits(-120, 195) == pytest.approx((-200, 200))
    assert round_limits(0, 0) == (0, 1)


def test_the_thick_line_is_the_mean_of_the_thin_ones():
    values = np.stack([np.full(101, 0.5), np.full(101, 1.5)])
    svg = curve_chart(FRAME, (Line(values, "Right", "R", "right"),), title="t", description="d")
    assert len(re.findall('class="repetition right"', svg)) == 2
    assert {y for _, y in points_of(path_with(svg, "mean right"))} == {FRAME.y(1.0)}


def test_a_single_repetition_is_drawn_once():
    line = Line(np.ones((1, 101)), "Right", "R", "right")
    assert "repetition" not in curve_chart(FRAME, (line,), title="t", description="d")


def test_letters_of_two_lines_that_end_together_do_not_overlap():
    lines = tuple(
        Line(np.zeros((1, 101)), name, letter, name.lower())
        for name, letter in (("Left", "L"), ("Right", "R"))
    )
    svg = curve_chart(FRAME, lines, title="t", description="d")
    heights = [float(y) for y in re.findall(r'y="([\d.]+)" class="letter', svg)]
    # Letters are 13 px high, and the lowest stays above the tick labels.
    assert abs(heights[0] - heights[1]) >= 13
    assert max(heights) <= FRAME.height - FRAME.bottom + 4


def test_a_band_lies_at_its_values():
    svg = curve_chart(FRAME, (), title="t", description="d", bands=(Band(0.5, 1.5),))
    assert re.search(r'<rect x="50" y="30" width="100" height="40" class="band"', svg)


def test_a_single_published_figure_is_drawn_as_a_thin_band_at_its_height():
    svg = curve_chart(FRAME, (), title="t", description="d", bands=(Band(1, 1),))
    assert re.search(r'<rect x="50" y="48" width="100" height="4" class="band single"', svg)


def test_timing_bars_lie_at_their_percentages():
    svg = curve_chart(FRAME, (), title="t", description="d", on_percent=((10, 40),))
    assert re.search(r'<rect x="60" y="83" width="30" height="7" class="timing"', svg)


def test_areas_stack_up_from_zero_and_down_from_zero():
    frame = Frame(-2, 2, "", "", width=200, height=100, left=50, right=50, top=10, bottom=10)
    layers = (("one", np.ones(101)), ("two", np.full(101, 0.5)), ("three", np.full(101, -1.0)))
    svg = stacked_areas(frame, layers, title="t", description="d")
    edges = {
        name: {y for _, y in points_of(path_with(svg, f"area {name}"))}
        for name in ("one", "two", "three")
    }
    assert edges == {
        "one": {frame.y(0), frame.y(1)},
        "two": {frame.y(1), frame.y(1.5)},
        "three": {frame.y(0), frame.y(-1)},
    }
    assert {y for _, y in points_of(path_with(svg, "mean total"))} == {frame.y(0.5)}


def test_an_area_closes_along_its_base():
    frame = Frame(0, 2, "", "", width=200, height=100, left=50, right=50, top=10, bottom=10)
    svg = stacked_areas(frame, (("one", np.linspace(0, 2, 101)),), title="t", description="d")
    points = points_of(path_with(svg, "area one"))
    assert points[0] == (50, 90)
    assert points[100] == (150, 10)
    assert points[101] == (150, 90)
    assert points[-1] == (50, 90)


def test_a_comparison_holds_the_path_that_the_script_moves():
    svg = comparison_chart(FRAME, np.zeros(101), np.ones(101), title="t", description="d")
    assert {y for _, y in points_of(path_with(svg, "mean what-if"))} == {50}
    assert {y for _, y in points_of(path_with(svg, "mean recorded"))} == {90}


def test_names_in_charts_are_escaped():
    assert "<b>" not in text("<b>", 0, 0)
    assert element("g", class_='"x').count('"') == 2
