"""Weak or under-driven? What strength and activity together are compatible with, at most.

A weak muscle that is driven hard and a strong one that is hardly driven both give little force.
Their signals differ, but pain, fear and effort give the same signals as little drive, and
electrodes and tissue change amplitudes as well. The default is therefore "cannot tell".
"""

from dataclasses import dataclass
from enum import StrEnum

from hipspine.domain.measurement import Measurement


class Standing(StrEnum):
    """How a value stands against its comparison."""

    LOWER = "lower"
    NOT_DIFFERENT = "not_different"
    HIGHER = "higher"
    UNKNOWN = "unknown"
    """No error is known, the methods differ, or one of the values is absent."""


class Pattern(StrEnum):
    """What strength and activity are compatible with."""

    WEAK = "compatible_with_weakness"
    """Low strength although activity is high."""
    UNDER_DRIVEN = "compatible_with_under_driving"
    """Low strength with low activity in a maximum effort."""
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class ActivityConditions:
    """How activity was measured, as far as the reading depends on it.

    Parameters
    ----------
    is_maximum_effort : bool
        Whether the person pushed as hard as possible.
    is_share_of_own_maximum : bool
        Whether activity is divided by the same muscle's own maximum effort. Then little drive
        hides: it lowers numerator and denominator alike.
    hurt : bool or None
        Whether the test hurt; None if nobody asked.
    """

    is_maximum_effort: bool
    is_share_of_own_maximum: bool
    hurt: bool | None


@dataclass(frozen=True)
class StrengthAndDrive:
    """The reading: a pattern, why, what else gives the same picture, and what would tell."""

    pattern: Pattern
    because: tuple[str, ...]
    also_fits: tuple[str, ...]
    would_tell: tuple[str, ...]


ALSO_FITS = (
    "pain during the test",
    "fear of pain or of harm",
    "less than full effort, or not knowing the task yet",
    "electrodes placed differently, or more tissue between electrode and muscle",
)
WOULD_TELL = (
    "Interpolated twitch: an electrical stimulus during a maximum effort shows how much force the "
    "drive left unused; done by specialists, rarely at the hip (Shield and Zhou 2004, "
    "doi:10.2165/00007256-200434040-00005).",
    "The same strength test on a day without pain, best of four, with the fixed dynamometer.",
    "Strength over weeks of training: drive changes within days to weeks, muscle within months.",
)


def standing(measured: Measurement, comparison: Measurement) -> Standing:
    """Return how a measurement stands against another, given its minimal detectable change.

    Parameters
    ----------
    measured, comparison : Measurement
        Of the same name, unit and method: the other side's, or the person's own baseline.
    """
    if measured.value is None or comparison.value is None or measured.repeatability is None:
        return Standing.UNKNOWN
    if (measured.name, measured.unit, measured.method) != (
        comparison.name,
        comparison.unit,
        comparison.method,
    ):
        return Standing.UNKNOWN
    difference = measured.value - comparison.value
    if abs(difference) <= measured.repeatability.mdc95:
        return Standing.NOT_DIFFERENT
    return Standing.HIGHER if difference > 0 else Standing.LOWER


def read_strength_and_drive(
    strength: Standing, activity: Standing, conditions: ActivityConditions
) -> StrengthAndDrive:
    """Return what strength and activity together are compatible with.

    Parameters
    ----------
    strength : Standing
        Strength of the muscle group against its comparison.
    activity : Standing
        Activity of the muscle in that test, or for the same task.
    conditions : ActivityConditions
        How activity was measured.
    """
    doubts = _doubts(strength, activity, conditions)
    if doubts:
        return StrengthAndDrive(Pattern.CANNOT_TELL, doubts, ALSO_FITS, WOULD_TELL)
    if activity is Standing.HIGHER:
        because = ("Strength is lower than its comparison although activity is higher.",)
        return StrengthAndDrive(Pattern.WEAK, because, ALSO_FITS, WOULD_TELL)
    because = ("Strength and activity are both lower than their comparison in a maximum effort.",)
    return StrengthAndDrive(Pattern.UNDER_DRIVEN, because, ALSO_FITS, WOULD_TELL)


def _doubts(
    strength: Standing, activity: Standing, conditions: ActivityConditions
) -> tuple[str, ...]:
    """Return every reason why nothing can be told, one sentence each."""
    lower = activity is Standing.LOWER
    possible = (
        (strength is Standing.UNKNOWN, "Strength has no comparison with a known error."),
        (
            strength in {Standing.NOT_DIFFERENT, Standing.HIGHER},
            "Strength is not lower than its comparison.",
        ),
        (activity is Standing.UNKNOWN, "Activity has no comparison with a known error."),
        (activity is Standing.NOT_DIFFERENT, "Activity does not differ from its comparison."),
        (conditions.hurt is True, "The test hurt, and pain alone lowers strength and activity."),
        (conditions.hurt is None, "Nobody asked whether the test hurt."),
        (
            lower and not conditions.is_maximum_effort,
            "The effort was not maximal: low activity may simply be a lighter task.",
        ),
        (
            lower and conditions.is_share_of_own_maximum,
            "Activity is a share of the muscle's own maximum, in which little drive hides.",
        ),
    )
    return tuple(sentence for holds, sentence in possible if holds)
