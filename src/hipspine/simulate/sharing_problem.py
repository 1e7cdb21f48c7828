"""What muscles share on one motion, and at which cost: what stays the same in every scenario.

T measured frames, M muscles, R shared moments, E further rows: the joint forces that a load-aware
objective keeps small.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import LUMBAR_LEVELS
from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.objective import DEFAULT_OBJECTIVE, Objective
from hipspine.domain.units import body_weight_N
from hipspine.mechanics.activation_dynamics import (
    ActivationDynamics,
    FrameTiming,
    share_frame_by_frame,
)
from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Effort,
    Sharing,
    SparseMomentArms,
    moments_Nm,
    share_by_effort,
    sparse_moment_arms,
)
from hipspine.mechanics.muscle_sharing_cubed import share_muscles_cubed
from hipspine.simulate.bundle import Bundle, MuscleParameters

SPARED_JOINTS = ("hip_right", "hip_left", *LUMBAR_LEVELS)
"""Joints whose contact force a load-aware objective keeps small."""

COSTLY_FORCE_BW = 1.0
"""Contact force that costs as much as one muscle at full activation [body weights]: a round figure,
fixed beforehand. Published weights differ by orders of magnitude and are not comparable."""


@dataclass(frozen=True, eq=False)
class TrackedActivations:
    """Activations that muscle sharing is drawn towards.

    wanted : (T, M) over all frames of the bundle, NaN where a muscle is not tracked; weight : how
    much a deviation costs against the activation itself, both squared.
    """

    wanted: FloatArray
    weight: float


@dataclass(frozen=True, eq=False)
class SharingRules:
    """What sharing keeps small, how fast activation can change, and what it is drawn towards.

    Raises
    ------
    ValueError
        For cubes with dynamics or signals: these are solved with squares only.
    """

    objective: Objective = DEFAULT_OBJECTIVE
    dynamics: ActivationDynamics | None = None
    """None: activation changes at once."""
    tracked: TrackedActivations | None = None

    def __post_init__(self) -> None:
        """Check that the rules go together."""
        guided = self.dynamics is not None or self.tracked is not None
        if self.objective is Objective.CUBED and guided:
            raise ValueError("cubed activations are shared without dynamics and without signals")


DEFAULT_RULES = SharingRules()


@dataclass(frozen=True, eq=False)
class SharingProblem:
    """Moments to be shared over the measured frames, their levers and what activation costs.

    frames : (T,) positions in the bundle; arms : of R + E rows; required_Nm : (T, R + E);
    strengths : (R + E,) of the reserves, for the last E rows the costly force [N]; weights : (M,).
    """

    frames: IntArray
    times_s: FloatArray
    arms: SparseMomentArms
    required_Nm: FloatArray
    strengths: FloatArray
    weights: FloatArray
    rules: SharingRules

    def share(
        self,
        capacities_N: FloatArray,
        passive_forces_N: FloatArray,
        limits: ActivationLimits,
        *,
        start_prices: FloatArray | None,
    ) -> Sharing:
        """Return who does the work, from the (T, M) forces of the measured frames."""
        required = self.required_Nm - moments_Nm(self.arms, passive_forces_N)
        if self.rules.objective is Objective.CUBED:
            return share_muscles_cubed(
                self.arms,
                capacities_N,
                required,
                reserve_strengths_Nm=self.strengths,
                limits=limits,
                weights=self.weights,
                start_prices=start_prices,
            )
        if self.rules.dynamics is not None:
            return share_frame_by_frame(
                self.arms,
                capacities_N,
                required,
                reserve_strengths_Nm=self.strengths,
                limits=limits,
                effort=self._effort(),
                timing=FrameTiming(self.times_s, self.rules.dynamics),
            )
        return share_by_effort(
            self.arms,
            capacities_N,
            required,
            reserve_strengths_Nm=self.strengths,
            limits=limits,
            effort=self._effort(),
            start_prices=start_prices,
        )

    @property
    def is_least_squares(self) -> bool:
        """Whether the cost of a frame is a weighted sum of squares that no other frame changes."""
        rules = self.rules
        guided = rules.dynamics is not None or rules.tracked is not None
        return rules.objective is not Objective.CUBED and not guided

    def _effort(self) -> Effort:
        """Return the cost: activation squared, and for a tracked muscle also its deviation squared.

        w a² + w k (a - e)² has the same best value as w (1 + k) (a - k e / (1 + k))².
        """
        shape = (self.frames.size, self.weights.size)
        tracked = self.rules.tracked
        if tracked is None:
            return Effort(self.weights, np.zeros(self.weights.size))
        wanted = tracked.wanted[self.frames]
        pull = np.where(np.isfinite(wanted), tracked.weight, 0.0)
        weights = np.broadcast_to(self.weights, shape) * (1.0 + pull)
        return Effort(weights, pull * np.nan_to_num(wanted) / (1.0 + pull))


def sharing_problem(
    bundle: Bundle,
    rows: IntArray,
    required_Nm: FloatArray,
    reserve_strengths_Nm: FloatArray,
    rules: SharingRules,
) -> SharingProblem:
    """Return the problem of a bundle's measured frames.

    Parameters
    ----------
    rows : (R,) array
        The equations that take part.
    required_Nm : (T, equations) array
        What muscles must produce, passive forces of muscles included.
    reserve_strengths_Nm : (R,) array
    rules : SharingRules
    """
    frames = np.flatnonzero(bundle.measured)
    arms = bundle.moment_arms_m[np.ix_(frames, rows)]
    required = required_Nm[np.ix_(frames, rows)]
    strengths = reserve_strengths_Nm
    if rules.objective is Objective.LOAD_AWARE:
        per_force, without_muscles = _joint_force_rows(bundle, frames)
        arms = np.concatenate([arms, per_force], axis=1)
        required = np.concatenate([required, -without_muscles], axis=1)
        costly = COSTLY_FORCE_BW * body_weight_N(bundle.mass_kg)
        strengths = np.concatenate([strengths, np.full(per_force.shape[1], costly)])
    weights = np.ones(len(bundle.muscles.names))
    if rules.objective is not Objective.SQUARED:
        weights = volume_weights(bundle.muscles)
    return SharingProblem(
        frames=frames,
        times_s=bundle.times_s[frames],
        arms=sparse_moment_arms(arms),
        required_Nm=required,
        strengths=strengths,
        weights=weights,
        rules=rules,
    )


def volume_weights(muscles: MuscleParameters) -> FloatArray:
    """Return each muscle's volume over the mean volume, (M,).

    Volume is physiological cross-section times optimal fibre length, cross-section is strength over
    a specific tension that is the same for all muscles and cancels.
    """
    volumes = muscles.max_isometric_force_N * muscles.optimal_fibre_length_m
    weights: FloatArray = volumes / volumes.mean()
    return weights


def _joint_force_rows(bundle: Bundle, frames: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return contact forces per tension (T, E, M), and without muscles (T, E), in ground.

    As rows of the problem, the "reserve" that balances them is minus the contact force itself, so
    its cost is the force squared.
    """
    joints = _positions(bundle.joints, SPARED_JOINTS)
    count = len(bundle.muscles.names)
    per_force = bundle.joint_load_per_force[np.ix_(frames, joints)][:, :, 3:]
    offset = bundle.joint_load_offset_N[np.ix_(frames, joints)][:, :, 3:]
    rows = per_force.shape[1] * per_force.shape[2]
    return per_force.reshape(-1, rows, count), offset.reshape(-1, rows)


def _positions(names: Sequence[str], wanted: Sequence[str]) -> IntArray:
    return np.array([names.index(name) for name in wanted if name in names], dtype=np.int64)
