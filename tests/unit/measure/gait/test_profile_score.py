from dataclasses import replace

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.domain.units import radians
from hipspine.measure.gait.angle_measures import angle_curves
from hipspine.measure.gait.heading import heading_of
from hipspine.measure.gait.profile_score import profile_measures
from hipspine.readers.gait_profile import PROFILE_VARIABLES, GaitReference


def complete(motion):
    zero = 0 * motion.times_s
    lacking = {
        f"{name}_{side}": zero for name in ("hip_rotation", "knee_angle") for side in ("r", "l")
    }
    return replace(motion, angles_rad={**motion.angles_rad, **lacking})


def scores(motion, reference):
    heading = heading_of(motion)
    return profile_measures(motion, angle_curves(motion, heading), heading, reference)


def reference_of_zeros():
    return GaitReference("test", {name: np.zeros(51) for name in PROFILE_VARIABLES})


def test_without_a_table_the_score_is_absent(make_walk):
    (score,) = scores(complete(make_walk()), None)
    assert score.absent_because == "no reference table of the laboratory was given"


def test_a_knee_ten_degrees_off_has_a_score_of_ten_degrees(make_walk, found):
    reference = reference_of_zeros()
    curves = {**reference.curves_rad, "knee_flexion": np.full(51, radians(10.0))}
    measures = scores(complete(make_walk()), GaitReference("test", curves))
    for side in Side:
        score = found(measures, "knee_flexion_variable_score", side)
        assert score.value == pytest.approx(radians(10.0))


def test_the_profile_score_is_the_root_mean_square_of_its_nine(make_walk, found):
    measures = scores(complete(make_walk()), reference_of_zeros())
    for side in Side:
        nine = [found(measures, f"{name}_variable_score", side).value for name in PROFILE_VARIABLES]
        whole = found(measures, "gait_profile_score", side).value
        assert whole == pytest.approx(np.sqrt(np.mean(np.square(nine))))


def test_the_overall_score_counts_the_pelvis_once(make_walk, found):
    measures = scores(complete(make_walk()), reference_of_zeros())
    fifteen = [
        found(measures, f"{name}_variable_score", side).value
        for side in Side
        for name in PROFILE_VARIABLES
        if side is Side.LEFT or name not in PROFILE_VARIABLES[:3]
    ]
    assert len(fifteen) == 15
    overall = found(measures, "gait_profile_score").value
    assert overall == pytest.approx(np.sqrt(np.mean(np.square(fifteen))))


def test_a_missing_angle_takes_the_score_with_it(make_walk, found):
    measures = scores(make_walk(), reference_of_zeros())
    assert found(measures, "knee_flexion_variable_score", Side.LEFT).value is None
    assert found(measures, "gait_profile_score", Side.LEFT).value is None
    assert found(measures, "hip_flexion_variable_score", Side.LEFT).value is not None
