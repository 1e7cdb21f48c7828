"""Activation that can neither rise nor fall at once: limits that follow from the frame before.

References
----------
Zajac FE 1989, Crit Rev Biomed Eng 17:359-411 (first-order activation dynamics). Thelen DG 2003,
J Biomech Eng 125:70-77, doi:10.1115/1.1531112 (time constants of young adults).
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.mechanics.muscle_sharing import (
    ActivationLimits,
    Effort,
    Sharing,
    SparseMomentArms,
    share_by_effort,
)


@dataclass(frozen=True)
class ActivationDynamics:
    """How fast activation follows excitation: time constants [s]."""

    rise_s: float = 0.010
    """Thelen 2003: 10 ms in young adults (OpenSim's default too)."""
    fall_s: float = 0.040
    """Thelen 2003: 40 ms."""

    def reach(self, before: FloatArray, step_s: float) -> tuple[FloatArray, FloatArray]:
        """Return the lowest and the highest activation that a time step can lead to.

        From a' = (u - a) / time constant with the excitation u at 0 or at 1 during the step.
        """
        lowest: FloatArray = before * np.exp(-step_s / self.fall_s)
        highest: FloatArray = 1.0 - (1.0 - before) * np.exp(-step_s / self.rise_s)
        return lowest, highest


@dataclass(frozen=True, eq=False)
class FrameTiming:
    """When frames are, (T,) [s], and how fast activation can change between them."""

    times_s: FloatArray
    dynamics: ActivationDynamics


def share_frame_by_frame(
    arms: SparseMomentArms,
    capacities_N: FloatArray,
    required_Nm: FloatArray,
    *,
    reserve_strengths_Nm: FloatArray,
    limits: ActivationLimits,
    effort: Effort,
    timing: FrameTiming,
) -> Sharing:
    """Return activations that share the work at least effort and can follow one another.

    Parameters are those of `share_by_effort`, and the timing of the frames.

    Notes
    -----
    Frames are solved one after the other, each within reach of the one before; nothing looks ahead.
    A muscle that has to switch off faster than it can, leaves a force that its antagonists hold.
    Between runs of frames (a gap of more than one and a half usual steps) activations start anew.
    """
    frames, muscles = capacities_N.shape
    times_s, parts = timing.times_s, list[Sharing]()
    usual_s = float(np.median(np.diff(times_s))) if frames > 1 else 0.0
    for frame in range(frames):
        now = slice(frame, frame + 1)
        lowest, highest = _row(limits.lowest, frame, muscles), _row(limits.highest, frame, muscles)
        step_s = float(times_s[frame] - times_s[frame - 1]) if frame else np.inf
        follows = bool(parts) and step_s <= 1.5 * usual_s
        if follows:
            within = timing.dynamics.reach(parts[-1].activations[0], step_s)
            # A limit of the scenario counts more than what can be reached.
            lowest = np.clip(within[0], lowest, highest)
            highest = np.clip(within[1], lowest, highest)
        parts.append(
            share_by_effort(
                SparseMomentArms(arms.start, arms.rows, arms.values_m[now], arms.row_count),
                capacities_N[now],
                required_Nm[now],
                reserve_strengths_Nm=reserve_strengths_Nm,
                limits=ActivationLimits(lowest, highest),
                effort=_effort_of(effort, frame),
                start_prices=parts[-1].prices if follows else None,
            )
        )
    return _joined(parts)


def _row(values: FloatArray, frame: int, muscles: int) -> FloatArray:
    row: FloatArray = values if values.ndim == 1 else values[frame]
    return np.broadcast_to(row, (muscles,))


def _effort_of(effort: Effort, frame: int) -> Effort:
    def row(values: FloatArray) -> FloatArray:
        return values if values.ndim == 1 else values[frame]

    return Effort(row(effort.weights), row(effort.targets))


def _joined(parts: list[Sharing]) -> Sharing:
    return Sharing(
        np.concatenate([part.activations for part in parts]),
        np.concatenate([part.reserves_Nm for part in parts]),
        np.concatenate([part.prices for part in parts]),
        np.concatenate([part.iterations for part in parts]),
        np.concatenate([part.converged for part in parts]),
    )
