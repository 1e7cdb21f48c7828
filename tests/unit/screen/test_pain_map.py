"""Where it hurts: sides, areas, and contradictions with the screening."""

import pytest

from hipspine.content.questionnaire_library import questionnaire_library
from hipspine.domain.anatomy import Side
from hipspine.domain.answers import Answers, Reply
from hipspine.screen.pain_map import map_problems, read_pain_map

FORM = questionnaire_library().questionnaire("pain_map")


def drawn(*regions, **more):
    return read_pain_map(FORM, Answers({"painful_regions": frozenset(regions), **more}))


def test_every_region_is_on_the_map_on_each_side():
    areas = {(region.area, region.side) for region in FORM.regions}
    both = {"lumbar", "buttock", "groin", "lateral_hip", "leg_above_knee", "leg_below_knee"}
    assert areas == {(area, side) for area in both for side in ("left", "right")} | {
        ("lumbar", "middle")
    }


def test_a_map_knows_its_areas_and_sides():
    found = drawn("groin_left", "lumbar_middle", "leg_below_knee_left", worst_region="groin_left")
    assert found.areas == {"groin", "lumbar", "leg_below_knee"}
    assert found.sides("groin") == {Side.LEFT}
    assert found.sides("lumbar") == frozenset()
    assert found.worst.id == "groin_left"
    assert found.is_below_knee
    assert not found.is_in_both_legs
    assert found.only_side is None


@pytest.mark.parametrize(
    ("regions", "side"),
    [
        (("groin_left", "buttock_left"), Side.LEFT),
        (("groin_left", "buttock_right"), None),
        (("lumbar_middle",), None),
        (("none",), None),
    ],
)
def test_one_sided_pain_is_told(regions, side):
    assert drawn(*regions).only_side is side


def test_pain_above_one_knee_and_below_the_other_is_in_both_legs():
    assert drawn("leg_above_knee_left", "leg_below_knee_right").is_in_both_legs
    assert not drawn("buttock_left", "buttock_right").is_in_both_legs


def test_tender_muscles_are_kept_by_side():
    found = drawn("groin_left", tender_gluteal_muscles=frozenset({"left", "right"}))
    assert found.tender_gluteal_muscles == frozenset(Side)
    assert drawn("groin_left").tender_gluteal_muscles == frozenset()


def test_an_open_map_is_none_and_an_unsure_one_says_so():
    assert read_pain_map(FORM, Answers()) is None
    unsure = read_pain_map(FORM, Answers({"painful_regions": Reply.NOT_SURE}))
    assert unsure.is_unsure
    assert unsure.regions == ()


def test_a_map_that_contradicts_itself_or_the_screening_is_told():
    answers = Answers(
        {
            "painful_regions": frozenset({"groin_left", "leg_above_knee_left"}),
            "worst_region": "buttock_left",
            "pain_places": frozenset({"thigh_back"}),
        }
    )
    problems = map_problems(read_pain_map(FORM, answers), answers)
    assert len(problems) == 2
    assert "buttock_left is not marked" in problems[0]
    assert "groin_left is marked, but pain_places has none of groin" in problems[1]
    assert map_problems(drawn("groin_left", worst_region="groin_left"), Answers()) == ()
