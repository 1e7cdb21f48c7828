import numpy as np
import pytest

from hipspine.readers.lab_axes import (
    SignedAxis,
    axis_named,
    nearest_axis,
    rightward,
    rotation_to_ours,
    travel,
    upright_axes,
)


@pytest.mark.parametrize(
    ("text", "axis"),
    [("+Z", SignedAxis(2, 1)), ("-Y", SignedAxis(1, -1)), ("x", SignedAxis(0, 1)), ("up", None)],
)
def test_axes_are_known_by_name(text: str, axis: SignedAxis | None) -> None:
    assert axis_named(text) == axis


def test_every_pair_of_axes_gives_a_right_handed_turn() -> None:
    axes = [SignedAxis(index, sign) for index in range(3) for sign in (1, -1)]
    for up in axes:
        for forward in (axis for axis in axes if axis.index != up.index):
            turn = rotation_to_ours(up, forward)
            assert np.linalg.det(turn) == pytest.approx(1)
            np.testing.assert_array_equal(turn @ forward.vector, [1, 0, 0])
            np.testing.assert_array_equal(turn @ up.vector, [0, 1, 0])


def test_the_nearest_axis_keeps_its_direction_and_can_leave_out_one() -> None:
    assert nearest_axis(np.array([0.2, -0.9, 0.3])) == SignedAxis(1, -1)
    assert nearest_axis(np.array([0.2, -0.9, 0.3]), besides=1) == SignedAxis(2, 1)


def test_right_is_found_from_pairs_whatever_the_style_of_names() -> None:
    path = np.array([[[0.0, 1, -0.1], [0, 1, 0.1]]])
    for names in (("LASI", "RASI"), ("L.Heel", "R.Heel"), ("heel_l", "heel_r"), ("toe.L", "toe.R")):
        vector = rightward(names, path)
        assert vector is not None
        np.testing.assert_allclose(vector, [0, 0, 0.2])


def test_without_pairs_or_apart_by_nothing_there_is_no_right() -> None:
    assert rightward(("C7", "T10"), np.zeros((3, 2, 3))) is None
    assert rightward(("LASI", "RASI"), np.zeros((3, 2, 3))) is None
    assert rightward(("LASI", "RASI"), np.full((3, 2, 3), np.nan)) is None


def test_travel_is_told_from_sway() -> None:
    walk = np.zeros((4, 2, 3))
    walk[:, :, 0] = np.array([0.0, 1, 2, 3])[:, None]
    moved = travel(walk)
    assert moved is not None
    np.testing.assert_array_equal(moved, [3, 0, 0])
    assert travel(walk * 0.1) is None
    assert travel(walk[:1]) is None
    walk[0, 0], walk[3, 1] = np.nan, np.nan
    assert travel(walk) is None  # no marker is seen both first and last


def test_a_body_never_seen_stands_nowhere() -> None:
    assert upright_axes(np.full((3, 9, 3), np.nan)) == []
