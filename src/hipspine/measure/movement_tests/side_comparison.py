"""Whether a side difference of a movement test is more than its noise."""

from dataclasses import dataclass
from enum import StrEnum

from hipspine.content.movement_tests import Result
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement


class SideVerdict(StrEnum):
    """What a side difference tells."""

    NOISE = "within noise"
    UNSURE = "may be noise"
    BEYOND = "larger than the test's error"
    UNKNOWN = "no published error to compare with"


@dataclass(frozen=True)
class SideComparison:
    """Right minus left of one result, in its SI unit, and what it tells."""

    name: str
    unit: str
    difference: float
    verdict: SideVerdict
    because: str


def compare_sides(
    result: Result, measurements: tuple[Measurement, ...], factor: float
) -> SideComparison | None:
    """Return the comparison of both sides, or None where one was not tested.

    Parameters
    ----------
    result : Result
    measurements : tuple of Measurement
        The result's, one per side.
    factor : float
        From the result's unit as entered to SI.

    Notes
    -----
    Below the noise that the content states, a difference tells nothing. Between that and the
    smallest detectable change by the poorest published agreement it may be noise. The error of a
    difference of two measurements is the same whether they are two days or two sides, if both
    sides' errors are alike: sqrt(2) times the standard error (Weir 2005).
    """
    found = {one.side: one for one in measurements if one.value is not None}
    right, left = found.get(Side.RIGHT), found.get(Side.LEFT)
    if right is None or left is None or right.value is None or left.value is None:
        return None
    difference = right.value - left.value
    verdict, because = _verdict(
        result, abs(difference), max(abs(right.value), abs(left.value)), right, factor
    )
    return SideComparison(result.name, right.unit, difference, verdict, because)


def _verdict(
    result: Result, size: float, larger: float, one: Measurement, factor: float
) -> tuple[SideVerdict, str]:
    noise = result.side_noise
    detectable = None if one.repeatability is None else one.repeatability.mdc95
    if noise is None and detectable is None:
        return SideVerdict.UNKNOWN, "a side difference cannot be told from chance"
    limit = 0.0
    if noise is not None:
        of_size = None if noise.difference is None else noise.difference * factor
        limit = of_size if of_size is not None else (noise.share or 0.0) * larger
    if noise is not None and size < limit:
        return SideVerdict.NOISE, noise.reason
    if detectable is not None and size < detectable:
        return SideVerdict.UNSURE, "below the smallest detectable change by the poorest agreement"
    reason = "beyond the published error; repeat the test before relying on it"
    return SideVerdict.BEYOND, reason
