"""The order of coordinates, muscles and parameters in the arrays of the prediction engine.

Angles in radians, positive as named: pelvis tilt backwards (OpenSim's sign, anterior tilt is
negative), lumbar extension, hip flexion, knee flexion, ankle dorsiflexion, toes bent upwards.
"""

from hipspine.domain.anatomy import MuscleGroup, Side

LEG_ANGLES = ("hip_flexion", "knee_flexion", "ankle_dorsiflexion", "toe_extension")
LEG_MUSCLES = (
    "gluteus_maximus",
    "gluteus_medius",
    "hamstrings",
    "biceps_femoris_short_head",
    "iliacus",
    "psoas",
    "rectus_femoris",
    "vasti",
    "gastrocnemius",
    "soleus",
    "shin",
    "adductor_magnus",
    "short_adductors",
    "sartorius_and_tensor",
)
TRUNK_MUSCLES = ("back_extensors", "rectus_abdominis", "external_oblique", "internal_oblique")
ELASTIC = ("gastrocnemius", "soleus")
"""Muscles whose tendon stretches; the others' fibres follow from the joint angles alone."""

SIDES = (Side.RIGHT, Side.LEFT)

COORDINATES = (
    "hip_forward",
    "hip_height",
    "pelvis_tilt",
    "lumbar_extension",
    *(f"{angle}{side.suffix}" for side in SIDES for angle in LEG_ANGLES),
)
MUSCLES = (
    *(f"{muscle}{side.suffix}" for side in SIDES for muscle in LEG_MUSCLES),
    *TRUNK_MUSCLES,
)
TENDONS = tuple(f"{muscle}{side.suffix}" for side in SIDES for muscle in ELASTIC)

MEMBERS: dict[MuscleGroup, str] = {
    MuscleGroup.GLUTEUS_MAXIMUS: "gluteus_maximus",
    MuscleGroup.GLUTEUS_MEDIUS: "gluteus_medius",
    MuscleGroup.GLUTEUS_MINIMUS: "gluteus_medius",
    MuscleGroup.HAMSTRINGS: "hamstrings",
    MuscleGroup.BICEPS_FEMORIS_SHORT_HEAD: "biceps_femoris_short_head",
    MuscleGroup.ILIACUS: "iliacus",
    MuscleGroup.PSOAS: "psoas",
    MuscleGroup.RECTUS_FEMORIS: "rectus_femoris",
    MuscleGroup.VASTI: "vasti",
    MuscleGroup.GASTROCNEMIUS: "gastrocnemius",
    MuscleGroup.SOLEUS: "soleus",
    MuscleGroup.SHIN: "shin",
    MuscleGroup.ILIOCOSTALIS: "back_extensors",
    MuscleGroup.LONGISSIMUS: "back_extensors",
    MuscleGroup.MULTIFIDUS: "back_extensors",
    MuscleGroup.RECTUS_ABDOMINIS: "rectus_abdominis",
    MuscleGroup.EXTERNAL_OBLIQUE: "external_oblique",
    MuscleGroup.INTERNAL_OBLIQUE: "internal_oblique",
}
"""Which muscle of the planar body stands for a group; groups not named here are not in it."""


def other_side(name: str) -> str:
    """Return the same coordinate or muscle on the other side; the trunk's are their own."""
    for side in SIDES:
        if name.endswith(side.suffix):
            return name.removesuffix(side.suffix) + side.other.suffix
    return name


def mirror(names: tuple[str, ...]) -> list[int]:
    """Return, for each name, the place of its mirror image in the same order."""
    return [names.index(other_side(name)) for name in names]


def kind_of(muscle: str) -> str:
    """Return a muscle's name without its side."""
    return muscle if muscle in TRUNK_MUSCLES else muscle[:-2]
