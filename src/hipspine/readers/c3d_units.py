"""Units that C3D files give their channels in, and their size in SI."""

from collections.abc import Sequence

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import METRES_PER

NEWTONS_PER = {"n": 1.0, "kn": 1000.0}
_KINDS_OF_CHANNEL = {1: "FFFLLM", 2: "FFFMMM", 3: "FFFFFFFF"}
"""F force, M moment, L length, by plate type, in the channels' order."""


def moment_metres(units: Sequence[str], default: float) -> float:
    """Return the lever in metres that a moment unit such as ``Nmm`` or ``N.m`` is built on.

    Without a recognisable unit it is the file's own length unit, as the C3D manual assumes.
    """
    for unit in units:
        plain = unit.lower().translate(str.maketrans("", "", " .*·-"))
        if plain.startswith("n") and plain[1:] in METRES_PER:
            return METRES_PER[plain[1:]]
    return default


def in_si(channels: FloatArray, units: Sequence[str], kind: int, metres: float) -> FloatArray:
    """Return plate channels (T, C) of a plate type in N, N·m and m.

    ``metres`` is the size of the file's length unit; it counts where a channel's unit is not known.
    """
    lever = moment_metres(units, metres)
    factors = []
    for what, unit in zip(_KINDS_OF_CHANNEL[kind], units, strict=True):
        if what == "F":
            factors.append(NEWTONS_PER.get(unit.lower(), 1.0))
        elif what == "L":
            factors.append(METRES_PER.get(unit.lower(), metres))
        else:
            factors.append(lever)
    scaled: FloatArray = channels * np.array(factors)
    return scaled
