"""Counting the stands of 30 seconds, from rises that are written down here."""

import pytest

from hipspine.measure.movement_tests.chair_stands import chair_stands


@pytest.mark.parametrize(
    ("rises", "stands", "start_s"),
    [
        # Every 2.5 s from 3 s on: go at 2 s, so up to 32 s: (32 - 3) / 2.5 = 11.6 more than one.
        ([3 + 2.5 * n for n in range(20)], 12, 2.0),
        ([0.4, 5.0], 2, 0.0),  # go cannot be before the recording
        ([10.0, 38.9, 39.1], 2, 9.0),  # half way up before the 39 s counts, after them does not
        ([5.0], 1, 4.0),
    ],
)
def test_a_stand_half_way_up_when_the_time_ends_counts(rises, stands, start_s):
    counted = chair_stands(rises, first_s=0.0)
    assert counted is not None
    assert (counted.stands, counted.start_s) == (stands, start_s)
    assert counted.end_s == start_s + 30


def test_where_nobody_rises_there_is_no_count():
    assert chair_stands([], first_s=0.0) is None
