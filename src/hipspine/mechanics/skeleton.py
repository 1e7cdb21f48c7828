"""The body as a tree of rigid segments: what moves which segment, and how far.

Frames: X forward, Y up, Z right; metres and radians. A joint places a frame in its parent segment,
moves a second frame against it, and holds the child segment by that second frame. It moves first
along its translations, whose axes are fixed in the first frame, then about its rotations in turn,
each about an axis that the ones before have turned along with (body-fixed; Seth et al. 2010,
"Minimal formulation of joint motion for biomechanisms", doi:10.1007/s11071-010-9717-3).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray

GROUND = 0
"""Number of the ground among the bodies."""

NO_COORDINATE = -1
"""Stands for the coordinate of a motion that is constant."""


class Tree(NamedTuple):
    """A skeleton as plain arrays. J joints, A motions, P pieces of curves, C coordinates.

    Joint j carries body j + 1, and every body comes after the one that carries it. Motion a of
    joint j, with start[j] <= a < start[j + 1], goes as far as a curve of its coordinate says: a
    polynomial on each piece, the first and last going on without end.
    """

    parent: IntArray
    """(J,) body that each joint starts from."""
    placed_rotation: FloatArray
    """(J, 3, 3) first frame of the joint, in the parent body."""
    placed_m: FloatArray
    """(J, 3) its origin."""
    held_rotation: FloatArray
    """(J, 3, 3) second frame of the joint, in the child body."""
    held_m: FloatArray
    """(J, 3) its origin."""
    start: IntArray
    """(J + 1,) first motion of each joint; translations come before rotations."""
    axis: FloatArray
    """(A, 3) of length 1."""
    turns: BoolArray
    """(A,) True for a rotation."""
    coordinate: IntArray
    """(A,) coordinate that drives the motion, or NO_COORDINATE."""
    piece: IntArray
    """(A + 1,) first piece of each motion's curve."""
    begins: FloatArray
    """(P,) where each piece begins [rad or m]."""
    coefficients: FloatArray
    """(P, D) of ascending powers of what the coordinate is past the begin of the piece."""
    leader: IntArray
    """(C,) coordinate that each one follows; itself where it is free."""
    ratio: FloatArray
    """(C,) how far it goes for each unit of its leader."""
    offset: FloatArray
    """(C,) its value where its leader is zero."""


@dataclass(frozen=True, eq=False)
class Skeleton:
    """A body's segments, joints and coordinates."""

    bodies: tuple[str, ...]
    """Ground first, then the body of each joint."""
    joints: tuple[str, ...]
    coordinates: tuple[str, ...]
    default: FloatArray
    """(C,) value of each coordinate in the neutral posture [rad or m]."""
    lowest: FloatArray
    highest: FloatArray
    """(C,) limits of each coordinate; infinite where it has none."""
    locked: BoolArray
    """(C,) coordinates that stay at their default."""
    tree: Tree

    def free(self) -> IntArray:
        """Return the coordinates that a posture may choose: neither locked nor following."""
        own = self.tree.leader == np.arange(len(self.coordinates))
        return np.flatnonzero(own & ~self.locked)

    def posture(self, named: Mapping[str, float]) -> FloatArray:
        """Return (C,) values: those named, else the defaults; followers follow, locked ones stay.

        Names of other skeletons are passed over, so that a posture of one can start the search in
        another.
        """
        values = self.default.copy()
        for number, name in enumerate(self.coordinates):
            if name in named and not self.locked[number]:
                values[number] = named[name]
        tree = self.tree
        follows = tree.leader != np.arange(len(values))
        led = tree.ratio * values[tree.leader] + tree.offset
        return np.where(follows, led, values)

    def moves(self, bodies: Collection[str]) -> BoolArray:
        """Return (C,) whether each coordinate, or one that follows it, moves one of the bodies."""
        tree = self.tree
        carriers, moving = set(), np.zeros(len(self.coordinates), dtype=np.bool_)
        for body in (self.bodies.index(name) for name in set(bodies)):
            while body != GROUND:
                carriers.add(body - 1)
                body = int(tree.parent[body - 1])
        for joint in carriers:
            driving = tree.coordinate[tree.start[joint] : tree.start[joint + 1]]
            moving[tree.leader[driving[driving != NO_COORDINATE]]] = True
        return moving[tree.leader]


def scaled(skeleton: Skeleton, factors: Mapping[str, float]) -> Skeleton:
    """Return the skeleton with each body larger by its factor; bodies not named keep their size.

    A joint's place grows with the body that it is on. What it slides by grows with its parent
    body, except on the ground, as OpenSim scales its models.
    """
    by_body = np.array([factors.get(name, 1.0) for name in skeleton.bodies])
    tree = skeleton.tree
    of_parent = by_body[tree.parent]
    joint_of = np.repeat(np.arange(len(tree.parent)), np.diff(tree.start))
    slides = np.where(tree.turns, 1.0, of_parent[joint_of])
    pieces = np.repeat(slides, np.diff(tree.piece))
    bigger = tree._replace(
        placed_m=tree.placed_m * of_parent[:, None],
        held_m=tree.held_m * by_body[1:, None],
        coefficients=tree.coefficients * pieces[:, None],
    )
    return replace(skeleton, tree=bigger)
