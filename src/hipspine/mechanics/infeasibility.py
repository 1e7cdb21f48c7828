"""Certificates that the muscles cannot produce a motion: which moment, by how much, who is spent.

Muscle sharing always has a solution because reserves add what muscles cannot. Their use is the
measure: a reserve beyond its allowance means that no allowed activation produces the moment.
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import side_of
from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.domain.assessment import Shortfall

ALLOWED_SHARE_OF_PEAK = 0.05
"""Reserve allowed, as a share of the coordinate's peak moment: Hicks 2015
(doi:10.1115/1.4029304) recommends reserve moments below 5 % of the peak joint moment."""

ALLOWED_AT_LEAST_NM = 2.0
"""Reserve allowed anyway [N·m]. With a strength of 1 N·m and muscles to spare, a reserve stays
below about 0.1 N·m; one of 2 N·m costs as much as four muscles at full activation, which sharing
only accepts when the muscles are spent. It keeps coordinates with hardly any moment quiet."""

ACTING_ARM_M = 1e-3
"""Moment arm from which a muscle counts as acting on a coordinate [m]."""

AT_LIMIT = 1e-6
"""Distance from the upper limit at which an activation counts as at it."""


@dataclass(frozen=True, eq=False)
class MomentBalance:
    """How R moments were produced over T frames.

    coordinates : (R,) names; reserves_Nm, required_Nm : (T, R); moment_arms_m : (T, E, M) of all
    equations, of which rows : (R,) are these; activations : (T, M); highest : (M,) upper limits;
    muscles : (M,) names. Frames that were not measured are NaN.
    """

    times_s: FloatArray
    coordinates: tuple[str, ...]
    reserves_Nm: FloatArray
    required_Nm: FloatArray
    moment_arms_m: FloatArray
    rows: IntArray
    activations: FloatArray
    highest: FloatArray
    muscles: tuple[str, ...]


def reserve_allowance_Nm(required_Nm: FloatArray) -> FloatArray:
    """Return the reserve allowed at each coordinate, (R,) [N·m], from its (T, R) moments."""
    peak = np.nanmax(np.abs(required_Nm), axis=0)
    allowance: FloatArray = np.maximum(ALLOWED_SHARE_OF_PEAK * peak, ALLOWED_AT_LEAST_NM)
    return allowance


def moment_shortfalls(balance: MomentBalance) -> tuple[Shortfall, ...]:
    """Return one certificate per coordinate whose moment cannot be produced, largest first."""
    measured = np.asarray(np.isfinite(balance.reserves_Nm).all(axis=1))
    if not measured.any():
        return ()
    beyond = np.abs(balance.reserves_Nm) - reserve_allowance_Nm(balance.required_Nm)
    beyond = np.where(measured[:, None], beyond, -np.inf)
    short = np.flatnonzero(beyond.max(axis=0) > 0.0)
    shortfalls = [_shortfall(balance, beyond[:, row], int(row)) for row in short]
    return tuple(sorted(shortfalls, key=lambda shortfall: -shortfall.missing_Nm))


def _shortfall(balance: MomentBalance, beyond_Nm: FloatArray, row: int) -> Shortfall:
    worst = int(beyond_Nm.argmax())
    coordinate = balance.coordinates[row]
    return Shortfall(
        coordinate=coordinate,
        side=side_of(coordinate),
        time_s=float(balance.times_s[worst]),
        missing_Nm=float(beyond_Nm[worst]),
        frames=int((beyond_Nm > 0.0).sum()),
        at_limit=tuple(
            name
            for name, spent in zip(balance.muscles, _spent(balance, worst, row), strict=True)
            if spent
        ),
    )


def _spent(balance: MomentBalance, frame: int, row: int) -> BoolArray:
    """Return which muscles that could add to the missing moment are at their upper limit."""
    arms = balance.moment_arms_m[frame, balance.rows[row]]
    helps = arms * np.sign(balance.reserves_Nm[frame, row]) > ACTING_ARM_M
    spent: BoolArray = helps & (balance.activations[frame] >= balance.highest - AT_LIMIT)
    return spent
