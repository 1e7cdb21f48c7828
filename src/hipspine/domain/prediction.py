"""Predictions: how a motion itself would change, as direction and band over model variants."""

from dataclasses import dataclass
from enum import StrEnum

from hipspine.domain.arrays import FloatArray
from hipspine.domain.provenance import Absent
from hipspine.domain.scenario import MuscleChange


class MotionKind(StrEnum):
    """What a model body can be asked to do."""

    WALK = "walk"
    STAND = "stand"
    RISE = "rise"
    """Rise from a chair."""
    SQUAT = "squat"
    """Come up out of a squat."""
    LIFT = "lift"
    """Lift a box from the floor."""


class Certainty(StrEnum):
    """What the variants of the model say together about one quantity."""

    ROBUST = "robust"
    """At least nine in ten agree on the direction, and the median is large enough to matter."""
    UNCERTAIN = "uncertain"
    """The variants disagree, or agree on a direction without agreeing that it matters."""
    NO_CHANGE = "no_change"
    """Nearly all variants stay below what matters."""


class Unit(StrEnum):
    """In what a quantity's change is expressed."""

    RADIAN = "rad"
    METRE = "m"
    METRE_PER_SECOND = "m/s"
    RATIO = "ratio"
    """Changed over unchanged, less one."""


class Quantity(StrEnum):
    """What is read off a predicted motion; angles positive as named."""

    PELVIS_ANTERIOR_TILT = "pelvis_anterior_tilt"
    """Mean over the motion."""
    LUMBAR_EXTENSION_MEAN = "lumbar_extension_mean"
    LUMBAR_EXTENSION_PEAK = "lumbar_extension_peak"
    LUMBAR_EXCURSION = "lumbar_excursion"
    """Largest less smallest lumbar angle within the motion: the repetitive part."""
    LUMBAR_FLEXION_PEAK = "lumbar_flexion_peak"
    HIP_EXTENSION_PEAK = "hip_extension_peak"
    TRUNK_BACKWARD_LEAN = "trunk_backward_lean"
    """Mean over the motion."""
    TRUNK_FORWARD_LEAN_PEAK = "trunk_forward_lean_peak"
    KNEE_FLEXION_MEAN = "knee_flexion_mean"
    HAMSTRING_ACTIVITY = "hamstring_activity"
    BACK_EXTENSOR_ACTIVITY = "back_extensor_activity"
    KNEE_EXTENSOR_ACTIVITY = "knee_extensor_activity"
    STEP_LENGTH = "step_length"
    WALKING_SPEED = "walking_speed"
    EFFORT = "effort"
    """Mean muscle activation to the criterion's power; not shown for tightness."""


UNIT_OF: dict[Quantity, Unit] = {
    **dict.fromkeys(Quantity, Unit.RADIAN),
    Quantity.HAMSTRING_ACTIVITY: Unit.RATIO,
    Quantity.BACK_EXTENSOR_ACTIVITY: Unit.RATIO,
    Quantity.KNEE_EXTENSOR_ACTIVITY: Unit.RATIO,
    Quantity.STEP_LENGTH: Unit.METRE,
    Quantity.WALKING_SPEED: Unit.METRE_PER_SECOND,
    Quantity.EFFORT: Unit.RATIO,
}

EXPECTED: dict[MotionKind, tuple[Quantity, ...]] = {
    MotionKind.WALK: (
        Quantity.PELVIS_ANTERIOR_TILT,
        Quantity.LUMBAR_EXTENSION_MEAN,
        Quantity.LUMBAR_EXTENSION_PEAK,
        Quantity.LUMBAR_EXCURSION,
        Quantity.HIP_EXTENSION_PEAK,
        Quantity.TRUNK_BACKWARD_LEAN,
        Quantity.HAMSTRING_ACTIVITY,
        Quantity.BACK_EXTENSOR_ACTIVITY,
        Quantity.STEP_LENGTH,
        Quantity.WALKING_SPEED,
        Quantity.EFFORT,
    ),
    MotionKind.STAND: (
        Quantity.PELVIS_ANTERIOR_TILT,
        Quantity.LUMBAR_EXTENSION_MEAN,
        Quantity.TRUNK_BACKWARD_LEAN,
        Quantity.KNEE_FLEXION_MEAN,
        Quantity.HAMSTRING_ACTIVITY,
        Quantity.BACK_EXTENSOR_ACTIVITY,
    ),
    **dict.fromkeys(
        (MotionKind.RISE, MotionKind.SQUAT, MotionKind.LIFT),
        (
            Quantity.TRUNK_FORWARD_LEAN_PEAK,
            Quantity.LUMBAR_FLEXION_PEAK,
            Quantity.LUMBAR_EXCURSION,
            Quantity.HAMSTRING_ACTIVITY,
            Quantity.KNEE_EXTENSOR_ACTIVITY,
            Quantity.BACK_EXTENSOR_ACTIVITY,
            Quantity.EFFORT,
        ),
    ),
}
"""What is read off each kind of motion. Standing has no effort: it is too small to compare."""


@dataclass(frozen=True)
class ModelBody:
    """A model body of a person's size; not the person."""

    height_m: float = 1.70
    mass_kg: float = 75.337


@dataclass(frozen=True)
class PredictionQuestion:
    """A question: how would this motion change if these muscles were different."""

    motion: MotionKind
    changes: tuple[MuscleChange, ...]
    body: ModelBody = ModelBody()
    speed_m_s: float | None = None
    """Walking speed; None lets the body choose its own."""
    load_kg: float = 0.0
    """Load in the hands, for lifting."""


@dataclass(frozen=True)
class Effect:
    """The change of one quantity over the variants that gave an answer."""

    quantity: Quantity
    unit: Unit
    median: float
    lowest: float
    highest: float
    answered: int
    """How many variants gave an answer."""
    share_agreeing: float
    """Share of them on the median's side of zero."""
    certainty: Certainty


@dataclass(frozen=True, eq=False)
class StickMotion:
    """A motion as a stick figure.

    times_s : (T,); points_m : (T, P, 2), forward and up; names : of the P points.
    """

    times_s: FloatArray
    points_m: FloatArray
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Curve:
    """One angle over the motion [rad], before and after, (V, T) each, one row per variant."""

    quantity: str
    progress: FloatArray
    """(T,) 0 to 1."""
    before: FloatArray
    after: FloatArray


@dataclass(frozen=True, eq=False)
class Prediction:
    """What the variants of the model answer to a question."""

    question: PredictionQuestion
    effects: tuple[Effect, ...]
    asked: int
    """How many variants were asked."""
    answered: int
    """How many gave an answer, before and after the change."""
    before: StickMotion | None
    after: StickMotion | None
    curves: tuple[Curve, ...]
    absent: tuple[Absent, ...]
    """What is not shown, and why: quantities without meaning here, groups not in the model."""
    cpu_s: float


class NoCompression(StrEnum):
    """Why the compression of a predicted motion is not shown."""

    NO_ANSWER = "no_answer"
    """Too few versions found the motion itself."""
    DOES_NOT_FIT = "does_not_fit"
    """On the full body the planar motion leaves too large a force over."""


@dataclass(frozen=True)
class CompressionChange:
    """How one figure of the compression changes over the versions [N]."""

    of: str
    """``mean`` or ``peak`` over the motion."""
    usual_N: float
    """Median over the versions before the change."""
    usual_lowest_N: float
    usual_highest_N: float
    median_N: float
    lowest_N: float
    highest_N: float
    share_agreeing: float
    """Share of the versions on the median's side of zero."""


@dataclass(frozen=True)
class Fit:
    """How well a planar motion fits the full body: what is left over at the pelvis, at its worst.

    Limits after Hicks 2015 (doi:10.1115/1.4029304): 5 % of the ground's force, 1 % of it times the
    height of the centre of mass.
    """

    force_N: float
    force_limit_N: float
    moment_Nm: float
    """In the sagittal plane, the only one that the planar body knows."""
    moment_limit_Nm: float
    sideways_moment_Nm: float
    """In the two other planes: legs that swing beside each other, without arms to answer them.
    It acts on the pelvis, not on the spine above it."""

    @property
    def is_good(self) -> bool:
        """Whether both stay below their limits."""
        return self.force_N <= self.force_limit_N and self.moment_Nm <= self.moment_limit_Nm

    @property
    def worst_share(self) -> float:
        """The larger of both, in parts of its limit."""
        return max(self.force_N / self.force_limit_N, self.moment_Nm / self.moment_limit_Nm)


@dataclass(frozen=True)
class PredictedCompression:
    """What the full body says of the load on a disc in a predicted motion: experimental."""

    disc: str
    changes: tuple[CompressionChange, ...]
    asked: int
    """Versions that found the motion before and after the change."""
    fitting: int
    """Those whose motion the full body can make, both before and after."""
    fit: Fit | None
    """Of the version that fits worst, left out or not; None where no version was tried."""
    absent_because: NoCompression | None = None


class NotPredicted(StrEnum):
    """Why a motion that a recording shows was not predicted."""

    NO_HEIGHT = "no_height"
    NO_SPEED = "no_speed"
    OTHER_MOTION = "other_motion"
    OTHER_SIZE = "other_size"
    """Body or speed lie outside the range that searches were tried out in."""
    ONE_SIDED = "one_sided"
    """In this motion both legs move alike."""
    NOT_INSTALLED = "not_installed"


@dataclass(frozen=True, eq=False)
class AskedPrediction:
    """What became of a question about changed motion that was asked beside a recording."""

    changes: tuple[MuscleChange, ...]
    prediction: Prediction | None
    """Of a model body of the person's size, at the recording's speed; None where there is none."""
    absent_because: NotPredicted | None = None
