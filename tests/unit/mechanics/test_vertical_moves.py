import numpy as np
import pytest

from hipspine.mechanics.seat import is_low, seated_runs, standing_weight_N
from hipspine.mechanics.vertical_moves import vertical_moves

TIMES_S = np.arange(0, 6, 0.01)


def _step(at_s, lasts_s):
    """A smooth rise from 0 to 1: (1 - cos) / 2, whose speed is a half sine."""
    share = np.clip((TIMES_S - at_s) / lasts_s, 0, 1)
    return (1 - np.cos(np.pi * share)) / 2


def test_a_squat_is_a_descent_and_a_rise():
    height = 1.0 - 0.3 * _step(1.0, 1.0) + 0.3 * _step(2.5, 1.0)
    down, up = vertical_moves(TIMES_S, height, smallest_m=0.15)
    assert (down.rises, up.rises) == (False, True)
    assert down.is_complete
    assert up.is_complete
    # A half sine exceeds a tenth of its peak from asin(0.1)/pi = 3.2 % to 96.8 % of its time; a
    # frame and the filter's rounding of the kink (1/6 Hz / 4 = 0.04 s) is the tolerance.
    assert (down.start_s, down.end_s) == pytest.approx((1.03, 1.97), abs=0.05)
    assert (up.start_s, up.end_s) == pytest.approx((2.53, 3.47), abs=0.05)


def test_a_hesitation_does_not_split_a_rise():
    height = 0.6 + 0.2 * _step(1.0, 0.5) - 0.01 * _step(1.5, 0.2) + 0.2 * _step(1.8, 0.5)
    (rise,) = vertical_moves(TIMES_S, height, smallest_m=0.15)
    assert rise.rises


def test_sway_is_no_move():
    height = 0.95 + 0.01 * np.sin(2 * np.pi * 0.5 * TIMES_S)
    assert vertical_moves(TIMES_S, height, smallest_m=0.15) == []


def test_a_move_cut_off_by_the_recording_is_not_complete():
    height = 0.6 + 0.4 * _step(5.5, 1.0)
    (rise,) = vertical_moves(TIMES_S, height, smallest_m=0.15)
    assert not rise.is_complete


def test_a_pelvis_that_is_never_seen_does_not_move():
    unseen = np.full(len(TIMES_S), np.nan)
    assert vertical_moves(TIMES_S, unseen, smallest_m=0.15) == []
    assert not is_low(unseen).any()
    assert standing_weight_N(TIMES_S, unseen, unseen) is None


def _rise():
    height = 0.55 + 0.4 * _step(2.0, 1.0)
    feet = 60 + 540 * _step(1.9, 0.3) + 120 * np.exp(-(((TIMES_S - 2.3) / 0.05) ** 2))
    return height, feet


def test_sitting_lasts_until_the_feet_push_hardest():
    height, feet = _rise()
    (run,) = seated_runs(TIMES_S, height, feet, weight_N=600)
    assert run[0] == 0
    assert TIMES_S[run[1]] == pytest.approx(2.3, abs=0.011)  # one frame


def test_sitting_down_starts_where_the_feet_brake_hardest():
    height, feet = _rise()
    (run,) = seated_runs(TIMES_S, height[::-1], feet[::-1], weight_N=600)
    assert TIMES_S[run[0]] == pytest.approx(TIMES_S[-1] - 2.3, abs=0.011)
    assert run[1] == len(TIMES_S)


def test_a_squat_with_the_weight_on_the_feet_is_no_sitting():
    height, _ = _rise()
    assert seated_runs(TIMES_S, height, np.full(len(TIMES_S), 600.0), weight_N=600) == []


def test_body_weight_is_the_force_while_standing_still():
    height, feet = _rise()
    assert standing_weight_N(TIMES_S, height, feet) == pytest.approx(600, abs=0.5)
