"""What a scenario changes in the muscle-sharing problem: capacities, passive forces, limits."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.domain.errors import ScenarioError
from hipspine.domain.scenario import MuscleChange, Parameter, Scenario
from hipspine.mechanics.muscle_curves import PassiveCurve, active_capacity_N, passive_force_N
from hipspine.mechanics.muscle_sharing import ActivationLimits
from hipspine.simulate.bundle import Bundle, MuscleParameters
from hipspine.simulate.muscle_groups import muscles_meant

FULL_ACTIVATION = 1.0


@dataclass(frozen=True, eq=False)
class MuscleFactors:
    """A scenario's values per muscle, each (M,): strength, drive, tone, tightness, freshness.

    Freshness is the active force left by fatigue. Of W scenarios together, each is (W, M).
    """

    strength: FloatArray
    drive: FloatArray
    tone: FloatArray
    tightness: FloatArray
    freshness: FloatArray


@dataclass(frozen=True, eq=False)
class ScenarioTerms:
    """What muscles can do under a scenario.

    capacities_N, passive_forces_N : (T, M) along the tendon [N]; limits of activation.
    """

    capacities_N: FloatArray
    passive_forces_N: FloatArray
    limits: ActivationLimits


def muscle_factors(scenario: Scenario, muscles: tuple[str, ...]) -> MuscleFactors:
    """Return a scenario's values for each of the model's muscles.

    Where several changes meet in one muscle, strengths multiply, the lowest drive and the highest
    tone count, fibre lengths multiply, and so does what fatigue leaves.

    Raises
    ------
    ScenarioError
        If a change names a group (and side) of which the model has no muscle.
    """
    count = len(muscles)
    strength, drive = np.ones(count), np.full(count, FULL_ACTIVATION)
    tone, fibre, fresh = np.zeros(count), np.ones(count), np.ones(count)
    for change in scenario.muscles:
        meant = muscles_meant(muscles, change.group, change.side)
        if not meant.any():
            raise _no_such_muscle(change)
        match change.parameter:
            case Parameter.STRENGTH:
                strength[meant] *= change.value
            case Parameter.DRIVE:
                drive[meant] = np.minimum(drive[meant], change.value)
            case Parameter.TONE:
                tone[meant] = np.maximum(tone[meant], change.value)
            case Parameter.TIGHTNESS:
                fibre[meant] *= 1.0 - change.value
            case Parameter.FATIGUE:
                fresh[meant] *= 1.0 - change.value
    return MuscleFactors(strength, drive, tone, 1.0 - fibre, fresh)


def _no_such_muscle(change: MuscleChange) -> ScenarioError:
    return ScenarioError(
        f"what-if {change}",
        expected="a muscle group of this body model",
        got=f"{change.group}, of which it has no muscle",
        do="Use a model with these muscles, or another group.",
    )


def activation_limits(factors: MuscleFactors, minimum_activation: FloatArray) -> ActivationLimits:
    """Return the lowest and highest activation of each muscle, (M,).

    Tone raises the model's minimum activation, drive lowers the maximum. Where the two cross, drive
    wins: what the nerves cannot bring about is not there as tone either, so a drive of 0 switches
    the muscle off altogether.
    """
    highest = np.minimum(factors.drive, FULL_ACTIVATION)
    lowest = np.minimum(np.maximum(minimum_activation, factors.tone), highest)
    return ActivationLimits(lowest, highest)


def recorded_terms(bundle: Bundle, *, passive_curve: PassiveCurve | None) -> ScenarioTerms:
    """Return what the muscles can do as recorded, nothing changed."""
    muscles, lengths = bundle.muscles, bundle.muscle_lengths_m
    capacities = active_capacity_N(lengths, bundle.lengthening_speeds_m_s, muscles)
    passive = np.zeros(lengths.shape)
    if passive_curve is not None:
        passive = passive_force_N(lengths, muscles, curve=passive_curve)
    factors = muscle_factors(Scenario("as recorded"), muscles.names)
    return ScenarioTerms(
        capacities, passive, activation_limits(factors, muscles.minimum_activation)
    )


def scenario_terms(
    scenario: Scenario,
    bundle: Bundle,
    recorded: ScenarioTerms,
    *,
    passive_curve: PassiveCurve | None,
) -> ScenarioTerms:
    """Return what the muscles can do under a scenario."""
    factors = stacked([muscle_factors(scenario, bundle.muscles.names)])
    changed = np.flatnonzero(changed_muscles(factors))
    everywhere = np.arange(len(bundle.times_s))
    terms = terms_of_muscles(
        factors, changed, everywhere, bundle, recorded, passive_curve=passive_curve
    )
    capacities, passive = recorded.capacities_N.copy(), recorded.passive_forces_N.copy()
    capacities[:, changed] = terms.capacities_N[0]
    passive[:, changed] = terms.passive_forces_N[0]
    limits = recorded.limits
    lowest, highest = limits.lowest.copy(), limits.highest.copy()
    lowest[changed], highest[changed] = terms.limits.lowest[0], terms.limits.highest[0]
    return ScenarioTerms(capacities, passive, ActivationLimits(lowest, highest))


def stacked(factors: Sequence[MuscleFactors]) -> MuscleFactors:
    """Return the values of W scenarios, each (W, M)."""
    return MuscleFactors(
        *(
            np.stack([getattr(each, item.name) for each in factors])
            for item in fields(MuscleFactors)
        )
    )


def changed_muscles(factors: MuscleFactors) -> BoolArray:
    """Return which muscles any of W scenarios changes at all, (M,)."""
    is_usual = (factors.strength == 1.0) & (factors.freshness == 1.0) & (factors.tightness == 0.0)
    is_usual &= (factors.drive >= FULL_ACTIVATION) & (factors.tone == 0.0)
    return np.asarray(~is_usual.all(axis=0))


def terms_of_muscles(
    factors: MuscleFactors,
    which: IntArray,
    frames: IntArray,
    bundle: Bundle,
    recorded: ScenarioTerms,
    *,
    passive_curve: PassiveCurve | None,
) -> ScenarioTerms:
    """Return what some muscles can do under W scenarios: (W, frames, K), limits (W, K).

    factors : (W, M) each; which : (K,) positions of muscles; frames : positions in the bundle.
    Only muscles that a scenario tightens are put through the force curves anew.
    """
    strength = factors.strength[:, None, which]
    tight = _tightened(factors.tightness[:, which], which, frames, bundle, recorded, passive_curve)
    limits = activation_limits(factors, bundle.muscles.minimum_activation)
    return ScenarioTerms(
        tight[0] * (strength * factors.freshness[:, None, which]),
        tight[1] * strength,
        ActivationLimits(limits.lowest[:, which], limits.highest[:, which]),
    )


def _tightened(
    tightness: FloatArray,
    which: IntArray,
    frames: IntArray,
    bundle: Bundle,
    recorded: ScenarioTerms,
    passive_curve: PassiveCurve | None,
) -> tuple[FloatArray, FloatArray]:
    """Return capacities and passive forces (W or 1, frames, K) with tightness (W, K) alone."""
    place = np.ix_(frames, which)
    capacities, passive = recorded.capacities_N[place][None], recorded.passive_forces_N[place][None]
    if not tightness.any():
        return capacities, passive
    shape = (len(tightness), 1, 1)
    capacities, passive = np.tile(capacities, shape), np.tile(passive, shape)
    for scenario in np.flatnonzero(tightness.any(axis=1)):
        at = np.flatnonzero(tightness[scenario])
        shortening, muscles = tightness[scenario, at], _only(bundle.muscles, which[at])
        place = np.ix_(frames, which[at])
        lengths, speeds = bundle.muscle_lengths_m[place], bundle.lengthening_speeds_m_s[place]
        capacities[scenario][:, at] = active_capacity_N(
            lengths, speeds, muscles, shortening=shortening
        )
        if passive_curve is not None:
            passive[scenario][:, at] = passive_force_N(
                lengths, muscles, shortening=shortening, curve=passive_curve
            )
    return capacities, passive


def _only(muscles: MuscleParameters, which: IntArray) -> MuscleParameters:
    return MuscleParameters(
        names=tuple(muscles.names[position] for position in which),
        max_isometric_force_N=muscles.max_isometric_force_N[which],
        optimal_fibre_length_m=muscles.optimal_fibre_length_m[which],
        tendon_slack_length_m=muscles.tendon_slack_length_m[which],
        pennation_at_optimal_rad=muscles.pennation_at_optimal_rad[which],
        max_contraction_velocity_per_s=muscles.max_contraction_velocity_per_s[which],
        passive_strain_at_max_force=muscles.passive_strain_at_max_force[which],
        minimum_activation=muscles.minimum_activation[which],
    )
