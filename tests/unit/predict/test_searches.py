"""How searches go on where one fails; the searches themselves are scripted."""

from collections.abc import Callable

import pytest

Run = Callable[[str], object]

SCRIPTED = """
    import json
    import numpy as np
    from hipspine.predict import walking
    from hipspine.predict.answer import _continued, _first_walk, halfway, last_of
    from hipspine.predict.parameters import Muscles, Settings
    from hipspine.predict.problem import Request, Solution

    WEAK = Muscles(strength=0.4 * Muscles().strength)
    ASKED = Request(Settings(), WEAK, walking.HALF_CYCLE_S, (1.3, 1.3), walking.no_gap())

    class Searches:
        def __init__(self, *answers):
            self.answers, self.done = list(answers), []

        def solve(self, start, request):
            return self.search("near", start, request)

        def solve_widely(self, start, request):
            return self.search("wide", start, request)

        def search(self, how, start, request):
            self.done.append([how, float(start[0]), float(request.muscles.strength[0])])
            number = len(self.done)
            return Solution(np.full(2, 10.0 * number), 1.0, self.answers[number - 1], "", 1, 1.0)

    def changed(*answers):
        searches = Searches(*answers)
        found = _continued(searches, np.zeros(2), ASKED, Muscles())
        return [found.is_answer, found.cpu_s, searches.done]
"""
"""Each search takes one CPU second; the n-th ends at unknowns of 10 n."""


def test_a_changed_motion_goes_by_way_of_half_the_change_and_last_searches_widely(
    in_casadi_process: Run,
) -> None:
    found = in_casadi_process(
        SCRIPTED
        + """
    print(json.dumps([changed(1), changed(0, 1, 1), changed(0, 1, 0, 1), changed(0, 0, 1)]))
    """
    )
    at_once, halfway, wide, no_half = found
    whole, half = 0.4, 0.7  # strengths; half of the change from 1 to 0.4
    first = ["near", 0.0, pytest.approx(whole)]
    between = ["near", 0.0, pytest.approx(half)]
    from_between = ["near", 20.0, pytest.approx(whole)]
    widely = ["wide", 0.0, pytest.approx(whole)]
    assert at_once == [1, 1.0, [first]]
    assert halfway == [1, 3.0, [first, between, from_between]]
    assert wide == [1, 4.0, [first, between, from_between, widely]]
    # A search that has failed is not repeated from where it has begun before.
    assert no_half == [1, 3.0, [first, between, widely]]


def test_a_first_walk_is_sought_near_every_start_before_any_wide_search(
    in_casadi_process: Run,
) -> None:
    found = in_casadi_process(
        SCRIPTED
        + """
    searches = Searches(0, 0, 0, 1)
    found = _first_walk(searches, [np.full(2, 1.0), np.full(2, 2.0)], None, ASKED)
    print(json.dumps([found.cpu_s, [each[:2] for each in searches.done]]))
    """
    )
    assert found == [4.0, [["near", 1.0], ["near", 2.0], ["wide", 1.0], ["wide", 2.0]]]


def test_a_walk_at_another_speed_is_found_by_way_of_the_usual_one(in_casadi_process: Run) -> None:
    found = in_casadi_process(
        SCRIPTED
        + """
    from dataclasses import replace
    from hipspine.predict.layout import BOTH_LEGS
    from hipspine.predict.variants import read_seeds
    SEED = read_seeds()[0].unknowns

    class Walks(Searches):
        layout = BOTH_LEGS

        def search(self, how, start, request):
            found = super().search(how, start, request)
            self.done[-1] = [how, float(start[1]), request.speed_m_s[0]]
            unknowns = start.copy()
            unknowns[1] = request.speed_m_s[0]
            return replace(found, unknowns=unknowns)

    def first(*answers):
        searches = Walks(*answers)
        asked = replace(ASKED, speed_m_s=(0.9, 0.9))
        starts = [np.full(len(SEED), 0.8), np.full(len(SEED), 1.0)]
        found = _first_walk(searches, starts, SEED, asked)
        return [found.is_answer, found.cpu_s, searches.done]
    print(json.dumps([first(0, 1, 1), first(0, 0, 1)]))
    """
    )
    by_way, not_there = found
    # The usual walk is solved at its 1.3 m/s; from it the search begins at the asked 0.9 m/s.
    assert by_way == [1, 3.0, [["near", 0.8, 0.9], ["near", 1.3, 1.3], ["near", 0.9, 0.9]]]
    assert not_there == [1, 3.0, [["near", 0.8, 0.9], ["near", 1.3, 1.3], ["near", 1.0, 0.9]]]


def test_a_search_nearby_stays_at_the_shipped_walk_and_a_wide_one_finds_none_cheaper(
    in_casadi_process: Run,
) -> None:
    # The shipped walk is the cheapest of many searches. The wide search may end beside it.
    found = in_casadi_process(
        """
        import json
        import numpy as np
        from hipspine.predict import walking
        from hipspine.predict.built import walk_problem
        from hipspine.predict.problem import Request
        from hipspine.predict.variants import nominal, read_seeds
        step = walk_problem(is_whole_cycle=False, cache_dir=None)
        usual, seed = nominal(), read_seeds()[0]
        asked = Request(usual.settings, usual.muscles, walking.HALF_CYCLE_S, (1.3, 1.3),
            walking.no_gap())
        both = [search(seed.unknowns, asked) for search in (step.solve, step.solve_widely)]
        q = seed.unknowns[2:].reshape(-1, 60)[:, :12]
        away = float(np.abs(both[0].unknowns[2:].reshape(-1, 60)[:, :12] - q).max())
        print(json.dumps([[each.is_answer for each in both], [each.cost for each in both], away]))
        """
    )
    answered, costs, away = found
    assert answered == [True, True]
    # IPOPT stops within 1e-6 of a scaled cost of about 3; along its flat valley postures may move
    # by a few thousandths of a radian.
    assert away < 0.01
    assert costs[1] > costs[0] - 1e-3


def test_a_rise_that_is_not_found_goes_by_way_of_a_body_of_the_usual_size(
    in_casadi_process: Run,
) -> None:
    found = in_casadi_process(
        SCRIPTED
        + """
    from hipspine.domain.prediction import ModelBody, MotionKind, PredictionQuestion
    from hipspine.predict.answer import _first_rise
    from hipspine.predict.ask import job_for
    from hipspine.predict.built import RISE_MESH
    from hipspine.predict.variants import nominal

    class Rises(Searches):
        mesh = RISE_MESH

        def unknowns(self, course):
            return np.zeros(2)

        def search(self, how, start, request):
            found = super().search(how, start, request)
            self.done[-1] = [how, float(start[0]), request.settings.mass_factor]
            return found

    heavy = PredictionQuestion(MotionKind.RISE, (), body=ModelBody(1.7, 90.0))
    job = job_for(heavy, nominal(), Muscles(), None)
    def rise(*answers):
        searches = Rises(*answers)
        found = _first_rise(searches, job)
        return [found.is_answer, found.cpu_s, searches.done]
    print(json.dumps([job.settings.mass_factor, rise(1), rise(0, 1, 1, 1)]))
    """
    )
    heavy, at_once, by_way = found
    assert heavy > 1.0
    drawn = ["wide", 0.0, heavy]
    usual = ["wide", 0.0, 1.0]
    between = ["near", 20.0, pytest.approx(0.5 * (1.0 + heavy))]
    assert at_once == [1, 1.0, [drawn]]
    assert by_way == [1, 4.0, [drawn, usual, between, ["near", 30.0, heavy]]]
