"""From repetitions to one measurement: mean, spread, count, or the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement, NormRange, Repeatability
from hipspine.domain.units import radians

ONE_ONLY = "One repetition only: nothing is known about how much repetitions differ."

GAIT_ANGLE_ERROR = Repeatability(
    # 5 degrees is the smallest detectable change, 1.96 * sqrt(2) standard errors.
    sem=radians(5.0) / (1.96 * 2**0.5),
    source="Wilken 2012, Gait Posture 35:301-307, PMID 22041096: changes above about 5 degrees",
    people="29 healthy adults, two sessions 5.6 days apart, leg and pelvis angles from markers",
)
"""Repeatability of leg and pelvis angles between sessions, with another fit of markers each time.
Ours has not been measured; the laboratory's own is the nearest that is published."""


@dataclass(frozen=True)
class Definition:
    """What a measurement is, apart from its value."""

    name: str
    unit: str
    method: str
    positive: str = ""
    repeatability: Repeatability | None = None
    norm: NormRange | None = None
    cautions: tuple[str, ...] = ()

    def of(self, values: Sequence[float], side: Side | None = None, *, because: str) -> Measurement:
        """Return the mean of the repetitions that could be measured, or none and why.

        Parameters
        ----------
        values : sequence of float
            One per repetition; NaN where it could not be measured.
        because : str
            The reason to give if no repetition could be measured.
        """
        found = np.array([value for value in values if np.isfinite(value)])
        if not found.size:
            return Measurement.absent(self.name, self.unit, because, side=side, method=self.method)
        alone = (ONE_ONLY,) if found.size == 1 else ()
        return Measurement(
            name=self.name,
            unit=self.unit,
            value=float(found.mean()),
            positive=self.positive,
            side=side,
            method=self.method,
            spread=float(found.std(ddof=1)) if found.size > 1 else None,
            repetitions=int(found.size),
            repeatability=self.repeatability,
            norm=self.norm,
            cautions=(*self.cautions, *alone),
        )
