"""How muscle force falls with work and comes back with rest: three compartments of motor units.

Motor units are active, resting or fatigued. Active ones tire at a rate F, fatigued ones recover at
a rate R, and faster while nothing is asked of them. What is asked is recruited from the resting
ones, so a muscle keeps doing its work until none of these are left.

References
----------
Frey-Law LA, Looft JM, Heitsman J 2012, J Biomech 45:1803-1808, doi:10.1016/j.jbiomech.2012.04.018
(rates of six joints, from endurance times). Looft JM, Herkert N, Frey-Law L 2018, J Biomech
77:16-25, doi:10.1016/j.jbiomech.2018.06.005 (recovery fifteen times as fast in rest).
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray

REST_MULTIPLIER = 15.0
"""How much faster motor units recover while the muscle rests (Looft 2018)."""


@dataclass(frozen=True, eq=False)
class FatigueRates:
    """Rates of tiring and recovering of M muscles, each (M,) [1/s]."""

    tiring: FloatArray
    recovering: FloatArray


def fatigued_share(
    fatigued: FloatArray,
    demand: FloatArray,
    resting_time: FloatArray,
    rates: FatigueRates,
    *,
    duration_s: float,
) -> FloatArray:
    """Return the share of motor units that are fatigued after some time of the same work.

    Parameters
    ----------
    fatigued : (M,) array
        At the start, 0 to 1.
    demand : (M,) array
        Share of all motor units that the work asks for, on average over the work.
    resting_time : (M,) array
        Share of the time in which the muscle rests.
    duration_s : float

    Returns
    -------
    (M,) array
        0 to 1; the muscle's active force is what is not fatigued.

    Notes
    -----
    With M_A active and M_F fatigued, dM_F/dt = F M_A - R' M_F. While resting units are left, M_A is
    what is asked; then M_A = 1 - M_F. R' is R, times 15 in the share of time that is rest. Both
    phases are linear and solved exactly.
    """
    recovery = rates.recovering * (1.0 + (REST_MULTIPLIER - 1.0) * resting_time)
    asked = np.clip(demand, 0.0, 1.0)
    plenty = _approach(fatigued, rates.tiring * asked / recovery, recovery, duration_s)
    until_spent = _time_to_reach(1.0 - asked, fatigued, rates.tiring * asked / recovery, recovery)
    left = np.maximum(duration_s - until_spent, 0.0)
    both = rates.tiring + recovery
    start = np.maximum(1.0 - asked, fatigued)
    spent = _approach(start, rates.tiring / both, both, left)
    return np.where(until_spent >= duration_s, plenty, spent)


def _approach(
    start: FloatArray, end: FloatArray, rate: FloatArray, time_s: FloatArray | float
) -> FloatArray:
    value: FloatArray = end + (start - end) * np.exp(-rate * time_s)
    return value


def _time_to_reach(
    level: FloatArray, start: FloatArray, end: FloatArray, rate: FloatArray
) -> FloatArray:
    """Return when a course towards `end` passes a level [s]; infinite where it never does."""
    gone = np.full(start.shape, np.inf)
    passes = (end > level) & (start < level)
    gone[passes] = -np.log((end - level)[passes] / (end - start)[passes]) / rate[passes]
    return np.where(start >= level, 0.0, gone)
