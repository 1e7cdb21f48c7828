"""What-ifs about how hard stretched leg muscles pull.

The body model carries the strains that joints show (`simulate.body.leg_strain`). Here those of any
model's leg muscles are multiplied once more, such as back to the published ones, so that what the
choice does can be told beside every goal.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from hipspine.simulate.body.leg_strain import LEG_STRAIN_FACTOR, NOT_OF_THE_LEG
from hipspine.simulate.bundle import MuscleParameters
from hipspine.simulate.muscle_groups import muscle_group_of


def with_leg_strain(muscles: MuscleParameters, factor: float) -> MuscleParameters:
    """Return the muscles with the passive strain of those of the legs multiplied by a factor."""
    strain = muscles.passive_strain_at_max_force
    changed = np.where(_is_of_the_leg(muscles.names), factor * strain, strain)
    return replace(muscles, passive_strain_at_max_force=changed)


def with_published_leg_strain(muscles: MuscleParameters) -> MuscleParameters:
    """Return the body model's muscles with the strains that were published for the legs."""
    return with_leg_strain(muscles, 1.0 / LEG_STRAIN_FACTOR)


@cache
def _is_of_the_leg(names: tuple[str, ...]) -> tuple[bool, ...]:
    groups = (muscle_group_of(name) for name in names)
    return tuple(found is not None and found[0] not in NOT_OF_THE_LEG for found in groups)
