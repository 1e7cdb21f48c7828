"""Solve a problem of two muscles in all ways that an assessment does, so that numba compiles them.

numba compiles a function for the types of its arguments when it is first called, and keeps the
result on the disk. Whoever calls `compile_solvers` waits, so that others need not.
"""

import numpy as np

from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Effort,
    share_by_effort,
    sparse_moment_arms,
)
from hipspine.mechanics.what_if_lanes import (
    LinearLoads,
    SolvedTrial,
    WhatIfs,
    prepare_trial,
    share_what_ifs,
)


def compile_solvers() -> None:
    """Compile the solver of a recorded motion and that of many what-ifs on it."""
    arms = sparse_moment_arms(np.array([[[0.05, -0.05]]]))
    capacities_N, required_Nm, reserves_Nm = np.full((1, 2), 1000.0), np.ones((1, 1)), np.ones(1)
    limits = ActivationLimits(np.zeros(2), np.ones(2))
    effort = Effort(np.ones(2), np.zeros(2))
    recorded = share_by_effort(
        arms,
        capacities_N,
        required_Nm,
        reserve_strengths_Nm=reserves_Nm,
        limits=limits,
        effort=effort,
    )
    trial = SolvedTrial(
        arms,
        capacities_N,
        np.zeros((1, 2)),
        required_Nm,
        reserves_Nm,
        limits,
        effort.weights,
        recorded.prices,
    )
    loads = LinearLoads(arms, np.zeros((1, 1)))
    weaker = WhatIfs(
        np.array([0]),
        np.full((1, 1, 1), 500.0),
        np.zeros((1, 1, 1)),
        np.zeros((1, 1)),
        np.ones((1, 1)),
    )
    share_what_ifs(prepare_trial(trial, loads), weaker)
