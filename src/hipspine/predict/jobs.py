"""What goes to the processes that predict, and what comes back; free of casadi."""

from dataclasses import dataclass, replace
from pathlib import Path

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import MotionKind, PredictionQuestion, Quantity
from hipspine.predict.parameters import Muscles, Settings

SEAT_HEIGHT_M = 0.45
"""Height of an ordinary chair (EN 1335-1: 0.40 to 0.51 m)."""

STANDING_LIGAMENT_WEIGHT = 0.3
"""People stand on the ligaments of their knees but do not walk on them: with the weight of walking
the model would stand with its knees bent by 14 degrees."""


@dataclass(frozen=True, eq=False)
class Job:
    """One variant of the model and one change of its muscles."""

    kind: MotionKind
    settings: Settings
    """With the body's size, chair and load."""
    usual: Muscles
    """The variant's muscles before the change."""
    changed: Muscles
    speed_m_s: float | None
    """None: self-chosen."""
    seed: FloatArray | None
    """Unknowns of a similar walk to start from."""
    other_seed: FloatArray | None = None
    """Where to begin anew if the search from `seed` finds nothing."""
    usual_speed_seed: FloatArray | None = None
    """First guess of the same body's walk at the usual speed, by way of which one at another speed
    may be found; None where that speed is asked for."""
    is_seed_solution: bool = False
    """Whether the seed already is the walk before the change."""
    intervals: int | None = None
    """Mesh of a step, if not the usual one."""
    tracked: FloatArray | None = None
    """(N, 12) angles of a person's own step, evenly over it, to stay near [rad]."""
    one_sided: Side | None = None
    """The side that is changed, if only one is; None treats both legs alike."""
    cache_dir: Path | None = None


@dataclass(frozen=True, eq=False)
class Whole:
    """A motion with all coordinates and muscles.

    times_s : (T,); q : (T, 12) in the order of `names.COORDINATES`; activations : (T, 32) in that
    of `names.MUSCLES`.
    """

    times_s: FloatArray
    q: FloatArray
    activations: FloatArray
    duration_s: float
    speed_m_s: float


@dataclass(frozen=True, eq=False)
class Found:
    """A predicted motion and what is read off it."""

    quantities: dict[Quantity, float]
    curves: dict[str, FloatArray]
    motion: Whole
    unknowns: FloatArray
    """For walks, to start other searches from; empty otherwise."""


@dataclass(frozen=True, eq=False)
class VariantAnswer:
    """Before and after; None where the search found nothing."""

    before: Found | None
    after: Found | None
    cpu_s: float
    status: str
    """What the optimiser said last."""
    after_cpu_s: float = 0.0
    """Part of `cpu_s` that the changed motion took."""


def surroundings(question: PredictionQuestion, settings: Settings) -> Settings:
    """Return the settings with the motion's chair or load."""
    if question.motion is MotionKind.RISE:
        return replace(settings, seat_factor=1.0, seat_height_m=SEAT_HEIGHT_M)
    if question.motion is MotionKind.STAND:
        return replace(settings, ligament_weight=STANDING_LIGAMENT_WEIGHT)
    if question.motion is MotionKind.LIFT:
        return replace(settings, load_kg=question.load_kg)
    return settings
