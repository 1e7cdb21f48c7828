"""The map of one person: every arrow's state follows from findings and literature."""

from dataclasses import replace

import pytest

from hipspine.content.mechanism_map import mechanism_map_content
from hipspine.domain.finding import Basis, Confidence, Finding, LinkState
from hipspine.explain.mechanism_map import mechanism_map


def finding(id, outcome, *, basis=Basis.MEASURED, confidence=Confidence.LIKELY):
    return Finding(id, "", "", outcome=outcome, basis=basis, confidence=confidence)


def state(drawn, start, end):
    return next(link.state for link in drawn.links if (link.start, link.end) == (start, end))


WEAK = finding("strength_sides", "left_less")
SINKS = finding("gait_sides", "right_less")
TIGHT = finding("hip_stretch_range", "below")
LONG = finding("hip_stretch_range", "within")
HURTS = finding("hip_or_groin_pain", "yes", basis=Basis.REPORTED)


def test_without_findings_all_is_an_idea_but_what_the_literature_contradicts():
    drawn = mechanism_map(())
    for link in drawn.links:
        wanted = LinkState.CONTRADICTED if link.grade == "contradicted" else LinkState.HYPOTHESIS
        assert link.state is wanted
    assert not any(node.was_looked_at for node in drawn.nodes)


def test_both_ends_found_make_an_arrow_solid_and_no_other():
    drawn = mechanism_map((WEAK, SINKS))
    solid = [(link.start, link.end) for link in drawn.links if link.state is LinkState.MEASURED]
    assert solid == [("strength", "compensation")]
    assert drawn.node("strength").is_seen


@pytest.mark.parametrize(
    "weaker",
    [
        replace(WEAK, confidence=Confidence.CANNOT_TELL),
        replace(WEAK, basis=Basis.MODELLED),
        replace(WEAK, outcome="unclear"),
    ],
)
def test_what_is_unsure_or_modelled_never_makes_an_arrow_solid(weaker):
    drawn = mechanism_map((weaker, SINKS))
    assert state(drawn, "strength", "compensation") is LinkState.HYPOTHESIS
    assert drawn.node("strength").was_looked_at
    assert not drawn.node("strength").is_seen


def test_one_end_found_and_the_other_seen_not_to_be_there_crosses_the_arrow_out():
    shipped = mechanism_map_content()
    arrow = next(each for each in shipped.links if (each.start, each.end) == ("tightness", "pain"))
    open_question = arrow.model_copy(update={"grade": "mixed"})
    content = shipped.model_copy(update={"links": (open_question,)})
    assert state(mechanism_map((LONG, HURTS), content=content), "tightness", "pain") is (
        LinkState.CONTRADICTED
    )
    assert state(mechanism_map((TIGHT, HURTS), content=content), "tightness", "pain") is (
        LinkState.MEASURED
    )
    assert state(mechanism_map((LONG,), content=content), "tightness", "pain") is (
        LinkState.HYPOTHESIS
    )


def test_literature_stands_above_what_is_found_together():
    drawn = mechanism_map((TIGHT, HURTS))
    assert state(drawn, "tightness", "pain") is LinkState.CONTRADICTED


@pytest.mark.parametrize(
    ("outcome", "confidence", "wanted"),
    [
        ("unchanged", Confidence.LIKELY, LinkState.CONTRADICTED),
        ("lower", Confidence.LIKELY, LinkState.CONTRADICTED),
        ("higher", Confidence.LIKELY, LinkState.HYPOTHESIS),
        ("unchanged", Confidence.CANNOT_TELL, LinkState.HYPOTHESIS),
    ],
)
def test_a_model_can_speak_against_an_arrow_and_never_for_one(outcome, confidence, wanted):
    modelled = finding(
        "disc_load_without_gluteus", outcome, basis=Basis.MODELLED, confidence=confidence
    )
    assert state(mechanism_map((modelled, SINKS)), "compensation", "load") is wanted


def test_every_arrow_has_a_grade_a_source_and_plain_words_in_both_languages():
    for language in ("en", "de"):
        drawn = mechanism_map((), language=language)
        for link in drawn.links:
            assert link.sources
            assert link.grade_words
            assert drawn.node(link.start).plain_name in link.plain
            assert "{" not in link.plain


def test_the_loop_is_closed():
    # From every box on, pain can be reached; and from pain the way leads back to it.
    ways = {}
    for link in mechanism_map_content().links:
        ways.setdefault(link.start, set()).add(link.end)

    def reached(start):
        seen, waiting = set(), [start]
        while waiting:
            for end in ways.get(waiting.pop(), ()):
                if end not in seen:
                    seen.add(end)
                    waiting.append(end)
        return seen

    assert all("pain" in reached(node.id) for node in mechanism_map_content().nodes)
