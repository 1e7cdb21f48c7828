"""The ledger of work: which muscle groups do more than the other side's, or than the walker's."""

from collections.abc import Mapping

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.assessment import Curve, GroupSide
from hipspine.domain.measurement import Measurement
from hipspine.measure.gait.muscle_work import MODELLED
from hipspine.measure.gait.symmetry import METHOD, side_difference_index

NOT_A_FAULT = (
    "More work of one muscle is not a fault, and does not show that another one does too little: "
    "speed, build and way of walking all change it."
)
OF_THE_WALKER = (
    "The reference walker is an invented average walk, not a norm: people differ from it in health."
)


def work_ledger_measures(
    forces_N: Mapping[GroupSide, Curve],
    mass_kg: float,
    *,
    reference_N_per_kg: Mapping[MuscleGroup, float] | None = None,
    no_reference: str = "the reference walker walks, and this trial is no walk",
) -> tuple[Measurement, ...]:
    """Return each group's mean force against the reference walker and against the other side.

    Parameters
    ----------
    forces_N : mapping
        Force of each muscle group over the cycle [N].
    mass_kg : float
    reference_N_per_kg : mapping, optional
        The reference walker's mean force by group, per kg of body mass [N/kg].
    no_reference : str
        Why there is no comparison where no reference is given.
    """
    groups = sorted({group for group, _side in forces_N}, key=list(MuscleGroup).index)
    found: list[Measurement] = []
    for group in groups:
        means = {
            side: forces_N[group, side].mean / mass_kg for side in Side if (group, side) in forces_N
        }
        for side, mean in means.items():
            expected = None if reference_N_per_kg is None else reference_N_per_kg.get(group)
            found.append(_against_walker(group, side, mean, expected, no_reference))
        found.append(_against_other_side(group, means))
    return tuple(found)


def _against_walker(
    group: MuscleGroup, side: Side, mean: float, expected: float | None, no_reference: str
) -> Measurement:
    name = f"{group}_force_beyond_reference_walker"
    method = "mean force over the cycle per kg of body mass, minus the reference walker's"
    if expected is None:
        return Measurement.absent(name, "N/kg", no_reference, side=side, method=method)
    return Measurement(
        name,
        "N/kg",
        mean - expected,
        positive="more than the reference walker",
        side=side,
        method=method,
        cautions=(MODELLED, OF_THE_WALKER, NOT_A_FAULT),
    )


def _against_other_side(group: MuscleGroup, means: Mapping[Side, float]) -> Measurement:
    name = f"{group}_force_side_difference"
    if len(means) < 2 or sum(means.values()) <= 0:
        reason = "the group's force is not known on both sides"
        return Measurement.absent(name, "1", reason, method=METHOD)
    return Measurement(
        name,
        "1",
        side_difference_index(means[Side.RIGHT], means[Side.LEFT]),
        positive="more on the right",
        method=f"mean force over the cycle; {METHOD}",
        cautions=(MODELLED, NOT_A_FAULT),
    )
