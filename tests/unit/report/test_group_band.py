"""A group's band stands behind a person's loads instead of published ranges."""

from dataclasses import replace

from hipspine.domain.assessment import Assessment
from hipspine.domain.cohort import CohortBand, CohortBands
from hipspine.report.page import render_report

LOW, HIGH = (1.0,) * 101, (1.5,) * 101


def group(walk: Assessment, **changes: object) -> CohortBands:
    bands = (CohortBand("L5_S1", "compression", LOW, HIGH),)
    made = CohortBands("Runners", None, 31, walk.segment_label, is_generated=False, bands=bands)
    return replace(made, **changes)


def test_the_band_is_drawn_and_its_group_is_named(walk: Assessment) -> None:
    page = render_report(walk, compare_with=group(walk))
    assert "area band" in page
    assert "four in five of 31 persons of “Runners”" in page
    assert "area band" not in render_report(walk)


def test_generated_walkers_are_never_shown_as_people(walk: Assessment) -> None:
    page = render_report(walk, compare_with=group(walk, is_generated=True))
    assert "none of them is a real person" in page


def test_a_band_over_another_segment_is_not_drawn_and_said_so(walk: Assessment) -> None:
    page = render_report(walk, compare_with=group(walk, segment="squat"))
    assert "area band" not in page
    assert "has no band for this load" in page


def test_the_group_is_named_in_german_too(walk: Assessment) -> None:
    page = render_report(walk, compare_with=group(walk), language="de")
    assert "vier von fünf der 31 Personen von „Runners“" in page
