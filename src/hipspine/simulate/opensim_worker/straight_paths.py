"""Paths that run straight from point to point: the bones' places alone tell how they pull.

OpenSim searches where a path touches its wrapping surfaces, muscle by muscle. A path without any
needs no search, and all such paths are read together, without asking OpenSim again.

Force directions: Sherman, Seth, Delp 2013, doi:10.1115/DETC2013-13633.
"""

from dataclasses import dataclass

import numpy as np
import opensim

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.simulate.opensim_worker.session import Session


@dataclass(frozen=True, eq=False)
class StraightPulls:
    """How straight paths pull at one instant: S paths, P points."""

    muscles: IntArray
    """(P,)"""
    bodies: IntArray
    """(P,)"""
    stations_m: FloatArray
    """(P, 3) in the body."""
    directions: FloatArray
    """(P, 3) sum of the unit vectors along which tension pulls there, in ground."""
    lengths_m: FloatArray
    """(S,)"""


@dataclass(frozen=True, eq=False)
class StraightPaths:
    """The straight paths of a model: S paths, P points, Q legs from a point to the next.

    muscles : (S,); owners : (P,) muscle of each point; bodies : (P,) rows, the ground after the
    last body; stations_m : (P, 3); starts : (Q,) the first point of each leg; first_legs : (S,)
    the first leg of each path; is_pulling : (Q,) whether a leg runs between two bones.
    """

    muscles: IntArray
    owners: IntArray
    bodies: IntArray
    stations_m: FloatArray
    starts: IntArray
    first_legs: IntArray
    is_pulling: BoolArray

    def pulls(self, axes: FloatArray, origins_m: FloatArray) -> StraightPulls:
        """Return how the paths pull; axes : (B + 1, 3, 3), origins_m : (B + 1, 3), ground last.

        A leg between two points of one bone pulls on nothing.
        """
        points = np.einsum("pij,pj->pi", axes[self.bodies], self.stations_m)
        points += origins_m[self.bodies]
        legs = points[self.starts + 1] - points[self.starts]
        lengths = np.sqrt(np.einsum("qi,qi->q", legs, legs))
        pulling = self.starts[self.is_pulling]
        along = (legs / lengths[:, None])[self.is_pulling]
        directions = np.zeros_like(points)
        directions[pulling] += along
        directions[pulling + 1] -= along
        return StraightPulls(
            self.owners,
            self.bodies,
            self.stations_m,
            directions,
            np.add.reduceat(lengths, self.first_legs) if lengths.size else lengths,
        )


def read_straight_paths(session: Session, body_rows: dict[str, int]) -> StraightPaths:
    """Return the paths without wrapping surfaces whose points are fixed to bones."""
    muscles = [number for number, path in enumerate(session.paths) if _is_straight(path)]
    owners, bodies, stations, frames, starts = [], [], [], [], []
    first_legs = []
    for muscle in muscles:
        first_legs.append(len(starts))
        points = session.paths[muscle].getPathPointSet()
        for number in range(points.getSize()):
            if number:
                starts.append(len(owners) - 1)
            point = points.get(number)
            frame = point.getParentFrame()
            body, station = in_base(frame, point.getLocation(session.state))
            owners.append(muscle)
            bodies.append(body_rows.get(body, len(body_rows)))
            stations.append(station)
            frames.append(int(frame.this))
    begins, apart = np.array(starts, dtype=np.int64), np.array(frames, dtype=np.int64)
    return StraightPaths(
        np.array(muscles, dtype=np.int64),
        np.array(owners, dtype=np.int64),
        np.array(bodies, dtype=np.int64),
        np.array(stations).reshape(-1, 3),
        begins,
        np.array(first_legs, dtype=np.int64),
        apart[begins] != apart[begins + 1],
    )


def _is_straight(path: opensim.GeometryPath) -> bool:
    points = path.getPathPointSet()
    kinds = {points.get(number).getConcreteClassName() for number in range(points.getSize())}
    return kinds == {"PathPoint"} and path.getWrapSet().getSize() == 0


def in_base(frame: opensim.PhysicalFrame, station: opensim.Vec3) -> tuple[str, FloatArray]:
    """Return the body that a frame is part of, and a station of the frame in that body, (3,)."""
    shifted = frame.findTransformInBaseFrame().shiftFrameStationToBase(station)
    return frame.findBaseFrame().getName(), shifted.to_numpy()
