"""How numbers are rounded and written for people: digits, minus signs, spread."""

import math

from hipspine.domain.arrays import FloatArray

PAYLOAD_DIGITS = 4
"""Significant digits of numbers embedded in the report: finer than any chart can show."""
RESULTS_DIGITS = 7
"""Significant digits in results.json and the tables: finer than the solver's tolerance of 1e-6."""


def significant(value: float, digits: int) -> float:
    """Return a number rounded to a count of significant digits; whole numbers stay floats."""
    if value == 0 or not math.isfinite(value):
        return value
    return float(f"{value:.{digits - 1}e}")


def significant_list(values: FloatArray, digits: int) -> list[float]:
    """Return the (n,) values as a list, each rounded to significant digits."""
    return [significant(float(value), digits) for value in values]


def decimal(value: float, places: int) -> str:
    """Return a number with fixed decimals and a true minus sign; minus zero becomes zero."""
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def change(value: float, places: int) -> str:
    """Return a change with its sign always shown; zero has none."""
    text = decimal(value, places)
    return text if text.startswith("−") or float(text) == 0 else f"+{text}"


def with_spread(value: float, spread: float | None, places: int) -> str:
    """Return ``value ± standard deviation``, or the value alone where there is no spread."""
    if spread is None:
        return decimal(value, places)
    written = decimal(spread, places)
    if float(written) == 0 and spread > 0:
        written = f"<{decimal(10.0**-places, places)}"
    return f"{decimal(value, places)} ± {written}"
