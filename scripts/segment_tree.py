"""Positions of all body segments for thousands of postures at once, in numpy.

Designing the reference walker evaluates its motion some ten thousand times; OpenSim is asked only
for the segments and joints (once) and for the final forces.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.interpolate import CubicSpline

from hipspine.domain.arrays import FloatArray
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.mechanics.periodic_curves import periodic_derivative
from hipspine.simulate.body_motion import AxisMotion, Segment

UP = np.array([0.0, 1.0, 0.0])


class SegmentTree:
    """The segments of a model, able to say where they are in a batch of postures.

    Postures are given as a mapping of coordinate name to an array of any one shape; results have
    that shape with (3, 3) or (3,) appended.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.mass_kg = sum(segment.mass_kg for segment in self.segments)
        self._functions = {
            id(axis): _function_of(axis)
            for segment in self.segments
            for axis in (*segment.rotations, *segment.translations)
        }

    def poses(self, posture: Mapping[str, FloatArray]) -> dict[str, tuple[FloatArray, FloatArray]]:
        """Return rotation and origin in ground of every segment."""
        shape = next(iter(posture.values())).shape
        placed = {"ground": (np.broadcast_to(np.eye(3), (*shape, 3, 3)), np.zeros((*shape, 3)))}
        for segment in self.segments:
            placed[segment.name] = self._placed(segment, placed[segment.parent], posture)
        del placed["ground"]
        return placed

    def _placed(
        self,
        segment: Segment,
        parent: tuple[FloatArray, FloatArray],
        posture: Mapping[str, FloatArray],
    ) -> tuple[FloatArray, FloatArray]:
        rotation = parent[0] @ segment.parent_frame[:3, :3]
        origin = parent[1] + parent[0] @ segment.parent_frame[:3, 3]
        for axis in segment.translations:
            amount = self._amount(axis, posture)
            origin = origin + np.asarray(amount)[..., None] * (rotation @ axis.axis)
        for axis in segment.rotations:
            rotation = rotation @ _turn(axis.axis, self._amount(axis, posture))
        inverse = np.linalg.inv(segment.child_frame)
        return rotation @ inverse[:3, :3], origin + rotation @ inverse[:3, 3]

    def _amount(self, axis: AxisMotion, posture: Mapping[str, FloatArray]) -> FloatArray:
        if axis.coordinate is None:
            return axis.samples[0]
        return self._functions[id(axis)](posture.get(axis.coordinate, np.zeros(())))


def required_wrench(
    tree: SegmentTree, poses: Mapping[str, tuple[FloatArray, FloatArray]], *, period_s: float
) -> tuple[FloatArray, FloatArray]:
    """Return the force and the moment that a periodic motion needs.

    Parameters
    ----------
    poses : mapping of segment name to ((P, T, 3, 3) rotation, (P, T, 3) origin)
        One period in T equal steps, seen from a frame that moves forward at the walking speed.

    Notes
    -----
    F = Σ m (a + g), M = Σ r × m (a + g) + d/dt Σ R I Rᵀ ω (Newton and Euler; Winter 2009,
    chapter 5, DOI 10.1002/9780470549148). A frame that moves at constant speed sees the same
    accelerations; the moment is about that frame's origin, so contact points belong in it too.
    """
    force = moment = spin = 0.0
    for segment in tree.segments:
        rotation, origin = poses[segment.name]
        centre = origin + rotation @ segment.centre_m
        velocity = _rate(centre, period_s)
        weight_and_inertia = segment.mass_kg * (_rate(velocity, period_s) + STANDARD_GRAVITY * UP)
        turning = _rate(rotation, period_s) @ np.swapaxes(rotation, -1, -2)
        omega = np.stack([turning[..., 2, 1], turning[..., 0, 2], turning[..., 1, 0]], axis=-1)
        inertia = rotation @ segment.inertia @ np.swapaxes(rotation, -1, -2)
        spin = spin + (inertia @ omega[..., None])[..., 0]
        force = force + weight_and_inertia
        moment = moment + np.cross(centre, weight_and_inertia)
    return force, moment + _rate(spin, period_s)


def _rate(samples: FloatArray, period_s: float) -> FloatArray:
    """Differentiate along the second axis (time)."""
    return np.swapaxes(periodic_derivative(np.swapaxes(samples, 0, 1), period_s=period_s), 0, 1)


def _function_of(axis: AxisMotion):
    if len(axis.samples) > 2:
        return CubicSpline(axis.samples_at, axis.samples)
    if len(axis.samples) == 1:
        return lambda value: np.zeros_like(value) + axis.samples[0]
    slope = (axis.samples[1] - axis.samples[0]) / (axis.samples_at[1] - axis.samples_at[0])
    return lambda value: axis.samples[0] + slope * (value - axis.samples_at[0])


def _turn(axis: FloatArray, angle: FloatArray) -> FloatArray:
    """Return rotations about a fixed axis (Rodrigues' formula), (..., 3, 3)."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.asarray(angle)[..., None, None]
    return np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * (cross @ cross)
