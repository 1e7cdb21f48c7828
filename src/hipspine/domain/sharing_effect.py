"""What another way of sharing the work than the usual one changes, and what tiring does to it."""

from dataclasses import dataclass

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.uncertainty import LoadBand

HEADLINE_LOADS = (
    ("hip_right", "resultant"),
    ("hip_left", "resultant"),
    ("L5_S1", "compression"),
    ("L4_L5", "compression"),
)
"""The loads by which ways of sharing are compared: joint and component."""


@dataclass(frozen=True)
class LoadChange:
    """The peak of one load, shared the usual way and as asked [N].

    ``change`` is asked minus usual, with the band of that difference over variants of the body on
    which both ways were solved.
    """

    joint: str
    component: str
    usual_N: float
    change: LoadBand

    @property
    def direction(self) -> int:
        """1 for more, -1 for less, 0 where the band holds both."""
        if self.change.low_N > 0.0:
            return 1
        return -1 if self.change.high_N < 0.0 else 0


@dataclass(frozen=True)
class SignalAgreement:
    """How one muscle's activation follows its signal: Pearson's correlation over the trial.

    usual : sharing the usual way; informed : by all signals; left_out : by all but this one, which
    is the fair test. NaN never: a course that does not vary has None.
    """

    channel: str
    muscle: str
    side: Side
    reference: str
    """What the signal was divided by: ``MVIC`` or ``dynamic peak``."""
    largest_wanted: float
    """The largest activation that the signal asked for."""
    usual: float | None
    informed: float | None
    left_out: float | None


@dataclass(frozen=True)
class LargestReserve:
    """The coordinate at which reserves add most, against the moment that it needs."""

    coordinate: str
    share: float


@dataclass(frozen=True)
class SharingEffect:
    """The way of sharing that was asked for, and what it changed against the usual way.

    signal_weight, delay_s : None where no signals were given; share : of the variants, how many lie
    within a band; causes : what signals were varied by, as (what, standard deviation, unit).
    """

    objective: str
    with_dynamics: bool
    signal_weight: float | None
    delay_s: float | None
    signals: tuple[SignalAgreement, ...]
    loads: tuple[LoadChange, ...]
    reserve_usual: LargestReserve | None
    reserve_asked: LargestReserve | None
    variants: int
    share: float
    causes: tuple[tuple[str, float, str], ...] = ()


@dataclass(frozen=True)
class TiredLoad:
    """The peak of one load after some time: the middle one of the bodies tried, and their band."""

    joint: str
    component: str
    peak: LoadBand


@dataclass(frozen=True)
class LostForce:
    """The share of a muscle group's active force that is lost: the middle body, and the band."""

    group: MuscleGroup
    side: Side
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class FatigueStage:
    """The body after some time of the same movement.

    repetitions : how many that is; None where the trial holds no whole repetition. lost : largest
    first. feasible_share : of the bodies, how many can still make the movement.
    """

    time_s: float
    repetitions: float | None
    loads: tuple[TiredLoad, ...]
    lost: tuple[LostForce, ...]
    feasible_share: float


@dataclass(frozen=True)
class FatigueCourse:
    """How muscles tire while the recorded movement is repeated without a pause.

    variants : how many bodies were tried, the person's own parameters in the middle of them; share
    : of them, how many lie within a band; causes : what was varied, as (what, standard deviation,
    unit).
    """

    stages: tuple[FatigueStage, ...]
    variants: int
    share: float
    causes: tuple[tuple[str, float, str], ...]
