"""The unweakened walk that ships solved, read without casadi: for tests of what becomes of it."""

import numpy as np

from hipspine.predict.jobs import Whole
from hipspine.predict.layout import BOTH_LEGS
from hipspine.predict.parameters import Settings
from hipspine.predict.variants import nominal, read_seeds


def shipped_walk() -> tuple[Whole, Settings]:
    """Return one cycle of the calibrated model at 1.3 m/s, as predictions hand it on."""
    seed = read_seeds()[0]
    duration_s, speed_m_s = seed.unknowns[:2]
    half = seed.unknowns[2:].reshape(-1, BOTH_LEGS.size) * BOTH_LEGS.scale
    other = half[:, BOTH_LEGS.mirrored].copy()
    other[:, 0] = half[:, 0] + half[-1, 0] - half[0, 0]
    # The first instant repeats the last, so it is left out.
    states = np.vstack([half[1:], other[1:]])
    step_s = duration_s / (len(half) - 1)
    start = 2 * BOTH_LEGS.q
    walk = Whole(
        times_s=step_s * np.arange(1, len(states) + 1),
        q=states[:, : BOTH_LEGS.q],
        activations=states[:, start : start + BOTH_LEGS.a],
        duration_s=2.0 * duration_s,
        speed_m_s=speed_m_s,
    )
    return walk, nominal().settings
