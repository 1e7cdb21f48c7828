"""From an engine's solution to curves over the cycle, by muscle group and joint."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hipspine.clinic.segments import Segments
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.assessment import Curve, GroupSide, JointLoadCurves
from hipspine.domain.loads import JointLoad
from hipspine.domain.provenance import Absent
from hipspine.simulate.engine import Engine, Solution
from hipspine.simulate.muscle_groups import members_by_group


@dataclass(frozen=True, eq=False)
class ResultsOverCycle:
    """Draws curves of solutions of one engine over one trial's stretches."""

    engine: Engine
    segments: Segments

    @cached_property
    def _members(self) -> dict[GroupSide, list[int]]:
        return members_by_group(self.engine.bundle.muscles.names)

    def activations(self, solution: Solution) -> dict[GroupSide, Curve]:
        """Return each group's activation: the mean of its fascicles weighted by their strength."""
        strength = self.engine.bundle.muscles.max_isometric_force_N

        def weighted(members: list[int]) -> FloatArray:
            weighted_mean: FloatArray = np.average(
                solution.activations[:, members], axis=1, weights=strength[members]
            )
            return weighted_mean

        return self._by_group(weighted)

    def forces(self, solution: Solution) -> dict[GroupSide, Curve]:
        """Return each group's force, the sum over its fascicles [N]."""
        forces_N = solution.muscle_forces_N
        return self._by_group(lambda members: forces_N[:, members].sum(axis=1))

    def hip_extension_moments(self, solution: Solution) -> dict[GroupSide, Curve]:
        """Return each group's moment about the hip of its side, positive extending [N·m]."""
        bundle, forces_N = self.engine.bundle, solution.muscle_forces_N
        curves = {}
        for (group, side), members in self._members.items():
            coordinate = f"hip_flexion{side.suffix}"
            if coordinate not in bundle.equations:
                continue  # a model whose hip is locked, or named otherwise
            row = bundle.equations.index(coordinate)
            arms = bundle.moment_arms_m[:, row, members]
            if not np.any(arms):
                continue
            # The coordinate is positive in flexion; extension is its opposite.
            moment = -(arms * forces_N[:, members]).sum(axis=1)
            curve = self.segments.curve(bundle.times_s, moment, side)
            if curve is not None:
                curves[group, side] = curve
        return curves

    def absent(self) -> tuple[Absent, ...]:
        """Return the hips whose moments the model cannot tell, and why."""
        bundle = self.engine.bundle
        return tuple(
            Absent(
                f"who extends the {side} hip",
                f"the model {bundle.model_name} has no free coordinate hip_flexion{side.suffix}",
            )
            for side in Side
            if f"hip_flexion{side.suffix}" not in bundle.equations
        )

    def loads(self, solution: Solution) -> dict[str, JointLoadCurves]:
        """Return each joint's load: discs over the trunk's stretches, legs over their side's."""
        curves = {}
        for joint, load in solution.joint_loads.items():
            drawn = self._joint(load, _side_of_joint(joint))
            if drawn is not None:
                curves[joint] = drawn
        return curves

    def _joint(self, load: JointLoad, side: Side | None) -> JointLoadCurves | None:
        parts = (
            load.compression_N,
            load.anterior_shear_N,
            load.lateral_shear_N,
            load.resultant_N,
        )
        drawn = [self.segments.curve(load.times_s, part, side) for part in parts]
        compression, anterior, lateral, resultant = drawn
        if compression is None or anterior is None or lateral is None or resultant is None:
            return None
        return JointLoadCurves(load.joint, compression, anterior, lateral, resultant)

    def _by_group(self, quantity: Callable[[list[int]], FloatArray]) -> dict[GroupSide, Curve]:
        times_s = self.engine.bundle.times_s
        drawn = {
            (group, side): self.segments.curve(times_s, quantity(members), side)
            for (group, side), members in self._members.items()
        }
        return {key: curve for key, curve in drawn.items() if curve is not None}


def _side_of_joint(joint: str) -> Side | None:
    return next((side for side in Side if joint.endswith(f"_{side}")), None)
