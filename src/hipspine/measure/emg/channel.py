"""One EMG channel: from the recorded signal to its envelope, bursts, curve and measurements."""

from dataclasses import dataclass

import numpy as np

from hipspine.content.norms import published_norms
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.motion import AnalogChannels
from hipspine.domain.problem import Level, Problem
from hipspine.measure.emg.channel_measurements import (
    LABEL_MISSING,
    absent_measurements,
    channel_measurements,
)
from hipspine.measure.emg.channel_names import ChannelName
from hipspine.measure.emg.fatigue import fatigue_measurements
from hipspine.measure.emg.quality import SignalKind, SignalQuality, signal_quality
from hipspine.measure.emg.request import EmgRequest
from hipspine.measure.emg.results import CycleCurve, EmgChannel, Reference
from hipspine.mechanics.emg_envelope import band_pass, linear_envelope, usable_band_hz
from hipspine.mechanics.emg_onset import Bursts, find_bursts
from hipspine.mechanics.filters import sampling_rate_hz
from hipspine.mechanics.runs import mask_of
from hipspine.mechanics.time_normalise import time_normalise

MVIC_WINDOW_S = 0.5
"""The reference is the highest mean over this window: single peaks of an envelope are chance
(Halaki M, Ginn K (2012). Normalization of EMG signals. In: Computational Intelligence in
Electromyography Analysis, InTech. doi:10.5772/49957)."""


@dataclass(frozen=True, eq=False)
class Processed:
    """A usable channel: times (T,) [s], band-passed signal (T,) or None, envelope (T,)."""

    times_s: FloatArray
    rate_hz: float
    passed: FloatArray | None
    envelope: FloatArray


def assess_channel(
    source: str, analog: AnalogChannels, index: int, request: EmgRequest
) -> EmgChannel:
    """Return everything that one channel of a recording shows.

    Parameters
    ----------
    source : str
        File, for messages.
    analog : AnalogChannels
        The recording.
    index : int
        The channel.
    request : EmgRequest
        What to do.
    """
    name = request.name_of(analog.names[index])
    where = f"{source}, {name.channel}"
    rate_hz = sampling_rate_hz(analog.times_s)
    values = analog.values[:, index]
    quality = signal_quality(where, values, rate_hz=rate_hz)
    problems = [*quality.problems, *_label_problems(where, name)]
    if quality.unusable_because is not None:
        return _unusable(name, quality, quality.unusable_because, problems)
    done = processed(analog.times_s, values, quality.kind, request)
    size, reference, cautions = _reference(name.channel, done, request)
    if not size > 0:
        return _unusable(name, quality, "the envelope never rises above zero", problems)
    problems += [
        Problem(Level.WARNING, where, caution, "Record the maximum trials again with this set-up.")
        for caution in cautions
    ]
    bursts = None
    if done.passed is not None:
        bursts = find_bursts(done.passed, done.times_s, rest=request.rest_s)
    envelope = done.envelope / size
    curve = _curve(name, done, envelope, bursts, request)
    measured = channel_measurements(name, envelope, reference, curve, bursts, quality, request)
    held = fatigue_measurements(name, done.passed, done.times_s, request)
    return EmgChannel(
        channel=name.channel,
        muscle=name.muscle,
        group=name.group,
        side=name.side,
        kind=quality.kind,
        reference=reference,
        times_s=done.times_s,
        envelope=envelope,
        bursts=bursts,
        curve=curve,
        measurements=(*measured, *held),
        problems=tuple(problems),
    )


def processed(
    times_s: FloatArray, values: FloatArray, kind: SignalKind, request: EmgRequest
) -> Processed:
    """Return the band-passed signal and envelope of a usable channel, in the signal's unit."""
    rate_hz = sampling_rate_hz(times_s)
    if kind is SignalKind.PROCESSED:
        return Processed(times_s, rate_hz, None, np.maximum(values, 0.0))
    band = usable_band_hz(rate_hz, request.band_hz)
    passed = band_pass(values - values.mean(), rate_hz=rate_hz, band_hz=band, order=request.order)
    envelope = linear_envelope(
        passed, rate_hz=rate_hz, cutoff_hz=request.cutoff_hz, order=request.order
    )
    return Processed(times_s, rate_hz, passed, envelope)


def _unusable(
    name: ChannelName, quality: SignalQuality, because: str, problems: list[Problem]
) -> EmgChannel:
    return EmgChannel(
        channel=name.channel,
        muscle=name.muscle,
        group=name.group,
        side=name.side,
        kind=quality.kind,
        reference=None,
        times_s=None,
        envelope=None,
        bursts=None,
        curve=None,
        measurements=absent_measurements(name, because),
        problems=tuple(problems),
    )


def _label_problems(where: str, name: ChannelName) -> list[Problem]:
    missing = [word for word, known in (("muscle", name.muscle), ("side", name.side)) if not known]
    if not missing:
        return []
    what = f"the name {name.channel!r} does not say which {' and '.join(missing)}"
    return [Problem(Level.WARNING, where, what, LABEL_MISSING)]


def _reference(
    channel: str, done: Processed, request: EmgRequest
) -> tuple[float, Reference, list[str]]:
    """Return the size that the envelope is divided by, what it is, and cautions."""
    sizes, cautions = [], []
    for trial in request.mvic:
        if channel not in trial.names:
            continue
        values = trial.values[:, trial.names.index(channel)]
        rate_hz = sampling_rate_hz(trial.times_s)
        quality = signal_quality(f"MVIC, {channel}", values, rate_hz=rate_hz)
        if quality.unusable_because is not None:
            cautions.append(f"a maximum trial cannot be used: {quality.unusable_because}")
            continue
        sizes.append(highest_mean(processed(trial.times_s, values, quality.kind, request)))
    if sizes:
        return max(sizes), Reference.MVIC, cautions
    return float(done.envelope.max()), Reference.DYNAMIC_PEAK, cautions


def highest_mean(done: Processed) -> float:
    """Return the highest mean of an envelope over half a second, in the signal's unit."""
    width = min(len(done.envelope), round(MVIC_WINDOW_S * done.rate_hz))
    sums = np.cumsum(np.concatenate(([0.0], done.envelope)))
    return float((sums[width:] - sums[:-width]).max() / width)


def _curve(
    name: ChannelName,
    done: Processed,
    envelope: FloatArray,
    bursts: Bursts | None,
    request: EmgRequest,
) -> CycleCurve | None:
    within = [
        cycle
        for cycle in request.cycles
        if cycle.side is name.side
        and name.side is not None
        and done.times_s[0] <= cycle.start_s
        and cycle.end_s <= done.times_s[-1]
    ]
    if not within:
        return None
    curves = [time_normalise(done.times_s, envelope, c.start_s, c.end_s) for c in within]
    on_share: FloatArray | None = None
    if bursts is not None:
        on = on_mask(bursts, len(envelope)).astype(np.float64)
        covered = [time_normalise(done.times_s, on, c.start_s, c.end_s) >= 0.5 for c in within]
        on_share = np.mean(covered, axis=0)
    norms = published_norms()
    timing = norms.timing(request.task, name.group) if name.group else None
    intervals = timing.on_percent if timing else ()
    return CycleCurve(
        np.stack(curves),
        on_share,
        tuple((start / 100, end / 100) for start, end in intervals),
        norms.sources[timing.source].label if timing else None,
    )


def on_mask(bursts: Bursts, samples: int) -> BoolArray:
    """Return the mask (samples,) of the samples within bursts."""
    return mask_of([(burst.first, burst.stop) for burst in bursts.bursts], samples)
