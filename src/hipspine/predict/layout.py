"""How the unknowns of one instant are laid out: both legs on their own, or both alike."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.units import radians
from hipspine.predict.names import COORDINATES, MUSCLES, TENDONS, other_side

ANGLE_SCALE = {"hip_forward": 1.0, "hip_height": 1.0, "pelvis_tilt": 0.5, "lumbar_extension": 0.5}
SPEED_SCALE = {
    "hip_forward": 2.0,
    "hip_height": 1.0,
    "pelvis_tilt": 3.0,
    "lumbar_extension": 3.0,
    "hip_flexion": 6.0,
    "knee_flexion": 8.0,
    "ankle_dorsiflexion": 8.0,
    "toe_extension": 8.0,
}
FORCE_SCALE = {
    "hip_forward": 100.0,
    "hip_height": 100.0,
    "pelvis_tilt": 60.0,
    "lumbar_extension": 60.0,
    "hip_flexion": 60.0,
    "knee_flexion": 60.0,
    "ankle_dorsiflexion": 40.0,
    "toe_extension": 10.0,
}
"""Sizes by which unknowns and equations are divided, so that the optimiser sees numbers near 1."""

RANGES_DEG = {
    "pelvis_tilt": (-90.0, 50.0),
    "lumbar_extension": (-65.0, 50.0),
    "hip_flexion": (-50.0, 125.0),
    "knee_flexion": (-8.0, 130.0),
    "ankle_dorsiflexion": (-50.0, 45.0),
    "toe_extension": (-45.0, 70.0),
}
"""Wide limits, so that no compensation is forbidden; the ligaments act long before."""
PLACES_M = {"hip_forward": (-1.0, 4.0), "hip_height": (0.2, 1.6)}
LARGEST_SPEED = {
    "hip_forward": 5.0,
    "hip_height": 3.0,
    "pelvis_tilt": 8.0,
    "lumbar_extension": 10.0,
    "hip_flexion": 20.0,
    "knee_flexion": 25.0,
    "ankle_dorsiflexion": 25.0,
    "toe_extension": 40.0,
}
FIBRE_RANGE = (0.45, 1.7)
"""Fibre lengths on elastic tendons [optimal lengths]: within the curves' range, and longer than
the pennate fibres' width (0.37 in soleus), where the tendon would run across the fibres."""


def joint_of(coordinate: str) -> str:
    """Return a coordinate's name without its side."""
    return coordinate.removesuffix("_r").removesuffix("_l")


@dataclass(frozen=True)
class Layout:
    """Which coordinates, muscles and tendons are unknown; the others are their mirror images."""

    coordinates: tuple[str, ...]
    muscles: tuple[str, ...]
    tendons: tuple[str, ...]

    @property
    def q(self) -> int:
        """Number of unknown coordinates."""
        return len(self.coordinates)

    @property
    def a(self) -> int:
        """Number of unknown activations."""
        return len(self.muscles)

    @property
    def f(self) -> int:
        """Number of unknown fibre lengths."""
        return len(self.tendons)

    @property
    def size(self) -> int:
        """Number of unknowns at one instant: coordinates, speeds, activations, fibre lengths."""
        return 2 * self.q + self.a + self.f

    @cached_property
    def places(self) -> tuple[IntArray, IntArray, IntArray]:
        """For all coordinates, muscles and tendons of the body: their place among the unknowns."""
        return (
            _places(COORDINATES, self.coordinates),
            _places(MUSCLES, self.muscles),
            _places(TENDONS, self.tendons),
        )

    @cached_property
    def rows(self) -> tuple[IntArray, IntArray]:
        """The body's equations that are kept: of motion, and of tendons."""
        return (
            np.array([COORDINATES.index(name) for name in self.coordinates]),
            np.array([TENDONS.index(name) for name in self.tendons]),
        )

    @cached_property
    def scale(self) -> FloatArray:
        """Unknowns times these are the state in SI units, (size,)."""
        joints = [joint_of(name) for name in self.coordinates]
        return np.array(
            [ANGLE_SCALE.get(name, 1.0) for name in joints]
            + [SPEED_SCALE[name] for name in joints]
            + [1.0] * (self.a + self.f)
        )

    @cached_property
    def force_scale(self) -> FloatArray:
        """Sizes of the equations of motion [N, N·m], (q,)."""
        return np.array([FORCE_SCALE[joint_of(name)] for name in self.coordinates])

    @cached_property
    def mirrored(self) -> IntArray:
        """Place of each unknown's mirror image, (size,)."""
        parts, first = [], 0
        for names in (self.coordinates, self.coordinates, self.muscles, self.tendons):
            parts += [first + names.index(_seen(other_side(name), names)) for name in names]
            first += len(names)
        return np.array(parts)

    def limits(self) -> tuple[FloatArray, FloatArray]:
        """Return the lowest and highest state in SI units, activations within 0 and 1."""
        joints = [joint_of(name) for name in self.coordinates]
        ranges = {name: tuple(radians(end) for end in ends) for name, ends in RANGES_DEG.items()}
        both = np.array([{**ranges, **PLACES_M}[name] for name in joints])
        speeds = np.array([LARGEST_SPEED[name] for name in joints])
        low = [both[:, 0], -speeds, np.zeros(self.a), np.full(self.f, FIBRE_RANGE[0])]
        high = [both[:, 1], speeds, np.ones(self.a), np.full(self.f, FIBRE_RANGE[1])]
        return np.concatenate(low), np.concatenate(high)


def _seen(name: str, names: tuple[str, ...]) -> str:
    return name if name in names else other_side(name)


def _places(every: tuple[str, ...], unknown: tuple[str, ...]) -> IntArray:
    return np.array([unknown.index(_seen(name, unknown)) for name in every])


def _without_left(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if not name.endswith(Side.LEFT.suffix))


BOTH_LEGS = Layout(COORDINATES, MUSCLES, TENDONS)
LEGS_ALIKE = Layout(_without_left(COORDINATES), _without_left(MUSCLES), _without_left(TENDONS))
