"""Compare two visits of one person: what changed by more than error, and what does not compare."""

from dataclasses import dataclass, replace

from hipspine.domain.errors import RecordingError
from hipspine.domain.measurement import Measurement
from hipspine.domain.visit import CurveKey, VisitCurve, VisitRecord
from hipspine.measure.trends import Change, ChangeVerdict, Visit, changes_over_visits

HEIGHT_TOLERANCE_M = 0.03
"""Heights further apart are two people's; one adult's varies less over a day (our choice)."""
NO_NAME = "subject"
"""What an assessment calls a person without a name."""


@dataclass(frozen=True)
class ComparedMeasurement:
    """A measurement at both visits, and what its change can be said to be."""

    first: Measurement
    second: Measurement | None
    change: Change

    @property
    def is_comparable(self) -> bool:
        """Whether a difference could be told."""
        return self.change.difference is not None


@dataclass(frozen=True, eq=False)
class ComparedCurve:
    """A curve at both visits."""

    key: CurveKey
    first: VisitCurve
    second: VisitCurve


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two visits side by side."""

    first: VisitRecord
    second: VisitRecord
    measurements: tuple[ComparedMeasurement, ...]
    curves: tuple[ComparedCurve, ...]
    curves_refused: str | None
    """Why curves are not laid over each other; None where they are, or there are none."""
    only_second: tuple[Measurement, ...]
    """Measurements that the first visit lacks."""
    cautions: tuple[str, ...]

    def of(self, verdict: ChangeVerdict) -> tuple[ComparedMeasurement, ...]:
        """Return the comparable measurements with a verdict."""
        return tuple(
            each
            for each in self.measurements
            if each.is_comparable and each.change.verdict is verdict
        )

    @property
    def refused(self) -> tuple[ComparedMeasurement, ...]:
        """Measurements that do not compare; each change says why."""
        return tuple(each for each in self.measurements if not each.is_comparable)


def compare_visits(
    first: VisitRecord, second: VisitRecord, *, same_person: bool = False
) -> Comparison:
    """Return two visits compared, the earlier one first.

    Parameters
    ----------
    first, second : VisitRecord
        In order of time.
    same_person : bool
        Said by the user: the names differ, but it is one person.

    Raises
    ------
    RecordingError
        If the visits are of two kinds, tasks or people, or their dates are swapped.
    """
    _check_kind(first, second)
    _check_order(first, second)
    _check_person(first, second, same_person=same_person)
    if first.label == second.label:
        first, second = (
            replace(each, label=f"{each.label} ({number})")
            for number, each in enumerate((first, second), start=1)
        )
    named = {(one.name, one.side): one for one in second.measurements}
    baseline, later = (
        Visit(first.label, first.measurements),
        Visit(second.label, second.measurements),
    )
    changes = changes_over_visits((baseline, later))
    settings = _different_settings(first, second)
    return Comparison(
        first=first,
        second=second,
        measurements=tuple(
            ComparedMeasurement(one, named.get((one.name, one.side)), change)
            for one, change in zip(first.measurements, changes, strict=True)
        ),
        curves=() if settings else _curves(first, second),
        curves_refused=settings,
        only_second=_only_second(first, second),
        cautions=_cautions(first, second),
    )


def _check_kind(first: VisitRecord, second: VisitRecord) -> None:
    if first.kind != second.kind:
        raise _cannot(
            f"two visits of one kind ({first.kind})",
            got=second.kind.replace("_", " "),
            do="Compare results of the same command.",
        )
    if first.task != second.task:
        raise _cannot(
            f"two recordings of the same movement ({first.task})",
            got=second.task or "none",
            do="Compare a walk with a walk, a squat with a squat.",
        )


def _check_order(first: VisitRecord, second: VisitRecord) -> None:
    if first.recorded_on is None or second.recorded_on is None:
        return
    if second.recorded_on < first.recorded_on:
        raise _cannot(
            "the earlier visit first",
            got=f"{first.recorded_on} before {second.recorded_on}",
            do="Swap the two files.",
        )


def _check_person(first: VisitRecord, second: VisitRecord, *, same_person: bool) -> None:
    one, other = first.person, second.person
    differs = []
    if one.sex and other.sex and one.sex != other.sex:
        differs.append(f"sex {one.sex} and {other.sex}")
    heights = [each for each in (one.height_m, other.height_m) if each is not None]
    if len(heights) == 2 and abs(heights[0] - heights[1]) > HEIGHT_TOLERANCE_M:
        differs.append(f"heights of {heights[0]:.2f} and {heights[1]:.2f} m")
    names = {one.name, other.name} - {None, NO_NAME}
    if len(names) == 2 and not same_person:
        differs.append(f"the names {one.name} and {other.name}")
    if differs:
        raise _cannot(
            "two visits of one person",
            got=", ".join(differs),
            do="Name two visits of the same person; where only the names differ and it is one "
            "person, add --same-person.",
        )


def _cannot(expected: str, *, got: str, do: str) -> RecordingError:
    return RecordingError("the second visit", expected=expected, got=got, do=do)


def _different_settings(first: VisitRecord, second: VisitRecord) -> str | None:
    """Return which settings that shape the curves differ, or None."""
    if not first.curves or not second.curves:
        return None
    ignored = {"software_version", "model"}
    names = [name for name in {**first.made_with, **second.made_with} if name not in ignored]
    differing = [
        f"{name} {first.made_with.get(name, 'not given')} / "
        f"{second.made_with.get(name, 'not given')}"
        for name in names
        if first.made_with.get(name) != second.made_with.get(name)
    ]
    return "; ".join(differing) or None


def _curves(first: VisitRecord, second: VisitRecord) -> tuple[ComparedCurve, ...]:
    return tuple(
        ComparedCurve(key, curve, second.curves[key])
        for key, curve in first.curves.items()
        if key in second.curves
    )


def _only_second(first: VisitRecord, second: VisitRecord) -> tuple[Measurement, ...]:
    known = {(one.name, one.side) for one in first.measurements}
    return tuple(one for one in second.measurements if (one.name, one.side) not in known)


def _cautions(first: VisitRecord, second: VisitRecord) -> tuple[str, ...]:
    """Return keys of what a reader has to know of the two visits."""
    found = []
    if first.recorded_on is None or second.recorded_on is None:
        found.append("no_dates")
    if first.person.mass_kg is None or second.person.mass_kg is None:
        found.append("no_person" if first.kind != "assessment" else "no_mass")
    one, other = first.made_with, second.made_with
    if one.get("software_version") != other.get("software_version"):
        found.append("other_software")
    if first.schema_version != second.schema_version:
        found.append("other_schema")
    if one.get("model") != other.get("model"):
        found.append("other_model")
    return tuple(found)
