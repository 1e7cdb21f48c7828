"""Postures of a skeleton from markers: the least weighted sum of squared distances in each frame.

The search is Newton's, damped where it must be (Levenberg 1944, doi:10.1090/qam/10666; Marquardt
1963, doi:10.1137/0111030), with exact first and second derivatives: the velocity of a marker per
unit of a rotation is the axis crossed with the lever from the joint, per unit of a translation the
axis itself, each times the slope of the joint's curve; what followers do adds to their leader. Far
from the markers the second derivatives of single markers are left out (Gauss-Newton), since they
can point uphill there. With them a frame takes 4 steps instead of 8, and badly determined
coordinates, on which Gauss-Newton creeps, end as exactly as the others. A coordinate that would
leave its range stops at the limit, and the others make the best of that. Each frame starts from the
posture of the one before. Where a marker is seen for the first time, as all are in the first frame,
a search that ended at limits is repeated from the middle of those ranges, and the better end
counts: elbows that start straight can else be held there by upper arms turned the wrong way round.

The objective is that of OpenSim's inverse kinematics (Delp et al. 2007,
doi:10.1109/TBME.2007.901024; global optimisation after Lu and O'Connor 1999,
doi:10.1016/S0021-9290(98)00158-4), so both have the same answer where there is only one. Nothing
draws a badly determined coordinate anywhere.
"""

from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.skeleton import Skeleton

STEP_LIMIT = 300
"""Steps of one search at most. Recorded trials took 3 to 5 on average, and 66 at most in a first
frame."""


@dataclass(frozen=True, eq=False)
class BodyPoints:
    """Points fixed on bodies. bodies : (M,) names; places_m : (M, 3) in the bodies' frames."""

    bodies: tuple[str, ...]
    places_m: FloatArray


@dataclass(frozen=True, eq=False)
class Posed:
    """Where a skeleton is in one posture, in ground.

    rotations : (B, 3, 3) and origins_m : (B, 3) of the bodies; joint_centres_m : (J, 3) origin of
    each joint's frame in its child body.
    """

    rotations: FloatArray
    origins_m: FloatArray
    joint_centres_m: FloatArray


@dataclass(frozen=True, eq=False)
class Followed:
    """Postures that follow markers.

    values : (T, C) rad or m, every coordinate; errors_m : (T, M) distance between each marker of
    the skeleton and the measured one, NaN where not seen; steps : (T,) that the search took;
    is_found : (T,) whether the search came to its end, and was not stopped at its limit of steps.
    """

    values: FloatArray
    errors_m: FloatArray
    steps: IntArray
    is_found: BoolArray


def pose_skeleton(skeleton: Skeleton, values: FloatArray) -> Posed:
    """Return where the bodies are. values : (C,) every coordinate [rad or m]."""
    from hipspine.mechanics.skeleton_kernel import new_pose, set_posture

    tree = skeleton.tree
    pose = new_pose(len(tree.parent), len(tree.axis))
    set_posture(tree, values, pose)
    held = np.einsum("jkl,jl->jk", pose.rotation[1:], tree.held_m)
    return Posed(pose.rotation, pose.place_m, pose.place_m[1:] + held)


def points_in_ground(skeleton: Skeleton, posed: Posed, points: BodyPoints) -> FloatArray:
    """Return the (M, 3) positions of points on bodies [m]."""
    bodies = _numbers(skeleton, points)
    turned = np.einsum("mkl,ml->mk", posed.rotations[bodies], points.places_m)
    return np.asarray(posed.origins_m[bodies] + turned)


def follow_markers(
    skeleton: Skeleton,
    points: BodyPoints,
    measured_m: FloatArray,
    *,
    weights: FloatArray,
    start: FloatArray,
    most_steps: int = STEP_LIMIT,
) -> Followed:
    """Return the posture of each frame that brings the points onto the measured markers.

    Parameters
    ----------
    points : BodyPoints
        The markers' places on the skeleton.
    measured_m : (T, M, 3) array
        In ground [m]; NaN where a marker is not seen.
    weights : (M,) array
        Of the squared distances.
    start : (C,) array
        Posture that the search for the first frame starts from [rad or m], as `Skeleton.posture`
        gives it. A coordinate that no marker of a frame sees stays as it was.
    most_steps : int
        Of a search. What it has come to by then is the frame's posture, told apart by `is_found`.
    """
    from hipspine.mechanics.marker_kinematics_kernel import Search, follow
    from hipspine.mechanics.marker_moments_kernel import Sights

    seen = np.isfinite(measured_m).all(axis=2, keepdims=True)
    sights = Sights(
        _numbers(skeleton, points),
        np.ascontiguousarray(points.places_m, dtype=np.float64),
        np.ascontiguousarray(weights, dtype=np.float64),
        np.where(seen, measured_m, np.nan),
    )
    free = skeleton.free()
    limits = skeleton.lowest[free], skeleton.highest[free]
    search = Search(free, _columns(skeleton, free), *limits, most_steps)
    within = start.copy()
    within[free] = np.clip(start[free], search.lowest, search.highest)
    values, places, steps, is_found = follow(skeleton.tree, sights, search, within)
    errors_m = np.linalg.norm(places - sights.measured_m, axis=2)
    return Followed(values, errors_m, steps, is_found)


def coordinate_errors(
    skeleton: Skeleton,
    points: BodyPoints,
    values: FloatArray,
    *,
    weights: FloatArray,
    marker_error_m: float,
) -> FloatArray:
    """Return how far each coordinate is off when each marker is off at random.

    Parameters
    ----------
    values : (C,) array
        The posture [rad or m].
    marker_error_m : float
        Standard deviation of each marker in each direction, independent of the others.

    Returns
    -------
    (C,) standard deviations [rad or m]; infinite where no marker sees the coordinate, zero where it
    is locked. Limits are not taken into account, and of coordinates that markers only see together
    the smallest turns that explain the markers are taken.

    Notes
    -----
    First-order propagation through weighted least squares: with slopes J and weights W, the errors
    are those of the pseudo-inverse of W^1/2 J times W^1/2. In standing, an elbow nearly straight
    leaves the turn of the upper arm to markers a few millimetres off its axis.
    """
    from hipspine.mechanics.skeleton_kernel import all_slopes

    free = skeleton.free()
    columns = _columns(skeleton, free)
    bodies = _numbers(skeleton, points)
    slopes = all_slopes(skeleton.tree, columns, bodies, points.places_m, values)
    root = np.repeat(np.sqrt(weights), 3)
    weighted = root[:, None] * slopes.reshape(-1, len(free))
    unseen = ~(np.abs(weighted) > 0.0).any(axis=0)
    inverse = np.linalg.pinv(weighted) * root
    found = marker_error_m * np.sqrt((inverse**2).sum(axis=1))
    spread = np.where(unseen, np.inf, found)
    ratio = np.abs(skeleton.tree.ratio)
    moving = (columns >= 0) & (ratio > 0.0)
    errors = np.zeros(len(values))
    errors[moving] = ratio[moving] * spread[columns[moving]]
    return errors


def _numbers(skeleton: Skeleton, points: BodyPoints) -> IntArray:
    at = {name: number for number, name in enumerate(skeleton.bodies)}
    return np.array([at[name] for name in points.bodies], dtype=np.int64)


def _columns(skeleton: Skeleton, free: IntArray) -> IntArray:
    """Return (C,) the place among the free coordinates of what each coordinate follows, or -1."""
    place = np.full(len(skeleton.coordinates), -1, dtype=np.int64)
    place[free] = np.arange(len(free))
    return place[skeleton.tree.leader]
