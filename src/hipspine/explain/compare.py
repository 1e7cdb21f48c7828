"""What a measurement can be said to be beside a range, the other side or an earlier visit.

The one rule of confidence, the same for all findings:

- **clear**: the difference is at least the error (95 %), and it rests on more than one repetition;
- **likely**: as large, but seen once only;
- **cannot tell**: smaller, or no error is known.

The error is that of one measurement beside a published range, 1.96 standard errors, and that of a
difference between two sides or two visits, 1.96 times the root of the sum of their squares: the
smallest detectable change. Where the repetitions of this visit scatter more than was published
between days, their scatter counts, so that a scattered recording is never surer than a steady one.

References
----------
Weir JP (2005). Quantifying test-retest reliability using the intraclass correlation coefficient and
the SEM. J Strength Cond Res 19:231-240. doi:10.1519/15184.1
"""

import math
from dataclasses import dataclass

from hipspine.domain.finding import Confidence
from hipspine.domain.measurement import Measurement

UNCLEAR = "unclear"
TWO_SIDED_95 = 1.96
"""Standard deviations that hold 95 % of a normal distribution."""


@dataclass(frozen=True)
class Judgement:
    """An outcome, how sure it is and why; differences in the measurement's unit."""

    outcome: str
    confidence: Confidence
    reason: str
    """A key of the shared words under ``reason``."""
    difference: float | None = None
    detectable: float | None = None


def confidence_of(
    size: float, detectable: float | None, repetitions: int
) -> tuple[Confidence, str]:
    """Return how sure a difference of a size is, and the key of the reason.

    Parameters
    ----------
    size : float
        The difference's size, never negative.
    detectable : float or None
        The error (95 %) in the same unit, or None where none is known.
    repetitions : int
        How many repetitions (or visits) the difference rests on.
    """
    if detectable is None:
        return Confidence.CANNOT_TELL, "no_error"
    if size < detectable:
        return Confidence.CANNOT_TELL, "within_error"
    if repetitions < 2:
        return Confidence.LIKELY, "once"
    return Confidence.CLEAR, "beyond"


def detectable_difference(one: Measurement, other: Measurement) -> float | None:
    """Return the smallest detectable difference of two measurements, or None if not known."""
    if one.repeatability is None or other.repeatability is None:
        return None
    published = TWO_SIDED_95 * math.hypot(one.repeatability.sem, other.repeatability.sem)
    return max(published, TWO_SIDED_95 * math.hypot(_error_of_mean(one), _error_of_mean(other)))


def error_of_one(one: Measurement) -> float | None:
    """Return the error (95 %) of one measurement, or None if not known."""
    if one.repeatability is None:
        return None
    return TWO_SIDED_95 * max(one.repeatability.sem, _error_of_mean(one))


def _error_of_mean(measurement: Measurement) -> float:
    if measurement.spread is None or not measurement.repetitions:
        return 0.0
    return measurement.spread / math.sqrt(measurement.repetitions)


def against_norm(one: Measurement) -> Judgement:
    """Return where a measurement lies beside its published range.

    A range without width is a mean, not a range, and decides nothing.
    """
    norm, value = one.norm, one.value
    if value is None or norm is None or norm.low == norm.high:
        return Judgement(UNCLEAR, Confidence.CANNOT_TELL, "no_norm")
    outcome, size = "within", min(value - norm.low, norm.high - value)
    if value < norm.low:
        outcome, size = "below", norm.low - value
    elif value > norm.high:
        outcome, size = "above", value - norm.high
    return _judged(outcome, size, error_of_one(one), one.repetitions or 1)


def between_sides(left: Measurement, right: Measurement) -> Judgement:
    """Return which side is lower; the difference is right minus left."""
    if left.value is None or right.value is None or not _are_comparable(left, right):
        return Judgement(UNCLEAR, Confidence.CANNOT_TELL, "no_error")
    difference = right.value - left.value
    outcome = "right_less" if difference < 0 else "left_less"
    repetitions = min(left.repetitions or 1, right.repetitions or 1)
    return _judged(outcome, difference, detectable_difference(left, right), repetitions)


def against_baseline(earlier: Measurement, now: Measurement) -> Judgement:
    """Return how a measurement changed since an earlier visit; the difference is now minus then.

    Two visits are two repetitions.
    """
    if earlier.value is None or now.value is None or not _are_comparable(earlier, now):
        return Judgement(UNCLEAR, Confidence.CANNOT_TELL, "no_error")
    difference = now.value - earlier.value
    outcome = "less" if difference < 0 else "more"
    return _judged(outcome, difference, detectable_difference(earlier, now), 2)


def _are_comparable(one: Measurement, other: Measurement) -> bool:
    return (one.unit, one.method) == (other.unit, other.method)


def _judged(
    outcome: str, difference: float, detectable: float | None, repetitions: int
) -> Judgement:
    confidence, reason = confidence_of(abs(difference), detectable, repetitions)
    if confidence is Confidence.CANNOT_TELL:
        outcome = UNCLEAR
    return Judgement(outcome, confidence, reason, difference, detectable)
