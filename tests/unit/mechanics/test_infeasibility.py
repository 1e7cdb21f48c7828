"""Certificates name the moment, the size, the time and the muscles that are spent."""

import numpy as np
import pytest

from hipspine.domain.anatomy import Side
from hipspine.mechanics.infeasibility import (
    MomentBalance,
    moment_shortfalls,
    reserve_allowance_Nm,
)


def balance(reserves, required, *, activations=(1.0, 1.0, 0.4), frames=2):
    """One coordinate, three muscles: two pull in the positive direction, one against it."""
    arms = np.broadcast_to(np.array([[[0.05, 0.03, -0.04]]]), (frames, 1, 3))
    return MomentBalance(
        times_s=np.array([0.1, 0.2]),
        coordinates=("hip_adduction_r",),
        reserves_Nm=np.array(reserves, dtype=float).reshape(frames, 1),
        required_Nm=np.array(required, dtype=float).reshape(frames, 1),
        moment_arms_m=arms,
        rows=np.array([0]),
        activations=np.broadcast_to(np.array(activations), (frames, 3)),
        highest=np.array([1.0, 1.0, 1.0]),
        muscles=("glmed1_r", "glmin1_r", "addlong_r"),
    )


def test_the_allowance_is_five_percent_of_the_peak_but_at_least_two_newton_metres():
    required = np.array([[100.0, 10.0], [-200.0, np.nan]])
    assert reserve_allowance_Nm(required).tolist() == [10.0, 2.0]


def test_a_reserve_within_its_allowance_is_no_shortfall():
    # 5 % of 100 N·m is 5 N·m.
    assert moment_shortfalls(balance([4.9, -5.0], [100.0, 20.0])) == ()


def test_a_shortfall_names_moment_time_size_and_the_muscles_at_their_limit():
    (shortfall,) = moment_shortfalls(balance([7.0, 25.0], [100.0, 80.0]))
    assert shortfall.coordinate == "hip_adduction_r"
    assert shortfall.side is Side.RIGHT
    assert shortfall.time_s == 0.2
    assert shortfall.missing_Nm == pytest.approx(20.0)
    assert shortfall.frames == 2
    assert shortfall.at_limit == ("glmed1_r", "glmin1_r")


def test_muscles_that_pull_the_other_way_are_not_named():
    (shortfall,) = moment_shortfalls(balance([0.0, -25.0], [100.0, 80.0]))
    assert shortfall.at_limit == ()


def test_frames_that_were_not_measured_take_no_part():
    (shortfall,) = moment_shortfalls(balance([np.nan, 25.0], [np.nan, 100.0]))
    assert shortfall.frames == 1
    assert moment_shortfalls(balance([np.nan, np.nan], [np.nan, np.nan])) == ()
