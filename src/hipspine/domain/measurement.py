"""A measurement: one number with its unit, direction, error and comparison, or why it is absent."""

import math
from dataclasses import dataclass, field

from hipspine.domain.anatomy import Side


@dataclass(frozen=True)
class Repeatability:
    """How much a measurement differs between days when nothing has changed, as published.

    Parameters
    ----------
    sem : float
        Standard error of measurement, in the measurement's unit.
    source : str
        Who found it, with DOI or PubMed number.
    people : str
        On whom and how it was found.
    """

    sem: float
    source: str
    people: str

    def __post_init__(self) -> None:
        if not (math.isfinite(self.sem) and self.sem > 0):
            raise ValueError(f"a standard error of measurement is above zero, not {self.sem}")

    @property
    def mdc95(self) -> float:
        """Smallest change that is not noise with 95 % confidence, in the measurement's unit.

        References
        ----------
        Weir JP (2005). Quantifying test-retest reliability using the intraclass correlation
        coefficient and the SEM. J Strength Cond Res 19:231-240. doi:10.1519/15184.1
        """
        return 1.96 * math.sqrt(2) * self.sem


@dataclass(frozen=True)
class NormRange:
    """A published range: low to high in the measurement's unit, whose it is and from where."""

    low: float
    high: float
    source: str
    people: str

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"a range from {self.low} to {self.high} is empty")


@dataclass(frozen=True)
class Measurement:
    """One number about a person, or the reason why there is none: never zero instead.

    Parameters
    ----------
    name : str
        What is measured, such as ``cadence``; with a direction where the sign has one
        (``pelvis_anterior_tilt``).
    unit : str
        SI unit, or ``1`` for a ratio or count.
    value : float or None
        None exactly if ``absent_because`` is given.
    positive : str
        What a positive value means, such as ``forward``; empty for sizes, which have no sign.
    side : Side or None
        None where the measurement belongs to the whole body.
    method : str
        How it was found, with the settings that change the number: only measurements of equal
        method are compared between visits.
    spread : float or None
        Standard deviation over the repetitions of this visit, in the unit.
    repetitions : int or None
        How many repetitions the value is the mean of.
    repeatability : Repeatability or None
        None where no published error is held.
    norm : NormRange or None
        None where no published range is held.
    cautions : tuple of str
        What a reader has to know before believing the value, one sentence each.
    absent_because : str or None
        Why there is no value.
    """

    name: str
    unit: str
    value: float | None
    positive: str = ""
    side: Side | None = None
    method: str = ""
    spread: float | None = None
    repetitions: int | None = None
    repeatability: Repeatability | None = None
    norm: NormRange | None = None
    cautions: tuple[str, ...] = field(default=())
    absent_because: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) != (self.absent_because is not None):
            raise ValueError(f"{self.name}: either a value or a reason, not both and not neither")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"{self.name}: {self.value} is not a number; say why it is absent")

    @classmethod
    def absent(
        cls, name: str, unit: str, because: str, *, side: Side | None = None, method: str = ""
    ) -> "Measurement":
        """Return a measurement that could not be made, and why."""
        return cls(name, unit, None, side=side, method=method, absent_because=because)
