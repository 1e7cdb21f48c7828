"""One visit as compared with another: who, when, which measurements and curves, how made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.domain.problem import Problem

VisitKind = Literal["assessment", "emg", "imu", "movement_test", "pose"]
"""Which command wrote the visit; only visits of one kind are compared."""


@dataclass(frozen=True)
class VisitPerson:
    """What a visit tells of the person; None where it does not."""

    name: str | None = None
    sex: str | None = None
    height_m: float | None = None
    mass_kg: float | None = None


@dataclass(frozen=True, eq=False)
class VisitCurve:
    """A mean curve of a visit over the cycle: values (101,), and the spread of its mean."""

    values: FloatArray
    mean: float
    mean_sd: float | None
    repetitions: int


CurveKey = tuple[str, str, str]
"""``activation`` or ``load``; muscle group or joint; side, or the load's component."""


@dataclass(frozen=True, eq=False)
class VisitRecord:
    """A visit as read from a file."""

    kind: VisitKind
    label: str
    """Name or date that the file gives, or the file's name."""
    recorded_on: date | None
    person: VisitPerson
    measurements: tuple[Measurement, ...]
    curves: Mapping[CurveKey, VisitCurve] = field(default_factory=dict)
    task: str = ""
    """What the curves run over, such as ``gait cycle``; empty where there are none."""
    made_with: Mapping[str, str] = field(default_factory=dict)
    """Software, model and options that change the numbers."""
    problems: tuple[Problem, ...] = ()
    schema_version: str = ""
