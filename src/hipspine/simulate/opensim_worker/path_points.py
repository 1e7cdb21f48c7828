"""Read where muscles pull: the force directions at their path points. Worker processes only."""

from dataclasses import dataclass

import numpy as np
import opensim
from scipy.sparse import csr_array

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.simulate.opensim_worker.session import Session
from hipspine.simulate.opensim_worker.straight_paths import (
    StraightPulls,
    in_base,
    read_straight_paths,
)

_SAME_POINT_M = 1e-6
"""Path ends closer than this to the first or last pulling point are that point."""


@dataclass(frozen=True, eq=False)
class UnitForces:
    """What a tension of 1 N in each muscle does to the bodies, and where its path runs."""

    lengths_m: FloatArray
    """(M,) of muscle and tendon together."""
    wrenches: csr_array
    """(M, 6 B) moment about the body's origin and force, in ground, per newton of tension."""
    point_counts: IntArray
    """(M,)"""
    points_m: FloatArray
    """(sum of point_counts, 3) in ground, muscle by muscle from origin to insertion."""

    def total(self, rows: FloatArray) -> FloatArray:
        """Return (..., M) what (..., 6 B) rows of weights on body wrenches make of each muscle.

        A muscle touches few bodies, and the sparse product is one thread: with several worker
        processes, the threads of a dense one get into each other's way (measured: 34 ms a frame
        instead of 10).
        """
        flat = rows.reshape(-1, rows.shape[-1])
        products = np.ascontiguousarray((self.wrenches @ flat.T).T)
        return products.reshape(*rows.shape[:-1], self.wrenches.shape[0])


@dataclass(frozen=True, eq=False)
class _Pulls:
    """The pulling points of muscles: N points."""

    muscles: IntArray
    bodies: IntArray
    """(N,) row of each point's body, the ground after the last one."""
    stations_m: FloatArray
    """(N, 3) in the body."""
    directions: FloatArray
    """(N, 3) sum of the unit vectors along which tension pulls there, in ground."""


class PathReader:
    """Reads the paths of a session's muscles at its present state.

    Straight paths follow from where the bones are; only curved ones are asked of OpenSim, point by
    point, which takes longer than its mechanics.

    Frames are told apart by their address in OpenSim's memory, which is one look-up per point
    where asking for a name would be several calls. The model lives as long as the session, so the
    addresses stay valid.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._body_rows = {name: row for row, name in enumerate(session.bodies.names)}
        self._frame_rows: dict[int, int] = {}
        self._frame_bodies: list[int] = []
        self._frame_rotations: list[FloatArray] = []
        self._frame_origins: list[FloatArray] = []
        self._ends = _read_ends(session, self._body_rows)
        self._straight = read_straight_paths(session, self._body_rows)
        straight = set(self._straight.muscles.tolist())
        self._curved = [row for row in range(len(session.paths)) if row not in straight]

    def read(self, rotations: FloatArray, origins_m: FloatArray) -> UnitForces:
        """Return the unit forces, for body axes (B, 3, 3) and origins (B, 3) in ground."""
        axes, origins = _with_ground(rotations, np.eye(3)), _with_ground(origins_m, np.zeros(3))
        straight, curved = self._straight.pulls(axes, origins), self._read_curved()
        pulls = _in_order(straight, curved)
        arms = np.einsum("nij,nj->ni", axes[pulls.bodies], pulls.stations_m)
        counts, drawn = self._drawn(pulls.muscles, arms + origins[pulls.bodies], axes, origins)
        lengths = np.empty(len(self._session.paths))
        lengths[self._straight.muscles] = straight.lengths_m
        lengths[self._curved] = self._curved_lengths()
        return UnitForces(lengths, self._wrenches(pulls, arms), counts, drawn)

    def _curved_lengths(self) -> list[float]:
        state, paths = self._session.state, self._session.paths
        return [paths[muscle].getLength(state) for muscle in self._curved]

    def _read_curved(self) -> _Pulls:
        state = self._session.state
        muscles, frames, stations, directions = [], [], [], []
        found = opensim.ArrayPointForceDirection()
        for muscle in self._curved:
            found.setSize(0)
            self._session.paths[muscle].getPointForceDirections(state, found)
            for index in range(found.size()):
                point = found.get(index)
                muscles.append(muscle)
                frames.append(self._frame_row(point.frame()))
                stations.append(point.point().to_numpy())
                directions.append(point.direction().to_numpy())
        in_frame, at = np.array(stations).reshape(-1, 3), np.array(frames, dtype=np.int64)
        return _Pulls(
            np.array(muscles, dtype=np.int64),
            np.array(self._frame_bodies, dtype=np.int64)[at],
            self._in_body(at, in_frame),
            np.array(directions).reshape(-1, 3),
        )

    def _frame_row(self, frame: opensim.PhysicalFrame) -> int:
        address = int(frame.this)
        row = self._frame_rows.get(address)
        return self._add_frame(address, frame) if row is None else row

    def _add_frame(self, address: int, frame: opensim.PhysicalFrame) -> int:
        row = self._frame_rows[address] = len(self._frame_bodies)
        offset = frame.findTransformInBaseFrame()
        axes = offset.R()
        ground = len(self._body_rows)
        self._frame_bodies.append(self._body_rows.get(frame.findBaseFrame().getName(), ground))
        self._frame_rotations.append(
            np.array([[axes.get(i, j) for j in range(3)] for i in range(3)])
        )
        self._frame_origins.append(offset.p().to_numpy())
        return row

    def _in_body(self, frames: IntArray, stations_m: FloatArray) -> FloatArray:
        if not frames.size:
            return stations_m
        rotations, origins = np.array(self._frame_rotations), np.array(self._frame_origins)
        in_body: FloatArray = np.einsum("nij,nj->ni", rotations[frames], stations_m)
        return in_body + origins[frames]

    def _wrenches(self, pulls: _Pulls, arms_m: FloatArray) -> csr_array:
        on_body = pulls.bodies < len(self._body_rows)
        wrenches = np.concatenate([np.cross(arms_m, pulls.directions), pulls.directions], axis=1)
        columns = pulls.bodies[on_body, None] * 6 + np.arange(6)
        rows = np.broadcast_to(pulls.muscles[on_body, None], columns.shape)
        # Entries at the same place add up: several points of a muscle on one body.
        return csr_array(
            (wrenches[on_body].ravel(), (rows.ravel(), columns.ravel())),
            shape=(len(self._session.paths), 6 * len(self._body_rows)),
        )

    def _drawn(
        self, muscles: IntArray, points_m: FloatArray, axes: FloatArray, origins_m: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Return the points to draw: the pulling points, and path ends that pull on nothing.

        OpenSim leaves out an end whose neighbour sits on the same bone. Points between two others
        on the same bone are left out too; the line is off by less than the bone's surface.
        """
        own = np.bincount(muscles, minlength=len(self._session.paths))
        stops = np.cumsum(own)
        ends = self._ends.in_ground(axes, origins_m)
        neighbours = np.stack([points_m[stops - own], points_m[stops - 1]], axis=1)
        is_new = np.linalg.norm(ends - neighbours, axis=2) > _SAME_POINT_M
        places = np.stack([stops - own, stops], axis=1)
        drawn = np.insert(points_m, places[is_new], ends[is_new], axis=0)
        return own + is_new.sum(axis=1), drawn


@dataclass(frozen=True, eq=False)
class _PathEnds:
    """First and last point of each path. bodies : (M, 2) rows; stations_m : (M, 2, 3)."""

    bodies: IntArray
    stations_m: FloatArray

    def in_ground(self, axes: FloatArray, origins_m: FloatArray) -> FloatArray:
        """Return (M, 2, 3) the ends in ground [m]; axes and origins with the ground's at last."""
        ends: FloatArray = np.einsum("meij,mej->mei", axes[self.bodies], self.stations_m)
        return ends + origins_m[self.bodies]


def _read_ends(session: Session, body_rows: dict[str, int]) -> _PathEnds:
    found = [_ends_of(path, session.state, body_rows) for path in session.paths]
    return _PathEnds(
        np.array([[row for row, _ in ends] for ends in found], dtype=np.int64).reshape(-1, 2),
        np.array([[station for _, station in ends] for ends in found]).reshape(-1, 2, 3),
    )


def _ends_of(
    path: opensim.GeometryPath, state: opensim.State, body_rows: dict[str, int]
) -> list[tuple[int, FloatArray]]:
    points = path.getPathPointSet()
    ends = []
    for index in (0, points.getSize() - 1):
        point = points.get(index)
        body, station = in_base(point.getParentFrame(), point.getLocation(state))
        ends.append((body_rows.get(body, len(body_rows)), station))
    return ends


def _in_order(one: StraightPulls, other: _Pulls) -> _Pulls:
    """Return the points of both, muscle by muscle, along each path."""
    muscles = np.concatenate([one.muscles, other.muscles])
    order = np.argsort(muscles, kind="stable")
    return _Pulls(
        muscles[order],
        np.concatenate([one.bodies, other.bodies])[order],
        np.concatenate([one.stations_m, other.stations_m])[order],
        np.concatenate([one.directions, other.directions])[order],
    )


def _with_ground(by_body: FloatArray, ground: FloatArray) -> FloatArray:
    """Return the bodies' array with the ground's own entry as the last row."""
    return np.concatenate([by_body, ground[None]])
