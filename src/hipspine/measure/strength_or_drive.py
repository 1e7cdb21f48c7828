"""Weak or driven less? Strength and muscle signal of one test, read together, at most as a pattern.

How the signal was made comparable decides what it can say. The raw signal depends on electrodes
and tissue; a share of the muscle's own maximum hides a drive that is low in the maximum as well; a
share of the electrically evoked M-wave is largely free of both. The default is "cannot tell".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from hipspine.domain.measurement import Measurement, NormRange, Repeatability
from hipspine.measure.emg.strength_and_drive import (
    ALSO_FITS,
    WOULD_TELL,
    ActivityConditions,
    Pattern,
    Standing,
    StrengthAndDrive,
    read_strength_and_drive,
    standing,
)

FEWEST_REPEATS = 3
"""Of two repeats the standard deviation is one difference, which may be small by chance: ours."""


class Against(StrEnum):
    """What strength and signal are compared with."""

    OTHER_SIDE = "other_side"
    EARLIER = "earlier"
    """The same side before, on another day."""


class SignalAs(StrEnum):
    """How the muscle signal was made comparable; it has to be said."""

    RAW = "raw"
    """As recorded, in volts."""
    SHARE_OF_MAXIMUM = "share_of_maximum"
    """Divided by the same muscle's signal in its own maximum voluntary contraction."""
    SHARE_OF_M_WAVE = "share_of_m_wave"
    """Divided by the same muscle's largest electrically evoked response, same electrodes."""


RAW_DOUBT = (
    "The raw signal is compared between two placements of electrodes: tissue and placement change "
    "it as much as drive does (Burden 2010, doi:10.1016/j.jelekin.2010.07.004)."
)
FEW_REPEATS_DOUBT = f"Fewer than {FEWEST_REPEATS} repeats: the signal's error is not known."


@dataclass(frozen=True)
class TestConditions:
    """How the test was done.

    Parameters
    ----------
    is_maximum_effort : bool
        Whether the person pushed as hard as possible; otherwise both did the same task.
    hurt : bool or None
        None if nobody asked.
    """

    __test__ = False  # not a test of pytest's, though it is named so

    against: Against
    signal_as: SignalAs
    is_maximum_effort: bool
    hurt: bool | None


@dataclass(frozen=True)
class StrengthOrDrive:
    """How strength and signal stand, and what they are compatible with at most."""

    strength: Standing
    signal: Standing
    reading: StrengthAndDrive


def strength_measurement(
    name: str, value_Nm_per_kg: float, repeatability: Repeatability | None
) -> Measurement:
    """Return a dynamometer's result as a measurement [N·m/kg]."""
    return Measurement(
        name,
        "N·m/kg",
        value_Nm_per_kg,
        positive="stronger",
        method="dynamometer, force times lever arm per body mass",
        repeatability=repeatability,
    )


def signal_measurement(repeats: Sequence[float], signal_as: SignalAs) -> Measurement:
    """Return the mean of repeated amplitudes of one muscle's signal, with the error that they show.

    Parameters
    ----------
    repeats : sequence of float
        Amplitudes of repeats of one session, in volts or as a share by ``signal_as``.

    Notes
    -----
    The standard error of measurement is the standard deviation of the repeats: of one session with
    electrodes left in place, so that it leaves out what placing them anew would add.
    """
    values = np.asarray(repeats, dtype=np.float64)
    unit = "V" if signal_as is SignalAs.RAW else "1"
    spread = float(values.std(ddof=1)) if values.size >= FEWEST_REPEATS else None
    error = (
        Repeatability(spread, "the repeats of this test", f"{values.size} repeats, one session")
        if spread
        else None
    )
    return Measurement(
        "muscle_signal",
        unit,
        float(values.mean()),
        method=f"surface EMG, {signal_as.value.replace('_', ' ')}",
        spread=spread,
        repetitions=int(values.size),
        repeatability=error,
    )


def standing_against_norm(measured: Measurement, norm: NormRange) -> Standing:
    """Return how a measurement stands against a published range, given its own error."""
    if measured.value is None or measured.repeatability is None:
        return Standing.UNKNOWN
    error = measured.repeatability.mdc95
    if measured.value < norm.low - error:
        return Standing.LOWER
    return Standing.HIGHER if measured.value > norm.high + error else Standing.NOT_DIFFERENT


def strength_or_drive(
    strength: Measurement,
    strength_against: Measurement | NormRange,
    signal: Measurement,
    signal_against: Measurement,
    conditions: TestConditions,
) -> StrengthOrDrive:
    """Return what strength and muscle signal of one test are compatible with.

    Parameters
    ----------
    strength, signal : Measurement
        Of the side in question.
    strength_against : Measurement or NormRange
        Of the other side or of before; or a published range.
    signal_against : Measurement
        Of the other side or of before, made comparable in the same way.
    conditions : TestConditions
    """
    stands = (
        standing_against_norm(strength, strength_against)
        if isinstance(strength_against, NormRange)
        else standing(strength, strength_against)
    )
    active = _signal_standing(signal, signal_against)
    reading = read_strength_and_drive(
        stands,
        active,
        ActivityConditions(
            is_maximum_effort=conditions.is_maximum_effort,
            is_share_of_own_maximum=conditions.signal_as is SignalAs.SHARE_OF_MAXIMUM,
            hurt=conditions.hurt,
        ),
    )
    return StrengthOrDrive(
        stands, active, _with_doubts(reading, signal, signal_against, conditions)
    )


def _signal_standing(signal: Measurement, against: Measurement) -> Standing:
    """Return how a signal stands, by the larger of both errors."""
    errors = [each.repeatability for each in (signal, against)]
    known = [error for error in errors if error is not None]
    if len(known) < 2:
        return Standing.UNKNOWN
    return standing(replace(signal, repeatability=max(known, key=lambda each: each.sem)), against)


def _with_doubts(
    reading: StrengthAndDrive,
    signal: Measurement,
    against: Measurement,
    conditions: TestConditions,
) -> StrengthAndDrive:
    doubts: list[str] = []
    if conditions.signal_as is SignalAs.RAW:
        doubts.append(RAW_DOUBT)
    if signal.repeatability is None or against.repeatability is None:
        doubts.append(FEW_REPEATS_DOUBT)
    if not doubts:
        return reading
    kept = reading.because if reading.pattern is Pattern.CANNOT_TELL else ()
    return StrengthAndDrive(Pattern.CANNOT_TELL, (*doubts, *kept), ALSO_FITS, WOULD_TELL)
