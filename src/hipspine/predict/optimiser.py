"""IPOPT on one core."""

import os
from collections.abc import Mapping

import casadi as ca


def optimiser(
    name: str, problem: Mapping[str, object], options: Mapping[str, object]
) -> ca.Function:
    """Return IPOPT for a problem, its linear algebra on one thread.

    OpenBLAS would put a thread on every core. The factors of a motion are too small to share, so
    the threads mostly wait for each other, and for other processes: four walks took 12.8 CPU s so
    and 6.3 with one thread, on two busy cores. The library reads the setting when the first
    optimiser loads it; whoever sets the variable outside keeps what they set.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return ca.nlpsol(name, "ipopt", dict(problem), dict(options))
