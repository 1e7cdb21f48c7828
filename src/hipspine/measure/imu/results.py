"""What assessing a recording of a sensor at the lower back gives."""

from dataclasses import dataclass

from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.domain.problem import Problem
from hipspine.mechanics.trunk_imu import Mounting
from hipspine.mechanics.trunk_steps import GaitBout
from hipspine.mechanics.trunk_tilt import Transition


@dataclass(frozen=True, eq=False)
class BodySignals:
    """Sensor signals turned onto the body: X forward, Y up, Z right.

    times_s : (T,); acceleration_m_s2 : (T, 3) with gravity; turning_rad_s : (T, 3) or None where
    there is no gyroscope; lean_rad : (T,) forward lean or None.
    """

    times_s: FloatArray
    rate_hz: float
    acceleration_m_s2: FloatArray
    turning_rad_s: FloatArray | None
    lean_rad: FloatArray | None


@dataclass(frozen=True, eq=False)
class ImuAssessment:
    """Everything found: how the sensor sat, bouts, transitions, measurements and problems."""

    source: str
    duration_s: float
    mounting: Mounting | None
    bouts: tuple[GaitBout, ...]
    transitions: tuple[Transition, ...]
    measurements: tuple[Measurement, ...]
    problems: tuple[Problem, ...]
    start_s: float = 0.0
    """The clock's time at which the recording begins [s]; bouts and transitions are told by it."""
