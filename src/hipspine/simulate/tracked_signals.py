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

ELECTROMECHANICAL_DELAY_S = 0.05
"""Time from a muscle's signal to its force: 49 to 56 ms (Cavanagh and Komi 1979, Eur J Appl Physiol
42:159-163, doi:10.1007/BF00431022)."""


@dataclass(frozen=True)
class SignalSpread:
    """Standard deviations of what is not known about signals, drawn anew for each variant."""

    delay_s: float = 0.02
    """Common to all channels. Ours: two thirds of the draws lie within 30 to 70 ms, and published
    delays depend that much on muscle, effort and method."""
    gain: float = 0.2
    """Fraction, each channel by itself, of the activation asked for. Ours, a round figure: where
    the peak is the model's it is as unsure as the model, and a maximal effort may not have been
    one."""

    def as_causes(self) -> tuple[tuple[str, float, str], ...]:
        """Return what is varied, by how much and in which unit."""
        return (("signal_delay", self.delay_s, "s"), ("signal_gain", self.gain, "1"))


SIGNAL_SPREAD = SignalSpread()


@dataclass(frozen=True, eq=False)
class SignalOfMuscles:
    """One channel: its envelope at the bundle's frames, and the muscles it stands for.

    envelope : (T,) in any unit, NaN where it was not measured, already moved by the
    electromechanical delay.
    """

    envelope: FloatArray
    muscles: Sequence[int]
    is_of_maximum: bool = False
    """Whether the envelope is a fraction of a maximal effort, and so an activation as it stands."""
    gain: float = 1.0
    """Factor on the activation asked for: 1 but in variants that ask how sure its size is."""


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
    A surface signal has no unit of activation unless a maximal effort was recorded too. Without one
    each envelope is scaled so that its peak is the largest activation that the uninformed sharing
    gives any of the channel's muscles: signals then tell when, and between frames how much, a
    muscle works; how much at most is still the model's answer. A fraction of a maximal effort is
    taken as the activation itself.
    """
    wanted = np.full(uninformed.activations.shape, np.nan)
    for channel in channels.values():
        muscles = list(channel.muscles)
        asked = _asked(channel, uninformed.activations[:, muscles])
        if asked is not None:
            wanted[:, muscles] = asked[:, None]
    return TrackedActivations(wanted, weight)


def _asked(channel: SignalOfMuscles, activations: FloatArray) -> FloatArray | None:
    """Return the (T,) activation that a channel asks for; None where it has nothing to say."""
    if channel.is_of_maximum:
        scale = 1.0
    else:
        usable = np.isfinite(channel.envelope) & np.isfinite(activations[:, 0])
        peak = float(channel.envelope[usable].max(initial=0.0))
        if peak <= 0.0:
            return None  # A channel that measured nothing has nothing to say.
        scale = float(activations[usable].max()) / peak
    asked: FloatArray = np.clip(channel.gain * scale * channel.envelope, 0.0, 1.0)
    return asked
