"""What muscle groups are called in plain words."""

from collections.abc import Sequence

from hipspine.domain.anatomy import MuscleGroup

_PLAIN = {
    MuscleGroup.GLUTEUS_MAXIMUS: "the big seat muscle",
    MuscleGroup.GLUTEUS_MEDIUS: "the middle seat muscle",
    MuscleGroup.GLUTEUS_MINIMUS: "the small seat muscle",
    MuscleGroup.PIRIFORMIS: "a deep seat muscle (piriformis)",
    MuscleGroup.DEEP_ROTATORS: "the deep hip turners",
    MuscleGroup.TENSOR_FASCIAE_LATAE: "the muscle at the front side of the hip",
    MuscleGroup.HAMSTRINGS: "the back thigh muscles",
    MuscleGroup.BICEPS_FEMORIS_SHORT_HEAD: "a short back thigh muscle",
    MuscleGroup.ADDUCTORS: "the inner thigh muscles",
    MuscleGroup.GRACILIS: "a long inner thigh muscle",
    MuscleGroup.SARTORIUS: "a long front thigh muscle",
    MuscleGroup.ILIACUS: "the hip bender (iliacus)",
    MuscleGroup.PSOAS: "the hip bender (psoas)",
    MuscleGroup.RECTUS_FEMORIS: "the long front thigh muscle",
    MuscleGroup.VASTI: "the front thigh muscles",
    MuscleGroup.GASTROCNEMIUS: "the calf muscle",
    MuscleGroup.SOLEUS: "the deep calf muscle",
    MuscleGroup.DEEP_CALF: "the small calf muscles",
    MuscleGroup.SHIN: "the shin muscles",
    MuscleGroup.ILIOCOSTALIS: "the outer long back muscles",
    MuscleGroup.LONGISSIMUS: "the long back muscles",
    MuscleGroup.MULTIFIDUS: "the short back muscles",
    MuscleGroup.QUADRATUS_LUMBORUM: "the side back muscles",
    MuscleGroup.RECTUS_ABDOMINIS: "the front belly muscle",
    MuscleGroup.EXTERNAL_OBLIQUE: "the outer belly muscles",
    MuscleGroup.INTERNAL_OBLIQUE: "the inner belly muscles",
    MuscleGroup.LATISSIMUS_DORSI: "the broad back muscle",
}


def plain_name(group: MuscleGroup) -> str:
    """Return a muscle group's name as a person without training would say it."""
    return _PLAIN[group]


def list_in_words(items: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
