"""Where muscles pull: the force directions at their path points. Worker processes only.

Tension pulls two neighbouring points of a path towards each other; what this does to the bodies
follows from where the bodies are (Sherman, Seth, Delp 2013, doi:10.1115/DETC2013-13633).
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.simulate.opensim_worker.path_course import CourseReader, PathPoints
from hipspine.simulate.opensim_worker.session import Session


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


class PathReader:
    """Reads how a session's muscles pull at its present state."""

    def __init__(self, session: Session) -> None:
        self._muscles, self._bodies = len(session.paths), len(session.bodies.names)
        self._course = CourseReader(session)

    def read(self, rotations: FloatArray, origins_m: FloatArray) -> UnitForces:
        """Return the unit forces, for body axes (B, 3, 3) and origins (B, 3) in ground."""
        axes = np.concatenate([rotations, np.eye(3)[None]])
        origins = np.concatenate([origins_m, np.zeros((1, 3))])
        points = self._course.points()
        arms = np.einsum("pij,pj->pi", axes[points.bodies], points.stations_m)
        places = arms + origins[points.bodies]
        seen = np.where(np.isnan(points.drawn_from_m), places, points.drawn_from_m)
        directions, lengths = _legs(points, seen, self._muscles)
        curved, curved_lengths = self._course.curved_lengths()
        lengths[curved] = curved_lengths
        return UnitForces(
            lengths,
            self._wrenches(points, arms, directions),
            np.bincount(points.muscles, minlength=self._muscles),
            places,
        )

    def _wrenches(
        self, points: PathPoints, arms_m: FloatArray, directions: FloatArray
    ) -> csr_array:
        pulls = (points.bodies < self._bodies) & directions.any(axis=1)
        wrenches = np.concatenate([_cross(arms_m, directions), directions], axis=1)[pulls]
        columns = points.bodies[pulls, None] * 6 + np.arange(6)
        starts = np.searchsorted(points.muscles[pulls], np.arange(self._muscles + 1))
        # Entries at the same place add up: several points of a muscle on one body.
        return csr_array(
            (wrenches.ravel(), columns.ravel(), starts * 6),
            shape=(self._muscles, 6 * self._bodies),
        )


def _legs(points: PathPoints, places_m: FloatArray, muscles: int) -> tuple[FloatArray, FloatArray]:
    """Return (P, 3) sums of the unit vectors along which tension pulls, and (M,) lengths.

    Lengths are those of straight lines between the points; along a surface they are too short.
    """
    starts = np.flatnonzero(points.muscles[1:] == points.muscles[:-1])
    legs = places_m[starts + 1] - places_m[starts]
    lengths = np.sqrt(np.einsum("qi,qi->q", legs, legs))
    pulling = points.frames[starts] != points.frames[starts + 1]
    along = legs[pulling] / lengths[pulling, None]
    directions = np.zeros_like(places_m)
    directions[starts[pulling]] += along
    directions[starts[pulling] + 1] -= along
    total: FloatArray = np.zeros(muscles)
    np.add.at(total, points.muscles[starts], lengths)
    return directions, total


def _cross(left: FloatArray, right: FloatArray) -> FloatArray:
    """Return the cross product of (N, 3) vectors; for so few, numpy's own takes longer."""
    x, y, z = left.T
    u, v, w = right.T
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], axis=1)
