"""Fatigue in isometric holds, and how holds decay from the first to the last."""

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.measure.emg.channel_names import ChannelName
from hipspine.measure.emg.request import EmgRequest
from hipspine.mechanics.emg_fatigue import (
    EPOCH_S,
    FEWEST_EPOCHS,
    Fatigue,
    Slope,
    fatigue_of_hold,
    straight_line,
)
from hipspine.mechanics.filters import sampling_rate_hz

_CONSTANT = "Means fatigue only if position and force stayed the same during the hold."


def fatigue_measurements(
    name: ChannelName, passed: FloatArray | None, times_s: FloatArray, request: EmgRequest
) -> tuple[Measurement, ...]:
    """Return slopes of median frequency and amplitude in each hold, and the decay over holds.

    Parameters
    ----------
    passed : (T,) array or None
        Band-passed signal; None where only an envelope was recorded.
    times_s : (T,) array
        Its times [s].

    Returns
    -------
    tuple of Measurement
        Per hold, as fractions of the value at its start per second; empty where no holds are named.
    """
    found: list[Measurement] = []
    starts_hz: list[float] = []
    for number, (start_s, end_s) in enumerate(request.holds_s, start=1):
        hold = _hold(passed, times_s, start_s, end_s)
        if isinstance(hold, str):
            found += _absent(name, number, hold)
            continue
        starts_hz.append(hold.median_slope.start)
        method = f"{request.method}; hold of {end_s - start_s:g} s in {EPOCH_S:g} s epochs"
        found.append(
            _relative(name, f"median_frequency_slope_hold_{number}", hold.median_slope, method)
        )
        found.append(_relative(name, f"amplitude_slope_hold_{number}", hold.rms_slope, method))
    if len(starts_hz) >= 3:
        found.append(_decay(name, starts_hz, request))
    return tuple(found)


def _hold(
    passed: FloatArray | None, times_s: FloatArray, start_s: float, end_s: float
) -> Fatigue | str:
    """Return the fatigue of one hold, or why there is none."""
    if passed is None:
        return "an envelope has no spectrum: give the raw signal"
    within = (times_s >= start_s) & (times_s < end_s)
    if start_s < times_s[0] or end_s > times_s[-1] + 1e-9:
        return f"the hold from {start_s:g} to {end_s:g} s lies outside the recording"
    fatigue = fatigue_of_hold(passed[within], times_s[within], rate_hz=sampling_rate_hz(times_s))
    if fatigue is None:
        return f"the hold is shorter than {FEWEST_EPOCHS * EPOCH_S:g} s, or flat"
    return fatigue


def _name(name: ChannelName, what: str) -> str:
    return f"{name.muscle or name.channel}_{what}"


def _absent(name: ChannelName, number: int, because: str) -> list[Measurement]:
    return [
        Measurement.absent(_name(name, f"{what}_hold_{number}"), "1/s", because, side=name.side)
        for what in ("median_frequency_slope", "amplitude_slope")
    ]


def _relative(name: ChannelName, what: str, slope: Slope, method: str) -> Measurement:
    low, high = slope.low_per_s / slope.start, slope.high_per_s / slope.start
    cautions = [_CONSTANT]
    if low <= 0 <= high:
        cautions.append("The 95 % interval of the slope includes zero: no change is shown.")
    return Measurement(
        name=_name(name, what),
        unit="1/s",
        value=slope.per_s / slope.start,
        positive="rising",
        side=name.side,
        method=method,
        # Half the 95 % interval over 1.96 is the slope's standard error.
        spread=(high - low) / (2 * 1.96),
        repetitions=1,
        cautions=tuple(cautions),
    )


def _decay(name: ChannelName, starts_hz: list[float], request: EmgRequest) -> Measurement:
    line = straight_line(np.arange(len(starts_hz), dtype=np.float64), np.array(starts_hz))
    return Measurement(
        name=_name(name, "median_frequency_decay_per_hold"),
        unit="1",
        value=line.per_s / line.start,
        positive="rising",
        side=name.side,
        method=f"{request.method}; start of each of {len(starts_hz)} holds",
        repetitions=len(starts_hz),
        cautions=(_CONSTANT,),
    )
