"""Changes over visits, each held against the error of the measurement."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hipspine.domain.anatomy import Side
from hipspine.domain.measurement import Measurement


class ChangeVerdict(StrEnum):
    """What a difference between two visits can be said to be."""

    BEYOND_ERROR = "beyond_error"
    """Larger than the minimal detectable change (95 %)."""
    WITHIN_ERROR = "within_error"
    """No larger than what repeated measuring gives without any change."""
    CANNOT_TELL = "cannot_tell"
    """No error is known, the methods differ, or a value is absent."""


@dataclass(frozen=True)
class Visit:
    """The measurements of one day; ``label`` is a date or a name, in order of time."""

    label: str
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True)
class Change:
    """The difference of one measurement from an earlier to a later visit."""

    name: str
    side: Side | None
    unit: str
    earlier: str
    later: str
    difference: float | None
    """Later minus earlier, in the unit; None where either is absent or they do not compare."""
    detectable: float | None
    """Minimal detectable change (95 %), in the unit."""
    verdict: ChangeVerdict
    reason: str
    """Why the verdict is what it is, one sentence."""


def changes_over_visits(visits: Sequence[Visit]) -> tuple[Change, ...]:
    """Return each measurement's change from the first visit to every later one.

    The first visit is the person's own baseline. A measurement that the baseline lacks is not
    compared. Two visits at least are needed; with fewer there is nothing to compare.
    """
    return tuple(
        _change(first, visits[0], later) for later in visits[1:] for first in visits[0].measurements
    )


def _change(first: Measurement, baseline: Visit, later: Visit) -> Change:
    now = next(
        (m for m in later.measurements if (m.name, m.side) == (first.name, first.side)), None
    )
    difference, detectable, verdict, reason = _judge(first, now)
    return Change(
        name=first.name,
        side=first.side,
        unit=first.unit,
        earlier=baseline.label,
        later=later.label,
        difference=difference,
        detectable=detectable,
        verdict=verdict,
        reason=reason,
    )


def _judge(
    first: Measurement, now: Measurement | None
) -> tuple[float | None, float | None, ChangeVerdict, str]:
    cannot = ChangeVerdict.CANNOT_TELL
    if now is None:
        return None, None, cannot, "It was not measured at the later visit."
    if first.value is None:
        return None, None, cannot, f"Absent at the first visit: {first.absent_because}"
    if now.value is None:
        return None, None, cannot, f"Absent at the later visit: {now.absent_because}"
    if (first.unit, first.method) != (now.unit, now.method):
        reason = f"The methods differ ({first.method or 'none'}; {now.method or 'none'})."
        return None, None, cannot, reason
    difference = now.value - first.value
    if first.repeatability is None:
        reason = "No published error of this measurement is held: the change may be noise."
        return difference, None, cannot, reason
    detectable = first.repeatability.mdc95
    if abs(difference) > detectable:
        reason = f"Larger than the minimal detectable change ({first.repeatability.source})."
        return difference, detectable, ChangeVerdict.BEYOND_ERROR, reason
    reason = f"No larger than the minimal detectable change ({first.repeatability.source})."
    return difference, detectable, ChangeVerdict.WITHIN_ERROR, reason
