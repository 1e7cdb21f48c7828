"""The compiled sums over markers that say how far a posture is off, and which way is downhill.

Only `hipspine.mechanics.marker_kinematics_kernel` imports this module.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.mechanics.skeleton import Tree
from hipspine.mechanics.skeleton_kernel import Pose, put_point

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _compiled(function: _Function) -> _Function:
    # numba has no types; the cast keeps ours.
    return cast(_Function, numba.njit(cache=True, error_model="numpy")(function))


class Sights(NamedTuple):
    """Markers: body : (M,), place_m : (M, 3) on it, weight : (M,), measured_m : (T, M, 3)."""

    body: IntArray
    place_m: FloatArray
    weight: FloatArray
    measured_m: FloatArray


class Moments(NamedTuple):
    """Sums over the markers that a body carries, those of the bodies that it carries included.

    With weight w, place p of the marker on the skeleton, relative to the first body, and distance r
    from the measured place to it: weight : (B,) of w; first : (B, 3) of w p; second : (B, 3, 3) of
    w p p'; pull : (B, 3) of w r; mixed : (B, 3, 3) of w p r'.
    """

    weight: FloatArray
    first: FloatArray
    second: FloatArray
    pull: FloatArray
    mixed: FloatArray


class Screws(NamedTuple):
    """The motions as screws, and what they do to the markers that they carry.

    unknown : (A,) that drives the motion, or -1; spin, drift : (A, 3), how fast it turns and how
    fast it moves the point at the origin of the first body, so that a marker at p moves by
    c = spin x p + drift; reach, turn, bent : (A, 3), sums of w c, w p x c and w c x r.
    """

    unknown: IntArray
    spin: FloatArray
    drift: FloatArray
    reach: FloatArray
    turn: FloatArray
    bent: FloatArray


class Equations(NamedTuple):
    """Working arrays of one step, for N unknowns.

    gradient, step, wanted : (N,); slopes, bend : (N, N), products of the markers' slopes and what
    their bend adds to make the objective's second derivatives; factor : (N, N); held : (N,)
    unknowns that this step leaves at a limit.
    """

    gradient: FloatArray
    step: FloatArray
    wanted: FloatArray
    slopes: FloatArray
    bend: FloatArray
    factor: FloatArray
    held: BoolArray


@_compiled
def new_screws(tree: Tree, column: IntArray) -> Screws:
    """Return the motions with their unknowns, all else zero."""
    unknown = np.full(tree.coordinate.size, -1)
    for motion, coordinate in enumerate(tree.coordinate):
        if coordinate >= 0:
            unknown[motion] = column[coordinate]
    vectors = np.zeros((5, unknown.size, 3))
    return Screws(unknown, vectors[0], vectors[1], vectors[2], vectors[3], vectors[4])


@_compiled
def new_moments(bodies: int) -> Moments:
    """Return working arrays, all zero."""
    vectors, squares = np.zeros((2, bodies, 3)), np.zeros((2, bodies, 3, 3))
    return Moments(np.zeros(bodies), vectors[0], squares[0], vectors[1], squares[1])


@_compiled
def new_equations(unknowns: int) -> Equations:
    """Return working arrays, all zero."""
    rows, squares = np.zeros((3, unknowns)), np.zeros((3, unknowns, unknowns))
    held = np.zeros(unknowns, np.bool_)
    return Equations(rows[0], rows[1], rows[2], squares[0], squares[1], squares[2], held)


@_compiled
def _clear(moments: Moments) -> None:
    """Set all to zero; numba takes seconds to compile what a slice set to a value could refuse."""
    weight, first, second, pull, mixed = moments
    for body in range(weight.size):
        weight[body] = 0.0
        for row in range(3):
            first[body, row], pull[body, row] = 0.0, 0.0
            for column in range(3):
                second[body, row, column], mixed[body, row, column] = 0.0, 0.0


@_compiled
def weigh(tree: Tree, sights: Sights, frame: int, pose: Pose, moments: Moments) -> float:
    """Fill in the moments; return the weighted sum of squared distances of markers seen [m²]."""
    weight, first, second, pull, mixed = moments
    _clear(moments)
    total, place, distance = 0.0, np.empty(3), np.empty(3)
    for marker in range(sights.body.size):
        if np.isnan(sights.measured_m[frame, marker, 0]):
            continue
        body, w = sights.body[marker], sights.weight[marker]
        put_point(pose.rotation, pose.place_m, body, sights.place_m[marker], place)
        for row in range(3):
            distance[row] = place[row] - sights.measured_m[frame, marker, row]
            place[row] -= pose.place_m[1, row]
            total += w * distance[row] * distance[row]
        weight[body] += w
        for row in range(3):
            first[body, row] += w * place[row]
            pull[body, row] += w * distance[row]
            for column in range(3):
                second[body, row, column] += w * place[row] * place[column]
                mixed[body, row, column] += w * place[row] * distance[column]
    _hand_down(tree.parent, moments)
    return total


@_compiled
def _hand_down(parent: IntArray, moments: Moments) -> None:
    """Add what each body carries to what its parent carries, from the ends to the ground."""
    weight, first, second, pull, mixed = moments
    for child in range(parent.size, 1, -1):
        body = parent[child - 1]
        weight[body] += weight[child]
        for row in range(3):
            first[body, row] += first[child, row]
            pull[body, row] += pull[child, row]
            for column in range(3):
                second[body, row, column] += second[child, row, column]
                mixed[body, row, column] += mixed[child, row, column]


@_compiled
def describe(
    tree: Tree, pose: Pose, moments: Moments, screws: Screws, equations: Equations
) -> None:
    """Fill in half the objective's gradient and second derivatives.

    Motion b moves a marker at p by c = ω x p + v. With motion a nearer the ground, the objective
    has the products of their slopes, w c_a · c_b, and the bend w r · (ω_a x c_b). As in the
    composite-body method for inertia (Featherstone 2008, Rigid Body Dynamics Algorithms,
    doi:10.1007/978-1-4899-7560-7, section 6.2), each pair of motions meets once, with the moments
    of all that the second one carries.
    """
    _find_screws(tree, pose, screws)
    for row in range(equations.gradient.size):
        equations.gradient[row] = 0.0
        for column in range(equations.gradient.size):
            equations.slopes[row, column] = 0.0
            equations.bend[row, column] = 0.0
    for joint in range(tree.parent.size):
        if moments.weight[joint + 1] == 0.0:
            continue
        for motion in range(tree.start[joint], tree.start[joint + 1]):
            unknown = screws.unknown[motion]
            if unknown >= 0:
                slope = _carry(joint + 1, motion, moments, screws)
                equations.gradient[unknown] += slope * pose.rate[motion]
                equations.bend[unknown, unknown] += slope * pose.bend[motion]
    _meet(tree.parent, tree.start, moments.weight, pose.rate, screws, equations)


@_compiled
def _find_screws(tree: Tree, pose: Pose, screws: Screws) -> None:
    """Fill in how fast each motion turns, and how fast it moves the origin of the first body."""
    for motion in range(screws.unknown.size):
        x, y, z = pose.axis[motion, 0], pose.axis[motion, 1], pose.axis[motion, 2]
        if tree.turns[motion]:
            a = pose.pivot_m[motion, 0] - pose.place_m[1, 0]
            b = pose.pivot_m[motion, 1] - pose.place_m[1, 1]
            c = pose.pivot_m[motion, 2] - pose.place_m[1, 2]
            screws.spin[motion, 0], screws.drift[motion, 0] = x, b * z - c * y
            screws.spin[motion, 1], screws.drift[motion, 1] = y, c * x - a * z
            screws.spin[motion, 2], screws.drift[motion, 2] = z, a * y - b * x
        else:
            screws.drift[motion, 0] = x
            screws.drift[motion, 1] = y
            screws.drift[motion, 2] = z


@_compiled
def _carry(body: int, motion: int, moments: Moments, screws: Screws) -> float:
    """Fill in what a motion does to the markers that its body carries; return w r · c summed."""
    weight, first, second, pull, mixed = moments
    spin, drift = screws.spin[motion], screws.drift[motion]
    trace = second[body, 0, 0] + second[body, 1, 1] + second[body, 2, 2]
    twist = mixed[body, 0, 0] + mixed[body, 1, 1] + mixed[body, 2, 2]
    slope = 0.0
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        screws.reach[motion, i] = (
            spin[j] * first[body, k] - spin[k] * first[body, j] + weight[body] * drift[i]
        )
        turn = spin[i] * trace + first[body, j] * drift[k] - first[body, k] * drift[j]
        bent = drift[j] * pull[body, k] - drift[k] * pull[body, j] - spin[i] * twist
        for column in range(3):
            turn -= second[body, i, column] * spin[column]
            bent += mixed[body, i, column] * spin[column]
        screws.turn[motion, i] = turn
        screws.bent[motion, i] = bent
        slope += spin[i] * (mixed[body, j, k] - mixed[body, k, j]) + drift[i] * pull[body, i]
    return slope


@_compiled
def _meet(
    parent: IntArray,
    start: IntArray,
    weight: FloatArray,
    rate: FloatArray,
    screws: Screws,
    equations: Equations,
) -> None:
    """Add what each motion does together with itself and those between it and the ground."""
    unknown, spin, drift, reach, turn, bent = screws
    for joint in range(parent.size):
        if weight[joint + 1] == 0.0:
            continue
        for motion in range(start[joint], start[joint + 1]):
            j = unknown[motion]
            last, body = motion + 1, joint + 1
            while j >= 0 and body > 0:
                for other in range(start[body - 1], last):
                    i = unknown[other]
                    if i < 0:
                        continue
                    rates = rate[other] * rate[motion]
                    product, bend = 0.0, 0.0
                    for row in range(3):
                        product += spin[other, row] * turn[motion, row]
                        product += drift[other, row] * reach[motion, row]
                        bend += spin[other, row] * bent[motion, row]
                    equations.slopes[i, j] += rates * product
                    equations.bend[i, j] += rates * bend
                    if other != motion:
                        equations.slopes[j, i] += rates * product
                        equations.bend[j, i] += rates * bend
                body = parent[body - 1]
                last = start[body]
