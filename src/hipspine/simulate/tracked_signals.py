"""Muscle sharing informed by measured muscle signals: from envelopes to activations to track."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.simulate.engine import Solution
from hipspine.simulate.sharing_problem import TrackedActivations

TRACKING_WEIGHT = 10.0
"""How much a deviation from the signal costs against activation itself, both squared. A round
figure, fixed before the first run: signals lead, and moments still have to balance exactly."""


@dataclass(frozen=True, eq=False)
class SignalOfMuscles:
    """One channel: its envelope at the bundle's frames, and the muscles it stands for.

    envelope : (T,) in any unit, NaN where it was not measured, already moved by the
    electromechanical delay.
    """

    envelope: FloatArray
    muscles: Sequence[int]


def tracked_signals(
    channels: Mapping[str, SignalOfMuscles],
    uninformed: Solution,
    *,
    weight: float = TRACKING_WEIGHT,
) -> TrackedActivations:
    """Return the activations that signals ask for.

    Parameters
    ----------
    channels : mapping of channel name to SignalOfMuscles
    uninformed : Solution
        The sharing without signals: it gives the scale.

    Notes
    -----
    A surface signal has no unit of activation unless a maximal effort was recorded too. Each
    envelope is scaled so that its peak is the largest activation that the uninformed sharing gives
    any of the channel's muscles: signals then tell when, and between frames how much, a muscle
    works; how much at most is still the model's answer.
    """
    wanted = np.full(uninformed.activations.shape, np.nan)
    for channel in channels.values():
        muscles = list(channel.muscles)
        usable = np.isfinite(channel.envelope) & np.isfinite(uninformed.activations[:, muscles[0]])
        peak = float(channel.envelope[usable].max(initial=0.0))
        if peak <= 0.0:
            continue  # A channel that measured nothing has nothing to say.
        most = float(uninformed.activations[usable][:, muscles].max())
        wanted[:, muscles] = np.clip(channel.envelope * most / peak, 0.0, 1.0)[:, None]
    return TrackedActivations(wanted, weight)
