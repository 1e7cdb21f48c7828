"""How a person's lumbar spine is held in the standing trial."""

from collections.abc import Mapping

import numpy as np

from hipspine.domain.motion import JointAngles, Markers
from hipspine.simulate.joint_names import lumbar_level

FRAMES = 9
"""Frames of the standing trial that are solved; more would not change a mean over a second."""


def standing_sample(static: Markers) -> Markers:
    """Return a few frames of a standing trial, evenly over its middle half."""
    count = len(static.times_s)
    chosen = np.unique(np.linspace(count / 4, 3 * count / 4, FRAMES).astype(int).clip(0, count - 1))
    return Markers(static.names, static.times_s[chosen], static.positions_m[chosen])


def lumbar_posture_rad(standing: JointAngles) -> Mapping[str, float]:
    """Return the mean of every lumbar coordinate [rad]."""
    return {
        name: float(np.mean(standing.of(name))) for name in standing.names if lumbar_level(name)
    }
