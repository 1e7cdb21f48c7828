"""How left and right differ: one index for all measures."""

from collections.abc import Sequence

from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement

METHOD = "right minus left over their mean (Robinson 1987)"


def side_difference_index(right: float, left: float) -> float:
    """Return how much more the right has than the left, over the mean of both.

    Parameters
    ----------
    right, left : float
        The same quantity of either side, both not negative and not both zero.

    Returns
    -------
    float
        0 alike, 0.1 ten percent more on the right, -2 or 2 where one side has all.

    References
    ----------
    Robinson RO, Herzog W, Nigg BM (1987). Use of force platform variables to quantify the effects
    of chiropractic manipulation on gait symmetry. J Manipulative Physiol Ther 10:172-176.
    """
    if right < 0 or left < 0 or right + left == 0:
        raise ValueError(f"the index compares sizes, not {right} and {left}")
    return (right - left) / (0.5 * (right + left))


def asymmetry_of(name: str, measurements: Sequence[Measurement]) -> Measurement:
    """Return the side difference of a measurement made on both sides.

    Parameters
    ----------
    name : str
        A measurement of sizes, such as ``step_length``.
    measurements : sequence of Measurement
    """
    called = f"{name}_side_difference"
    found = {one.side: one for one in measurements if one.name == name and one.side is not None}
    values = {side: one.value for side, one in found.items() if one.value is not None}
    if len(values) < 2:
        lacking = ", ".join(side.value for side in Side if side not in values)
        reason = f"{name.replace('_', ' ')} was not measured on: {lacking}"
        return Measurement.absent(called, "1", reason, method=METHOD)
    right, left = values[Side.RIGHT], values[Side.LEFT]
    if right < 0 or left < 0 or right + left == 0:
        reason = "the index compares sizes above zero"
        return Measurement.absent(called, "1", reason, method=METHOD)
    return Measurement(
        called,
        "1",
        side_difference_index(right, left),
        positive="more on the right",
        method=METHOD,
        cautions=(
            "No published error is held: a small difference in one recording may be chance.",
        ),
    )
