"""Sides, lumbar levels, joints and muscle groups."""

from enum import StrEnum


class Side(StrEnum):
    """A side of the body, always the person's own."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        """The opposite side."""
        return Side.LEFT if self is Side.RIGHT else Side.RIGHT

    @property
    def suffix(self) -> str:
        """The ending of OpenSim names on this side: ``_l`` or ``_r``."""
        return f"_{self.value[0]}"


def side_of(name: str) -> Side | None:
    """Return the side that an OpenSim name's ending gives (``glmax1_r``), or None."""
    if name.endswith("_r"):
        return Side.RIGHT
    if name.endswith("_l"):
        return Side.LEFT
    return None


LUMBAR_LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
"""Lumbar discs from the sacrum upwards; also the names of the model's joints there."""


class MuscleGroup(StrEnum):
    """A muscle as a clinician names it; a model splits it into fascicles."""

    GLUTEUS_MAXIMUS = "gluteus_maximus"
    GLUTEUS_MEDIUS = "gluteus_medius"
    GLUTEUS_MINIMUS = "gluteus_minimus"
    PIRIFORMIS = "piriformis"
    DEEP_ROTATORS = "deep_rotators"
    TENSOR_FASCIAE_LATAE = "tensor_fasciae_latae"
    HAMSTRINGS = "hamstrings"
    BICEPS_FEMORIS_SHORT_HEAD = "biceps_femoris_short_head"
    ADDUCTORS = "adductors"
    GRACILIS = "gracilis"
    SARTORIUS = "sartorius"
    ILIACUS = "iliacus"
    PSOAS = "psoas"
    RECTUS_FEMORIS = "rectus_femoris"
    VASTI = "vasti"
    GASTROCNEMIUS = "gastrocnemius"
    SOLEUS = "soleus"
    DEEP_CALF = "deep_calf"
    """Tibialis posterior, toe flexors and the peronei."""
    SHIN = "shin"
    """Tibialis anterior and toe extensors."""
    ILIOCOSTALIS = "iliocostalis"
    LONGISSIMUS = "longissimus"
    MULTIFIDUS = "multifidus"
    QUADRATUS_LUMBORUM = "quadratus_lumborum"
    RECTUS_ABDOMINIS = "rectus_abdominis"
    EXTERNAL_OBLIQUE = "external_oblique"
    INTERNAL_OBLIQUE = "internal_oblique"
    LATISSIMUS_DORSI = "latissimus_dorsi"


COMBINED_GROUPS: dict[str, tuple[MuscleGroup, ...]] = {
    "gluteals": (
        MuscleGroup.GLUTEUS_MAXIMUS,
        MuscleGroup.GLUTEUS_MEDIUS,
        MuscleGroup.GLUTEUS_MINIMUS,
    ),
    "gluteus_medius_minimus": (MuscleGroup.GLUTEUS_MEDIUS, MuscleGroup.GLUTEUS_MINIMUS),
    "hip_flexors": (MuscleGroup.ILIACUS, MuscleGroup.PSOAS, MuscleGroup.RECTUS_FEMORIS),
    "iliopsoas": (MuscleGroup.ILIACUS, MuscleGroup.PSOAS),
    "quadriceps": (MuscleGroup.RECTUS_FEMORIS, MuscleGroup.VASTI),
    "plantarflexors": (MuscleGroup.GASTROCNEMIUS, MuscleGroup.SOLEUS, MuscleGroup.DEEP_CALF),
    "erector_spinae": (MuscleGroup.ILIOCOSTALIS, MuscleGroup.LONGISSIMUS),
    "back_extensors": (
        MuscleGroup.ILIOCOSTALIS,
        MuscleGroup.LONGISSIMUS,
        MuscleGroup.MULTIFIDUS,
    ),
    "abdominals": (
        MuscleGroup.RECTUS_ABDOMINIS,
        MuscleGroup.EXTERNAL_OBLIQUE,
        MuscleGroup.INTERNAL_OBLIQUE,
    ),
}
"""Names for several groups at once, accepted wherever a what-if names a group."""


def groups_named(name: str) -> tuple[MuscleGroup, ...]:
    """Return the muscle groups that a name stands for: itself, or the members of a combination.

    Raises
    ------
    KeyError
        If the name is neither a group nor a combination.
    """
    if name in COMBINED_GROUPS:
        return COMBINED_GROUPS[name]
    try:
        return (MuscleGroup(name),)
    except ValueError:
        raise KeyError(name) from None
