"""What many variants of the model say together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import UNIT_OF, Certainty, Effect, Quantity, Unit


@dataclass(frozen=True)
class Rule:
    """When a change counts, and when variants agree."""

    share: float
    """Share of the variants that must agree."""
    matters: dict[Unit, float]
    """Smallest change that matters, by unit."""
    effort_matters: float
    """Smallest relative change of effort that matters."""

    def smallest(self, quantity: Quantity) -> float:
        """Return the smallest change of a quantity that matters."""
        is_effort = quantity is Quantity.EFFORT
        return self.effort_matters if is_effort else self.matters[UNIT_OF[quantity]]


def change_of(quantity: Quantity, before: float, after: float) -> float:
    """Return a quantity's change in its unit: a difference, or a ratio less one."""
    return after / before - 1.0 if UNIT_OF[quantity] is Unit.RATIO else after - before


def summarise(quantity: Quantity, changes: FloatArray, rule: Rule) -> Effect:
    """Return median, range, agreement and certainty of a quantity's changes (V,).

    Robust: the stated share agrees in direction, and the median is as large as matters. No
    change: the stated share stays below what matters. All else is uncertain.
    """
    median = float(np.median(changes))
    agreeing = float(np.mean(np.sign(changes) == np.sign(median)))
    smallest = rule.smallest(quantity)
    if agreeing >= rule.share and abs(median) >= smallest:
        certainty = Certainty.ROBUST
    elif np.mean(np.abs(changes) < smallest) >= rule.share:
        certainty = Certainty.NO_CHANGE
    else:
        certainty = Certainty.UNCERTAIN
    return Effect(
        quantity=quantity,
        unit=UNIT_OF[quantity],
        median=median,
        lowest=float(changes.min()),
        highest=float(changes.max()),
        answered=len(changes),
        share_agreeing=agreeing,
        certainty=certainty,
    )


def two_level_design() -> tuple[tuple[int, ...], ...]:
    """Return 16 variants of six two-level factors, each level of each pair equally often.

    The fractional factorial 2^(6-2) of resolution IV with the generators E = ABC and F = BCD
    (Box, Hunter and Hunter 2005, Statistics for Experimenters, table 6.22).
    """
    signs: list[tuple[int, ...]] = []
    for number in range(16):
        a, b, c, d = (1 if number >> bit & 1 else -1 for bit in range(4))
        signs.append((a, b, c, d, a * b * c, b * c * d))
    return tuple(signs)


def most_typical(answers: Sequence[FloatArray]) -> int:
    """Return which variant's changes (in units of what matters) lie nearest the medians."""
    changes = np.array(answers)
    distance = np.sum((changes - np.median(changes, axis=0)) ** 2, axis=1)
    return int(np.argmin(distance))
