from collections.abc import Callable

import pytest

Run = Callable[[str], object]


def test_the_cheapest_speed_is_the_lowest_point_of_the_parabola(in_casadi_process: Run) -> None:
    # Costs (v - 1.24)² + 2 at three speeds; the parabola through them is the same.
    found = in_casadi_process(
        """
        import json
        from hipspine.predict.own_speed import cheapest_speed
        speeds = (1.2, 1.3, 1.4)
        costs = [(v - 1.24) ** 2 + 2.0 for v in speeds]
        far = [(v - 0.7) ** 2 for v in speeds]
        bent_down = [-((v - 1.24) ** 2) for v in speeds]
        print(json.dumps([cheapest_speed(speeds, costs), cheapest_speed(speeds, far),
            cheapest_speed(speeds, bent_down), cheapest_speed(speeds[:2], costs[:2])]))
        """
    )
    inside, far, bent_down, two = found
    assert inside == pytest.approx(1.24)
    assert far == pytest.approx(1.1)  # a tenth of a metre per second below the slowest tried
    assert bent_down == pytest.approx(1.4)  # farthest from 1.24, so cheapest
    assert two == pytest.approx(1.2)


def test_a_quickened_walk_keeps_its_postures_and_its_step(in_casadi_process: Run) -> None:
    found = in_casadi_process(
        """
        import json
        import numpy as np
        from hipspine.predict.layout import BOTH_LEGS
        from hipspine.predict.own_speed import quickened
        from hipspine.predict.variants import read_seeds
        usual = read_seeds()[0].unknowns
        quick = quickened(BOTH_LEGS, usual, 1.43)
        a, b = (u[2:].reshape(-1, BOTH_LEGS.size) for u in (usual, quick))
        q = BOTH_LEGS.q
        print(json.dumps([quick[1], quick[0] * quick[1] / (usual[0] * usual[1]),
            float(np.abs(a[:, :q] - b[:, :q]).max()),
            float(np.abs(1.1 * a[:, q:2 * q] - b[:, q:2 * q]).max())]))
        """
    )
    speed, step_ratio, moved, off_speed = found
    assert speed == 1.43
    assert step_ratio == pytest.approx(1.0)
    assert moved == 0.0
    # The shipped walk is solved at 1.3 m/s, so 1.43 is a tenth faster; seeds have seven digits.
    assert off_speed == pytest.approx(0.0, abs=1e-6)
