from types import SimpleNamespace

from hipspine.clinic import what_ifs
from hipspine.clinic.results_over_cycle import ResultsOverCycle
from hipspine.clinic.segments import Segments
from hipspine.clinic.standard_sweeps import POSTURE_SWEEPS, SAME_MOTION_SWEEPS
from hipspine.clinic.what_ifs import standard_sweeps, unseen_changes
from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import WhatIfKind
from hipspine.domain.errors import RecordingError
from hipspine.domain.scenario import MuscleChange, Parameter, Scenario

LEFT_ONLY = Segments("stance phase", {Side.LEFT: ((0.1, 0.8),), Side.RIGHT: ()}, ((0.1, 0.8),))


def weak(side: Side | None) -> Scenario:
    change = MuscleChange("gluteus_maximus", Parameter.STRENGTH, 0.5, side)
    return Scenario(str(change), muscles=(change,))


def test_change_on_a_side_that_the_trial_does_not_show_is_absent_not_nothing():
    [absent] = unseen_changes([weak(Side.RIGHT), weak(Side.LEFT)], LEFT_ONLY)
    assert absent.what == "what gluteus_maximus.right.strength=0.5 does on the right side"
    assert "does not mean that nothing changes" in absent.reason


def test_change_on_both_sides_is_answered_by_the_side_that_is_shown():
    assert unseen_changes([weak(None)], LEFT_ONLY) == ()


def test_sweeps_that_the_angles_cannot_give_are_absent_and_the_others_stay(monkeypatch):
    def sweep(_engines, plan, _segments):
        if plan.kind is WhatIfKind.OTHER_POSTURE:
            raise RecordingError(
                "joint angles", expected="lumbar_extension", got="none", do="Give it."
            )
        return plan.id

    monkeypatch.setattr(what_ifs, "_sweep", sweep)
    sweeps, absent = standard_sweeps(None, LEFT_ONLY, (*SAME_MOTION_SWEEPS, *POSTURE_SWEEPS))
    assert "gluteus_maximus_strength" in sweeps
    assert [each.what for each in absent] == ["Pelvis turned forward", "Trunk leaning forward"]
    assert all("lumbar_extension" in each.reason for each in absent)


def test_hip_that_the_model_does_not_move_has_no_moments_and_says_so():
    muscles = SimpleNamespace(names=("glmax1_r",))
    bundle = SimpleNamespace(muscles=muscles, equations=("hip_flexion_l",), model_name="stiff")
    drawn = ResultsOverCycle(SimpleNamespace(bundle=bundle), LEFT_ONLY)
    assert {group for group, _ in drawn._members} == {MuscleGroup.GLUTEUS_MAXIMUS}
    assert drawn.hip_extension_moments(SimpleNamespace(muscle_forces_N=None)) == {}
    [absent] = drawn.absent()
    assert absent.what == "who extends the right hip"
    assert "hip_flexion_r" in absent.reason
