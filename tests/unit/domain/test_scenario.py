import pytest

from hipspine.domain.anatomy import COMBINED_GROUPS, MuscleGroup, Side, groups_named, side_of
from hipspine.domain.errors import ScenarioError
from hipspine.domain.scenario import PARAMETER_RANGE, Parameter, parse_muscle_change


def test_what_if_with_a_side_is_read():
    change = parse_muscle_change("gluteus_maximus.right.strength=0.5")
    assert change.group == "gluteus_maximus"
    assert change.side is Side.RIGHT
    assert change.parameter is Parameter.STRENGTH
    assert change.value == 0.5


def test_what_if_without_a_side_means_both():
    assert parse_muscle_change("hip_flexors.tone=0.2").side is None


@pytest.mark.parametrize("parameter", Parameter)
def test_values_outside_the_range_are_refused(parameter):
    low, high = PARAMETER_RANGE[parameter]
    for value in (low - 0.01, high + 0.01, float("nan")):
        with pytest.raises(ScenarioError, match="between"):
            parse_muscle_change(f"hamstrings.{parameter}={value}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gluteus_maximus",
        "gluteus_maximus=0.5",
        "gluteus_maximus.strength",
        "gluteus_maximus.strength=half",
        "gluteus_maximus.middle.strength=0.5",
        "gluteus_maximus.right.colour=0.5",
        "gluteus_maximus.right.left.strength=0.5",
    ],
)
def test_malformed_what_if_names_the_form_it_should_have(text):
    with pytest.raises(ScenarioError, match=r"group\[\.side\]\.parameter=value"):
        parse_muscle_change(text)


def test_unknown_group_points_to_the_list_of_groups():
    with pytest.raises(ScenarioError, match="hipspine model groups"):
        parse_muscle_change("gluteus_minor.strength=0.5")


def test_text_of_a_change_parses_back_to_it():
    change = parse_muscle_change("gluteus_medius.left.drive=0.25")
    assert parse_muscle_change(str(change)) == change


def test_every_combination_holds_groups_once():
    for name, members in COMBINED_GROUPS.items():
        assert len(set(members)) == len(members) > 1
        assert groups_named(name) == members
        assert name not in list(MuscleGroup)


def test_side_is_read_from_the_ending():
    assert side_of("glmax1_r") is Side.RIGHT
    assert side_of("glmax1_l") is Side.LEFT
    assert side_of("rect_abd") is None
    assert Side.LEFT.other is Side.RIGHT
