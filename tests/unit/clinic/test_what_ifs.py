from hipspine.clinic.segments import Segments
from hipspine.clinic.what_ifs import unseen_changes
from hipspine.domain.anatomy import Side
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
