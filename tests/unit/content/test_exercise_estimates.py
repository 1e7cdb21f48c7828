"""Estimates of the body model for exercises: every exercise is held or left out with its reason."""

import pytest
from pydantic import ValidationError

from hipspine.content.exercise_estimates import (
    ExercisePostures,
    LoadEstimate,
    exercise_estimates,
    exercise_postures,
)
from hipspine.content.exercise_library import exercise_library


def test_every_exercise_is_held_or_left_out_with_a_reason():
    postures = exercise_postures()
    held = {pose.exercise for pose in postures.held}
    for name in exercise_library().exercises:
        assert (name in held) == (postures.why_not(name) is None)


def test_every_pose_to_hold_has_its_estimate_and_no_other_has_one():
    asked = [(pose.exercise, number) for pose in exercise_postures().held for number in pose.frames]
    assert [(each.exercise, each.frame) for each in exercise_estimates().estimates] == asked


def test_an_exercise_cannot_be_held_and_left_out():
    held = {"exercise": "squat", "frames": [1], "stands": "both_feet"}
    left_out = {"because": "nothing bears it that we know of", "exercises": ["squat"]}
    with pytest.raises(ValidationError, match="held or left out twice: squat"):
        ExercisePostures.model_validate({"held": [held], "left_out": [left_out]})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "or why they are absent"),
        ({"compression": 1.0}, "or why they are absent"),
        ({"compression": 1.0, "low": 0.9, "high": 1.2, "absent": "no"}, "or why they are absent"),
        ({"compression": 1.0, "low": 1.1, "high": 1.2, "tried": 1, "held": 1}, "does not lie"),
        ({"compression": 1.0, "low": 0.9, "high": 1.2, "tried": 1, "held": 2}, "cannot hold"),
    ],
)
def test_an_estimate_is_a_figure_with_its_range_or_a_reason(given, says):
    with pytest.raises(ValidationError, match=says):
        LoadEstimate.model_validate({"exercise": "squat", "frame": 1, **given})
