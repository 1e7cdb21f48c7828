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


SCRIPTED = """
    import json
    from dataclasses import replace
    import numpy as np
    from hipspine.predict import walking
    from hipspine.predict.layout import BOTH_LEGS
    from hipspine.predict.own_speed import SPEEDS_M_S, at_own_speed
    from hipspine.predict.parameters import Muscles, Settings
    from hipspine.predict.problem import Request, Solution
    from hipspine.predict.variants import read_seeds

    START = read_seeds()[0].unknowns
    ASKED = Request(Settings(), Muscles(), walking.HALF_CYCLE_S, (1.3, 1.3), walking.no_gap())
    given = []

    def walk(speed, cost, is_answer=True):
        unknowns = START.copy()
        unknowns[1] = speed
        return Solution(unknowns, cost, is_answer, "", 1, 1.0)

    def at_given_speed(request):
        given.append(request.speed_m_s)
        return walk(1.3, 2.0)

    class Walks:
        layout = BOTH_LEGS

        def __init__(self, free):
            self.free, self.speeds = list(free), []

        def solve(self, start, request):
            self.speeds.append(request.speed_m_s)
            if request.speed_m_s == SPEEDS_M_S:
                return self.free.pop(0)
            speed = request.speed_m_s[0]
            return walk(speed, 1.9 + (speed - 1.25) ** 2)
"""
"""Walks that are not solved but follow a script; each takes one CPU second."""


def test_a_free_search_that_ends_is_the_answer(in_casadi_process: Run) -> None:
    found = in_casadi_process(
        SCRIPTED
        + """
    walks = Walks([walk(1.22, 1.8)])
    found = at_own_speed(walks, START, ASKED, at_given_speed)
    print(json.dumps([float(found.unknowns[1]), found.cpu_s, len(walks.speeds), given]))
    """
    )
    assert found == [1.22, 1.0, 1, []]


def test_a_free_search_that_fails_is_begun_again_from_the_walk_at_a_given_speed(
    in_casadi_process: Run,
) -> None:
    found = in_casadi_process(
        SCRIPTED
        + """
    walks = Walks([walk(0.5, 9.0, is_answer=False), walk(1.24, 1.9)])
    found = at_own_speed(walks, START, ASKED, at_given_speed)
    print(json.dumps([float(found.unknowns[1]), found.cpu_s, len(walks.speeds), given]))
    """
    )
    # Two free searches and one at the given speed, a second each.
    assert found == [1.24, 3.0, 2, [[1.3, 1.3]]]


def test_where_no_free_search_helps_the_cheapest_of_given_speeds_is_taken(
    in_casadi_process: Run,
) -> None:
    found = in_casadi_process(
        SCRIPTED
        + """
    dearer = walk(1.6, 2.5)
    walks = Walks([walk(0.5, 9.0, is_answer=False), dearer])
    found = at_own_speed(walks, START, ASKED, at_given_speed)
    tried = [speeds[0] for speeds in walks.speeds if speeds != SPEEDS_M_S]
    print(json.dumps([float(found.unknowns[1]), found.cpu_s, tried]))
    """
    )
    speed, cpu_s, tried = found
    # The walk at 1.3 m/s costs 2.0; those beside it 1.9 + (v - 1.25)², so 1.9025 and 1.9225. The
    # parabola through (1.2, 1.9025), (1.3, 2.0), (1.4, 1.9225) bends downwards: the cheapest given
    # speed is solved once more.
    assert tried == pytest.approx([1.2, 1.4, 1.2])
    assert speed == pytest.approx(1.2)
    assert cpu_s == 6.0  # two free, one given, three beside it


def test_a_body_without_a_walk_at_a_given_speed_has_none_at_its_own(
    in_casadi_process: Run,
) -> None:
    found = in_casadi_process(
        SCRIPTED
        + """
    walks = Walks([walk(0.5, 9.0, is_answer=False)])
    none = lambda request: walk(1.3, 9.0, is_answer=False)
    found = at_own_speed(walks, START, ASKED, none)
    print(json.dumps([found.is_answer, found.cpu_s]))
    """
    )
    assert found == [False, 2.0]
