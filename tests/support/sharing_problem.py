"""A muscle-sharing problem as plain arrays."""

from dataclasses import dataclass

import numpy as np

from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Sharing,
    share_muscles,
    sparse_moment_arms,
)


@dataclass(frozen=True)
class Problem:
    arms: np.ndarray
    capacities: np.ndarray
    required: np.ndarray
    reserves: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray

    def solve(self) -> Sharing:
        return share_muscles(
            sparse_moment_arms(self.arms),
            self.capacities,
            self.required,
            reserve_strengths_Nm=self.reserves,
            limits=ActivationLimits(self.lowest, self.highest),
        )

    def per_activation(self, frame: int) -> np.ndarray:
        return self.arms[frame] * self.capacities[frame]
