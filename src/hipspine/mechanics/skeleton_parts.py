"""Put a skeleton together from joints and couplers."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import ModelError
from hipspine.mechanics.skeleton import NO_COORDINATE, Skeleton, Tree
from hipspine.mechanics.skeleton_curves import Curve

_GROUND = "ground"


@dataclass(frozen=True, eq=False)
class Frame:
    """A frame on a body: its origin [m] and its body-fixed x-y-z angles [rad]."""

    body: str
    place_m: FloatArray
    angles_rad: FloatArray

    def rotation(self) -> FloatArray:
        """Return the (3, 3) matrix that turns vectors of the frame into the body's."""
        x, y, z = self.angles_rad
        about_x = [[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]]
        about_y = [[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]]
        about_z = [[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]]
        return np.array(about_x) @ np.array(about_y) @ np.array(about_z)


@dataclass(frozen=True)
class Coordinate:
    """A coordinate, its neutral value and its limits [rad or m]; infinite where it has none."""

    name: str
    default: float
    lowest: float
    highest: float
    is_locked: bool


@dataclass(frozen=True, eq=False)
class Motion:
    """What a joint does along or about an axis, driven by a coordinate (None: constant)."""

    axis: FloatArray
    curve: Curve
    coordinate: str | None
    turns: bool


@dataclass(frozen=True, eq=False)
class Joint:
    """A joint; its translations come before its rotations."""

    name: str
    parent: Frame
    child: Frame
    coordinates: tuple[Coordinate, ...]
    motions: tuple[Motion, ...]


@dataclass(frozen=True)
class Coupler:
    """A coordinate that follows another: ratio times the leader, plus an offset."""

    dependent: str
    leader: str
    ratio: float
    offset: float


def assemble(joints: tuple[Joint, ...], couplers: tuple[Coupler, ...], where: str) -> Skeleton:
    """Return the skeleton of joints in any order; its coordinates keep theirs.

    The joint to the ground may turn and travel freely whatever its coordinates' limits: a person
    may face and go any way in the laboratory.

    Raises
    ------
    ModelError
        If the joints make no tree from the ground, or a coupler follows a follower.
    """
    ordered = _from_the_ground(joints, where)
    coordinates = tuple(_open_at_ground(joint) for joint in joints)
    flat = tuple(coordinate for group in coordinates for coordinate in group)
    limited = _limits_of_followers(flat, couplers, where)
    return Skeleton(
        bodies=(_GROUND, *(joint.child.body for joint in ordered)),
        joints=tuple(joint.name for joint in ordered),
        coordinates=tuple(each.name for each in flat),
        default=np.array([each.default for each in flat]),
        lowest=np.array([each.lowest for each in limited]),
        highest=np.array([each.highest for each in limited]),
        locked=np.array([each.is_locked for each in flat]),
        tree=_tree(ordered, tuple(each.name for each in flat), couplers),
    )


def _from_the_ground(joints: tuple[Joint, ...], where: str) -> list[Joint]:
    waiting, ordered, placed = list(joints), [], {_GROUND}
    while waiting:
        ready = [joint for joint in waiting if joint.parent.body in placed]
        children = [joint.child.body for joint in ready]
        if not ready or len({*children, *placed}) < len(children) + len(placed):
            raise ModelError(
                where,
                expected="joints that lead from the ground to every body once",
                got=f"joint {(ready or waiting)[0].name}, which does not",
                do="Use the built-in model, or OpenSim's own inverse kinematics.",
            )
        ordered += ready
        placed.update(children)
        waiting = [joint for joint in waiting if joint not in ready]
    return ordered


def _open_at_ground(joint: Joint) -> tuple[Coordinate, ...]:
    if joint.parent.body != _GROUND:
        return joint.coordinates
    return tuple(
        Coordinate(each.name, each.default, -np.inf, np.inf, each.is_locked)
        for each in joint.coordinates
    )


def _limits_of_followers(
    coordinates: tuple[Coordinate, ...], couplers: tuple[Coupler, ...], where: str
) -> tuple[Coordinate, ...]:
    """Return the coordinates, each leader kept within what its followers may do."""
    found = {each.name: each for each in coordinates}
    followers = {coupler.dependent for coupler in couplers}
    for coupler in couplers:
        leader, follower = found[coupler.leader], found[coupler.dependent]
        if coupler.leader in followers or follower.is_locked:
            raise ModelError(
                f"{where}, coordinate {coupler.dependent}",
                expected="a coordinate that follows a free one",
                got="one that is locked or follows a follower",
                do="Use the built-in model, or OpenSim's own inverse kinematics.",
            )
        if coupler.ratio:
            ends = (np.array([follower.lowest, follower.highest]) - coupler.offset) / coupler.ratio
            found[coupler.leader] = Coordinate(
                leader.name,
                leader.default,
                max(leader.lowest, float(ends.min())),
                min(leader.highest, float(ends.max())),
                leader.is_locked,
            )
    return tuple(found[each.name] for each in coordinates)


def _tree(joints: list[Joint], coordinates: tuple[str, ...], couplers: tuple[Coupler, ...]) -> Tree:
    bodies = {_GROUND: 0, **{joint.child.body: n for n, joint in enumerate(joints, start=1)}}
    at = {name: number for number, name in enumerate(coordinates)}
    motions = [motion for joint in joints for motion in joint.motions]
    curves = [motion.curve for motion in motions]
    leader, ratio, offset = np.arange(len(at)), np.ones(len(at)), np.zeros(len(at))
    for coupler in couplers:
        follower = at[coupler.dependent]
        leader[follower] = at[coupler.leader]
        ratio[follower], offset[follower] = coupler.ratio, coupler.offset
    return Tree(
        parent=np.array([bodies[joint.parent.body] for joint in joints]),
        placed_rotation=np.array([joint.parent.rotation() for joint in joints]),
        placed_m=np.array([joint.parent.place_m for joint in joints]),
        held_rotation=np.array([joint.child.rotation() for joint in joints]),
        held_m=np.array([joint.child.place_m for joint in joints]),
        start=_starts(len(joint.motions) for joint in joints),
        axis=np.array([motion.axis for motion in motions]),
        turns=np.array([motion.turns for motion in motions]),
        coordinate=np.array(
            [NO_COORDINATE if m.coordinate is None else at[m.coordinate] for m in motions]
        ),
        piece=_starts(len(curve.begins) for curve in curves),
        begins=np.concatenate([curve.begins for curve in curves]),
        coefficients=_padded(curves),
        leader=leader,
        ratio=ratio,
        offset=offset,
    )


def _starts(counts: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.concatenate([[0], np.cumsum(list(counts), dtype=np.int64)])


def _padded(curves: list[Curve]) -> FloatArray:
    width = max(curve.coefficients.shape[1] for curve in curves)
    return np.vstack(
        [np.pad(c.coefficients, ((0, 0), (0, width - c.coefficients.shape[1]))) for c in curves]
    )
