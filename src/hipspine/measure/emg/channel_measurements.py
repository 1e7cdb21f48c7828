"""The numbers of one EMG channel, each with its method and cautions, or absent with a reason."""

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.measure.emg.channel_names import ChannelName
from hipspine.measure.emg.quality import SignalKind, SignalQuality
from hipspine.measure.emg.request import EmgRequest
from hipspine.measure.emg.results import CycleCurve, Reference
from hipspine.mechanics.emg_onset import Bursts

LABEL_MISSING = "Tell it, as in `--muscle EMG1=gluteus_maximus:right`."

CLEAR_BURST_DB = 8.0
"""Bursts this far above noise have ends within about 10 ms on signals of known truth (95 %)."""

BEYOND_MAXIMUM = 1.2
"""Share of the maximum trial that a peak may reach by chance: the reference is a mean over half a
second, the peak an instant of the envelope."""

BETWEEN_DAYS = (
    "Between days electrodes never sit quite alike; for the gluteus medius in walking the error "
    "was found moderate to large (Sadler 2020, doi:10.1016/j.jelekin.2020.102457)."
)
_PEAK_CAUTION = (
    "Divided by its own peak in this recording: it tells when and in what shape, not how much."
)
_MVIC_CAUTION = (
    "Divided by a maximum effort: if pain, fear or effort limited that, the share reads too high."
)
_ONE_CYCLE = "One cycle only: nothing is known about how much cycles differ."


def _named(name: ChannelName, what: str) -> str:
    return f"{name.muscle or name.channel}_{what}"


def absent_measurements(name: ChannelName, because: str) -> tuple[Measurement, ...]:
    """Return a channel's measurements, all absent for the same reason."""
    return tuple(
        Measurement.absent(_named(name, what), "1", because, side=name.side)
        for what in ("activity_mean", "activity_peak", "on_share")
    )


def channel_measurements(
    name: ChannelName,
    envelope: FloatArray,
    reference: Reference,
    curve: CycleCurve | None,
    bursts: Bursts | None,
    quality: SignalQuality,
    request: EmgRequest,
) -> tuple[Measurement, ...]:
    """Return mean and peak activity and the share of time on, over cycles or the recording.

    Parameters
    ----------
    envelope : (T,) array
        Fraction of the reference.
    """
    return (
        *_activity(name, envelope, reference, curve, quality, request),
        _on_share(name, curve, bursts, quality, request),
    )


def _span(curve: CycleCurve | None) -> str:
    return "over cycles" if curve is not None else "over the whole recording"


def _activity(
    name: ChannelName,
    envelope: FloatArray,
    reference: Reference,
    curve: CycleCurve | None,
    quality: SignalQuality,
    request: EmgRequest,
) -> tuple[Measurement, ...]:
    pieces = curve.values if curve is not None else envelope[np.newaxis]
    processing = request.method if quality.kind is SignalKind.RAW else "envelope as in the file"
    method = f"{processing}; fraction of {reference.value}; {_span(curve)}"
    cautions = [_PEAK_CAUTION if reference is Reference.DYNAMIC_PEAK else _MVIC_CAUTION]
    cautions += [problem.what for problem in quality.problems]
    if reference is Reference.MVIC:
        cautions.append(BETWEEN_DAYS)
    if curve is not None and len(pieces) == 1:
        cautions.append(_ONE_CYCLE)
    if reference is Reference.MVIC and pieces.max() > BEYOND_MAXIMUM:
        cautions.append("Activity exceeds the maximum trial: that trial was not maximal.")
    found = {"activity_mean": pieces.mean(axis=1), "activity_peak": pieces.max(axis=1)}
    return tuple(
        Measurement(
            name=_named(name, what),
            unit="1",
            value=float(values.mean()),
            side=name.side,
            method=method,
            spread=float(values.std(ddof=1)) if len(values) > 1 else None,
            repetitions=len(values),
            cautions=tuple(cautions),
        )
        for what, values in found.items()
    )


def _on_share(
    name: ChannelName,
    curve: CycleCurve | None,
    bursts: Bursts | None,
    quality: SignalQuality,
    request: EmgRequest,
) -> Measurement:
    what = _named(name, "on_share")
    if quality.kind is SignalKind.PROCESSED:
        because = "an envelope does not show when a muscle starts and stops: give the raw signal"
        return Measurement.absent(what, "1", because, side=name.side)
    if bursts is None:
        because = "no rest in the recording to tell noise from activity"
        return Measurement.absent(what, "1", because, side=name.side)
    if not bursts.bursts:
        because = (
            "no burst stands out from the rest; too weak a signal looks the same as no activity"
        )
        return Measurement.absent(what, "1", because, side=name.side)
    cautions = [problem.what for problem in quality.problems]
    weakest_db = min(burst.size_over_noise_db for burst in bursts.bursts)
    if weakest_db < CLEAR_BURST_DB:
        cautions.append(
            f"The weakest burst is only {weakest_db:.0f} dB above noise: bursts may be missed or "
            "split."
        )
    if curve is not None and curve.on_share is not None:
        value, count = float(curve.on_share[:-1].mean()), len(curve.values)
    else:
        value, count = _share_of_recording(bursts), None
    return Measurement(
        name=what,
        unit="1",
        value=value,
        side=name.side,
        method=f"{request.method}; double threshold; {_span(curve)}",
        repetitions=count,
        cautions=tuple(cautions),
    )


def _share_of_recording(bursts: Bursts) -> float:
    on = sum(burst.stop - burst.first for burst in bursts.bursts)
    return on / len(bursts.rest)
