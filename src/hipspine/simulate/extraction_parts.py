"""What the extraction sends to OpenSim's worker processes and gets back: plain arrays and names.

Frame: ground, X forward, Y up, Z right. T frames, C coordinates, M muscles, R equations, J joints,
B bodies.
"""

from dataclasses import dataclass

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.domain.problem import Problem
from hipspine.simulate.bundle import MuscleParameters


@dataclass(frozen=True, eq=False)
class PreparedMotion:
    """A motion on a model: every coordinate's course, and what the model consists of."""

    model_name: str
    mass_kg: float
    muscles: MuscleParameters
    coordinates: tuple[str, ...]
    equations: tuple[str, ...]
    joints: tuple[str, ...]
    bodies: tuple[str, ...]
    values: FloatArray
    """(T, C) rad or m, dependent coordinates recomputed from the couplers."""
    speeds: FloatArray
    """(T, C) per second."""
    accelerations: FloatArray
    """(T, C) per second squared."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class FrameRequest:
    """A run of frames to extract; values, speeds and accelerations as in PreparedMotion."""

    values: FloatArray
    speeds: FloatArray
    accelerations: FloatArray
    contact_bodies: tuple[str, ...]
    """(P,) the body that each contact pushes on."""
    contact_wrenches: FloatArray
    """(T, P, 6) moment about the ground's origin [N·m] and force [N] on the body."""


@dataclass(frozen=True, eq=False)
class Frames:
    """What OpenSim says about a run of frames; fields as in Bundle."""

    muscle_lengths_m: FloatArray
    lengthening_speeds_m_s: FloatArray
    moment_arms_m: FloatArray
    required_moments_Nm: FloatArray
    joint_rotations: FloatArray
    joint_load_offset_N: FloatArray
    joint_load_per_force: FloatArray
    body_rotations: FloatArray
    body_origins_m: FloatArray
    point_counts: IntArray
    """(T, M) points on each muscle's path."""
    points_m: FloatArray
    """(sum of point_counts, 3) the points, frame by frame and muscle by muscle, in ground."""
