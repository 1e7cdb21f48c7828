"""The page of muscle signals or a sensor: findings first, curves with their source, measures."""

import re
from dataclasses import replace

import numpy as np
import pytest

from hipspine.content.findings import finding_rules
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.finding import Finding
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.domain.problem import Level, Problem
from hipspine.measure.emg.quality import SignalKind
from hipspine.measure.emg.results import CycleCurve, EmgChannel, Reference
from hipspine.measure.trends import Visit
from hipspine.report.session_page import Session, render_session

ERROR = Repeatability(0.027, "Henriksen 2004", "20 adults")
CADENCE = Measurement("cadence", "1/s", 1.8, repeatability=ERROR)
CURVE = CycleCurve(np.full((3, 101), 0.4), None, ((0.0, 0.14), (0.96, 1.0)), "a table")
CHANNEL = EmgChannel(
    channel="GMAX",
    muscle="gluteus_maximus",
    group=MuscleGroup.GLUTEUS_MAXIMUS,
    side=Side.LEFT,
    kind=next(iter(SignalKind)),
    reference=Reference.DYNAMIC_PEAK,
    times_s=None,
    envelope=None,
    bursts=None,
    curve=CURVE,
    measurements=(),
    problems=(),
)


@pytest.fixture
def session() -> Session:
    return Session(
        kind="emg",
        name="March",
        measurements=(CADENCE, Measurement.absent("steps", "1", "shorter than two strides")),
        problems=(Problem(Level.WARNING, "walk.csv", "there are no markers", "Nothing to do."),),
        findings=(
            Finding(
                "a_rule",
                "You took many steps.",
                "Cadence 108 a minute.",
                confidence_words=finding_rules().words("en").confidence["cannot_tell"],
            ),
        ),
        channels=(CHANNEL,),
    )


def test_findings_come_before_curves_measures_and_quality(session: Session) -> None:
    page = render_session(session)
    order = re.findall(r'<section id="(\w+)"', page)
    assert order == ["plain", "findings", "curves", "measures", "quality"]
    assert page.index("You took many steps.") < page.index("gait cycle")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_first_page_says_how_sure_and_what_next(session: Session, language: str) -> None:
    page = render_session(session, language=language)
    first = page[page.index('id="plain"') : page.index('id="findings"')]
    words = finding_rules().words(language)
    assert '<span class="confidence ' in first
    assert words.page["next"] in first
    assert words.page["next_talk"] in first


def test_what_a_method_never_shows_has_no_badge_on_the_first_page(session: Session) -> None:
    (finding,) = session.findings
    page = render_session(replace(session, findings=(replace(finding, outcome="always"),)))
    first = page[page.index('id="plain"') : page.index('id="findings"')]
    assert finding.sentence in first
    assert "confidence" not in first


def test_a_curve_shows_every_cycle_thin_its_mean_thick_and_names_its_band(
    session: Session,
) -> None:
    chart = re.search(r'<svg[^>]*class="chart".*?</svg>', render_session(session), re.DOTALL)
    assert chart is not None
    assert chart[0].count('class="repetition left"') == 3
    assert chart[0].count('class="mean left"') == 1
    # Two intervals of published activity: 0 to 14 % and 96 to 100 %.
    assert chart[0].count('class="timing"') == 2
    assert "Grey bar: on at 0–14, 96–100 % (a table)" in render_session(session)


def test_a_muscle_without_published_timing_says_so(session: Session) -> None:
    bare = replace(CHANNEL, curve=replace(CURVE, normal_on=(), normal_source=None))
    page = render_session(replace(session, channels=(bare,)))
    assert "No published timing of this muscle is held" in page
    assert 'class="timing"' not in page


def test_a_change_since_an_earlier_visit_is_held_against_error(session: Session) -> None:
    # 1.96 * sqrt(2) * 0.027 = 0.0748 steps a second, 4.5 a minute; 0.1 a second is 6 a minute.
    before = Visit("January", (replace(CADENCE, value=1.7),))
    page = render_session(replace(session, earlier=(before,)))
    assert "Change since January" in page
    assert "+6\u00a0/min" in page
    assert "more than measurement error" in page


def test_the_german_page_tells_reasons_and_problems_in_german(session: Session) -> None:
    page = render_session(session, language="de")
    assert "nicht gemessen: kürzer als zwei Doppelschritte" in page
    assert "es gibt keine Marker" in page
    assert "Anteil der eigenen Spitze" in page


def test_the_page_runs_nothing(session: Session) -> None:
    page = render_session(session)
    assert "<script" not in page
    assert " style=" not in page
