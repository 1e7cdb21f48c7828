"""What a recording holds: markers, joint angles, ground forces, analog channels and events.

Frame: X forward, Y up, Z to the right (OpenSim's ground). Time is the first axis of every array,
xyz the last. A missing value is NaN, never zero.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.problem import Problem


class EventKind(StrEnum):
    """What happens at a gait event."""

    HEEL_STRIKE = "heel_strike"
    TOE_OFF = "toe_off"


class Contact(StrEnum):
    """Where the ground, the seat, something to lie on or something held pushes on the body."""

    RIGHT_FOOT = "right_foot"
    LEFT_FOOT = "left_foot"
    SEAT = "seat"
    RIGHT_HAND = "right_hand"
    LEFT_HAND = "left_hand"
    TRUNK = "trunk"
    RIGHT_THIGH = "right_thigh"
    LEFT_THIGH = "left_thigh"
    RIGHT_SHANK = "right_shank"
    LEFT_SHANK = "left_shank"

    @classmethod
    def foot(cls, side: Side) -> "Contact":
        """Return the foot of a side."""
        return cls.RIGHT_FOOT if side is Side.RIGHT else cls.LEFT_FOOT


@dataclass(frozen=True, eq=False)
class Markers:
    """Marker trajectories.

    names : (M,); times_s : (T,); positions_m : (T, M, 3), lab frame, NaN where not seen.
    """

    names: tuple[str, ...]
    times_s: FloatArray
    positions_m: FloatArray

    def position_m(self, name: str) -> FloatArray:
        """Return the (T, 3) path of one marker [m]."""
        return self.positions_m[:, self.names.index(name)]


@dataclass(frozen=True, eq=False)
class JointAngles:
    """Generalized coordinates over time, by OpenSim's names and signs.

    names : (C,); times_s : (T,); values : (T, C), rad for rotations and m for translations.
    """

    names: tuple[str, ...]
    times_s: FloatArray
    values: FloatArray

    def of(self, name: str) -> FloatArray:
        """Return the (T,) course of one coordinate [rad or m]."""
        return self.values[:, self.names.index(name)]


@dataclass(frozen=True, eq=False)
class ExternalForce:
    """One force plate as its file gives it, before anyone says whose foot stands on it.

    times_s : (T,); force_N : (T, 3) on the body; point_m : (T, 3), where it acts;
    torque_Nm : (T, 3), free torque at that point. All in the lab frame.
    """

    name: str
    times_s: FloatArray
    force_N: FloatArray
    point_m: FloatArray
    torque_Nm: FloatArray
    corners_m: FloatArray | None = None
    """(4, 3) corners of the plate, where the file gives them."""
    claimed_body: str | None = None
    """The body that the file says the force acts on: a claim to be checked, not a fact."""


@dataclass(frozen=True, eq=False)
class AnalogChannels:
    """Analog signals such as raw EMG. names, units : (A,); times_s : (T,); values : (T, A)."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    times_s: FloatArray
    values: FloatArray


@dataclass(frozen=True)
class Event:
    """A gait event."""

    kind: EventKind
    side: Side
    time_s: float


@dataclass(frozen=True, eq=False)
class Recording:
    """What one or several files of a trial hold; what a file does not hold is None or empty."""

    source: str
    markers: Markers | None = None
    angles: JointAngles | None = None
    forces: tuple[ExternalForce, ...] = ()
    analog: AnalogChannels | None = None
    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What the reader noticed while reading."""


@dataclass(frozen=True, eq=False)
class ContactForce:
    """The force that a foot (or the seat) receives: plates merged and assigned by position.

    times_s : (T,); force_N, point_m, torque_Nm : (T, 3) as in ExternalForce. Where nothing touches,
    the force is zero; where it touches outside every plate, the force is NaN: not measured.
    """

    contact: Contact
    times_s: FloatArray
    force_N: FloatArray
    point_m: FloatArray
    torque_Nm: FloatArray


class CycleKind(StrEnum):
    """What a cycle repeats."""

    GAIT = "gait"
    SQUAT = "squat"
    SIT_TO_STAND = "sit_to_stand"
    STEP = "step"
    UNKNOWN = "unknown"
    """Neither of these, such as quiet standing: there is only the recorded window."""


@dataclass(frozen=True)
class Cycle:
    """One repetition: heel strike to next heel strike of a side, or one squat, or one rise."""

    kind: CycleKind
    side: Side | None
    start_s: float
    end_s: float
    toe_off_s: float | None = None
    """Toe off of the same side within a gait cycle."""


@dataclass(frozen=True)
class Phase:
    """A named part of a trial that is complete although the cycle around it may not be."""

    name: str
    side: Side | None
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Cycles:
    """The cycles and phases of a trial, and what is missing to have more."""

    kind: CycleKind
    cycles: tuple[Cycle, ...]
    phases: tuple[Phase, ...]
    events: tuple[Event, ...]
    event_source: str
    """Where the events come from, with the threshold: for instance ``force plates, 20 N``."""
    missing: tuple[str, ...] = field(default=())
    """What is missing, one sentence each."""

    @property
    def is_running(self) -> bool:
        """Whether the gait has flights and no double support, which is what tells running apart."""
        names = {phase.name for phase in self.phases}
        return self.kind is CycleKind.GAIT and "flight" in names and "double_support" not in names
