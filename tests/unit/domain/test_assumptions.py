import pytest

from hipspine.domain.assumptions import AS_USUAL, Assumptions, DiscNeutral
from hipspine.domain.errors import ScenarioError
from hipspine.domain.objective import Objective


def test_as_usual_the_discs_rest_as_the_person_stands_and_the_belly_presses_nothing():
    assert AS_USUAL.disc_neutral is DiscNeutral.STANDING
    assert AS_USUAL.abdominal_pressure_Pa == 0.0
    assert AS_USUAL.objective is Objective.SQUARED_BY_VOLUME


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"disc_stiffness_factor": -0.1}, "disc stiffness"),
        ({"disc_stiffness_factor": float("nan")}, "disc stiffness"),
        ({"abdominal_pressure_Pa": 50e3}, "abdominal pressure"),
    ],
)
def test_values_that_no_person_has_are_refused(changed, named):
    with pytest.raises(ScenarioError, match=named):
        Assumptions(**changed)
