"""A model's motion and its segments as plain arrays, to pass to and from OpenSim's workers."""

from dataclasses import dataclass

from hipspine.domain.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class CoordinateMotion:
    """One coordinate over time. values, speeds, accelerations : (T,), rad or m and seconds."""

    values: FloatArray
    speeds: FloatArray
    accelerations: FloatArray


@dataclass(frozen=True, eq=False)
class AxisMotion:
    """Motion along or about one axis of a joint.

    axis : (3,) unit vector. The amount is ``constant`` where there is no coordinate, otherwise a
    function of it, given by samples (two samples: a straight line).
    """

    axis: FloatArray
    coordinate: str | None
    samples_at: FloatArray
    samples: FloatArray


@dataclass(frozen=True, eq=False)
class Segment:
    """A body and the joint that carries it.

    The body's frame in its parent's is ``parent_frame`` · joint motion · ``child_frame``⁻¹, with
    4 × 4 transforms; rotations apply one after the other about body-fixed axes.
    """

    name: str
    parent: str
    mass_kg: float
    centre_m: FloatArray
    """(3,) centre of mass in the body's frame."""
    inertia: FloatArray
    """(3, 3) about the centre of mass, in the body's axes [kg·m²]."""
    parent_frame: FloatArray
    child_frame: FloatArray
    rotations: tuple[AxisMotion, ...]
    translations: tuple[AxisMotion, ...]
