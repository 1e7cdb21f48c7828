"""The result of assessing one trial, as handed to the report and to results.json.

All forces in N, moments in N·m, activations as fractions of full activation. Conversions to body
weights and percent happen in the report.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.finding import Finding, MechanismMap
from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import Cycles
from hipspine.domain.person import Subject
from hipspine.domain.prediction import AskedPrediction
from hipspine.domain.problem import Problem
from hipspine.domain.provenance import Absent, Provenance
from hipspine.domain.scenario import Scenario
from hipspine.domain.sharing_effect import FatigueCourse, SharingEffect
from hipspine.domain.uncertainty import LoadBands

CYCLE_POINTS = 101
"""Samples of a time-normalised cycle: 0, 1, ... 100 % of it."""

GAIT_CYCLE = "gait cycle"
STANCE_PHASE = "stance phase"
"""What 0-100 % means in walking (`Assessment.segment_label`)."""


@dataclass(frozen=True, eq=False)
class Curve:
    """One quantity over the cycle, every repetition: values : (N, 101)."""

    values: FloatArray

    @property
    def curve(self) -> FloatArray:
        """(101,) mean over the repetitions."""
        mean: FloatArray = self.values.mean(axis=0)
        return mean

    @property
    def mean(self) -> float:
        """Mean over cycle and repetitions."""
        return float(self.values.mean())

    @property
    def peak(self) -> float:
        """Mean over the repetitions of each repetition's highest value."""
        return float(self.values.max(axis=1).mean())

    @property
    def lowest(self) -> float:
        """Mean over the repetitions of each repetition's lowest value."""
        return float(self.values.min(axis=1).mean())


@dataclass(frozen=True, eq=False)
class JointLoadCurves:
    """A joint's load over the cycle [N]; axes as in domain.loads.JointLoad."""

    joint: str
    compression: Curve
    anterior_shear: Curve
    lateral_shear: Curve
    resultant: Curve


GroupSide = tuple[MuscleGroup, Side]


@dataclass(frozen=True)
class LedgerRow:
    """How the work of one muscle group on one side changes under a what-if: mean force [N]."""

    group: MuscleGroup
    side: Side
    before_N: float
    after_N: float

    @property
    def change_N(self) -> float:
        """After minus before [N]."""
        return self.after_N - self.before_N


@dataclass(frozen=True)
class Shortfall:
    """A moment that no allowed activation can produce: the certificate of infeasibility."""

    coordinate: str
    side: Side | None
    time_s: float
    """When it is largest."""
    missing_Nm: float
    """By how much at that time, beyond the reserve allowance."""
    frames: int
    """In how many frames of the trial."""
    at_limit: tuple[str, ...]
    """The muscles at their upper limit then."""


@dataclass(frozen=True, eq=False)
class WhatIfResult:
    """What a scenario does to loads and to the sharing of work."""

    scenario: Scenario
    loads: Mapping[str, JointLoadCurves]
    ledger: tuple[LedgerRow, ...]
    """Rows in order of the size of the change, largest first."""
    shortfalls: tuple[Shortfall, ...] = ()

    @property
    def is_feasible(self) -> bool:
        """Whether muscles can still produce the recorded motion."""
        return not self.shortfalls


class WhatIfKind(StrEnum):
    """The two kinds of what-if, never mixed up."""

    SAME_MOTION = "same_motion"
    """The recorded motion stays; muscles share the work anew."""
    OTHER_POSTURE = "other_posture"
    """The posture itself is offset; ground forces are held as recorded."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """One what-if at several levels: what stands behind a slider of the report."""

    id: str
    """Stable identifier such as ``gluteus_maximus_strength``."""
    title: str
    kind: WhatIfKind
    unit: str
    """Unit of the levels as shown: ``%`` or ``°``."""
    levels: tuple[float, ...]
    """Levels as shown, in order; one of them is ``as_recorded_level``."""
    as_recorded_level: float
    results: tuple[WhatIfResult, ...]
    """One per level."""


@dataclass(frozen=True)
class MarkerError:
    """How well the model's markers follow the measured ones [m]."""

    rms_m: float
    max_m: float
    worst_marker: str
    per_marker_rms_m: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Residuals:
    """What the equations of the whole body leave over at the pelvis, against Hicks 2015.

    Hicks et al. 2015 (J Biomech Eng 137:020905) recommend peak residual forces below 5 % of the
    peak ground reaction and residual moments below 1 % of centre-of-mass height times that force.
    """

    force_rms_N: float
    force_peak_N: float
    force_limit_N: float
    moment_rms_Nm: float
    moment_peak_Nm: float
    moment_limit_Nm: float


@dataclass(frozen=True)
class ReserveUse:
    """The moment that reserves had to add at one coordinate [N·m]."""

    coordinate: str
    peak_Nm: float
    rms_Nm: float
    peak_moment_Nm: float
    """Largest moment that the coordinate needs over the trial."""
    strength_Nm: float
    """The reserve's fixed strength."""
    is_loose: bool = False
    """Whether it stands in for muscles that the model lacks (arms); its use is no shortfall."""


@dataclass(frozen=True)
class Quality:
    """How far the data behind a result can be trusted."""

    problems: tuple[Problem, ...]
    marker_error: MarkerError | None
    residuals: Residuals | None
    reserves: tuple[ReserveUse, ...]
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, eq=False)
class Assessment:
    """Everything `hipspine assess` found out about one trial."""

    subject: Subject
    provenance: Provenance
    quality: Quality
    cycles: Cycles
    segment_label: str
    """What 0-100 % means: ``gait cycle``, ``stance phase``, ``squat``, ``recorded window``..."""
    activations: Mapping[GroupSide, Curve]
    forces: Mapping[GroupSide, Curve]
    """Force of each muscle group [N]."""
    hip_extension_moments: Mapping[GroupSide, Curve]
    """Moment of each group about the hip of its side, positive extending [N·m]."""
    loads: Mapping[str, JointLoadCurves]
    what_ifs: tuple[WhatIfResult, ...]
    """Those the user asked for."""
    sweeps: tuple[Sweep, ...]
    findings: tuple[Finding, ...]
    absent: tuple[Absent, ...]
    measurements: tuple[Measurement, ...] = ()
    """Numbers about the person, those that could not be made with their reason."""
    mechanism_map: MechanismMap | None = None
    """What is known in this person of the idea from sitting to pain and back."""
    load_bands: LoadBands | None = None
    """How far each load could be off; None where no variants were tried."""
    trunk_side: Side | None = None
    """Whose stretches the trunk is drawn over; None where they are both sides'."""
    predictions: tuple[AskedPrediction, ...] = ()
    """How the motion itself might change, where that was asked."""
    sharing: SharingEffect | None = None
    """The way of sharing the work that was asked for; None for the usual one."""
    fatigue: FatigueCourse | None = None
    """How muscles tire when the movement is repeated, where that was asked."""


def mean_curve_is_finite(curve: Curve) -> bool:
    """Tell whether every sample of the mean curve is a number."""
    return bool(np.isfinite(curve.curve).all())
