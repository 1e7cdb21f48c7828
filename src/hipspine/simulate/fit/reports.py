"""What fitting a model and following markers hand back."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hipspine.domain.assessment import MarkerError
from hipspine.domain.landmarks import Segment
from hipspine.domain.motion import JointAngles
from hipspine.domain.person import Subject
from hipspine.domain.problem import Problem


class FitMethod(StrEnum):
    """Where the size of the model comes from."""

    STATIC_TRIAL = "static trial"
    MOVING_TRIAL = "moving trial"
    HEIGHT = "height"
    POPULATION_HEIGHT = "mean height of the population"


@dataclass(frozen=True)
class ScaleFactor:
    """The size of a segment, relative to the generic model."""

    segment: Segment
    factor: float
    basis: str
    """What was compared: ``right_hip_centre to right_knee_centre``, ``as the left thigh``..."""
    measured_m: float | None = None
    model_m: float | None = None
    """The same length in the generic model."""


@dataclass(frozen=True, eq=False)
class FitReport:
    """A model fitted to a person, and how it was done."""

    model_path: Path
    subject: Subject
    method: FitMethod
    scale_factors: tuple[ScaleFactor, ...]
    strength_factor: float
    """Factor on every muscle's maximum isometric force."""
    marker_error: MarkerError | None
    """Distance of the scaled model's landmarks from the measured ones, before markers are moved
    to where they were measured; None without markers."""
    posture: JointAngles | None
    """The posture in which markers were placed (one frame); None without markers."""
    problems: tuple[Problem, ...]

    def factor_of(self, segment: Segment) -> float:
        """Return the scale factor of one segment."""
        return next(entry.factor for entry in self.scale_factors if entry.segment is segment)


@dataclass(frozen=True, eq=False)
class KinematicsResult:
    """Joint angles found from markers, by OpenSim's coordinate names and signs."""

    angles: JointAngles
    """Every coordinate, the dependent ones (patella, lumbar levels) included."""
    marker_error: MarkerError
    problems: tuple[Problem, ...]
