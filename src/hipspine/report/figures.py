"""How numbers are rounded and written for people: digits, minus signs, spread."""

import math
from dataclasses import dataclass

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


def spread(values: FloatArray) -> float | None:
    """Return the standard deviation (n - 1) of (N,) values, or None for a single one."""
    return float(values.std(ddof=1)) if len(values) > 1 else None


@dataclass(frozen=True)
class Numbers:
    """Writes numbers for people, with a language's decimal mark."""

    mark: str = "."

    def decimal(self, value: float, places: int) -> str:
        """Return a number with fixed decimals and a true minus sign; minus zero becomes zero."""
        text = f"{value:.{places}f}"
        if float(text) == 0:
            text = text.lstrip("-")
        return self._marked(text)

    def general(self, value: float, digits: int = 6) -> str:
        """Return a number with as many decimals as it needs, at most the significant digits."""
        return self._marked(f"{value:.{digits}g}")

    def change(self, value: float, places: int) -> str:
        """Return a change with its sign always shown; zero has none."""
        text = self.decimal(value, places)
        zero = float(f"{value:.{places}f}") == 0
        return text if text.startswith("−") or zero else f"+{text}"

    def with_spread(self, value: float, spread: float | None, places: int) -> str:
        """Return ``value ± standard deviation``, or the value alone where there is no spread."""
        if spread is None:
            return self.decimal(value, places)
        written = self.decimal(spread, places)
        if float(f"{spread:.{places}f}") == 0 and spread > 0:
            written = f"<{self.decimal(10.0**-places, places)}"
        return f"{self.decimal(value, places)} ± {written}"

    def _marked(self, text: str) -> str:
        return text.replace("-", "−").replace(".", self.mark)


def numbers_in(language: str) -> Numbers:
    """Return how numbers are written in a language: German has a decimal comma."""
    return Numbers("," if language == "de" else ".")


ENGLISH = Numbers()
decimal, change, with_spread = ENGLISH.decimal, ENGLISH.change, ENGLISH.with_spread
