"""Where muscles pull: the force directions at their path points. Worker processes only.

Tension pulls two neighbouring points of a path towards each other; what this does to the bodies
follows from where the bodies are (Sherman, Seth, Delp 2013, doi:10.1115/DETC2013-13633).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.mechanics.cylinder_wrapping import cross
from hipspine.simulate.opensim_worker.path_course import AskedCourse, CourseReader, PathPoints
from hipspine.simulate.opensim_worker.session import Session


@dataclass(frozen=True, eq=False)
class UnitForces:
    """What a tension of 1 N in each muscle does to the bodies, and where its path runs."""

    lengths_m: FloatArray
    """(F, M) of muscle and tendon together."""
    wrenches: csr_array
    """(F M, 6 F B) moment about the body's origin and force, in ground, per newton of tension; a
    frame's muscles pull at the same frame's bodies."""
    point_counts: IntArray
    """(F, M)"""
    points_m: FloatArray
    """(sum of point_counts, 3) in ground, frame by frame, muscle by muscle, origin to insertion."""

    def total(self, rows: FloatArray) -> FloatArray:
        """Return (F, ..., M) what (F, ..., 6 B) weights on body wrenches make of each muscle.

        A muscle touches few bodies, and the sparse product is one thread: with several worker
        processes, the threads of a dense one get into each other's way (measured: 34 ms a frame
        instead of 10).
        """
        frames, muscles = self.lengths_m.shape
        flat = rows.reshape(frames, -1, rows.shape[-1]).transpose(0, 2, 1)
        products = self.wrenches @ flat.reshape(frames * rows.shape[-1], -1)
        by_muscle = products.reshape(frames, muscles, -1).transpose(0, 2, 1)
        return np.ascontiguousarray(by_muscle).reshape(*rows.shape[:-1], muscles)


class PathReader:
    """Reads how a session's muscles pull."""

    def __init__(self, session: Session) -> None:
        self._muscles, self._bodies = len(session.paths), len(session.bodies.names)
        self._course = CourseReader(session)

    def ask(self) -> AskedCourse:
        """Return what only OpenSim can say, at the session's present state."""
        return self._course.ask()

    def read(
        self, rotations: FloatArray, origins_m: FloatArray, asked: Sequence[AskedCourse]
    ) -> UnitForces:
        """Return the unit forces of F frames.

        Parameters
        ----------
        rotations, origins_m : (F, B, 3, 3) and (F, B, 3) arrays
            Of the bodies in ground.
        asked : sequence of F AskedCourse
        """
        frames = len(rotations)
        ground = np.broadcast_to(np.eye(3), (frames, 1, 3, 3))
        axes = np.concatenate([rotations, ground], axis=1)
        origins = np.concatenate([origins_m, np.zeros((frames, 1, 3))], axis=1)
        points = self._course.points(axes, origins, asked)
        arms = np.einsum("pij,pj->pi", axes.reshape(-1, 3, 3)[points.bodies], points.stations_m)
        places = arms + origins.reshape(-1, 3)[points.bodies]
        directions, lengths = _legs(points, places, frames * self._muscles)
        return UnitForces(
            lengths.reshape(frames, self._muscles),
            self._wrenches(points, arms, directions, frames),
            np.bincount(points.paths, minlength=frames * self._muscles).reshape(frames, -1),
            places,
        )

    def _wrenches(
        self, points: PathPoints, arms_m: FloatArray, directions: FloatArray, frames: int
    ) -> csr_array:
        frame, body = np.divmod(points.bodies, self._bodies + 1)
        pulls = np.flatnonzero((body < self._bodies) & directions.any(axis=1))
        force = directions[pulls]
        wrenches = np.concatenate([cross(arms_m[pulls], force), force], axis=1)
        columns = (frame * self._bodies + body)[pulls, None] * 6 + np.arange(6)
        rows = frames * self._muscles
        starts = np.searchsorted(points.paths[pulls], np.arange(rows + 1))
        # Entries at the same place add up: several points of a muscle on one body.
        return csr_array(
            (wrenches.ravel(), columns.ravel(), starts * 6),
            shape=(rows, 6 * frames * self._bodies),
        )


def _legs(points: PathPoints, places_m: FloatArray, paths: int) -> tuple[FloatArray, FloatArray]:
    """Return (P, 3) sums of the unit vectors along which tension pulls, and (paths,) lengths."""
    follows = points.paths[1:] == points.paths[:-1]
    legs = np.diff(places_m, axis=0)
    lengths = np.sqrt(np.einsum("qi,qi->q", legs, legs))
    first, surface_m = points.rolled
    lengths[first] = surface_m
    own = np.where(follows, lengths, 0.0)
    total = np.bincount(points.paths[:-1], own, paths).astype(np.float64)
    asked, said_m = points.lengths_m
    total[asked] = said_m
    pulling = np.flatnonzero(follows & (points.frames[1:] != points.frames[:-1]))
    directions = np.zeros_like(places_m)
    along = _along(points, places_m, pulling)
    directions[pulling] += along
    directions[pulling + 1] -= along
    return directions, total


def _along(points: PathPoints, places_m: FloatArray, first: IntArray) -> FloatArray:
    """Return (Q, 3) unit vectors from points to the next ones."""
    seen = np.where(np.isnan(points.drawn_from_m), places_m, points.drawn_from_m)
    legs = seen[first + 1] - seen[first]
    along: FloatArray = legs / np.sqrt(np.einsum("qi,qi->q", legs, legs))[:, None]
    return along
