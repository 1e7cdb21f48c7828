"""What the fit asks of those who scale and pose models, and what they answer: arrays and names.

Frame: ground, X forward, Y up, Z right; metres, radians, kilograms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hipspine.domain.arrays import FloatArray

MOTION_ACCURACY = 1e-6
"""Relative accuracy of the search in a moving trial. On a walk (51 markers, six lumbar levels) all
but the forearms' rotation (7 degrees) and the arms' (1 degree) came within 0.3 degrees of 1e-9, at
64 ms a frame; OpenSim's default of 1e-5 took 42 ms and missed arm rotation by 5 degrees."""


@dataclass(frozen=True, eq=False)
class ModelDescription:
    """A model in its neutral posture, as far as fitting needs to know it."""

    bodies: tuple[str, ...]
    coordinates: tuple[str, ...]
    mass_kg: float
    joint_centres_m: Mapping[str, FloatArray]
    """(3,) centre of each joint (its child frame's origin) in ground, by joint name."""
    markers_m: Mapping[str, FloatArray]
    """(3,) place of each marker in ground, by marker name: the model's own and those asked for."""
    marker_bodies: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class BodyMarker:
    """A marker at a place on a body. ``location_m`` : (3,) in the body's frame."""

    name: str
    body: str
    location_m: FloatArray


@dataclass(frozen=True, eq=False)
class ScalingRequest:
    """How a generic model becomes a person's."""

    model_path: Path
    out_path: Path
    name: str
    body_factors: Mapping[str, float]
    """Factor on a body's size, by body name; bodies not named keep their size."""
    mass_kg: float
    strength_factor: float
    """Factor on every muscle's maximum isometric force."""
    markers: tuple[BodyMarker, ...] = ()
    """Markers to add before scaling, where the model does not have them itself."""


@dataclass(frozen=True, eq=False)
class PoseRequest:
    """Markers that a model's posture shall follow, frame by frame."""

    marker_names: tuple[str, ...]
    """(M,) names in the model."""
    weights: FloatArray
    """(M,)"""
    times_s: FloatArray
    positions_m: FloatArray
    """(T, M, 3), NaN where not seen."""
    start: Mapping[str, float] = field(default_factory=dict)
    """Coordinates that the search for the first frame starts from [rad or m]."""
    accuracy: float = MOTION_ACCURACY
    """Of OpenSim's search; ours always ends at its own, which is finer."""


@dataclass(frozen=True, eq=False)
class PoseAnswer:
    """The postures found."""

    coordinates: tuple[str, ...]
    values: FloatArray
    """(T, C) rad or m."""
    errors_m: FloatArray
    """(T, M) distance between each marker of the model and the measured one; NaN where not seen."""
    unfinished: tuple[int, ...] = ()
    """Frames whose search was stopped before it came to its end; OpenSim's raises instead."""

    def posture(self, frame: int) -> dict[str, float]:
        """Return one frame's posture, by coordinate."""
        return dict(zip(self.coordinates, self.values[frame].tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class PlacementRequest:
    """Markers to put onto bodies where they were measured while the model stands in a posture."""

    model_path: Path
    posture: Mapping[str, float]
    names: tuple[str, ...]
    bodies: tuple[str, ...]
    positions_m: FloatArray
    """(M, 3) measured, in ground."""
