"""Read numbers off a predicted motion."""

import numpy as np

from hipspine.content.prediction.planar_body import PlanarBody
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import EXPECTED, MotionKind, Quantity
from hipspine.predict.jobs import Whole
from hipspine.predict.layout import Layout
from hipspine.predict.names import COORDINATES, MUSCLES, kind_of
from hipspine.predict.parameters import Settings
from hipspine.predict.problem import Course

CURVE_POINTS = 101
CURVES = ("pelvis_anterior_tilt", "lumbar_extension", "hip_flexion", "knee_flexion")


def whole_of(course: Course, layout: Layout) -> Whole:
    """Return a course with the unknowns of both legs."""
    coordinates, muscles, _ = layout.places
    start = 2 * layout.q
    return Whole(
        times_s=course.times_s,
        q=course.states[:, coordinates],
        activations=course.states[:, start + muscles],
        duration_s=course.duration_s,
        speed_m_s=course.speed_m_s,
    )


def angle_of(motion: Whole, name: str) -> FloatArray:
    """Return one coordinate over time (T,)."""
    return motion.q[:, COORDINATES.index(name)]


def read_quantities(
    kind: MotionKind, motion: Whole, settings: Settings, *, body: PlanarBody, side: Side
) -> dict[Quantity, float]:
    """Return the quantities of a kind of motion; `side` is that of hip and hamstrings.

    A walk is given as a whole cycle, its first instant left out (it repeats the last).
    """
    tilt, lumbar = angle_of(motion, "pelvis_tilt"), angle_of(motion, "lumbar_extension")
    trunk = tilt + lumbar
    suffix = side.suffix
    steps = 2.0 if kind is MotionKind.WALK else 1.0
    every = {
        Quantity.PELVIS_ANTERIOR_TILT: -tilt.mean(),
        Quantity.LUMBAR_EXTENSION_MEAN: lumbar.mean(),
        Quantity.LUMBAR_EXTENSION_PEAK: lumbar.max(),
        Quantity.LUMBAR_EXCURSION: np.ptp(lumbar),
        Quantity.LUMBAR_FLEXION_PEAK: -lumbar.min(),
        Quantity.HIP_EXTENSION_PEAK: -angle_of(motion, f"hip_flexion{suffix}").min(),
        Quantity.TRUNK_BACKWARD_LEAN: trunk.mean(),
        Quantity.TRUNK_FORWARD_LEAN_PEAK: -trunk.min(),
        Quantity.KNEE_FLEXION_MEAN: angle_of(motion, f"knee_flexion{suffix}").mean(),
        Quantity.HAMSTRING_ACTIVITY: mean_activity(motion, f"hamstrings{suffix}"),
        Quantity.BACK_EXTENSOR_ACTIVITY: mean_activity(motion, "back_extensors"),
        Quantity.KNEE_EXTENSOR_ACTIVITY: mean_activity(motion, f"vasti{suffix}"),
        Quantity.STEP_LENGTH: motion.speed_m_s * motion.duration_s / steps,
        Quantity.WALKING_SPEED: motion.speed_m_s,
        Quantity.EFFORT: effort(motion, settings, body, is_walk=kind is MotionKind.WALK),
    }
    return {quantity: float(every[quantity]) for quantity in EXPECTED[kind]}


def mean_activity(motion: Whole, muscle: str) -> float:
    """Return a muscle's mean activation."""
    return float(motion.activations[:, MUSCLES.index(muscle)].mean())


def effort(motion: Whole, settings: Settings, body: PlanarBody, *, is_walk: bool) -> float:
    """Return mean activation to the criterion's power, per metre if walking."""
    volume = np.array(
        [
            body.muscles[kind_of(name)].max_isometric_force_N
            * body.muscles[kind_of(name)].optimal_fibre_length_m
            for name in MUSCLES
        ]
    )
    share = (volume / volume.mean()) ** settings.volume_power
    per_time = (motion.activations**settings.exponent @ share).mean() / share.sum()
    return float(per_time / motion.speed_m_s) if is_walk else float(per_time)


def read_curves(motion: Whole, *, is_walk: bool, side: Side) -> dict[str, FloatArray]:
    """Return the chief angles at `CURVE_POINTS` instants, walks from heel strike of `side`."""
    angles = {
        "pelvis_anterior_tilt": -angle_of(motion, "pelvis_tilt"),
        "lumbar_extension": angle_of(motion, "lumbar_extension"),
        "hip_flexion": angle_of(motion, f"hip_flexion{side.suffix}"),
        "knee_flexion": angle_of(motion, f"knee_flexion{side.suffix}"),
    }
    if len(motion.times_s) == 1:
        return {name: np.full(CURVE_POINTS, values[0]) for name, values in angles.items()}
    progress = np.linspace(0.0, 1.0, CURVE_POINTS)
    part = motion.times_s / motion.duration_s
    if not is_walk:
        return {name: np.interp(progress, part, values) for name, values in angles.items()}
    start = part[int(np.argmax(angles["hip_flexion"]))]
    return {
        name: np.interp((progress + start) % 1.0, part, values, period=1.0)
        for name, values in angles.items()
    }
