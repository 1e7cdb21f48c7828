"""The points of muscle paths, told apart and placed in bones. Worker processes only."""

from dataclasses import dataclass

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.simulate.opensim_worker.rotations import matrix_of
from hipspine.simulate.opensim_worker.session import Session

TOUCHING = "PathWrapPoint"
"""OpenSim's class of points that move on a surface."""


@dataclass(frozen=True, eq=False)
class KnownPoints:
    """Points in the order in which they were met: N points."""

    bodies: IntArray
    """(N,) rows of the bodies that the points are on, the ground after the last one."""
    frames: IntArray
    """(N,) what tells the points' frames apart: between points of one frame nothing pulls."""
    stations_m: FloatArray
    """(N, 3) in the body; of a touching point, where its frame begins."""
    axes: FloatArray
    """(N, 3, 3) axes of the points' frames in the body, as columns."""


class PointTable:
    """Knows the points of a session's paths by their address in OpenSim's memory.

    That is one look-up per point where asking for body and place would be several calls. Points
    belong to the model, the touching points on wrapping surfaces included, and the model lives as
    long as the session, so the addresses stay valid.
    """

    def __init__(self, session: Session) -> None:
        self._state = session.state
        self._body_rows = {name: row for row, name in enumerate(session.bodies.names)}
        self._known: dict[int, int] = {}
        self._bodies: list[int] = []
        self._frames: list[int] = []
        self._axes: list[FloatArray] = []
        self._stations: list[FloatArray] = []
        self.is_touching: list[bool] = []

    def row(self, point: opensim.AbstractPathPoint) -> int:
        """Return a point's row in `known`."""
        address = int(point.this)
        row = self._known.get(address)
        return self._add(address, point) if row is None else row

    def known(self) -> KnownPoints:
        """Return the points met so far."""
        return KnownPoints(
            np.array(self._bodies, dtype=np.int64),
            np.array(self._frames, dtype=np.int64),
            np.array(self._stations).reshape(-1, 3),
            np.array(self._axes).reshape(-1, 3, 3),
        )

    def row_on(self, frame: opensim.PhysicalFrame) -> int:
        """Return a new row for points that move in a frame."""
        return self._new(frame, opensim.Vec3(0.0), is_touching=True)

    def _add(self, address: int, point: opensim.AbstractPathPoint) -> int:
        if point.getConcreteClassName() == TOUCHING:
            self._known[address] = self.row_on(point.getParentFrame())
        else:
            place = point.getLocation(self._state)
            self._known[address] = self._new(point.getParentFrame(), place, is_touching=False)
        return self._known[address]

    def _new(self, frame: opensim.PhysicalFrame, place: opensim.Vec3, *, is_touching: bool) -> int:
        offset = frame.findTransformInBaseFrame()
        self._bodies.append(self._body_rows.get(body_of(frame), len(self._body_rows)))
        self._frames.append(int(frame.this))
        self._axes.append(matrix_of(offset.R()))
        self._stations.append(offset.shiftFrameStationToBase(place).to_numpy())
        self.is_touching.append(is_touching)
        return len(self._bodies) - 1


def body_of(frame: opensim.PhysicalFrame) -> str:
    """Return the name of the body that a frame is fixed to."""
    name: str = frame.findBaseFrame().getName()
    return name
