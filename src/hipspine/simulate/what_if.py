"""What-ifs: what a change of muscles or posture does to loads, and who takes over the work.

Two kinds, never mixed up. At the recorded motion muscles share the work anew: one engine solves all
scenarios. With another posture the motion itself is another one: each scenario has its own engine,
on a bundle extracted from the changed angles, while the ground forces stay as recorded.
"""

from collections.abc import Callable, Mapping, Sequence

from hipspine.domain.assessment import GroupSide, LedgerRow, WhatIfResult
from hipspine.domain.scenario import Scenario
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.group_curves import (
    Segment,
    group_curves,
    group_forces_N,
    joint_load_curves,
)


def ledger(
    before_N: Mapping[GroupSide, float], after_N: Mapping[GroupSide, float]
) -> tuple[LedgerRow, ...]:
    """Return who does more and who does less, the largest change first.

    Parameters
    ----------
    before_N, after_N : mapping
        Mean force of each muscle group on each side [N].
    """
    rows = [
        LedgerRow(group, side, force, after_N[group, side])
        for (group, side), force in before_N.items()
    ]
    return tuple(sorted(rows, key=lambda row: -abs(row.change_N)))


def mean_group_forces_N(
    engine: Engine, solution: Solution, segments: Sequence[Segment]
) -> dict[GroupSide, float]:
    """Return each group's mean force over the segments, every segment counting the same [N]."""
    courses = group_forces_N(engine.bundle, solution)
    curves = group_curves(engine.bundle.times_s, courses, segments)
    return {key: curve.mean for key, curve in curves.items()}


def same_motion_what_ifs(
    engine: Engine, scenarios: Sequence[Scenario], segments: Sequence[Segment]
) -> tuple[WhatIfResult, ...]:
    """Return what each scenario does at the recorded motion.

    Parameters
    ----------
    engine : Engine
        On the recorded motion.
    scenarios : sequence of Scenario
        Changes of muscles only.
    segments : sequence of Segment
        The parts of the trial that count: cycles, or a window.

    Raises
    ------
    ScenarioError
        If a scenario changes the posture or does not apply to the model.
    """
    before = mean_group_forces_N(engine, engine.base, segments)
    return tuple(
        _result(engine, solution, before, segments) for solution in engine.solve_many(scenarios)
    )


def other_posture_what_ifs(
    engine: Engine,
    scenarios: Sequence[Scenario],
    segments: Sequence[Segment],
    *,
    engine_for: Callable[[Scenario], Engine],
) -> tuple[WhatIfResult, ...]:
    """Return what each scenario does when the posture changes over the whole trial.

    Parameters
    ----------
    engine : Engine
        On the recorded motion; what the ledger compares with.
    scenarios : sequence of Scenario
        Changes of posture, with or without changes of muscles.
    segments : sequence of Segment
    engine_for : callable
        Gives the engine on the bundle extracted from the angles that the scenario's posture
        changes; see `hipspine.simulate.posture.offset_posture`.

    Notes
    -----
    Ground forces stay as recorded although a changed posture would change them; how far the two
    disagree shows in the residual at the pelvis.
    """
    before = mean_group_forces_N(engine, engine.base, segments)
    results = []
    for scenario in scenarios:
        changed = engine_for(scenario)
        solution = changed.solve(Scenario(scenario.name, muscles=scenario.muscles))
        results.append(_result(changed, solution, before, segments, scenario=scenario))
    return tuple(results)


def _result(
    engine: Engine,
    solution: Solution,
    before_N: Mapping[GroupSide, float],
    segments: Sequence[Segment],
    *,
    scenario: Scenario | None = None,
) -> WhatIfResult:
    after = mean_group_forces_N(engine, solution, segments)
    return WhatIfResult(
        scenario=scenario or solution.scenario,
        loads=joint_load_curves(solution.joint_loads, segments),
        ledger=ledger(before_N, after),
        shortfalls=solution.shortfalls,
    )
