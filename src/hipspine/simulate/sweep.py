"""Many what-ifs on one motion at once: what they change, solved eight side by side.

W what-ifs, T measured frames, M muscles, R moments, J joints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.domain.scenario import Scenario
from hipspine.mechanics.muscle_curves import PassiveCurve
from hipspine.mechanics.muscle_sharing import SMALLEST_ARM_M, Sharing, SparseMomentArms, moments_Nm
from hipspine.mechanics.what_if_lanes import (
    LinearLoads,
    PreparedTrial,
    SolvedTrial,
    WhatIfAnswers,
    WhatIfs,
    prepare_trial,
    share_one_what_if,
    share_what_ifs,
)
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.loaded_joints import load_axes
from hipspine.simulate.scenario_terms import (
    ScenarioTerms,
    changed_muscles,
    muscle_factors,
    stacked,
    terms_of_muscles,
)
from hipspine.simulate.sharing_problem import SharingProblem


@dataclass(frozen=True, eq=False)
class Sweep:
    """Loads and activations under each of many what-ifs, over the measured frames.

    Frames that did not reach the solver's tolerance are False in `converged`; `Engine.solve` solves
    those with more care.
    """

    scenarios: tuple[Scenario, ...]
    times_s: FloatArray
    """(T,) of the measured frames."""
    activations: FloatArray
    """(W, T, M) fractions of full activation."""
    prices: FloatArray
    """(W, T, R or more) the solver's dual solution."""
    loads_N: Mapping[str, FloatArray]
    """(W, T, 3) by joint, along the axes that `JointLoad` has them."""
    converged: BoolArray
    """(W, T)"""
    iterations: IntArray
    """(W, T)"""

    def sharing(self, position: int, strengths: FloatArray) -> Sharing:
        """Return one what-if's sharing; at the solution reserves are strength squared times price.

        strengths : (R or more,) of the reserves.
        """
        prices = self.prices[position]
        return Sharing(
            self.activations[position],
            np.square(strengths) * prices,
            prices,
            self.iterations[position],
            self.converged[position],
        )


class Sweeper:
    """Solves many what-ifs on a motion whose recorded problem is solved.

    Parameters
    ----------
    problem : SharingProblem
        With an objective whose cost is a sum of squares.
    bundle : Bundle
    recorded : ScenarioTerms
        What the muscles can do as recorded.
    prices : (T, R) array
        The recorded solution.
    joints : sequence of str
        Joints whose loads are wanted.
    passive_curve : PassiveCurve, optional
        As in `Engine`.
    """

    def __init__(
        self,
        problem: SharingProblem,
        bundle: Bundle,
        recorded: ScenarioTerms,
        prices: FloatArray,
        *,
        joints: Sequence[str],
        passive_curve: PassiveCurve | None,
    ) -> None:
        self._bundle, self._recorded, self._joints = bundle, recorded, tuple(joints)
        self._frames, self._curve = problem.frames, passive_curve
        passive = recorded.passive_forces_N[problem.frames]
        self._solved = SolvedTrial(
            arms=problem.arms,
            capacities_N=recorded.capacities_N[problem.frames],
            passive_forces_N=passive,
            required_Nm=problem.required_Nm - moments_Nm(problem.arms, passive),
            reserve_strengths_Nm=problem.strengths,
            limits=recorded.limits,
            weights=problem.weights,
            prices=prices,
        )
        self._loads = _linear_loads(bundle, problem.frames, self._joints)

    def solve(self, scenarios: Sequence[Scenario]) -> Sweep:
        """Return every scenario's loads and activations.

        Raises
        ------
        ScenarioError
            If a scenario names muscles that the model does not have.
        """
        answers = share_what_ifs(self._side_by_side, self._what_ifs(scenarios))
        return self._sweep(scenarios, answers)

    def solve_one(self, scenario: Scenario) -> Sweep:
        """Return the same of one scenario, eight frames at a time; faster for one alone."""
        return self._sweep(
            (scenario,), share_one_what_if(self._in_time, self._what_ifs((scenario,)))
        )

    @cached_property
    def _side_by_side(self) -> PreparedTrial:
        return prepare_trial(self._solved, self._loads)

    @cached_property
    def _in_time(self) -> PreparedTrial:
        return prepare_trial(self._solved, self._loads, frames_in_lanes=True)

    def _sweep(self, scenarios: Sequence[Scenario], answers: WhatIfAnswers) -> Sweep:
        return Sweep(
            tuple(scenarios),
            self._bundle.times_s[self._frames],
            answers.activations,
            answers.prices,
            {
                joint: answers.loads_N[:, :, 3 * number : 3 * number + 3]
                for number, joint in enumerate(self._joints)
            },
            answers.converged,
            answers.iterations,
        )

    def _what_ifs(self, scenarios: Sequence[Scenario]) -> WhatIfs:
        names = self._bundle.muscles.names
        factors = stacked([muscle_factors(scenario, names) for scenario in scenarios])
        changed = np.flatnonzero(changed_muscles(factors))
        terms = terms_of_muscles(
            factors,
            changed,
            self._frames,
            self._bundle,
            self._recorded,
            passive_curve=self._curve,
        )
        limits = terms.limits
        return WhatIfs(
            changed, terms.capacities_N, terms.passive_forces_N, limits.lowest, limits.highest
        )


def _linear_loads(bundle: Bundle, frames: IntArray, joints: Sequence[str]) -> LinearLoads:
    """Return the joints' loads along their axes as sums over the muscles that cross them."""
    crossing, pulls, offsets = [], [], []
    for name in joints:
        joint, axes = bundle.joints.index(name), load_axes(bundle, name)[frames]
        pull = bundle.joint_load_per_force[frames, joint, 3:]
        crosses = np.flatnonzero((np.abs(pull) > SMALLEST_ARM_M).any(axis=(0, 1)))
        along = np.matmul(np.swapaxes(axes, 1, 2), pull[:, :, crosses])
        offset = bundle.joint_load_offset_N[frames, joint, 3:]
        crossing += [crosses] * 3
        pulls += [along[:, axis] for axis in range(3)]
        offsets.append(np.matmul(offset[:, None], axes)[:, 0])
    start = np.concatenate([[0], np.cumsum([each.size for each in crossing])]).astype(np.int64)
    rows = np.concatenate([np.empty(0, np.int64), *crossing]).astype(np.int64)
    values = np.concatenate([np.empty((frames.size, 0)), *pulls], axis=1)
    pull_of = SparseMomentArms(start, rows, np.ascontiguousarray(values), len(bundle.muscles.names))
    return LinearLoads(pull_of, np.concatenate([np.empty((frames.size, 0)), *offsets], axis=1))
