import numpy as np
import pytest

from hipspine.domain.motion import Markers
from hipspine.readers.gaps import fill_gaps, gaps_of

TIMES_S = np.arange(100) / 100


def a_marker(missing: list[int]) -> Markers:
    """One marker on a cubic path, which a cubic spline follows exactly."""
    path = np.stack([TIMES_S**3, 1 - TIMES_S**2, 0.5 * TIMES_S], axis=1)[:, None]
    path[missing] = np.nan
    return Markers(("HEEL",), TIMES_S, path)


def test_gaps_are_listed_with_their_frames_and_durations() -> None:
    seen = np.ones(100, dtype=bool)
    seen[[0, 1, 40, 41, 42, 99]] = False
    gaps = gaps_of("HEEL", TIMES_S, seen)
    assert [(gap.first, gap.last) for gap in gaps] == [(0, 1), (40, 42), (99, 99)]
    assert gaps[1].duration_s == pytest.approx(0.04)  # from frame 39 to frame 43
    assert gaps[1].frames == 3


def test_a_short_gap_is_filled_along_the_path() -> None:
    result = fill_gaps(a_marker([40, 41, 42]), 0.1)
    # A not-a-knot spline reproduces a cubic; only rounding remains.
    np.testing.assert_allclose(result.markers.positions_m, a_marker([]).positions_m, atol=1e-12)
    assert [gap.first for gap in result.filled] == [40]
    assert result.left_open == ()


def test_a_long_gap_stays_open_and_is_listed() -> None:
    result = fill_gaps(a_marker(list(range(30, 60))), 0.1)
    assert np.isnan(result.markers.positions_m[30:60]).all()
    assert [gap.frames for gap in result.left_open] == [30]


@pytest.mark.parametrize("missing", [[0, 1], [98, 99], [1], [98]])
def test_gaps_at_the_ends_are_never_extrapolated(missing: list[int]) -> None:
    result = fill_gaps(a_marker(missing), 1.0)
    assert np.isnan(result.markers.positions_m[missing]).all()
    assert result.filled == ()


def test_seen_samples_and_the_input_stay_untouched() -> None:
    markers = a_marker([40])
    before = markers.positions_m.copy()
    result = fill_gaps(markers)
    np.testing.assert_array_equal(markers.positions_m, before)
    seen = np.isfinite(before)
    np.testing.assert_array_equal(result.markers.positions_m[seen], before[seen])


def test_a_marker_never_seen_stays_unseen() -> None:
    result = fill_gaps(a_marker(list(range(100))), 10.0)
    assert np.isnan(result.markers.positions_m).all()
    assert len(result.left_open) == 1
