"""Which points muscle paths run through, and how far. Worker processes only.

A path without surfaces is a list of points fixed to bones. Where a path touches one cylinder is
worked out from the bones' places. The others (ellipsoids, several surfaces, conditional points) are
asked of OpenSim in every frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.simulate.opensim_worker.point_table import PointTable
from hipspine.simulate.opensim_worker.rolled_paths import RolledPaths, is_fixed, is_rolled
from hipspine.simulate.opensim_worker.session import Session


@dataclass(frozen=True, eq=False)
class AskedCourse:
    """What OpenSim says at one instant about the paths that it is asked for."""

    rows: tuple[tuple[int, ...], ...]
    """By path, the points' rows in the table."""
    touching_m: list[FloatArray]
    """Of the touching points, path by path, in their frame."""
    drawn_from_m: list[FloatArray]
    """The same in ground, where OpenSim takes the path's direction from; NaN: where it is."""
    lengths_m: list[float]
    """By path."""


@dataclass(frozen=True, eq=False)
class PathPoints:
    """Points of muscle paths over F frames, frame by frame and each path from origin to insertion.

    P points in all.
    """

    paths: IntArray
    """(P,) frame times number of muscles plus muscle."""
    bodies: IntArray
    """(P,) frame times (number of bodies + 1) plus body; the ground stands after the last body."""
    frames: IntArray
    """(P,) what tells the points' frames apart: between points of one frame nothing pulls."""
    stations_m: FloatArray
    """(P, 3) in the body."""
    drawn_from_m: FloatArray
    """(P, 3) in ground, where OpenSim takes the path's direction from; NaN: where the point is."""
    rolled: tuple[IntArray, FloatArray]
    """First touching points on cylinders (among the P), and the ways to the next along these."""
    lengths_m: tuple[IntArray, FloatArray]
    """Paths whose length OpenSim says, and that length."""


@dataclass(frozen=True, eq=False)
class _Layout:
    """Which points the paths of one frame have."""

    rows: IntArray
    """(P,) in the table."""
    muscles: IntArray
    """(P,)"""
    rolled: IntArray
    """Places of the first touching points of paths over a cylinder, path by path."""
    asked: IntArray
    """Places of touching points of paths that OpenSim is asked for."""


class CourseReader:
    """Gives the points of a session's muscle paths.

    Of a path that touches two surfaces, OpenSim's force directions come from where the touching
    points were before the last of its rounds, up to 2 mm from where it ends (4.6: the points' place
    in ground is kept and not updated). Moment arms are OpenSim's own, so they are read as it does.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._table = PointTable(session)
        paths = session.paths
        rolled = [row for row, path in enumerate(paths) if is_rolled(path)]
        straight = [
            row
            for row, path in enumerate(paths)
            if is_fixed(path) and path.getWrapSet().getSize() == 0
        ]
        self._asked = sorted(set(range(len(paths))) - set(straight) - set(rolled))
        self._straight = {row: self._fixed_rows(row) for row in straight}
        self._rolled = RolledPaths(session, self._table, rolled)
        self._layouts: dict[tuple[object, ...], _Layout] = {}

    def _fixed_rows(self, muscle: int) -> tuple[int, ...]:
        points = self._session.paths[muscle].getPathPointSet()
        return tuple(self._table.row(points.get(k)) for k in range(points.getSize()))

    def ask(self) -> AskedCourse:
        """Return what OpenSim says at the session's present state."""
        state = self._session.state
        asked = AskedCourse((), [], [], [])
        rows = []
        for muscle in self._asked:
            path = self._session.paths[muscle]
            points = path.getCurrentPath(state)
            # Only several surfaces leave a point's place in ground behind.
            is_kept = path.getWrapSet().getSize() > 1
            own = []
            for number in range(points.getSize()):
                point = points.get(number)
                own.append(self._table.row(point))
                if self._table.is_touching[own[-1]]:
                    asked.touching_m.append(point.getLocation(state).to_numpy())
                    asked.drawn_from_m.append(
                        point.getLocationInGround(state).to_numpy() if is_kept else _NOWHERE
                    )
            rows.append(tuple(own))
            asked.lengths_m.append(path.getLength(state))
        return AskedCourse(tuple(rows), asked.touching_m, asked.drawn_from_m, asked.lengths_m)

    def points(
        self, axes: FloatArray, origins_m: FloatArray, asked: Sequence[AskedCourse]
    ) -> PathPoints:
        """Return the points of all paths.

        Parameters
        ----------
        axes, origins_m : (F, B + 1, 3, 3) and (F, B + 1, 3) arrays
            Of the bodies in ground, and of the ground.
        asked : sequence of F AskedCourse
        """
        known = self._table.known()
        places = origins_m[:, known.bodies] + np.einsum(
            "fnij,nj->fni", axes[:, known.bodies], known.stations_m
        )
        course = self._rolled.course(places, axes, origins_m)
        layouts = [
            self._layout(after, each.rows) for after, each in zip(course.after, asked, strict=True)
        ]
        begins = np.cumsum([0, *(layout.rows.size for layout in layouts)])
        rows = np.concatenate([layout.rows for layout in layouts])
        touches = course.after >= 0
        first = _shifted([layout.rolled for layout in layouts], begins)
        stations = known.stations_m[rows]
        stations[first] = course.touching_m[touches][:, 0]
        stations[first + 1] = course.touching_m[touches][:, 1]
        seen = np.full_like(stations, np.nan)
        at = _shifted([layout.asked for layout in layouts], begins)
        if at.size:
            touching = np.array([point for each in asked for point in each.touching_m])
            stations[at] += np.einsum("pij,pj->pi", known.axes[rows[at]], touching)
            seen[at] = [point for each in asked for point in each.drawn_from_m]
        steps, muscles = np.arange(len(layouts)), len(self._session.paths)
        frame = np.repeat(steps, np.diff(begins))
        return PathPoints(
            frame * muscles + np.concatenate([layout.muscles for layout in layouts]),
            frame * axes.shape[1] + known.bodies[rows],
            known.frames[rows],
            stations,
            seen,
            (first, course.surface_m[touches]),
            (
                (steps[:, None] * muscles + self._asked).ravel().astype(np.int64),
                np.array([each.lengths_m for each in asked]).ravel(),
            ),
        )

    def _layout(self, after: IntArray, asked: tuple[tuple[int, ...], ...]) -> _Layout:
        key = (after.tobytes(), asked)
        if key not in self._layouts:
            self._layouts[key] = self._new_layout(after, asked)
        return self._layouts[key]

    def _new_layout(self, after: IntArray, asked: tuple[tuple[int, ...], ...]) -> _Layout:
        by_muscle = {**self._straight, **dict(zip(self._asked, asked, strict=True))}
        firsts: dict[int, int] = {}
        rolled = self._rolled
        for k, muscle in enumerate(rolled.muscles):
            begin = int(after[k]) + 1
            own = rolled.rows[k]
            if begin:
                firsts[muscle] = begin
                touching = rolled.touching_rows[k]
                own = (*own[:begin], touching, touching, *own[begin:])
            by_muscle[muscle] = own
        order = sorted(by_muscle)
        counts = np.array([len(by_muscle[muscle]) for muscle in order])
        begins = np.cumsum(counts) - counts
        rows = np.array([row for muscle in order for row in by_muscle[muscle]], dtype=np.int64)
        muscles = np.repeat(order, counts).astype(np.int64)
        is_asked = np.array(self._table.is_touching)[rows] & np.isin(muscles, self._asked)
        first = [begins[muscle] + place for muscle, place in firsts.items()]
        return _Layout(rows, muscles, np.array(first, dtype=np.int64), np.flatnonzero(is_asked))


_NOWHERE = np.full(3, np.nan)


def _shifted(places: Sequence[IntArray], begins: IntArray) -> IntArray:
    """Return places within frames as places among the points of all frames."""
    return np.concatenate([own + begin for own, begin in zip(places, begins[:-1], strict=True)])
