"""The engine: one motion's muscle forces and joint loads, as recorded and under what-ifs.

A bundle holds all that OpenSim has to say about a motion; from there on every answer is a small
quadratic problem per frame and a matrix product. Passive forces, of muscles and of discs, come
first; active muscles share what is left.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.assessment import ReserveUse, Shortfall
from hipspine.domain.loads import JointLoad
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import AS_RECORDED, Scenario
from hipspine.mechanics.infeasibility import MomentBalance, moment_shortfalls
from hipspine.mechanics.joint_loads import contact_force_N
from hipspine.mechanics.lumbar_load import lumbar_load
from hipspine.mechanics.muscle_curves import PassiveCurve
from hipspine.mechanics.muscle_sharing import Sharing, crosses
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.discs import disc_moments_Nm, discs_of_model
from hipspine.simulate.engine_refusals import check_same_posture, needs_squares, nothing_measured
from hipspine.simulate.loaded_joints import joints_with_load, load_axes
from hipspine.simulate.reserves import RESERVE_RULES, ReserveRule, reserve_rule
from hipspine.simulate.scenario_terms import ScenarioTerms, recorded_terms, scenario_terms
from hipspine.simulate.sharing_problem import DEFAULT_RULES, SharingRules, sharing_problem
from hipspine.simulate.sweep import Sweep, Sweeper

FEWEST_IN_LANES = 4
"""What-ifs from which on lanes are worth their preparation."""

MOST_AT_ONCE = 64
"""What-ifs solved at once where whole solutions are wanted, which take memory."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Who does the work under a scenario, and what it loads.

    T frames, M muscles, R shared moments. Frames that were not measured are NaN throughout.
    """

    scenario: Scenario
    activations: FloatArray
    """(T, M) fractions of full activation."""
    active_forces_N: FloatArray
    """(T, M) along the tendon."""
    passive_forces_N: FloatArray
    """(T, M) along the tendon."""
    reserves_Nm: FloatArray
    """(T, R) what muscles left over, at the engine's `coordinates`."""
    prices: FloatArray
    """(T, R or more) the solver's dual solution, where a neighbouring problem starts."""
    joint_loads: Mapping[str, JointLoad]
    shortfalls: tuple[Shortfall, ...]
    absent: tuple[Absent, ...]

    @property
    def muscle_forces_N(self) -> FloatArray:
        """(T, M) tension of every muscle, active and passive together [N]."""
        return self.active_forces_N + self.passive_forces_N


class Engine:
    """Solves scenarios on one motion.

    Parameters
    ----------
    bundle : Bundle
    disc_stiffness_Nm_per_rad : mapping, optional
        Rotational stiffness of the discs by coordinate [N·m/rad]; each disc resists its angle from
        neutral with ``-stiffness * (angle - neutral)``. None: discs do not resist. On a model with
        none of these coordinates it does not apply, and the solutions say so.
    disc_neutral_rad : mapping, optional
        Angles in which the discs are unstressed, by coordinate [rad]. None: the model's neutral
        posture.
    passive_curve : PassiveCurve, optional
        How stretched muscles pull without being active. None: they do not.
    reserve_rules : tuple of ReserveRule
        Strengths of the reserves.
    rules : SharingRules
        What the sharing keeps small, how fast activation changes, and what it tracks.

    Attributes
    ----------
    bundle : Bundle
    rules : SharingRules
    coordinates : tuple of str
        The coordinates whose moments are shared: those on which a muscle acts, pelvis left out.
    """

    def __init__(
        self,
        bundle: Bundle,
        *,
        disc_stiffness_Nm_per_rad: Mapping[str, float] | None = None,
        disc_neutral_rad: Mapping[str, float] | None = None,
        passive_curve: PassiveCurve | None = PassiveCurve.PUBLISHED,
        reserve_rules: tuple[ReserveRule, ...] = RESERVE_RULES,
        rules: SharingRules = DEFAULT_RULES,
    ) -> None:
        self.bundle = bundle
        self.rules = rules
        self._discs = disc_stiffness_Nm_per_rad, disc_neutral_rad
        self._passive_curve = passive_curve
        self._rules = reserve_rules
        self._measured = np.flatnonzero(bundle.measured)
        if not self._measured.size:
            raise nothing_measured(bundle)
        self._rows = _shared_rows(bundle, reserve_rules)
        self.coordinates = tuple(bundle.equations[row] for row in self._rows)
        discs, no_discs = discs_of_model(bundle, disc_stiffness_Nm_per_rad or {})
        disc_moments = disc_moments_Nm(bundle, discs, disc_neutral_rad or {})
        self._problem = sharing_problem(
            bundle,
            self._rows,
            bundle.required_moments_Nm - disc_moments,
            self._reserve_strengths_Nm,
            rules,
        )
        self._recorded = recorded_terms(bundle, passive_curve=passive_curve)
        self._loaded, no_loads = joints_with_load(bundle)
        self._absent = (*no_loads, *no_discs)
        self._neighbour: Engine | None = None

    def variant(
        self,
        *,
        bundle: Bundle | None = None,
        rules: SharingRules | None = None,
        disc_factor: float = 1.0,
    ) -> "Engine":
        """Return an engine with the same settings on another bundle, or with other rules or discs.

        `disc_factor` multiplies the stiffness of every disc.
        """
        stiffness, neutral = self._discs
        made = Engine(
            bundle or self.bundle,
            disc_stiffness_Nm_per_rad={
                coordinate: disc_factor * value for coordinate, value in (stiffness or {}).items()
            },
            disc_neutral_rad=neutral,
            passive_curve=self._passive_curve,
            reserve_rules=self._rules,
            rules=rules or self.rules,
        )
        if rules is None:
            made._neighbour = self
        return made

    @cached_property
    def base(self) -> Solution:
        """The solution as recorded."""
        return self._solution(AS_RECORDED, self._recorded, start_prices=self._nearby_prices())

    def _nearby_prices(self) -> FloatArray | None:
        """Return the prices of the engine that this is a variant of, if they are of as much."""
        other = self._neighbour
        if other is None:
            return None
        is_alike = np.array_equal(self._rows, other._rows) and np.array_equal(
            self._measured, other._measured
        )
        return other.base.prices if is_alike else None

    def solve(self, scenario: Scenario) -> Solution:
        """Return who does the work under a scenario at the recorded motion.

        Raises
        ------
        ScenarioError
            If the scenario changes the posture (that takes another bundle), or names muscles that
            the model does not have.
        """
        check_same_posture(scenario)
        found = None
        if scenario.muscles and self._problem.is_least_squares:
            found = self._from_sweep(self._sweeper.solve_one(scenario), 0)
        return found or self._solve_carefully(scenario)

    def solve_many(self, scenarios: Iterable[Scenario]) -> tuple[Solution, ...]:
        """Return each scenario's solution; all start from the recorded one, in any order."""
        wanted = tuple(scenarios)
        if len(wanted) < FEWEST_IN_LANES or not self._problem.is_least_squares:
            return tuple(self.solve(scenario) for scenario in wanted)
        parts = (
            wanted[begin : begin + MOST_AT_ONCE] for begin in range(0, len(wanted), MOST_AT_ONCE)
        )
        return tuple(solution for part in parts for solution in self._solve_in_lanes(part))

    def sweep(self, scenarios: Iterable[Scenario]) -> Sweep:
        """Return loads and activations alone under many scenarios, the fastest way.

        Raises
        ------
        ScenarioError
            As `solve`; also if the engine's rules are not least squares frame by frame.
        """
        wanted = tuple(scenarios)
        for scenario in wanted:
            check_same_posture(scenario)
        if not self._problem.is_least_squares:
            raise needs_squares(self.rules.objective)
        return self._sweeper.solve(wanted)

    @cached_property
    def _sweeper(self) -> Sweeper:
        return Sweeper(
            self._problem,
            self.bundle,
            self._recorded,
            self.base.prices[self._measured],
            joints=self._loaded,
            passive_curve=self._passive_curve,
        )

    def _solve_in_lanes(self, scenarios: tuple[Scenario, ...]) -> Iterator[Solution]:
        """Yield each scenario's solution from a sweep; by itself where that did not converge."""
        sweep = self.sweep(scenarios)
        for number, scenario in enumerate(scenarios):
            found = self._from_sweep(sweep, number)
            yield found or self._solve_carefully(scenario, self._reached(sweep, number))

    def _reached(self, sweep: Sweep, number: int) -> FloatArray:
        """Return one scenario's prices where it converged, else those as recorded."""
        prices = self.base.prices.copy()
        is_solved = sweep.converged[number]
        prices[self._measured[is_solved]] = sweep.prices[number][is_solved]
        return prices

    def _from_sweep(self, sweep: Sweep, number: int) -> Solution | None:
        """Return one scenario's solution, or None where a frame did not converge."""
        if not sweep.converged[number].all():
            return None
        scenario, sharing = sweep.scenarios[number], sweep.sharing(number, self._problem.strengths)
        loads = {name: load[number] for name, load in sweep.loads_N.items()}
        return self._told(scenario, self._terms(scenario), sharing, loads)

    def _solve_carefully(self, scenario: Scenario, start: FloatArray | None = None) -> Solution:
        prices = self.base.prices if start is None else start
        return self._solution(scenario, self._terms(scenario), start_prices=prices)

    def solve_tired(self, fatigued: FloatArray) -> Solution:
        """Return who does the work when each muscle has lost a share of its active force, (M,)."""
        rested = self._recorded
        left = rested.capacities_N * (1.0 - fatigued)
        terms = replace(rested, capacities_N=left)
        return self._solution(Scenario("tired"), terms, start_prices=self.base.prices)

    def reserve_use(self, solution: Solution) -> tuple[ReserveUse, ...]:
        """Return how much the reserve of each coordinate had to add, over the measured frames."""
        reserves = solution.reserves_Nm[self._measured]
        needed = self.bundle.required_moments_Nm[np.ix_(self._measured, self._rows)]
        strengths = self._reserve_strengths_Nm
        return tuple(
            ReserveUse(
                coordinate=coordinate,
                peak_Nm=float(np.nanmax(np.abs(reserves[:, row]))),
                rms_Nm=float(np.sqrt(np.nanmean(np.square(reserves[:, row])))),
                peak_moment_Nm=float(np.abs(needed[:, row]).max()),
                strength_Nm=float(strengths[row]),
                is_loose=reserve_rule(coordinate, self._rules).is_loose,
            )
            for row, coordinate in enumerate(self.coordinates)
        )

    @cached_property
    def _reserve_strengths_Nm(self) -> FloatArray:
        rules = [reserve_rule(coordinate, self._rules) for coordinate in self.coordinates]
        return np.array([rule.strength_Nm for rule in rules], dtype=np.float64)

    def _solution(
        self, scenario: Scenario, terms: ScenarioTerms, *, start_prices: FloatArray | None
    ) -> Solution:
        return self._told(scenario, terms, self._share(terms, start_prices), None)

    def _terms(self, scenario: Scenario) -> ScenarioTerms:
        return scenario_terms(
            scenario, self.bundle, self._recorded, passive_curve=self._passive_curve
        )

    def _told(
        self,
        scenario: Scenario,
        terms: ScenarioTerms,
        sharing: Sharing,
        loads_N: Mapping[str, FloatArray] | None,
    ) -> Solution:
        """Return a solution; `loads_N` : (measured frames, 3) by joint, where known already."""
        solved = np.where(sharing.converged[:, None], 1.0, np.nan)
        activations = self._over_time(sharing.activations * solved)
        reserves = self._over_time(sharing.reserves_Nm[:, : self._rows.size] * solved)
        active = activations * terms.capacities_N
        passive = np.where(np.isfinite(activations), terms.passive_forces_N, np.nan)
        return Solution(
            scenario=scenario,
            activations=activations,
            active_forces_N=active,
            passive_forces_N=passive,
            reserves_Nm=reserves,
            prices=self._over_time(sharing.prices),
            joint_loads=(
                self._joint_loads(active + passive)
                if loads_N is None
                else {
                    name: JointLoad(name, self.bundle.times_s, self._over_time(load))
                    for name, load in loads_N.items()
                }
            ),
            shortfalls=self._shortfalls(activations, reserves, terms),
            absent=(*self._absent, *_unsolved(sharing)),
        )

    def _share(self, terms: ScenarioTerms, start_prices: FloatArray | None) -> Sharing:
        measured = self._measured
        return self._problem.share(
            terms.capacities_N[measured],
            terms.passive_forces_N[measured],
            terms.limits,
            start_prices=None if start_prices is None else start_prices[measured],
        )

    def _over_time(self, of_measured: FloatArray) -> FloatArray:
        """Return values of the measured frames over the whole trial, NaN elsewhere."""
        values = np.full((self.bundle.times_s.size, of_measured.shape[1]), np.nan)
        values[self._measured] = of_measured
        return values

    def _joint_loads(self, forces_N: FloatArray) -> dict[str, JointLoad]:
        bundle = self.bundle
        loads = {}
        for name in self._loaded:
            joint = bundle.joints.index(name)
            offset = bundle.joint_load_offset_N[:, joint, 3:]
            per_tension = bundle.joint_load_per_force[:, joint, 3:]
            axes = load_axes(bundle, name)
            if name in LUMBAR_LEVELS:
                loads[name] = lumbar_load(
                    name,
                    bundle.times_s,
                    forces_N,
                    offset_N=offset,
                    force_per_tension=per_tension,
                    vertebra_axes=axes,
                )
            else:
                force = contact_force_N(offset, per_tension, forces_N, axes)
                loads[name] = JointLoad(name, bundle.times_s, force)
        return loads

    def _shortfalls(
        self, activations: FloatArray, reserves_Nm: FloatArray, terms: ScenarioTerms
    ) -> tuple[Shortfall, ...]:
        """Return what muscles cannot produce, where the reserve does not stand for others."""
        firm = [
            row
            for row, coordinate in enumerate(self.coordinates)
            if not reserve_rule(coordinate, self._rules).is_loose
        ]
        return moment_shortfalls(
            MomentBalance(
                times_s=self.bundle.times_s,
                coordinates=tuple(self.coordinates[row] for row in firm),
                reserves_Nm=reserves_Nm[:, firm],
                required_Nm=self.bundle.required_moments_Nm[:, self._rows[firm]],
                moment_arms_m=self.bundle.moment_arms_m,
                rows=self._rows[firm],
                activations=activations,
                highest=terms.limits.highest,
                muscles=self.bundle.muscles.names,
            )
        )


def _shared_rows(bundle: Bundle, rules: tuple[ReserveRule, ...]) -> IntArray:
    """Return the equations that take part: a muscle acts on them and their rule has a strength."""
    acted_on = crosses(bundle.moment_arms_m).any(axis=1)
    takes_part = [reserve_rule(name, rules).strength_Nm is not None for name in bundle.equations]
    return np.flatnonzero(acted_on & np.array(takes_part))


def _unsolved(sharing: Sharing) -> tuple[Absent, ...]:
    count = int((~sharing.converged).sum())
    if not count:
        return ()
    return (
        Absent(
            f"muscle forces in {count} of {sharing.converged.size} frames",
            "the solver did not reach its tolerance there",
        ),
    )
