"""The variants of the model that every experiment on a claim is repeated under."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hipspine.domain.anatomy import MuscleGroup
from hipspine.domain.assumptions import AS_USUAL, DiscNeutral
from hipspine.domain.objective import Objective
from hipspine.domain.scenario import MuscleChange, Parameter, Scenario
from hipspine.mechanics.muscle_curves import PassiveCurve
from hipspine.simulate.body.build import disc_stiffness_Nm_per_rad
from hipspine.simulate.bundle import Bundle
from hipspine.simulate.engine import Engine
from hipspine.simulate.muscle_groups import members_by_group
from hipspine.simulate.sharing_problem import SharingRules

PUBLISHED = "as_published"


@dataclass(frozen=True)
class Variant:
    """One way in which the model could be another.

    Parameters
    ----------
    strength : float
        Factor on the strength of every muscle.
    shorter_fibres : float
        Fraction by which every muscle's fibres are shorter, which makes all of them tighter.
    mass : float
        Factor on body mass at the same size and motion: weights, inertia and ground forces grow
        alike, so that every required moment and every load without muscles does.
    disc_stiffness : float
        Factor on the rotational stiffness of every disc.
    disc_neutral : DiscNeutral
        Where the discs rest.
    objective : Objective
        What the sharing of work keeps small.
    passive_curve : PassiveCurve
        Where the passive pull of a fibre begins.
    """

    id: str
    title: str
    strength: float = 1.0
    shorter_fibres: float = 0.0
    mass: float = 1.0
    disc_stiffness: float = 1.0
    disc_neutral: DiscNeutral = AS_USUAL.disc_neutral
    objective: Objective = AS_USUAL.objective
    passive_curve: PassiveCurve = PassiveCurve.PUBLISHED

    def changes(self, bundle: Bundle) -> tuple[MuscleChange, ...]:
        """Return the changes of muscles that the variant consists of, for the model's groups."""
        groups = {group for group, _side in members_by_group(bundle.muscles.names)}
        changes = []
        if self.strength != 1.0:
            changes += _of_all(groups, Parameter.STRENGTH, self.strength)
        if self.shorter_fibres:
            changes += _of_all(groups, Parameter.TIGHTNESS, self.shorter_fibres)
        return tuple(changes)


def _of_all(
    groups: Iterable[MuscleGroup], parameter: Parameter, value: float
) -> list[MuscleChange]:
    return [MuscleChange(group.value, parameter, value) for group in sorted(groups)]


VARIANTS: tuple[Variant, ...] = (
    Variant(PUBLISHED, "the model as it is"),
    Variant("weaker", "all muscles 20 % weaker", strength=0.8),
    Variant("stronger", "all muscles 20 % stronger", strength=1.2),
    Variant("heavier", "20 % more body mass", mass=1.2),
    Variant("lighter", "20 % less body mass", mass=0.8),
    Variant("softer_discs", "discs half as stiff", disc_stiffness=0.5),
    Variant("stiffer_discs", "discs twice as stiff", disc_stiffness=2.0),
    Variant(
        "discs_of_model",
        "discs at rest in the model's neutral posture",
        disc_neutral=DiscNeutral.MODEL,
    ),
    Variant("lines_alike", "every muscle line weighed alike", objective=Objective.SQUARED),
    Variant("load_aware", "joint forces kept small as well", objective=Objective.LOAD_AWARE),
    Variant("shorter_fibres", "all fibres 3 % shorter", shorter_fibres=0.03),
    Variant(
        "early_passive_pull",
        "fibres that pull passively from shorter lengths on",
        passive_curve=PassiveCurve.OPENSIM,
    ),
)
"""Round figures of ours, wide enough to matter: what a model of a person cannot know within."""


@dataclass(frozen=True, eq=False)
class VariantEngine:
    """The engine of one motion under one variant, with the changes that every scenario carries."""

    variant: Variant
    engine: Engine
    changes: tuple[MuscleChange, ...]

    @property
    def mass_kg(self) -> float:
        """Body mass under the variant [kg]."""
        return self.engine.bundle.mass_kg

    def scenario(self, name: str, changes: tuple[MuscleChange, ...]) -> Scenario:
        """Return a scenario with the variant's own changes and further ones."""
        return Scenario(name, muscles=(*self.changes, *changes))


def variant_engine(
    bundle: Bundle, variant: Variant, standing_lumbar_rad: Mapping[str, float] | None
) -> VariantEngine:
    """Return the engine of a motion under a variant.

    Parameters
    ----------
    standing_lumbar_rad : mapping or None
        Lumbar angles in which the person stands, where the discs may rest [rad].
    """
    stiffness = {
        coordinate: variant.disc_stiffness * value
        for coordinate, value in disc_stiffness_Nm_per_rad().items()
    }
    stands = variant.disc_neutral is DiscNeutral.STANDING
    engine = Engine(
        heavier(bundle, variant.mass),
        disc_stiffness_Nm_per_rad=stiffness,
        disc_neutral_rad=standing_lumbar_rad if stands else None,
        passive_curve=variant.passive_curve,
        rules=SharingRules(variant.objective),
    )
    return VariantEngine(variant, engine, variant.changes(bundle))


def heavier(bundle: Bundle, factor: float) -> Bundle:
    """Return the motion of a body whose every segment has a factor of its mass.

    With the ground forces grown alike, the equations of motion are linear in the masses.
    """
    return replace(
        bundle,
        mass_kg=factor * bundle.mass_kg,
        required_moments_Nm=factor * bundle.required_moments_Nm,
        joint_load_offset_N=factor * bundle.joint_load_offset_N,
    )
