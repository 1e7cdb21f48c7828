"""How hard stretched leg muscles pull, if their strains are softened to what joints show.

Leg models give the strain at which a fibre's passive force reaches its strength muscle by muscle
(0.5 to 0.9), but the moments that they add up to at hip and knee are several times those measured
in people (`simulate.passive_joint_moments`). One factor for all leg muscles makes up for most of
it. The engine keeps the published strains; what the factor would change is told by the scoreboard,
and why it is not the default by ``docs/decisions/0008-passive-strain-of-the-legs.md``.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from hipspine.domain.anatomy import MuscleGroup
from hipspine.simulate.bundle import MuscleParameters
from hipspine.simulate.muscle_groups import TRUNK_GROUPS, muscle_group_of

LEG_STRAIN_FACTOR = 1.7
"""By which the published passive strain of every leg muscle has to be multiplied: of the factors in
steps of a tenth, the one whose hip and knee moments lie nearest the measured ones
(``scripts/fit_leg_passive_force.py``)."""

NOT_OF_THE_LEG = TRUNK_GROUPS | {MuscleGroup.PSOAS}
"""Fascicles of the spine keep their strain: it has sources of its own, and nothing was measured."""


def with_soft_legs(
    muscles: MuscleParameters, *, factor: float = LEG_STRAIN_FACTOR
) -> MuscleParameters:
    """Return the muscles with the passive strain of those of the legs multiplied by a factor."""
    strain = muscles.passive_strain_at_max_force
    softened = np.where(_is_of_the_leg(muscles.names), factor * strain, strain)
    return replace(muscles, passive_strain_at_max_force=softened)


@cache
def _is_of_the_leg(names: tuple[str, ...]) -> tuple[bool, ...]:
    groups = (muscle_group_of(name) for name in names)
    return tuple(found is not None and found[0] not in NOT_OF_THE_LEG for found in groups)
