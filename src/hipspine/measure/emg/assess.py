"""From a recording with muscle signals to what each muscle did."""

import math

from hipspine.domain.anatomy import Side
from hipspine.domain.errors import RecordingError
from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import AnalogChannels
from hipspine.domain.problem import Level, Problem
from hipspine.measure.emg.channel import assess_channel
from hipspine.measure.emg.channel_names import is_force_plate_channel
from hipspine.measure.emg.request import EmgRequest
from hipspine.measure.emg.results import EmgAssessment, EmgChannel, Reference
from hipspine.mechanics.emg_envelope import co_contraction

OPPONENTS = (
    ("gluteus_maximus", "rectus_femoris"),
    ("medial_hamstrings", "rectus_femoris"),
    ("medial_hamstrings", "vastus_lateralis"),
    ("biceps_femoris", "vastus_lateralis"),
    ("soleus", "tibialis_anterior"),
    ("gastrocnemius", "tibialis_anterior"),
    ("erector_spinae", "rectus_abdominis"),
)
"""Muscles that turn one joint in opposite directions: hip, hip and knee, knee, ankle, trunk."""

LARGEST_JITTER = 0.05
"""Deviation of a time step from the mean step, as a fraction, that filters bear."""


def assess_emg(source: str, analog: AnalogChannels, request: EmgRequest) -> EmgAssessment:
    """Return what every muscle channel of a recording shows; force plates' channels are left out.

    Parameters
    ----------
    source : str
        File, for messages.
    analog : AnalogChannels
        The recording, evenly sampled.
    request : EmgRequest
        Cycles, maximum trials, rest, holds and filter settings.

    Raises
    ------
    RecordingError
        If the recording has no channel that may be a muscle, or its time steps are uneven.
    """
    _require_even_steps(source, analog)
    muscles = [
        i
        for i, (name, unit) in enumerate(zip(analog.names, analog.units, strict=True))
        if not is_force_plate_channel(name, unit) and not name.startswith(("acc_", "gyr_"))
    ]
    if not muscles:
        raise RecordingError(
            source,
            expected="at least one muscle channel",
            got=", ".join(analog.names[:6]) or "none",
            do="Name a file with EMG.",
        )
    channels = tuple(assess_channel(source, analog, i, request) for i in muscles)
    return EmgAssessment(source, channels, _between(channels), _problems(source, channels, request))


def _require_even_steps(source: str, analog: AnalogChannels) -> None:
    step_s = (analog.times_s[-1] - analog.times_s[0]) / (len(analog.times_s) - 1)
    widest = float(abs((analog.times_s[1:] - analog.times_s[:-1]) / step_s - 1).max())
    if widest > LARGEST_JITTER:
        raise RecordingError(
            source,
            expected="evenly spaced samples",
            got=f"time steps up to {100 * widest:.0f} % off",
            do="Export at the recording's own fixed rate, without dropped samples.",
        )


def _between(channels: tuple[EmgChannel, ...]) -> tuple[Measurement, ...]:
    found = []
    for side in Side:
        mine = {c.muscle: c for c in channels if c.side is side and c.muscle is not None}
        for one, other in OPPONENTS:
            if one in mine and other in mine:
                found.append(_co_contraction(mine[one], mine[other], side))
    return tuple(found)


def _co_contraction(one: EmgChannel, other: EmgChannel, side: Side) -> Measurement:
    name = f"{one.muscle}_{other.muscle}_co_contraction"
    if one.envelope is None or other.envelope is None:
        because = "one of the two channels cannot be used"
        return Measurement.absent(name, "1", because, side=side)
    if {one.reference, other.reference} != {Reference.MVIC}:
        because = "both muscles need maximum trials: shares of own peaks do not compare"
        return Measurement.absent(name, "1", because, side=side)
    if one.curve is not None and other.curve is not None:
        values = [
            co_contraction(a, b) for a, b in zip(one.curve.values, other.curve.values, strict=True)
        ]
        value, span = sum(values) / len(values), "over cycles"
    else:
        value, span = co_contraction(one.envelope, other.envelope), "over the whole recording"
    if not math.isfinite(value):
        return Measurement.absent(name, "1", "neither muscle is ever active", side=side)
    method = f"common area (Falconer and Winter 1985); fraction of MVIC; {span}"
    return Measurement(name, "1", value, side=side, method=method)


def _problems(
    source: str, channels: tuple[EmgChannel, ...], request: EmgRequest
) -> tuple[Problem, ...]:
    found = [problem for channel in channels for problem in channel.problems]
    without = [c.channel for c in channels if c.reference is Reference.DYNAMIC_PEAK]
    if request.mvic and without:
        what = f"no usable maximum trial for {', '.join(without)}: divided by their own peaks"
        found.append(Problem(Level.WARNING, source, what, "Give trials with the same names."))
    if request.cycles and not any(channel.curve for channel in channels):
        what = "no channel has a complete cycle of its side"
        note = "Check the channels' sides and the events' clock."
        found.append(Problem(Level.WARNING, source, what, note))
    return tuple(found)
