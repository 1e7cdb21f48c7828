"""How the SI value of a measurement is shown: unit, factor and decimals, by unit and name."""

from dataclasses import dataclass

from hipspine.domain.units import degrees
from hipspine.report.figures import Numbers

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class ShownUnit:
    """How an SI unit is shown: its name, the factor from SI, and the decimals."""

    name: str
    factor: float
    places: int

    def written(self, numbers: Numbers, value: float) -> str:
        """Return an SI value with its unit."""
        return self._with_unit(numbers.decimal(value * self.factor, self.places))

    def change(self, numbers: Numbers, value: float) -> str:
        """Return a difference of SI values with its sign and unit."""
        return self._with_unit(numbers.change(value * self.factor, self.places))

    def with_spread(self, numbers: Numbers, value: float, spread: float | None) -> str:
        """Return an SI value with its spread over repetitions and its unit."""
        known = None if spread is None else spread * self.factor
        return self._with_unit(numbers.with_spread(value * self.factor, known, self.places))

    def _with_unit(self, written: str) -> str:
        # A degree sign stands close, other units after a space that does not break.
        return f"{written}{'' if self.name in ('', '°') else NO_BREAK}{self.name}"


PERCENT = ShownUnit("%", 100.0, 0)
SHOWN: dict[str, ShownUnit] = {
    "rad": ShownUnit("°", degrees(1.0), 1),
    "1": PERCENT,
    "m": ShownUnit("m", 1.0, 2),
    "s": ShownUnit("s", 1.0, 2),
    "m/s": ShownUnit("m/s", 1.0, 2),
    "1/s": ShownUnit("/min", 60.0, 0),
}
"""Units with a usual form; any other is shown as it is, with two decimals."""

COUNTS = frozenset(
    {
        "steps",
        "gait_bouts",
        "sit_to_stand_count",
        "sitting_breaks",
        "chair_stands_in_30_s",
        "active_straight_leg_raise_sum",
        "fair_provokes_buttock_pain",
        "fadir_provokes_groin_pain",
    }
)
"""Pure numbers that are counts or scores, not shares."""


def shown_unit(name: str, unit: str) -> ShownUnit:
    """Return how a measurement is shown.

    Examples
    --------
    >>> shown_unit("cadence", "1/s").name
    '/min'
    """
    if name in COUNTS:
        return ShownUnit("", 1.0, 0)
    if unit == "1/s" and "_slope_" in name:
        return ShownUnit("%/min", 6000.0, 1)
    if unit == "1" and name.startswith("harmonic_ratio"):
        return ShownUnit("", 1.0, 2)
    if unit == "s" and name.endswith("_hold"):
        return ShownUnit("s", 1.0, 0)
    return SHOWN.get(unit, ShownUnit(unit, 1.0, 2))
