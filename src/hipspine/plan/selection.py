"""Choose the exercises of a week: a mixed-integer linear programme with every rule written out.

Each exercise i may be on training days (t_i), on light days (l_i), or on both; s_i says that it is
in the week at all. u_k is how much of target k counts, never more than enough; g_c says that one of
the exercises is there by which count c can be shown before the next stage. We maximise

    sum_k worth_k u_k + sum_c bonus g_c + sum_i (wishes_i + pins_i) s_i - small costs

subject to minutes and lumbar points of each kind of day, neighbours, families, the largest share of
each kind of exercise in the week, and a warm-up before anything strenuous.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from hipspine.content.exercises import Exercise
from hipspine.domain.errors import InternalError
from hipspine.domain.programme import Part, PlannedDose
from hipspine.plan.request import Knowledge, PlanRequest
from hipspine.plan.safety import lumbar_points
from hipspine.plan.usefulness import kind_of, stimulus
from hipspine.plan.week import may_be_light, part_of

PIN_WORTH = 300.0
"""More than all targets together (82, at most 230 with goals and weights): a pin yields to limits.

Rows are in minutes and worths below a thousand: with wider ranges the solver re-solved some plans
and wrote a line of its own to standard output, where results go.
"""
COST_PER_MINUTE = 0.01
"""Of two equal choices the shorter one wins."""
COST_PER_RANK = 1e-4
"""Of two that are still equal the first of the library wins: a plan never depends on chance."""
RELATIVE_GAP = 1e-4
"""Presolve is off: it saves nothing on problems of this size."""


@dataclass(frozen=True)
class Choice:
    """An exercise that comes into question, with its dose."""

    exercise: Exercise
    dose: PlannedDose
    session_s: float
    """Time of one session, both sides and rests included [s]."""
    is_kept: bool
    """Whether the earlier programme had it."""


@dataclass(frozen=True)
class Limits:
    """The limits of a day and of the week."""

    seconds: float
    """Of a light day."""
    training_seconds: float
    """Of a training day: what is planned leaves room for what gets longer."""
    lumbar_points: int
    training_days: int
    light_days: int
    weekly_sets: int | None = None
    """The most sets of the main part; None: no earlier week to compare with."""


@dataclass(frozen=True)
class Worths:
    """What each target is worth, and groups of exercises that the next stage asks for."""

    targets: Mapping[str, float]
    gates: tuple[frozenset[str], ...] = ()
    """Of each group one is worth having: it is counted before the next stage may begin."""


@dataclass(frozen=True)
class Selection:
    """The ids chosen for training days and for light days."""

    training: frozenset[str]
    light: frozenset[str]

    @property
    def ids(self) -> frozenset[str]:
        """Everything in the week."""
        return self.training | self.light


class _Problem:
    """The matrices: columns are t, l, s of each choice, u of each target, g of each count."""

    def __init__(self, choices: Sequence[Choice], targets: int, gates: int) -> None:
        self.count = len(choices)
        self.first_gate = 3 * self.count + targets
        self.columns = self.first_gate + gates
        self.rows: list[NDArray[np.float64]] = []
        self.highest: list[float] = []

    def row(self) -> NDArray[np.float64]:
        """Return an empty row."""
        return np.zeros(self.columns)

    def at_most(self, row: NDArray[np.float64], highest: float) -> None:
        """Add the constraint that a row is at most something."""
        self.rows.append(row)
        self.highest.append(highest)


def select(
    choices: Sequence[Choice],
    limits: Limits,
    worths: Worths,
    request: PlanRequest,
    knowledge: Knowledge,
) -> Selection:
    """Return the most useful exercises for training and light days within every limit.

    Raises
    ------
    InternalError
        If the solver fails; doing nothing is always possible, so it must not.
    """
    if not choices:
        return Selection(frozenset(), frozenset())
    targets = knowledge.rules.targets
    problem = _Problem(choices, len(targets), len(worths.gates))
    _limit_days(problem, choices, limits, knowledge)
    _link(problem, choices, limits)
    _keep_neighbours_apart(problem, choices, knowledge)
    _vary(problem, choices, knowledge)
    _share(problem, choices, limits, knowledge)
    _warm_up(problem, choices, knowledge)
    _guard_sets(problem, choices, limits)
    _count_targets(problem, choices, limits, knowledge)
    _count_gates(problem, choices, worths)
    solved = milp(
        -_worth(problem, choices, limits, worths, request, knowledge),
        constraints=LinearConstraint(
            np.array(problem.rows), np.full(len(problem.rows), -np.inf), np.array(problem.highest)
        ),
        bounds=Bounds(np.zeros(problem.columns), _upper(problem, choices, limits, knowledge)),
        integrality=(np.arange(problem.columns) < 3 * problem.count).astype(int),
        options={"mip_rel_gap": RELATIVE_GAP, "presolve": False},
    )
    if not solved.success:
        raise InternalError(f"the planner found no solution: {solved.message}")
    chosen = solved.x[: 3 * problem.count].round().astype(bool)
    names = [choice.exercise.id for choice in choices]
    return Selection(
        frozenset(n for n, on in zip(names, chosen[: problem.count], strict=True) if on),
        frozenset(
            n for n, on in zip(names, chosen[problem.count : 2 * problem.count], strict=True) if on
        ),
    )


def days_on(choice: Choice, limits: Limits, *, light: bool) -> int:
    """Return on how many days of a kind an exercise would be done."""
    days = limits.light_days if light else limits.training_days
    return min(days, choice.exercise.dose.days_per_week[1])


def _upper(
    problem: _Problem, choices: Sequence[Choice], limits: Limits, knowledge: Knowledge
) -> NDArray[np.float64]:
    training = [float(limits.training_days > 0)] * problem.count
    light = [float(may_be_light(c.exercise) and limits.light_days > 0) for c in choices]
    enough = [target.enough for target in knowledge.rules.targets]
    gates = [1.0] * (problem.columns - problem.first_gate)
    return np.array([*training, *light, *([1.0] * problem.count), *enough, *gates])


def _limit_days(
    problem: _Problem, choices: Sequence[Choice], limits: Limits, knowledge: Knowledge
) -> None:
    minutes = np.array([choice.session_s / 60 for choice in choices])
    points = np.array([lumbar_points(choice.exercise, knowledge) for choice in choices])
    for start, time in ((0, limits.training_seconds), (problem.count, limits.seconds)):
        for values, highest in ((minutes, time / 60), (points, limits.lumbar_points)):
            row = problem.row()
            row[start : start + problem.count] = values
            problem.at_most(row, highest)


def _link(problem: _Problem, choices: Sequence[Choice], limits: Limits) -> None:
    """Let s follow t and l; an exercise is on both kinds of day only if its days a week allow."""
    n = problem.count
    for i, choice in enumerate(choices):
        for start in (0, n):
            row = problem.row()
            row[start + i], row[2 * n + i] = 1, -1
            problem.at_most(row, 0)
        row = problem.row()
        row[2 * n + i], row[i], row[n + i] = 1, -1, -1
        problem.at_most(row, 0)
        days = limits.training_days + limits.light_days
        if days > choice.exercise.dose.days_per_week[1]:
            row = problem.row()
            row[i] = row[n + i] = 1
            problem.at_most(row, 1)


def _keep_neighbours_apart(
    problem: _Problem, choices: Sequence[Choice], knowledge: Knowledge
) -> None:
    for i, j in combinations(range(problem.count), 2):
        if knowledge.are_neighbours(choices[i].exercise.id, choices[j].exercise.id):
            row = problem.row()
            row[2 * problem.count + i] = row[2 * problem.count + j] = 1
            problem.at_most(row, 1)


def _vary(problem: _Problem, choices: Sequence[Choice], knowledge: Knowledge) -> None:
    """Allow only so many of one family in a week, and only one walk."""
    most = knowledge.rules.week.most_of_a_family
    for family in sorted({choice.exercise.family for choice in choices}):
        row = problem.row()
        for i, choice in enumerate(choices):
            row[2 * problem.count + i] = float(choice.exercise.family == family)
        problem.at_most(row, 1 if family == "walking" else most)


def _share(
    problem: _Problem, choices: Sequence[Choice], limits: Limits, knowledge: Knowledge
) -> None:
    """Limit each kind to its share of the week's minutes, where enough kinds are there to share."""
    kinds = [kind_of(choice.exercise) for choice in choices]
    present = sorted({kind for kind in kinds if kind is not None})
    shares = knowledge.rules.shares
    if sum(shares.of(kind) for kind in present) <= 1:
        return
    for kind in present:
        row = problem.row()
        for i, choice in enumerate(choices):
            factor = (kinds[i] == kind) - shares.of(kind) if kinds[i] is not None else 0.0
            minutes = factor * choice.session_s / 60
            row[i] = minutes * days_on(choice, limits, light=False)
            row[problem.count + i] = minutes * days_on(choice, limits, light=True)
        problem.at_most(row, 0)


def _warm_up(problem: _Problem, choices: Sequence[Choice], knowledge: Knowledge) -> None:
    """Ask for a warm-up before anything strenuous, where there is one to choose."""
    warm = [i for i, c in enumerate(choices) if part_of(c.exercise) is Part.WARM_UP]
    row = problem.row()
    row[warm] = 1
    problem.at_most(row, knowledge.rules.week.warm_ups)
    if not warm:
        return
    for i, choice in enumerate(choices):
        if choice.exercise.aim == "strengthen":
            row = problem.row()
            row[i], row[warm] = 1, -1
            problem.at_most(row, 0)


def _guard_sets(problem: _Problem, choices: Sequence[Choice], limits: Limits) -> None:
    """Keep the week's sets from jumping, where there is an earlier week."""
    if limits.weekly_sets is None:
        return
    row = problem.row()
    for i, choice in enumerate(choices):
        if part_of(choice.exercise) is Part.MAIN:
            row[i] = choice.dose.sets * days_on(choice, limits, light=False)
            row[problem.count + i] = choice.dose.sets * days_on(choice, limits, light=True)
    problem.at_most(row, limits.weekly_sets)


def _count_targets(
    problem: _Problem, choices: Sequence[Choice], limits: Limits, knowledge: Knowledge
) -> None:
    for k, target in enumerate(knowledge.rules.targets):
        row = problem.row()
        row[3 * problem.count + k] = 1
        for i, choice in enumerate(choices):
            points = stimulus(choice.exercise, target, knowledge.rules)
            row[i] = -points * days_on(choice, limits, light=False)
            row[problem.count + i] = -points * days_on(choice, limits, light=True)
        problem.at_most(row, 0)


def _count_gates(problem: _Problem, choices: Sequence[Choice], worths: Worths) -> None:
    for c, group in enumerate(worths.gates):
        row = problem.row()
        row[problem.first_gate + c] = 1
        for i, choice in enumerate(choices):
            row[2 * problem.count + i] = -float(choice.exercise.id in group)
        problem.at_most(row, 0)


def _worth(
    problem: _Problem,
    choices: Sequence[Choice],
    limits: Limits,
    worths: Worths,
    request: PlanRequest,
    knowledge: Knowledge,
) -> NDArray[np.float64]:
    week, n = knowledge.rules.week, problem.count
    worth = problem.row()
    for k, target in enumerate(knowledge.rules.targets):
        worth[3 * n + k] = worths.targets[target.id]
    worth[problem.first_gate :] = week.gate_bonus
    for i, choice in enumerate(choices):
        name = choice.exercise.id
        worth[2 * n + i] = (
            PIN_WORTH * (name in request.overrides.pinned)
            + week.like_bonus * (name in request.likes)
            - week.dislike_cost * (name in request.dislikes)
            + week.keep_bonus * choice.is_kept
            - COST_PER_RANK * i
        )
        is_warm_up = part_of(choice.exercise) is Part.WARM_UP
        minutes = choice.session_s / 60
        worth[i] = week.keep_bonus * is_warm_up
        worth[i] -= COST_PER_MINUTE * minutes * days_on(choice, limits, light=False)
        worth[n + i] = -COST_PER_MINUTE * minutes * days_on(choice, limits, light=True)
    return worth
