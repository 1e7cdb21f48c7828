"""How far leg muscles are softened: one factor on the strains that are published for them.

Leg models give the strain at which a fibre's passive force reaches its strength muscle by muscle
(0.5 to 0.9), but the moments that they add up to at hip and knee are several times those measured
in people (`simulate.passive_joint_moments`). One factor for all leg muscles makes up for most of
it; why, and what follows, stands in ``docs/decisions/0008-passive-strain-of-the-legs.md``.
"""

from dataclasses import replace

from hipspine.domain.anatomy import MuscleGroup
from hipspine.simulate.body.tables import MuscleRow, read_leg_strain_factor
from hipspine.simulate.muscle_groups import TRUNK_GROUPS

LEG_STRAIN_FACTOR = read_leg_strain_factor()
"""By which the published passive strain of every leg muscle is multiplied: of the factors in steps
of a tenth, the one whose hip and knee moments lie nearest the measured ones
(``scripts/fit_leg_passive_force.py``)."""

NOT_OF_THE_LEG = TRUNK_GROUPS | {MuscleGroup.PSOAS, MuscleGroup.LATISSIMUS_DORSI}
"""Fascicles of the spine keep their strain: it has sources of its own, and nothing was measured."""


def softened(muscle: MuscleRow) -> MuscleRow:
    """Return a muscle with the strain that the model gives it: a larger one in the legs."""
    if muscle.group in NOT_OF_THE_LEG:
        return muscle
    return replace(muscle, passive_strain=LEG_STRAIN_FACTOR * muscle.passive_strain)
