"""Findings and map in the report: four groups, how sure, sources; the map readable and in words."""

import re
from dataclasses import replace
from importlib.resources import files
from xml.etree import ElementTree

import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.finding import Basis, Confidence, Finding, LinkState
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.explain.mechanism_map import mechanism_map
from hipspine.explain.session_findings import session_findings
from hipspine.report import render_report
from hipspine.report.findings_section import finding_content, findings_section, is_for_person
from hipspine.report.mechanism_map import (
    BOX_HEIGHT,
    BOX_WIDTH,
    CENTRES,
    HEIGHT,
    WIDTH,
    clinician_map,
    draw_map,
    plain_map,
)

ERROR = Repeatability(0.05, "made up", "nobody")
WEAK = Finding(
    "strength_sides",
    "",
    "",
    outcome="left_less",
    basis=Basis.MEASURED,
    confidence=Confidence.LIKELY,
)
SINKS = replace(WEAK, id="gait_sides")


def weak_left(language="en"):
    pushes = [
        Measurement("hip_extension_strength", "N·m/kg", value, side=side, repeatability=ERROR)
        for side, value in ((Side.LEFT, 0.9), (Side.RIGHT, 1.4))
    ]
    return session_findings(pushes, language=language)


def test_a_card_has_the_groups_in_their_order_and_graded_sources():
    section = findings_section(weak_left(), None)
    card = section.cards[0]
    assert [heading for heading, _ in card.groups] == [
        "What it may mean",
        "What speaks against it",
        "What would tell",
    ]
    assert any(source.startswith("for, ") for source in card.sources)
    assert any(source.startswith("against, ") for source in card.sources)
    assert card.confidence_words == "Likely"


def test_german_cards_are_german_but_for_titles_of_papers():
    card = findings_section(weak_left("de"), None, language="de").cards[0]
    assert card.groups[0][0] == "Was es bedeuten kann"
    assert all(source.startswith(("dafür, ", "dagegen, ")) for source in card.sources)
    assert "gemessen" in card.basis


def test_a_finding_of_an_unknown_rule_is_shown_all_the_same():
    bare = Finding("somewhere_else", "It was so.", "1 of 2.")
    assert is_for_person(bare)
    assert findings_section((bare,), None).cards[0].groups == ()


def test_a_finding_as_json_leaves_out_what_it_lacks():
    content = finding_content(weak_left()[0])
    assert "side" not in content
    assert content["sources"][0]["stance"] == "for"


@pytest.fixture(params=["en", "de"])
def page(request, walk):
    drawn = mechanism_map((WEAK, SINKS), language=request.param)
    told = replace(walk, findings=weak_left(request.param), mechanism_map=drawn)
    return render_report(told, language=request.param)


def section_of(html, name):
    return re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL).group()


def test_the_report_opens_with_findings_how_sure_and_what_next(page):
    order = re.findall(r'<section id="([a-z-]+)"', page)
    assert order[:2] == ["plain", "findings"]
    assert order[-1] == "quality"
    headings = re.findall(r"<h3>(.*?)</h3>", section_of(page, "plain"))
    assert headings[:3] in (
        ["What we found", "How sure we are", "What to do next"],
        ["Was wir gefunden haben", "Wie sicher wir sind", "Wie es weitergeht"],
    )


def test_the_map_is_on_both_pages_plain_and_with_grades(page):
    plain, clinician = section_of(page, "plain"), section_of(page, "findings")
    assert plain.count('class="mechanism"') == 1
    assert clinician.count('class="mechanism"') == 1
    assert not re.search("Swain|Laird", plain)
    assert re.search("Swain 2020", clinician)


def test_further_findings_are_folded_and_numbered_on(walk):
    many = tuple(replace(weak_left()[0], sentence=f"Sentence {n}.") for n in range(8))
    plain = section_of(render_report(replace(walk, findings=many)), "plain")
    assert '<ol class="found-list" start="6">' in plain
    assert all(f"Sentence {n}." in plain for n in range(8))


def test_the_drawing_has_a_title_and_says_every_arrow_in_words():
    drawn = mechanism_map((WEAK, SINKS))
    svg = ElementTree.fromstring(draw_map(drawn, plain=True))
    assert svg.find("title").text == drawn.title
    assert all(link.plain in svg.find("desc").text for link in drawn.links)
    assert svg.attrib["role"] == "img"


def test_lines_are_told_apart_by_style_and_crosses_not_by_colour_alone():
    drawn = mechanism_map((WEAK, SINKS))
    svg = draw_map(drawn, plain=True)
    by_state = {state: sum(link.state is state for link in drawn.links) for state in LinkState}
    for state in LinkState:
        assert by_state[state] > 0, "this person has every kind of arrow"
        assert svg.count(f'class="link {state.value}"') == by_state[state]
    assert svg.count('class="cross"') == 2 * by_state[LinkState.CONTRADICTED]


def test_boxes_lie_within_the_drawing_and_apart():
    places = list(CENTRES.values())
    for x, y in places:
        assert BOX_WIDTH / 2 <= x <= WIDTH - BOX_WIDTH / 2
        assert BOX_HEIGHT / 2 <= y <= HEIGHT - BOX_HEIGHT / 2
    for number, (x, y) in enumerate(places):
        for other_x, other_y in places[number + 1 :]:
            apart = abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT
            assert apart


def test_no_arrow_runs_under_a_box_that_it_does_not_belong_to():
    for link in mechanism_map(()).links:
        (x1, y1), (x2, y2) = CENTRES[link.start], CENTRES[link.end]
        for name, (x, y) in CENTRES.items():
            if name in (link.start, link.end):
                continue
            for step in range(101):
                at = (x1 + step / 100 * (x2 - x1), y1 + step / 100 * (y2 - y1))
                inside = abs(at[0] - x) < BOX_WIDTH / 2 and abs(at[1] - y) < BOX_HEIGHT / 2
                assert not inside, (link.start, link.end, name)


def test_no_two_arrows_cross():
    links = mechanism_map(()).links

    def turn(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    for number, one in enumerate(links):
        for other in links[number + 1 :]:
            if {one.start, one.end} & {other.start, other.end}:
                continue
            a, b, c, d = (CENTRES[each] for each in (one.start, one.end, other.start, other.end))
            crossed = turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
            assert not crossed, (one, other)


@pytest.mark.parametrize("language", ["en", "de"])
def test_names_fit_their_boxes_and_stay_readable_on_a_phone(language):
    style = (files("hipspine.report") / "static" / "findings.css").read_text("utf-8")
    size = float(re.search(r"\.box-name \{[^}]*font-size: ([\d.]+)px", style).group(1))
    # At 390 pixels the drawing is at least 320 wide; below 11 pixels text is hard to read.
    assert size * 320 / WIDTH >= 11
    for plain in (True, False):
        svg = ElementTree.fromstring(draw_map(mechanism_map((), language=language), plain=plain))
        names = [each.text for each in svg.iter("text") if each.get("class") == "box-name"]
        # Bold letters of common typefaces are 0.57 of their size wide on average.
        assert max(len(name) for name in names) * 0.57 * size < BOX_WIDTH


def test_plain_map_has_a_sentence_and_the_clinicians_a_row_per_arrow():
    drawn = mechanism_map((WEAK, SINKS))
    assert [line.number for line in plain_map(drawn, "en").links] == [
        link.number for link in drawn.links
    ]
    table = clinician_map(drawn, "de").table
    assert len(table.rows) == len(drawn.links)
    assert table.columns[0] == "Pfeil"
