"""The compiled geometry of a skeleton: where its bodies are, and how its points move.

Only `hipspine.mechanics.marker_kinematics` and its kernel import this module, and only when a
skeleton is posed: importing numba takes seconds.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.mechanics.skeleton import Tree

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _compiled(function: _Function) -> _Function:
    # numba has no types; the cast keeps ours.
    return cast(_Function, numba.njit(cache=True, error_model="numpy")(function))


class Pose(NamedTuple):
    """Where bodies and the axes of motions are, in ground.

    rotation : (B, 3, 3) and place_m : (B, 3) of the bodies; axis : (A, 3) and pivot_m : (A, 3) of
    the motions; rate, bend : (A,) first and second derivative of how far each goes by its leader.
    """

    rotation: FloatArray
    place_m: FloatArray
    axis: FloatArray
    pivot_m: FloatArray
    rate: FloatArray
    bend: FloatArray


@_compiled
def new_pose(joints: int, motions: int) -> Pose:
    """Return arrays to be filled in, with the ground in its place."""
    rotation = np.zeros((joints + 1, 3, 3))
    for row in range(3):
        rotation[0, row, row] = 1.0
    return Pose(
        rotation,
        np.zeros((joints + 1, 3)),
        np.zeros((motions, 3)),
        np.zeros((motions, 3)),
        np.zeros(motions),
        np.zeros(motions),
    )


@_compiled
def _multiply(a: FloatArray, b: FloatArray, out: FloatArray) -> None:
    """Fill in the product of two 3 by 3 matrices; out may be none of them."""
    for row in range(3):
        for column in range(3):
            out[row, column] = (
                a[row, 0] * b[0, column] + a[row, 1] * b[1, column] + a[row, 2] * b[2, column]
            )


@_compiled
def _add_turned(rotation: FloatArray, vector: FloatArray, sign: float, out: FloatArray) -> None:
    """Add a turned vector, times a sign, to another."""
    for row in range(3):
        out[row] += sign * (
            rotation[row, 0] * vector[0]
            + rotation[row, 1] * vector[1]
            + rotation[row, 2] * vector[2]
        )


@_compiled
def _turn(rotation: FloatArray, axis: FloatArray, angle: float) -> None:
    """Turn a frame about one of its own axes (Rodrigues), in place."""
    x, y, z = axis[0], axis[1], axis[2]
    cosine, sine = np.cos(angle), np.sin(angle)
    rest = 1.0 - cosine
    for row in range(3):
        a, b, c = rotation[row, 0], rotation[row, 1], rotation[row, 2]
        along = rest * (a * x + b * y + c * z)
        rotation[row, 0] = cosine * a + sine * (b * z - c * y) + along * x
        rotation[row, 1] = cosine * b + sine * (c * x - a * z) + along * y
        rotation[row, 2] = cosine * c + sine * (a * y - b * x) + along * z


@_compiled
def _amount(tree: Tree, motion: int, value: float) -> tuple[float, float, float]:
    """Return how far a motion goes, and the first and second derivative by its coordinate."""
    piece, last = tree.piece[motion], tree.piece[motion + 1] - 1
    while piece < last and value >= tree.begins[piece + 1]:
        piece += 1
    past = value - tree.begins[piece]
    amount, slope, half_bend = 0.0, 0.0, 0.0
    for power in range(tree.coefficients.shape[1] - 1, -1, -1):
        half_bend = half_bend * past + slope
        slope = slope * past + amount
        amount = amount * past + tree.coefficients[piece, power]
    return amount, slope, 2.0 * half_bend


@_compiled
def _copy(vector: FloatArray, out: FloatArray) -> None:
    """Copy (3,); numba takes seconds to compile what a slice set to an array could refuse."""
    for row in range(3):
        out[row] = vector[row]


@_compiled
def set_posture(tree: Tree, values: FloatArray, pose: Pose) -> None:
    """Fill in where all bodies are, and the axes of all motions, in ground."""
    for joint in range(tree.parent.size):
        parent, child = tree.parent[joint], joint + 1
        rotation, place = pose.rotation[child], pose.place_m[child]
        _multiply(pose.rotation[parent], tree.placed_rotation[joint], rotation)
        _copy(pose.place_m[parent], place)
        _add_turned(pose.rotation[parent], tree.placed_m[joint], 1.0, place)
        for motion in range(tree.start[joint], tree.start[joint + 1]):
            _move(tree, motion, values, rotation, place, pose)
        for motion in range(tree.start[joint], tree.start[joint + 1]):
            _copy(place, pose.pivot_m[motion])
        turned = rotation.copy()
        for row in range(3):
            for column in range(3):
                rotation[row, column] = (
                    turned[row, 0] * tree.held_rotation[joint, column, 0]
                    + turned[row, 1] * tree.held_rotation[joint, column, 1]
                    + turned[row, 2] * tree.held_rotation[joint, column, 2]
                )
        _add_turned(rotation, tree.held_m[joint], -1.0, place)


@_compiled
def _move(
    tree: Tree,
    motion: int,
    values: FloatArray,
    rotation: FloatArray,
    place: FloatArray,
    pose: Pose,
) -> None:
    """Move a joint's second frame by one of its motions."""
    coordinate = tree.coordinate[motion]
    value = values[coordinate] if coordinate >= 0 else 0.0
    amount, slope, bend = _amount(tree, motion, value)
    axis = pose.axis[motion]
    for row in range(3):
        axis[row] = 0.0
    _add_turned(rotation, tree.axis[motion], 1.0, axis)
    ratio = tree.ratio[coordinate] if coordinate >= 0 else 0.0
    pose.rate[motion], pose.bend[motion] = slope * ratio, bend * ratio * ratio
    if tree.turns[motion]:
        _turn(rotation, tree.axis[motion], amount)
    else:
        for row in range(3):
            place[row] += amount * axis[row]


@_compiled
def put_point(
    rotation: FloatArray, origin_m: FloatArray, body: int, place_m: FloatArray, out: FloatArray
) -> None:
    """Fill in where a point of a body is in ground, from all bodies' rotations and origins."""
    for row in range(3):
        out[row] = (
            origin_m[body, row]
            + rotation[body, row, 0] * place_m[0]
            + rotation[body, row, 1] * place_m[1]
            + rotation[body, row, 2] * place_m[2]
        )


@_compiled
def all_slopes(
    tree: Tree, column: IntArray, body: IntArray, place_m: FloatArray, values: FloatArray
) -> FloatArray:
    """Return (M, 3, N): how each point moves with each unknown [m per rad, or m per m].

    column : (C,) unknown that each coordinate follows, or -1.
    """
    pose, place = new_pose(tree.parent.size, tree.axis.shape[0]), np.empty(3)
    set_posture(tree, values, pose)
    slopes = np.zeros((body.size, 3, column.max() + 1))
    for point in range(body.size):
        put_point(pose.rotation, pose.place_m, body[point], place_m[point], place)
        moved = body[point]
        while moved > 0:
            for motion in range(tree.start[moved - 1], tree.start[moved]):
                coordinate = tree.coordinate[motion]
                if coordinate >= 0 and column[coordinate] >= 0:
                    _add_slope(tree, motion, place, pose, slopes[point, :, column[coordinate]])
            moved = tree.parent[moved - 1]
    return slopes


@_compiled
def _add_slope(tree: Tree, motion: int, place: FloatArray, pose: Pose, slope: FloatArray) -> None:
    """Add how one motion moves a place: along its axis, or across it at the lever."""
    if tree.turns[motion]:
        slope += pose.rate[motion] * np.cross(pose.axis[motion], place - pose.pivot_m[motion])
    else:
        slope += pose.rate[motion] * pose.axis[motion]
