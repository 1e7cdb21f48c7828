"""Which of the model's muscles an electrode over a muscle speaks for.

An electrode is over one muscle; a model draws that muscle as one line or several, and names them by
its own convention (`muscle_groups`). Deep muscles under the electrode are not meant.
"""

import re
from collections.abc import Sequence

from hipspine.domain.anatomy import Side

_LINES: dict[str, str] = {
    "gluteus_maximus": r"glmax\d*|glut_max\d*",
    "gluteus_medius": r"glmed\d*|glut_med\d*",
    "tensor_fasciae_latae": r"tfl",
    "medial_hamstrings": r"semimem|semiten",
    "biceps_femoris": r"bflh\d*|bifemlh",
    "hamstrings": r"bflh\d*|bifemlh|semimem|semiten|hamstrings",
    "rectus_femoris": r"recfem|rect_fem",
    "vastus_lateralis": r"vas_?lat",
    "vastus_medius": r"vas_?med",
    "tibialis_anterior": r"tib_?ant",
    "gastrocnemius": r"gas(?:lat|med)|(?:lat|med)_gas|gastroc",
    "soleus": r"soleus",
    "adductors": r"add_?long",
    "erector_spinae": r"IL_[LR]\d+|LTpT_[TR]\d+|LTpL_L\d",
    "multifidus": r"MF_m\d(?:s|t_\d|_laminar)",
    "rectus_abdominis": r"rect_abd",
    "external_oblique": r"EO\d+|extobl",
}
"""Muscles as electrodes are named after them, and the model's names without their side."""

_PATTERNS = {muscle: re.compile(names) for muscle, names in _LINES.items()}


def muscles_of_signal(muscle: str, side: Side, names: Sequence[str]) -> list[int]:
    """Return the positions of the model's muscles that a signal stands for; empty if it has none.

    Examples
    --------
    >>> muscles_of_signal("medial_hamstrings", Side.RIGHT, ["bflh_r", "semimem_r", "semimem_l"])
    [1]
    """
    pattern = _PATTERNS.get(muscle)
    if pattern is None:
        return []
    return [
        position
        for position, name in enumerate(names)
        if name.endswith(side.suffix) and pattern.fullmatch(name.removesuffix(side.suffix))
    ]
