"""Marker errors and the guideline they are held against."""

import numpy as np
import pytest

from hipspine.simulate.fit.marker_error import error_problems, marker_error


def test_errors_are_summed_up_over_what_was_seen() -> None:
    error = marker_error(("A", "B"), np.array([[0.003, 0.01], [0.004, np.nan]]))
    assert error.per_marker_rms_m == pytest.approx({"A": np.sqrt(12.5e-6), "B": 0.01})
    assert error.rms_m == pytest.approx(np.sqrt((9 + 16 + 100) / 3) * 1e-3)
    assert (error.max_m, error.worst_marker) == (0.01, "B")


def test_errors_within_the_guideline_raise_no_problem() -> None:
    assert error_problems(marker_error(("A",), np.array([[0.019], [0.02]])), "x") == ()


@pytest.mark.parametrize("errors", [[[0.021, 0.021]], [[0.001, 0.045]]])
def test_beyond_it_the_worst_marker_is_named(errors: list[list[float]]) -> None:
    problem = error_problems(marker_error(("A", "B"), np.array(errors)), "inverse kinematics")[0]
    worst = "B" if errors[0][1] > errors[0][0] else "A"
    assert f"largest at {worst}" in problem.what
