from collections.abc import Callable

import numpy as np
import pytest


def test_radau_points_differentiate_and_integrate_polynomials_exactly(
    in_casadi_process: Callable[[str], object],
) -> None:
    # Degree 1 is the backward Euler step; with d points the slope is exact up to degree d, the
    # integral up to degree 2 d - 2 (Hairer and Wanner 1996, chapter IV.5).
    found = in_casadi_process(
        """
        import json
        from hipspine.predict.stage import collocation
        print(json.dumps([[list(c.points), c.slopes.tolist(), c.weights.tolist()]
                          for c in (collocation(1), collocation(2), collocation(3))]))
        """
    )
    for degree, (points, slopes, weights) in enumerate(found, start=1):
        t, matrix, w = np.array(points), np.array(slopes), np.array(weights)
        values = 1.0 + t**degree
        assert values @ matrix == pytest.approx(degree * t ** (degree - 1), abs=1e-9)
        assert w.sum() == pytest.approx(1.0)
        power = 2 * degree - 2
        assert w @ t**power == pytest.approx(1.0 / (power + 1))
