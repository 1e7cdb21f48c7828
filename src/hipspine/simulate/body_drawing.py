"""What it takes to draw a motion: poses, shapes of the segments, muscles as tubes. No OpenSim.

A bundle holds where bodies and muscle paths are; the outlines come from ``body_shapes.toml``,
fitted to the size of this model's segments. T frames, B bodies, M muscles, K stations along a
muscle.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from scipy.spatial.transform import Rotation

from hipspine.domain.anatomy import LUMBAR_LEVELS, Side
from hipspine.domain.arrays import FloatArray
from hipspine.simulate.bundle import Bundle

STATIONS = 8
"""Points that a muscle's path is drawn through, evenly along its length."""

SPECIFIC_TENSION_PA = 6.0e5
"""Strength per cross-section, as in Rajagopal 2016 (doi:10.1109/TBME.2016.2586891): 60 N/cm²."""

THINNEST_M, THICKEST_M = 0.0022, 0.016
"""Radii between which muscles are drawn, so that each can be seen and none hides the rest."""

DISC_RADII_M = (0.0215, 0.0058, 0.0265)
"""Half the depth, height and width that a disc is drawn with."""

_VERTEBRAE = ("lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "torso")


@dataclass(frozen=True, eq=False)
class Shape:
    """A tube along points, an ellipsoid or a plate, in the frame of its body [m].

    points : (N, 3); of an ellipsoid its centre; of a plate its rim and, last, its middle.
    radii : (N,) of a tube; (3,) of an ellipsoid; (1,) the thickness of a plate.
    """

    kind: str
    body: str
    points: FloatArray
    radii: FloatArray
    joint: str = ""
    """The disc that it is; empty where it is bone."""
    turn: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    """Of an ellipsoid in its body: quaternion x, y, z, w."""


@dataclass(frozen=True, eq=False)
class BodyDrawing:
    """A motion as it is drawn: X forward, Y up, Z right, the pelvis kept over one spot [m]."""

    shapes: tuple[Shape, ...]
    bodies: tuple[str, ...]
    positions_m: FloatArray
    """(T, B, 3)"""
    turns: FloatArray
    """(T, B, 4) quaternions x, y, z, w."""
    muscles_m: FloatArray
    """(T, M, K, 3)"""
    radii_m: FloatArray
    """(M,) at the belly."""


def body_drawing(bundle: Bundle) -> BodyDrawing:
    """Return how to draw a bundle's motion on the spot, as on a treadmill."""
    pelvis = bundle.body_origins_m[:, bundle.bodies.index("pelvis")]
    # Forward and sideways travel are taken off; height stays, so that the feet meet the ground.
    travel = pelvis * np.array([1.0, 0.0, 1.0])
    turns = Rotation.from_matrix(bundle.body_rotations.reshape(-1, 3, 3)).as_quat()
    return BodyDrawing(
        shapes=tuple(_shapes(bundle)),
        bodies=bundle.bodies,
        positions_m=bundle.body_origins_m - travel[:, None],
        turns=turns.reshape(*bundle.body_origins_m.shape[:2], 4),
        muscles_m=muscle_stations(bundle) - travel[:, None, None],
        radii_m=muscle_radii_m(bundle),
    )


def muscle_stations(bundle: Bundle, count: int = STATIONS) -> FloatArray:
    """Return (T, M, K, 3) points evenly spaced along each muscle's path, in ground [m]."""
    frames, muscles = len(bundle.times_s), len(bundle.muscles.names)
    stations = np.empty((frames, muscles, count, 3))
    for muscle in range(muscles):
        first, stop = bundle.path_start[muscle : muscle + 2]
        for frame in range(frames):
            points = bundle.path_points_m[frame, first:stop]
            stations[frame, muscle] = _evenly(points[np.isfinite(points[:, 0])], count)
    return stations


def _evenly(points: FloatArray, count: int) -> FloatArray:
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0.0, along[-1], count)
    return np.stack([np.interp(wanted, along, points[:, axis]) for axis in range(3)], axis=1)


def muscle_radii_m(bundle: Bundle) -> FloatArray:
    """Return (M,) radii of circles with each muscle's physiological cross-section [m]."""
    section_m2 = bundle.muscles.max_isometric_force_N / SPECIFIC_TENSION_PA
    return np.clip(np.sqrt(section_m2 / np.pi), THINNEST_M, THICKEST_M)


@cache
def _table() -> dict[str, Any]:
    file = resources.files("hipspine.simulate") / "body_shapes.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _shapes(bundle: Bundle) -> Iterator[Shape]:
    sizes = body_sizes(bundle)
    for shape in (*_from_table(), *_ribs()):
        if shape.body in bundle.bodies:
            yield _sized(shape, sizes.get(shape.body, np.ones(3)))
    yield from _vertebrae(bundle)


def _sized(shape: Shape, size: FloatArray) -> Shape:
    girth = float(np.cbrt(size.prod()))
    radii = shape.radii * (size if shape.kind == "ellipsoid" else girth)
    return Shape(shape.kind, shape.body, shape.points * size, radii, shape.joint)


def _from_table() -> Iterator[Shape]:
    table = _table()
    for row in table["tube"]:
        yield from _both_sides(
            Shape("tube", row["body"], *_arrays(row["points"], row["radii"])), row
        )
    for row in table["ellipsoid"]:
        points, radii = _arrays([row["centre"]], row["radii"])
        yield from _both_sides(Shape("ellipsoid", row["body"], points, radii), row)
    for row in table["plate"]:
        points, radii = _arrays([*row["rim"], row["middle"]], [row["thickness"]])
        yield from _both_sides(Shape("plate", row["body"], points, radii), row)


def _arrays(points: object, radii: object) -> tuple[FloatArray, FloatArray]:
    return np.array(points, dtype=np.float64), np.array(radii, dtype=np.float64)


def _both_sides(shape: Shape, row: Mapping[str, Any]) -> Iterator[Shape]:
    yield shape
    mirrored = shape.points * np.array([1.0, 1.0, -1.0])
    if shape.body.endswith(Side.RIGHT.suffix):
        body = shape.body.removesuffix(Side.RIGHT.suffix) + Side.LEFT.suffix
        yield Shape(shape.kind, body, mirrored, shape.radii)
    elif row.get("mirrored"):
        yield Shape(shape.kind, shape.body, mirrored, shape.radii)


def _ribs() -> Iterator[Shape]:
    """Yield each rib: back from the spine, round the side, down to the breastbone."""
    ribs = _table()["ribs"]
    rows = zip(ribs["spine"], ribs["half_width"], ribs["front"], ribs["is_free"], strict=True)
    for (back_x, back_y), width, (front_x, front_y), is_free in rows:
        angles = np.linspace(0.0, np.pi * (0.8 if is_free else 1.0), 13)
        share = (1.0 - np.cos(angles)) / 2.0
        # The head of a rib first runs backwards: the cage is widest behind its middle.
        x = back_x + (front_x - back_x) * share - 0.016 * np.sin(angles) * (1.0 - share)
        y = back_y + (front_y - back_y) * share**1.4
        for side in (1.0, -1.0):
            z = side * width * np.sin(angles) ** 0.8
            points = np.stack([x, y, z], axis=1)
            yield Shape("tube", ribs["body"], points, np.full(len(points), ribs["radius"]))


def body_sizes(bundle: Bundle) -> dict[str, FloatArray]:
    """Return (3,) how much larger each body is than in the tables."""
    sizes = {}
    for body, rule in _table()["size"].items():
        size = _size(bundle, body, rule["child"], np.array(rule["at"]))
        sizes[body] = size
        sizes[body.replace(Side.RIGHT.suffix, Side.LEFT.suffix)] = size
    return sizes


def _size(bundle: Bundle, body: str, child: str, at_m: FloatArray) -> FloatArray:
    if not {body, child} <= set(bundle.bodies):
        return np.ones(3)
    here = _place(bundle, body, child)
    length = float(np.linalg.norm(here) / np.linalg.norm(at_m))
    # Only a direction in which the joint lies well away from the origin can tell a size.
    far = np.abs(at_m) > 0.3 * np.abs(at_m).max()
    return np.where(far, here / np.where(far, at_m, 1.0), length)


def _place(bundle: Bundle, body: str, other: str) -> FloatArray:
    """Return the mean place of another body's origin in a body's frame, (3,) [m]."""
    own, its = bundle.bodies.index(body), bundle.bodies.index(other)
    apart = bundle.body_origins_m[:, its] - bundle.body_origins_m[:, own]
    turned = np.einsum("tji,tj->ti", bundle.body_rotations[:, own], apart)
    mean: FloatArray = turned.mean(axis=0)
    return mean


def _vertebrae(bundle: Bundle) -> Iterator[Shape]:
    """Yield lumbar vertebrae between the joint centres below and above them, and the discs."""
    for level, upper in zip(LUMBAR_LEVELS, _VERTEBRAE, strict=True):
        if upper not in bundle.bodies:
            continue
        if upper == "torso":
            yield _disc(bundle, level, upper, _top_joint(bundle))
            continue
        yield _disc(bundle, level, upper, np.zeros(3))
        above_m = vertebra_above_m(bundle, upper)
        if above_m is not None:
            yield from _vertebra(upper, above_m)


def vertebra_above_m(bundle: Bundle, vertebra: str) -> FloatArray | None:
    """Return the joint above a lumbar vertebra in its frame, (3,) [m]; None where there is none."""
    # The trunk's origin is far from its joint, so L1 is taken to be as tall as L2.
    lower = "lumbar2" if vertebra == "lumbar1" else vertebra
    upper = _VERTEBRAE[_VERTEBRAE.index(lower) + 1]
    return _place(bundle, lower, upper) if {lower, upper} <= set(bundle.bodies) else None


def _disc(bundle: Bundle, level: str, body: str, centre_m: FloatArray) -> Shape:
    turn = (0.0, 0.0, 0.0, 1.0)
    if level in bundle.joints:
        # The disc lies in the plane of its joint's axes.
        body_axes = bundle.body_rotations[0, bundle.bodies.index(body)]
        joint_axes = bundle.joint_rotations[0, bundle.joints.index(level)]
        x, y, z, w = Rotation.from_matrix(body_axes.T @ joint_axes).as_quat().tolist()
        turn = (x, y, z, w)
    return Shape("ellipsoid", body, centre_m[None], np.array(DISC_RADII_M), level, turn)


def _top_joint(bundle: Bundle) -> FloatArray:
    """Return the disc above L1 in the trunk's frame [m]: as high above L1 as L1 above L2."""
    first = _place(bundle, "torso", "lumbar1")
    up = np.linalg.norm(_place(bundle, "lumbar2", "lumbar1"))
    centre: FloatArray = first + np.array([-0.004, float(up), 0.0])
    return centre


def _vertebra(body: str, above_m: FloatArray) -> Iterator[Shape]:
    ends = np.stack([0.2 * above_m, 0.5 * above_m, 0.8 * above_m])
    yield Shape("tube", body, ends, np.array([0.0225, 0.0195, 0.0215]))
    back = 0.5 * above_m
    spine = back + np.array([[-0.018, 0.0, 0.0], [-0.04, -0.004, 0.0], [-0.062, -0.012, 0.0]])
    yield Shape("tube", body, spine, np.array([0.013, 0.0065, 0.008]))
    for side in (1.0, -1.0):
        wing = back + np.array([[-0.02, 0.002, 0.008 * side], [-0.026, 0.004, 0.042 * side]])
        yield Shape("tube", body, wing, np.array([0.008, 0.0045]))
