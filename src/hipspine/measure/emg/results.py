"""What assessing an EMG recording gives."""

from dataclasses import dataclass
from enum import StrEnum

from hipspine.domain.anatomy import MuscleGroup, Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.measurement import Measurement
from hipspine.domain.problem import Problem
from hipspine.measure.emg.quality import SignalKind
from hipspine.mechanics.emg_onset import Bursts


class Reference(StrEnum):
    """What an envelope is divided by."""

    MVIC = "MVIC"
    """The highest half second of maximum voluntary isometric contractions."""
    DYNAMIC_PEAK = "dynamic peak"
    """The peak of this recording itself: shapes compare, sizes do not."""


@dataclass(frozen=True, eq=False)
class CycleCurve:
    """An envelope over the cycle.

    values : (N, 101) normalised envelope of every cycle; on_share : (101,) share of the cycles in
    which a burst covers the instant, None where bursts were not found; normal_on : when the muscle
    is on in published walking, as intervals in fractions of the cycle; normal_source : whose.
    """

    values: FloatArray
    on_share: FloatArray | None
    normal_on: tuple[tuple[float, float], ...]
    normal_source: str | None


@dataclass(frozen=True, eq=False)
class EmgChannel:
    """One channel: what it is, its envelope, bursts, curve and measurements.

    times_s, envelope : (T,), the envelope as a fraction of its reference; both None where the
    channel is unusable (``measurements`` then say why).
    """

    channel: str
    muscle: str | None
    group: MuscleGroup | None
    side: Side | None
    kind: SignalKind
    reference: Reference | None
    times_s: FloatArray | None
    envelope: FloatArray | None
    bursts: Bursts | None
    curve: CycleCurve | None
    measurements: tuple[Measurement, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class EmgAssessment:
    """All muscle channels of a recording, measures between channels, and what was noticed."""

    source: str
    channels: tuple[EmgChannel, ...]
    between: tuple[Measurement, ...]
    problems: tuple[Problem, ...]

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Every measurement of the recording."""
        return (*(m for channel in self.channels for m in channel.measurements), *self.between)
