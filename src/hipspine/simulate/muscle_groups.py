"""Which muscle group and side a model's muscle belongs to, by its name.

Models name their fascicles by convention: Rajagopal 2016 (doi:10.1109/TBME.2016.2586891) and its
descendants for the legs, Delp 1990 (doi:10.1109/10.102791) and gait2392 for older leg models,
Christophy 2012 (doi:10.1007/s10237-011-0290-6) and Beaucage-Gauvreau 2019
(doi:10.1080/10255842.2018.1564819) for the trunk. A name outside these conventions, or one that
spans several groups (``iliopsoas``, ``ercspn``), has no group: it takes part in the sharing of
work, but no what-if can name it.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import numpy as np

from hipspine.domain.anatomy import MuscleGroup, Side, groups_named, side_of
from hipspine.domain.arrays import BoolArray

_NAMES: dict[MuscleGroup, str] = {
    MuscleGroup.GLUTEUS_MAXIMUS: r"glmax\d*|glut_max\d*",
    MuscleGroup.GLUTEUS_MEDIUS: r"glmed\d*|glut_med\d*",
    MuscleGroup.GLUTEUS_MINIMUS: r"glmin\d*|glut_min\d*",
    MuscleGroup.PIRIFORMIS: r"piri|peri",
    MuscleGroup.DEEP_ROTATORS: r"quad_?fem|gem(?:_?(?:sup|inf))?|obt_?(?:int|ext)\d*",
    MuscleGroup.TENSOR_FASCIAE_LATAE: r"tfl",
    MuscleGroup.HAMSTRINGS: r"bflh\d*|bifemlh|semimem|semiten|hamstrings",
    MuscleGroup.BICEPS_FEMORIS_SHORT_HEAD: r"bfsh\d*|bifemsh",
    MuscleGroup.ADDUCTORS: r"add_?brev|add_?long|addmag(?:Dist|Isch|Mid|Prox)|add_mag\d*|pect",
    MuscleGroup.GRACILIS: r"grac",
    MuscleGroup.SARTORIUS: r"sart?",
    MuscleGroup.ILIACUS: r"iliacus",
    MuscleGroup.PSOAS: r"psoas|Ps_L\d_(?:VB|TP|L\d_IVD)",
    MuscleGroup.RECTUS_FEMORIS: r"recfem|rect_fem",
    MuscleGroup.VASTI: r"vas_?(?:int|lat|med)|vasti",
    MuscleGroup.GASTROCNEMIUS: r"gas(?:lat|med)|(?:lat|med)_gas|gastroc",
    MuscleGroup.SOLEUS: r"soleus",
    MuscleGroup.DEEP_CALF: r"tib_?post|f[dh]l|flex_(?:dig|hal)|per_?(?:brev|long)",
    MuscleGroup.SHIN: r"tib_?ant|e[dh]l|ext_(?:dig|hal)|per_?tert",
    MuscleGroup.ILIOCOSTALIS: r"IL_[LR]\d+",
    MuscleGroup.LONGISSIMUS: r"LTpT_[TR]\d+|LTpL_L\d",
    MuscleGroup.MULTIFIDUS: r"MF_m\d(?:s|t_\d|_laminar)",
    MuscleGroup.QUADRATUS_LUMBORUM: r"QL_(?:post|mid|ant)_\w+",
    MuscleGroup.RECTUS_ABDOMINIS: r"rect_abd",
    MuscleGroup.EXTERNAL_OBLIQUE: r"EO\d+|extobl",
    MuscleGroup.INTERNAL_OBLIQUE: r"IO\d+|intobl",
    MuscleGroup.LATISSIMUS_DORSI: r"LD_(?:[LTR]\d+|Il)",
}
"""Names without their side, as regular expressions."""

_PATTERNS = {group: re.compile(names) for group, names in _NAMES.items()}

TRUNK_GROUPS = frozenset(
    {
        MuscleGroup.ILIOCOSTALIS,
        MuscleGroup.LONGISSIMUS,
        MuscleGroup.MULTIFIDUS,
        MuscleGroup.QUADRATUS_LUMBORUM,
        MuscleGroup.RECTUS_ABDOMINIS,
        MuscleGroup.EXTERNAL_OBLIQUE,
        MuscleGroup.INTERNAL_OBLIQUE,
    }
)
"""Groups that span the lumbar spine from pelvis or vertebrae to vertebrae or ribs."""


@cache
def muscle_group_of(muscle: str) -> tuple[MuscleGroup, Side] | None:
    """Return the group and side of a muscle, or None if its name does not tell both.

    Examples
    --------
    >>> muscle_group_of("glmax2_r")
    (<MuscleGroup.GLUTEUS_MAXIMUS: 'gluteus_maximus'>, <Side.RIGHT: 'right'>)
    >>> muscle_group_of("my_muscle_r") is None
    True
    """
    side = side_of(muscle)
    if side is None:
        return None
    stem = muscle.removesuffix(side.suffix)
    for group, pattern in _PATTERNS.items():
        if pattern.fullmatch(stem):
            return group, side
    return None


def muscles_without_group(muscles: Iterable[str]) -> tuple[str, ...]:
    """Return the muscles whose names tell no group, to be reported."""
    return tuple(muscle for muscle in muscles if muscle_group_of(muscle) is None)


@lru_cache(maxsize=1024)
def muscles_meant(muscles: tuple[str, ...], group: str, side: Side | None) -> BoolArray:
    """Return which of M muscles a group's (or combination's) name means, (M,), not to be written.

    `side` None means both sides.
    """
    wanted = groups_named(group)
    found = [muscle_group_of(muscle) for muscle in muscles]
    meant = np.array(
        [hit is not None and hit[0] in wanted and side in (None, hit[1]) for hit in found],
        dtype=np.bool_,
    )
    meant.flags.writeable = False
    return meant


def members_by_group(muscles: tuple[str, ...]) -> dict[tuple[MuscleGroup, Side], list[int]]:
    """Return the positions of each group's muscles on each side, in anatomical order."""
    members: dict[tuple[MuscleGroup, Side], list[int]] = {}
    for position, muscle in enumerate(muscles):
        found = muscle_group_of(muscle)
        if found is not None:
            members.setdefault(found, []).append(position)
    order = list(MuscleGroup)
    return dict(sorted(members.items(), key=lambda item: (order.index(item[0][0]), item[0][1])))
