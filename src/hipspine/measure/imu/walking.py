"""Measures of walking from a sensor at the lower back."""

from itertools import pairwise

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement, Repeatability
from hipspine.measure.imu.results import BodySignals
from hipspine.mechanics.trunk_regularity import Regularity, harmonic_ratio, regularity
from hipspine.mechanics.trunk_steps import FEWEST_STEPS, GaitBout

METHOD = "trunk acceleration, steps in 0.5 to 3 Hz"
FEW_STRIDES = 10
"""Below it autocorrelation and harmonic ratio vary much from one walk to the next."""

ORIENTATION_UNKNOWN = "how the sensor sits on the body is not known"
_NO_WALK = f"no walking found: at least {FEWEST_STEPS} even steps in a row are needed"
_PER_MINUTE = 60.0

CADENCE_ERROR = Repeatability(
    # Cadence is kept per second; the published error is 1.644 steps per minute.
    sem=1.644 / _PER_MINUTE,
    source="Henriksen 2004, doi:10.1016/S0966-6362(03)00069-9",
    people="20 healthy adults, two days, at a standardised speed of 1.35 m/s",
)
_SPEED = "Cadence rises with speed: compare visits only at about the same speed."


def walking_measurements(
    signals: BodySignals | None, bouts: tuple[GaitBout, ...]
) -> tuple[Measurement, ...]:
    """Return cadence, regularity, symmetry, harmonic ratios and tilt range of the longest bout.

    Parameters
    ----------
    signals : BodySignals or None
        None where the sensor's orientation is unknown.
    bouts : tuple of GaitBout
        In order of time.
    """
    names = {
        "cadence": "1/s",
        "step_time_spread": "s",
        "step_regularity": "1",
        "stride_regularity": "1",
        "step_symmetry": "1",
        "harmonic_ratio_vertical": "1",
        "harmonic_ratio_forward": "1",
        "pelvis_tilt_range_walking": "rad",
    }
    if signals is None:
        return tuple(Measurement.absent(n, u, ORIENTATION_UNKNOWN) for n, u in names.items())
    if not bouts:
        return tuple(Measurement.absent(n, u, _NO_WALK) for n, u in names.items())
    bout = max(bouts, key=lambda b: b.steps)
    cautions = _few(bout)
    return (
        *_rhythm(bout, cautions),
        *_regularities(signals, bout, cautions),
        *_harmonics(signals, bout, cautions),
        _tilt_range(signals, bout, cautions),
    )


def _few(bout: GaitBout) -> tuple[str, ...]:
    strides = (bout.steps - 1) / 2
    if strides >= FEW_STRIDES:
        return ()
    return (f"Only {strides:g} strides, the first and last ones included: expect large scatter.",)


def _rhythm(bout: GaitBout, cautions: tuple[str, ...]) -> tuple[Measurement, ...]:
    steps_s = np.diff(bout.step_times_s)
    return (
        Measurement(
            "cadence",
            "1/s",
            1 / bout.mean_step_s,
            method=METHOD,
            repetitions=bout.steps - 1,
            repeatability=CADENCE_ERROR,
            cautions=(_SPEED, *cautions),
        ),
        Measurement(
            "step_time_spread",
            "s",
            float(steps_s.std(ddof=1)),
            method=METHOD,
            repetitions=len(steps_s),
            cautions=cautions,
        ),
    )


def _part(signals: BodySignals, bout: GaitBout) -> slice:
    first, last = np.searchsorted(signals.times_s, [bout.start_s, bout.end_s])
    return slice(int(first), int(last) + 1)


def _regularities(
    signals: BodySignals, bout: GaitBout, cautions: tuple[str, ...]
) -> tuple[Measurement, ...]:
    vertical = signals.acceleration_m_s2[_part(signals, bout), 1]
    found = regularity(vertical, step_s=bout.mean_step_s, rate_hz=signals.rate_hz)
    method = "unbiased autocorrelation of vertical acceleration (Moe-Nilssen and Helbostad 2004)"
    if found is None:  # a bout has at least four step times, so only a still signal gets here
        names = ("step_regularity", "stride_regularity", "step_symmetry")
        return tuple(Measurement.absent(n, "1", "shorter than two strides") for n in names)
    values = {
        "step_regularity": found.step,
        "stride_regularity": found.stride,
        "step_symmetry": _symmetry(found),
    }
    return tuple(
        Measurement(n, "1", v, method=method, repetitions=bout.steps - 1, cautions=cautions)
        if v is not None
        else Measurement.absent(n, "1", "strides do not repeat, so steps have no measure")
        for n, v in values.items()
    )


def _symmetry(found: Regularity) -> float | None:
    """Return step over stride regularity, or the inverse, whichever is at most 1.

    Steps may by chance be more alike than strides, and then a ratio above 1 would not mean more
    symmetry.
    """
    if found.stride <= 0 or found.step <= 0:
        return None
    return min(found.step / found.stride, found.stride / found.step)


def _harmonics(
    signals: BodySignals, bout: GaitBout, cautions: tuple[str, ...]
) -> tuple[Measurement, ...]:
    found = []
    for name, axis in (("vertical", 1), ("forward", 0)):
        ratios = _ratios(signals, bout, axis)
        found.append(
            Measurement(
                f"harmonic_ratio_{name}",
                "1",
                float(ratios.mean()),
                method="20 harmonics per stride (Menz 2003), mean over strides",
                spread=float(ratios.std(ddof=1)),
                repetitions=len(ratios),
                cautions=cautions,
            )
            if len(ratios) >= 2
            else Measurement.absent(f"harmonic_ratio_{name}", "1", "fewer than two whole strides")
        )
    return tuple(found)


def _ratios(signals: BodySignals, bout: GaitBout, axis: int) -> FloatArray:
    """Return harmonic ratios of the strides that begin with either foot."""
    values = signals.acceleration_m_s2[:, axis]
    both = [
        harmonic_ratio(values, signals.times_s, bout.step_times_s[first::2]) for first in (0, 1)
    ]
    ratios = np.concatenate(both)
    return ratios[np.isfinite(ratios)]


def _tilt_range(signals: BodySignals, bout: GaitBout, cautions: tuple[str, ...]) -> Measurement:
    name = "pelvis_tilt_range_walking"
    if signals.lean_rad is None:
        because = "needs a gyroscope with a known unit, and the axis through the back"
        return Measurement.absent(name, "rad", because)
    strides = bout.step_times_s[::2]
    ranges = []
    for start_s, end_s in pairwise(strides):
        first, last = np.searchsorted(signals.times_s, [start_s, end_s])
        ranges.append(float(np.ptp(signals.lean_rad[first : last + 1])))
    return Measurement(
        name,
        "rad",
        float(np.mean(ranges)),
        method="gyroscope above 0.25 Hz, accelerometer below; range per stride, mean over strides",
        spread=float(np.std(ranges, ddof=1)) if len(ranges) > 1 else None,
        repetitions=len(ranges),
        cautions=(
            "Of the sensor, which rides on skin and belt: a descriptor, not a fault or a target.",
            *cautions,
        ),
    )
