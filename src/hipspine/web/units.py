"""The units that a browser shows: SI inside, centimetres or inches, kilograms or pounds outside."""

from dataclasses import dataclass

from fastapi import Request

from hipspine.domain.units import METRES_PER

COOKIE = "hipspine_units"
KILOGRAMS_PER_POUND = 0.45359237
"""By definition (international yard and pound agreement, 1959)."""
METRES_PER_INCH = 0.0254
"""By the same definition."""


@dataclass(frozen=True)
class Units:
    """One system of units as shown."""

    name: str
    metres: float
    """Of one unit of length as shown."""
    kilograms: float
    """Of one unit of mass as shown."""


METRIC = Units("metric", METRES_PER["cm"], 1.0)
US = Units("us", METRES_PER_INCH, KILOGRAMS_PER_POUND)
SYSTEMS = {units.name: units for units in (METRIC, US)}


def units_of(request: Request) -> Units:
    """Return the units that the visitor's browser shows."""
    return SYSTEMS.get(request.cookies.get(COOKIE, ""), METRIC)
