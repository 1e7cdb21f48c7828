"""Which points muscle paths run through, and how far: read from OpenSim. Worker processes only.

OpenSim searches where a path touches its wrapping surfaces. A path without any is a list of points
fixed to bones and is read once; of the others OpenSim is asked for the points of every frame.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import opensim

from hipspine.domain.arrays import BoolArray, FloatArray, IntArray
from hipspine.simulate.opensim_worker.session import Session


@dataclass(frozen=True, eq=False)
class PathPoints:
    """Points of muscle paths, each path from origin to insertion: P points."""

    muscles: IntArray
    """(P,)"""
    bodies: IntArray
    """(P,) rows of the bodies that the points are on, the ground after the last one."""
    frames: IntArray
    """(P,) what tells the points' frames apart: between points of one frame nothing pulls."""
    stations_m: FloatArray
    """(P, 3) in the body."""
    drawn_from_m: FloatArray
    """(P, 3) in ground, where OpenSim takes the path's direction from; NaN: where the point is."""

    def of(self, which: IntArray | BoolArray) -> "PathPoints":
        """Return some of the points."""
        return PathPoints(*(getattr(self, item.name)[which] for item in fields(self)))

    def joined(self, other: "PathPoints") -> "PathPoints":
        """Return the points of both, muscle by muscle."""
        both = PathPoints(
            *(
                np.concatenate([getattr(self, item.name), getattr(other, item.name)])
                for item in fields(self)
            )
        )
        return both.of(np.argsort(both.muscles, kind="stable"))


class CourseReader:
    """Reads the points and lengths of a session's muscle paths at its present state.

    Points are told apart by their address in OpenSim's memory, which is one look-up per point where
    asking for body and place would be several calls. Points belong to the model, the touching
    points on wrapping surfaces included, and the model lives as long as the session, so the
    addresses stay valid.

    Of a path that touches two surfaces, OpenSim's force directions come from where the touching
    points were before the last of its rounds, up to 2 mm from where it ends (4.6: the points' place
    in ground is kept and not updated). Moment arms are OpenSim's own, so they are read as it does.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._body_rows = {name: row for row, name in enumerate(session.bodies.names)}
        self._known: dict[int, int] = {}
        self._bodies: list[int] = []
        self._frames: list[int] = []
        self._axes: list[FloatArray] = []
        self._stations: list[FloatArray] = []
        self._is_touching: list[bool] = []
        straight = [row for row, path in enumerate(session.paths) if _is_straight(path)]
        self._curved = sorted(set(range(len(session.paths))) - set(straight))
        self._straight = self._read(
            (muscle, session.paths[muscle].getPathPointSet()) for muscle in straight
        )

    def points(self) -> PathPoints:
        """Return the points of all paths."""
        state, paths = self._session.state, self._session.paths
        curved = ((muscle, paths[muscle].getCurrentPath(state)) for muscle in self._curved)
        return self._straight.joined(self._read(curved))

    def curved_lengths(self) -> tuple[list[int], list[float]]:
        """Return the paths that can touch a surface, and how long OpenSim says they are [m]."""
        state, paths = self._session.state, self._session.paths
        return self._curved, [paths[muscle].getLength(state) for muscle in self._curved]

    def _read(self, paths: Iterable[tuple[int, Any]]) -> PathPoints:
        """Return the points of muscles, whose points OpenSim lists."""
        state = self._session.state
        muscles, rows, touching = [], list[int](), list[int]()
        stations_m, drawn_from_m = [], []
        for muscle, points in paths:
            for number in range(points.getSize()):
                point = points.get(number)
                row = self._row(point)
                if self._is_touching[row]:
                    touching.append(len(rows))
                    stations_m.append(point.getLocation(state).to_numpy())
                    drawn_from_m.append(point.getLocationInGround(state).to_numpy())
                muscles.append(muscle)
                rows.append(row)
        found = np.array(rows, dtype=np.int64)
        stations = np.array(self._stations).reshape(-1, 3)[found]
        drawn_from = np.full_like(stations, np.nan)
        if touching:
            axes = np.array([self._axes[row] for row in found[touching]])
            shifted = np.einsum("pij,pj->pi", axes, np.array(stations_m))
            # What is kept of a touching point is where its frame begins.
            stations[touching] += shifted
            drawn_from[touching] = drawn_from_m
        return PathPoints(
            np.array(muscles, dtype=np.int64),
            np.array(self._bodies, dtype=np.int64)[found],
            np.array(self._frames, dtype=np.int64)[found],
            stations,
            drawn_from,
        )

    def _row(self, point: opensim.AbstractPathPoint) -> int:
        address = int(point.this)
        row = self._known.get(address)
        return self._add(address, point) if row is None else row

    def _add(self, address: int, point: opensim.AbstractPathPoint) -> int:
        row = self._known[address] = len(self._bodies)
        frame = point.getParentFrame()
        body = frame.findBaseFrame().getName()
        self._bodies.append(self._body_rows.get(body, len(self._body_rows)))
        self._frames.append(int(frame.this))
        offset = frame.findTransformInBaseFrame()
        is_touching = point.getConcreteClassName() == "PathWrapPoint"
        place = opensim.Vec3(0.0) if is_touching else point.getLocation(self._session.state)
        axes = offset.R()
        self._axes.append(np.array([[axes.get(i, j) for j in range(3)] for i in range(3)]))
        self._stations.append(offset.shiftFrameStationToBase(place).to_numpy())
        self._is_touching.append(is_touching)
        return row


def _is_straight(path: opensim.GeometryPath) -> bool:
    points = path.getPathPointSet()
    kinds = {points.get(number).getConcreteClassName() for number in range(points.getSize())}
    return kinds == {"PathPoint"} and path.getWrapSet().getSize() == 0
