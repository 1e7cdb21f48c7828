"""Walking: half a cycle whose other half is its mirror image, or a whole cycle."""

import casadi as ca
import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.predict.layout import BOTH_LEGS
from hipspine.predict.parameters import SIZE
from hipspine.predict.problem import Course
from hipspine.predict.stage import SHARED, Stage, differentiated

HALF_CYCLE_S = (0.3, 1.2)
"""Shortest and longest step: cadences of 50 to 200 steps per minute."""


def repeat(*, is_whole_cycle: bool) -> Stage:
    """Return the conditions that make a walk repeat itself.

    A symmetric walk ends in the mirror image of its beginning, one mean speed times its duration
    further on; a whole cycle ends as it began.
    """
    size = BOTH_LEGS.size
    w = ca.SX.sym("w", 2 * size + SHARED)
    first, last = w[:size], w[size : 2 * size]
    duration, speed = w[-2], w[-1]
    order = np.arange(size) if is_whole_cycle else BOTH_LEGS.mirrored
    gap = first - last[order.tolist()]
    conditions = ca.vertcat(gap[1:], last[0] - first[0] - speed * duration, first[0])
    return differentiated([w, ca.SX(0, 0), ca.SX.sym("p", SIZE)], conditions, ca.SX(0))


def no_gap() -> tuple[FloatArray, FloatArray]:
    """Return the limits of the conditions above: all are met exactly."""
    zeros = np.zeros(BOTH_LEGS.size + 1)
    return zeros, zeros


def whole_cycle(half: Course) -> Course:
    """Return a cycle of both steps from one step of a symmetric walk."""
    mirrored = half.states[:, BOTH_LEGS.mirrored].copy()
    mirrored[:, 0] = half.states[:, 0] + half.states[-1, 0] - half.states[0, 0]
    return Course(
        times_s=np.concatenate([half.times_s, half.times_s[1:] + half.duration_s]),
        states=np.vstack([half.states, mirrored[1:]]),
        duration_s=2.0 * half.duration_s,
        speed_m_s=half.speed_m_s,
    )
