import math

import pytest

from hipspine.cli.what_if_text import parse_scenario
from hipspine.domain.errors import ScenarioError
from hipspine.domain.scenario import PostureParameter


def test_commas_combine_changes_into_one_scenario():
    scenario = parse_scenario("gluteus_maximus.strength=0, hamstrings.right.drive=0.5")
    assert [str(change) for change in scenario.muscles] == [
        "gluteus_maximus.strength=0",
        "hamstrings.right.drive=0.5",
    ]
    assert not scenario.changes_posture


def test_posture_is_given_in_degrees_and_kept_in_radians():
    scenario = parse_scenario("pelvis_anterior_tilt=-10")
    assert scenario.posture[0].parameter is PostureParameter.PELVIS_ANTERIOR_TILT
    assert scenario.posture[0].offset_rad == pytest.approx(-10 * math.pi / 180)


@pytest.mark.parametrize(
    "text", ["trunk_forward_lean=45", "trunk_forward_lean=far", "trunk_forward_lean"]
)
def test_posture_offsets_out_of_range_are_refused(text):
    with pytest.raises(ScenarioError, match="degrees"):
        parse_scenario(text)
