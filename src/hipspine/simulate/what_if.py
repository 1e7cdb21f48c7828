"""What-ifs: what a change of muscles or posture does to loads, and who takes over the work.

Two kinds, never mixed up. At the recorded motion muscles share the work anew: one engine solves all
scenarios. With another posture the motion itself is another one: each scenario has its own engine,
on a bundle extracted from the changed angles, while the ground forces stay as recorded.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from hipspine.domain.assessment import (
    Curve,
    GroupSide,
    JointLoadCurves,
    LedgerRow,
    WhatIfResult,
)
from hipspine.domain.scenario import Scenario
from hipspine.simulate.engine import Engine, Solution


class SolutionCurves(Protocol):
    """Draws an engine's solutions over the considered parts of the trial."""

    def forces(self, solution: Solution) -> Mapping[GroupSide, Curve]:
        """Return the force of each muscle group, active and passive [N]."""

    def loads(self, solution: Solution) -> Mapping[str, JointLoadCurves]:
        """Return the load of each joint [N]."""


CurvesOf = Callable[[Engine], SolutionCurves]
"""Gives what draws an engine's solutions."""


def ledger(
    before: Mapping[GroupSide, Curve], after: Mapping[GroupSide, Curve]
) -> tuple[LedgerRow, ...]:
    """Return who does more and who does less, by mean force, the largest change first.

    Groups that could be drawn in only one of the two are left out.
    """
    rows = [
        LedgerRow(group, side, curve.mean, after[group, side].mean)
        for (group, side), curve in before.items()
        if (group, side) in after
    ]
    return tuple(sorted(rows, key=lambda row: -abs(row.change_N)))


def same_motion_what_ifs(
    engine: Engine, scenarios: Sequence[Scenario], *, curves_of: CurvesOf
) -> tuple[WhatIfResult, ...]:
    """Return what each scenario does at the recorded motion.

    Parameters
    ----------
    engine : Engine
        On the recorded motion.
    scenarios : sequence of Scenario
        Changes of muscles only.
    curves_of : callable
        Gives what draws the engine's solutions.

    Raises
    ------
    ScenarioError
        If a scenario changes the posture or does not apply to the model.
    """
    curves = curves_of(engine)
    before = curves.forces(engine.base)
    return tuple(
        _result(solution.scenario, solution, before, curves)
        for solution in engine.solve_many(scenarios)
    )


def other_posture_what_ifs(
    engine: Engine,
    scenarios: Sequence[Scenario],
    *,
    curves_of: CurvesOf,
    engine_for: Callable[[Scenario], Engine],
) -> tuple[WhatIfResult, ...]:
    """Return what each scenario does when the posture changes over the whole trial.

    Parameters
    ----------
    engine : Engine
        On the recorded motion; what the ledger compares with.
    scenarios : sequence of Scenario
        Changes of posture, with or without changes of muscles.
    curves_of : callable
        Gives what draws an engine's solutions.
    engine_for : callable
        Gives the engine on the bundle extracted from the angles that the scenario's posture
        changes; see `hipspine.simulate.posture.offset_posture`.

    Notes
    -----
    Ground forces stay as recorded although a changed posture would change them; how far the two
    disagree shows in the residual at the pelvis.
    """
    before = curves_of(engine).forces(engine.base)
    results = []
    for scenario in scenarios:
        changed = engine_for(scenario)
        solution = changed.solve(Scenario(scenario.name, muscles=scenario.muscles))
        results.append(_result(scenario, solution, before, curves_of(changed)))
    return tuple(results)


def _result(
    scenario: Scenario,
    solution: Solution,
    before: Mapping[GroupSide, Curve],
    curves: SolutionCurves,
) -> WhatIfResult:
    return WhatIfResult(
        scenario=scenario,
        loads=curves.loads(solution),
        ledger=ledger(before, curves.forces(solution)),
        shortfalls=solution.shortfalls,
    )
