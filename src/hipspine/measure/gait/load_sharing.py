"""How left and right share the load on the joints."""

from collections.abc import Mapping

from hipspine.domain.anatomy import Side
from hipspine.domain.assessment import JointLoadCurves
from hipspine.domain.measurement import Measurement
from hipspine.measure.gait.muscle_work import MODELLED
from hipspine.measure.gait.symmetry import METHOD, side_difference_index

JOINTS = ("hip", "knee")


def load_sharing_measures(loads: Mapping[str, JointLoadCurves]) -> tuple[Measurement, ...]:
    """Return the side difference of peak and mean contact force at hips and knees.

    Parameters
    ----------
    loads : mapping
        Joint (``hip_right``...) to its load over the cycle [N].
    """
    return tuple(
        _difference(loads, joint, statistic) for joint in JOINTS for statistic in ("peak", "mean")
    )


def _difference(loads: Mapping[str, JointLoadCurves], joint: str, statistic: str) -> Measurement:
    name = f"{joint}_load_{statistic}_side_difference"
    found = {side: loads.get(f"{joint}_{side}") for side in Side}
    right, left = found[Side.RIGHT], found[Side.LEFT]
    if right is None or left is None:
        lacking = ", ".join(side.value for side in Side if found[side] is None)
        reason = f"no {joint} load over a whole stretch on: {lacking}"
        return Measurement.absent(name, "1", reason, method=METHOD)
    values = [getattr(curves.resultant, statistic) for curves in (right, left)]
    return Measurement(
        name,
        "1",
        side_difference_index(values[0], values[1]),
        positive="more on the right",
        method=f"{statistic} of the resultant contact force; {METHOD}",
        cautions=(MODELLED,),
    )
