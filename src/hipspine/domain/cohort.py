"""Bands of a group of people, to draw behind one person's curves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CohortBand:
    """Where four in five persons of a group lie at each percent of the segment [body weights]."""

    joint: str
    component: str
    low_bw: tuple[float, ...]
    """101 values."""
    high_bw: tuple[float, ...]


@dataclass(frozen=True)
class CohortBands:
    """A group's bands."""

    name: str
    """Of the study."""
    group: str | None
    """None where all its persons are meant."""
    persons: int
    segment: str
    """What 0 to 100 % means; the bands hold for curves over the same."""
    is_generated: bool
    """Whether nobody in it is a real person."""
    bands: tuple[CohortBand, ...]

    def of(self, joint: str, component: str) -> CohortBand | None:
        """Return the band of one component of a joint's load."""
        for band in self.bands:
            if (band.joint, band.component) == (joint, component):
                return band
        return None
