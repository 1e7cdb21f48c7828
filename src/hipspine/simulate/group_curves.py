"""Results by muscle group and joint over the cycle, for people to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import Curve, GroupSide, JointLoadCurves
from hipspine.domain.loads import JointLoad
from hipspine.mechanics.time_normalise import time_normalise
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Solution
from hipspine.simulate.muscle_groups import members_by_group


@dataclass(frozen=True)
class Segment:
    """A part of the trial that becomes 0 to 100 %: a cycle, a phase or a window [s]."""

    start_s: float
    end_s: float


def curves_over(
    times_s: FloatArray, values: FloatArray, segments: Sequence[Segment]
) -> tuple[Curve, ...]:
    """Return one curve per column of (T, K) values, each over all segments."""
    cut = np.array(
        [time_normalise(times_s, values, segment.start_s, segment.end_s) for segment in segments]
    )
    return tuple(Curve(cut[:, :, column]) for column in range(values.shape[1]))


def group_forces_N(bundle: Bundle, solution: Solution) -> dict[GroupSide, FloatArray]:
    """Return each group's (T,) force, active and passive, summed over its fascicles [N]."""
    forces = solution.muscle_forces_N
    return {
        key: forces[:, members].sum(axis=1)
        for key, members in members_by_group(bundle.muscles.names).items()
    }


def group_activations(bundle: Bundle, solution: Solution) -> dict[GroupSide, FloatArray]:
    """Return each group's (T,) activation: the mean over its fascicles, weighted by strength.

    The weights are the maximum isometric forces as modelled, whatever the scenario: a group at full
    activation reads 1.
    """
    strength = bundle.muscles.max_isometric_force_N
    return {
        key: solution.activations[:, members] @ strength[members] / strength[members].sum()
        for key, members in members_by_group(bundle.muscles.names).items()
    }


def group_hip_extension_moments_Nm(
    bundle: Bundle, solution: Solution
) -> dict[GroupSide, FloatArray]:
    """Return the (T,) moment of each group about the hip of its side, positive extending [N·m].

    Groups that have no lever at that hip are left out; so are sides without a hip flexion
    coordinate. OpenSim counts hip flexion positive, hence the sign.
    """
    forces = solution.muscle_forces_N
    moments: dict[GroupSide, FloatArray] = {}
    for (group, side), members in members_by_group(bundle.muscles.names).items():
        arms = _hip_flexion_arms(bundle, side)
        if arms is not None and np.abs(arms[:, members]).max() > 0.0:
            moments[group, side] = -(arms[:, members] * forces[:, members]).sum(axis=1)
    return moments


def _hip_flexion_arms(bundle: Bundle, side: Side) -> FloatArray | None:
    coordinate = f"hip_flexion{side.suffix}"
    if coordinate not in bundle.equations:
        return None
    return bundle.moment_arms_m[:, bundle.equations.index(coordinate)]


def group_curves(
    times_s: FloatArray, by_group: Mapping[GroupSide, FloatArray], segments: Sequence[Segment]
) -> dict[GroupSide, Curve]:
    """Return each group's (T,) course as a curve over the segments."""
    if not by_group:
        return {}
    columns = np.stack(list(by_group.values()), axis=1)
    return dict(zip(by_group, curves_over(times_s, columns, segments), strict=True))


def joint_load_curves(
    loads: Mapping[str, JointLoad], segments: Sequence[Segment]
) -> dict[str, JointLoadCurves]:
    """Return each joint's load as curves over the segments [N]."""
    curves = {}
    for joint, load in loads.items():
        components = np.stack(
            [load.compression_N, load.anterior_shear_N, load.lateral_shear_N, load.resultant_N],
            axis=1,
        )
        curves[joint] = JointLoadCurves(joint, *curves_over(load.times_s, components, segments))
    return curves
