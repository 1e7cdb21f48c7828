import numpy as np

from hipspine.mechanics.runs import mask_of, runs_of, without_short_gaps, without_short_runs

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
