"""Muscle paths over one cylinder, worked out from where the bones are. Worker processes only.

Most paths that can touch a surface are of this kind: points fixed to bones, one cylinder. OpenSim
is asked once what they consist of; where they touch is `hipspine.mechanics.cylinder_wrapping`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import opensim

from hipspine.domain.arrays import FloatArray, IntArray
from hipspine.mechanics.cylinder_wrapping import Cylinders, CylinderWraps, wrap_over_cylinders
from hipspine.simulate.opensim_worker.point_table import PointTable, body_of
from hipspine.simulate.opensim_worker.rotations import matrix_of
from hipspine.simulate.opensim_worker.session import Session

_SIDES = {"x": 0, "y": 1, "z": 2}
_ALL_ROUND = ("all", "unassigned")


@dataclass(frozen=True, eq=False)
class RolledCourse:
    """Where K paths touch their cylinders, over F frames."""

    after: IntArray
    """(F, K) number of the path's point that the touching points follow; -1: it touches nothing."""
    touching_m: FloatArray
    """(F, K, 2, 3) in the body that the cylinder is on; NaN where nothing touches."""
    surface_m: FloatArray
    """(F, K) length of the way along the surface."""


class RolledPaths:
    """The paths of a session that can touch one cylinder and nothing else.

    Parameters
    ----------
    session : Session
    table : PointTable
        Where points are numbered.
    muscles : sequence of int
        Which paths: those that `is_rolled` says.
    """

    def __init__(self, session: Session, table: PointTable, muscles: Sequence[int]) -> None:
        self.muscles = tuple(muscles)
        paths = [session.paths[muscle] for muscle in muscles]
        self.rows = tuple(_rows(path, table) for path in paths)
        wraps = [path.getWrapSet().get(0) for path in paths]
        found = [wrap.getWrapObject() for wrap in wraps]
        cylinders = [opensim.WrapCylinder.safeDownCast(each) for each in found]
        self.touching_rows = tuple(table.row_on(each.getFrame()) for each in cylinders)
        names = (*session.bodies.names, session.model.getGround().getName())
        self._bodies = np.array([names.index(body_of(c.getFrame())) for c in cylinders], np.int64)
        placed = [_placed(cylinder) for cylinder in cylinders]
        self._axes = np.array([axes for axes, _ in placed]).reshape(-1, 3, 3)
        self._centres_m = np.array([centre for _, centre in placed]).reshape(-1, 3)
        self._cylinders = _cylinders(cylinders)
        self._lines = _lines(self.rows, wraps)

    def course(self, places_m: FloatArray, axes: FloatArray, origins_m: FloatArray) -> RolledCourse:
        """Return where the paths touch.

        Parameters
        ----------
        places_m : (F, N, 3) array
            The table's points in ground.
        axes, origins_m : (F, B + 1, 3, 3) and (F, B + 1, 3) arrays
            Of the bodies in ground, and of the ground.
        """
        frames, (paths, numbers, starts, ends) = len(places_m), self._lines
        turned = axes[:, self._bodies] @ self._axes
        centres = origins_m[:, self._bodies] + np.einsum(
            "fkij,kj->fki", axes[:, self._bodies], self._centres_m
        )
        line_ends = np.stack([places_m[:, starts], places_m[:, ends]], axis=2)
        seen = (line_ends - centres[:, paths, None]) @ turned[:, paths]
        found = wrap_over_cylinders(
            seen.reshape(-1, 2, 3), self._cylinders.of(np.tile(paths, frames))
        )
        chosen = _chosen(seen, found, paths, len(self.muscles))
        after = np.where(chosen >= 0, numbers[chosen], -1)
        touching = found.touching_m.reshape(frames, -1, 2, 3)
        at = np.arange(frames)[:, None], chosen
        placed = np.einsum("kij,fkpj->fkpi", self._axes, touching[at])
        return RolledCourse(
            after,
            placed + self._centres_m[:, None],
            found.surface_m.reshape(frames, -1)[at],
        )


def is_rolled(path: opensim.GeometryPath) -> bool:
    """Tell whether a path has points fixed to bones and can touch one cylinder, nothing else."""
    if path.getWrapSet().getSize() != 1 or not is_fixed(path):
        return False
    surface = opensim.WrapCylinder.safeDownCast(path.getWrapSet().get(0).getWrapObject())
    return surface is not None and surface.get_active()


def is_fixed(path: opensim.GeometryPath) -> bool:
    """Tell whether all points of a path are fixed to bones, surfaces aside."""
    points = path.getPathPointSet()
    kinds = {points.get(number).getConcreteClassName() for number in range(points.getSize())}
    return kinds == {"PathPoint"}


def _rows(path: opensim.GeometryPath, table: PointTable) -> tuple[int, ...]:
    points = path.getPathPointSet()
    return tuple(table.row(points.get(number)) for number in range(points.getSize()))


def _placed(cylinder: opensim.WrapCylinder) -> tuple[FloatArray, FloatArray]:
    """Return a cylinder's axes (3, 3) and middle (3,) in its body."""
    frame, own = cylinder.getFrame().findTransformInBaseFrame(), cylinder.getTransform()
    return (
        matrix_of(frame.R()) @ matrix_of(own.R()),
        frame.shiftFrameStationToBase(own.p()).to_numpy(),
    )


def _cylinders(found: Sequence[opensim.WrapCylinder]) -> Cylinders:
    sides = [cylinder.get_quadrant().lower() for cylinder in found]
    signs = [0 if side in _ALL_ROUND else (-1 if side[0] == "-" else 1) for side in sides]
    return Cylinders(
        np.array([cylinder.get_radius() for cylinder in found]),
        np.array([cylinder.get_length() for cylinder in found]),
        np.array([_SIDES.get(side[-1], 0) for side in sides], dtype=np.int64),
        np.array(signs, dtype=np.int64),
    )


def _lines(
    rows: Sequence[tuple[int, ...]], wraps: Sequence[opensim.PathWrap]
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return the lines that can touch: path, number of the first point, rows of both points."""
    lines = []
    for path, (own, wrap) in enumerate(zip(rows, wraps, strict=True)):
        # OpenSim counts from 1, and gives less than 1 for the path's own first and last point.
        first, last = wrap.getStartPoint(), wrap.getEndPoint()
        for number in range(max(first, 1) - 1, (len(own) if last < 1 else last) - 1):
            lines.append((path, number, own[number], own[number + 1]))
    table = np.array(lines, dtype=np.int64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def _chosen(ends_m: FloatArray, wraps: CylinderWraps, paths: IntArray, count: int) -> IntArray:
    """Return (F, K) the line of each path that touches, -1 for none.

    As OpenSim: the first that would cut the cylinder, else the one that grows least.
    """
    legs = np.linalg.norm(wraps.touching_m.reshape(ends_m.shape) - ends_m, axis=-1).sum(axis=-1)
    straight = np.linalg.norm(ends_m[:, :, 1] - ends_m[:, :, 0], axis=-1)
    growth = legs + wraps.surface_m.reshape(straight.shape) - straight
    growth[wraps.is_crossing.reshape(straight.shape)] = -np.inf
    growth[np.isnan(growth)] = np.inf
    chosen = np.full((len(ends_m), count), -1)
    # A path whose range of points for touching holds no line has none to choose from.
    for path in np.unique(paths):
        own = np.flatnonzero(paths == path)
        best = growth[:, own].argmin(axis=1)
        touches = growth[np.arange(len(growth)), own[best]] < np.inf
        chosen[:, path] = np.where(touches, own[best], -1)
    return chosen
