"""A low push beside a muscle's signal: patterns it is compatible with, and never a verdict."""

from collections.abc import Sequence

from hipspine.content.findings import FindingRule
from hipspine.domain.anatomy import Side
from hipspine.domain.finding import Confidence
from hipspine.domain.measurement import Measurement
from hipspine.explain.compare import UNCLEAR, between_sides
from hipspine.explain.wording import Outcome, Wording

RULE = "strength_or_drive"
STRENGTH = "hip_extension_strength"
SIGNAL = "gluteus_maximus_activity_peak"
MAXIMUM = "MVIC"
"""Only a signal divided by a maximum trial says how much of its best a muscle gave."""


def strength_or_drive(
    measurements: Sequence[Measurement], rule: FindingRule, wording: Wording
) -> Outcome | None:
    """Return which patterns a low push is compatible with, or None where no push is low.

    The confidence is always "cannot tell": pain, fear and less effort give the same numbers as a
    muscle that is driven less (Shield and Zhou 2004, doi:10.2165/00007256-200434040-00005). A low
    signal fits nothing in particular: it is of another task than the push, and a share of the own
    maximum, which low drive lowers as well; a high one fits less strength.
    """
    pushes = {each.side: each for each in measurements if each.name == STRENGTH and each.value}
    left, right = pushes.get(Side.LEFT), pushes.get(Side.RIGHT)
    if left is None or right is None:
        return None
    judged = between_sides(left, right)
    if judged.outcome == UNCLEAR:
        return None
    low, other = (left, right) if judged.outcome == "left_less" else (right, left)
    signal = _signal(measurements, low.side)
    values: dict[str, object] = {
        "strength": wording.amount(STRENGTH, low.value, low.unit),
        "other": wording.amount(STRENGTH, other.value, other.unit),
        "signal": wording.amount(SIGNAL, signal, "1"),
    }
    name = _pattern(signal, rule)
    return Outcome(name, Confidence.CANNOT_TELL, "default", values, low.side)


def _signal(measurements: Sequence[Measurement], side: Side | None) -> float | None:
    for each in measurements:
        if (each.name, each.side) == (SIGNAL, side) and MAXIMUM in each.method:
            return each.value
    return None


def _pattern(signal: float | None, rule: FindingRule) -> str:
    if signal is not None and signal <= rule.limits["low_signal"]:
        return "low_push_low_signal"
    if signal is not None and signal >= rule.limits["high_signal"]:
        return "low_push_high_signal"
    return "low_push"
