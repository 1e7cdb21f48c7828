"""The reference walker in motion: from its curves to coordinates, stances and ground reaction."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from hipspine.content.reference_walker import TRANSLATIONS, WalkerCurves, WalkerPlan
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.landmarks import Landmark
from hipspine.domain.motion import ContactForce, Markers
from hipspine.domain.units import radians
from hipspine.mechanics.ground_reaction import (
    GroundReaction,
    Stance,
    Wrench,
    share_between_feet,
)
from hipspine.mechanics.periodic_curves import fourier_basis, shifted_coefficients
from hipspine.simulate.body.build import LUMBAR_SHARES
from hipspine.simulate.body_motion import CoordinateMotion
from hipspine.simulate.fit.marker_table import landmark_markers
from hipspine.simulate.fit.workers import OpenSimProcesses

PAIRED = (
    "hip_flexion",
    "hip_adduction",
    "hip_rotation",
    "knee_angle",
    "ankle_angle",
    "arm_flex",
    "elbow_flex",
)
"""Curves that both sides follow, half a cycle apart."""

HELD_RAD = {"arm_add": radians(-8.0), "pro_sup": radians(60.0)}
"""Coordinates of both arms that stay: slightly away from the trunk, palms inwards."""

CYCLES_AROUND = 1.0
"""Forces are worked out for this many cycles before and after the frames asked for, so that no
double support lacks its beginning or its end."""

FLAT_FOOT = (0.10, 0.34)
"""Phases between which the foot is flat on the ground: from after foot flat to heel rise."""

NOT_ON_SKIN = (Landmark.RIGHT_HIP_CENTRE, Landmark.LEFT_HIP_CENTRE)
"""Landmarks that no marker can be stuck to."""


def walker_motion(
    curves: WalkerCurves, plan: WalkerPlan, times_s: FloatArray
) -> dict[str, CoordinateMotion]:
    """Return the walker's coordinates, with lumbar totals, at given times of the trial.

    Parameters
    ----------
    times_s : (T,) array
        Time since the trial's first frame, at which the right leg is at ``plan.start_phase`` and
        the pelvis's mean path at x = 0.
    """
    phases = plan.start_phase + times_s / plan.cycle_s
    motion = {}
    for name, coefficients in zip(curves.names, curves.coefficients, strict=True):
        if name in PAIRED:
            motion[f"{name}_r"] = _course(coefficients, phases, plan.cycle_s)
            left = shifted_coefficients(coefficients, 0.5)
            motion[f"{name}_l"] = _course(left, phases, plan.cycle_s)
        else:
            motion[name] = _course(coefficients, phases, plan.cycle_s)
    nothing = np.zeros_like(times_s)
    for name, angle in HELD_RAD.items():
        for side in Side:
            motion[f"{name}{side.suffix}"] = CoordinateMotion(nothing + angle, nothing, nothing)
    forward = motion["pelvis_tx"]
    motion["pelvis_tx"] = CoordinateMotion(
        forward.values + plan.speed_m_s * times_s,
        forward.speeds + plan.speed_m_s,
        forward.accelerations,
    )
    return motion


def on_lumbar_levels(motion: Mapping[str, CoordinateMotion]) -> dict[str, CoordinateMotion]:
    """Return the motion with lumbar totals spread over the levels of hipspine's own model."""
    spread = {name: course for name, course in motion.items() if not name.startswith("lumbar_")}
    for direction, shares in LUMBAR_SHARES.items():
        total = motion[f"lumbar_{direction}"]
        for level, share in shares.items():
            spread[f"{level}_{direction}"] = CoordinateMotion(
                share * total.values, share * total.speeds, share * total.accelerations
            )
    return spread


def walker_reaction(
    model_path: Path,
    curves: WalkerCurves,
    plan: WalkerPlan,
    times_s: FloatArray,
    processes: OpenSimProcesses,
) -> GroundReaction:
    """Return the ground reaction that the walk needs on a model, shared between the feet.

    Parameters
    ----------
    times_s : (T,) array
        Equally spaced times of the trial [s].
    """
    around = _extended(times_s, plan)
    motion = on_lumbar_levels(walker_motion(curves, plan, around))
    force, moment = processes.ask("whole_body.required_ground_wrench", str(model_path), motion)
    heel, ball = _standing_foot(model_path, curves, plan, processes)
    first, last = float(around[0]), float(around[-1])
    stances = [
        stance
        for stance in walker_stances(plan, heel, ball, first_s=first, last_s=last)
        if stance.end_s > first and stance.start_s < last
    ]
    whole = share_between_feet(Wrench(around, force, moment), stances)
    wanted = (around > times_s[0] - 1e-9) & (around < times_s[-1] + 1e-9)
    return GroundReaction(
        tuple(
            ContactForce(
                foot.contact,
                times_s,
                foot.force_N[wanted],
                foot.point_m[wanted],
                foot.torque_Nm[wanted],
            )
            for foot in whole.feet
        ),
        whole.residual_force_N[wanted],
        whole.residual_moment_Nm[wanted],
    )


def walker_markers(
    model_path: Path,
    curves: WalkerCurves,
    plan: WalkerPlan,
    times_s: FloatArray,
    processes: OpenSimProcesses,
) -> Markers:
    """Return where markers on the model's landmarks are while it walks."""
    motion = on_lumbar_levels(walker_motion(curves, plan, times_s))
    return _markers(model_path, motion, times_s, processes)


def static_markers(model_path: Path, plan: WalkerPlan, processes: OpenSimProcesses) -> Markers:
    """Return markers while the model stands in its neutral posture, soles on the ground."""
    times = np.arange(round(plan.static_s * plan.rate_hz) + 1) / plan.rate_hz
    still = np.zeros_like(times)
    lifted = {"pelvis_ty": CoordinateMotion(still, still, still)}
    places = {"heel": ("calcn_r", plan.sole.heel)}
    height = processes.ask("whole_body.marker_paths", str(model_path), lifted, places)[0, 0, 1]
    standing = {"pelvis_ty": CoordinateMotion(still - height, still, still)}
    return _markers(model_path, standing, times, processes)


def walker_stances(
    plan: WalkerPlan, heel_m: FloatArray, ball_m: FloatArray, *, first_s: float, last_s: float
) -> tuple[Stance, ...]:
    """Return every stance that begins between a cycle before one time and another time.

    Parameters
    ----------
    heel_m, ball_m : (3,) arrays
        Heel and ball of the right foot in the stance that begins at ``right_heel_strike_s``.
    """
    length = float(np.linalg.norm(plan.sole.toe - plan.sole.heel))
    toe_m = heel_m + length * (ball_m - heel_m) / np.linalg.norm(ball_m - heel_m)
    step_s, step_m = 0.5 * plan.cycle_s, 0.5 * plan.speed_m_s * plan.cycle_s
    strike = right_heel_strike_s(plan)
    stances = []
    for step in range(int((first_s - strike) // step_s) - 2, int((last_s - strike) // step_s) + 1):
        side = Side.RIGHT if step % 2 == 0 else Side.LEFT
        place = np.array([step * step_m, 0.0, 0.0])
        mirror = np.array([1.0, 1.0, 1.0 if side is Side.RIGHT else -1.0])
        start = strike + step * step_s
        stances.append(
            Stance(
                side,
                start,
                start + plan.toe_off * plan.cycle_s,
                heel_m * mirror + place,
                toe_m * mirror + place,
                plan.sole.half_width_m,
            )
        )
    return tuple(stances)


def right_heel_strike_s(plan: WalkerPlan) -> float:
    """Return the time of the first right heel strike in the trial [s]."""
    return (1.0 - plan.start_phase) * plan.cycle_s


def trial_times_s(plan: WalkerPlan) -> FloatArray:
    """Return the trial's frames [s]."""
    return np.arange(round(plan.duration_s * plan.rate_hz) + 1) / plan.rate_hz


def curve_value(curves: WalkerCurves, name: str, phases: FloatArray) -> FloatArray:
    """Return one curve at given phases [rad, or m about its mean]."""
    coefficients = curves.coefficients[curves.names.index(name)].copy()
    if name in TRANSLATIONS:
        coefficients[0] = 0.0
    values: FloatArray = fourier_basis(phases, harmonics=_harmonics(coefficients)) @ coefficients
    return values


def _extended(times_s: FloatArray, plan: WalkerPlan) -> FloatArray:
    step = float(times_s[1] - times_s[0])
    more = round(CYCLES_AROUND * plan.cycle_s / step)
    return np.asarray(times_s[0] + step * np.arange(-more, len(times_s) + more))


def _standing_foot(
    model_path: Path, curves: WalkerCurves, plan: WalkerPlan, processes: OpenSimProcesses
) -> tuple[FloatArray, FloatArray]:
    """Return the mean places of heel and ball of the right foot while it is flat, on the ground."""
    phases = np.linspace(*FLAT_FOOT, 13)
    times = right_heel_strike_s(plan) + phases * plan.cycle_s
    motion = on_lumbar_levels(walker_motion(curves, plan, times))
    ball = 0.5 * (plan.sole.inner_ball + plan.sole.outer_ball)
    places = {"heel": ("calcn_r", plan.sole.heel), "ball": ("calcn_r", ball)}
    paths = processes.ask("whole_body.marker_paths", str(model_path), motion, places)
    heel, ball = paths.mean(axis=0) * np.array([1.0, 0.0, 1.0])
    return heel, ball


def _markers(
    model_path: Path,
    motion: Mapping[str, CoordinateMotion],
    times_s: FloatArray,
    processes: OpenSimProcesses,
) -> Markers:
    places = {
        str(marker.name): (marker.body, marker.location_m)
        for marker in landmark_markers()
        if marker.name not in NOT_ON_SKIN
    }
    paths = processes.ask("whole_body.marker_paths", str(model_path), motion, places)
    return Markers(tuple(places), times_s, paths)


def _course(coefficients: FloatArray, phases: FloatArray, cycle_s: float) -> CoordinateMotion:
    return CoordinateMotion(
        *(
            fourier_basis(phases, harmonics=_harmonics(coefficients), derivative=order)
            @ coefficients
            / cycle_s**order
            for order in range(3)
        )
    )


def _harmonics(coefficients: FloatArray) -> int:
    return (len(coefficients) - 1) // 2
