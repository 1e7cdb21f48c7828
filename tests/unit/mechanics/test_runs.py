import numpy as np
import pytest

from hipspine.mechanics.runs import (
    columns_by_gaps,
    is_between,
    is_shorter,
    mask_of,
    runs_of,
    without_short_gaps,
    without_short_runs,
)

TIMES_S = np.arange(8) * 0.1
MASK = np.array([1, 1, 0, 1, 0, 0, 0, 1], dtype=bool)


def test_runs_and_mask_are_each_others_inverse():
    assert runs_of(MASK) == [(0, 2), (3, 4), (7, 8)]
    assert np.array_equal(mask_of(runs_of(MASK), 8), MASK)
    assert runs_of(np.zeros(3, dtype=bool)) == []


def test_only_short_gaps_are_filled():
    filled = without_short_gaps(MASK, TIMES_S, shortest_s=0.1)
    assert filled.tolist() == [True, True, True, True, False, False, False, True]


def test_only_short_runs_are_dropped():
    kept = without_short_runs(MASK, TIMES_S, shortest_s=0.05)
    assert runs_of(kept) == [(0, 2)]


@pytest.mark.parametrize("clock_s", [0.0, 32.0, -17.3, 50.0])
def test_what_lasts_just_as_long_as_a_limit_is_never_shorter(clock_s):
    # Five frames at 100 Hz; of the bare differences a third to two thirds are below 0.05.
    times_s = np.arange(300) * 0.01 + clock_s
    assert not any(is_shorter(times_s, (first, first + 6), 0.05) for first in range(294))
    assert all(is_shorter(times_s, (first, first + 5), 0.05) for first in range(294))


@pytest.mark.parametrize("clock_s", [0.0, 32.0, -17.3, 50.0])
def test_frames_at_the_very_limits_lie_between_them(clock_s):
    times_s = np.arange(300) * 0.01 + clock_s
    for first in range(5, 200):
        within = is_between(times_s, times_s[first + 5] - 0.05, times_s[first] + 0.1)
        assert np.flatnonzero(within).tolist() == list(range(first, first + 11))


def test_columns_are_gathered_by_the_gaps_they_share():
    known = np.stack([MASK, ~MASK, MASK], axis=1)
    found = {tuple(columns): pattern.tolist() for pattern, columns in columns_by_gaps(known)}
    assert found == {(0, 2): MASK.tolist(), (1,): (~MASK).tolist()}


def test_columns_that_all_share_their_gaps_are_one():
    [(pattern, columns)] = columns_by_gaps(np.stack([MASK, MASK], axis=1))
    assert pattern.tolist() == MASK.tolist()
    assert columns.tolist() == [0, 1]


def test_no_columns_have_no_gaps():
    assert all(not columns.size for _, columns in columns_by_gaps(np.zeros((4, 0), dtype=bool)))
