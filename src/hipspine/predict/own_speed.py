"""The speed that a body chooses itself: the one at which a metre costs least."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.predict.layout import Layout
from hipspine.predict.problem import Problem, Request, Solution
from hipspine.predict.stage import SHARED

SPEEDS_M_S = (0.5, 2.0)
"""Where a self-chosen walking speed is looked for."""
APART_M_S = 0.1
"""Between the speeds that are tried. Cost per metre is flat around its least: at half of it, the
parabola would follow the optimiser's tolerance; at twice, its own curvature."""


Search = Callable[[Request], Solution]
"""Finds the walk that answers a request."""


def at_own_speed(
    problem: Problem, start: FloatArray, request: Request, at_given_speed: Search
) -> Solution:
    """Return the walk at the cheapest speed.

    The speed is first left free in one search from `start`. Where that finds nothing,
    `at_given_speed` finds the walk of `request` at its given speed, the speed is left free from
    there, and if that leads nowhere or to a dearer walk, walks are solved at speeds on both sides.
    """
    free = replace(request, speed_m_s=SPEEDS_M_S)
    found = problem.solve(start, free)
    if found.is_answer:
        return found
    walk = at_given_speed(request)
    spent = found.cpu_s + walk.cpu_s
    if not walk.is_answer:
        return replace(walk, cpu_s=spent)
    found = problem.solve(walk.unknowns, free)
    spent += found.cpu_s
    if found.is_answer and found.cost <= walk.cost:
        return replace(found, cpu_s=spent)
    best = _between_speeds(problem, walk, request)
    return replace(best, cpu_s=spent + best.cpu_s)


def _between_speeds(problem: Problem, walk: Solution, request: Request) -> Solution:
    """Return the cheapest of walks at given speeds, one of them where a parabola is least.

    Its CPU seconds are those spent here, so without those of `walk`.
    """
    middle = float(walk.unknowns[1])
    tried = [_at(problem, walk, middle + apart, request) for apart in (-APART_M_S, APART_M_S)]
    answers = [walk, *(each for each in tried if each.is_answer)]
    wanted = cheapest_speed(
        [float(each.unknowns[1]) for each in answers], [each.cost for each in answers]
    )
    nearest = min(answers, key=lambda each: abs(float(each.unknowns[1]) - wanted))
    tried.append(_at(problem, nearest, wanted, request))
    # The parabola is a guess; what was solved decides.
    answers = [each for each in (walk, *tried) if each.is_answer]
    best = min(answers, key=lambda each: each.cost)
    return replace(best, cpu_s=sum(each.cpu_s for each in tried))


def cheapest_speed(speeds_m_s: Sequence[float], costs: Sequence[float]) -> float:
    """Return where the parabola through three costs is least.

    No further than `APART_M_S` beyond the given speeds. With fewer than three, or where the costs
    do not bend upwards, the cheapest given speed is returned.
    """
    cheapest = float(speeds_m_s[int(np.argmin(costs))])
    if len(speeds_m_s) < 3:
        return cheapest
    bend, slope, _ = np.polyfit(np.array(speeds_m_s) - cheapest, costs, 2)
    if bend <= 0.0:
        return cheapest
    lowest, highest = min(speeds_m_s) - APART_M_S, max(speeds_m_s) + APART_M_S
    wanted = np.clip(cheapest - 0.5 * slope / bend, lowest, highest)
    return float(np.clip(wanted, *SPEEDS_M_S))


def _at(problem: Problem, near: Solution, speed_m_s: float, request: Request) -> Solution:
    start = quickened(problem.layout, near.unknowns, speed_m_s)
    return problem.solve(start, replace(request, speed_m_s=(speed_m_s, speed_m_s)))


def quickened(layout: Layout, unknowns: FloatArray, speed_m_s: float) -> FloatArray:
    """Return a walk's unknowns with the same postures at another speed: steps only follow faster.

    The motion stays consistent with its speeds, so that the search starts from near a walk.
    """
    ratio = speed_m_s / float(unknowns[1])
    states = unknowns[SHARED:].reshape(-1, layout.size).copy()
    states[:, layout.q : 2 * layout.q] *= ratio
    return np.concatenate([[unknowns[0] / ratio, speed_m_s], states.ravel()])
