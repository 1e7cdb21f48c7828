"""How far a load could be off: bands over variants of the body and the measurement."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LoadSummary(StrEnum):
    """Which number of a load's curves a band is about."""

    PEAK = "peak"
    MEAN = "mean"
    LOWEST = "lowest"


@dataclass(frozen=True)
class LoadBand:
    """The middle share of the variants' values of one number [N], and the value as computed."""

    value_N: float
    low_N: float
    high_N: float


BandKey = tuple[str, str, LoadSummary]
"""Joint, component (compression, anterior_shear, lateral_shear, resultant) and which number."""


@dataclass(frozen=True)
class LoadBands:
    """Bands of every joint's load.

    variants : how many bodies were tried; share : of them, how many lie within a band; causes : the
    standard deviation of everything that was varied, as (what, value, unit).
    """

    variants: int
    share: float
    causes: tuple[tuple[str, float, str], ...]
    bands: Mapping[BandKey, LoadBand]

    def of(self, joint: str, component: str, summary: LoadSummary) -> LoadBand | None:
        """Return the band of one number, or None if the load could not be told."""
        return self.bands.get((joint, component, summary))
