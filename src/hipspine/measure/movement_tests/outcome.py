"""From the entries of a movement test to measurements, side comparison and what follows."""

import math
from dataclasses import dataclass

from hipspine.content.movement_tests import MovementTest, PublishedError, Result
from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement, NormRange, Repeatability
from hipspine.domain.person import Sex
from hipspine.domain.units import METRES_PER, radians
from hipspine.measure.movement_tests.entered import Entered
from hipspine.measure.movement_tests.formulas import (
    hip_extension_rad,
    thigh_drop_rad,
    torque_per_mass,
)
from hipspine.measure.movement_tests.side_comparison import SideComparison, compare_sides

_SI = {"s": "s", "deg": "rad", "1": "1", "Nm_per_kg": "N·m/kg"}

ONCE = "Entered once: nothing is known about how much repeats of this visit differ."
RESEARCH = "Shown for research: no conclusion is drawn from it."
NO_ERROR = "No published error is held: a change cannot be told from chance."
NORM_SEAT_M = 43 * METRES_PER["cm"]
SEAT_TOLERANCE_M = 2 * METRES_PER["cm"]
"""Seats from 43 to 45 cm (17 inches and the chairs at hand) are used in studies of the test."""


@dataclass(frozen=True)
class PersonTested:
    """What norms and moments need to know of a person; what is not known is None."""

    sex: Sex | None = None
    age: int | None = None
    mass_kg: float | None = None


@dataclass(frozen=True)
class MovementOutcome:
    """What a movement test gives."""

    test: MovementTest
    measurements: tuple[Measurement, ...]
    sides: tuple[SideComparison, ...]
    says: tuple[str, ...]
    """What follows from a yes, such as that groin pain comes first."""


def movement_test_outcome(
    test: MovementTest, entered: Entered, person: PersonTested
) -> MovementOutcome:
    """Return a test's measurements in SI with norm, error and reason where absent."""
    measurements: list[Measurement] = []
    comparisons = []
    for result in test.results:
        of_result = _measurements(test, result, entered, person)
        measurements += of_result
        compared = compare_sides(result, of_result, _factor(result))
        if compared is not None and not test.research_only and _is_quantity(test, result):
            comparisons.append(compared)
    says = tuple(gate.says for gate in test.gates if entered.is_yes(gate.when))
    return MovementOutcome(test, tuple(measurements), tuple(comparisons), says)


def _is_quantity(test: MovementTest, result: Result) -> bool:
    return test.entry(result.of).unit != "yes_no"


def _factor(result: Result) -> float:
    """Return what the result's numbers as entered are multiplied with to be SI."""
    return radians(1.0) if result.unit == "deg" else 1.0


def _measurements(
    test: MovementTest, result: Result, entered: Entered, person: PersonTested
) -> tuple[Measurement, ...]:
    whole = result.rule == "sum_of_sides" or not test.entry(result.of).per_side
    sides: tuple[Side | None, ...] = (None,) if whole else tuple(Side)
    return tuple(_measurement(test, result, entered, person, side) for side in sides)


def _measurement(
    test: MovementTest,
    result: Result,
    entered: Entered,
    person: PersonTested,
    side: Side | None,
) -> Measurement:
    value = _value(result, entered, person, side)
    unit, method = _SI[result.unit], f"movement test {test.id}, {result.rule.replace('_', ' ')}"
    if isinstance(value, str):
        return Measurement.absent(result.name, unit, value, side=side, method=method)
    norm, no_norm = _norm(result, entered, person)
    error = _repeatability(result, value)
    return Measurement(
        name=result.name,
        unit=unit,
        value=value,
        positive=result.positive,
        side=side,
        method=method,
        repetitions=1,
        repeatability=error,
        norm=norm,
        cautions=(
            *result.cautions,
            *_cautions_of_error(result, error),
            *((f"No norm: {no_norm}.",) if norm is None else ()),
            *((RESEARCH,) if test.research_only else ()),
            *_cautions_of_device(entered),
            ONCE,
        ),
    )


def _value(
    result: Result, entered: Entered, person: PersonTested, side: Side | None
) -> float | str:
    """Return the result in SI, or why there is none."""
    if result.rule == "sum_of_sides":
        both = [entered.of(result.of, each) for each in Side]
        known = [value for value in both if value is not None]
        return sum(known) if len(known) == 2 else "it takes both sides"
    own = entered.of(result.of, side)
    if own is None:
        return "this side was not tested" if side else "it was not entered"
    if result.rule == "torque_per_mass":
        return _strength(entered, person, side, own)
    if result.rule in ("thigh_drop", "hip_extension_tilt_controlled"):
        return _thomas(result, entered, side, own)
    return own


def _strength(
    entered: Entered, person: PersonTested, side: Side | None, force_N: float
) -> float | str:
    lever = entered.of("lever_cm", side)
    if person.mass_kg is None:
        return "the body mass was not given"
    if lever is None:
        return "the lever arm was not given"
    return torque_per_mass(force_N=force_N, lever_m=lever, mass_kg=person.mass_kg)


def _thomas(result: Result, entered: Entered, side: Side | None, thigh_m: float) -> float | str:
    hip, knee = entered.of("hip_height_cm", side), entered.of("knee_height_cm", side)
    if hip is None or knee is None:
        return "the heights of hip and knee were not given"
    if abs(hip - knee) > thigh_m:
        return "the heights of hip and knee differ by more than the thigh is long: measure again"
    drop = thigh_drop_rad(thigh_length_m=thigh_m, hip_height_m=hip, knee_height_m=knee)
    if result.rule == "thigh_drop":
        return drop
    tilt = entered.of("pelvis_posterior_tilt_deg", side)
    if tilt is None:
        return "the pelvis' tilt was not measured, and without it the test does not show the hip"
    return hip_extension_rad(thigh_drop=drop, pelvis_posterior_tilt=tilt)


def _norm(result: Result, entered: Entered, person: PersonTested) -> tuple[NormRange | None, str]:
    """Return the first range that holds for the person, or None and why."""
    seat = entered.of("seat_height_cm", None)
    if seat is not None and abs(seat - NORM_SEAT_M) > SEAT_TOLERANCE_M:
        return None, "the seat was not 43 cm high"
    if entered.is_yes("held_by_hand"):
        return None, "the published range is for a belt, and the device was held by hand"
    for norm in result.norms:
        if norm.holds_for(person.sex, person.age):
            factor = _factor(result)
            low, high = norm.low * factor, norm.high * factor
            return NormRange(low, high, norm.source, norm.people), ""
    return None, result.no_norm or "the published ranges are for other people"


def _repeatability(result: Result, value: float) -> Repeatability | None:
    error = result.error
    if error is None:
        return None
    sem = _sem(error, value) * (1.0 if error.share_of_value else _factor(result))
    return Repeatability(sem, error.source, error.people) if sem > 0 else None


def _sem(error: PublishedError, value: float) -> float:
    """Return the standard error of measurement, by the poorest agreement published.

    SEM = SD sqrt(1 - ICC), and MDC95 = 1.96 sqrt(2) SEM (Weir 2005, doi:10.1519/15184.1).
    """
    if error.sd is not None and error.icc_low is not None:
        return error.sd * math.sqrt(1 - error.icc_low)
    if error.mdc95 is not None:
        return error.mdc95 / (1.96 * math.sqrt(2))
    return (error.share_of_value or 0.0) * abs(value)


def _cautions_of_error(result: Result, error: Repeatability | None) -> tuple[str, ...]:
    if error is None:
        return (NO_ERROR,) if result.error is None else ()
    band = None if result.error is None else result.error.mdc95_band()
    if band is None:
        return ()
    low, high = band
    return (
        f"Smallest detectable change {low:.0f} to {high:.0f} {result.unit}, by the best and the "
        "poorest published agreement (1.96 * sqrt(2) * SD * sqrt(1 - ICC)).",
    )


def _cautions_of_device(entered: Entered) -> tuple[str, ...]:
    error = entered.of("device_error_deg", None)
    if error is None:
        return ()
    return (f"The device's own error is {error / radians(1.0):.1f} degrees.",)
