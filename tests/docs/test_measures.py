"""The pages on measures and movement tests tell of every one of them, and say nothing forbidden."""

import re
from pathlib import Path

import pytest

from hipspine.content.movement_tests import movement_tests
from hipspine.measure.gait import (
    angle_measures,
    extension_dose,
    muscle_work,
    push_off,
    spatiotemporal,
    symmetry,
    work_ledger,
)
from hipspine.readers.gait_profile import PROFILE_VARIABLES

DOCS = Path(__file__).parents[2] / "docs"
MEASURES = (DOCS / "reference" / "measures.md").read_text("utf-8")
TESTS = (DOCS / "how-to" / "movement-tests.md").read_text("utf-8")

DEFINED = [
    value.name
    for module in (spatiotemporal, push_off, extension_dose)
    for value in vars(module).values()
    if hasattr(value, "method") and hasattr(value, "name")
]

NEVER_SAID = (
    r"switched off|glutes are the cause|out of alignment|unstable|fragile|no serious cause|"
    r"you will recover|degenerat|crumbl|damaged|(posture|pelvis) is wrong|inhibited|stop seeing"
)


@pytest.mark.parametrize("name", [*DEFINED, *PROFILE_VARIABLES])
def test_every_measure_is_described(name):
    assert f"`{name}`" in MEASURES


@pytest.mark.parametrize(
    "name",
    [
        *(f"{one}_duration" for one in ("sitting_down", "lying_down", "lying_to_upright")),
        *("step_height", "steps_up", "steps_down", "steps_led", "lying_time"),
        *("sitting_down_trunk_forward_lean_peak", "sitting_down_lumbar_extension_range"),
    ],
)
def test_measures_of_other_movements_are_described(name):
    assert f"`{name}`" in MEASURES


@pytest.mark.parametrize("name", movement_tests())
def test_every_movement_test_is_described(name):
    assert f"`{name}`" in TESTS


@pytest.mark.parametrize(
    "module",
    [angle_measures, extension_dose, muscle_work, push_off, spatiotemporal, symmetry, work_ledger],
    ids=lambda module: module.__name__.rpartition(".")[2],
)
def test_no_measure_says_what_is_never_said(module):
    assert not re.search(NEVER_SAID, Path(module.__file__).read_text("utf-8"), re.IGNORECASE)


@pytest.mark.parametrize("page", [MEASURES, TESTS], ids=["measures", "tests"])
def test_no_page_says_what_is_never_said(page):
    assert not re.search(NEVER_SAID, page, re.IGNORECASE)
