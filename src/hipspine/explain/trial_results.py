"""What findings of one trial are drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hipspine.domain.assessment import Curve, GroupSide, JointLoadCurves, Sweep
from hipspine.domain.measurement import Measurement
from hipspine.domain.motion import CycleKind


@dataclass(frozen=True, eq=False)
class TrialResults:
    """The numbers of one assessed trial."""

    kind: CycleKind
    segment: str
    """What 0-100 % means."""
    mass_kg: float
    activations: Mapping[GroupSide, Curve]
    hip_extension_moments: Mapping[GroupSide, Curve]
    loads: Mapping[str, JointLoadCurves]
    sweeps: tuple[Sweep, ...]
    measurements: tuple[Measurement, ...] = ()
    peak_moments_Nm: Mapping[str, float] = field(default_factory=dict)
    """Largest moment that each coordinate needs over the trial [N·m], where known."""
    is_running: bool = False
    """Whether the gait is a run: what is known of walking is not held against it."""
    frame_s: float | None = None
    """Time between frames [s], where known."""
