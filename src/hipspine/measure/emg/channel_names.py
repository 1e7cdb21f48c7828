"""Which muscle of which side a channel's name stands for."""

import re
from dataclasses import dataclass

from hipspine.domain.anatomy import MuscleGroup, Side

_NAMES: dict[str, tuple[MuscleGroup | None, tuple[str, ...]]] = {
    "gluteus_maximus": (MuscleGroup.GLUTEUS_MAXIMUS, ("gmax", "glmax", "glutmax", "glumax")),
    "gluteus_medius": (MuscleGroup.GLUTEUS_MEDIUS, ("gmed", "glmed", "glutmed", "glumed")),
    "tensor_fasciae_latae": (MuscleGroup.TENSOR_FASCIAE_LATAE, ("tfl",)),
    "medial_hamstrings": (
        MuscleGroup.HAMSTRINGS,
        ("mh", "medham", "st", "semiten", "semitendinosus", "sm", "semimembranosus"),
    ),
    "biceps_femoris": (MuscleGroup.HAMSTRINGS, ("bf", "bflh", "latham", "bicfem")),
    "hamstrings": (MuscleGroup.HAMSTRINGS, ("ham", "hams", "hamstring")),
    "rectus_femoris": (MuscleGroup.RECTUS_FEMORIS, ("rf", "recfem")),
    "vastus_lateralis": (MuscleGroup.VASTI, ("vl", "vaslat")),
    "vastus_medius": (MuscleGroup.VASTI, ("vm", "vmo", "vasmed", "vastus_medialis")),
    "tibialis_anterior": (MuscleGroup.SHIN, ("ta", "tibant")),
    "gastrocnemius": (MuscleGroup.GASTROCNEMIUS, ("gas", "gastroc", "gm", "gasmed", "gaslat")),
    "soleus": (MuscleGroup.SOLEUS, ("sol",)),
    "adductors": (MuscleGroup.ADDUCTORS, ("add", "addlong", "adductor_longus")),
    "erector_spinae": (None, ("es", "erspin", "erectorspinae", "longissimus", "iliocostalis")),
    "multifidus": (MuscleGroup.MULTIFIDUS, ("mf", "mult")),
    "rectus_abdominis": (MuscleGroup.RECTUS_ABDOMINIS, ("ra", "rectabd")),
    "external_oblique": (MuscleGroup.EXTERNAL_OBLIQUE, ("eo", "extobl")),
}
"""Muscle: its group in the model (surface EMG cannot tell the erector spinae's parts apart), and
what laboratories call its channel."""

_SIDES = {"r": Side.RIGHT, "right": Side.RIGHT, "l": Side.LEFT, "left": Side.LEFT}
_PLATE = re.compile(r"(?:force|moment|cop)?\W*[fm]?\d?[fm][xyz]\d?|f\d[xyz]|m\d[xyz]|fz\d\d")
_NOISE_WORDS = {"emg", "m", "musculus", "muscle", "raw", "env", "envelope"}


@dataclass(frozen=True)
class ChannelName:
    """What a channel's name says: None where it does not say it."""

    channel: str
    muscle: str | None
    group: MuscleGroup | None
    side: Side | None


def _aliases() -> dict[str, str]:
    known = {name.replace("_", ""): name for name in _NAMES}
    for name, (_, others) in _NAMES.items():
        known.update({other.replace("_", ""): name for other in others})
    return known


_MUSCLE_OF = _aliases()


def read_channel_name(channel: str) -> ChannelName:
    """Return the muscle and side that a channel is named after.

    Sides are separate letters or words (``R_GMAX``, ``gmed left``) or a letter joined to a known
    name (``RGMAX``, ``gmaxl``); a name that is a muscle as it stands, such as RF, has no side.
    """
    words = [word for word in re.split(r"[^a-z]+", channel.lower()) if word]
    sides = {_SIDES[word] for word in words if word in _SIDES}
    stem = "".join(w for w in words if w not in _SIDES and w not in _NOISE_WORDS)
    muscle = _MUSCLE_OF.get(stem)
    if muscle is None and not sides:
        muscle, sides = _with_joined_side(stem)
    side = next(iter(sides)) if len(sides) == 1 else None
    group = _NAMES[muscle][0] if muscle else None
    return ChannelName(channel, muscle, group, side)


def _with_joined_side(stem: str) -> tuple[str | None, set[Side]]:
    for letter, side in (("r", Side.RIGHT), ("l", Side.LEFT)):
        if stem.startswith(letter) and stem[1:] in _MUSCLE_OF:
            return _MUSCLE_OF[stem[1:]], {side}
        if stem.endswith(letter) and stem[:-1] in _MUSCLE_OF:
            return _MUSCLE_OF[stem[:-1]], {side}
    return None, set()


def is_force_plate_channel(channel: str, unit: str) -> bool:
    """Tell whether an analog channel belongs to a force plate rather than to a muscle."""
    return unit in {"N", "Nmm", "N.mm", "Nm", "N.m"} or bool(
        _PLATE.fullmatch(channel.lower().replace(" ", ""))
    )
