"""The measures of a trial: every number with its error, or the reason why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass

from hipspine.domain.measurement import Measurement
from hipspine.report.panels import Table
from hipspine.report.shown_units import ShownUnit, shown_unit
from hipspine.report.trial import Trial

_STRIDES = ("walking_", "running_", "cadence", "stride_", "step", "stance_", "single_", "flight_")
_REPETITIONS = (
    *("ground_contact_", "squat_duration", "rise_", "seat_off_", "sitting_down_duration"),
    "lying_",
)

GROUPS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    ("distances", False, (*_STRIDES, *_REPETITIONS)),
    ("push_off", False, ("hip_extension_at", "lumbar_extension_at", "lumbar_per_hip")),
    ("stance", False, ("pelvis_drop", "trunk_lean", "trunk_forward_lean_in")),
    ("joint_sharing", False, ("hip_load", "knee_load")),
    ("dose", False, ("lumbar_extension_dose",)),
    ("power", True, ("hip_work", "hip_peak", "ankle_")),
    ("profile", True, ("gait_profile",)),
)
"""Groups in order, whether folded away, and the beginnings of the names they hold."""

BY_ENDING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("profile", ("_variable_score",)),
    ("angles", ("_mean", "_range", "_peak")),
    ("ledger", ("_force_beyond_reference_walker", "_force_side_difference")),
)
"""Folded groups told by how their names end."""

WORK = "work"
"""The folded group of all others: shares of the work and use against capacity."""


@dataclass(frozen=True)
class MeasureGroup:
    """Measures of one kind, as a table, and what to know before believing them."""

    title: str
    folded: bool
    table: Table
    cautions: tuple[str, ...]


def measures(trial: Trial) -> tuple[MeasureGroup, ...]:
    """Return the measures in groups, in the order of the report."""
    groups: dict[str, list[Measurement]] = {}
    for measurement in trial.assessment.measurements:
        groups.setdefault(_group_of(measurement.name), []).append(measurement)
    order = [*(name for name, _folded, _starts in GROUPS), "angles", WORK, "ledger"]
    opened = {name for name, folded, _starts in GROUPS if not folded}
    return tuple(
        MeasureGroup(
            title=trial.texts(f"measures.group_{name}"),
            folded=name not in opened,
            table=Table(
                tuple(trial.texts("measures.columns").split("|")),
                tuple(_row(trial, one) for one in groups[name]),
            ),
            cautions=tuple(trial.phrase(each) for each in _cautions(groups[name])),
        )
        for name in order
        if name in groups
    )


def _group_of(name: str) -> str:
    for group, _folded, beginnings in GROUPS:
        if name.startswith(beginnings):
            return group
    return next((group for group, ends in BY_ENDING if name.endswith(ends)), WORK)


def _row(trial: Trial, measurement: Measurement) -> tuple[str, ...]:
    unit = shown_unit(measurement.name, measurement.unit)
    return (
        trial.phrase.name(measurement.name),
        trial.texts(f"side.{measurement.side}") if measurement.side else "",
        _value(trial, measurement, unit),
        _error(trial, measurement, unit),
        _norm(trial, measurement, unit),
        trial.phrase(measurement.positive),
    )


def _value(trial: Trial, measurement: Measurement, unit: ShownUnit) -> str:
    if measurement.value is None:
        return trial.texts(
            "measures.not_measured", reason=trial.phrase(measurement.absent_because or "")
        )
    spread = None if measurement.spread is None else measurement.spread * unit.factor
    value = trial.numbers.with_spread(measurement.value * unit.factor, spread, unit.places)
    return f"{value} {unit.name}"


def _error(trial: Trial, measurement: Measurement, unit: ShownUnit) -> str:
    if measurement.value is None:
        return ""
    if measurement.repeatability is None:
        return trial.texts("measures.error_unknown")
    size = trial.numbers.decimal(measurement.repeatability.mdc95 * unit.factor, unit.places)
    return f"{size} {unit.name} ({trial.phrase(measurement.repeatability.source)})"


def _norm(trial: Trial, measurement: Measurement, unit: ShownUnit) -> str:
    norm = measurement.norm
    if norm is None or measurement.value is None:
        return ""
    low, high = (
        trial.numbers.decimal(each * unit.factor, unit.places) for each in (norm.low, norm.high)
    )
    return trial.texts(
        "measures.norm",
        low=low,
        high=high,
        unit=unit.name,
        source=trial.phrase(norm.source),
        people=trial.phrase(norm.people),
    )


def _cautions(measurements: Iterable[Measurement]) -> tuple[str, ...]:
    """Return each caution once, in order."""
    said = [
        caution
        for measurement in measurements
        if measurement.value is not None
        for caution in measurement.cautions
    ]
    return tuple(dict.fromkeys(said))
