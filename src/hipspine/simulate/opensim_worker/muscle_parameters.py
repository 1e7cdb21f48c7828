"""The fixed parameters of a model's muscles. Runs in worker processes only."""

from collections.abc import Callable, Sequence

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError
from hipspine.simulate.bundle import MuscleParameters


def _degroote(muscle: opensim.Muscle) -> tuple[float, float] | None:
    found = opensim.DeGrooteFregly2016Muscle.safeDownCast(muscle)
    if found is None:
        return None
    # This muscle has no minimum activation of its own; its lowest control bounds it.
    return found.get_passive_fiber_strain_at_one_norm_force(), 0.0


def _millard(muscle: opensim.Muscle) -> tuple[float, float] | None:
    found = opensim.Millard2012EquilibriumMuscle.safeDownCast(muscle)
    if found is None:
        return None
    curve = found.getFiberForceLengthCurve()
    return curve.get_strain_at_one_norm_force(), found.getMinimumActivation()


def _thelen(muscle: opensim.Muscle) -> tuple[float, float] | None:
    found = opensim.Thelen2003Muscle.safeDownCast(muscle)
    if found is None:
        return None
    return found.get_FmaxMuscleStrain(), found.getMinimumActivation()


_KINDS: tuple[Callable[[opensim.Muscle], tuple[float, float] | None], ...] = (
    _degroote,
    _millard,
    _thelen,
)


def _passive_strain_and_minimum(muscle: opensim.Muscle) -> tuple[float, float]:
    for kind in _KINDS:
        found = kind(muscle)
        if found is not None:
            return found
    raise ModelError(
        f"muscle {muscle.getName()}",
        expected="a DeGrooteFregly2016, Millard2012Equilibrium or Thelen2003 muscle",
        got=f"a {muscle.getConcreteClassName()}",
        do="Convert it, for instance with OpenSim's ModOpReplaceMusclesWithDeGrooteFregly2016.",
    )


def read_muscle_parameters(muscles: Sequence[opensim.Muscle]) -> MuscleParameters:
    """Return what the model says about each muscle.

    The lowest activation is the higher of the model's minimum control and minimum activation.
    """
    special = np.array([_passive_strain_and_minimum(muscle) for muscle in muscles])
    lowest_controls = _each(muscles, lambda muscle: muscle.getMinControl())
    return MuscleParameters(
        names=tuple(muscle.getName() for muscle in muscles),
        max_isometric_force_N=_each(muscles, lambda m: m.getMaxIsometricForce()),
        optimal_fibre_length_m=_each(muscles, lambda m: m.getOptimalFiberLength()),
        tendon_slack_length_m=_each(muscles, lambda m: m.getTendonSlackLength()),
        pennation_at_optimal_rad=_each(
            muscles, lambda m: m.getPennationAngleAtOptimalFiberLength()
        ),
        max_contraction_velocity_per_s=_each(muscles, lambda m: m.getMaxContractionVelocity()),
        passive_strain_at_max_force=special[:, 0],
        minimum_activation=np.maximum(lowest_controls, special[:, 1]),
    )


def _each(
    muscles: Sequence[opensim.Muscle], value: Callable[[opensim.Muscle], float]
) -> FloatArray:
    return np.array([value(muscle) for muscle in muscles], dtype=float)
