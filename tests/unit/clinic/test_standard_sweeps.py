import pytest

from hipspine.clinic.standard_sweeps import POSTURE_SWEEPS, SAME_MOTION_SWEEPS
from hipspine.domain.assessment import WhatIfKind
from hipspine.domain.scenario import PARAMETER_RANGE

SWEEPS = (*SAME_MOTION_SWEEPS, *POSTURE_SWEEPS)


def test_ids_are_unique():
    assert len({plan.id for plan in SWEEPS}) == len(SWEEPS)


@pytest.mark.parametrize("plan", SWEEPS, ids=lambda plan: plan.id)
def test_recorded_state_is_one_of_the_levels(plan):
    assert plan.as_recorded_level in plan.levels
    assert list(plan.levels) == sorted(plan.levels)


@pytest.mark.parametrize("plan", SAME_MOTION_SWEEPS, ids=lambda plan: plan.id)
def test_same_motion_sweeps_change_muscles_only(plan):
    for scenario in plan.scenarios():
        assert plan.kind is WhatIfKind.SAME_MOTION
        assert not scenario.changes_posture
        for change in scenario.muscles:
            low, high = PARAMETER_RANGE[change.parameter]
            assert low <= change.value <= high


@pytest.mark.parametrize("plan", POSTURE_SWEEPS, ids=lambda plan: plan.id)
def test_posture_sweeps_change_posture_only(plan):
    assert plan.kind is WhatIfKind.OTHER_POSTURE
    assert all(s.changes_posture and not s.muscles for s in plan.scenarios())


def test_percent_becomes_a_fraction_and_degrees_radians():
    by_id = {plan.id: plan for plan in SWEEPS}
    strength = by_id["gluteus_maximus_strength"].scenario(50.0).muscles[0]
    assert str(strength) == "gluteus_maximus.strength=0.5"
    tilt = by_id["pelvis_anterior_tilt"].scenario(10.0).posture[0]
    assert tilt.offset_rad == pytest.approx(0.17453292519943295)  # pi / 18
