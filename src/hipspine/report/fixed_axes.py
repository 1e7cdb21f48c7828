"""The same vertical axis for every visit: wide enough for walking, wider only where it must be."""

from collections.abc import Sequence

from hipspine.domain.arrays import FloatArray
from hipspine.report.charts import round_limits

FIXED_AXES: dict[str, tuple[float, float]] = {
    "compression": (0.0, 3.0),
    "anterior_shear": (-1.0, 1.0),
    "lateral_shear": (-1.0, 1.0),
    "resultant": (0.0, 6.0),
    "hip_moment": (-100.0, 150.0),
}
"""Axis of each load component [BW] and of the hip moment [N·m]: holds ordinary walking, so that
charts of two visits compare at a glance (our choice; gait reports keep axes fixed over visits)."""


def fixed_limits(component: str, curves: Sequence[FloatArray]) -> tuple[float, float]:
    """Return a quantity's axis limits: the fixed ones, or wider ones where a curve leaves them.

    Examples
    --------
    >>> import numpy as np
    >>> fixed_limits("compression", [np.array([0.5, 2.1])])
    (0.0, 3.0)
    """
    low, high = FIXED_AXES[component]
    lowest = min(float(each.min()) for each in curves)
    highest = max(float(each.max()) for each in curves)
    if low <= lowest and highest <= high:
        return low, high
    return round_limits(min(low, lowest), max(high, highest))
